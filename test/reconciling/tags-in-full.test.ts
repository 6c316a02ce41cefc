import { expect, test } from 'vitest';
import { asWords } from '../../bin/simulation/digests.ts';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

test('equipment that a release before there were digests kept in full is a digest after the next reading, and moves no one', async () => {
  const clinic = await clinicOnVirtualTime();
  const { uid } = await clinic.book({
    eventType: 'consultation',
    start: '2026-10-16T08:00:00Z',
    answers: { equipment: ['ultrasound'] },
  });
  const [digest = ''] = asWords('ultrasound');
  await clinic.minutes(3 * 60); // long since told, and off every list of what has changed
  const { version = 0, ...record } = (await clinic.record(uid)) ?? {};
  expect(JSON.stringify(record)).toContain(digest);
  const kept = JSON.parse(JSON.stringify(record).replaceAll(digest, 'ultrasound'));
  await clinic.ledger.commit([{ kind: 'booking', seen: version, record: kept }]);
  expect(JSON.stringify(await clinic.record(uid))).toContain('"tags":["ultrasound"]');
  const room = await clinic.roomOf(uid);
  await clinic.minutes(24 * 60);
  const after = JSON.stringify(await clinic.record(uid));
  expect(after).toContain(digest);
  expect(after).not.toContain('"tags":["ultrasound"]');
  expect([await clinic.roomOf(uid), clinic.sandbox.patches().length]).toEqual([room, 1]);
});
