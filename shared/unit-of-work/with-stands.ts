import type { BookingUid } from '../domain/booking-event.ts';
import { contentOf, inputsOf, practitionerOf } from '../domain/booking-facts.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { type CatalogueIndex, type SiteId, visitTypeOf } from '../domain/catalogue.ts';
import { type Block, type Occupancy, overrunId, type Waiting } from '../domain/day.ts';
import type { Write } from '../domain/ledger.ts';
import type { Change, RoomDayRecord } from '../domain/ledger-records.ts';
import type { Stands } from '../domain/stands.ts';
import { MOST_WRITES } from '../domain/write-count.ts';
import { type DaySnapshot, roomDayIn } from './day-snapshot.ts';

/** What a transaction changes of a date, as far as a board shows it. */
type Touched = Pick<Change, 'siteId' | 'date' | 'bookingUid' | 'roomId' | 'laid' | 'lifted'>;

/**
 * A transaction's writes, whose lines of history say how what they are about stands from then on. What is changed on a date and has
 * no line there gets one; a transaction that is full goes without: no decision depends on it, and one place is left to who commits it.
 */
export const withStands = (
  writes: readonly Write[],
  snapshot: DaySnapshot | undefined,
  { at, by }: Pick<Change, 'at' | 'by'>,
): Write[] => {
  const touched = new Map(touchedBy(writes, snapshot).map((each) => [keyOf(each), each]));
  const standsNow = (siteId: SiteId, uid: BookingUid): Stands => standsOnce(writes, snapshot, siteId, uid);
  const visits = new Set([...touched.values()].map(({ siteId, bookingUid }) => `${siteId} ${bookingUid}`));
  const said = new Set<string>();
  const marked = writes.map((write): Write => {
    if (write.kind !== 'change') return write;
    const { change } = write;
    const { siteId, bookingUid, roomId } = change;
    const key = keyOf(change);
    said.add(key);
    if (bookingUid !== undefined) {
      const stands = visits.has(`${siteId} ${bookingUid}`) ? standsNow(siteId, bookingUid) : 'same';
      return { kind: 'change', change: { ...change, stands } };
    }
    if (roomId === undefined) return write;
    const { laid = [], lifted = [] } = touched.get(key) ?? {};
    return { kind: 'change', change: { ...change, laid, lifted } };
  });
  const unsaid = [...touched.entries()].filter(([key]) => !said.has(key)).map(([, each]) => each);
  return [
    ...marked,
    ...unsaid.slice(0, Math.max(0, MOST_WRITES - 1 - writes.length)).map((each): Write => {
      const { siteId, bookingUid, roomId } = each;
      const id = `${bookingUid ?? roomId}-changed`;
      const stands = bookingUid === undefined ? {} : { stands: standsNow(siteId, bookingUid) };
      const change = { ...each, id, at, by, what: 'changed', reason: 'as-it-stands', ...stands } as const;
      return { kind: 'change', change };
    }),
  ];
};

const keyOf = ({ siteId, date, bookingUid, roomId }: Touched): string =>
  `${siteId} ${date} ${bookingUid === undefined ? `room ${roomId}` : `visit ${bookingUid}`}`;

const touchedBy = (writes: readonly Write[], snapshot: DaySnapshot | undefined): Touched[] =>
  writes.flatMap((write): Touched[] => {
    switch (write.kind) {
      case 'room-day':
        return touchedInRoom(write.record, snapshot);
      case 'vacate': {
        const { siteId, date, uids } = write;
        return uids.map((bookingUid) => ({ siteId, date, bookingUid }));
      }
      case 'unwait':
        return [{ siteId: write.siteId, date: write.date, bookingUid: write.uid }];
      case 'wait':
        return [{ siteId: write.siteId, date: write.date, bookingUid: write.waiting.uid }];
      default:
        return [];
    }
  });

