import { isForRoom, type Screened } from '../../access/caller.ts';
import type { BookingUid } from '../../domain/booking-event.ts';
import { inputsOf, practitionerOf } from '../../domain/booking-facts.ts';
import type { BookingRecord } from '../../domain/booking-record.ts';
import {
  type CatalogueIndex,
  type PublishingMode,
  type RoomId,
  visitTypeOf,
} from '../../domain/catalogue.ts';
import { sharingWith } from '../../domain/combination-rooms.ts';
import type { Block, Day, DayRoom, Occupancy } from '../../domain/day.ts';
import { bookingOf, decide } from '../../domain/decide.ts';
import { type EncounterStatus, encounterStep } from '../../domain/encounter.ts';
import { isInForce, type Refusal } from '../../domain/hard-rules.ts';
import { type Instant, type Interval, overlap, toIso } from '../../domain/instant.ts';
import { dayInterval, type LocalDate } from '../../domain/local-time.ts';
import type { Overruled } from '../../domain/overrule.ts';
import { driftOf, reasonOf, waitsFrom } from '../../domain/publication.ts';
import { roomLabel } from '../../domain/room-name.ts';
import { roomOf } from '../../domain/room-of.ts';
import { isWalkIn } from '../../domain/walk-in.ts';
import type { StoredPlan } from '../../replanning/stored-plan.ts';
import type { AttentionItem } from '../attention-item.ts';
import { bookingEtag, roomEtag } from '../rules/etag.ts';
import { type AttentionMaterial, attentionOf } from './attention.ts';
import type { DoorSign } from './door-sign.ts';
import { isPublished, type PublicationStatus, publicationStatus } from './publication-status.ts';
import { peopleIn, type RoomState, readyAfter, roomState } from './room-state.ts';

/** What the board's view is made from: one Site, one local date. */
export type BoardMaterial = {
  /** The date, and its neighbours where a booking reaches into them. */
  readonly day: Day;
  readonly date: LocalDate;
  readonly publishing: PublishingMode;
  /** It is `off` for a while only. */
  readonly paused: boolean;
  /** Of everyone on the Day and everyone owed; read after the Day, so it may know more. */
  readonly records: ReadonlyMap<BookingUid, BookingRecord>;
  /** What the last re-plan of the Day said of itself. */
  readonly lastPlan: StoredPlan | undefined;
  readonly better: AttentionMaterial['better'];
  /** Cal.com refuses the Site's key. */
  readonly credentialsRefused: AttentionMaterial['credentialsRefused'];
  readonly keysListingNothing: AttentionMaterial['keysListingNothing'];
  readonly offers: AttentionMaterial['offers'];
  /** Bookings of no Site, which the clinic file does not know what to do with. */
  readonly unmapped: AttentionMaterial['unmapped'];
  readonly now: Instant;
};

/** The staff's view of a Site's day. Instants are ISO-8601 in UTC; nothing in it is about a person. */
export type BoardView = {
  readonly site: string;
  readonly siteName: string;
  /** All that its reader may see, where they are several. */
  readonly sites?: readonly { readonly id: string; readonly name: string }[];
  readonly timeZone: string;
  /** People may be looked up at Cal.com. */
  readonly patientNames?: true;
  /** Some visit types are offered at Cal.com only with a room. */
  readonly offers?: true;
  /** Where Cal.com shows a booking to people, less its uid. */
  readonly calBookings?: string;
  readonly date: LocalDate;
  readonly now: string;
  readonly publishing: PublishingMode;
  /** It is `off` for a while only: `on` again, it goes on as it was. */
  readonly paused: boolean;
  readonly rooms: readonly RoomView[];
  /** What the clinic calls the kinds and tags that stand in `rooms`; those without a name of their own are left out. */
  readonly names?: {
    readonly kinds: Readonly<Record<string, string>>;
    readonly equipment: Readonly<Record<string, string>>;
  };
  /** What people read in place of each uid here, for staff alone: a uid opens its booking at Cal.com. */
  readonly visitCodes?: Readonly<Record<BookingUid, string>>;
  readonly bookings: readonly BookingView[];
  readonly waiting: readonly WaitingView[];
  readonly owed: readonly OwedView[];
  readonly attention: readonly AttentionItem[];
  /** What the last re-plan of the Day proved; absent where none was needed. */
  readonly lastPlan?: Pick<StoredPlan, 'certificate' | 'words'> & { readonly at: string };
};

