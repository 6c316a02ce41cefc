import { expect, test } from 'vitest';
import { againstCatalogue } from '../../bin/admin/against-catalogue.ts';
import { catalogue, room, visitType } from '../support/builders.ts';

test('an event type of a team is no one’s to be offered only with a room, and cal:check says why', () => {
  const content = catalogue({
    rooms: [room('1A')],
    visitTypes: [visitType({ eventTypeIds: [1, 2, 3], offer: 'only-with-room' })],
  });
  const types = [
    { id: 1, slug: 'own', ownerId: 1 },
    { id: 2, slug: 'of-the-team', teamId: 77 },
    { id: 3, slug: 'of-a-managed-one', ownerId: 1, parentEventTypeId: 9 },
  ];
  const said = againstCatalogue(content, types).filter(({ what }) => what.includes('offer only-with-room'));
  const todo = expect.stringContaining('Take `offer` off');
  expect(said).toEqual([
    { wrong: true, what: expect.stringContaining('is not for event type 2: it belongs to a team'), todo },
    { wrong: true, what: expect.stringContaining('is not for event type 3: it belongs to a team'), todo },
  ]);
});
