import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { forgetClosures } from '../../../shared/sweeping/forget-closures.ts';
import { stepRunner } from '../../../shared/sweeping/steps.ts';
import { WHOLE } from '../../../shared/sweeping/sweep-group.ts';
import { type Answered, boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

const given = withAnyLedger();
let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeEach(async () => {
  board = await boardOnLedger(given().ledger, { catalogue: ownNorth() });
});

const runStep = stepRunner({ log: { error: expect.fail }, count: expect.fail, now: Date.now });

const WEEK = 7 * 24 * 60 * MINUTE;
/** Nine to ten on Mondays; in the last week of March the clocks have been put forward. */
const MONDAYS = [MONDAY, '2027-03-08', '2027-03-15', '2027-03-22', '2027-03-29'] as const;
const weekly = (until: string = MONDAYS[4], more: object = {}) => ({
  start: toIso(NINE),
  end: toIso(NINE + 60 * MINUTE),
  reason: 'cleaning',
  repeats: { every: 'week', until },
  site: board.site,
  ...more,
});
const block = (body: object, room = '1A'): Promise<Answered> =>
  board.ask('POST', `/api/rooms/${room}/blocks`, { body });
const lift = (id: string): Promise<Answered> =>
  board.ask('DELETE', `/api/rooms/1A/blocks/${id}?site=${board.site}`);
const lookAt = async (date: string) =>
  (await board.ask('GET', `/api/board?site=${board.site}&date=${date}`)).body;
const blocksOn = async (date: string, room = '1A') =>
  (await lookAt(date)).rooms.find(({ id }: { id: string }) => id === room).blocks;
const blocked = async (): Promise<string[]> => {
  const found = await Promise.all(
    MONDAYS.map(async (date) => ((await blocksOn(date)).length > 0 ? date : [])),
  );
  return found.flat();
};
const trailOf = async (date: string) =>
  (await board.ask('GET', `/api/trail?site=${board.site}&date=${date}&room=1A`)).body.changes;
/** A consultation that goes into 1A where nothing is in the way, told of it. */
const told = async (start: number): Promise<string> => {
  const uid = randomUUID();
  const inputs = { eventTypeId: 3002 };
  await board.book(uid, { start, end: start + 30 * MINUTE, practitionerId: 4712, inputs });
  await board.tell(uid);
  return uid;
};

describe('a block that is laid on several dates', () => {
  test('stands on each of them at the same time on the wall, under one name, and on no other', async () => {
    const made = await block(weekly());
    expect(made).toMatchObject({ status: 201, body: { dates: 5, start: toIso(NINE) } });
    expect(await blocked()).toEqual(MONDAYS);
    expect(await blocksOn('2027-03-02')).toEqual([]);
    const [last] = await blocksOn(MONDAYS[4]);
    expect(last).toMatchObject({ series: made.body.series, start: '2027-03-29T07:00:00.000Z' });
    expect((await trailOf(MONDAYS[3])).map(({ what }: { what: string }) => what)).toEqual(['blocked']);
  });

  test('is lifted on one date, or by its name on all that are to come; and both are taken back', async () => {
    const { series } = (await block(weekly())).body;
    const [third] = await blocksOn(MONDAYS[2]);
    const one = await lift(third.id);
    expect(one).toMatchObject({ status: 200, body: { dates: 1 } });
    expect(await blocked()).toEqual(MONDAYS.filter((date) => date !== MONDAYS[2]));
    await board.ask('POST', `/api/actions/${one.body.action.id}/undo?site=${board.site}`, { body: {} });
    expect(await blocked()).toEqual(MONDAYS);
    board.at(NINE + WEEK);
    const all = await lift(series);
    expect(all).toMatchObject({ status: 200, body: { dates: 4 } });
    expect(await blocked()).toEqual([MONDAYS[0]]);
    await board.ask('POST', `/api/actions/${all.body.action.id}/undo?site=${board.site}`, { body: {} });
    expect(await blocked()).toEqual(MONDAYS);
    expect(await blocksOn(MONDAYS[4])).toMatchObject([{ series }]);
  });

  test('is asked about first, with who it moves on every date; taken back, who has not been told goes back', async () => {
    const uids = [await told(NINE), await told(NINE + 2 * WEEK)];
    const refused = await block(weekly());
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:room-board:asks-first' } });
    const shown = await board.ask('POST', '/api/what-ifs', { body: refused.body.question });
    expect(shown.body.dates).toEqual([MONDAYS[0], MONDAYS[2]]);
    expect(shown.body.answer.affected.map(({ uid }: { uid: string }) => uid)).toEqual(uids);
    expect(shown.body.answer.notifications).toBe(2);
    const roomsOf = () =>
      Promise.all(
        uids.map(
          async (uid, at) =>
            (await lookAt(MONDAYS[at * 2] ?? '')).bookings.find((each: { uid: string }) => each.uid === uid)
              .roomId,
        ),
      );
    expect(await roomsOf()).toEqual(['1A', '1A']);
    const made = await block(weekly(MONDAYS[4], { agreed: true }));
    await board.replan();
    expect(await roomsOf()).not.toContain('1A');
    const undone = await board.ask('POST', `/api/actions/${made.body.action.id}/undo?site=${board.site}`, {
      body: {},
    });
    expect(undone.body.restored.map(({ uid }: { uid: string }) => uid).toSorted()).toEqual(uids.toSorted());
    expect(await roomsOf()).toEqual(['1A', '1A']);
    expect(await blocked()).toEqual([]);
  });

  test('is refused, with the field that is wrong, where it has no end, never comes again or too often', async () => {
    for (const [body, field] of [
      [weekly(MONDAY), 'repeats.until'],
      [weekly('2027-13-01'), 'repeats.until'],
      [weekly('2028-12-31'), 'repeats.until'],
      [weekly(MONDAYS[4], { end: null }), 'end'],
      [weekly(MONDAYS[4], { end: toIso(NINE + WEEK) }), 'end'],
      [weekly(MONDAYS[4], { repeats: { every: 'year', until: MONDAYS[4] } }), 'repeats.every'],
    ] as const)
      expect(await block(body), field).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await blocked()).toEqual([]);
  });
});