const touchedInRoom = (
  { siteId, date, roomId, occupancies, blocks }: Omit<RoomDayRecord, 'version'>,
  snapshot: DaySnapshot | undefined,
): Touched[] => {
  const before = snapshot && roomDayIn(snapshot, date, roomId);
  const uids = changed(before?.occupancies ?? {}, occupancies, isShownAlike);
  const ids = changed(before?.blocks ?? {}, blocks, (a, b) => contentOf(a) === contentOf(b));
  const blockOf = (id: string): Block | undefined => blocks[id] ?? before?.blocks[id];
  const own = ids.filter((id) => blockOf(id)?.uid === undefined);
  return [
    ...[...uids, ...ids.flatMap((id) => blockOf(id)?.uid ?? [])].map((bookingUid) => ({
      siteId,
      date,
      bookingUid,
    })),
    ...(own.length === 0
      ? []
      : [
          {
            siteId,
            date,
            roomId,
            laid: own.flatMap((id) => blocks[id] ?? []),
            lifted: own.flatMap((id) => (blocks[id] === undefined ? (before?.blocks[id] ?? []) : [])),
          },
        ]),
  ];
};

/** The keys under which something else stands. What was not touched is the very same object. */
const changed = <T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  isSame: (a: T, b: T) => boolean,
): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => {
    const [a, b] = [before[key], after[key]];
    return a !== b && (a === undefined || b === undefined || !isSame(a, b));
  });

/** As a board shows it: until when a move is quiet, and what decides about rooms, may differ. */
const isShownAlike = (a: Occupancy, b: Occupancy): boolean => shownOf(a) === shownOf(b);

const shownOf = ({ quietUntil: _quiet, inputs, ...shown }: Occupancy): string => {
  const { eventTypeId, eventTypeSlug, visitTypeId } = inputs;
  return contentOf({ ...shown, eventTypeId, eventTypeSlug, visitTypeId });
};

/** How a booking stands at a Site once all of it is written. */
const standsOnce = (
  writes: readonly Write[],
  snapshot: DaySnapshot | undefined,
  siteId: SiteId,
  uid: BookingUid,
): Stands => {
  const written = writes.find((write) => write.kind === 'booking' && write.record.uid === uid);
  const booking = written?.kind === 'booking' ? written : undefined;
  const catalogue = snapshot?.state.catalogue;
  const roomDays = writes.flatMap((write) =>
    write.kind === 'room-day' && write.record.siteId === siteId ? write.record : [],
  );
  const held = roomDays.flatMap(({ occupancies }) => occupancies[uid] ?? [])[0];
  if (held !== undefined) {
    const claims = roomDays.flatMap(({ roomId, occupancies }) => (occupancies[uid] ? roomId : []));
    const also = [...new Set(claims)].filter((claim) => claim !== held.roomId);
    const late = roomDays.flatMap(({ blocks }) => blocks[overrunId(uid)] ?? [])[0];
    const { roomId, from, to, pinned } = held;
    return {
      ...common(held, booking, catalogue),
      in: {
        roomId,
        from,
        to,
        ...(also.length === 0 ? {} : { also }),
        ...(late?.end === undefined ? {} : { overrun: { start: late.start, end: late.end } }),
        ...(pinned === undefined ? {} : { pinned }),
        ...(booking?.record.overruled === undefined ? {} : { overruled: booking.record.overruled }),
      },
    };
  }
  const waits = writes.find(
    (write) => write.kind === 'wait' && write.siteId === siteId && write.waiting.uid === uid,
  );
  return waits?.kind === 'wait' ? common(waits.waiting, booking, catalogue) : 'gone';
};

const common = (
  holder: Occupancy | Waiting,
  booking: Extract<Write, { kind: 'booking' }> | undefined,
  catalogue: CatalogueIndex | undefined,
) => {
  const { start, end, status, expiresAt } = holder;
  const progress = 'progress' in holder ? holder.progress : booking?.record.progress;
  const { practitionerId, inputs } = knownOf(holder, booking?.record);
  const visitType = catalogue && visitTypeOf(catalogue, inputs)?.id;
  return {
    start,
    end,
    status,
    ...(booking === undefined ? {} : { version: booking.seen + 1 }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(practitionerId === undefined ? {} : { practitionerId }),
    ...(visitType === undefined ? {} : { visitType }),
    ...(progress === undefined ? {} : { progress }),
  };
};

/** Who it is with and what of, by its record where that is written. */
const knownOf = (
  holder: Occupancy | Waiting,
  record: Omit<BookingRecord, 'version'> | undefined,
): Pick<Occupancy, 'practitionerId' | 'inputs'> => {
  if (record === undefined) return holder;
  const practitionerId = practitionerOf(record);
  return { inputs: inputsOf(record), ...(practitionerId === undefined ? {} : { practitionerId }) };
};
