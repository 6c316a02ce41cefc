import type { CredentialName, SiteId } from '../domain/catalogue.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { LocalDate } from '../domain/local-time.ts';
import { METRIC, type MetricName } from '../metrics.ts';
import { placeOf, reasonsOf } from '../reasons-of.ts';

/**
 * `markers`: what has to be done again stands in the Ledger, as Due markers. `memory`: the next sweep does it again; one that
 * fails time after time is left out for a while.
 */
type Again = 'markers' | 'memory';

/** Every kind of step that a sweep or a re-plan is made of, with what its failure means. */
export const STEPS = {
  'due-days': { failed: 'what is due at a site could not be read', again: 'memory' },
  parked: { failed: 'what is parked at a site could not be looked through', again: 'memory' },
  waiting: { failed: 'who waits today could not be counted', again: 'memory' },
  wakes: { failed: 'the publisher of a credential could not be woken', again: 'memory' },
  'hand-over': { failed: 'a Day could not be handed to the replan queue', again: 'memory' },
  day: { failed: 'a Day could not be planned', again: 'markers' },
  'better-plan': { failed: 'a better plan of a Day could not be looked for', again: 'memory' },
  reconciliation: { failed: 'reconciliation could not begin', again: 'memory' },
  readmission: { failed: 'what a new clinic file knows could not be taken in', again: 'memory' },
  rechecks: { failed: 'what wants a look could not be read', again: 'memory' },
  recheck: { failed: 'a booking could not be looked at', again: 'markers' },
  credential: { failed: 'a credential could not be reconciled', again: 'memory' },
  changes: { failed: 'what changed at Cal.com could not be compared', again: 'memory' },
  horizon: { failed: 'the horizon could not be compared', again: 'memory' },
  booking: { failed: 'a booking could not be compared', again: 'markers' },
  availability: { failed: 'what stands of schedules could not be read', again: 'memory' },
  offers: { failed: 'what may be offered could not be told', again: 'memory' },
  schedule: { failed: 'a schedule of ours at Cal.com could not be made right', again: 'memory' },
  silence: { failed: 'how long no delivery has come could not be told', again: 'memory' },
  'horizon-age': { failed: 'how old the last reading of the horizon is could not be told', again: 'memory' },
  forgetting: { failed: 'what rooms were closed for long ago could not be forgotten', again: 'memory' },
  night: { failed: 'what a day in shadow came to could not be counted', again: 'memory' },
} as const satisfies Record<string, { readonly failed: string; readonly again: Again }>;

export type StepName = keyof typeof STEPS;

/** Whose step it is; never a booking's uid, which opens it at Cal.com. */
type StepOf = {
  readonly siteId?: SiteId;
  readonly date?: LocalDate;
  readonly credential?: CredentialName;
  readonly eventTypeId?: number;
  /** Of a step that is of a whole group: which. */
  readonly group?: number;
};

/** What became of a step. `put-off`: it failed too often lately to be tried now. */
export type Ran<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'put-off' };

/** Runs one step; it never throws. */
export type RunStep = <T>(step: StepName, of: StepOf, work: () => Promise<T>) => Promise<Ran<T>>;

/** The longest that a step which fails time after time is left out. */
export const LONGEST_WAIT_MS = 8 * MINUTE;

/**
 * Lets each step stand alone: one that throws ends itself and nothing else. It is logged with its cause, counted, and tried
 * again: at the next sweep, and where it goes on failing after two, four and eight minutes. What failed is remembered as long
 * as the process lives.
 */
export const stepRunner = ({
  log,
  count,
  now,
}: {
  readonly log: Record<'error', (sentence: string, fields: Record<string, unknown>) => void>;
  readonly count: (metric: MetricName) => void;
  readonly now: () => Instant;
}): RunStep => {
  const failing = new Map<string, { times: number; notBefore: Instant }>();
  return async (step, of, work) => {
    const key = JSON.stringify([step, of.siteId, of.date, of.credential, of.eventTypeId, of.group]);
    const before = failing.get(key);
    if (before !== undefined && now() < before.notBefore) return { kind: 'put-off' };
    try {
      const value = await work();
      failing.delete(key);
      return { kind: 'done', value };
    } catch (error) {
      const reason = reasonsOf(error);
      log.error(STEPS[step].failed, { step, ...of, reason, at: placeOf(error) });
      count(step === 'day' ? METRIC.daysFailed : METRIC.stepsFailed);
      if (STEPS[step].again === 'memory') {
        const times = (before?.times ?? 0) + 1;
        // The next sweep may begin a little sooner than a whole minute later.
        const wait = times === 1 ? 0 : Math.min(LONGEST_WAIT_MS, MINUTE * 2 ** (times - 1)) - MINUTE / 2;
        failing.set(key, { times, notBefore: now() + wait });
      }
      return { kind: 'failed', reason };
    }
  };
};
