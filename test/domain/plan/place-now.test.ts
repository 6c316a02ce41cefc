import { describe, expect, test } from 'vitest';
import { DayFile } from '../../../shared/day-file/day-file.ts';
import { generateDay } from '../../../shared/day-file/generate-day.ts';
import { problemOfDay } from '../../../shared/day-file/problem-of-day.ts';
import { bestFree, type Candidate, type PlaceNow, placeNow } from '../../../shared/domain/plan/place-now.ts';
import { occupancy } from '../../../shared/domain/plan/problem.ts';
import { RoomIndex } from '../../../shared/domain/plan/room-index.ts';

const seat = (room: string, start: number, end: number, fit = 0): Candidate => ({
  room,
  things: [room],
  start,
  end,
  fit,
});

describe('a booking that arrives', () => {
  test('gets the best free room', () => {
    const index = new RoomIndex();
    index.add(['A'], { uid: 'x', start: 0, end: 10 });
    expect(bestFree([seat('A', 5, 15), seat('B', 5, 15, 4), seat('C', 5, 15, 3)], index)?.room).toBe('C');
  });

  test('may start the minute the previous one ends', () => {
    const index = new RoomIndex();
    index.add(['A'], { uid: 'x', start: 0, end: 10 });
    expect(bestFree([seat('A', 10, 20)], index)?.room).toBe('A');
  });

  test('sends tentative bookings on, the last one first, and never an announced one', () => {
    const index = new RoomIndex();
    index.add(['A'], { uid: 'x', start: 0, end: 10 });
    index.add(['B'], { uid: 'y', start: 0, end: 10 });
    const rooms: Record<string, readonly Candidate[]> = { x: [seat('B', 0, 10)], y: [seat('C', 0, 10)] };
    const day = (announced: string): PlaceNow => ({
      index,
      movable: (uid) => (uid === announced ? undefined : (rooms[uid] ?? [])),
    });
    expect(placeNow('new', [seat('A', 0, 10)], day('nobody')).map((s) => `${s.uid}→${s.to.room}`)).toEqual([
      'y→C',
      'x→B',
      'new→A',
    ]);
    expect(placeNow('new', [seat('A', 0, 10)], day('y'))).toEqual([]);
  });

  test('is answered within 2 ms, ninety-nine times of a hundred, at 200 rooms and 5,000 bookings', () => {
    const problem = problemOfDay(
      DayFile.parse(generateDay({ family: 'wide', rooms: 200, bookings: 5000, load: 95, seed: 1 })),
    );
    const index = new RoomIndex();
    const candidates = new Map(
      problem.bookings.map((b) => [
        b.uid,
        b.options.map((o): Candidate => ({ room: o.room, things: [o.room], fit: o.fit, ...occupancy(b, o) })),
      ]),
    );
    const things = new Map<string, readonly string[]>();
    const day: PlaceNow = {
      index,
      movable: (uid) => candidates.get(uid) ?? [],
    };
    const times: number[] = [];
    let waiting = 0;
    for (const { uid } of problem.bookings) {
      const began = performance.now();
      const steps = placeNow(uid, candidates.get(uid) ?? [], day);
      times.push(performance.now() - began);
      if (steps.length === 0) waiting++;
      for (const step of steps) {
        index.remove(things.get(step.uid) ?? [], step.uid);
        index.add(step.to.things, { uid: step.uid, start: step.to.start, end: step.to.end });
        things.set(step.uid, step.to.things);
      }
    }
    times.sort((a, b) => a - b);
    const p99 = times[Math.floor(times.length * 0.99)] ?? Number.POSITIVE_INFINITY;
    console.info(
      `webhook path, 200 × 5,000 at 95 %: p50 ${times[2500]?.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms, ${waiting} wait`,
    );
    expect(p99).toBeLessThanOrEqual(2);
    expect(
      index.holders([...new Set([...things.values()].flat())].slice(0, 1), { start: 0, end: 1 }),
    ).toEqual([]);
  });
});
