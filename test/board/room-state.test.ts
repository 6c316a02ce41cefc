import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { peopleIn, readyAfter, roomState } from '../../shared/board/view/room-state.ts';
import type { Block, DayRoom, Occupancy } from '../../shared/domain/day.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { NINE, occupancy } from '../support/ledger-records.ts';

const DATE = { start: NINE - 8 * 60 * MINUTE, end: NINE + 16 * 60 * MINUTE };
const at = (minutes: number): number => NINE + minutes * MINUTE;

const roomWith = (occupancies: readonly Occupancy[], blocks: readonly Block[] = []): DayRoom => ({
  room: {
    id: '1A',
    building: 'North',
    floor: '1',
    floorIndex: 0,
    kind: 'consulting',
    equipment: [],
    accessible: true,
    hours: {},
    turnaroundMinutes: 5,
  },
  open: [DATE],
  occupancies,
  blocks,
});

/** Visits one after another: each with some setup, a length, a turnaround, perhaps said to have begun, ended, run late. */
const dayRoom = fc
  .record({
    visits: fc.array(
      fc.record({
        gap: fc.integer({ min: 0, max: 40 }),
        setup: fc.integer({ min: 0, max: 10 }),
        minutes: fc.integer({ min: 5, max: 60 }),
        turnaround: fc.integer({ min: 0, max: 15 }),
        startedEarlier: fc.option(fc.integer({ min: -5, max: 5 }), { nil: undefined }),
        finishedEarlier: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
      }),
      { maxLength: 6 },
    ),
    blocks: fc.array(
      fc.record({
        from: fc.integer({ min: -60, max: 400 }),
        minutes: fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined }),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ visits, blocks }) => {
    let clock = -30;
    const occupancies = visits.map((each, index) => {
      const from = clock + each.gap;
      const start = from + each.setup;
      const end = start + each.minutes;
      clock = end + each.turnaround;
      return occupancy(`visit-${index}`, {
        from: at(from),
        to: at(clock),
        start: at(start),
        end: at(end),
        progress: {
          ...(each.startedEarlier === undefined
            ? {}
            : { startedAt: at(start - Math.min(each.startedEarlier, each.setup)) }),
          ...(each.finishedEarlier === undefined ? {} : { finishedAt: at(end - each.finishedEarlier) }),
        },
      });
    });
    return roomWith(
      occupancies,
      blocks.map(({ from, minutes }, index) => ({
        id: `block-${index}`,
        start: at(from),
        ...(minutes === undefined ? {} : { end: at(from + minutes) }),
        reason: 'cleaning' as const,
      })),
    );
  });
const minute = fc.integer({ min: -120, max: 500 }).map(at);

describe('a room', () => {
  test('is in use by anyone who sits in it, and until they leave', () => {
    fc.assert(
      fc.property(dayRoom, minute, (room, now) => {
        const state = roomState(room, DATE, now);
        const sitting = room.occupancies.filter(
          (each) => peopleIn(each).start <= now && now < peopleIn(each).end,
        );
        if (state.state !== 'in-use' || state.phase !== 'visit') {
          expect(sitting).toEqual([]);
          return;
        }
        expect(sitting.map((each) => each.uid)).toContain(state.uid);
        expect(state.until).toBeGreaterThan(now);
        expect(state.readyAt).toBeGreaterThanOrEqual(state.from);
      }),
    );
  });

  test('is free only when no one sits in it, nothing blocks it, it is clean, and no one is to come', () => {
    fc.assert(
      fc.property(dayRoom, minute, (room, now) => {
        if (roomState(room, DATE, now).state !== 'free') return;
        for (const each of room.occupancies) expect(readyAfter(each, room.blocks)).toBeLessThanOrEqual(now);
        for (const each of room.blocks)
          expect(each.start > now || (each.end ?? Number.POSITIVE_INFINITY) <= now).toBe(true);
      }),
    );
  });

  test('is assigned to the next visit, never to a later one', () => {
    fc.assert(
      fc.property(dayRoom, minute, (room, now) => {
        const state = roomState(room, DATE, now);
        if (state.state !== 'assigned') return;
        const coming = room.occupancies.filter((each) => peopleIn(each).start > now);
        expect(coming.map((each) => each.start).sort((a, b) => a - b)[0]).toBe(state.from);
      }),
    );
  });

  test('changes its state only at a time someone wrote down', () => {
    fc.assert(
      fc.property(dayRoom, minute, (room, now) => {
        const times = [
          ...room.occupancies.flatMap((each) => [
            each.from,
            each.to,
            peopleIn(each).start,
            peopleIn(each).end,
          ]),
          ...room.blocks.flatMap((each) => [each.start, each.end ?? each.start]),
        ];
        const next = Math.min(now + 60 * MINUTE, ...times.filter((each) => each > now));
        expect(roomState(room, DATE, next - 1)).toEqual(roomState(room, DATE, now));
      }),
    );
  });

  test('that is blocked says so even where a visit is to come, and says for how long', () => {
    const visit = occupancy('later', { from: at(60), start: at(60), end: at(90), to: at(95) });
    const block: Block = { id: 'b', start: at(-5), end: at(30), reason: 'fault' };
    expect(roomState(roomWith([visit], [block]), DATE, at(0))).toEqual({
      state: 'blocked',
      blockId: 'b',
      reason: 'fault',
      until: at(30),
    });
    expect(roomState(roomWith([visit], [block]), DATE, at(30))).toMatchObject({
      state: 'assigned',
      uid: 'later',
    });
    const { end: _open, ...openEnded } = block;
    expect(roomState(roomWith([], [openEnded, block]), DATE, at(0))).not.toHaveProperty('until');
  });

  test('held for someone whose hold has expired is free', () => {
    const hold = occupancy('tentative', {
      status: 'tentative',
      expiresAt: at(10),
      start: at(60),
      from: at(60),
    });
    expect(roomState(roomWith([hold]), DATE, at(9)).state).toBe('assigned');
    expect(roomState(roomWith([hold]), DATE, at(10)).state).toBe('free');
  });
});
