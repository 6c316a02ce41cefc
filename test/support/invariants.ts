import { asWords } from '../../bin/simulation/digests.ts';
import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import type { Catalogue, Room, Site, VisitType } from '../../shared/domain/catalogue.ts';
import type { Block, Occupancy } from '../../shared/domain/day.ts';
import { isAtRest } from '../../shared/domain/publication.ts';
import type { LedgerContent } from './ledger-content.ts';

/**
 * What must hold in a Ledger at any moment, checked by code of its own: it shares types with the product and
 * nothing else, reads clocks with `Intl`, and looks at every minute instead of comparing intervals.
 */

const MINUTE = 60_000;

type Roomed = BookingRecord & {
  readonly placement: Extract<BookingRecord['placement'], { kind: 'roomed' }>;
  readonly fact: Extract<BookingRecord['fact'], { start: number }>;
};

const isRoomed = (record: BookingRecord): record is Roomed =>
  record.placement.kind === 'roomed' && record.fact.status !== 'ended';

/** The violations of I1 to I5 in words; none when all is well. */
export const invariantsOf = (status: LedgerContent, catalogue: Catalogue, now: number): string[] => [
  ...roomsHeldTwice(status, catalogue, now),
  ...bookingsInTwoRooms(status),
  ...occupanciesOfNoOne(status, catalogue),
  ...tombstonesThatHold(status),
  ...rulesBroken(status, catalogue),
  ...waitingAstray(status),
];

/** I1: two Occupancies of one Room, one part of a Room, or one portable unit never overlap. */
const roomsHeldTwice = (
  { bookings, roomDays }: LedgerContent,
  catalogue: Catalogue,
  now: number,
): string[] => {
  const uses = new Map<string, Map<string, { from: number; to: number }>>();
  const use = (thing: string, uid: string, from: number, to: number) => {
    const users = uses.get(thing) ?? new Map();
    uses.set(thing, users);
    users.set(uid, { from, to });
  };
  const inForce = (expiresAt: number | undefined) => expiresAt === undefined || expiresAt > now;
  const expiry = new Map<string, number>();
  const cleaners = new Set(
    catalogue.sites.flatMap(({ portable }) =>
      portable.flatMap(({ units, during }) => (during === 'turnaround' ? units : [])),
    ),
  );
  for (const day of roomDays)
    for (const each of Object.values(day.occupancies)) {
      if (each.expiresAt !== undefined) expiry.set(each.uid, each.expiresAt);
      // Who cleans rooms is in one between two visits alone.
      const from = cleaners.has(day.roomId) ? Math.max(each.from, each.end) : each.from;
      if (inForce(each.expiresAt) && from < each.to) use(day.roomId, each.uid, from, each.to);
    }
  // Bricks and mortar, whatever the room-days say: a combination room is its parts.
  for (const each of bookings.filter(isRoomed)) {
    if (!inForce(expiry.get(each.uid))) continue;
    const { roomId, from, to } = each.placement;
    for (const brick of bricksOf(roomId, catalogue)) use(`walls of ${brick}`, each.uid, from, to);
  }
  const found: string[] = [];
  for (const [thing, users] of uses) {
    const all = [...users].sort(([, a], [, b]) => a.from - b.from);
    for (const [index, [uid, span]] of all.entries())
      for (const [other, later] of all.slice(index + 1))
        if (later.from < span.to) found.push(`I1: ${thing} is held by ${uid} and ${other} at once`);
  }
  return found;
};

const bricksOf = (roomId: string, catalogue: Catalogue): readonly string[] =>
  roomIn(catalogue, roomId)?.parts ?? [roomId];

/** I2: a live booking has at most one Room. */
const bookingsInTwoRooms = ({ roomDays }: LedgerContent): string[] => {
  const rooms = new Map<string, Set<string>>();
  for (const day of roomDays)
    for (const { uid, roomId } of Object.values(day.occupancies))
      rooms.set(uid, (rooms.get(uid) ?? new Set()).add(roomId));
  return [...rooms].flatMap(([uid, ids]) =>
    ids.size > 1 ? [`I2: ${uid} has the rooms ${[...ids].join(' and ')}`] : [],
  );
};

