import { describe, expect, test } from 'vitest';
import { asItStood } from '../../shared/domain/as-it-stood.ts';
import { closedSince, closuresAt, withoutOldClosures } from '../../shared/domain/closed.ts';
import type { Block } from '../../shared/domain/day.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Change } from '../../shared/domain/ledger-records.ts';
import type { StandsThere } from '../../shared/domain/stands.ts';
import { change, DATE, NINE, occupancy, roomDay, SITE, waiting } from '../support/ledger-records.ts';

const minute = (count: number): number => NINE + count * MINUTE;
const inRoom = (roomId: string, over: Partial<StandsThere> = {}): StandsThere => ({
  start: minute(60),
  end: minute(90),
  status: 'confirmed',
  in: { roomId, from: minute(55), to: minute(100) },
  ...over,
});
const line = (at: number, over: Partial<Change>): Change => change(minute(at), over);
const of = (uid: string, at: number, stands: Change['stands'], over: Partial<Change> = {}): Change =>
  line(at, { bookingUid: uid, ...(stands && { stands }), ...over });
const empty = { siteId: SITE, date: DATE, roomDays: [], waiting: [] };
const past = (
  trail: readonly Change[],
  at: number,
  record = empty as Parameters<typeof asItStood>[0]['record'],
) => asItStood({ record, isKept: true, trail }, minute(at));
/** Who is in which room, and who waits. */
const seatsIn = (stood: ReturnType<typeof asItStood>) =>
  stood.kind === 'unseen'
    ? stood
    : {
        rooms: Object.fromEntries(
          stood.record.roomDays.map(({ roomId, occupancies }) => [roomId, Object.keys(occupancies)]),
        ),
        waiting: stood.record.waiting.map(({ uid }) => uid),
      };

describe('a date as it stood', () => {
  const trail = [
    of('u', 30, 'gone', { what: 'released' }),
    of('u', 20, inRoom('2A', { version: 3 }), { what: 'moved' }),
    of('u', 10, inRoom('1A', { version: 2 })),
    of('u', 0, { start: minute(60), end: minute(90), status: 'confirmed', version: 1 }, { what: 'waiting' }),
  ];

  test.each([
    [-1, { rooms: {}, waiting: [] }],
    [0, { rooms: {}, waiting: ['u'] }],
    [10, { rooms: { '1A': ['u'] }, waiting: [] }],
    [19, { rooms: { '1A': ['u'] }, waiting: [] }],
    [20, { rooms: { '2A': ['u'] }, waiting: [] }],
    [30, { rooms: {}, waiting: [] }],
  ])('at minute %i is what the lines until then came to, in whatever order they are read', (at, seats) => {
    expect(seatsIn(past(trail, at))).toEqual(seats);
    expect(seatsIn(past([...trail].reverse(), at))).toEqual(seats);
  });

  test('of two lines of one instant is what the later record says', () => {
    const twice = [of('u', 5, inRoom('2A', { version: 8 })), of('u', 5, inRoom('1A', { version: 7 }))];
    expect(seatsIn(past(twice, 5))).toEqual({ rooms: { '2A': ['u'] }, waiting: [] });
    expect(seatsIn(past([...twice].reverse(), 5))).toEqual({ rooms: { '2A': ['u'] }, waiting: [] });
  });

  test('has the parts and the portable units that a visit holds, and what it runs over', () => {
    const overrun = { start: minute(100), end: minute(110) };
    const late = inRoom('1AB', {
      in: { roomId: '1AB', also: ['1A', 'ecg-1'], from: minute(55), to: minute(100), overrun },
    });
    const stood = past([of('u', 0, late)], 1);
    if (stood.kind === 'unseen') throw new Error('it can be seen');
    expect(stood.record.roomDays.map(({ roomId }) => roomId).sort()).toEqual(['1A', '1AB', 'ecg-1']);
    for (const { blocks, occupancies } of stood.record.roomDays) {
      expect(occupancies).toMatchObject({ u: { roomId: '1AB' } });
      expect(Object.values(blocks)).toMatchObject([{ reason: 'overrun', uid: 'u', ...overrun }]);
    }
  });

  test('has the blocks that were laid by then and not yet lifted', () => {
    const block: Block = { id: 'b', start: minute(30), end: minute(60), reason: 'cleaning' };
    const lines = [
      line(20, { what: 'unblocked', roomId: '1A', laid: [], lifted: [block] }),
      line(10, { what: 'blocked', roomId: '1A', laid: [block], lifted: [] }),
    ];
    const blocksAt = (at: number, trail = lines) => {
      const stood = past(trail, at);
      return stood.kind === 'unseen' ? stood : stood.record.roomDays.map(({ blocks }) => Object.keys(blocks));
    };
    expect([9, 10, 19, 20].map((at) => blocksAt(at))).toEqual([[], [['b']], [['b']], []]);
  });
});

