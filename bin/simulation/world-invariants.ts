import type { BookingEvent } from '../../shared/domain/booking-event.ts';
import { factsIn, inputsOf, mergeFacts, sameContent, sameFacts } from '../../shared/domain/booking-facts.ts';
import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import {
  type Catalogue,
  type PublishingMode,
  type Room,
  type Site,
  visitTypeOf,
} from '../../shared/domain/catalogue.ts';
import type { Block, Occupancy } from '../../shared/domain/day.ts';
import { dayOfRecords } from '../../shared/domain/day-of.ts';
import { DayTable } from '../../shared/domain/day-table.ts';
import { bookingOf, choose } from '../../shared/domain/decide.ts';
import { doubtAbout } from '../../shared/domain/doubt-about.ts';
import { hasArrived } from '../../shared/domain/encounter.ts';
import { lastPlanned } from '../../shared/domain/horizon.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { datesOf } from '../../shared/domain/local-time.ts';
import { locationText } from '../../shared/domain/location-text.ts';
import { predatesPublishing } from '../../shared/domain/plan-publication.ts';
import { driftOf, isAtRest, lastText } from '../../shared/domain/publication.ts';
import { PATCH_404_THOUGH_FOUND, unchangeableEventType } from '../../shared/domain/publication-reasons.ts';
import { workplaceOf } from '../../shared/domain/site-of-visit.ts';
import { tokenIn } from '../../shared/domain/visit-link.ts';
import { isWalkIn } from '../../shared/domain/walk-in.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { wantedText } from '../../shared/publishing/wanted-text.ts';
import { HORIZON_EVERY_MS } from '../../shared/reconciling/reconcile.ts';
import { CATALOGUE_LAG_MS } from '../../shared/replanning/replan-day.ts';
import { visitBehindLink } from '../../shared/visit-page/visit-page.ts';
import { type BookingRow, isLive } from '../sandbox/booking-row.ts';
import { inWords, madeUpWords } from './digests.ts';
import type { HeldDay, Mirror, Touched } from './mirror.ts';
import { LINK } from './world-catalogue.ts';

const MINUTE = 60_000;

/** A live booking with its room. */
type Roomed = BookingRecord & {
  readonly placement: Extract<BookingRecord['placement'], { kind: 'roomed' }>;
  readonly fact: Extract<BookingRecord['fact'], { start: number }>;
};

const isRoomed = (record: BookingRecord | undefined): record is Roomed =>
  record?.placement.kind === 'roomed' && record.fact.status !== 'ended';

const inForce = (held: Occupancy, now: number): boolean =>
  held.expiresAt === undefined || held.expiresAt > now || hasArrived(held.progress);

/** What one committed transaction has broken of I1 to I6 and I8; none when all is well. */
export const brokenByCommit = (
  mirror: Mirror,
  touched: Touched,
  { catalogue, now }: { catalogue: Catalogue; now: number },
): string[] => [
  ...touched.roomDays.flatMap((day) => [...heldTwice(day, catalogue, now), ...heldByNoOne(day, mirror)]),
  ...touched.bookings.flatMap(({ before, after }) => [
    ...inTwoRooms(after, mirror),
    ...sharesWalls(after, mirror, catalogue, now),
    ...notWritten(after, mirror, catalogue),
    ...tombstoneThatHolds(after, mirror),
    ...waitsAstray(after, mirror),
    ...(takesOver(after, touched) ? [] : wrongRoom(before, after, mirror, catalogue, { touched, now })),
    ...(touched.byStaff.has(after.uid) ? [] : movedForNothing(before, after, mirror, catalogue, now)),
    ...(touched.byStaff.has(after.uid) ? [] : movedOnceArrived(before, after)),
    ...walkInAtCalCom(after),
    ...saysAnotherRoom(before, after, catalogue),
  ]),
];

