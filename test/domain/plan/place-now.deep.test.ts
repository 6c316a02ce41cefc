import { expect, test } from 'vitest';
import { DayFile } from '../../../shared/day-file/day-file.ts';
import { generateDay } from '../../../shared/day-file/generate-day.ts';
import { problemOfDay } from '../../../shared/day-file/problem-of-day.ts';
import { type Candidate, type PlaceNow, placeNow } from '../../../shared/domain/plan/place-now.ts';
import { occupancy } from '../../../shared/domain/plan/problem.ts';
import { RoomIndex } from '../../../shared/domain/plan/room-index.ts';

test('a booking that arrives is answered within 2 ms, ninety-nine times of a hundred, at 200 rooms and 5,000 bookings', () => {
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
  expect(index.holders([...new Set([...things.values()].flat())].slice(0, 1), { start: 0, end: 1 })).toEqual(
    [],
  );
});
