import type { Booking } from '../../shared/domain/booking.ts';
import type {
  AskedEquipment,
  BookingEvent,
  EndedFact,
  LiveFact,
  RequirementInputs,
} from '../../shared/domain/booking-event.ts';
import type {
  Catalogue,
  PortableEquipment,
  Practitioner,
  Room,
  Site,
  VisitType,
  WeeklyHours,
} from '../../shared/domain/catalogue.ts';
import { visitTypeOf } from '../../shared/domain/catalogue.ts';
import type { Block, Day, DayRoom, Occupancy, Waiting } from '../../shared/domain/day.ts';
import { type Instant, MINUTE } from '../../shared/domain/instant.ts';
import { addDays, instantAt, WEEKDAYS } from '../../shared/domain/local-time.ts';
import { openIntervals } from '../../shared/domain/opening-hours.ts';
import { requirementOf } from '../../shared/domain/room-requirement.ts';

/** Small builders: a test says what it is about, the rest is an ordinary Monday in an ordinary clinic. */

/** A Monday. */
export const MONDAY = '2027-03-01';
export const ZONE = 'Europe/Berlin';

/** What the clinic's wall shows: `at('09:30')` on the Monday. */
export const at = (time: string, date = MONDAY): Instant => instantAt(date, time, ZONE);

/** Early on the Monday, before anyone comes. */
export const EARLY = at('06:00');

/** `from('09:00', 30)`: a visit of thirty minutes. */
export const from = (time: string, minutes: number, date = MONDAY) => ({
  start: at(time, date),
  end: at(time, date) + minutes * MINUTE,
});

export const everyDay = (...hours: { from: string; to: string }[]): WeeklyHours =>
  Object.fromEntries(WEEKDAYS.map((day) => [day, hours]));

/** A consulting room open from seven to seven, with nothing in it. */
export const room = (id: string, over: Partial<Room> = {}): Room => ({
  id,
  building: 'North wing',
  floor: '1',
  floorIndex: 0,
  kind: 'consulting',
  equipment: [],
  accessible: true,
  hours: everyDay({ from: '07:00', to: '19:00' }),
  turnaroundMinutes: 0,
  ...over,
});

/** Event type 1, which any room will do for. */
export const visitType = (over: Partial<VisitType> = {}): VisitType => ({
  id: 'consultation',
  eventTypeIds: [1],
  eventTypeSlugs: [],
  needs: { equipment: [], accessible: false },
  setupMinutes: 0,
  turnaroundMinutes: 0,
  priority: 1,
  ...over,
});

export const site = (rooms: readonly Room[], over: Partial<Site> = {}): Site => ({
  id: 'north',
  name: 'Clinic North',
  timeZone: ZONE,
  credential: 'default',
  publishing: 'on',
  fallbackLocation: 'please ask at reception',
  locationFormat: 'Room {room} — Floor {floor}, {building}',
  announcing: 'immediately',
  closedDates: [],
  rooms,
  portable: [],
  policy: { horizonDays: 60, freezeMinutes: 30, holdMinutes: 60, maxAnnouncedChanges: 1 },
  ...over,
});

export const catalogue = (over: {
  rooms: readonly Room[];
  visitTypes?: readonly VisitType[];
  practitioners?: readonly Practitioner[];
  portable?: readonly PortableEquipment[];
  site?: Partial<Site>;
  version?: string;
}): Catalogue => {
  const portable = over.portable ?? [];
  const visitTypes = over.visitTypes ?? [visitType()];
  const tags = [
    ...over.rooms.flatMap((each) => each.equipment),
    ...portable.map((each) => each.tag),
    ...visitTypes.flatMap((each) => each.needs.equipment),
  ];
  return {
    version: over.version ?? 'v1',
    equipment: [...new Set(tags)].sort(),
    sites: [site(over.rooms, { portable, ...over.site })],
    practitioners: over.practitioners ?? [],
    visitTypes,
  };
};

export const onlySite = (clinic: Catalogue): Site => {
  const [only] = clinic.sites;
  if (only === undefined) throw new TypeError('this clinic has no site');
  return only;
};