export type RoomView = {
  readonly id: RoomId;
  /** What people call it; with its floor or building where another room of the Site is called the same. */
  readonly name: string;
  readonly building: string;
  readonly floor: string;
  readonly kind: string;
  readonly equipment: readonly string[];
  readonly accessible: boolean;
  /** No rule is overruled for it. */
  readonly locked?: true;
  /** People it can take, where someone has counted. */
  readonly capacity?: number;
  readonly parts?: readonly RoomId[];
  /** The rooms that cannot be used apart from it: its parts, the hall it is part of, halls that share a part with it. */
  readonly sharesWith?: readonly RoomId[];
  /** Opening hours of the date. */
  readonly open: readonly { readonly start: string; readonly end: string }[];
  /** This and what follows, as far as `until`: absent on another date than today, which has no now. */
  readonly openNow?: boolean;
  readonly state?: RoomState['state'];
  readonly phase?: 'setup' | 'visit' | 'turnaround';
  /** The booking behind `in-use` and `assigned`. */
  readonly booking?: BookingUid;
  readonly from?: string;
  /** Absent where no one knows, as for an open-ended block. */
  readonly until?: string;
  readonly readyAt?: string;
  /** In use, assigned or blocked by this other room, which shares walls with it. */
  readonly through?: RoomId;
  readonly reason?: Block['reason'];
  readonly blockId?: string;
  readonly blocks: readonly BlockView[];
  /** What the sign at its door says beside that. */
  readonly sign?: DoorSign;
  /** For `If-Match` on what is done to the room. */
  readonly etag: string;
};

export type BlockView = {
  readonly id: string;
  readonly start: string;
  readonly end?: string;
  readonly reason: Block['reason'];
  /** For `overrun`: the visit that runs late. */
  readonly booking?: BookingUid;
  /** It lies over this other room, which shares walls with the one it is shown in: there it is lifted. */
  readonly room?: RoomId;
  /** It comes again by the clinic file: no one lifts it here. */
  readonly repeats?: true;
  /** What staff say of the room. */
  readonly note?: string;
  /** It stands on several dates, laid at once: this is their name. */
  readonly series?: string;
};

export type BookingView = {
  readonly uid: BookingUid;
  readonly visitType?: string;
  /** Cal.com knows nothing of it. */
  readonly walkIn?: true;
  /** The name the clinic has given the practitioner, if any. */
  readonly practitioner?: string;
  readonly status: 'tentative' | 'confirmed';
  readonly start: string;
  readonly end: string;
  readonly roomId: RoomId | null;
  readonly state: 'waiting' | 'assigned' | 'in-use' | 'done';
  /** Setup + Visit + Turnaround. */
  readonly from?: string;
  readonly to?: string;
  readonly pinned: boolean;
  /** How far the patient is. */
  readonly encounter: EncounterStatus;
  /** Since when; until when the clinic does not find this step long. */
  readonly encounterSince?: string;
  readonly encounterLimit?: string;
  /** The rules against which staff have put it there, and what they said. */
  readonly overruled?: Omit<Overruled, 'at'> & { readonly at: string };
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly overrunMinutes?: number;
  /** Whether Cal.com shows the room, as far as anyone knows; `publication` says it more exactly. */
  readonly published: boolean;
  readonly publication: PublicationStatus;
  /** It asks for something that the clinic file does not know; what it is stands at Cal.com. */
  readonly asksForUnknown: boolean;
  /** For `If-Match` on what is done to the booking. */
  readonly etag: string;
};

