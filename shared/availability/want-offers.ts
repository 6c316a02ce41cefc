import { type CatalogueIndex, type VisitType, visitTypeOf } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { addDays, type LocalDate, localDateOf } from '../domain/local-time.ts';
import { overridesOn, type ScheduleOverride } from '../domain/offer/cal-schedule.ts';
import { mirrored, startsToAsk } from '../domain/offer/mirror.ts';
import type { Clinic } from '../ledger/clinic.ts';
import { busyStarts, type Hidden } from './busy-starts.ts';
import type { Feed } from './feeds.ts';
import { askedOfFeed, fillFeed } from './fill-feed.ts';
import { amendMirror, type Mirror } from './mirrors.ts';

type Dependencies = { readonly ledger: Ledger; readonly clinic: Clinic; readonly now: () => Instant };

/** As far ahead as Cal.com's lists are cut. */
const MOST_DAYS = 60;
/** Dates that are looked at in one go: between two of these others are served, and the clock is looked at. */
export const DATES_AT_ONCE = 10;

/** The last date on which an event type's starts are looked at. */
export const lastMirrored = ({ sites }: Pick<CatalogueIndex, 'sites'>, from: LocalDate): LocalDate =>
  addDays(from, Math.min(MOST_DAYS, Math.max(0, ...sites.map(({ policy }) => policy.horizonDays))));

export const todayOf = ({ source }: Pick<Mirror, 'source'>, now: Instant): LocalDate =>
  localDateOf(now, source.timeZone);

/** All by which Cal.com is kept from offering starts without a room. */
export type Offering = { readonly mirrors: readonly Mirror[]; readonly feeds: readonly Feed[] };

/** Notes what these schedules should be on some dates, and what these calendars should say, by what rooms there are now. */
export const wantOffers = async (
  deps: Dependencies,
  { mirrors, feeds }: Offering,
  dates: readonly LocalDate[],
): Promise<Hidden> => {
  const catalogue = await deps.clinic.catalogue();
  const asked = [
    ...mirrors.flatMap((mirror) => {
      const visitType = offeredAs(catalogue, mirror);
      if (visitType === undefined) return [];
      const { eventTypeId, ownerId, source, terms } = mirror;
      const starts = startsToAsk(source, terms, dates);
      return [{ eventTypeId, visitType, ownerId, minutes: terms.length, starts }];
    }),
    ...feeds.flatMap((feed) => askedOfFeed(catalogue, feed, dates)),
  ];
  const busy = await busyStarts(deps, asked);
  const hidden = { busy: 0, lost: 0 };
  const add = (found: Hidden): void => {
    hidden.busy += found.busy;
    hidden.lost += found.lost;
  };
  const overtaken: { readonly mirrors: Mirror[]; readonly feeds: Feed[] } = { mirrors: [], feeds: [] };
  for (const feed of feeds) {
    const found = await fillFeed(deps, catalogue, feed, dates, busy);
    add(found);
    if (found.overtaken !== undefined) overtaken.feeds.push(found.overtaken);
  }
  for (const mirror of mirrors) {
    const { eventTypeId, source, terms } = mirror;
    const none = busy.get(eventTypeId) ?? new Set();
    const cut = mirrored(source, { terms, dates, busy: none, shown: [], written: [] });
    let isOvertaken = false;
    const after = await amendMirror(deps.ledger, eventTypeId, (found) => {
      isOvertaken = false;
      // Read anew meanwhile: what was computed is of another schedule, and is computed again soon.
      if (!isSameSource(found, mirror)) return found;
      isOvertaken = !isSameOn(dates, found, mirror);
      if (isOvertaken) return found;
      return { ...found, wanted: joined(found, cut.overrides, dates, todayOf(found, deps.now())) };
    });
    if (!isOvertaken) add({ busy: none.size, lost: cut.lost.length });
    else if (after !== undefined) overtaken.mirrors.push(after);
  }
  if (overtaken.mirrors.length + overtaken.feeds.length === 0) return hidden;
  // Others noted something else meanwhile, and it cannot be said who knew more: computed anew, of all as it is now.
  deps.clinic.forget();
  add(await wantOffers(deps, overtaken, dates));
  return hidden;
};

/** The visit type for which it is to be offered only with a room; `undefined` where the clinic file asks for that no more. */
export const offeredAs = (
  catalogue: CatalogueIndex,
  { eventTypeId, trouble }: Mirror,
): VisitType | undefined => {
  if (trouble === 'not-of-one-person') return undefined;
  const type = visitTypeOf(catalogue, { eventTypeId });
  return type?.offer === 'only-with-room' ? type : undefined;
};

const isSameSource = (a: Mirror, b: Mirror): boolean =>
  JSON.stringify([a.source, a.terms]) === JSON.stringify([b.source, b.terms]);

const isSameOn = (dates: readonly LocalDate[], a: Mirror, b: Mirror): boolean => {
  const on = ({ wanted }: Mirror) => dates.map((date) => overridesOn(wanted, date));
  return JSON.stringify(on(a)) === JSON.stringify(on(b));
};

/** On the dates in hand as was computed now, on others as it was before; of the past, what its source has. */
const joined = (
  { wanted, source }: Mirror,
  computed: readonly ScheduleOverride[],
  dates: readonly LocalDate[],
  today: LocalDate,
): ScheduleOverride[] => {
  const all = new Set([...wanted, ...computed, ...source.overrides].map(({ date }) => date));
  return [...all].sort().flatMap((date) => {
    if (dates.includes(date)) return overridesOn(computed, date);
    return overridesOn(date < today ? source.overrides : wanted, date);
  });
};