/** I3: every Occupancy belongs to a live booking with the same times, and is written wherever it must be. */
const occupanciesOfNoOne = ({ bookings, roomDays }: LedgerContent, catalogue: Catalogue): string[] => {
  const found: string[] = [];
  const byUid = new Map(bookings.map((each) => [each.uid, each]));
  const written = new Set<string>();
  for (const day of roomDays)
    for (const [key, each] of Object.entries(day.occupancies)) {
      const where = `${day.roomId} on ${day.date}`;
      if (key !== each.uid) found.push(`I3: ${where} files ${each.uid} under ${key}`);
      const record = byUid.get(each.uid);
      if (record === undefined || !isRoomed(record))
        found.push(`I3: ${where} is held by ${each.uid}, which has no room (${record?.placement.kind})`);
      else found.push(...differences(each, record).map((what) => `I3: ${where}: ${each.uid} ${what}`));
      written.add(`${each.uid} ${day.date} ${day.roomId}`);
    }
  for (const record of bookings.filter(isRoomed)) {
    const { uid, placement } = record;
    const zone = siteOf(record, catalogue).timeZone;
    for (const date of datesBetween(placement.from, placement.to, zone))
      for (const claim of placement.claims)
        if (!written.delete(`${uid} ${date} ${claim}`))
          found.push(`I3: ${uid} is not written under ${claim} on ${date}`);
  }
  for (const left of written) found.push(`I3: an Occupancy stands where its booking does not know: ${left}`);
  return found;
};

const differences = (held: Occupancy, { fact, asked, placement, pinned }: Roomed): string[] =>
  (
    [
      ['start', held.start, fact.start],
      ['end', held.end, fact.end],
      ['from', held.from, placement.from],
      ['to', held.to, placement.to],
      ['room', held.roomId, placement.roomId],
      ['practitioner', held.practitionerId, hostOf({ fact, asked })],
      ['status', held.status, fact.status],
      ['pin', held.pinned ?? false, pinned ?? false],
    ] as const
  ).flatMap(([what, there, here]) =>
    there === here ? [] : [`has another ${what} (${there}) than its booking (${here})`],
  );

/** The host last heard of: a delivery that leaves it out says nothing of it. */
const hostOf = ({ fact, asked }: Pick<BookingRecord, 'fact' | 'asked'>): number | undefined =>
  fact.status === 'ended' ? undefined : (fact.practitionerId ?? asked.practitionerId?.value);

/** I4: what has ended holds nothing, waits for nothing, owes nothing and is not pinned. */
const tombstonesThatHold = ({ bookings, roomDays, waiting }: LedgerContent): string[] =>
  bookings.flatMap(({ uid, fact, placement, publication, pinned, ttl }) => {
    if (fact.status !== 'ended') return placement.kind === 'ended' ? [`I4: ${uid} lives as a tombstone`] : [];
    const holds = roomDays.some((day) => Object.values(day.occupancies).some((each) => each.uid === uid));
    const stillWaits = waiting.some((each) => each.waiting.uid === uid);
    return [
      ...(placement.kind === 'ended' ? [] : [`I4: ${uid} has ended and is ${placement.kind}`]),
      ...(holds ? [`I4: ${uid} has ended and holds a room`] : []),
      ...(stillWaits ? [`I4: ${uid} has ended and waits`] : []),
      ...(isAtRest(publication) ? [] : [`I4: ${uid} has ended and is owed a publication`]),
      ...(pinned ? [`I4: ${uid} has ended and is pinned`] : []),
      ...(fact.end !== undefined && ttl * 1000 <= fact.end ? [`I4: ${uid} is forgotten before its end`] : []),
    ];
  });

/** I5: the Room satisfies every hard rule of the catalogue, blocks apart: they may come after the decision. */
export const rulesBroken = ({ bookings }: LedgerContent, catalogue: Catalogue): string[] =>
  bookings.filter(isRoomed).flatMap((record) => {
    const { uid, placement, fact } = record;
    // Staff may leave a pinned booking where it lacks something: they see it.
    if (record.overruled !== undefined) return brokenUnsaid(record, catalogue);
    if (record.pinned) return [];
    if (placement.catalogueVersion !== catalogue.version) return [];
    const type = typeOf(record, catalogue);
    const room = roomIn(catalogue, placement.roomId);
    if (room === undefined) return [`I5: ${uid} has a room that the catalogue lacks`];
    // No one takes the room of a visit whose event type the clinic file has come not to know: what it needs cannot be told.
    if (type === undefined) return [];
    const claims = new Set(placement.claims);
    const units = unitsBrought(record, room, catalogue);
    const after = Math.max(type.turnaroundMinutes, room.turnaroundMinutes);
    return [
      ...unfit(record, room, catalogue).map((reason) => `I5: ${uid} in ${room.id}: ${reason}`),
      ...[room.id, ...(room.parts ?? [])].flatMap((id) =>
        claims.has(id) ? [] : [`I5: ${uid} leaves out ${id}`],
      ),
      ...units.flatMap(({ tag, units: ids }) =>
        ids.filter((id) => claims.has(id)).length === 1 ? [] : [`I5: ${uid} brings no ${tag}, or several`],
      ),
      ...(placement.from === fact.start - type.setupMinutes * MINUTE ? [] : [`I5: ${uid} has another setup`]),
      ...(placement.to === fact.end + after * MINUTE ? [] : [`I5: ${uid} has another turnaround`]),
    ];
  });

