import { isInForce } from '../domain/hard-rules.ts';
import { MINUTE } from '../domain/instant.ts';
import { datesOf } from '../domain/local-time.ts';
import type { SweepDependencies } from './sweep.ts';

/** A visit that starts so soon must have a room by now. */
const SOON_MS = 60 * MINUTE;

/** Visits without a room. `startingSoon`: within the hour, or begun. */
type WaitingNow = { readonly waiting: number; readonly startingSoon: number };

/** Who of today waits, at all Sites; near midnight also who of tomorrow. Where staff have found a place themselves no one waits. */
export const waitingNow = async ({
  ledger,
  clinic,
  now: clock,
}: Pick<SweepDependencies, 'ledger' | 'clinic' | 'now'>): Promise<WaitingNow> => {
  const now = clock();
  const { sites } = await clinic.catalogue();
  const days = sites.flatMap(({ id, timeZone }) =>
    datesOf({ start: now, end: now + SOON_MS }, timeZone).map((date) =>
      ledger.readWaiting(id, date, { mayLag: true }),
    ),
  );
  // A visit over midnight waits on two dates.
  const waiting = new Map((await Promise.all(days)).flat().map((each) => [each.uid, each]));
  const without = [...waiting.values()].filter(
    (each) => each.end > now && each.arrangedByHand === undefined && isInForce(each, now),
  );
  return {
    waiting: without.length,
    startingSoon: without.filter(({ start }) => start < now + SOON_MS).length,
  };
};