describe('what staff note on a block', () => {
  test('is on the board and in the trail, whether it is of one day or stands for longer', async () => {
    const note = 'The lamp is being changed';
    await block({ reason: 'fault', note, end: toIso(NINE), site: board.site });
    board.at(NINE);
    await block({ reason: 'fault', note: ` ${note} `, site: board.site });
    expect((await blocksOn(MONDAY)).map((each: { note: string }) => each.note)).toEqual([note, note]);
    expect((await trailOf(MONDAY)).map((each: { note: string }) => each.note)).toEqual([note, note]);
  });

  test.each([
    ['nothing', ' '],
    ['more than fits', 'x'.repeat(201)],
    ['characters that are not seen', 'line\nbreak'],
  ])('is refused where it is %s', async (_what, note) => {
    const refused = await block({ reason: 'fault', note, site: board.site });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: 'note' }] } });
    expect(await blocksOn(MONDAY)).toEqual([]);
  });

  test('goes with its block once that has been over for longer than the trail is kept, though no one closes the room again', async () => {
    const { deps } = board;
    const day = 24 * 60 * MINUTE;
    const lasts = (note: string, days: number, room: string) =>
      block(
        { reason: 'fault', note, start: toIso(NINE), end: toIso(NINE + days * day), site: board.site },
        room,
      );
    await block(weekly(MONDAYS[4], { note: 'window cleaners' }));
    await lasts('no water', 3, '1B');
    await lasts('asbestos', 300, '2A');
    // Lifted when it has hardly begun.
    const lifted = await block({ reason: 'fault', note: 'the lock', site: board.site });
    await lift(lifted.body.id);
    const notes = async (afterDays: number): Promise<string[]> => {
      board.at(NINE + (deps.trailKeptDays + afterDays) * day);
      deps.clinic.forget();
      await forgetClosures({ ...deps, runStep })(WHOLE);
      const { rooms } = await deps.ledger.readSite(board.site);
      const kept = rooms.flatMap(({ closures, closed = [] }) => [
        ...closures,
        ...closed.map(({ block }) => block),
      ]);
      return [...new Set(kept.flatMap(({ note = [] }) => note))].sort();
    };
    expect(await notes(-1)).toEqual(['asbestos', 'no water', 'the lock', 'window cleaners']);
    expect(await notes(1)).toEqual(['asbestos', 'no water', 'window cleaners']);
    expect(await notes(4)).toEqual(['asbestos', 'window cleaners']);
    expect(await notes(29)).toEqual(['asbestos']);
    // Nothing is written where there is nothing to forget.
    const { rooms } = await deps.ledger.readSite(board.site);
    await notes(30);
    expect((await deps.ledger.readSite(board.site)).rooms).toEqual(rooms);
  });
});