/** Staff have said which rules they break: when they decided it no other was broken, and the room was not locked. */
const brokenUnsaid = (record: Roomed, catalogue: Catalogue): string[] => {
  const { uid, overruled, placement, pinned } = record;
  if (overruled === undefined) return [];
  const room = roomIn(catalogue, placement.roomId);
  const said: ReadonlySet<string> = new Set(overruled.rules.map(({ rejection }) => rejection));
  const isAsDecided =
    overruled.at === placement.decidedAt && placement.catalogueVersion === catalogue.version;
  return [
    ...(pinned ? [] : [`I5: ${uid} is where rules were overruled, and not pinned there`]),
    ...(isAsDecided && room?.locked
      ? [`I5: ${uid} is in ${room.id} against a rule, and that is locked`]
      : []),
    ...(isAsDecided && room !== undefined && typeOf(record, catalogue) !== undefined
      ? unfit(record, room, catalogue)
          .filter((why) => !said.has(ruleOf(why)))
          .map((why) => `I5: ${uid} in ${room.id} unsaid: ${why}`)
      : []),
  ];
};

const RULES: readonly (readonly [RegExp, string])[] = [
  [/^has no /, 'lacks-equipment'],
  [/^is a .* room$/, 'wrong-kind'],
  [/^is not accessible$/, 'not-accessible'],
  [/^is kept for other/, 'practitioner-not-allowed'],
  [/^is closed then$/, 'closed'],
];
const ruleOf = (why: string): string => RULES.find(([words]) => words.test(why))?.[1] ?? why;

/** A waiting booking and its line in the Day stand and fall together, once. */
const waitingAstray = ({ bookings, waiting }: LedgerContent): string[] => {
  const lines = new Map<string, string[]>();
  for (const each of waiting)
    lines.set(each.waiting.uid, [...(lines.get(each.waiting.uid) ?? []), each.date]);
  return bookings
    .flatMap(({ uid, placement, fact }) => {
      const own = lines.get(uid) ?? [];
      lines.delete(uid);
      const line = waiting.find((each) => each.waiting.uid === uid)?.waiting;
      if (placement.kind !== 'waiting')
        return own.length === 0 ? [] : [`${uid} is ${placement.kind} and has a line as if it waited`];
      if (own.length !== 1 || own[0] !== placement.date)
        return [`${uid} waits on ${placement.date} with the lines ${own.join(', ') || 'none'}`];
      return fact.status !== 'ended' && (line?.start !== fact.start || line.end !== fact.end)
        ? [`${uid} waits for other hours than it is booked for`]
        : [];
    })
    .concat([...lines.keys()].map((uid) => `${uid} waits and is no booking`));
};

/** Live bookings for which a legal room is free that no one gave them, and those sitting where they must not. */
export const notAtRest = (status: LedgerContent, catalogue: Catalogue, now: number): string[] => {
  const { bookings } = status;
  const allFacts = (record: BookingRecord): boolean =>
    record.fact.status !== 'ended' && record.fact.end > now && !isExpired(record, catalogue, now);
  const waiting = bookings.filter((each) => each.placement.kind === 'waiting' && allFacts(each));
  return [
    ...waiting.flatMap((record) =>
      siteOf(record, catalogue)
        .rooms.filter((room) => couldHave(record, room, status, catalogue, now))
        .map((room) => `${record.uid} waits while ${room.id} could be had`),
    ),
    ...bookings
      .filter(isRoomed)
      // What a visit needs whose event type the file does not know, staff decide: it stays where it is.
      .filter((each) => allFacts(each) && !each.pinned && typeOf(each, catalogue) !== undefined)
      .filter((each) => {
        const room = roomIn(catalogue, each.placement.roomId);
        return (
          room === undefined ||
          isBlocked(room, each.placement, status, catalogue) ||
          unfit(each, room, catalogue).length > 0
        );
      })
      .map((each) => `${each.uid} was left in ${each.placement.roomId}, which will not do`),
    ...bookings
      .filter(isRoomed)
      .filter((each) => each.fact.end > now && isExpired(each, catalogue, now))
      .map((each) => `${each.uid} has expired and still has ${each.placement.roomId}`),
  ];
};

