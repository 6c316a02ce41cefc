import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClinicDay, startClinicDay } from '../../bin/local/clinic-day.ts';
import { startDynoxide } from '../../bin/local/dynoxide.ts';
import { CLOSED_TO_PAGES } from '../../bin/local/local-dynamo.ts';

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
    // One of ours: to hand each request on to one of its own would be a fifth of all that the system does.
    const dynamo = await startDynoxide(undefined, CLOSED_TO_PAGES);
    const starting = startClinicDay(BEFORE_ALL, {
      CLINIC_FILE: file,
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      // A sweep each second would be half of all that the system does; one more comes whenever the clock is set on.
      SWEEP_SECONDS: '6',
    });
    const day = await starting
      .finally(() => rmSync(directory, { recursive: true, force: true }))
      .catch((fault: unknown) => {
        dynamo.stop();
        throw fault;
      });
    return {
      ...day,
      close: async () => {
        await day.close();
        dynamo.stop();
      },
    };
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
