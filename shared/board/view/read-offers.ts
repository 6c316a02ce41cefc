import { readDayAsRead } from '../../availability/day-as-read.ts';
import { type Mirror, readMirrors } from '../../availability/mirrors.ts';
import { offeredAs } from '../../availability/want-offers.ts';
import type { PublishingMode, RoomId, SiteEntry, SiteId, VisitTypeId } from '../../domain/catalogue.ts';
import { type Instant, MINUTE, toIso } from '../../domain/instant.ts';
import { datesOf, dayInterval, type LocalDate } from '../../domain/local-time.ts';
import type { BusyReason } from '../../domain/offer/busy-reason.ts';
import { mirrored, startsToAsk } from '../../domain/offer/mirror.ts';
import type { Offered } from '../../domain/offer/offer.ts';
import { type OfferOfDay, offersOfDay } from '../../domain/offer/offer-of-day.ts';
import { siteOfVisit } from '../../domain/site-of-visit.ts';
import { type BoardSources, currentState } from './read-board.ts';

/** What Cal.com offers on a Site's day of the visit types that are offered only with a room. Instants are ISO-8601 in UTC. */
export type OffersView = {
  readonly site: SiteId;
  readonly date: LocalDate;
  /** Unless `on`, nothing is hidden at Cal.com: this is what would be. */
  readonly publishing: PublishingMode;
  readonly offers: readonly OfferView[];
};

export type OfferView = {
  readonly eventTypeId: number;
  readonly visitType: VisitTypeId;
  /** The name the clinic file gives them. */
  readonly practitioner?: string;
  readonly minutes: number;
  /** Someone has changed at Cal.com what is offered then: that stands, whatever rooms there are. */
  readonly overridden?: true;
  readonly open: readonly string[];
  readonly busy: readonly {
    readonly starts: readonly string[];
    readonly needs: BusyReason['needs'];
    readonly rooms: readonly {
      readonly room: RoomId;
      readonly rejection: BusyReason['rooms'][number]['rejection'];
      readonly until?: string;
    }[];
    /** Rooms beside those. */
    readonly more: number;
  }[];
  /** Starts with a room that are hidden all the same: at Cal.com they cannot be had apart from one without. */
  readonly lost: readonly string[];
  readonly opens: readonly { readonly room: RoomId; readonly starts: number }[];
};

/** So many rooms are named; of the others, how many they are. */
const NAMED = 3;

/** From now on, or of a whole day to come. */
export const readOffers = async (
  { ledger, clinic, now }: BoardSources & { readonly now: () => Instant },
  entry: SiteEntry,
  date: LocalDate,
): Promise<OffersView> => {
  const state = await currentState(ledger, await clinic.site(entry));
  const { catalogue, site, publishing } = state;
  const view = { site: site.id, date, publishing };
  const day = dayInterval(date, site.timeZone);
  const mirrors = (await readMirrors(ledger)).flatMap((mirror) => {
    const visitType = offeredAs(catalogue, mirror);
    const { ownerId: practitionerId, terms, source } = mirror;
    if (visitType === undefined) return [];
    const starts = startsToAsk(source, terms, datesOf(day, source.timeZone)).filter(
      (start) =>
        day.start <= start &&
        start < day.end &&
        start > now() &&
        siteOfVisit(catalogue, { visitType, practitionerId, start })?.id === site.id,
    );
    const offered: Offered = { visitType, practitionerId, minutes: terms.length, starts };
    return starts.length === 0 ? [] : [{ mirror, offered }];
  });
  if (mirrors.length === 0) return { ...view, offers: [] };
  const all = mirrors.flatMap(({ offered: { starts, minutes } }) =>
    starts.map((start) => ({ start, end: start + minutes * MINUTE })),
  );
  const visits = {
    start: Math.min(...all.map(({ start }) => start)),
    end: Math.max(...all.map(({ end }) => end)),
  };
  const asRead = await readDayAsRead({ ledger, now }, state, visits);
  const offers = offersOfDay(
    asRead,
    mirrors.map(({ offered }) => offered),
  );
  return {
    ...view,
    offers: mirrors.flatMap(({ mirror, offered }, index) => {
      const found = offers[index];
      const owner = catalogue.practitioners.find(({ id }) => id === mirror.ownerId);
      return found === undefined
        ? []
        : {
            eventTypeId: mirror.eventTypeId,
            visitType: offered.visitType.id,
            ...(owner?.name === undefined ? {} : { practitioner: owner.name }),
            minutes: offered.minutes,
            ...inView(found, lostOf(mirror, found, datesOf(day, mirror.source.timeZone))),
            ...(mirror.trouble !== undefined || mirror.foreign.includes(date)
              ? ({ overridden: true } as const)
              : {}),
          };
    }),
  };
};

/** Of the starts with a room those that go with one that has none. */
const lostOf = (
  { source, terms }: Mirror,
  { open, busy }: OfferOfDay,
  dates: readonly LocalDate[],
): ReadonlySet<Instant> => {
  const none = new Set(busy.flatMap(({ starts }) => starts));
  const { lost } = mirrored(source, { terms, dates, busy: none, shown: [], written: [] });
  return new Set(open.filter((start) => lost.includes(start)));
};

const inView = ({ open, busy, opens }: OfferOfDay, lost: ReadonlySet<Instant>) => ({
  open: open.filter((start) => !lost.has(start)).map(toIso),
  busy: busy.map(({ starts, reason: { needs, rooms } }) => ({
    starts: starts.map(toIso),
    needs,
    rooms: rooms.slice(0, NAMED).map(({ roomId, rejection, until }) => ({
      room: roomId,
      rejection,
      ...(until === undefined ? {} : { until: toIso(until) }),
    })),
    more: Math.max(0, rooms.length - NAMED),
  })),
  lost: [...lost].map(toIso),
  opens: opens.slice(0, NAMED).map(({ roomId, starts }) => ({ room: roomId, starts })),
});
