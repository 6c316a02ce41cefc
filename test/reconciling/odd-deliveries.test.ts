import { describe, expect, test } from 'vitest';
import { runningClinic } from '../support/running-clinic.ts';
import { apiFaults, webhookFaults } from '../support/sandbox/faults.ts';

const TUESDAY = '2026-10-06T08:00:00Z';
const WEDNESDAY = '2026-10-07T08:00:00Z';

describe('a webhook that is', () => {
  test.each(webhookFaults)('%s: the visit has its room all the same, and one mail', async (kind) => {
    const clinic = await runningClinic();
    clinic.sandbox.faults.add({ on: 'webhook', kind, trigger: 'BOOKING_CREATED', delayMs: 20_000 });
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    await clinic.minutes(8);
    expect(await clinic.roomOf(uid)).toBe('3B');
    expect(clinic.locationMails(uid)).toHaveLength(1);
  });

  test('overtaken by the cancellation of its booking: no room is held, nobody is told of one', async () => {
    const clinic = await runningClinic();
    const rule = { on: 'webhook', kind: 'reordered', trigger: 'BOOKING_CREATED', delayMs: 30_000 } as const;
    clinic.sandbox.faults.add(rule);
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    await clinic.time.until(clinic.sandbox.cancel(uid));
    await clinic.minutes(5);
    expect(await clinic.roomOf(uid)).toBe('ended');
    expect(clinic.sandbox.patches()).toEqual([]);
  });
});

describe('a list of bookings that once is', () => {
  const ofLists = apiFaults.filter((kind) => kind !== 'reverted' && !kind.includes('applied'));

  test.each(ofLists)('%s: what was lost is found by the next', async (kind) => {
    const clinic = await runningClinic();
    await clinic.minutes(3);
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 2 });
    clinic.sandbox.faults.add({ on: 'list', kind, times: 1, delayMs: 3_000 });
    const first = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    const second = await clinic.book({ eventType: 'abdominal-scan', start: WEDNESDAY });
    await clinic.minutes(9);
    for (const { uid } of [first, second]) {
      expect(await clinic.roomOf(uid)).toBe('3B');
      expect(clinic.locationMails(uid)).toHaveLength(1);
    }
    expect(Object.keys(clinic.sandbox.faults.injected)).toContain(`list:${kind}`);
  });
});
