import type { SiteEntry, VisitType } from '../domain/catalogue.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { DayRecord } from '../domain/ledger-records.ts';
import { type LocalDate, localDateOf } from '../domain/local-time.ts';
import { isOpen, type Offered, offerOf } from '../domain/offer/offer.ts';
import { siteOfVisit } from '../domain/site-of-visit.ts';
import type { SiteState } from '../domain/site-state.ts';
import type { Clinic } from '../ledger/clinic.ts';
import { readDayAsRead } from './day-as-read.ts';

/** Starts at which Cal.com could let a visit of an event type begin. */
export type Asked = {
  readonly eventTypeId: number;
  readonly visitType: VisitType;
  /** Whose event type it is. */
  readonly ownerId: number;
  readonly minutes: number;
  readonly starts: readonly Instant[];
};

type Dependencies = { readonly ledger: Ledger; readonly clinic: Clinic; readonly now: () => Instant };

/**
 * Of each event type the starts that are not to be offered: those at which no room could be had, at Sites that tell Cal.com of rooms.
 * Where it cannot be said which Site a visit would be at, it is offered.
 */
export const busyStarts = async (
  deps: Dependencies,
  asked: readonly Asked[],
): Promise<ReadonlyMap<number, ReadonlySet<Instant>>> => {
  const catalogue = await deps.clinic.catalogue();
  const busy = new Map(asked.map(({ eventTypeId }) => [eventTypeId, new Set<Instant>()]));
  for (const { site, perDate } of bySite(asked, ({ visitType, ownerId }, start) =>
    siteOfVisit(catalogue, { visitType, practitionerId: ownerId, start }),
  )) {
    const state = await deps.clinic.site(site);
    // Switched off, or only watched: Cal.com is told of no room, and offers what it always has.
    if (state.publishing !== 'on') continue;
    const known = new Map<LocalDate, DayRecord>();
    for (const [, onDate] of [...perDate].sort(([a], [b]) => (a < b ? -1 : 1)))
      for (const [eventTypeId, starts] of await busyOn(deps, state, onDate, known))
        for (const start of starts) busy.get(eventTypeId)?.add(start);
  }
  return busy;
};

/** The same, apart by where and when the visits would be. */
const bySite = (
  asked: readonly Asked[],
  siteOf: (asked: Asked, start: Instant) => SiteEntry | undefined,
): readonly { site: SiteEntry; perDate: ReadonlyMap<LocalDate, readonly Asked[]> }[] => {
  const found = new Map<string, { site: SiteEntry; perDate: Map<LocalDate, Asked[]> }>();
  for (const each of asked) {
    const places = Map.groupBy(each.starts, (start) => {
      const site = siteOf(each, start);
      return site === undefined ? '' : `${localDateOf(start, site.timeZone)} ${site.id}`;
    });
    for (const starts of places.values()) {
      const [first = 0] = starts;
      const site = siteOf(each, first);
      if (site === undefined) continue;
      const here = found.get(site.id) ?? { site, perDate: new Map<LocalDate, Asked[]>() };
      found.set(site.id, here);
      const date = localDateOf(first, site.timeZone);
      here.perDate.set(date, [...(here.perDate.get(date) ?? []), { ...each, starts }]);
    }
  }
  return [...found.values()];
};

/** `known`: Days that were read for the date before. */
const busyOn = async (
  deps: Dependencies,
  state: SiteState,
  asked: readonly Asked[],
  known: Map<LocalDate, DayRecord>,
): Promise<readonly [number, readonly Instant[]][]> => {
  const all = asked.flatMap(({ starts, minutes }) =>
    starts.map((start) => ({ start, end: start + minutes * MINUTE })),
  );
  const visits = {
    start: Math.min(...all.map(({ start }) => start)),
    end: Math.max(...all.map(({ end }) => end)),
  };
  const asRead = await readDayAsRead(deps, state, visits, known);
  const offered = asked.map(
    ({ visitType, ownerId, minutes, starts }): Offered => ({
      visitType,
      practitionerId: ownerId,
      minutes,
      starts,
    }),
  );
  const { answers } = offerOf(asRead, offered);
  return asked.map(({ eventTypeId }, index) => [
    eventTypeId,
    (answers[index] ?? []).flatMap((answer) => (isOpen(answer) ? [] : [answer.start])),
  ]);
};
