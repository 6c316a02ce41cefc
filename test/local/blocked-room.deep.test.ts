import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BookedVisit, CLINIC_DATE, type ClinicDay, startClinicDay } from '../../bin/local/clinic-day.ts';
import { eventually } from '../../bin/local/eventually.ts';

/** `npm start`, its board's API and the patients' mailboxes: nothing else is looked at. */
let day: ClinicDay;
beforeAll(async () => {
  day = await startClinicDay('09:00');
});
afterAll(() => day.close());

type View = { bookings: { uid: string; roomId: string | null }[]; rooms: { id: string; state: string }[] };
const board = () => day.api<View>(`/api/board?date=${CLINIC_DATE}`);
const roomOf = async ({ uid }: BookedVisit): Promise<string | null | undefined> =>
  (await board()).bookings.find((each) => each.uid === uid)?.roomId;
const mailsTo = async ({ uid }: BookedVisit): Promise<number> => {
  const { mails } = await day.sandbox<{ mails: { role: string; kind: string }[] }>(`mails?uid=${uid}`);
  return mails.filter(({ role, kind }) => role === 'attendee' && kind === 'location-changed').length;
};
const status = (visits: readonly BookedVisit[]) =>
  Promise.all(visits.map(async (visit) => [await roomOf(visit), await mailsTo(visit)]));
const mailed = (visit: BookedVisit, times: number): Promise<boolean> =>
  eventually(`mail ${times} about the room`, async () => (await mailsTo(visit)) >= times);

/** Several sweeps, and a wake of the publisher for each: time enough to do something that should not be done. */
const someSweeps = () => new Promise((resolve) => setTimeout(resolve, 4_000));

test('a blocked room is left with one more mail and no one else is touched; unblocked, nothing moves back', async () => {
  const visit = await day.book('consultation', '10:00', { hostId: 4712 });
  const others = [
    await day.book('physiotherapy', '10:00', { hostId: 4713 }),
    await day.book('abdominal-scan', '10:00', { hostId: 4711 }),
    await day.book('consultation', '11:30', { hostId: 4712 }),
  ];
  for (const each of [visit, ...others]) await mailed(each, 1);
  const before = await status(others);
  expect(await roomOf(visit)).toBe('1A');
  expect(before).toEqual([
    ['2A', 1],
    ['3B', 1],
    ['1A', 1],
  ]);

  const block = await day.api<{ id: string }>('/api/rooms/1A/blocks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ end: `${CLINIC_DATE}T11:00:00+01:00`, reason: 'cleaning', agreed: true }),
  });
  await mailed(visit, 2);
  await someSweeps();
  const moved = await roomOf(visit);
  expect(moved).toBe('1B');
  expect(await status(others)).toEqual(before);

  await day.api(`/api/rooms/1A/blocks/${block.id}`, { method: 'DELETE' });
  // The room is given to who comes next, not back to who had it.
  const next = await day.book('consultation', '10:00', { hostId: 4712 });
  await mailed(next, 1);
  await someSweeps();
  expect(await roomOf(next)).toBe('1A');
  expect(await status([visit, ...others])).toEqual([[moved, 2], ...before]);
});