/** A Day of a clinic: who holds what, what is blocked, who waits. */
export const dayOf = (
  clinic: Catalogue,
  {
    held = {},
    blocks = {},
    waiting = [],
    dates = [MONDAY],
  }: {
    held?: Readonly<Record<string, readonly Occupancy[]>>;
    blocks?: Readonly<Record<string, readonly Block[]>>;
    waiting?: readonly Waiting[];
    dates?: readonly string[];
  } = {},
): Day => {
  const where = onlySite(clinic);
  return {
    catalogue: clinic,
    site: where,
    dates,
    rooms: where.rooms.map(
      (each): DayRoom => ({
        room: each,
        open: openIntervals(each, where, dates),
        blocks: blocks[each.id] ?? [],
        occupancies: held[each.id] ?? [],
      }),
    ),
    units: where.portable.flatMap(({ units, ...sort }) =>
      units.map((id) => ({ id, ...sort, occupancies: held[id] ?? [] })),
    ),
    waiting,
  };
};

/** An Occupancy of a room by a confirmed visit, with nothing around it. */
export const held = (
  roomId: string,
  visit: { start: Instant; end: Instant },
  over: Partial<Occupancy> = {},
): Occupancy => ({
  uid: `in-${roomId}-at-${visit.start}`,
  roomId,
  from: visit.start,
  to: visit.end,
  ...visit,
  status: 'confirmed',
  inputs: { eventTypeId: 1 },
  ...over,
});

export const block = (
  start: Instant,
  end?: Instant,
  over: Partial<Omit<Block, 'start' | 'end'>> = {},
): Block => ({
  id: 'a-block',
  start,
  ...(end === undefined ? {} : { end }),
  reason: 'cleaning',
  ...over,
});

/** A confirmed booking of event type 1, half an hour from nine unless told otherwise. */
export const booking = (clinic: Catalogue, over: Partial<Omit<Booking, 'requirement'>> = {}): Booking => {
  const inputs: RequirementInputs = over.inputs ?? { eventTypeId: 1 };
  const type = visitTypeOf(clinic, inputs);
  if (type === undefined) throw new TypeError('no visit type is mapped to this event type');
  return {
    uid: 'newcomer',
    ...from('09:00', 30),
    status: 'confirmed',
    inputs,
    requirement: requirementOf(inputs, type, clinic).requirement,
    priority: type.priority,
    firstEventAt: EARLY,
    ...over,
  };
};

export const waits = (uid: string, over: Partial<Waiting> = {}): Waiting => ({
  uid,
  ...from('09:00', 30),
  status: 'confirmed',
  inputs: { eventTypeId: 1 },
  priority: 1,
  firstEventAt: EARLY,
  ...over,
});

export const asks = (...tags: string[]): AskedEquipment => ({ tags, unreadable: false });

type Said = { createdAt?: Instant; replaces?: string; trigger?: string };

const event = (trigger: string, fact: BookingEvent['fact'], said: Said): BookingEvent => ({
  deliveryId: `${trigger} ${fact.uid} ${fact.createdAt}`,
  trigger: said.trigger ?? trigger,
  receivedAt: fact.createdAt,
  fact,
  ...(said.replaces === undefined ? {} : { replaces: said.replaces }),
});

const liveFact = (
  uid: string,
  status: LiveFact['status'],
  { createdAt, replaces: _replaces, trigger: _trigger, ...over }: Partial<LiveFact> & Said,
): LiveFact => ({
  uid,
  status,
  createdAt: createdAt ?? EARLY,
  ...from('09:00', 30),
  venue: 'on-site',
  inputs: { eventTypeId: 1 },
  ...over,
});

/** Cal.com says: booked (or, with `replaces`, moved here from another uid). */
export const booked = (uid: string, said: Partial<LiveFact> & Said = {}): BookingEvent =>
  event(
    said.replaces === undefined ? 'BOOKING_CREATED' : 'BOOKING_RESCHEDULED',
    liveFact(uid, 'confirmed', said),
    said,
  );

/** Cal.com says: someone would like to come. */
export const requested = (uid: string, said: Partial<LiveFact> & Said = {}): BookingEvent =>
  event('BOOKING_REQUESTED', liveFact(uid, 'tentative', said), said);

/** Cal.com says: will not take place. */
export const cancelled = (uid: string, said: Said & { end?: Instant } = {}): BookingEvent => {
  const fact: EndedFact = {
    uid,
    status: 'ended',
    createdAt: said.createdAt ?? EARLY,
    reason: 'cancelled',
    ...(said.end === undefined ? {} : { end: said.end }),
  };
  return event('BOOKING_CANCELLED', fact, said);
};

/** Days after the Monday. */
export const daysLater = (days: number): string => addDays(MONDAY, days);
