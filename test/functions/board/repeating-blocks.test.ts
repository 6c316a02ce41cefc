import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { importCatalogue } from '../../../shared/catalogue/import-catalogue.ts';
import type { Catalogue } from '../../../shared/domain/catalogue.ts';
import { MINUTE } from '../../../shared/domain/instant.ts';
import { type Answered, boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

const given = withAnyLedger();

/** The demo clinic with room 1A cleaned on Mondays from nine to ten. */
const cleanedOnMondays = (demo: Catalogue): Catalogue => ({
  ...demo,
  version: randomUUID(),
  sites: demo.sites.map((site) => ({
    ...site,
    rooms: site.rooms.map((room) =>
      room.id === '1A'
        ? {
            ...room,
            blocks: [
              {
                repeats: 'FREQ=WEEKLY;BYDAY=MO',
                time: { from: '09:00', to: '10:00' },
                reason: 'cleaning' as const,
              },
            ],
          }
        : room,
    ),
  })),
});

let demo: Catalogue;
beforeEach(() => {
  demo = ownNorth();
});
const lookAt = async (
  board: Awaited<ReturnType<typeof boardOnLedger>>,
  date = MONDAY,
): Promise<Answered['body']> => (await board.ask('GET', `/api/board?site=${board.site}&date=${date}`)).body;
const roomOf = (view: Answered['body'], id: string) =>
  view.rooms.find((room: { id: string }) => room.id === id);
const placeOf = (view: Answered['body'], uid: string) =>
  view.bookings.find((each: { uid: string }) => each.uid === uid)?.roomId;

test('a block that repeats stands on its days, says that it does, and no one lifts it at the board', async () => {
  const board = await boardOnLedger(given().ledger, { catalogue: cleanedOnMondays(demo) });
  board.at(NINE + 5 * MINUTE);
  const room = roomOf(await lookAt(board), '1A');
  expect(room).toMatchObject({ state: 'blocked', reason: 'cleaning', blocks: [{ repeats: true }] });
  expect(roomOf(await lookAt(board, '2027-03-02'), '1A').blocks).toEqual([]);
  expect(roomOf(await lookAt(board, '2027-03-08'), '1A').blocks).toHaveLength(1);
  const lifted = await board.ask(
    'DELETE',
    `/api/rooms/1A/blocks/${encodeURIComponent(room.blocks[0].id)}?site=${board.site}`,
  );
  expect(lifted).toMatchObject({
    status: 409,
    body: { errors: [{ field: 'block', message: 'stands in the clinic file, and is lifted there' }] },
  });
});

test('staff who block that room too, seeing it as it is shown, are not told that it has changed', async () => {
  const board = await boardOnLedger(given().ledger, { catalogue: cleanedOnMondays(demo) });
  const { etag } = roomOf(await lookAt(board), '1A');
  const made = await board.ask('POST', '/api/rooms/1A/blocks', {
    body: { site: board.site, reason: 'fault' },
    headers: { 'if-match': `"${etag}"` },
  });
  expect(made.status).toBe(201);
});

test('no one is given the room then, and who has it leaves it once the clinic file says so', async () => {
  const { ledger } = given();
  const board = await boardOnLedger(ledger, { catalogue: demo });
  const [before, after] = [randomUUID(), randomUUID()];
  const asked = { inputs: { eventTypeId: 3002 }, practitionerId: 4712 };
  await board.book(before, asked);
  expect(placeOf(await lookAt(board), before)).toBe('1A');
  const terms = { dryRun: false, removeRoomsInUse: false };
  await importCatalogue({ ledger, now: NINE - 60 * MINUTE }, cleanedOnMondays(demo), terms);
  board.deps.clinic.forget();
  board.woken.push(`${board.site} ${MONDAY}`);
  await board.replan();
  expect(placeOf(await lookAt(board), before)).not.toBe('1A');
  await board.book(after, { ...asked, start: NINE + 30 * MINUTE, end: NINE + 60 * MINUTE });
  expect(placeOf(await lookAt(board), after)).not.toBe('1A');
});