/** I1. */
const heldTwice = (day: HeldDay, { sites }: Catalogue, now: number): string[] => {
  // Who cleans rooms is in one between two visits alone.
  const cleans = sites.some(
    ({ id, portable }) =>
      id === day.siteId &&
      portable.some(({ units, during }) => during === 'turnaround' && units.includes(day.roomId)),
  );
  const held = [...day.occupancies.values()]
    .map((each) => (cleans ? { ...each, from: Math.max(each.from, each.end) } : each))
    .filter((each) => inForce(each, now) && each.from < each.to)
    .sort((a, b) => a.from - b.from);
  return held.flatMap((each, index) =>
    held
      .slice(index + 1)
      .filter((later) => later.from < each.to)
      .map((later) => `I1: ${day.roomId} on ${day.date} is held by ${each.uid} and ${later.uid} at once`),
  );
};

/** I1, bricks and mortar: whatever stands under which name, a hall is the rooms that it is made of. */
const sharesWalls = (record: BookingRecord, mirror: Mirror, { sites }: Catalogue, now: number): string[] => {
  const site = sites.find(({ id }) => id === record.siteId);
  if (!isRoomed(record) || !site?.rooms.some(({ parts }) => parts !== undefined)) return [];
  const wallsOf = ({ placement }: Roomed): readonly string[] =>
    site.rooms.find(({ id }) => id === placement.roomId)?.parts ?? [placement.roomId];
  const holds = ({ uid }: Roomed): boolean =>
    mirror.occupanciesOf(uid).some(({ held }) => inForce(held, now));
  const walls = wallsOf(record);
  return [...mirror.bookings.values()].flatMap((other) =>
    isRoomed(other) &&
    other.uid !== record.uid &&
    other.siteId === record.siteId &&
    other.placement.from < other.placement.to &&
    record.placement.from < record.placement.to &&
    other.placement.from < record.placement.to &&
    record.placement.from < other.placement.to &&
    wallsOf(other).some((wall) => walls.includes(wall)) &&
    holds(other) &&
    holds(record)
      ? [`I1: the walls of ${walls} are shared by ${record.uid} and ${other.uid} at once`]
      : [],
  );
};

/** I2. */
const inTwoRooms = ({ uid }: BookingRecord, mirror: Mirror): string[] => {
  const rooms = new Set(mirror.occupanciesOf(uid).map(({ held }) => held.roomId));
  return rooms.size > 1 ? [`I2: ${uid} has the rooms ${[...rooms].join(' and ')}`] : [];
};

/** I3, from the room-day's side. */
const heldByNoOne = (day: HeldDay, mirror: Mirror): string[] =>
  [...day.occupancies.values()].flatMap((held) => {
    const record = mirror.bookings.get(held.uid);
    const where = `${day.roomId} on ${day.date}`;
    if (!isRoomed(record)) return [`I3: ${where} is held by ${held.uid}, which has no room`];
    const { placement, fact } = record;
    return held.roomId === placement.roomId &&
      held.from === placement.from &&
      held.to === placement.to &&
      held.start === fact.start &&
      held.end === fact.end &&
      held.status === fact.status
      ? []
      : [`I3: ${where} is held by ${held.uid} otherwise than its booking says`];
  });

/** I3, from the booking's side. */
const notWritten = (record: BookingRecord, mirror: Mirror, catalogue: Catalogue): string[] => {
  if (!isRoomed(record)) return [];
  const { uid, placement, siteId } = record;
  const zone = catalogue.sites.find((site) => site.id === siteId)?.timeZone ?? 'UTC';
  return datesOf({ start: placement.from, end: placement.to }, zone).flatMap((date) =>
    placement.claims
      .filter((claim) => mirror.roomDays.get(`${siteId} ${date} ${claim}`)?.occupancies.has(uid) !== true)
      .map((claim) => `I3: ${uid} is not written under ${claim} on ${date}`),
  );
};

