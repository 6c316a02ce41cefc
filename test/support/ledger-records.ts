import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import { type Block, type Occupancy, overrunId, type Waiting } from '../../shared/domain/day.ts';
import type { Write } from '../../shared/domain/ledger.ts';
import type { Change, DueMarker, RoomDayRecord } from '../../shared/domain/ledger-records.ts';
import { NOTHING_PUBLISHED } from '../../shared/domain/publication.ts';

/** Records of the Ledger of which a test shows only what it is about. */

export const SITE = 'north';
export const DATE = '2027-03-01';
export const NINE = Date.UTC(2027, 2, 1, 8);
const HOUR = 3_600_000;

export const occupancy = (uid: string, over: Partial<Occupancy> = {}): Occupancy => ({
  uid,
  roomId: '1A',
  from: NINE,
  to: NINE + HOUR,
  start: NINE,
  end: NINE + HOUR,
  status: 'confirmed',
  inputs: {},
  ...over,
});

/** What stands behind a booking that runs late by half an hour. */
export const overrun = (uid: string): Block => ({
  id: overrunId(uid),
  start: NINE + HOUR,
  end: NINE + 1.5 * HOUR,
  reason: 'overrun',
  uid,
});

/** A room-day held by the named bookings. */
export const roomDay = (
  uids: readonly string[],
  over: Partial<RoomDayRecord> = {},
): Omit<RoomDayRecord, 'version'> => ({
  siteId: SITE,
  date: DATE,
  roomId: '1A',
  blocks: {},
  occupancies: Object.fromEntries(uids.map((uid) => [uid, occupancy(uid)])),
  ...over,
});

export const bookingRecord = (
  uid: string,
  over: Partial<BookingRecord> & { start?: number } = {},
): Omit<BookingRecord, 'version'> => {
  const { start = NINE, ...rest } = over;
  return {
    uid,
    fact: { uid, status: 'confirmed', createdAt: 1, start, end: start + HOUR, venue: 'on-site', inputs: {} },
    firstEventAt: 1,
    asked: {},
    replaces: [],
    replacedBy: [],
    siteId: SITE,
    placement: { kind: 'ignored', reason: 'takes-no-room' },
    unknownEquipment: [],
    publication: NOTHING_PUBLISHED,
    ttl: 2_000_000_000,
    ...rest,
  };
};

export const waiting = (uid: string, over: Partial<Waiting> = {}): Waiting => ({
  uid,
  start: NINE,
  end: NINE + HOUR,
  status: 'confirmed',
  inputs: {},
  priority: 1,
  firstEventAt: 1,
  ...over,
});

export const marker = (dueAt: number, over: Partial<DueMarker> = {}): DueMarker => ({
  siteId: SITE,
  date: DATE,
  id: 'm',
  dueAt,
  ...over,
});

export const change = (at: number, over: Partial<Change> = {}): Change => ({
  siteId: SITE,
  date: DATE,
  id: 'c',
  at,
  what: 'assigned',
  by: 'webhook',
  reason: 'tie-break',
  ...over,
});

export const writeRoomDay = (
  seen: number,
  uids: readonly string[],
  over: Partial<RoomDayRecord> = {},
): Write => ({
  kind: 'room-day',
  seen,
  record: roomDay(uids, over),
});

export const writeBooking = (
  seen: number,
  uid: string,
  over: Partial<BookingRecord> & { start?: number } = {},
): Write => ({ kind: 'booking', seen, record: bookingRecord(uid, over) });
