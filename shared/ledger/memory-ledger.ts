import type { BookingRecord } from '../domain/booking-record.ts';
import { overrunId, type Waiting } from '../domain/day.ts';
import { type Ledger, LedgerUnavailable, type StaleWrite, type Write } from '../domain/ledger.ts';
import type {
  CataloguePart,
  CataloguePartOf,
  CatalogueRecord,
  Change,
  CredentialRecord,
  DueMarker,
  MemoRecord,
  PlanRecord,
  RoomDayRecord,
  RoomRecord,
  SiteRecord,
} from '../domain/ledger-records.ts';
import { unreachable } from '../domain/unreachable.ts';
import { boardsAlteredBy } from './board-version.ts';
import { owedIndex } from './owed-index.ts';
import { queueKey } from './stored-publication.ts';
import { refuseTooLarge } from './transaction-size.ts';

/** All that a memory Ledger holds at one moment; frozen, so it may be kept. */
type LedgerSnapshot = ReadonlyMap<string, ReadonlyMap<string, Stored>>;

export type MemoryLedger = Ledger & {
  readonly snapshot: () => LedgerSnapshot;
  readonly restore: (snapshot: LedgerSnapshot) => void;
};

/** A record, frozen, as the table would hold it. */
type Stored = { readonly version?: number };

/** Where a record stands: the texts are unambiguous for any ids whatever. */
type Place = { readonly within: string; readonly name: string };

/**
 * The Ledger without a table, for tests of what stands on it and as the model of the real one: the same conditions,
 * the same answers, the same refusals. What it hands out is frozen: a caller that writes into it fails.
 */
export const memoryLedger = (): MemoryLedger => {
  let shelves = new Map<string, Map<string, Stored>>();
  let owed = owedIndex();

  const all = <R>(within: string): R[] => [...(shelves.get(within)?.values() ?? [])] as R[];
  const at = <R>({ within, name }: Place): R | undefined => shelves.get(within)?.get(name) as R | undefined;
  const set = ({ within, name }: Place, record: object | undefined): void => {
    const shelf = shelves.get(within) ?? new Map<string, Stored>();
    shelves.set(within, shelf);
    if (record === undefined) shelf.delete(name);
    else shelf.set(name, frozen(record));
    if (within === BOOKINGS) owed.put(shelf.get(name) as BookingRecord);
  };

  const staleOf = (write: Write, place: Place): StaleWrite | undefined => {
    if (!('seen' in write)) return undefined;
    const found = at<Stored>(place);
    if ((found?.version ?? 0) === write.seen) return undefined;
    switch (write.kind) {
      case 'room-day':
        return { kind: write.kind, found: found as RoomDayRecord | undefined };
      case 'room':
      case 'check-room':
        return { kind: write.kind, found: found as RoomRecord | undefined };
      case 'booking':
        return { kind: write.kind, uid: write.record.uid, found: found as BookingRecord | undefined };
      default:
        return { kind: write.kind, found: undefined };
    }
  };

  return {
    readCatalogue: async () => at<CatalogueRecord>(CATALOGUE),
    readCatalogueParts: async (version, of) =>
      of === undefined
        ? [...shelves.keys()].flatMap((within) =>
            within.startsWith(partsWithin(version)) ? all<CataloguePart>(within) : [],
          )
        : all<CataloguePart>(partsWithin(version, of)),
    readBoardVersion: async (siteId) => at<Stored>(boardVersion(siteId))?.version ?? 0,
    readSite: async (siteId) => ({
      site: at<SiteRecord>(site(siteId)),
      rooms: all<RoomRecord>(room(siteId, '').within),
    }),
    readRooms: async (siteId, roomIds) =>
      [...new Set(roomIds)].flatMap((roomId) => at<RoomRecord>(room(siteId, roomId)) ?? []),
    readDay: async (siteId, date) => {
      const planned = at<PlanRecord>(plan(siteId, date));
      return {
        siteId,
        date,
        roomDays: all<RoomDayRecord>(roomDay(siteId, date, '').within),
        waiting: all<Waiting>(wait(siteId, date, '').within),
        ...(planned && { plan: planned }),
      };
    },
    readWaiting: async (siteId, date) => all<Waiting>(wait(siteId, date, '').within),
    readBooking: async (uid) => at<BookingRecord>(booking(uid)),
    readBookings: async (uids) => [...new Set(uids)].flatMap((uid) => at<BookingRecord>(booking(uid)) ?? []),
    readDue: async (siteId, until) =>
      all<DueMarker>(dueWithin(siteId))
        .filter((marker) => marker.dueAt <= until)
        .sort((a, b) => a.dueAt - b.dueAt),
    readOwed: async (
      queue,
      { limit, dueBy = Number.POSITIVE_INFINITY, startsAfter = Number.NEGATIVE_INFINITY },
    ) =>
      owed
        .under(queueKey(queue))
        .filter(({ notBefore, start }) => notBefore <= dueBy && start > startsAfter)
        .slice(0, limit)
        .map(({ to: _to, ...entry }) => entry),
    readCredential: async (name) => at<CredentialRecord>(credential(name)),
    readMemo: async (scope, id) => at<MemoRecord>(memo(scope, id)),
    readTrail: async (siteId, date, limit) =>
      all<Change>(trailWithin(siteId, date))
        .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
        .slice(0, limit),
    commit: async (writes) => {
      const places = writes.map(placeOf);
      refuseTooLarge(writes);
      refuseTwins(places);
      const stale = writes.flatMap((write, index) => staleOf(write, places[index] as Place) ?? []);
      if (stale.length > 0) return { kind: 'stale', stale };
      for (const [index, write] of writes.entries()) {
        const place = places[index] as Place;
        set(place, after(write, at(place)));
      }
      const altered = boardsAlteredBy(writes);
      if (altered !== undefined) {
        const place = boardVersion(altered.siteId);
        set(place, { version: (at<Stored>(place)?.version ?? 0) + 1 });
      }
      return { kind: 'committed' };
    },
    snapshot: () => copyOf(shelves),
    restore: (snapshot) => {
      shelves = copyOf(snapshot);
      owed = owedIndex();
      for (const record of all<BookingRecord>(BOOKINGS)) owed.put(record);
    },
  };
};

