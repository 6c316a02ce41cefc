import { expect, test } from 'vitest';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';

const ROOMS = Array.from({ length: 20 }, (_, index) => `C${String(index + 1).padStart(2, '0')}`);

/** Twenty rooms like 1A, seventeen of which have a visit from half past nine on. */
const busyClinic = async () => {
  const demo = ownNorth();
  const catalogue = {
    ...demo,
    sites: demo.sites.map((site) => ({
      ...site,
      rooms: site.rooms.slice(0, 1).flatMap((room) => ROOMS.map((id) => ({ ...room, id }))),
    })),
    practitioners: demo.practitioners.map(({ homeRoom: _room, ...each }) => each),
  };
  const board = await boardOnLedger(memoryLedger(), { catalogue });
  for (let visit = 0; visit < 17; visit += 1)
    await board.book(`visit-${visit}`, { start: NINE + 30 * MINUTE, end: NINE + 60 * MINUTE });
  board.at(NINE);
  return board;
};

type Visit = { readonly uid: string; readonly roomId: string };

test('each walk-in that takes a later visit’s room shows first who moves, and taken back in time leaves no one moved or told', async () => {
  const board = await busyClinic();
  const visits = async (): Promise<readonly Visit[]> =>
    (await board.ask('GET', `/api/board?date=${MONDAY}`)).body.bookings;
  const before = await visits();
  for (const { uid, roomId: room } of before) {
    const body = { room, minutes: 60 };
    const refused = await board.ask('POST', '/api/walk-ins', { body });
    expect(refused.body.type).toBe('urn:room-board:asks-first');
    const asked = await board.ask('POST', '/api/what-ifs', { body: refused.body.question });
    const { affected } = asked.body.answer;
    expect(affected).toMatchObject([{ uid, from: room, start: toIso(NINE + 30 * MINUTE) }]);
    const seated = await board.ask('POST', '/api/walk-ins', { body: { ...body, agreed: true } });
    await board.replan();
    expect((await visits()).find((each) => each.uid === uid)?.roomId).toBe(affected[0].to);
    const undone = await board.ask('POST', `/api/actions/${seated.body.action.id}/undo`, { body: {} });
    expect(undone.body).toMatchObject({ restored: [{ uid, home: room }], stayed: [] });
  }
  await board.replan();
  expect(await visits()).toMatchObject(before.map(({ uid, roomId }) => ({ uid, roomId })));
  const records = await board.deps.ledger.readBookings(before.map(({ uid }) => uid));
  expect(records.filter(({ publication }) => publication.attempt !== undefined)).toEqual([]);
});