/** I4. */
const tombstoneThatHolds = (record: BookingRecord, mirror: Mirror): string[] => {
  const { uid, fact, placement, publication, pinned } = record;
  if (fact.status !== 'ended') return [];
  return [
    ...(placement.kind === 'ended' ? [] : [`I4: ${uid} has ended and is ${placement.kind}`]),
    ...mirror.occupanciesOf(uid).map(({ day }) => `I4: ${uid} has ended and holds ${day.roomId}`),
    ...(mirror.waiting.has(uid) ? [`I4: ${uid} has ended and waits`] : []),
    ...(isAtRest(publication) ? [] : [`I4: ${uid} has ended and is owed`]),
    ...(pinned ? [`I4: ${uid} has ended and is pinned`] : []),
  ];
};

const waitsAstray = ({ uid, placement }: BookingRecord, mirror: Mirror): string[] =>
  (placement.kind === 'waiting') === mirror.waiting.has(uid)
    ? []
    : [`I3: ${uid} is ${placement.kind} and its line among the waiting says otherwise`];

/** I6: what staff have pinned stays where it is for the same hours, though the room has become unusable; so does who is here. */
const staysPinned = (before: Roomed, { pinned, progress, placement, fact }: Roomed): boolean =>
  ((before.pinned === true && pinned === true) || (hasArrived(before.progress) && hasArrived(progress))) &&
  before.placement.roomId === placement.roomId &&
  before.fact.start === fact.start &&
  before.fact.end === fact.end;

/** Booked for a walk-in, it is where the patient sits already: no room was given. */
const takesOver = (after: BookingRecord, { bookings }: Touched): boolean =>
  bookings.some(
    ({ before, after: ended }) =>
      isWalkIn(ended.uid) &&
      ended.replacedBy.includes(after.uid) &&
      isRoomed(before) &&
      isRoomed(after) &&
      before.placement.roomId === after.placement.roomId,
  );

/**
 * I5, looked at when a room is given: hard rules, Blocks and closures as they stand at that moment. A closure that a worker could not
 * yet know of when it decided is one that came after: that the visit leaves the room is looked at when all is at rest.
 */
const wrongRoom = (
  before: BookingRecord | undefined,
  after: BookingRecord,
  mirror: Mirror,
  catalogue: Catalogue,
  { touched, now }: { touched: Touched; now: number },
): string[] => {
  if (!isRoomed(after)) return [];
  const { uid, placement, fact } = after;
  if (isRoomed(before) && before.placement.decidedAt === placement.decidedAt) return [];
  if (isRoomed(before) && staysPinned(before, after)) return [];
  if (placement.catalogueVersion !== catalogue.version) return [];
  const knownUntil = touched.byWorker.has(uid) ? placement.decidedAt - CATALOGUE_LAG_MS : now;
  const unfit = whyUnfit(after, placement.roomId, mirror, catalogue, knownUntil);
  const said = (after.overruled?.rules ?? []).map(({ rejection }) => rejection);
  return [
    ...unfit
      .filter((reason) => !said.some((rule) => BROKEN_BY[rule]?.test(reason)))
      .map((reason) => `I5: ${uid} was given ${placement.roomId}, which ${reason}`),
    ...(fact.end <= now ? [`I5: ${uid} was given a room when it was over`] : []),
  ];
};

/** How what staff have overruled is put here. */
const BROKEN_BY: Partial<Record<string, RegExp>> = {
  'lacks-equipment': /^has no /,
  'wrong-kind': /^is a .* room$/,
  'not-accessible': /^is not accessible$/,
};

