import { isDeepStrictEqual } from 'node:util';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { Occupancy } from '../domain/day.ts';
import type { Ledger, MayLag } from '../domain/ledger.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { DaySnapshot } from '../unit-of-work/day-snapshot.ts';
import { uidsReaching } from './snapshot-of-day.ts';

/**
 * The records of the bookings that have a room on the Day, or wait for one. Of those with a room it may be what they were a moment ago: who
 * is moved is written under the version that was read, and all else of them that a plan goes by stands on the Day. Any that do not stand
 * there as their record says, and all who wait, are read as they are, for the marks of the Day go with its plan.
 */
export const recordsReaching = async (
  ledger: Ledger,
  snapshot: DaySnapshot,
  date: LocalDate,
  terms?: MayLag,
): Promise<readonly BookingRecord[]> => {
  const uids = uidsReaching(snapshot, date);
  if (terms === undefined) return ledger.readBookings(uids);
  const held = occupanciesOf(snapshot);
  const inRooms = uids.filter((uid) => held.has(uid));
  const lagging = inRooms.length === 0 ? [] : await ledger.readBookings(inRooms, terms);
  const sound = lagging.filter((record) => held.get(record.uid)?.every((each) => isAsHeld(record, each)));
  const known = new Set(sound.map(({ uid }) => uid));
  const others = uids.filter((uid) => !known.has(uid));
  return others.length === 0 ? sound : [...sound, ...(await ledger.readBookings(others))];
};

const occupanciesOf = ({ days }: DaySnapshot): ReadonlyMap<BookingUid, readonly Occupancy[]> =>
  Map.groupBy(
    [...days.values()].flatMap(({ roomDays }) =>
      roomDays.flatMap(({ occupancies }) => Object.values(occupancies)),
    ),
    ({ uid }) => uid,
  );

/** Whether the record says what the Day does. */
const isAsHeld = (record: BookingRecord, held: Occupancy): boolean => {
  const { fact, placement, pinned = false, progress } = record;
  return (
    fact.status === held.status &&
    fact.start === held.start &&
    fact.end === held.end &&
    placement.kind === 'roomed' &&
    placement.roomId === held.roomId &&
    placement.from === held.from &&
    placement.to === held.to &&
    pinned === (held.pinned ?? false) &&
    isDeepStrictEqual(progress, held.progress)
  );
};
