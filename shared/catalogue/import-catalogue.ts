import type { Catalogue, RoomId, SiteId } from '../domain/catalogue.ts';
import { lastPlanned } from '../domain/horizon.ts';
import type { Instant } from '../domain/instant.ts';
import { addDays, type LocalDate, localDateOf } from '../domain/local-time.ts';
import type { DayRecord, Ledger, RoomRecord, Write } from '../ledger/ledger.ts';
import { CATALOGUE_LAG_MS } from '../replanning/replan-day.ts';
import { affectedRooms, type CatalogueDiff, catalogueDiff } from './catalogue-diff.ts';

/** A Room that would vanish under bookings to come. */
export type RoomInUse = {
  readonly siteId: SiteId;
  readonly roomId: RoomId;
  readonly bookings: number;
  readonly until: LocalDate;
};

export type ImportResult =
  /** Nothing was written: a dry run, no difference, or rooms in use and no leave to remove them. */
  | {
      readonly kind: 'shown' | 'unchanged' | 'refused';
      readonly diff: CatalogueDiff;
      readonly inUse: readonly RoomInUse[];
    }
  | {
      readonly kind: 'imported';
      readonly diff: CatalogueDiff;
      readonly inUse: readonly RoomInUse[];
      readonly days: number;
    }
  /** Somebody else imported in between: look at the difference again. */
  | { readonly kind: 'stale' };

/** Writes of one transaction that leave room for the catalogue itself. */
const AT_ONCE = 90;

/**
 * Puts a catalogue in force. The catalogue is written with the first Rooms it touches and before the rest, so that a
 * worker never pairs a new Room with old rules; then every Day that holds or awaits anything is marked for planning,
 * at once and again when no worker can still be deciding on the catalogue before.
 */
export const importCatalogue = async (
  {
    ledger,
    now,
    progress = () => undefined,
  }: { ledger: Ledger; now: Instant; progress?: (line: string) => void },
  catalogue: Catalogue,
  { dryRun, removeRoomsInUse }: { dryRun: boolean; removeRoomsInUse: boolean },
): Promise<ImportResult> => {
  const current = await ledger.readCatalogue();
  const diff = catalogueDiff(current?.catalogue, catalogue);
  const look = (): Promise<BusyDay[]> =>
    current === undefined
      ? Promise.resolve([])
      : busyDays(ledger, [current.catalogue, catalogue], now, progress);
  const inUse = roomsInUse(diff, await look());
  if (current?.catalogue.version === catalogue.version) return { kind: 'unchanged', diff, inUse };
  if (dryRun) return { kind: 'shown', diff, inUse };
  if (inUse.length > 0 && !removeRoomsInUse) return { kind: 'refused', diff, inUse };

  const touched = [...affectedRooms(diff)].flatMap(([siteId, ids]) =>
    ids.map((roomId) => ({ siteId, roomId })),
  );
  const sites = await newSites(ledger, catalogue, now);
  const withCatalogue = touched.slice(0, AT_ONCE - sites.length);
  const first = await ledger.commit([
    { kind: 'catalogue', seen: current?.version ?? 0, record: { catalogue, importedAt: now } },
    ...sites,
    ...(await roomWrites(ledger, withCatalogue, catalogue.version)),
  ]);
  if (first.kind === 'stale') return { kind: 'stale' };
  for (let from = withCatalogue.length; from < touched.length; from += AT_ONCE)
    await raiseRooms(ledger, touched.slice(from, from + AT_ONCE), catalogue.version);

  // Again: somebody may have been assigned while this ran, into a room that is gone. From here on nobody can be.
  const busy = await look();
  const markers = busy.flatMap(({ siteId, date }) =>
    [now, now + CATALOGUE_LAG_MS].map(
      (dueAt): Write => ({ kind: 'due', marker: { siteId, date, dueAt, id: `import@${now}` } }),
    ),
  );
  for (let from = 0; from < markers.length; from += AT_ONCE)
    await ledger.commit(markers.slice(from, from + AT_ONCE));
  return { kind: 'imported', diff, inUse: roomsInUse(diff, busy), days: busy.length };
};

