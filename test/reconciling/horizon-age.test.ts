import { describe, expect, test, vi } from 'vitest';
import { horizonAgeMs } from '../../shared/reconciling/horizon-age.ts';
import { readProgress, writeProgress } from '../../shared/reconciling/progress.ts';
import { WHOLE } from '../../shared/sweeping/sweep-group.ts';
import {
  type ClinicOnVirtualTime,
  clinicOnVirtualTime,
  withSouth,
} from '../support/clinic-on-virtual-time.ts';

const HALF_HOUR = 30;

const ageInMinutes = async (clinic: ClinicOnVirtualTime): Promise<number> =>
  (await horizonAgeMs(clinic.dependencies, WHOLE)) / 60_000;

const unlistable = (clinic: ClinicOnVirtualTime): void =>
  clinic.sandbox.faults.add({ on: 'list', kind: 'server-error' });

/** From now on a 500 answers anyone who asks what changed. */
const cannotTellWhatChanged = ({ sandbox }: ClinicOnVirtualTime): void => {
  const handle = sandbox.handle.bind(sandbox);
  vi.spyOn(sandbox, 'handle').mockImplementation(async (request) =>
    'afterUpdatedAt' in request.query ? { status: 500, headers: {}, body: '' } : handle(request),
  );
};

describe('the time since the horizon was last read', () => {
  test('stays below two half hours while Cal.com answers', async () => {
    const clinic = await clinicOnVirtualTime();
    for (let hour = 0; hour < 4; hour += 1) {
      await clinic.minutes(61);
      expect(await ageInMinutes(clinic)).toBeLessThan(2 * HALF_HOUR);
    }
  });

  test('grows while Cal.com lists nothing, and is short again once it does', async () => {
    const clinic = await clinicOnVirtualTime();
    await clinic.minutes(5);
    unlistable(clinic);
    await clinic.minutes(180);
    expect(await ageInMinutes(clinic)).toBeGreaterThan(175);
    clinic.sandbox.faults.clear();
    await clinic.minutes(5);
    expect(await ageInMinutes(clinic)).toBeLessThan(5);
  });

  test('begins with the clinic: one that was imported just now is not behind', async () => {
    const clinic = await clinicOnVirtualTime();
    unlistable(clinic);
    await clinic.minutes(10);
    expect(await ageInMinutes(clinic)).toBe(10);
  });

  test('is the worse of two keys’', async () => {
    const clinic = await clinicOnVirtualTime({ catalogue: withSouth('south') });
    clinic.keys.south = 'cal_of_no_one';
    await clinic.minutes(120);
    expect(await ageInMinutes(clinic)).toBe(120);
  });

  test('is none where every Site is switched off', async () => {
    const clinic = await clinicOnVirtualTime({ publishing: 'off' });
    unlistable(clinic);
    await clinic.minutes(180);
    expect(await ageInMinutes(clinic)).toBe(0);
  });
});

test('the horizon is read though Cal.com cannot tell what changed', async () => {
  const clinic = await clinicOnVirtualTime();
  await clinic.minutes(3);
  clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost' });
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: '2026-10-06T08:00:00Z' });
  cannotTellWhatChanged(clinic);
  await clinic.minutes(HALF_HOUR + 2);
  expect(await clinic.roomOf(uid)).toBe('3B');
  expect(clinic.reconciled.at(-1)?.failed).toEqual({ default: 'Status500' });
});

test('a pass that had come further than the horizon now reaches begins anew', async () => {
  const clinic = await clinicOnVirtualTime();
  await clinic.minutes(5);
  const { progress, version } = await readProgress(clinic.ledger, 'default');
  const horizonFrom = clinic.time.now() + 1000 * 86_400_000;
  await writeProgress(clinic.ledger, 'default', { ...progress, horizonFrom }, version);
  await clinic.minutes(2);
  expect(await ageInMinutes(clinic)).toBeLessThan(2);
});