/** What stands in an item's place once a write has taken place. */
const after = (write: Write, found: object | undefined): object | undefined => {
  if ('record' in write) return { ...write.record, version: write.seen + 1 };
  switch (write.kind) {
    case 'check-room':
      return found;
    case 'vacate':
      return found && vacated(found as RoomDayRecord, write.uids);
    case 'wait':
      return write.waiting;
    case 'plan':
      return write.plan;
    case 'due':
      return write.marker;
    case 'change':
      return write.change;
    case 'catalogue-part':
      return write.part;
    case 'unwait':
    case 'undue':
    case 'uncatalogue-part':
      return undefined;
    default:
      return unreachable(write);
  }
};

const vacated = (record: RoomDayRecord, gone: readonly string[]): RoomDayRecord => ({
  ...record,
  version: record.version + 1,
  occupancies: without(record.occupancies, gone),
  blocks: without(record.blocks, gone.map(overrunId)),
});

const without = <T>(all: Readonly<Record<string, T>>, gone: readonly string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([id]) => !gone.includes(id)));

/** Ids in one text, from which each could be told again whatever is in them. */
const joint = (first: string, second: string): string => `${first.length} ${first}${second}`;

const CATALOGUE: Place = { within: 'catalogue', name: '' };
const partsWithin = (version: string, of?: CataloguePartOf): string =>
  `catalogue-part ${joint(version, of === undefined ? '' : JSON.stringify(of))}`;
const boardVersion = (siteId: string | undefined): Place =>
  siteId === undefined ? { within: 'board-version', name: '' } : { within: 'board-version of', name: siteId };