describe('a date whose lines an older release wrote', () => {
  const held = { ...empty, roomDays: [{ ...roomDay(['u']), version: 1 }], waiting: [waiting('w')] };

  test('is as it is now from its last line on, and before that no one knows', () => {
    const trail = [of('u', 20, undefined, { what: 'moved' }), of('u', 10, undefined)];
    expect(seatsIn(past(trail, 20, held))).toEqual({ rooms: { '1A': ['u'] }, waiting: ['w'] });
    expect(past(trail, 19, held)).toEqual({ kind: 'unseen', since: minute(20) });
  });

  test('can be seen from the next line on that says how its visit stands', () => {
    const trail = [of('u', 30, inRoom('3B')), of('u', 10, undefined)];
    const now = {
      ...empty,
      roomDays: [{ ...roomDay([], { roomId: '3B' }), occupancies: { u: occupancy('u') }, version: 1 }],
    };
    expect(seatsIn(past(trail, 30, now))).toEqual({ rooms: { '3B': ['u'] }, waiting: [] });
    expect(past(trail, 29, now)).toEqual({ kind: 'unseen', since: minute(30) });
  });

  test('is not seen at all once what stood on it is kept no longer', () => {
    const trail = [of('u', 10, undefined)];
    expect(asItStood({ record: empty, isKept: false, trail }, minute(20))).toEqual({ kind: 'unseen' });
  });

  test('is hidden by no line that is about neither a visit’s place nor a room', () => {
    const trail = [of('u', 20, undefined, { what: 'told' }), line(15, { what: 'imported' })];
    expect(seatsIn(past(trail, 0, held))).toMatchObject({ rooms: { '1A': ['u'] } });
  });
});

describe('the closures of a room', () => {
  const closure = (id: string): Block => ({ id, start: NINE, reason: 'fault' });
  const [a, b] = [closure('a'), closure('b')];
  const idsAt = (room: Parameters<typeof closuresAt>[0], at: number) =>
    closuresAt(room, minute(at)).map(({ id }) => id);

  test('are remembered from when to when it had them', () => {
    const first = { closures: [a], closed: closedSince(undefined, [a], minute(10)) };
    const both = { closures: [a, b], closed: closedSince(first, [a, b], minute(20)) };
    const then = { closures: [b], closed: closedSince(both, [b], minute(30)) };
    expect([9, 10, 20, 29, 30].map((at) => idsAt(then, at).sort())).toEqual([
      [],
      ['a'],
      ['a', 'b'],
      ['a', 'b'],
      ['b'],
    ]);
  });

  test('laid before anyone remembered when are taken for such as were always there, until they are lifted', () => {
    const lifted = { closures: [], closed: closedSince({ closures: [a] }, [], minute(30)) };
    expect([0, 29, 30].map((at) => idsAt(lifted, at))).toEqual([['a'], ['a'], []]);
  });

  test('are remembered in number: those lifted longest ago are forgotten first', () => {
    let room: Parameters<typeof closuresAt>[0] = { closures: [] };
    for (let count = 0; count < 30; count += 1) {
      const laid = [closure(`c${count}`)];
      const closed = closedSince(room, laid, minute(2 * count));
      room = { closures: [], closed: closedSince({ closures: laid, closed }, [], minute(2 * count + 1)) };
    }
    expect(room.closed?.length).toBe(20);
    expect(idsAt(room, 58)).toEqual(['c29']);
  });

  test('go with what was remembered of them once they have been over, or lifted, for long enough; one that lasts stays', () => {
    const ends = (id: string, at: number): Block => ({ ...closure(id), end: minute(at), note: id });
    const [over, later] = [ends('over', 30), ends('later', 31)];
    const laid = [a, b, over, later];
    const first = { closures: laid, closed: closedSince(undefined, laid, minute(10)) };
    const room = { closures: [b, over, later], closed: closedSince(first, [b, over, later], minute(20)) };
    expect(withoutOldClosures(room, minute(19))).toBeUndefined();
    const left = (at: number) => {
      const { closures = [], closed = [] } = withoutOldClosures(room, minute(at)) ?? {};
      return [closures.map(({ id }) => id), closed.map(({ block }) => block.id).sort()];
    };
    expect(left(20)).toEqual([
      ['b', 'over', 'later'],
      ['b', 'later', 'over'],
    ]);
    expect(left(30)).toEqual([
      ['b', 'later'],
      ['b', 'later'],
    ]);
    expect(left(31)).toEqual([['b'], ['b']]);
  });
});
