import { toldText } from '../calcom/location-text.ts';
import type { BookingUid, RequirementInputs } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { type Room, type RoomId, type Site, visitTypeOf } from '../domain/catalogue.ts';
import type { Day, Occupancy, Progress } from '../domain/day.ts';
import { DayTable } from '../domain/day-table.ts';
import { isForStaffToMove } from '../domain/encounter.ts';
import { halfDayOf } from '../domain/half-days.ts';
import { isInForce, type RuleBeside } from '../domain/hard-rules.ts';
import type { Instant } from '../domain/instant.ts';
import { isLinkFirst } from '../domain/location-text.ts';
import { ownRooms } from '../domain/own-rooms.ts';
import { type Scarcity, scarcity } from '../domain/plan/problem/fit-cost.ts';
import type {
  BookingState,
  Holding,
  PlanBooking,
  PlanProblem,
  PractitionerSession,
  RoomOption,
} from '../domain/plan/problem/problem.ts';
import type { Planned } from '../domain/planned.ts';
import { optionOf, plannedOf } from '../domain/planned.ts';
import { isAnnounced, lastText } from '../domain/publication.ts';
import { roomLabel } from '../domain/room-name.ts';
import { minutesLate } from '../domain/visit-progress.ts';
import type { DaySnapshot } from '../unit-of-work/day-snapshot.ts';
import { dayOf } from '../unit-of-work/day-snapshot.ts';

/** A block without end ends after every Day. */
const FOREVER = Number.MAX_SAFE_INTEGER;
/** What any other room costs anyone who has one: more than all there is to gain by a better fit. */
const AWAY_FROM_PRESENT = 50;
/** Confirmed bookings come before holds, whatever their priority classes. */
const CONFIRMED_FIRST = 1_000;

/**
 * The rules about what stands in a Room on that very Day, and what of the problem carries each: the planner does not ask them
 * of the table, so one that is not carried would be planned against. All others reach it through a booking's options.
 */
export const CARRIED_BY = {
  blocked: 'rooms',
  occupied: 'bookings',
  'equipment-in-use': 'pools',
  'too-far': 'ways',
} as const satisfies Record<RuleBeside<'day'>, keyof PlanProblem>;

/**
 * A Day in hand as the planner's problem. Only bookings whose record is given may move; all others, and those that the
 * catalogue has no visit type for any more, stand where they stand.
 */