export type WaitingView = {
  readonly uid: BookingUid;
  readonly start: string;
  readonly end: string;
  /** Why each room will not do; empty where one would, and the next re-plan gives it. */
  readonly reasons: Readonly<Record<RoomId, Refusal>>;
};

type OwedView = {
  readonly uid: BookingUid;
  readonly roomId: RoomId | null;
  readonly start: string;
  /** `sent` awaits its verification. */
  readonly publication: 'sent' | 'pending' | 'shadow' | 'parked';
  readonly notBefore: string;
  readonly reason?: string;
};

/** The board as staff see it. */
export const boardView = (material: BoardMaterial): BoardView => {
  const { day, date, now, publishing, paused, lastPlan } = material;
  const span = dayInterval(date, day.site.timeZone);
  return {
    site: day.site.id,
    siteName: day.site.name,
    timeZone: day.site.timeZone,
    date,
    now: toIso(now),
    publishing,
    paused,
    rooms: day.rooms.map((room) => roomView(room, day, span, now)),
    ...namesOf(day.catalogue),
    bookings: bookingViews(material, span),
    waiting: waitingViews(material, span),
    owed: owedViews(material),
    attention: attentionOf({ ...material, tellInPerson: lastPlan?.tellInPerson ?? [] }),
    ...(lastPlan === undefined
      ? {}
      : {
          lastPlan: {
            at: toIso(lastPlan.at),
            certificate: lastPlan.certificate,
            words: lastPlan.words,
          },
        }),
  };
};

/** The board as it hangs on a wall: the rooms that the screen is for, and nothing about any booking. */
export const kioskView = ({ lastPlan: _lastPlan, ...board }: BoardView, screen: Screened): BoardView => ({
  ...board,
  rooms: board.rooms
    .filter((room) => isForRoom(screen, room))
    .map(({ booking: _booking, blockId: _blockId, blocks: _blocks, etag: _etag, ...room }) => ({
      ...room,
      blocks: [],
      etag: '',
    })),
  bookings: [],
  waiting: [],
  owed: [],
  attention: [],
});

export const namesOf = ({ kindNames = [], equipmentNames = [] }: CatalogueIndex): Pick<BoardView, 'names'> =>
  kindNames.length + equipmentNames.length === 0
    ? {}
    : {
        names: {
          kinds: Object.fromEntries(kindNames.map(({ kind, name }) => [kind, name])),
          equipment: Object.fromEntries(
            equipmentNames.flatMap(({ tag, name }) => (name === undefined ? [] : [[tag, name]])),
          ),
        },
      };

/** A hall with anyone who is in one of its parts. */
const withParts = (room: DayRoom, { rooms }: Day): DayRoom => {
  const { parts } = room.room;
  if (parts === undefined) return room;
  const inParts = rooms.filter((each) => parts.includes(each.room.id)).flatMap((each) => each.occupancies);
  const held = new Map([...inParts, ...room.occupancies].map((each) => [each.uid, each]));
  return { ...room, occupancies: [...held.values()] };
};

/** One room on a date, and what it is doing at an instant of it. */
export const roomView = (room: DayRoom, day: Day, date: Interval, now: Instant): RoomView => {
  const { id, building, floor, kind, equipment, accessible, locked, capacity, parts } = room.room;
  const { site } = day;
  const sharesWith = sharingWith(id, site.rooms);
  const blocks = room.blocks.filter((each) =>
    overlap(date, { start: each.start, end: each.end ?? Number.POSITIVE_INFINITY }),
  );
  return {
    id,
    name: roomLabel(room.room, site),
    building,
    floor,
    kind,
    equipment,
    accessible,
    ...(locked ? { locked } : {}),
    ...(capacity === undefined ? {} : { capacity }),
    ...(parts === undefined ? {} : { parts }),
    ...(sharesWith.length === 0 ? {} : { sharesWith }),
    // One that is open around the clock is so on this date from its beginning to its end.
    open: room.open.filter((each) => overlap(each, date)).map((each) => isoInterval(within(each, date))),
    ...(date.start <= now && now < date.end ? stateNow(room, day, date, now) : {}),
    blocks: blocks.map(blockView),
    etag: roomEtag({
      blocks: blocks.filter(isOwn),
      occupancies: room.occupancies.filter((each) => touches(each, date)),
    }),
  };
};

