import type { RoomId, SiteId } from '../domain/catalogue.ts';
import { lastPlanned } from '../domain/horizon.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { DayRecord } from '../domain/ledger-records.ts';
import { addDays, type LocalDate, localDateOf } from '../domain/local-time.ts';
import type { CatalogueDiff } from './catalogue-diff.ts';

/** A Day from today on on which anyone has a room, so many bookings in each, or waits for one. */
export type BusyDay = {
  readonly siteId: SiteId;
  readonly date: LocalDate;
  readonly rooms: ReadonlyMap<RoomId, number>;
};

/** A Room that would vanish under bookings to come. */
export type RoomInUse = {
  readonly siteId: SiteId;
  readonly roomId: RoomId;
  readonly bookings: number;
  readonly until: LocalDate;
};

/** Dates read at a time. */
const DATES_AT_ONCE = 20;
/** Later than any marker. */
const FOR_EVER = Date.UTC(9999, 0);

/** The busy Days of those Sites that a difference concerns, by either catalogue's horizon. */
export const busyDays = async (
  ledger: Ledger,
  diff: CatalogueDiff,
  now: Instant,
  progress: (line: string) => void,
): Promise<BusyDay[]> => {
  const { before, after } = diff;
  if (before === undefined) return [];
  const concerned = sitesConcerned(diff);
  const sites = Map.groupBy([...before.sites, ...after.sites], ({ id }) => id);
  const busy: BusyDay[] = [];
  for (const [siteId, versions] of sites) {
    if (!concerned(siteId)) continue;
    const dates = new Set<LocalDate>();
    // Anyone who has a room beyond the horizon has left a marker for the day it comes within.
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

/** What is changed within a Site concerns that Site alone; a visit type, a practitioner or a tag may concern any. */
const sitesConcerned = ({ changes }: CatalogueDiff): ((siteId: SiteId) => boolean) => {
  const ids = new Set<SiteId>();
  for (const { what, id, site } of changes) {
    const within = what === 'site' ? id : site;
    if (within === undefined) return () => true;
    ids.add(within);
  }
  return (siteId) => ids.has(siteId);
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

/** The rooms that a difference removes and someone holds. */
export const roomsInUse = (diff: CatalogueDiff, busy: readonly BusyDay[]): RoomInUse[] =>
  diff.changes.flatMap((change) => {
    if (change.what !== 'room' || change.kind !== 'removed' || change.site === undefined) return [];
    const days = busy.filter((day) => day.siteId === change.site && day.rooms.has(change.id));
    const until = days.at(-1)?.date;
    if (until === undefined) return [];
    const bookings = days.reduce((sum, day) => sum + (day.rooms.get(change.id) ?? 0), 0);
    return [{ siteId: change.site, roomId: change.id, bookings, until }];
  });
