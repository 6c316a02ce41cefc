import type { BookingUid } from '../domain/booking-event.ts';
import { contentOf } from '../domain/booking-facts.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { SiteEntry } from '../domain/catalogue.ts';
import type { DayRecord } from '../domain/ledger-records.ts';
import { datesOf, type LocalDate } from '../domain/local-time.ts';
import type { Run } from './run.ts';

/** Days of the Sites of one key. */
export type DaysOfSites = readonly { readonly site: SiteEntry; readonly day: DayRecord }[];

/** They may lag: whatever is done about them is done under the versions read. */
export const readDays = (
  { deps, sites }: Pick<Run, 'deps' | 'sites'>,
  window: { readonly from: number; readonly to: number },
): Promise<DaysOfSites> =>
  Promise.all(
    sites.flatMap((site) =>
      datesOf({ start: window.from, end: window.to }, site.timeZone).map(async (date) => ({
        site,
        day: await deps.ledger.readDay(site.id, date, { mayLag: true }),
      })),
    ),
  );

/** What stands on some Days, booking by booking. */
export type OnDays = {
  /** All of it in one text. */
  readonly textOf: (uid: BookingUid) => string;
  /** Whether all of it is by its record, and no one has to decide about it. */
  readonly isSound: (uid: BookingUid, record: BookingRecord | undefined) => boolean;
};

/**
 * Who staff have to decide about, whatever stands on the Day: a list that shows them may decide it. Where that cannot be read it may be
 * anyone; the sweep's own step for what is parked says so.
 */
export const leftToStaff = async ({
  deps,
  sites,
}: Pick<Run, 'deps' | 'sites'>): Promise<(uid: BookingUid) => boolean> => {
  const queues = sites.flatMap(({ id: siteId }) =>
    (['parked', 'drift'] as const).map((kind) => ({ kind, siteId }) as const),
  );
  try {
    const read = queues.map((queue) => deps.ledger.readOwed(queue, { limit: MOST_LEFT }));
    const left = new Set((await Promise.all(read)).flat().map(({ uid }) => uid));
    return (uid) => left.has(uid);
  } catch {
    return () => true;
  }
};

/** The most urgent of one Site; there are hardly ever any. */
const MOST_LEFT = 1_000;

export const onDaysOf = (days: DaysOfSites, isLeft: (uid: BookingUid) => boolean = () => false): OnDays => {
  const pieces = days.flatMap(({ site, day: { date, waiting, roomDays } }) => [
    ...waiting.map((each) => ({ uid: each.uid, text: contentOf([site.id, date, each]), isIn: waits })),
    ...roomDays.flatMap(({ roomId, occupancies }) =>
      Object.values(occupancies).map((each) => ({
        uid: each.uid,
        text: contentOf([site.id, date, roomId, each]),
        isIn: (record: BookingRecord | undefined) => holds(record, roomId, date),
      })),
    ),
  ]);
  const byUid = Map.groupBy(pieces, ({ uid }) => uid);
  const of = (uid: BookingUid) => byUid.get(uid) ?? [];
  return {
    textOf: (uid) =>
      of(uid)
        .map(({ text }) => text)
        .sort()
        .join() + (isLeft(uid) ? ' left to staff' : ''),
    isSound: (uid, record) => !isLeft(uid) && of(uid).every(({ isIn }) => isIn(record)),
  };
};

const waits = (record: BookingRecord | undefined): boolean => record?.placement.kind === 'waiting';

export const holds = (record: BookingRecord | undefined, claim: string, date: LocalDate): boolean =>
  record?.placement.kind === 'roomed' &&
  record.placement.claims.includes(claim) &&
  record.placement.dates.includes(date);
