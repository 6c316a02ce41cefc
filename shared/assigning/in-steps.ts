import type { FinalDecision } from '../domain/booking-decision.ts';
import type { Terms } from '../domain/next-record.ts';
import { TransactionTooLarge } from '../ledger/transaction-size.ts';
import { commit } from '../unit-of-work/commit.ts';
import type { Lost } from '../unit-of-work/commit-with-retry.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import { evictHolds } from './evict-holds.ts';
import { bookingsOf, type Known } from './known.ts';
import type { Reading } from './read-needed.ts';
import type { Told } from './told.ts';
import { endReplaced, replacedIn } from './write-decision.ts';

/**
 * What is too much for one transaction, made less, and what is known then. A chain of moves is the re-plan's to walk, step by
 * step; the holds that give way do so first, some at a time, each leaving its Day to be planned; else the booking that is
 * replaced ends first; else the room is ruled out, and a cheaper one taken, or none.
 */
export const inSteps = async (
  deps: Dependencies,
  told: Told,
  decision: FinalDecision,
  reading: Reading,
  terms: Terms,
): Promise<Known | Lost> => {
  const known = bookingsOf(reading);
  const { moves = [], evicted = [] } = 'booking' in decision ? decision : {};
  if (moves.length > 0) return { ...reading, withoutMoves: true };
  if (reading.snapshot && evicted.length > 0) {
    // A booking that was expected to be new: no one gives way to one that has a room.
    const own = known.own ?? (await deps.ledger.readBooking(told.own.uid));
    if (known.own === undefined && own !== undefined) return { ...known, own };
    const result = await evictHolds(deps, reading.snapshot, evicted, terms, told.by);
    return result.kind === 'stale' ? result : known;
  }
  if (told.replaced && replacedIn(reading)?.placement.kind !== 'ended') {
    const unit = new UnitOfWork(undefined, terms.now, told.by);
    endReplaced(unit, told, reading);
    const result = await commit(deps, unit);
    if (result.kind === 'stale') return result;
    return { ...known, replaced: await deps.ledger.readBooking(told.replaced.uid) };
  }
  if (!('roomId' in decision) || known.ruledOut.has(decision.roomId))
    throw new TransactionTooLarge('a booking cannot be written, not even without a room');
  return { ...known, ruledOut: new Set([...known.ruledOut, decision.roomId]) };
};
