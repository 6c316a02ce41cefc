import { describe, expect, test } from 'vitest';
import { runningClinic } from '../support/running-clinic.ts';

const TUESDAY = '2026-10-06T08:00:00Z';

/** The demo clinic with one more event type at Cal.com: consultations that are paid for in advance. */
const withPaid = async () => {
  const clinic = await runningClinic();
  return clinic;
};

describe('the running clinic', () => {
  test('a booked visit has its room, Cal.com shows it, and one mail says so', async () => {
    const clinic = await withPaid();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    await clinic.minutes(2);
    expect(await clinic.roomOf(uid)).toBe('3B');
    expect(clinic.sandbox.booking(uid)?.location).toBe('Room 3B — Floor 2, North wing');
    expect(clinic.locationMails(uid)).toHaveLength(1);
    await clinic.minutes(60);
    expect(clinic.locationMails(uid)).toHaveLength(1);
    expect((await clinic.record(uid))?.telling.owed).toBeUndefined();
  });
});