/** Why a room will not do for a booking, no matter who else is in it; of closures only those that were committed by `knownUntil`. */
const whyUnfit = (
  record: Roomed,
  roomId: string,
  mirror: Mirror,
  catalogue: Catalogue,
  knownUntil = Number.POSITIVE_INFINITY,
): string[] => {
  const { placement, siteId } = record;
  const site = catalogue.sites.find((each) => each.id === siteId);
  const room = site?.rooms.find((each) => each.id === roomId);
  const type = visitTypeOf(catalogue, inputsOf(record));
  if (site === undefined || room === undefined || type === undefined) return ['the catalogue lacks'];
  const portable = site.portable.map(({ tag }) => tag);
  const has = (tag: string): boolean => room.equipment.includes(tag) || portable.includes(tag);
  return [
    ...type.needs.equipment.filter((tag) => !has(tag)).map((tag) => `has no ${tag}`),
    ...(type.needs.kinds?.includes(room.kind) === false ? [`is a ${room.kind} room`] : []),
    ...(type.needs.accessible && !room.accessible ? ['is not accessible'] : []),
    ...blocksOn(room, site, mirror, knownUntil)
      .filter(
        (block) => block.start < placement.to && (block.end === undefined || block.end > placement.from),
      )
      .map((block) => `is blocked (${block.id})`),
  ];
};

/** The Blocks over the room, and over any other made of some of the same walls. */
const blocksOn = (room: Room, site: Site, mirror: Mirror, knownUntil: number): Block[] => {
  const walls = room.parts ?? [room.id];
  const touching = site.rooms.filter(({ id, parts = [id] }) => parts.some((part) => walls.includes(part)));
  return touching.flatMap(({ id }) => [
    ...[...mirror.roomDays.values()]
      .filter((day) => day.siteId === site.id && day.roomId === id)
      .flatMap((day) => Object.values(day.blocks)),
    ...(mirror.rooms.get(`${site.id} ${id}`)?.closures ?? []).filter(
      (closure) => (mirror.closedAt.get(`${site.id} ${id} ${closure.id}`) ?? 0) <= knownUntil,
    ),
  ]);
};

/** I6: who is pinned, frozen or being seen keeps a room that still does. */
const movedForNothing = (
  before: BookingRecord | undefined,
  after: BookingRecord,
  mirror: Mirror,
  catalogue: Catalogue,
  now: number,
): string[] => {
  if (!isRoomed(before) || after.fact.status === 'ended' || before.fact.status === 'tentative') return [];
  if (isRoomed(after) && isInSameRoom(before, after)) return [];
  const same =
    before.fact.start === after.fact.start &&
    before.fact.end === after.fact.end &&
    sameContent(before.asked.practitionerId?.value, after.asked.practitionerId?.value) &&
    before.fact.venue === after.fact.venue &&
    sameContent(before.asked, after.asked) &&
    sameContent(before.fact.inputs, after.fact.inputs);
  if (!same) return [];
  const freeze = catalogue.sites.find((site) => site.id === before.siteId)?.policy.freezeMinutes ?? 0;
  const fixed = before.pinned === true || before.fact.start - now < freeze * MINUTE;
  if (!fixed) return [];
  const unusable = whyUnfit(before, before.placement.roomId, mirror, catalogue).length > 0;
  if (unusable && !before.pinned) return [];
  const { roomId } = before.placement;
  return [`I6: ${after.uid} had to leave ${roomId} for nothing`];
};

/** I14: no one but staff moves a visit whose patient is here, unless Cal.com gives it another time or place. */
const movedOnceArrived = (before: BookingRecord | undefined, after: BookingRecord): string[] => {
  if (!isRoomed(before) || !hasArrived(before.progress) || after.fact.status === 'ended') return [];
  if (isRoomed(after) && isInSameRoom(before, after)) return [];
  const same =
    before.fact.start === after.fact.start &&
    before.fact.end === after.fact.end &&
    before.fact.venue === after.fact.venue;
  return same ? [`I14: ${after.uid} had to leave ${before.placement.roomId} though its patient is here`] : [];
};

/** A room of another house is another one, though it is called the same. */
const isInSameRoom = (a: Roomed, b: Roomed): boolean =>
  a.siteId === b.siteId && a.placement.roomId === b.placement.roomId;

/** I12: Cal.com knows no walk-in, so that nothing is to be told there and nothing differs. */
const walkInAtCalCom = ({ uid, publication }: BookingRecord): string[] =>
  isWalkIn(uid) && !(isAtRest(publication) && publication.texts.length === 0)
    ? [`I12: the walk-in ${uid} is ${publication.state.kind} at Cal.com`]
    : [];

