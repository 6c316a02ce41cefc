import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { kioskView } from '../../../shared/board/view/board-view.ts';
import { readBoard } from '../../../shared/board/view/read-board.ts';
import type { Catalogue } from '../../../shared/domain/catalogue.ts';
import { boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { onlySite } from '../../support/builders.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

const given = withAnyLedger();

/** The demo clinic as a German one would name it. */
const named = (): Catalogue => {
  const demo = ownNorth();
  return {
    ...demo,
    equipmentNames: [{ tag: 'ecg', name: 'EKG' }],
    kindNames: [{ kind: 'consulting', name: 'Sprechzimmer' }],
    practitioners: demo.practitioners.map((each) =>
      each.id === 4711 ? { ...each, name: 'Dr. Beispiel' } : each,
    ),
    sites: demo.sites.map((site) => ({
      ...site,
      rooms: site.rooms.map((room) =>
        room.id === '1A' || room.id === '3B' ? { ...room, name: 'Sprechzimmer 1' } : room,
      ),
    })),
  };
};

test('staff read the clinic’s own names of rooms, kinds, equipment and practitioners', async () => {
  const board = await boardOnLedger(given().ledger, { catalogue: named() });
  await board.book(randomUUID(), { practitionerId: 4711 });
  const { body } = await board.ask('GET', `/api/board?site=${board.site}&date=${MONDAY}`);
  expect(body.rooms.map(({ id, name }: { id: string; name: string }) => [id, name])).toEqual([
    ['1A', 'Sprechzimmer 1 (1)'],
    ['1B', '1B'],
    ['2A', '2A'],
    ['3B', 'Sprechzimmer 1 (2)'],
    ['3C', '3C'],
    ['4A', '4A'],
  ]);
  expect(body.names).toEqual({ kinds: { consulting: 'Sprechzimmer' }, equipment: { ecg: 'EKG' } });
  expect(body.bookings).toMatchObject([{ roomId: '3B', practitioner: 'Dr. Beispiel' }]);
});

test('a doctor’s name stays with the visit when a later delivery leaves the host out', async () => {
  const board = await boardOnLedger(given().ledger, { catalogue: named() });
  const uid = randomUUID();
  await board.book(uid, { practitionerId: 4711, createdAt: NINE - 7_200_000 });
  await board.book(uid, { createdAt: NINE - 7_100_000 });
  const { body } = await board.ask('GET', `/api/board?site=${board.site}&date=${MONDAY}`);
  expect(body.bookings).toMatchObject([{ practitioner: 'Dr. Beispiel' }]);
});

test('a sentence about what needs attention names the room as people call it', async () => {
  const clinic = named();
  const shadow = {
    ...clinic,
    sites: clinic.sites.map((site) => ({ ...site, publishing: 'shadow' as const })),
  };
  const board = await boardOnLedger(given().ledger, { catalogue: shadow });
  const uid = randomUUID();
  await board.book(uid, { practitionerId: 4711 });
  const { body } = await board.ask('GET', `/api/board?site=${board.site}&date=${MONDAY}`);
  expect(body.attention.map(({ words }: { words: string }) => words)).toEqual([
    `Were publishing on, Cal.com would be told that ${uid} is in Sprechzimmer 1 (2).`,
  ]);
});

test('a wall’s screen shows the names of rooms, and of no practitioner', async () => {
  const clinic = named();
  const board = await boardOnLedger(given().ledger, { catalogue: clinic });
  await board.book(randomUUID(), { practitionerId: 4711 });
  const wall = kioskView(await readBoard(board.deps, onlySite(clinic), MONDAY, NINE), { floors: ['2'] });
  expect(wall.rooms.map(({ name }) => name)).toEqual(['2A', 'Sprechzimmer 1 (2)']);
  expect(JSON.stringify(wall)).not.toContain('Beispiel');
});
