import type { RoomId, SiteEntry, SiteId } from '../../domain/catalogue.ts';
import type { Block, Occupancy } from '../../domain/day.ts';
import { lastPlanned } from '../../domain/horizon.ts';
import { type Instant, overlap } from '../../domain/instant.ts';
import type { Ledger } from '../../domain/ledger.ts';
import type { DayRecord } from '../../domain/ledger-records.ts';
import { addDays, type LocalDate, localDateOf } from '../../domain/local-time.ts';
import { commit, type Wakes } from '../../unit-of-work/commit.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';

/** Due markers that fit into one transaction beside what they are about. */
export const MARKERS_AT_ONCE = 90;
/** Days read at a time. */
const DAYS_AT_ONCE = 10;

/** The dates from today to the Site's horizon that a closure lies over. */
export const datesConcerned = (site: SiteEntry, block: Block, now: Instant): LocalDate[] => {
  const horizon = lastPlanned(site, now);
  const last = block.end === undefined ? horizon : localDateOf(block.end - 1, site.timeZone);
  const dates: LocalDate[] = [];
  let date = localDateOf(Math.max(now, block.start), site.timeZone);
  for (; date <= last && date <= horizon; date = addDays(date, 1)) dates.push(date);
  return dates;
};

/** The same of several. */
export const datesOfAll = (site: SiteEntry, blocks: readonly Block[], now: Instant): LocalDate[] =>
  [...new Set(blocks.flatMap((block) => datesConcerned(site, block, now)))].toSorted();

/** Who holds one of the rooms under a block on a Day. */
export const heldUnder = (day: DayRecord, roomIds: readonly RoomId[], { start, end }: Block): Occupancy[] =>
  day.roomDays
    .filter((each) => roomIds.includes(each.roomId))
    .flatMap((each) => Object.values(each.occupancies))
    .filter((held) =>
      overlap({ start: held.from, end: held.to }, { start, end: end ?? Number.POSITIVE_INFINITY }),
    );

/** Whether anyone holds one of the rooms under one of the blocks. */
export const blockedSpan =
  (roomIds: readonly RoomId[], ...blocks: readonly Block[]) =>
  (day: DayRecord): boolean =>
    blocks.some((block) => heldUnder(day, roomIds, block).length > 0);

/** Those dates of which something is so. */
export const daysWhere = async (
  ledger: Ledger,
  siteId: SiteId,
  dates: readonly LocalDate[],
  isSo: (day: DayRecord) => boolean,
): Promise<LocalDate[]> => {
  const found: LocalDate[] = [];
  for (let from = 0; from < dates.length; from += DAYS_AT_ONCE) {
    const some = dates.slice(from, from + DAYS_AT_ONCE);
    const days = await Promise.all(some.map((date) => ledger.readDay(siteId, date)));
    found.push(...days.filter(isSo).map((day) => day.date));
  }
  return found;
};

/** Marks and wakes Days that did not fit into the action's transaction, or became concerned while it ran. */
export const mark = async (
  deps: Wakes & { readonly ledger: Ledger; readonly now: () => Instant },
  siteId: SiteId,
  about: string,
  by: string,
  dates: readonly LocalDate[],
): Promise<void> => {
  for (let from = 0; from < dates.length; from += MARKERS_AT_ONCE) {
    const unit = new UnitOfWork(undefined, deps.now(), by);
    for (const date of dates.slice(from, from + MARKERS_AT_ONCE)) unit.due(siteId, date, about);
    await commit(deps, unit);
  }
};
