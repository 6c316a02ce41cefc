import { describe, expect, test } from 'vitest';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

const start = '2026-10-06T08:00:00Z';
const ROOM = 'Room 3B — Floor 2, North wing';

describe('the API that reads one booking', () => {
  test.each([
    ['hosted', []],
    ['hosted', ['2026-02-25']],
    ['hosted', ['one 2024-08-13']],
    ['public', []],
  ] as const)('on the %s edition without %j tells the room', async (edition, retiredVersions) => {
    const clinic = await clinicOnVirtualTime({ sandbox: { behaviour: { edition, retiredVersions } } });
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start });
    await clinic.minutes(3);
    expect(clinic.sandbox.booking(uid)?.location).toBe(ROOM);
    expect((await clinic.record(uid))?.publication.state.kind).toBe('nothing');
  });

  test('that loses the version it was read by is read by the other from the next reading on', async () => {
    const clinic = await clinicOnVirtualTime();
    const first = await clinic.book({ eventType: 'abdominal-scan', start });
    await clinic.minutes(3);
    clinic.sandbox.behaviour.retiredVersions = ['2026-02-25'];
    const { uid } = await clinic.book({ eventType: 'consultation', start });
    await clinic.minutes(3);
    expect(clinic.locationMails(first.uid)).toHaveLength(1);
    expect(clinic.locationMails(uid)).toHaveLength(1);
    expect(clinic.reports.filter(({ what }) => what === 'unreadable' || what === 'parked')).toEqual([]);
  });
});

describe('the API that lists bookings', () => {
  test('and loses the older contract is listed by the newer: what is lost is found within two periods all the same', async () => {
    const clinic = await clinicOnVirtualTime({ contract: 'any' });
    await clinic.minutes(5);
    clinic.sandbox.behaviour.retiredVersions = ['2024-08-13'];
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start });
    await clinic.minutes(6);
    expect(await clinic.roomOf(uid)).toBe('3B');
    clinic.sandbox.behaviour.retiredVersions = ['2026-05-01'];
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
    const next = await clinic.book({ eventType: 'abdominal-scan', start: '2026-10-07T08:00:00Z' });
    await clinic.minutes(6);
    expect(await clinic.roomOf(next.uid)).toBeDefined();
  });

  test('without the version of the PATCH keeps every room owed, and tells it when it is there again', async () => {
    const clinic = await clinicOnVirtualTime({ contract: 'any' });
    clinic.sandbox.behaviour.retiredVersions = ['2024-08-13'];
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start });
    await clinic.minutes(30);
    expect((await clinic.record(uid))?.publication.state).toMatchObject({
      kind: 'queued',
      credential: 'default',
    });
    clinic.sandbox.behaviour.retiredVersions = [];
    await clinic.minutes(5);
    expect(clinic.locationMails(uid)).toHaveLength(1);
  });
});
