import type { BookingRecord } from '../../../shared/domain/booking-record.ts';
import type { Ledger, MayLag, Write } from '../../../shared/domain/ledger.ts';
import type { RoomDayRecord } from '../../../shared/domain/ledger-records.ts';
import { boardsAlteredBy, boardVersionPk } from '../../../shared/ledger/board-version.ts';
import { roomDayItem } from '../../../shared/ledger/items.ts';
import {
  bookingKey,
  CATALOGUE_KEY,
  cataloguePk,
  credentialKey,
  dayPk,
  memoKey,
  sitePk,
  trailPk,
} from '../../../shared/ledger/keys.ts';
import { mayStandAlone } from '../../../shared/ledger/may-stand-alone.ts';
import { queueKey, rowOf } from '../../../shared/ledger/stored-publication.ts';
import { transactItem } from '../../../shared/ledger/transact-item.ts';
import { TRAIL_KEPT_DAYS } from '../../../shared/wiring.ts';
import type { Meter } from './meter.ts';

const READ_BYTES = 4096;
const WRITE_BYTES = 1024;
/** A transaction writes each item twice over. */
const IN_TRANSACTION = 2;
/** What may have been true a moment ago is answered for half. */
const EVENTUALLY = 0.5;
const WRITTEN_AS = { trailKeptDays: TRAIL_KEPT_DAYS, occupancies: 'short' } as const;
/** Attributes' names of an entry of the index, and its keys. */
const INDEX_BYTES = 200;

/** A Ledger that has metered what DynamoDB would charge for each of its calls, by the partition it goes to. */
export const meteredLedger = (ledger: Ledger, meter: Meter, by: string): Ledger => {
  const read = (partition: string, records: readonly (object | undefined)[], factor = 1): void => {
    const bytes = records.reduce<number>(
      (sum, record) => sum + (record === undefined ? 0 : sizeOf(record)),
      0,
    );
    meter.take(by, partition, 'read', factor * Math.max(1, Math.ceil(bytes / READ_BYTES)));
  };
  const factorOf = (terms: MayLag | undefined): number => (terms === undefined ? 1 : EVENTUALLY);
  const write = (partition: string, units: number): void => meter.take(by, partition, 'write', units);

  /** The entry of the index that a booking's write changes, if it does. */
  const writeIndex = (before: BookingRecord | undefined, after: Omit<BookingRecord, 'version'>): void => {
    const [was, is] = [before && rowOf(before), rowOf(after)];
    if (JSON.stringify(was) === JSON.stringify(is)) return;
    const stays = was !== undefined && is !== undefined && was.to === is.to && was.start === is.start;
    if (was !== undefined && !stays) write(`index ${was.to}`, 1);
    if (is !== undefined) write(`index ${is.to}`, 1);
  };

  const meterWrites = async (writes: readonly Write[]): Promise<void> => {
    const altered = boardsAlteredBy(writes);
    const [only] = writes;
    const isAlone = writes.length === 1 && only !== undefined && mayStandAlone(only);
    for (const each of writes) {
      const { Put, Update, Delete, ConditionCheck } = transactItem('', each, WRITTEN_AS);
      const item = Put?.Item ?? Update?.Key ?? Delete?.Key ?? ConditionCheck?.Key ?? {};
      const units = Math.ceil(bytesOf(item) / WRITE_BYTES);
      write(String(item.pk), isAlone ? units : IN_TRANSACTION * units);
      if (each.kind === 'booking') writeIndex(await ledger.readBooking(each.record.uid), each.record);
    }
    // Raised before it: the functions of such a day are no staff, who would look at once.
    if (altered !== undefined) write(boardVersionPk(altered.siteId), 1);
  };

  return {
    readCatalogue: async (terms) => {
      const record = await ledger.readCatalogue();
      read(CATALOGUE_KEY.pk, [record], factorOf(terms));
      return record;
    },
    readCatalogueParts: async (version, of, terms) => {
      const parts = await ledger.readCatalogueParts(version, of);
      read(cataloguePk(version), parts, factorOf(terms));
      return parts;
    },
    readBoardVersion: async (siteId) => {
      read(boardVersionPk(siteId), []);
      return ledger.readBoardVersion(siteId);
    },
    readSite: async (siteId, terms) => {
      const found = await ledger.readSite(siteId);
      read(sitePk(siteId), [found.site, ...found.rooms], factorOf(terms));
      return found;
    },
    readRooms: async (siteId, roomIds) => {
      const rooms = await ledger.readRooms(siteId, roomIds);
      // Each item of a batch counts by itself, and one that is not there as much.
      for (const roomId of new Set(roomIds))
        read(sitePk(siteId), [rooms.find((each) => each.roomId === roomId)]);
      return rooms;
    },
    readDay: async (siteId, date, terms) => {
      const day = await ledger.readDay(siteId, date);
      read(dayPk(siteId, date), [...day.roomDays, ...day.waiting, day.plan], factorOf(terms));
      return day;
    },
    readWaiting: async (siteId, date, terms) => {
      const waiting = await ledger.readWaiting(siteId, date);
      read(dayPk(siteId, date), waiting, factorOf(terms));
      return waiting;
    },
    readBooking: async (uid, terms) => {
      const record = await ledger.readBooking(uid);
      read(bookingKey(uid).pk, [record], factorOf(terms));
      return record;
    },
    readBookings: async (uids, terms) => {
      const records = await ledger.readBookings(uids);
      for (const record of records) read(bookingKey(record.uid).pk, [record], factorOf(terms));
      return records;
    },
    readDue: async (siteId, until, terms) => {
      const markers = await ledger.readDue(siteId, until);
      read(sitePk(siteId), markers, factorOf(terms));
      return markers;
    },
    readOwed: async (queue, options) => {
      const entries = await ledger.readOwed(queue, options);
      const bytes = entries.length * INDEX_BYTES;
      const units = EVENTUALLY * Math.max(1, Math.ceil(bytes / READ_BYTES));
      meter.take(by, `index ${queueKey(queue)}`, 'read', units);
      return entries;
    },
    readCredential: async (credential, terms) => {
      const record = await ledger.readCredential(credential);
      read(credentialKey(credential).pk, [record], factorOf(terms));
      return record;
    },
    readMemo: async (scope, id, terms) => {
      const record = await ledger.readMemo(scope, id);
      read(memoKey(scope, id).pk, [record], factorOf(terms));
      return record;
    },
    readTrail: async (siteId, date, limit) => {
      const changes = await ledger.readTrail(siteId, date, limit);
      read(trailPk(siteId, date), changes);
      return changes;
    },
    commit: async (writes) => {
      await meterWrites(writes);
      return ledger.commit(writes);
    },
  };
};

/** Records of the Ledger in memory never change: each is measured once. */
const sizes = new WeakMap<object, number>();
const sizeOf = (record: object): number => {
  const known = sizes.get(record);
  if (known !== undefined) return known;
  const bytes = bytesOf(
    'occupancies' in record ? roomDayItem(record as RoomDayRecord, WRITTEN_AS.occupancies) : record,
  );
  sizes.set(record, bytes);
  return bytes;
};

/** As DynamoDB says that it counts an item. */
const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return 1 + Math.ceil(String(value).length / 2);
  if (typeof value !== 'object' || value === null) return 1;
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + 1 + bytesOf(each), 3);
  let bytes = 3;
  for (const [name, each] of Object.entries(value))
    if (each !== undefined) bytes += 1 + Buffer.byteLength(name) + bytesOf(each);
  return bytes;
};