/** I8: an attempt carries the newest room. */
const saysAnotherRoom = (
  before: BookingRecord | undefined,
  after: BookingRecord,
  catalogue: Catalogue,
): string[] => {
  const { attempt } = after.publication;
  if (attempt === undefined || attempt.id === before?.publication.attempt?.id) return [];
  const site = catalogue.sites.find((each) => each.id === after.siteId);
  const wanted = site && wantedText(after, { site, catalogue });
  return [
    ...(wanted === attempt.text ? [] : [`I8: ${after.uid} is told ${attempt.text} and not ${wanted}`]),
    ...toldForNothing(before, attempt.text, site),
  ];
};

/** I8: who has a link is told of another house or building, and of nothing else. */
const toldForNothing = (
  before: BookingRecord | undefined,
  text: string,
  site: Site | undefined,
): string[] => {
  const shown = before && lastText(before.publication);
  const known = tokenIn(shown ?? '', LINK);
  if (site === undefined || shown === undefined || known === undefined || known !== tokenIn(text, LINK))
    return [];
  const places = [site.name, ...site.rooms.map(({ building }) => building)];
  const isElsewhere = places.some((place) => text.includes(place) && !shown.includes(place));
  return shown === text || isElsewhere ? [] : [`I8: ${before?.uid} has its link, and is told "${text}"`];
};

/** What a clinic at rest is judged by. */
type Rested = {
  readonly ledger: Ledger;
  readonly mirror: Mirror;
  readonly catalogue: Catalogue;
  readonly now: number;
  readonly rows: readonly BookingRow[];
  readonly publishing: PublishingMode;
  /** Who was booked before and never told waits for staff to adopt them. */
  readonly publishingSince: number;
  /** Every event that was acknowledged as accepted. */
  readonly accepted: readonly BookingEvent[];
  /** How often Cal.com has answered PATCHes of a booking with this status. */
  readonly answered: (uid: string, status: number) => number;
  /** Bookings whose location a person wrote, or that Cal.com changed too late for any promise. */
  readonly notOurs: ReadonlySet<string>;
  /** Bookings of which some delivery named neither host nor event type. */
  readonly saidLess: ReadonlySet<string>;
  /** Bookings that staff have moved to another house than theirs. */
  readonly sentElsewhere: ReadonlySet<string>;
};

/** What is broken of I10, I12 and liveness in a clinic that has come to rest. */
export const brokenAtRest = async (rested: Rested): Promise<string[]> => [
  ...lost(rested),
  ...rested.rows.flatMap((row) => [
    ...differs(row, rested),
    ...readsARoom(row, rested),
    ...notAdmitted(row, rested),
    ...inAnotherHouse(row, rested),
  ]),
  ...(await waitsForNothing(rested)),
  ...(await pageAstray(rested)),
  ...leftInUnusable(rested),
  ...lateForOne(rested),
];

/** I10: what was acknowledged is in the record: applied, or superseded by something that is. */
const lost = ({ accepted, mirror }: Rested): string[] =>
  accepted.flatMap((event) => {
    const { own, replaced } = factsIn(event);
    return [own, ...(replaced ? [replaced] : [])].flatMap((facts) => {
      const record = mirror.bookings.get(facts.uid);
      return record !== undefined && sameFacts(mergeFacts(record, facts), record)
        ? []
        : [`I10: ${event.trigger} of ${event.fact.uid} was acknowledged and is lost to ${facts.uid}`];
    });
  });

