import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { type RunningSystem, startSystem } from './running-system.ts';

const CLOCK = new URL('./shifted-clock.ts', import.meta.url).href;

/** A Tuesday on which the demo clinic is open. */
export const CLINIC_DATE = '2026-11-17';

export type BookedVisit = { readonly uid: string; readonly start: string; readonly location: string };

/** The whole system, with the clinic's clock in our hand. */
export type ClinicDay = {
  readonly system: RunningSystem;
  /**
   * Sets the clinic's clock to a time of its date, in the demo clinic's zone (`10:30`); where that is over by now, as on a busy
   * machine, it goes on: no clock goes back.
   */
  readonly at: (time: string) => Promise<void>;
  /** Books as the patient; `start` is a time of the day. */
  readonly book: (type: string, start: string, more?: Record<string, unknown>) => Promise<BookedVisit>;
  /** Anything the sandbox can do; a body makes it a POST. */
  readonly sandbox: <T>(path: string, body?: unknown) => Promise<T>;
  readonly api: <T>(path: string, init?: RequestInit) => Promise<T>;
  /** The same system on a later day, which it is from now on. */
  readonly later: (date: string, time: string) => Promise<ClinicDay>;
  readonly close: () => Promise<void>;
};

/** The demo clinic's zone is an hour ahead of UTC all winter. */
const instantAt = (date: string, time: string): number => Date.parse(`${date}T${time}:00+01:00`);

/** Everything quickly, so that a test sees in seconds what a clinic sees in minutes. */
const FAST = { CAL_SETTLE_SECONDS: '0', CAL_PATCH_SECONDS: '0.2', SWEEP_SECONDS: '1', LOG_LEVEL: 'SILENT' };

/** Starts the system as `npm start` does, at a time of `CLINIC_DATE`. */
export const startClinicDay = async (time: string, env: Record<string, string> = {}): Promise<ClinicDay> => {
  const directory = mkdtempSync(join(tmpdir(), 'clinic-day-'));
  const clock = join(directory, 'clock');
  let ahead = Number.NEGATIVE_INFINITY;
  const set = (date: string, to: string): void => {
    ahead = Math.max(ahead, instantAt(date, to) - Date.now());
    writeFileSync(clock, String(ahead));
  };
  set(CLINIC_DATE, time);
  const system = await startSystem({
    ...FAST,
    // Most of what a start makes is soon forgotten: with more room for it, less of it is looked through.
    NODE_OPTIONS: `--max-semi-space-size=32 --import ${CLOCK}`,
    CLOCK_FILE: clock,
    ...env,
  });
  const sandbox = async <T>(path: string, body?: unknown): Promise<T> => {
    const response = await fetch(new URL(`/sandbox/${path}`, system.sandboxUrl), {
      ...(body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T;
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  // As many PATCHes as a test wants: Cal.com's pace is held to elsewhere.
  await sandbox('pace', { location: { limit: 1_000 }, ordinary: { limit: 100_000 } });
  // No settle time keeps a PATCH behind Cal.com's own last word on a new booking, which would take it back: a mail more some time later.
  await sandbox('behaviour', { finalWriteMs: 0 });
  const dayOn = (date: string): ClinicDay => ({
    system,
    sandbox,
    at: async (to) => {
      set(date, to);
      await new Promise((resolve) => setTimeout(resolve, 60));
    },
    book: async (eventType, start, more = {}) => {
      const { bookings } = await sandbox<{ bookings: BookedVisit[] }>('book', {
        eventType,
        start: `${date}T${start}`,
        ...more,
      });
      const [booked] = bookings;
      if (booked === undefined) throw new Error('nothing was booked');
      return booked;
    },
    api: async <T>(path: string, init: RequestInit = {}): Promise<T> => {
      const headers = { 'idempotency-key': randomUUID(), ...init.headers };
      // On a machine that has much else to do the board may ask to be asked again, as its page then does.
      const response = await eventually(`an answer of ${path}`, async () => {
        const answer = await fetch(new URL(path, system.url), { ...init, headers });
        return answer.status < 500 && answer;
      });
      return (await response.json()) as T;
    },
    later: async (laterDate, laterTime) => {
      const day = dayOn(laterDate);
      await day.at(laterTime);
      return day;
    },
    close: async () => {
      await system.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  });
  return dayOn(CLINIC_DATE);
};
