import type { BookingState, FinalDecision } from '../domain/booking-decision.ts';
import { type BookingFacts, factsOf, mergeFacts } from '../domain/booking-facts.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { bookingWrite } from '../domain/booking-write.ts';
import { type Terms, tombstoneOf } from '../domain/next-record.ts';
import type { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import { carryOut } from './carry-out.ts';
import { endBooking } from './end-booking.ts';
import { ignoreBooking } from './ignore-booking.ts';
import type { Told } from './told.ts';

/** What a decision about a booking means: for itself, for those that move or give way, for the one that it replaces. */
export const writeDecision = (
  unit: UnitOfWork,
  told: Told,
  decision: FinalDecision,
  state: BookingState,
  terms: Terms,
): UnitOfWork => {
  const { own } = state;
  switch (decision.kind) {
    case 'release':
      endBooking(unit, own, decision.tombstone);
      break;
    case 'unchanged':
      if (own && decision.facts) refresh(unit, own, decision.facts);
      break;
    case 'ignore':
      if (!decision.isKnown)
        ignoreBooking(unit, decision, { own, cameFrom: replacedIn(state)?.siteId, now: terms.now });
      break;
    default: {
      const { moves, facts, booking, unknownEquipment, evicted, reads } = decision;
      for (const { planned, decision } of moves)
        carryOut(unit, { ...planned, before: planned.record, decision, terms });
      const seating = { facts, before: own, booking, unknownEquipment, terms: { ...terms, reads } };
      carryOut(unit, { ...seating, decision, evicted });
    }
  }
  endReplaced(unit, told, state);
  return unit;
};

/** The booking that this one replaces ends, and Cal.com is asked what only itself can tell. */
export const endReplaced = (unit: UnitOfWork, { replaced, recheck }: Told, state: BookingState): void => {
  const before = replacedIn(state);
  const tombstone = replaced && tombstoneOf(mergeFacts(before, replaced), before, replaced);
  if (tombstone) endBooking(unit, before, tombstone);
  if (recheck) unit.write({ kind: 'due', marker: recheck });
};

export const replacedIn = ({ replaced }: Pick<BookingState, 'replaced'>): BookingRecord | undefined => {
  if (replaced && 'unread' in replaced)
    throw new TypeError('nothing is decided before the booking is read that is replaced');
  return replaced;
};

/** Writes what is newly known of a booking whose place stands. */
const refresh = (unit: UnitOfWork, before: BookingRecord, facts: BookingFacts): void => {
  const { version: _seen, ...record } = before;
  unit.write(bookingWrite(before, { ...record, ...factsOf(facts) }));
};