/** I12. */
const differs = (row: BookingRow, rested: Rested): string[] => {
  const { mirror, catalogue, now, notOurs, publishing } = rested;
  const record = mirror.bookings.get(row.uid);
  if (!isLive(row))
    return record === undefined || record.placement.kind === 'ended'
      ? []
      : [`I12: ${row.uid} is ${row.status} at Cal.com and ${record.placement.kind} here`];
  // Over before anything told of it: no one takes it in any more.
  if (record === undefined)
    return row.end <= now ? [] : [`I12: ${row.uid} stands at Cal.com and is unknown here`];
  const { placement, publication, fact, siteId } = record;
  if (placement.kind === 'ended') return [`I12: ${row.uid} stands at Cal.com and has ended here`];
  if (fact.status !== 'ended' && (fact.start !== row.start || fact.end !== row.end))
    return [`I12: ${row.uid} has other times here than at Cal.com`];
  if (row.status === 'ACCEPTED' && fact.status !== 'confirmed')
    return [`I12: ${row.uid} is accepted at Cal.com and a ${fact.status} here`];
  if (placement.kind === 'ignored' || row.end <= now) return [];
  if (publication.state.kind === 'queued' && publishing === 'on')
    return [`liveness: ${row.uid} is still owed a publication`];
  if (publication.state.kind === 'parked')
    return notOurs.has(row.uid) ||
      (publication.state.reason === 'sent-three-times' && publication.sends >= 3) ||
      (unchangeableEventType(publication.state.reason) !== undefined && rested.answered(row.uid, 403) > 0) ||
      (publication.state.reason === PATCH_404_THOUGH_FOUND && rested.answered(row.uid, 404) > 1)
      ? []
      : [`liveness: ${row.uid} is parked: ${publication.state.reason}`];
  if (publishing !== 'on' || notOurs.has(row.uid)) return [];
  if (publication.state.kind === 'shadow' && predatesPublishing(record, rested.publishingSince)) return [];
  const site = catalogue.sites.find((each) => each.id === siteId);
  const wanted = site && wantedText(record, { site, catalogue });
  return wanted === undefined || row.location === wanted
    ? []
    : [`I12: ${row.uid} shows "${row.location}" at Cal.com and is to show "${wanted}"`];
};

/** I15: the link that stands at Cal.com shows the room under which the booking is written, or that it has none. */
const pageAstray = async ({ ledger, mirror, rows, now }: Rested): Promise<string[]> => {
  const clinic = new Clinic(ledger, () => now, madeUpWords);
  const found = await Promise.all(
    rows.map(async (row): Promise<string[]> => {
      const token = tokenIn(row.location ?? '', LINK);
      const record = mirror.bookings.get(row.uid);
      const isShown =
        isLive(row) && row.end > now && record?.publication.verified?.text.includes(token ?? ' ') === true;
      if (token === undefined || !isShown) return [];
      const visit = await visitBehindLink({ ledger, clinic }, token, now);
      const held = mirror.occupanciesOf(row.uid).map(({ day }) => day.roomId);
      const shown = visit?.page.room?.id;
      if (visit?.uid === row.uid && (shown === undefined ? held.length === 0 : held.includes(shown)))
        return [];
      return [
        `I15: the link of ${row.uid} shows ${shown ?? 'no room'}, and it has ${held.join(', ') || 'none'}`,
      ];
    }),
  );
  return found.flat();
};

/** A booking without a room reads none: neither its own from before, nor its predecessor's, nor one it was booked with. */
const readsARoom = (row: BookingRow, rested: Rested): string[] => {
  const { mirror, catalogue, now, notOurs, publishing, publishingSince } = rested;
  const record = mirror.bookings.get(row.uid);
  if (!isLive(row) || record?.placement.kind !== 'waiting' || row.end <= now) return [];
  const { rooms = [], ...site } = catalogue.sites.find(({ id }) => id === record.siteId) ?? {};
  const isARoom = rooms.some((room) => 'locationFormat' in site && locationText(site, room) === row.location);
  if (publishing !== 'on' || notOurs.has(row.uid) || !isARoom) return [];
  // No one keeps the words that it was booked with, or moved with: who has lost a room since is read of again within half an hour.
  // While publishing is off no one looks at them at all.
  const since = Math.max(record.placement.since, publishingSince);
  if (row.placeChosen === row.location && now - since < HORIZON_EVERY_MS) return [];
  // A class that is never told: staff are shown it.
  if (record.asked.seats !== undefined) return [];
  // Older than publishing, it is told nothing before staff have adopted it.
  if (!isAtRest(record.publication) && driftOf(record.publication) === undefined) return [];
  return [`${row.uid} reads "${row.location}" and has no room`];
};

