import { recheckMarker } from '../assigning/rechecks.ts';
import type { CalBooking } from '../calcom/cal-api.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import { compareBooking, type Found, type ReconcileDependencies, type ShownTo } from './compare-booking.ts';
import { inOrderUntil, type Remembers } from './in-order.ts';
import type { OnDays } from './on-days.ts';

/** A look that could not be taken stands behind all that are due meanwhile. */
export const AGAIN_AFTER_MS = 5 * MINUTE;

/** What needs no comparing, and by what else that is judged. */
export type Remembered = {
  readonly inOrder: Remembers;
  readonly clinic: string;
  readonly onDays: OnDays;
};

/** The bookings that are in order as they were, and what was read of the others. */
export type ComparedAll = {
  readonly inOrder: ReadonlySet<BookingUid>;
  readonly records: ReadonlyMap<BookingUid, BookingRecord>;
};

/**
 * Compares many bookings, with one reading of the Ledger: it may lag, for whatever is written or sent for it is so under the version that was
 * read, or is said again to no one's harm.
 */
export const compareAll = async (
  deps: ReconcileDependencies,
  bookings: readonly CalBooking[],
  requestedAt: Instant,
  shownTo: ShownTo,
  count: (found: Found, booking: CalBooking) => void,
  remembered?: Remembered,
): Promise<ComparedAll> => {
  const inOrder = new Set<BookingUid>();
  const toCompare: CalBooking[] = [];
  const comparedOf = (booking: CalBooking, { clinic, onDays }: Remembered) => ({
    credential: shownTo.credential,
    booking,
    clinic,
    onDays: onDays.textOf(booking.uid),
  });
  for (const booking of bookings) {
    const found = remembered?.inOrder.found(comparedOf(booking, remembered), deps.now());
    if (found === undefined) toCompare.push(booking);
    else {
      inOrder.add(booking.uid);
      count(found, booking);
    }
  }
  const found = await deps.ledger.readBookings(
    toCompare.map((each) => each.uid),
    { mayLag: true },
  );
  const records = new Map(found.map((record) => [record.uid, record]));
  for (const booking of toCompare) {
    const record = records.get(booking.uid);
    const { looking, hasActed } = watched(deps);
    if (remembered !== undefined) remembered.inOrder.forget(comparedOf(booking, remembered));
    const ran = await deps.runStep('booking', { credential: shownTo.credential }, () =>
      compareBooking(looking, booking, requestedAt, record, shownTo),
    );
    if (ran.kind !== 'done') {
      // The others of its page are compared, and it is looked at by itself, again and again.
      await deps.ledger.commit([
        { kind: 'due', marker: recheckMarker(booking.uid, 'again', deps.now() + AGAIN_AFTER_MS) },
      ]);
      continue;
    }
    count(ran.value, booking);
    const until = inOrderUntil(record, booking, requestedAt);
    if (remembered === undefined || until === undefined || hasActed()) continue;
    if (!remembered.onDays.isSound(booking.uid, record)) continue;
    if (ran.value === 'same' || ran.value === 'not-ours')
      remembered.inOrder.note(comparedOf(booking, remembered), ran.value, until, deps.now());
  }
  return { inOrder, records };
};

/** The same dependencies, of which it is known whether anything was written, sent or asked with them. */
const watched = (deps: ReconcileDependencies) => {
  let acted = false;
  const noted =
    <Args extends unknown[], T>(act: (...args: Args) => T) =>
    (...args: Args): T => {
      acted = true;
      return act(...args);
    };
  const looking: ReconcileDependencies = {
    ...deps,
    ledger: { ...deps.ledger, commit: noted(deps.ledger.commit) },
    cal: { ...deps.cal, getBooking: noted(deps.cal.getBooking) },
    enqueue: noted(deps.enqueue),
  };
  return { looking, hasActed: () => acted };
};
