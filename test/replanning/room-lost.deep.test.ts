import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLINIC_DATE, type ClinicDay, startClinicDay } from '../../bin/local/clinic-day.ts';
import { eventually } from '../../bin/local/eventually.ts';
import { isTaken } from '../../bin/local/is-taken.ts';
import type { BoardView } from '../../shared/board/view/board-view.ts';
import { FULL_DAY, LOST_ROOM } from './full-day.ts';

let day: ClinicDay;
beforeAll(async () => {
  // Told too early a room is overwritten by Cal.com and told again: that is a mail too many.
  day = await startClinicDay('06:30', { CAL_SETTLE_SECONDS: '3' });
});
afterAll(() => day.close());

const board = (): Promise<BoardView> => day.api<BoardView>('/api/board');
const told = async (): Promise<number> => {
  const { mails } = await day.sandbox<{ mails: { kind: string; role: string }[] }>('mails');
  return mails.filter(({ kind, role }) => kind === 'location-changed' && role === 'attendee').length;
};
/** Until Cal.com has taken the room of each visit. */
const everyoneTold = async (): Promise<void> => {
  const isSent = ({ bookings }: BoardView): boolean =>
    bookings.length === FULL_DAY.length && bookings.every((each) => each.roomId !== null && each.published);
  await eventually('everyone’s room on its way', async () => isSent(await board()), 300_000);
  for (const { uid } of (await board()).bookings)
    await eventually('Cal.com taking a room', () => isTaken(day, uid));
};
const post = (path: string, body: object): Promise<Record<string, unknown>> =>
  day.api(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('on the emulators a full day loses a room: the mails of the certificate, the what-if and the mailbox are the same', async () => {
  for (const { eventType, time, hostId } of FULL_DAY) await day.book(eventType, time, { hostId });
  await everyoneTold();
  expect(await told()).toBe(FULL_DAY.length);

  const time = (clock: string): string => new Date(`${CLINIC_DATE}T${clock}:00+01:00`).toISOString();
  const fault = { start: time(LOST_ROOM.from), end: time(LOST_ROOM.to) };
  const asked = await post('/api/what-ifs', { what: 'block', room: LOST_ROOM.room, ...fault });
  const proven = await eventually(
    'the what-if proven',
    async () => {
      const answer = await day.api<{ state: string; answer: { notifications: number } }>(
        `/api/what-ifs/${asked.id}`,
      );
      return answer.state === 'proved' ? answer : undefined;
    },
    60_000,
  );
  await post(`/api/rooms/${LOST_ROOM.room}/blocks`, { ...fault, reason: 'fault', agreed: true });
  const inIt = ({ bookings }: BoardView) =>
    bookings.filter(
      ({ roomId, from = '', to = '' }) => roomId === LOST_ROOM.room && from < fault.end && fault.start < to,
    );
  await eventually('the room empty', async () => inIt(await board()).length === 0, 60_000);
  await everyoneTold();

  const { lastPlan } = await board();
  expect(lastPlan?.certificate).toMatchObject({ waiting: 0, proved: true, cut: false });
  const mails = (await told()) - FULL_DAY.length;
  expect(mails).toBe(lastPlan?.certificate.messages);
  expect(mails).toBe(proven.answer.notifications);
  expect(mails).toBeGreaterThan(0);
});