/** Every booking to come that the clinic file maps wants a room, whenever the file has come to say so. */
const notAdmitted = (row: BookingRow, { mirror, catalogue, now, notOurs }: Rested): string[] => {
  const record = mirror.bookings.get(row.uid);
  if (!isLive(row) || record === undefined || row.end <= now) return [];
  const isMapped = visitTypeOf(catalogue, { eventTypeId: row.eventTypeId }) !== undefined;
  const { placement } = record;
  if (isMapped && record.fact.status !== 'ended' && visitTypeOf(catalogue, inputsOf(record)) === undefined)
    return [`I10: ${row.uid} is of an event type that the clinic file maps, and no one knows of which`];
  if (placement.kind !== 'ignored') return [];
  const isOfTheFile =
    (placement.reason === 'event-type-unmapped' && isMapped) ||
    placement.reason === 'no-site' ||
    (placement.reason === 'address-of-no-site' &&
      !notOurs.has(row.uid) &&
      houseChosen(row, catalogue) !== undefined);
  return isOfTheFile ? [`I10: ${row.uid} is mapped by the clinic file and ignored: ${placement.reason}`] : [];
};

/** The house whose address the patient chose. */
const houseChosen = ({ placeChosen = '' }: BookingRow, { sites }: Catalogue): Site | undefined =>
  sites.find(({ addresses }) => addresses?.includes(placeChosen));

/** Staff have moved it there, or the booking that it replaces: that one's house goes on where nothing tells another. */
const isSentElsewhere = ({ uid, replaces }: BookingRecord, rested: Rested): boolean =>
  rested.sentElsewhere.has(uid) ||
  replaces.some((each) => {
    const before = rested.mirror.bookings.get(each);
    return before !== undefined && isSentElsewhere(before, rested);
  });

/** But by staff no one is in another house than the one they chose or, where no address tells, the one where their doctor is then. */
const inAnotherHouse = (row: BookingRow, rested: Rested): string[] => {
  const { mirror, catalogue, now, notOurs, saidLess } = rested;
  const record = mirror.bookings.get(row.uid);
  if (!isLive(row) || row.end <= now || catalogue.sites.length < 2) return [];
  if (record?.placement.kind !== 'roomed' && record?.placement.kind !== 'waiting') return [];
  if (isSentElsewhere(record, rested)) return [];
  const doctor = catalogue.practitioners.find(({ id }) => id === row.hostId);
  const byAddress = catalogue.sites.some(({ addresses }) => addresses !== undefined);
  // A class moves under its uid, and stays where it is; so does who was placed before the doctor was known.
  if (!byAddress && (record.asked.seats !== undefined || saidLess.has(row.uid))) return [];
  // Of a class whose location a person has written over, nothing at Cal.com says any more where it was to be.
  const hasSeats = byAddress && record.asked.seatAddress !== undefined;
  if (hasSeats && (notOurs.has(row.uid) || isForStaff(record, catalogue))) return [];
  const house = byAddress
    ? houseChosen(row, catalogue)?.id
    : doctor && workplaceOf(doctor, catalogue.sites, row.start);
  return house === undefined || house === record.siteId
    ? []
    : [`I14: ${row.uid} is in the house ${record.siteId} and belongs in ${house}`];
};

/** A class that someone was told of, or has decided on, before its house was heard of: staff have pinned it, or are shown it. */
const isForStaff = (record: BookingRecord, catalogue: Catalogue): boolean =>
  record.pinned === true ||
  (record.fact.status !== 'ended' &&
    doubtAbout({ ...record, fact: record.fact }, inWords(catalogue)) === 'at-another-site');