/**
 * I6 and "no one else is touched": confirmed bookings that left a room that would still do, though they were pinned,
 * started or frozen; though they had been told of it, for the sake of a delivery about another; or though no one got a
 * room who had none or had to leave theirs.
 */
export const movedWithoutNeed = (
  before: LedgerContent,
  after: LedgerContent,
  catalogue: Catalogue,
  now: number,
  spokenOf: readonly string[] = [],
): string[] => {
  const earlier = new Map(before.bookings.map((each) => [each.uid, each]));
  const later = new Map(after.bookings.map((each) => [each.uid, each]));
  const isUnusable = (was: Roomed): boolean => {
    const room = roomIn(catalogue, was.placement.roomId);
    return (
      room === undefined ||
      isBlocked(room, was.placement, after, catalogue) ||
      unfit(was, room, catalogue).length > 0
    );
  };
  const gained = after.bookings.filter(isRoomed).some(({ uid }) => {
    const was = earlier.get(uid);
    return was === undefined || !isRoomed(was) || isUnusable(was) || spokenOf.includes(uid);
  });
  const isFrozen = (was: Roomed): boolean =>
    was.fact.start - siteOf(was, catalogue).policy.freezeMinutes * MINUTE <= now;
  const isTold = ({ publication }: Roomed): boolean =>
    publication.attempt !== undefined || publication.verified !== undefined;
  const mayGo = (was: Roomed): boolean => {
    if (was.pinned) return false;
    if (isUnusable(was)) return true;
    return gained && !isFrozen(was) && !(isTold(was) && spokenOf.length > 0);
  };
  return before.bookings.filter(isRoomed).flatMap((was) => {
    const is = later.get(was.uid);
    if (is === undefined || spokenOf.includes(was.uid)) return [];
    if (is.placement.kind === 'roomed' && is.placement.roomId === was.placement.roomId) return [];
    if (was.fact.status === 'tentative' || is.fact.status === 'ended') return [];
    return mayGo(was) ? [] : [`${was.uid} had to leave ${was.placement.roomId} for nothing`];
  });
};

const couldHave = (
  record: BookingRecord,
  room: Room,
  status: LedgerContent,
  catalogue: Catalogue,
  now: number,
): boolean => {
  const { fact } = record;
  const type = typeOf(record, catalogue);
  if (fact.status === 'ended' || type === undefined || unfit(record, room, catalogue).length > 0)
    return false;
  const span = {
    from: fact.start - type.setupMinutes * MINUTE,
    to: fact.end + Math.max(type.turnaroundMinutes, room.turnaroundMinutes) * MINUTE,
  };
  if (isBlocked(room, span, status, catalogue)) return false;
  const standsAside = (uid: string): boolean => {
    const other = status.bookings.find((each) => each.uid === uid);
    return fact.status === 'confirmed' && other?.fact.status === 'tentative' && !other.pinned;
  };
  const isFree = (claim: string): boolean =>
    status.roomDays
      .filter((day) => day.roomId === claim)
      .flatMap((day) => Object.values(day.occupancies))
      .filter((each) => each.expiresAt === undefined || each.expiresAt > now)
      .every((each) => each.to <= span.from || each.from >= span.to || standsAside(each.uid));
  return (
    [room.id, ...(room.parts ?? [])].every(isFree) &&
    unitsBrought(record, room, catalogue).every(({ units }) => units.some(isFree))
  );
};

/** Why a room will never do for a visit, anyone who else is there. */
const unfit = (record: BookingRecord, room: Room, catalogue: Catalogue): string[] => {
  const { fact } = record;
  const type = typeOf(record, catalogue);
  if (fact.status === 'ended' || type === undefined) return ['no one knows what it needs'];
  const portable = siteOf(record, catalogue).portable.map((each) => each.tag);
  const missing = tagsNeeded(record, type, catalogue).filter(
    (tag) => !room.equipment.includes(tag) && !portable.includes(tag),
  );
  const { kinds, accessible } = type.needs;
  return [
    ...missing.map((tag) => `has no ${tag}`),
    ...(kinds === undefined || kinds.includes(room.kind) ? [] : [`is a ${room.kind} room`]),
    ...(accessible && !room.accessible ? ['is not accessible'] : []),
    ...(room.practitioners === undefined || room.practitioners.some((id) => id === hostOf(record))
      ? []
      : ['is kept for other practitioners']),
    ...(isOpen(room, siteOf(record, catalogue), fact.start, fact.end) ? [] : ['is closed then']),
  ];
};