/** What staff have laid over this very room. */
const isOwn = ({ of, repeats }: Block): boolean => of === undefined && repeats === undefined;

/** What the room is doing now. */
const stateNow = (room: DayRoom, day: Day, date: Interval, now: Instant) => {
  const state = roomState(withParts(room, day), date, now);
  return {
    openNow: room.open.some((each) => each.start <= now && now < each.end),
    state: state.state,
    ...('phase' in state && state.phase !== undefined ? { phase: state.phase } : {}),
    ...('uid' in state ? { booking: state.uid } : {}),
    ...('from' in state ? { from: toIso(state.from) } : {}),
    ...('until' in state && state.until !== undefined ? { until: toIso(state.until) } : {}),
    ...('readyAt' in state ? { readyAt: toIso(state.readyAt) } : {}),
    ...('through' in state ? { through: state.through } : {}),
    ...('reason' in state ? { reason: state.reason, blockId: state.blockId } : {}),
  };
};

export const blockView = (block: Block): BlockView => ({
  id: block.id,
  start: toIso(block.start),
  ...(block.end === undefined ? {} : { end: toIso(block.end) }),
  reason: block.reason,
  ...(block.uid === undefined ? {} : { booking: block.uid }),
  ...(block.of === undefined ? {} : { room: block.of }),
  ...(block.repeats === undefined ? {} : { repeats: block.repeats }),
  ...(block.note === undefined ? {} : { note: block.note }),
  ...(block.series === undefined ? {} : { series: block.series }),
});

const touches = (occupancy: Occupancy, date: Interval): boolean =>
  occupancy.from < date.end && occupancy.to > date.start;

/** Anyone who has a room on a date, or waits for one. */
export const bookingViews = (
  { day, records, now }: Pick<BoardMaterial, 'day' | 'records' | 'now'>,
  date: Interval,
): BookingView[] => {
  const views = new Map<BookingUid, BookingView>();
  const add = (uid: BookingUid, held: { room: DayRoom; occupancy: Occupancy } | undefined): void => {
    const record = records.get(uid);
    // Ended since the Day was read: the next look shows it gone.
    if (record === undefined || record.fact.status === 'ended') return;
    views.set(uid, bookingView({ ...record, fact: record.fact }, held, day, now));
  };
  for (const room of day.rooms)
    for (const occupancy of room.occupancies)
      if (occupancy.roomId === room.room.id && isInForce(occupancy, now) && touches(occupancy, date))
        add(occupancy.uid, { room, occupancy });
  for (const waiting of day.waiting)
    if (isInForce(waiting, now) && overlap(waiting, date)) add(waiting.uid, undefined);
  return [...views.values()].sort((a, b) => compare(a.start, b.start) || compare(a.uid, b.uid));
};

type LiveRecord = BookingRecord & { fact: { status: 'tentative' | 'confirmed' } };

