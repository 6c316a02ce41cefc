import { type Candidate, type PlaceNow, placeNow } from '../../../shared/domain/plan/place-now/place-now.ts';
import { RoomIndex } from '../../../shared/domain/plan/place-now/room-index.ts';
import { occupancy } from '../../../shared/domain/plan/problem/problem.ts';
import { DayFile } from '../../day-file/day-file.ts';
import { generateDay } from '../../day-file/generate-day.ts';
import { problemOfDay } from '../../day-file/problem-of-day.ts';

/** Milliseconds per decision of the webhook path, 200 rooms filled with 5,000 bookings one after the other. */
export type WebhookPath = {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  readonly waiting: number;
};

export const measureWebhookPath = (): WebhookPath => {
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
  const day: PlaceNow = { index, movable: (uid) => candidates.get(uid) ?? [] };
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
  const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(3));
  return { p50: at(0.5), p99: at(0.99), most: at(0.9999), waiting };
};
