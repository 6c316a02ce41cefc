import { readDayAsRead } from '../../availability/day-as-read.ts';
import { readFeeds } from '../../availability/feeds.ts';
import { typesOf } from '../../availability/fill-feed.ts';
import { type Mirror, readMirrors } from '../../availability/mirrors.ts';
import { offeredAs } from '../../availability/want-offers.ts';
import type {
  PractitionerId,
  PublishingMode,
  RoomId,
  SiteEntry,
  SiteId,
  VisitType,
  VisitTypeId,
} from '../../domain/catalogue.ts';
import { type Instant, MINUTE, overlap, toIso } from '../../domain/instant.ts';
import { datesOf, dayInterval, type LocalDate } from '../../domain/local-time.ts';
import type { BusyReason } from '../../domain/offer/busy-reason.ts';
import { busyTimes } from '../../domain/offer/busy-times.ts';
import { mirrored, startsToAsk } from '../../domain/offer/mirror.ts';
import type { Offered } from '../../domain/offer/offer.ts';
import { type OfferOfDay, offersOfDay } from '../../domain/offer/offer-of-day.ts';
import { possibleStarts } from '../../domain/offer/possible-starts.ts';
import { openIntervals } from '../../domain/opening-hours.ts';
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
  const isHere = (visitType: VisitType, practitionerId: PractitionerId) => (start: Instant) =>
    day.start <= start &&
    start < day.end &&
    start > now() &&
    siteOfVisit(catalogue, { visitType, practitionerId, start })?.id === site.id;
  const [mirrors, feeds] = await Promise.all([
    readMirrors(ledger, () => undefined),
    readFeeds(ledger, () => undefined),
  ]);
  const byMirror = mirrors.flatMap((mirror): Shown[] => {
    const visitType = offeredAs(catalogue, mirror);
    const { eventTypeId, ownerId, terms, source, trouble, foreign } = mirror;
    if (visitType === undefined) return [];
    const dates = datesOf(day, source.timeZone);
    const starts = startsToAsk(source, terms, dates).filter(isHere(visitType, ownerId));
    return [
      {
        eventTypeId,
        offered: { visitType, practitionerId: ownerId, minutes: terms.length, starts },
        isOverridden: trouble !== undefined || foreign.includes(date),
        lostOf: (found) => lostOf(mirror, found, dates),
      },
    ];
  });
  const open = site.rooms.flatMap((room) => openIntervals(room, site, [date]));
  const byFeed = feeds.flatMap((feed): Shown[] =>
    typesOf(catalogue, feed).map(({ eventTypeId, visitType, terms }) => {
      const starts = [...new Set(possibleStarts(open, terms, site.timeZone))]
        .filter(isHere(visitType, feed.ownerId))
        .sort((a, b) => a - b);
      return {
        eventTypeId,
        offered: { visitType, practitionerId: feed.ownerId, minutes: terms.length, starts },
        isOverridden: feed.trouble !== undefined,
        lostOf: lostBeside(feed.ownerId),
      };
    }),
  );
  const shown = [...byMirror, ...byFeed].filter(({ offered: { starts } }) => starts.length > 0);
  if (shown.length === 0) return { ...view, offers: [] };
  const all = shown.flatMap(({ offered: { starts, minutes } }) =>
    starts.map((start) => ({ start, end: start + minutes * MINUTE })),
  );
  const visits = {
    start: Math.min(...all.map(({ start }) => start)),
    end: Math.max(...all.map(({ end }) => end)),
  };
  const asRead = await readDayAsRead({ ledger, now }, state, visits);
  const offers = offersOfDay(
    asRead,
    shown.map(({ offered }) => offered),
  );
  const found = shown.flatMap((each, index) => {
    const offer = offers[index];
    return offer === undefined ? [] : [{ ...each, offer }];
  });
  return {
    ...view,
    offers: found.map(({ eventTypeId, offered, offer, isOverridden, lostOf: lost }) => {
      const owner = catalogue.practitioners.find(({ id }) => id === offered.practitionerId);
      return {
        eventTypeId,
        visitType: offered.visitType.id,
        ...(owner?.name === undefined ? {} : { practitioner: owner.name }),
        minutes: offered.minutes,
        ...inView(offer, lost(offer, offered, found)),
        ...(isOverridden ? ({ overridden: true } as const) : {}),
      };
    }),
  };
};

/** One visit type of a practitioner, and what is hidden of it with what has no room. */
type Shown = {
  readonly eventTypeId: number;
  readonly offered: Offered;
  /** Someone has changed at Cal.com what is offered. */
  readonly isOverridden: boolean;
  readonly lostOf: (
    found: OfferOfDay,
    offered: Offered,
    all: readonly { readonly offered: Offered; readonly offer: OfferOfDay }[],
  ) => ReadonlySet<Instant>;
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

/** A calendar hides all that its owner offers then: so what goes with a start of another of their visit types, too. */
const lostBeside =
  (ownerId: PractitionerId): Shown['lostOf'] =>
  ({ open }, { minutes }, all) => {
    const visits = all
      .filter(({ offered }) => offered.practitionerId === ownerId)
      .flatMap(({ offered, offer }) => {
        const visit = (start: Instant) => ({ start, end: start + offered.minutes * MINUTE });
        return [
          ...offer.open.map((start) => ({ ...visit(start), hasRoom: true })),
          ...offer.busy.flatMap(({ starts }) => starts.map((start) => ({ ...visit(start), hasRoom: false }))),
        ];
      });
    const { busy } = busyTimes(visits);
    return new Set(
      open.filter((start) => busy.some((time) => overlap(time, { start, end: start + minutes * MINUTE }))),
    );
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