/** One booking, with what it holds. */
export const bookingView = (
  record: LiveRecord,
  held: { room: DayRoom; occupancy: Occupancy } | undefined,
  day: Pick<Day, 'catalogue' | 'site'>,
  now: Instant,
): BookingView => {
  const publication = publicationStatus(record, day);
  const visitType = visitTypeOf(day.catalogue, inputsOf(record));
  const { progress } = record;
  const step = encounterStep(progress, day.site.policy);
  const walkIn = isWalkIn(record.uid);
  const host = practitionerOf(record);
  const practitioner = day.catalogue.practitioners.find(({ id }) => id === host)?.name;
  return {
    uid: record.uid,
    ...(visitType === undefined ? {} : { visitType: visitType.id }),
    ...(walkIn ? { walkIn: true as const } : {}),
    ...(practitioner === undefined ? {} : { practitioner }),
    status: record.fact.status,
    start: toIso(record.fact.start),
    end: toIso(record.fact.end),
    roomId: held?.occupancy.roomId ?? null,
    state: held === undefined ? 'waiting' : stateOf(held.occupancy, now),
    ...(held === undefined
      ? {}
      : { from: toIso(held.occupancy.from), to: toIso(readyAfter(held.occupancy, held.room.blocks)) }),
    pinned: record.pinned ?? false,
    encounter: step.status,
    ...(step.since === undefined ? {} : { encounterSince: toIso(step.since) }),
    // A walk-in has its room for as long as staff said, and no time at which the visit itself was to begin.
    ...(step.limit === undefined || walkIn ? {} : { encounterLimit: toIso(step.limit) }),
    ...(record.overruled === undefined
      ? {}
      : { overruled: { ...record.overruled, at: toIso(record.overruled.at) } }),
    ...(progress?.startedAt === undefined ? {} : { startedAt: toIso(progress.startedAt) }),
    ...(progress?.finishedAt === undefined ? {} : { finishedAt: toIso(progress.finishedAt) }),
    ...(progress?.overrunMinutes === undefined ? {} : { overrunMinutes: progress.overrunMinutes }),
    published: isPublished(publication),
    publication,
    asksForUnknown: record.unknownEquipment.length > 0,
    etag: bookingEtag(record),
  };
};

const stateOf = (occupancy: Occupancy, now: Instant): BookingView['state'] => {
  const { start, end } = peopleIn(occupancy);
  return now < start ? 'assigned' : now < end ? 'in-use' : 'done';
};

const waitingViews = ({ day, now }: BoardMaterial, date: Interval): WaitingView[] =>
  day.waiting
    .filter((each) => isInForce(each, now) && overlap(each, date))
    .sort((a, b) => a.start - b.start || compare(a.uid, b.uid))
    .map((each) => {
      const booking = bookingOf(each, day);
      const decision = booking && decide(booking, day, now);
      return {
        uid: each.uid,
        start: toIso(each.start),
        end: toIso(each.end),
        reasons: decision?.kind === 'wait' ? decision.rejections : {},
      };
    });

const owedViews = ({ records, day }: BoardMaterial): OwedView[] =>
  [...records.values()]
    .flatMap((record): OwedView[] => {
      const notBefore = waitsFrom(record.publication);
      // What drifted is for staff to decide, not for Cal.com to be told.
      if (
        notBefore === undefined ||
        driftOf(record.publication) !== undefined ||
        record.fact.status === 'ended' ||
        record.siteId !== day.site.id
      )
        return [];
      const state = publicationStatus(record, day);
      const reason = reasonOf(record.publication);
      return [
        {
          uid: record.uid,
          roomId: roomOf(record),
          start: toIso(record.fact.start),
          publication: state === 'sent' || state === 'shadow' || state === 'parked' ? state : 'pending',
          notBefore: toIso(notBefore),
          ...(reason === undefined ? {} : { reason }),
        },
      ];
    })
    .sort((a, b) => compare(a.start, b.start) || compare(a.uid, b.uid));

const within = (each: Interval, date: Interval): Interval => ({
  start: Math.max(each.start, date.start),
  end: Math.min(each.end, date.end),
});

const isoInterval = ({ start, end }: Interval): { start: string; end: string } => ({
  start: toIso(start),
  end: toIso(end),
});

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