export const problemOfSnapshot = (
  snapshot: DaySnapshot,
  records: readonly BookingRecord[],
  terms: {
    readonly now: Instant;
    readonly patchesPerMinute: number;
    /** Starts of the visits whose LocationUpdate is already owed. */
    readonly owed: readonly Instant[];
    /** These have no choice but their present room. */
    readonly onlyAsTheyAre?: ReadonlySet<BookingUid>;
    /** What staff ask about: to be moved by them, whatever the clinic file does not say of it. */
    readonly byStaff?: readonly BookingUid[];
    /** These in a room that does not suit them, as they know; in any, where none is named. */
    readonly overrule?: { readonly bookings: readonly BookingUid[]; readonly room?: RoomId };
  },
): { problem: PlanProblem; planned: ReadonlyMap<BookingUid, Planned> } => {
  const day = dayOf(snapshot);
  const table = new DayTable(day, terms.now);
  const rarity = scarcity(day.rooms.map((each) => each.room));
  const planned = new Map<BookingUid, Planned>();
  const bookings: PlanBooking[] = [];
  const byUid = new Map(records.map((record) => [record.uid, record]));
  const isByStaff = (uid: BookingUid): boolean => terms.byStaff?.includes(uid) ?? false;
  const byStaff = (uid: BookingUid): { byStaff: boolean } => ({ byStaff: isByStaff(uid) });
  /** Anyone that staff move takes along how late it is. */
  const takingAlong = ({ record }: Planned, booking: PlanBooking): PlanBooking =>
    isByStaff(record.uid) ? longerBy(minutesLate(record), booking) : booking;
  const isOverruled =
    ({ booking: { uid } }: Planned) =>
    (room: RoomId): boolean =>
      terms.overrule?.bookings.includes(uid) === true && (terms.overrule.room ?? room) === room;
  const choosing = (booking: PlanBooking): PlanBooking =>
    terms.onlyAsTheyAre?.has(booking.uid)
      ? { ...booking, options: booking.options.filter(({ room }) => room === booking.holds?.room) }
      : booking;
  /** Puts a booking that holds a room into the problem; answers whether it can be planned at all. */
  const put = (occupancy: Occupancy): boolean => {
    const record = byUid.get(occupancy.uid);
    const known = record && plannedOf(record, day, terms.now, byStaff(occupancy.uid));
    if (known === undefined) return false;
    planned.set(occupancy.uid, known);
    const booking = planBooking(known, holdingOf(occupancy, day), table, rarity, isOverruled(known));
    bookings.push(choosing(takingAlong(known, booking)));
    return true;
  };
  for (const occupancy of occupanciesOf(day, terms.now))
    if (!put(occupancy)) bookings.push(immovable(occupancy, day));
  // What cannot be planned is in no other booking's way there.
  for (const occupancy of inRoomsNoMore(snapshot, day, terms.now)) put(occupancy);
  for (const waiting of day.waiting) {
    const record = byUid.get(waiting.uid);
    const known =
      record?.placement.kind === 'waiting'
        ? plannedOf(record, day, terms.now, { waiting, ...byStaff(waiting.uid) })
        : undefined;
    if (known === undefined || planned.has(waiting.uid)) continue;
    planned.set(waiting.uid, known);
    bookings.push(choosing(planBooking(known, undefined, table, rarity, isOverruled(known))));
  }
  const { policy } = day.site;
  const problem: PlanProblem = {
    now: terms.now,
    rooms: day.rooms.map(({ room, blocks }) => ({
      id: room.id,
      ...(room.name === undefined ? {} : { name: roomLabel(room, day.site) }),
      building: room.building,
      floor: room.floor,
      kind: room.kind,
      equipment: room.equipment,
      closed: blocks
        .filter(({ uid }) => uid === undefined || !isByStaff(uid))
        .map((block) => ({ start: block.start, end: block.end ?? FOREVER, reason: block.id })),
      ...(room.parts ? { parts: room.parts } : {}),
    })),
    pools: day.site.portable.map(({ units, ...sort }) => ({ ...sort, units: units.length })),
    // Among equals the planner serves who stands first.
    bookings: bookings.sort(
      (a, b) => served(a, planned) - served(b, planned) || a.start - b.start || (a.uid < b.uid ? -1 : 1),
    ),
    sessions: sessionsOf(bookings, table),
    ...(day.site.ways === undefined ? {} : { ways: day.site.ways }),
    policy: {
      freezeMinutes: policy.freezeMinutes,
      maxChangesPerBooking: policy.maxAnnouncedChanges,
      patchesPerMinute: terms.patchesPerMinute,
    },
    owed: terms.owed,
  };
  return { problem, planned };
};

/** Each practitioner's half-days with visits in them. */
const sessionsOf = (bookings: readonly PlanBooking[], table: DayTable): readonly PractitionerSession[] => {
  const found = new Map<string, PractitionerSession>();
  for (const { practitioner, start } of bookings) {
    if (practitioner === undefined) continue;
    const half = halfDayOf(start, table.day.site.timeZone);
    const key = `${half.start} ${practitioner}`;
    if (!found.has(key))
      found.set(key, { practitioner, ...half, ...ownRooms(Number(practitioner), half, table) });
  }
  return [...found.values()];
};

const planBooking = (
  { record, booking }: Planned,
  holds: Holding | undefined,
  table: DayTable,
  rarity: Scarcity,
  isOverruled: (room: RoomId) => boolean,
): PlanBooking => ({
  uid: booking.uid,
  start: booking.start,
  end: booking.end,
  state: stateOf(record, holds),
  options: table.day.rooms.flatMap((room) => {
    const option = optionOf(booking, room, table, rarity, isOverruled(room.room.id));
    if (option === undefined) return [];
    const said = says(record, room.room, table.day.site);
    return [
      {
        ...(holds ? preferringPresent(option, holds) : option),
        ...(said === undefined ? {} : { says: said }),
      },
    ];
  }),
  ...readsOf(record, table.day.site),
  ...(holds ? { holds } : {}),
  ...(isUntold(record, holds) ? { untold: true } : {}),
  priority: (booking.status === 'confirmed' ? CONFIRMED_FIRST : 0) - booking.priority,
  earlierChanges: Math.max(0, record.publication.texts.length - 1),
  ...(booking.practitionerId === undefined ? {} : { practitioner: String(booking.practitionerId) }),
  ...linkedIn(booking),
  ...overrunOf(booking.inputs, record.progress, table.day),
});

