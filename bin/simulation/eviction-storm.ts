import { patient, type SimulatedClinic } from './simulated-clinic.ts';

const MINUTE = 60_000;
/** Rehab on request, and rehab: both take the one therapy room. */
const [REQUESTED, CERTAIN] = [4003, 4002];
/** With what else they write, more than one transaction takes. */
const REQUESTS = 28;
/** A short visit, and the room made ready after it. */
const EACH_MS = 15 * MINUTE;

/** One request after the other holds the only room of its kind, all day long; then one confirmed visit takes all of that day. */
export const storm = async (world: SimulatedClinic): Promise<void> => {
  const start = Date.parse('2026-10-05T08:15:00.000Z');
  for (let nth = 0; nth < REQUESTS; nth += 1)
    world.act(() =>
      world.sandbox.book({
        eventType: REQUESTED,
        start: start + nth * EACH_MS,
        minutes: 5,
        attendee: patient,
      }),
    );
  await world.pass(MINUTE);
  const minutes = (REQUESTS * EACH_MS) / MINUTE;
  world.act(() => world.sandbox.book({ eventType: CERTAIN, start, minutes, attendee: patient }));
  await world.pass(MINUTE);
};
