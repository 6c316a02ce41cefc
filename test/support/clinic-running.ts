import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClinicDay, startClinicDay } from '../../bin/local/clinic-day.ts';

/** Of the first day. */
const BEFORE_ALL = '06:00';

/**
 * A clinic's system for several tests, started when it is first asked for: each has it on a day of its own, later than the
 * one before, where no one meets what others have left behind.
 */
export const clinicRunning = (clinicFile: () => string) => {
  let started: Promise<ClinicDay> | undefined;
  const start = async (): Promise<ClinicDay> => {
    const directory = mkdtempSync(join(tmpdir(), 'clinic-file-'));
    const file = join(directory, 'clinic.yaml');
    writeFileSync(file, clinicFile());
    // A sweep each second would be half of all that the system does.
    const starting = startClinicDay(BEFORE_ALL, { CLINIC_FILE: file, SWEEP_SECONDS: '3' });
    return starting.finally(() => rmSync(directory, { recursive: true, force: true }));
  };
  return {
    on: async (date: string, time: string): Promise<ClinicDay> => {
      started ??= start();
      return (await started).later(date, time);
    },
    /** The next test file of the same process that asks for the system has a new one. */
    close: async (): Promise<void> => {
      const ending = started;
      started = undefined;
      await (await ending)?.close();
    },
  };
};