/** What the patient is told of a room, where that may be the same of several. */
const says = ({ link }: BookingRecord, room: Room, site: Site): string | undefined =>
  isLinkFirst(site.announcing) ? toldText(site, room, link) : undefined;

const readsOf = ({ publication }: BookingRecord, { announcing }: Site): Pick<PlanBooking, 'reads'> => {
  const reads = isLinkFirst(announcing) ? lastText(publication) : undefined;
  return reads === undefined ? {} : { reads };
};

const longerBy = (minutes: number, booking: PlanBooking): PlanBooking => ({
  ...booking,
  options: booking.options.map((each) => ({ ...each, turnaroundMinutes: each.turnaroundMinutes + minutes })),
});

/** Who has a room moves only for someone's sake, never for a better fit: the one it has suits best. */
const preferringPresent = (option: RoomOption, holds: Holding): RoomOption => ({
  ...option,
  fit: option.room === holds.room ? 0 : AWAY_FROM_PRESENT + option.fit,
});

const stateOf = (record: BookingRecord, holds: Holding | undefined): BookingState => {
  if (holds === undefined) return 'new';
  if (record.pinned) return 'pinned';
  if (isForStaffToMove(record.progress)) return 'arrived';
  if (record.progress?.startedAt !== undefined) return 'started';
  return isAnnounced(record.publication) ? 'announced' : 'tentative';
};

/** Its room is fixed, and Cal.com has not been told of it: a walk-in, or one pinned or begun before its turn to be told. */
const isUntold = (record: BookingRecord, holds: Holding | undefined): boolean =>
  !isAnnounced(record.publication) && !['new', 'tentative'].includes(stateOf(record, holds));

/** Every occupancy of a room, once: not its doubles under parts and portable units, nor expired holds or what was given back whole. */
const occupanciesOf = (day: Day, now: Instant): Occupancy[] =>
  day.rooms.flatMap(({ room, occupancies }) =>
    occupancies.filter((each) => each.roomId === room.id && isInForce(each, now) && each.from < each.to),
  );

/** Who holds a room that the catalogue no longer has: its bookings are to leave it, as they would a closed one. */
const inRoomsNoMore = (snapshot: DaySnapshot, day: Day, now: Instant): Occupancy[] => {
  const rooms = new Set(day.rooms.map(({ room }) => room.id));
  const held = [...snapshot.days.values()]
    .flatMap(({ roomDays }) => roomDays)
    .filter(({ roomId }) => !rooms.has(roomId))
    .flatMap(({ roomId, occupancies }) => Object.values(occupancies).filter((each) => each.roomId === roomId))
    .filter((each) => isInForce(each, now));
  return [...new Map(held.map((each) => [each.uid, each])).values()];
};

const holdingOf = (occupancy: Occupancy, day: Day): Holding => {
  const portable = day.units
    .filter((unit) => unit.occupancies.some((each) => each.uid === occupancy.uid))
    .map((unit) => unit.tag);
  return {
    room: occupancy.roomId,
    start: occupancy.from,
    end: occupancy.to,
    ...(portable.length > 0 ? { portable } : {}),
  };
};

const immovable = (occupancy: Occupancy, day: Day): PlanBooking => ({
  uid: occupancy.uid,
  start: occupancy.start,
  end: occupancy.end,
  state: 'pinned',
  options: [],
  holds: holdingOf(occupancy, day),
  priority: CONFIRMED_FIRST,
  earlierChanges: 0,
  ...(occupancy.practitionerId === undefined ? {} : { practitioner: String(occupancy.practitionerId) }),
  ...linkedIn(occupancy),
  ...overrunOf(occupancy.inputs, occupancy.progress, day),
});

/** How much longer it may last, by its type; a visit that has ended lasts no longer. */
const overrunOf = (
  inputs: RequirementInputs,
  progress: Progress | undefined,
  { catalogue }: Day,
): Pick<PlanBooking, 'overrun'> => {
  const overrun = progress?.finishedAt === undefined ? visitTypeOf(catalogue, inputs)?.overrun : undefined;
  return overrun === undefined ? {} : { overrun };
};

const linkedIn = ({ inputs: { linked } }: Pick<Occupancy, 'inputs'>): Pick<PlanBooking, 'linked'> =>
  linked === undefined ? {} : { linked };

/** When we first heard of it. */
const served = ({ uid }: PlanBooking, planned: ReadonlyMap<BookingUid, Planned>): number =>
  planned.get(uid)?.booking.firstEventAt ?? 0;
