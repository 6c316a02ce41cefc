import type { Hand } from '../assigning/hand.ts';
import type { SiteEntry } from '../domain/catalogue.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { PlanProblem } from '../domain/plan/problem.ts';
import type { SiteState } from '../ledger/clinic.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { handOf, uidsReaching } from './hand-of-day.ts';
import { problemOfHand } from './problem-of-hand.ts';

/** Owed visits looked at for what can still be told. */
const MAX_OWED = 500;

/** What the planner must know of time and telling. */
export type TellingTerms = Parameters<typeof problemOfHand>[2];

/** Reads of which visits Cal.com is already owed an update: they are told first. */
export const readTellingTerms = async (
  ledger: Ledger,
  { credential }: SiteEntry,
  now: Instant,
  spacingMs: number,
): Promise<TellingTerms> => {
  const owed = await ledger.readOwed(`CRED#${credential}`, { limit: MAX_OWED });
  return {
    now,
    patchesPerMinute: MINUTE / spacingMs,
    owed: owed.map((each) => each.start).filter((start) => start > now),
  };
};

/** A Day of the Ledger as the planner's problem, read and not changed. */
export const readProblem = async (
  around: { readonly ledger: Ledger; readonly now: () => Instant; readonly spacingMs: number },
  state: SiteState,
  date: LocalDate,
): Promise<{ readonly hand: Hand; readonly problem: PlanProblem }> => {
  const { ledger } = around;
  const hand = await handOf(ledger, state, date);
  const [records, terms] = await Promise.all([
    ledger.readBookings(uidsReaching(hand, date)),
    readTellingTerms(ledger, state.site, around.now(), around.spacingMs),
  ]);
  return { hand, problem: problemOfHand(hand, records, terms).problem };
};
