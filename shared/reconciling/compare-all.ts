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
    const { looking, asLeft } = watched(deps, record);
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
    const after = asLeft();
    if (remembered === undefined || after === undefined) continue;
    const until = inOrderUntil(after.record, booking, requestedAt);
    if (until === undefined || !remembered.onDays.isSound(booking.uid, after.record)) continue;
    if (ran.value === 'same' || ran.value === 'not-ours')
      remembered.inOrder.note(comparedOf(booking, remembered), ran.value, until, deps.now());
  }
  return { inOrder, records };
};

/**
 * The same dependencies, of which it is known how the booking stands after what was done with them: as before, where that was nothing; as
 * it was written, where it was that and nothing else. `undefined`: other things were written, sent or asked.
 */
const watched = (deps: ReconcileDependencies, before: BookingRecord | undefined) => {
  let acts = 0;
  let after: { readonly record: BookingRecord | undefined } | undefined = { record: before };
  const noted =
    <Args extends unknown[], T>(act: (...args: Args) => T) =>
    (...args: Args): T => {
      acts += 1;
      after = undefined;
      return act(...args);
    };
  const looking: ReconcileDependencies = {
    ...deps,
    ledger: {
      ...deps.ledger,
      commit: async (writes) => {
        const isFirst = acts === 0;
        const result = await noted(deps.ledger.commit)(writes);
        const [only, ...others] = writes;
        if (isFirst && acts === 1 && others.length === 0 && only?.kind === 'booking')
          if (result.kind === 'committed') after = { record: { ...only.record, version: only.seen + 1 } };
        return result;
      },
    },
    cal: { ...deps.cal, getBooking: noted(deps.cal.getBooking) },
    enqueue: noted(deps.enqueue),
    wakePublisher: noted(deps.wakePublisher),
  };
  return { looking, asLeft: () => after };
};
