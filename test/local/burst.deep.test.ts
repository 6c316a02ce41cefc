import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningSystem, startSystem } from '../../bin/local/running-system.ts';

/**
 * The deployed handlers on emulators of DynamoDB and SQS, in real time: the same burst as in the simulation, which
 * plays it to its end. Clinic time throughout.
 */

const MINUTE = 60_000;
const BOOKINGS = 300;
const BLOOD = 'blood-test';
const SCAN = 'abdominal-scan';

let system: RunningSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

const asked = async <Answer>(url: string, body?: object): Promise<Answer> => {
  const response = await fetch(url, {
    ...(body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json() as Promise<Answer>;
};

/** Mondays to Fridays from next week on, by their dates at the clinic. */
const weekdays = (count: number): string[] => {
  const dates: string[] = [];
  for (let day = Date.now() + 2 * 24 * 60 * MINUTE; dates.length < count; day += 24 * 60 * MINUTE)
    if (![0, 6].includes(new Date(day).getUTCDay())) dates.push(new Date(day).toISOString().slice(0, 10));
  return dates;
};

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Sixty visits a day, as many as the rooms for blood tests and scans hold: everyone gets a room. */
const visit = (index: number, dates: readonly string[]) => {
  const date = dates[Math.floor(index / 60)];
  const nth = index % 60;
  return nth < 40
    ? { eventType: BLOOD, start: `${date}T${clock(7 * 60 + 30 + Math.floor(nth / 2) * 30)}` }
    : { eventType: SCAN, start: `${date}T${clock(7 * 60 + 30 + Math.floor((nth - 40) / 2) * 65)}` };
};

test(`${BOOKINGS} bookings in a minute have their rooms within a minute, and no PATCH is refused`, async () => {
  const dates = weekdays(5);
  const bookedAt = new Map<string, number>();
  const roomedAfter = new Map<string, number>();
  const look = async (): Promise<void> => {
    for (const date of dates) {
      const view = await asked<{ bookings: { uid: string; roomId: string | null }[] }>(
        `${system.url}/api/board?date=${date}`,
      );
      for (const { uid, roomId } of view.bookings) {
        const since = bookedAt.get(uid);
        if (since !== undefined && roomId !== null && !roomedAfter.has(uid))
          roomedAfter.set(uid, Date.now() - since);
      }
    }
  };
  const began = Date.now();
  const booking: Promise<void>[] = [];
  for (let index = 0; index < BOOKINGS; index += 1) {
    const due = began + (index * MINUTE) / BOOKINGS;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - Date.now())));
    const at = Date.now();
    booking.push(
      asked<{ bookings: { uid: string }[] }>(`${system.sandboxUrl}/sandbox/book`, visit(index, dates)).then(
        ({ bookings }) => {
          for (const { uid } of bookings) bookedAt.set(uid, at);
        },
      ),
    );
    if (index % 25 === 24) await look();
  }
  await Promise.all(booking);
  while (roomedAfter.size < BOOKINGS && Date.now() - began < 3 * MINUTE) await look();
  const slowest = Math.max(...roomedAfter.values());
  const { patches } = await asked<{ patches: { at: number; admitted: boolean }[] }>(
    `${system.sandboxUrl}/sandbox/patches`,
  );
  console.log(
    `${BOOKINGS} bookings in ${((Date.now() - began) / 1000).toFixed(0)} s: slowest room ${(slowest / 1000).toFixed(1)} s after its booking, ${patches.length} PATCHes so far`,
  );
  expect(bookedAt.size).toBe(BOOKINGS);
  expect(roomedAfter.size).toBe(BOOKINGS);
  expect(slowest).toBeLessThanOrEqual(MINUTE);
  expect(patches.length).toBeGreaterThan(0);
  expect(patches.filter(({ admitted }) => !admitted)).toEqual([]);
  for (const { at } of patches)
    expect(patches.filter((each) => each.at >= at && each.at < at + MINUTE).length).toBeLessThanOrEqual(5);
});
