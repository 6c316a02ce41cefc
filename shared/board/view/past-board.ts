import { type AsItStood, asItStood } from '../../domain/as-it-stood.ts';
import type { BookingRecord } from '../../domain/booking-record.ts';
import type { SiteEntry } from '../../domain/catalogue.ts';
import { closuresAt } from '../../domain/closed.ts';
import { datesWithin } from '../../domain/dates-touched.ts';
import type { Day, Occupancy, Waiting } from '../../domain/day.ts';
import { dayOfRecords } from '../../domain/day-of.ts';
import { isInForce } from '../../domain/hard-rules.ts';
import { type Instant, overlap, toIso } from '../../domain/instant.ts';
import type { DayRecord } from '../../domain/ledger-records.ts';
import { dayInterval, type LocalDate } from '../../domain/local-time.ts';
import { NOTHING_PUBLISHED } from '../../domain/publication.ts';
import type { SiteState } from '../../domain/site-state.ts';
import type { StandsThere } from '../../domain/stands.ts';
import { DAY_KEPT_DAYS, keptUntil } from '../../ledger/time-to-live.ts';
import {
  type BoardView,
  type BookingView,
  bookingViews,
  namesOf,
  type RoomView,
  roomView,
  type WaitingView,
} from './board-view.ts';
import { type BoardSources, currentState } from './read-board.ts';

/** Lines of one date's trail; a date of thousands of visits has fewer. */
const LINES_READ = 50_000;

/**
 * The board of a date as it stood at an instant: its rooms and their visits. What Cal.com had been told, what needed attention, and why
 * anyone waited is not in it, nor anything by which something could be done.
 */
export type PastBoardView = Pick<
  BoardView,
  'site' | 'siteName' | 'timeZone' | 'date' | 'names' | 'visitCodes'
> & {
  /** The instant that is looked back to. */
  readonly at: string;
  /** The clinic file is another one since: rooms and their hours are shown as it has them now. */
  readonly clinicFileSince?: string;
  readonly rooms: readonly Omit<RoomView, 'etag'>[];
  readonly bookings: readonly Omit<BookingView, 'published' | 'publication' | 'asksForUnknown' | 'etag'>[];
  readonly waiting: readonly Omit<WaitingView, 'reasons'>[];
};

export type PastBoard =
  | { readonly kind: 'stood'; readonly board: PastBoardView }
  | Extract<AsItStood, { readonly kind: 'unseen' }>;

/** Reads a Site's date as it stood; writes nothing. */
export const readPastBoard = async (
  { ledger, clinic }: BoardSources,
  entry: SiteEntry,
  date: LocalDate,
  { at, now }: { readonly at: Instant; readonly now: Instant },
): Promise<PastBoard> => {
  const [kept, record, trail, inForce] = await Promise.all([
    clinic.site(entry).then((state) => currentState(ledger, state)),
    ledger.readDay(entry.id, date),
    ledger.readTrail(entry.id, date, LINES_READ),
    ledger.readCatalogue(),
  ]);
  const isKept = keptUntil(date, DAY_KEPT_DAYS) * 1000 > now;
  const stood = asItStood({ record, isKept, trail }, at);
  if (stood.kind === 'unseen') return stood;
  const rooms = [...kept.rooms].map(([id, room]) => [id, { closures: closuresAt(room, at) }] as const);
  const { catalogue, site } = kept;
  const days = [stood.record, ...beside(kept, stood.record)];
  const day = dayOfRecords(catalogue, site, new Map(rooms), days);
  const since = inForce !== undefined && inForce.importedAt > at ? inForce.importedAt : undefined;
  return {
    kind: 'stood',
    board: { ...view(day, stood, date, at), ...(since && { clinicFileSince: toIso(since) }) },
  };
};

/** The dates that visits of this one reach into: what repeats on them may reach into this one. */
const beside = (state: SiteState, { siteId, date, roomDays, waiting }: DayRecord): DayRecord[] => {
  const visits = [...roomDays.flatMap(({ occupancies }) => Object.values(occupancies)), ...waiting];
  const dates = new Set(visits.flatMap((visit) => datesWithin(state, visit)));
  return [...dates]
    .filter((each) => each !== date)
    .map((each) => ({ siteId, date: each, roomDays: [], waiting: [] }));
};

const view = (
  day: Day,
  { visits }: Extract<AsItStood, { kind: 'stood' }>,
  date: LocalDate,
  at: Instant,
): PastBoardView => {
  const { site, catalogue } = day;
  const span = dayInterval(date, site.timeZone);
  const holders = [...day.rooms.flatMap(({ occupancies }) => occupancies), ...day.waiting];
  const records = new Map(holders.map((each) => [each.uid, recordOf(each, visits.get(each.uid))]));
  return {
    site: site.id,
    siteName: site.name,
    timeZone: site.timeZone,
    date,
    at: toIso(at),
    ...namesOf(catalogue),
    rooms: day.rooms.map((room) => {
      const { etag: _acted, ...shown } = roomView(room, day, span, at);
      return shown;
    }),
    bookings: bookingViews({ day, records, now: at }, span).map(
      ({ published: _p, publication: _told, asksForUnknown: _asks, etag: _acted, ...shown }) => shown,
    ),
    waiting: day.waiting
      .filter((each) => isInForce(each, at) && overlap(each, span))
      .sort((a, b) => a.start - b.start || (a.uid < b.uid ? -1 : 1))
      .map(({ uid, start, end }) => ({ uid, start: toIso(start), end: toIso(end) })),
  };
};

/** A booking as far as its board showed it. */
const recordOf = (
  { uid, start, end, status, inputs, practitionerId, ...holder }: Occupancy | Waiting,
  stands: StandsThere | undefined,
): BookingRecord => {
  const room = 'from' in holder ? holder : undefined;
  const progress = stands?.progress ?? room?.progress;
  const overruled = stands?.in?.overruled;
  return {
    uid,
    version: 0,
    fact: {
      uid,
      status,
      createdAt: 0,
      start,
      end,
      venue: 'on-site',
      inputs,
      ...(practitionerId === undefined ? {} : { practitionerId }),
    },
    firstEventAt: 0,
    asked: {},
    replaces: [],
    replacedBy: [],
    placement: { kind: 'ended' },
    unknownEquipment: [],
    publication: NOTHING_PUBLISHED,
    ttl: 0,
    ...(room?.pinned ? { pinned: true } : {}),
    ...(progress === undefined ? {} : { progress }),
    ...(overruled === undefined ? {} : { overruled }),
  };
};
