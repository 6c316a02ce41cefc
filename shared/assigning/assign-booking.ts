import type { BookingEvent } from '../domain/booking-event.ts';
import { decideBooking } from '../domain/decide-booking.ts';
import { excessOf } from '../ledger/transaction-size.ts';
import { commit } from '../unit-of-work/commit.ts';
import { commitWithRetry, type Lost } from '../unit-of-work/commit-with-retry.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import { adoptWalkIn } from './adopt-walk-in.ts';
import { inSteps } from './in-steps.ts';
import { bookingsOf, expected, knownAfterLoss } from './known.ts';
import { lookAtRooms } from './look-at-rooms.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { type Reading, readNeeded } from './read-needed.ts';
import { toldBy } from './told.ts';
import { writeDecision } from './write-decision.ts';

/** Steps of one decision that is too large for one transaction; rooms ruled out included. */
const MAX_STEPS = 40;

/**
 * Takes one BookingEvent into the Ledger: one conditional transaction for the booking, the one it replaces, the
 * room-days they take and give up, and the line of history. A lost race is a value: what stood in the way is put
 * into the snapshot and the decision is made again.
 *
 * An ordinary new booking costs one Query, one transaction and a look at its room, because it is expected to be new: where
 * it is not, the failed condition returns what is known of it. `comesAgain`: an event that was cut off is taken in anew, as a queue's
 * messages are; else, and where others move with it, the transaction stands on the rooms, and no look is needed.
 */
export const assignBooking =
  (deps: Dependencies, { comesAgain = true }: { readonly comesAgain?: boolean } = {}) =>
  async (event: BookingEvent): Promise<Outcome> => {
    if (event.walkIn !== undefined) {
      const adopted = await adoptWalkIn(deps)(event, event.walkIn);
      if (adopted.kind !== 'not-ours') return adopted;
    }
    const told = toldBy(event, deps.now());
    let known = await expected(told, deps.ledger);
    return commitWithRetry<Outcome>(deps, async (conflicts, losses) => {
      if (losses > 0) known = knownAfterLoss(deps.clinic, known, told, conflicts, losses);
      for (let steps = 0; steps < MAX_STEPS; steps += 1) {
        const terms = { now: deps.now(), settleMs: deps.settleMs };
        let reading: Reading = { ...known, now: terms.now };
        let decision = decideBooking(told, reading);
        while (decision.kind === 'needs') {
          // A room is taken under the version read, and anyone who waits has the Day planned: the first reading may lag.
          const read = await readNeeded(deps, reading, decision, losses === 0 ? { mayLag: true } : undefined);
          if ('stale' in read) return read;
          reading = read;
          decision = decideBooking(told, reading);
        }
        const standsOnTaken = !comesAgain || ('moves' in decision && decision.moves.length > 0);
        const unit = new UnitOfWork(reading.snapshot, terms.now, told.by, { standsOnTaken });
        writeDecision(unit, told, decision, reading, terms);
        if (excessOf(unit.writes()) === undefined) {
          known = reading;
          const result = await commit(deps, unit);
          if (result.kind === 'stale') return result;
          const written = unit.recordOf(told.own.uid) ?? reading.own;
          if (!standsOnTaken) await lookAtRooms(deps, written, reading.snapshot?.state, told.by);
          return outcomeOf(decision);
        }
        known = bookingsOf(reading);
        const smaller = await inSteps(deps, told, decision, reading, terms);
        if ('stale' in smaller) return smaller;
        known = smaller;
      }
      return OUT_OF_STEPS;
    });
  };

const OUT_OF_STEPS: Lost = { kind: 'stale', stale: [] };
