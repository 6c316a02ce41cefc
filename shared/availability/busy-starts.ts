import type { CatalogueIndex, SiteEntry, VisitType } from '../domain/catalogue.ts';
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

/** What was found: starts without a room, and those with one that are cut with them. */
export type Hidden = { readonly busy: number; readonly lost: number };

type Dependencies = { readonly ledger: Ledger; readonly clinic: Clinic; readonly now: () => Instant };

/**
 * Of each event type the starts that are not to be offered: those at which no room could be had, at Sites that tell Cal.com of rooms.
 * Where it cannot be said which Site a visit would be at, it is offered, and so it is where any that it could be at has a room.
 */
export const busyStarts = async (
  deps: Dependencies,
  asked: readonly Asked[],
): Promise<ReadonlyMap<number, ReadonlySet<Instant>>> => {
  const catalogue = await deps.clinic.catalogue();
  const busy = new Map(asked.map(({ eventTypeId }) => [eventTypeId, new Set<Instant>()]));
  const open = new Map(asked.map(({ eventTypeId }) => [eventTypeId, new Set<Instant>()]));
  for (const { site, perDate } of bySite(asked, (each, start) => possibleSites(catalogue, each, start))) {
    const state = await deps.clinic.site(site);
    // Switched off, or only watched: Cal.com is told of no room, and offers what it always has.
    const isTold = state.publishing === 'on';
    const known = new Map<LocalDate, DayRecord>();
    for (const [, onDate] of [...perDate].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const found = new Map(isTold ? await busyOn(deps, state, onDate, known) : []);
      for (const { eventTypeId, starts } of onDate) {
        const none = new Set(found.get(eventTypeId));
        for (const start of starts) (none.has(start) ? busy : open).get(eventTypeId)?.add(start);
      }
    }
  }
  return new Map([...busy].map(([id, starts]) => [id, starts.difference(open.get(id) ?? new Set())]));
};

/** Where a visit could be: where its type and its practitioner have it, or at any address that a patient may choose. */
const possibleSites = (
  catalogue: CatalogueIndex,
  { visitType, ownerId }: Asked,
  start: Instant,
): readonly SiteEntry[] => {
  const told = siteOfVisit(catalogue, { visitType, practitionerId: ownerId, start });
  if (told === undefined || visitType.site !== undefined) return told === undefined ? [] : [told];
  return [...new Set([told, ...catalogue.sites.filter(({ addresses }) => addresses?.length)])];
};

/** The same, apart by where and when the visits would be. */
const bySite = (
  asked: readonly Asked[],
  sitesOf: (asked: Asked, start: Instant) => readonly SiteEntry[],
): readonly { site: SiteEntry; perDate: ReadonlyMap<LocalDate, readonly Asked[]> }[] => {
  const found = new Map<string, { site: SiteEntry; perDate: Map<LocalDate, Asked[]> }>();
  for (const each of asked) {
    const places = new Map<string, { site: SiteEntry; date: LocalDate; starts: Instant[] }>();
    for (const start of each.starts)
      for (const site of sitesOf(each, start)) {
        const date = localDateOf(start, site.timeZone);
        const place = places.get(`${date} ${site.id}`) ?? { site, date, starts: [] };
        place.starts.push(start);
        places.set(`${date} ${site.id}`, place);
      }
    for (const { site, date, starts } of places.values()) {
      const here = found.get(site.id) ?? { site, perDate: new Map<LocalDate, Asked[]>() };
      found.set(site.id, here);
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