const site = (siteId: string): Place => ({ within: 'site', name: siteId });
const room = (siteId: string, roomId: string): Place => ({ within: `room ${siteId}`, name: roomId });
const roomDay = (siteId: string, date: string, roomId: string): Place => ({
  within: `room-day ${joint(siteId, date)}`,
  name: roomId,
});
const wait = (siteId: string, date: string, uid: string): Place => ({
  within: `wait ${joint(siteId, date)}`,
  name: uid,
});
const plan = (siteId: string, date: string): Place => ({ within: 'plan', name: joint(siteId, date) });
const BOOKINGS = 'booking';
const booking = (uid: string): Place => ({ within: BOOKINGS, name: uid });
const credential = (name: string): Place => ({ within: 'credential', name });
const memo = (scope: string, id: string): Place => ({ within: 'memo', name: joint(scope, id) });
const dueWithin = (siteId: string) => `due ${siteId}`;
const trailWithin = (siteId: string, date: string) => `change ${joint(siteId, date)}`;

const placeOf = (write: Write): Place => {
  switch (write.kind) {
    case 'catalogue':
      return CATALOGUE;
    case 'catalogue-part':
    case 'uncatalogue-part': {
      const { catalogueVersion, of, position } = write.part;
      return { within: partsWithin(catalogueVersion, of), name: String(position) };
    }
    case 'site':
      return site(write.record.siteId);
    case 'room':
      return room(write.record.siteId, write.record.roomId);
    case 'check-room':
      return room(write.siteId, write.roomId);
    case 'room-day':
      return roomDay(write.record.siteId, write.record.date, write.record.roomId);
    case 'vacate':
      return roomDay(write.siteId, write.date, write.roomId);
    case 'booking':
      return booking(write.record.uid);
    case 'credential':
      return credential(write.record.credential);
    case 'memo':
      return memo(write.record.scope, write.record.id);
    case 'wait':
      return wait(write.siteId, write.date, write.waiting.uid);
    case 'unwait':
      return wait(write.siteId, write.date, write.uid);
    case 'plan':
      return plan(write.siteId, write.date);
    case 'due':
    case 'undue': {
      const { siteId, dueAt, date, id } = write.marker;
      return { within: dueWithin(siteId), name: JSON.stringify([dueAt, date, id]) };
    }
    case 'change': {
      const { siteId, date, at, id } = write.change;
      return { within: trailWithin(siteId, date), name: JSON.stringify([at, id]) };
    }
    default:
      return unreachable(write);
  }
};

/** As DynamoDB does. */
const refuseTwins = (places: readonly Place[]): void => {
  const named = new Set<string>();
  for (const { within, name } of places) {
    const text = joint(within, name);
    if (named.has(text)) throw new LedgerUnavailable(`a transaction names an item twice: ${text}`);
    named.add(text);
  }
};

/** What is beyond anyone's reach already: a record that is written again shares most of itself with the one before. */
const kept = new WeakSet<object>();

/** A copy without what is undefined, as a table would keep it, and beyond anyone's reach. */
export const frozen = <T extends object>(value: T): T => {
  if (kept.has(value)) return value;
  const copy = Array.isArray(value) ? value.map(frozenValue) : frozenFields(value);
  kept.add(Object.freeze(copy));
  return copy as T;
};

const frozenFields = (value: object): object => {
  // Copied at one go and mended where needed: most fields are texts and numbers, and `__proto__` is a name like any other.
  const copy: Record<string, unknown> = { ...value };
  for (const name of Object.keys(copy)) {
    const each = copy[name];
    if (each === undefined) delete copy[name];
    else if (typeof each !== 'string') copy[name] = frozenValue(each);
  }
  return copy;
};

const frozenValue = (value: unknown): unknown => {
  switch (typeof value) {
    case 'object':
      return value === null ? null : frozen(value);
    case 'undefined':
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      break;
  }
  throw new LedgerUnavailable(`a table keeps no ${String(value)}`);
};

const copyOf = (shelves: LedgerSnapshot): Map<string, Map<string, Stored>> =>
  new Map([...shelves].map(([within, shelf]) => [within, new Map(shelf)]));