/** Liveness: who is not fixed by staff has left a room that will not do. */
const leftInUnusable = ({ mirror, catalogue, now }: Rested): string[] =>
  [...mirror.bookings.values()].flatMap((record) => {
    if (!isRoomed(record) || record.pinned || hasArrived(record.progress) || record.fact.start <= now)
      return [];
    // It may have to leave the house: staff are shown that, and it is not sent from room to room meanwhile.
    if (isForStaff(record, catalogue)) return [];
    const { roomId } = record.placement;
    return whyUnfit(record, roomId, mirror, catalogue).map(
      (reason) => `liveness: ${record.uid} was left in ${roomId}, which ${reason}`,
    );
  });

/** Liveness: no one is to be in two buildings with less time between them than the way takes, if one of the two visits may move. */
const lateForOne = ({ mirror, catalogue, now }: Rested): string[] =>
  catalogue.sites.flatMap(({ id: siteId, ways = [], rooms, policy }) => {
    if (ways.length === 0) return [];
    const visits = [...mirror.bookings.values()]
      .filter(isRoomed)
      .filter((each) => each.siteId === siteId && each.placement.from < each.placement.to)
      .sort((a, b) => a.fact.start - b.fact.start);
    const buildingOf = ({ placement }: Roomed) => rooms.find(({ id }) => id === placement.roomId)?.building;
    const stands = ({ pinned, progress, fact, publication }: Roomed): boolean =>
      pinned === true ||
      progress !== undefined ||
      fact.start < now + policy.freezeMinutes * MINUTE ||
      publication.texts.length > policy.maxAnnouncedChanges;
    return visits.flatMap((one, at) =>
      visits.slice(at + 1).flatMap((other) => {
        const [here, there] = [buildingOf(one), buildingOf(other)];
        const way = ways.find(({ between }) => between.every((each) => each === here || each === there));
        const minutes = (other.fact.start - one.fact.end) / MINUTE;
        const isOnes = (of: (record: Roomed) => unknown): boolean =>
          of(one) !== undefined && of(one) === of(other);
        const isLate = here !== there && way !== undefined && minutes < way.minutes;
        return isLate &&
          !(stands(one) && stands(other)) &&
          (isOnes(hostOf) || isOnes(({ asked }) => asked.linked?.value))
          ? [`liveness: ${one.uid} and ${other.uid} are ${minutes} minutes apart, in ${here} and ${there}`]
          : [];
      }),
    );
  });

const hostOf = ({ fact, asked }: Roomed): number | undefined =>
  fact.practitionerId ?? asked.practitionerId?.value;

/** Liveness: no one waits while a legal room is free. */
const waitsForNothing = async ({ ledger, mirror, catalogue, now }: Rested): Promise<string[]> => {
  const found: string[] = [];
  for (const { date, waiting } of mirror.waiting.values()) {
    if (waiting.arrangedByHand) continue; // staff have found it a place
    if (waiting.end <= now || (waiting.expiresAt !== undefined && waiting.expiresAt <= now)) continue;
    for (const site of catalogue.sites) {
      if (site.id !== mirror.bookings.get(waiting.uid)?.siteId) continue;
      const { rooms } = await ledger.readSite(site.id);
      const days = await Promise.all(
        datesOf({ start: waiting.start - 3_600_000, end: waiting.end + 3_600_000 }, site.timeZone).map(
          (each) => ledger.readDay(site.id, each),
        ),
      );
      if (!days.some((day) => day.date === date) || date > lastPlanned(site, now)) continue;
      const day = dayOfRecords(
        inWords(catalogue),
        site,
        new Map(rooms.map((room) => [room.roomId, room])),
        days,
      );
      const booking = bookingOf(waiting, day);
      const { choice } = booking ? choose(booking, new DayTable(day, now)) : { choice: undefined };
      if (choice !== undefined) found.push(`liveness: ${waiting.uid} waits while ${choice.roomId} is free`);
    }
  }
  return found;
};