const tagsNeeded = (record: BookingRecord, type: VisitType, catalogue: Catalogue): readonly string[] => {
  const { answered, metadata } = record.asked;
  const said =
    answered && (answered.value.unreadable || answered.value.tags.length > 0) ? answered : metadata;
  const known = catalogue.equipment.filter((tag) =>
    [tag, ...asWords(tag)].some((each) => said?.value.tags.includes(each)),
  );
  return [...new Set([...type.needs.equipment, ...known])];
};

const unitsBrought = (record: BookingRecord, room: Room, catalogue: Catalogue) => {
  const type = typeOf(record, catalogue);
  const needed = type === undefined ? [] : tagsNeeded(record, type, catalogue);
  return siteOf(record, catalogue).portable.filter(
    ({ tag }) => needed.includes(tag) && !room.equipment.includes(tag),
  );
};

const isBlocked = (
  room: Room,
  span: { readonly from: number; readonly to: number },
  { roomDays, rooms }: LedgerContent,
  catalogue: Catalogue,
): boolean => {
  const stops = (block: Block) => block.start < span.to && (block.end === undefined || block.end > span.from);
  // A block closes bricks and mortar: every room that is made of them, whole or in part.
  const bricks = bricksOf(room.id, catalogue);
  const touching = catalogue.sites
    .flatMap((site) => site.rooms)
    .filter((each) => bricksOf(each.id, catalogue).some((brick) => bricks.includes(brick)));
  return touching.some(
    ({ id }) =>
      roomDays.some((day) => day.roomId === id && Object.values(day.blocks).some(stops)) ||
      rooms.some((each) => each.roomId === id && each.closures.some(stops)),
  );
};

const isExpired = (record: BookingRecord, catalogue: Catalogue, now: number): boolean =>
  record.fact.status === 'tentative' &&
  record.fact.createdAt + siteOf(record, catalogue).policy.holdMinutes * MINUTE <= now;

const roomIn = (catalogue: Catalogue, roomId: string): Room | undefined =>
  catalogue.sites.flatMap((site) => site.rooms).find((room) => room.id === roomId);

const siteOf = (record: BookingRecord, catalogue: Catalogue): Site => {
  const site = catalogue.sites.find((each) => each.id === record.siteId);
  if (site === undefined) throw new Error(`${record.uid} is at no site of this clinic`);
  return site;
};

export const typeOf = ({ fact, asked }: BookingRecord, catalogue: Catalogue): VisitType | undefined => {
  if (fact.status === 'ended') return undefined;
  const { eventTypeId = asked.eventTypeId?.value, eventTypeSlug = asked.slug?.value } = fact.inputs;
  return (
    catalogue.visitTypes.find(
      (type) => eventTypeId !== undefined && type.eventTypeIds.includes(eventTypeId),
    ) ??
    catalogue.visitTypes.find(
      (type) => eventTypeSlug !== undefined && type.eventTypeSlugs.includes(eventTypeSlug),
    )
  );
};

const WALLS = new Map<string, Intl.DateTimeFormat>();
const SHOWN = new Map<string, { date: string; weekday: string; minute: number }>();

/** What the wall shows at an instant. */
const wallAt = (instant: number, timeZone: string) => {
  const known = SHOWN.get(`${timeZone} ${instant}`);
  if (known !== undefined) return known;
  const wall =
    WALLS.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  WALLS.set(timeZone, wall);
  const part = Object.fromEntries(wall.formatToParts(instant).map(({ type, value }) => [type, value]));
  const shown = {
    date: `${part.year}-${part.month}-${part.day}`,
    weekday: String(part.weekday).toLowerCase(),
    minute: Number(part.hour) * 60 + Number(part.minute),
  };
  SHOWN.set(`${timeZone} ${instant}`, shown);
  return shown;
};

/** Looks at the wall every five minutes of the visit. */
const isOpen = (room: Room, site: Site, start: number, end: number): boolean => {
  for (let instant = start; instant < end; instant += 5 * MINUTE) {
    const { date, weekday, minute } = wallAt(instant, site.timeZone);
    const stretches = room.hours[weekday as keyof typeof room.hours] ?? [];
    const open = stretches.some(({ from, to }) => minuteOf(from) <= minute && minute < minuteOf(to));
    if (!open || site.closedDates.includes(date)) return false;
  }
  return true;
};

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** The local dates that a stretch of time touches. */
const datesBetween = (from: number, to: number, timeZone: string): Set<string> => {
  const dates = new Set([wallAt(from, timeZone).date]);
  for (let instant = from; instant < to; instant += 5 * MINUTE) dates.add(wallAt(instant, timeZone).date);
  return dates;
};