const newSites = async (ledger: Ledger, catalogue: Catalogue, now: Instant): Promise<Write[]> => {
  const writes: Write[] = [];
  for (const { id: siteId, publishing } of catalogue.sites)
    if ((await ledger.readSite(siteId)).site === undefined)
      writes.push({
        kind: 'site',
        seen: 0,
        record: { siteId, knownSince: now, publishing, publishingSince: now },
      });
  return writes;
};

type RoomName = { readonly siteId: SiteId; readonly roomId: RoomId };

/** Raises the Rooms' versions, so that whoever still decides by the old catalogue fails. */
const roomWrites = async (
  ledger: Ledger,
  rooms: readonly RoomName[],
  catalogueVersion: string,
): Promise<Write[]> => {
  const known = new Map<SiteId, readonly RoomRecord[]>();
  for (const siteId of new Set(rooms.map((each) => each.siteId)))
    known.set(siteId, (await ledger.readSite(siteId)).rooms);
  return rooms.map(({ siteId, roomId }): Write => {
    const found = known.get(siteId)?.find((each) => each.roomId === roomId);
    const { version: seen, ...before } = found ?? { version: 0, siteId, roomId, closures: [] };
    return { kind: 'room', seen, record: { ...before, catalogueVersion } };
  });
};

/** The same for the Rooms that did not fit beside the catalogue: here a race with staff closing a Room is tried again. */
const raiseRooms = async (
  ledger: Ledger,
  rooms: readonly RoomName[],
  catalogueVersion: string,
): Promise<void> => {
  for (;;) {
    const result = await ledger.commit(await roomWrites(ledger, rooms, catalogueVersion));
    if (result.kind === 'committed') return;
  }
};

type BusyDay = {
  readonly siteId: SiteId;
  readonly date: LocalDate;
  readonly rooms: ReadonlyMap<RoomId, number>;
};

/** Dates read at a time. */
const DATES_AT_ONCE = 20;
/** Later than any marker. */
const FOR_EVER = Date.UTC(9999, 0);

/** Days from today on on which anybody has a room or waits for one. */
const busyDays = async (
  ledger: Ledger,
  catalogues: readonly Catalogue[],
  now: Instant,
  progress: (line: string) => void,
): Promise<BusyDay[]> => {
  const sites = Map.groupBy(
    catalogues.flatMap((each) => each.sites),
    ({ id }) => id,
  );
  const busy: BusyDay[] = [];
  for (const [siteId, versions] of sites) {
    const dates = new Set<LocalDate>();
    // Whoever has a room beyond the horizon has left a marker for the day it comes within.
    const marked = await ledger.readDue(siteId, FOR_EVER);
    for (const site of versions) {
      const today = localDateOf(now, site.timeZone);
      for (let date = today; date <= lastPlanned(site, now); date = addDays(date, 1)) dates.add(date);
      for (const { date } of marked) if (date > today) dates.add(date);
    }
    const inOrder = [...dates].sort();
    for (let from = 0; from < inOrder.length; from += DATES_AT_ONCE) {
      const some = inOrder.slice(from, from + DATES_AT_ONCE);
      for (const day of await Promise.all(some.map((date) => ledger.readDay(siteId, date)))) {
        const rooms = roomsHeld(day, now);
        if (rooms.size > 0 || day.waiting.length > 0) busy.push({ siteId, date: day.date, rooms });
      }
      progress(`${siteId}: looked at ${from + some.length} of ${inOrder.length} days`);
    }
  }
  return busy;
};

/** How many bookings to come each room of a Day has. */
const roomsHeld = (day: DayRecord, now: Instant): Map<RoomId, number> =>
  new Map(
    day.roomDays
      .map(
        ({ roomId, occupancies }) =>
          [roomId, Object.values(occupancies).filter((held) => held.end > now).length] as const,
      )
      .filter(([, bookings]) => bookings > 0),
  );

const roomsInUse = (diff: CatalogueDiff, busy: readonly BusyDay[]): RoomInUse[] =>
  diff.changes.flatMap((change) => {
    if (change.what !== 'room' || change.how !== 'removed' || change.site === undefined) return [];
    const days = busy.filter((day) => day.siteId === change.site && day.rooms.has(change.id));
    const until = days.at(-1)?.date;
    if (until === undefined) return [];
    const bookings = days.reduce((sum, day) => sum + (day.rooms.get(change.id) ?? 0), 0);
    return [{ siteId: change.site, roomId: change.id, bookings, until }];
  });
