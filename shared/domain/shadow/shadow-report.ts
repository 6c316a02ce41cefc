import type { BookingUid } from '../booking-event.ts';
import type { BookingRecord } from '../booking-record.ts';
import { homeRoomAt } from '../catalogue.ts';
import type { Day, Occupancy, Waiting } from '../day.ts';
import { DayTable } from '../day-table.ts';
import { bookingOf } from '../decide.ts';
import { couldDo, holders } from '../hard-rules.ts';
import { type Instant, overlap } from '../instant.ts';
import type { Change } from '../ledger-records.ts';
import { dayInterval, type LocalDate, localDateOf } from '../local-time.ts';
import { endAsKept } from '../next-record.ts';
import { seatsMayKnow } from '../plan-publication.ts';
import { isWalkIn } from '../walk-in.ts';
import { hiddenStarts } from './hidden-starts.ts';
import { messagesOf, POLICY_NAMES, type PolicyName, policiesOf, type Turn } from './messages-of.ts';

/** What the Ledger keeps of a date. */
export type DayKept = {
  readonly date: LocalDate;
  /** The date, with as much of its neighbours as visits of it may reach. */
  readonly day: Day;
  readonly trail: readonly Change[];
  /** Of the bookings in the trail those that are still kept. */
  readonly records: ReadonlyMap<BookingUid, BookingRecord>;
};

/** What the assigner did, or would have done, for the visits of one date, or of many. */
export type ShadowCounts = {
  readonly visits: number;
  /** Visits that were given a room. */
  readonly roomed: number;
  /** Visits whose room became unusable, or whose practitioner's own room would have done but was taken or blocked. */
  readonly conflicts: number;
  /** Visits that waited for a time, and those of them that had no room in the end. */
  readonly waited: number;
  readonly leftWaiting: number;
  /** How often patients would have been mailed, by how the Site could announce. */
  readonly messages: Readonly<Record<PolicyName, number>>;
  /** Starts that Cal.com could have offered, and those without a room. */
  readonly starts: number;
  readonly hiddenStarts: number;
  /** Visits that staff have put, or written at Cal.com to be, elsewhere than was decided; and where they wrote the very room. */
  readonly staffElsewhere: number;
  readonly staffSame: number;
};
export type ShadowDay = ShadowCounts & { readonly date: LocalDate };
export type ShadowReport = { readonly days: readonly ShadowDay[]; readonly total: ShadowCounts };

export const shadowReport = (kept: readonly DayKept[], settleMs: number): ShadowReport =>
  reportOf(kept.map((each) => shadowDay(each, settleMs)));

/** Of dates that have been counted. */
export const reportOf = (days: readonly ShadowDay[]): ShadowReport => ({
  days,
  total: days.reduce<ShadowCounts>(sum, NONE),
});

/** One visit of the date: what its trail says, oldest first, and where it stands now. */
type VisitKept = {
  readonly uid: BookingUid;
  readonly lines: readonly Change[];
  readonly held: Occupancy | undefined;
  readonly waits: Waiting | undefined;
  readonly record: BookingRecord | undefined;
};

const shadowDay = ({ date, day, trail, records }: DayKept, settleMs: number): ShadowDay => {
  const { site } = day;
  const isOfDate = ({ uid, start }: { readonly uid: BookingUid; readonly start: Instant }): boolean =>
    !isWalkIn(uid) && localDateOf(start, site.timeZone) === date;
  const held = new Map(
    day.rooms.flatMap(({ room, occupancies }) =>
      occupancies.filter((each) => each.roomId === room.id && isOfDate(each)).map((each) => [each.uid, each]),
    ),
  );
  const waiting = new Map(day.waiting.filter(isOfDate).map((each) => [each.uid, each]));
  const oldestFirst = trail.filter(({ what }) => TURNS.has(what)).toSorted((a, b) => a.at - b.at);
  const lines = Map.groupBy(oldestFirst, ({ bookingUid }) => bookingUid ?? '');
  const uids = [...new Set([...lines.keys(), ...held.keys(), ...waiting.keys()])];
  const visits = uids
    .filter((uid) => uid !== '' && !isWalkIn(uid))
    .map((uid): VisitKept => {
      const known = { held: held.get(uid), waits: waiting.get(uid), record: records.get(uid) };
      return { uid, lines: lines.get(uid) ?? [], ...known };
    });
  const within = dayInterval(date, site.timeZone);
  const table = new DayTable(day, within.start);
  const count = (holds: (visit: VisitKept) => boolean): number => visits.filter(holds).length;
  const starts = hiddenStarts(day, [...held.values(), ...waiting.values()], dayInterval(date, site.timeZone));
  return {
    date,
    visits: count(
      ({ lines, held, waits }) => !!held || !!waits || lines.some(({ what }) => TAKES_PART.has(what)),
    ),
    roomed: count(hadRoom),
    conflicts: count((visit) => avoidedConflict(visit, table)),
    waited: count(({ lines, waits }) => !!waits || lines.some(({ what }) => what === 'waiting')),
    leftWaiting: count(({ held, waits }) => !held && !!waits),
    messages: messagesOn(visits, day, settleMs),
    starts: starts.asked,
    hiddenStarts: starts.hidden,
    staffElsewhere: count((visit) => choiceOfStaff(visit) === 'elsewhere'),
    staffSame: count((visit) => choiceOfStaff(visit) === 'same'),
  };
};

const PLACES: ReadonlySet<string> = new Set(['assigned', 'moved']);
const TAKES_PART: ReadonlySet<string> = new Set([...PLACES, 'waiting']);
const ENDS: ReadonlySet<string> = new Set(['released', 'left', 'expired', 'ignored']);
/** The lines that say where a visit is. */
const TURNS: ReadonlySet<string> = new Set([...TAKES_PART, ...ENDS, 'manual-edit']);

const hadRoom = ({ lines, held }: VisitKept): boolean =>
  held !== undefined || lines.some(({ what }) => PLACES.has(what));

/** Its room became unusable and it has moved; or its practitioner's own room would do, but for who or what is there. */
const avoidedConflict = ({ lines, held }: VisitKept, table: DayTable): boolean => {
  if (lines.some(({ what, reason }) => what === 'moved' && reason === 'room-unusable')) return true;
  const { day } = table;
  const usual = homeRoomAt(day.catalogue, day.site.id, held?.practitionerId);
  if (held === undefined || usual === undefined || usual === held.roomId) return false;
  const there = table.room(usual);
  const booking = bookingOf({ ...held, priority: 0, firstEventAt: 0 }, day);
  if (there === undefined || booking === undefined) return false;
  const candidate = table.candidate(booking, there);
  const isBlocked = there.blocks.some(({ start, end = Number.POSITIVE_INFINITY }) =>
    overlap({ start, end }, candidate.span),
  );
  return couldDo(candidate) && (isBlocked || holders(there.occupancies, candidate.span).length > 0);
};

const messagesOn = (
  visits: readonly VisitKept[],
  { catalogue, site }: Day,
  settleMs: number,
): Readonly<Record<PolicyName, number>> => {
  const policies = policiesOf(site);
  const told = visits.flatMap(({ lines, held, waits, record }) => {
    // Holds are told nothing, nor classes whose seats may not know.
    if ((held ?? waits)?.status === 'tentative' || (record && !isTellable(record))) return [];
    if (record && !seatsMayKnow(record, catalogue)) return [];
    const turns = turnsOf(lines, held, record);
    return [{ turns, times: held ?? waits ?? timesOf(record) }];
  });
  const total = (name: PolicyName): number =>
    told.reduce((all, { turns, times }) => all + messagesOf(turns, times, site, policies[name], settleMs), 0);
  return { immediately: total('immediately'), hoursBefore: total('hoursBefore'), link: total('link') };
};

const isTellable = ({ fact }: BookingRecord): boolean =>
  fact.status === 'confirmed' || (fact.status === 'ended' && fact.reason !== 'rejected');

/** Of one that is over only its end is kept; of one that is no longer kept nothing: then it was told before. */
const timesOf = (record: BookingRecord | undefined): { start: Instant; end: Instant } => {
  const end = record === undefined ? Number.POSITIVE_INFINITY : endAsKept(record);
  return { start: record?.fact.status === 'ended' || record === undefined ? end : record.fact.start, end };
};

const turnsOf = (
  lines: readonly Change[],
  held: Occupancy | undefined,
  record: BookingRecord | undefined,
): readonly Turn[] => {
  // What a person wrote at Cal.com is never overwritten.
  const edited = lines.findIndex(({ what, reason }) => what === 'manual-edit' || reason === 'manual-edit');
  const ours = edited < 0 ? lines : lines.slice(0, edited);
  const turns = ours.flatMap(({ at, what, roomId }): Turn[] => {
    if (PLACES.has(what)) return roomId === undefined ? [] : [{ at, to: { room: roomId } }];
    return [{ at, to: what === 'waiting' ? 'waiting' : 'over' }];
  });
  // Of the end of one that waited no line tells.
  if (record?.fact.status === 'ended' && turns.at(-1)?.to === 'waiting')
    turns.push({ at: record.fact.createdAt, to: 'over' });
  // It came from another date and has kept its room, of which no line of this date tells.
  const cameWithRoom = held !== undefined && !lines.some(({ what }) => PLACES.has(what));
  return cameWithRoom ? [{ at: 0, to: { room: held.roomId } }, ...turns] : turns;
};

/** Anyone else is one of the staff. */
const NOT_STAFF: ReadonlySet<string> = new Set([
  'webhook',
  'sweep',
  'publisher',
  'reconciliation',
  'import',
  'rebuild',
  'command',
  'patient',
]);

/** Where staff wanted the visit, beside where it had been put last; `undefined` where they have said nothing. */
const choiceOfStaff = ({ lines }: VisitKept): 'same' | 'elsewhere' | undefined => {
  let ours: string | undefined;
  let staff: 'same' | 'elsewhere' | undefined;
  for (const { what, roomId, by, reason } of lines) {
    const isTheirs = reason === 'manual-edit' || !NOT_STAFF.has(by);
    if (what === 'manual-edit') staff = reason === 'same-room' ? 'same' : 'elsewhere';
    else if (!PLACES.has(what)) continue;
    else if (isTheirs) staff = roomId === ours ? 'same' : 'elsewhere';
    else [ours, staff] = [roomId, undefined];
  }
  return staff;
};

const NONE: ShadowCounts = {
  visits: 0,
  roomed: 0,
  conflicts: 0,
  waited: 0,
  leftWaiting: 0,
  messages: { immediately: 0, hoursBefore: 0, link: 0 },
  starts: 0,
  hiddenStarts: 0,
  staffElsewhere: 0,
  staffSame: 0,
};

const sum = (a: ShadowCounts, b: ShadowCounts): ShadowCounts => ({
  visits: a.visits + b.visits,
  roomed: a.roomed + b.roomed,
  conflicts: a.conflicts + b.conflicts,
  waited: a.waited + b.waited,
  leftWaiting: a.leftWaiting + b.leftWaiting,
  messages: Object.fromEntries(
    POLICY_NAMES.map((name) => [name, a.messages[name] + b.messages[name]]),
  ) as Record<PolicyName, number>,
  starts: a.starts + b.starts,
  hiddenStarts: a.hiddenStarts + b.hiddenStarts,
  staffElsewhere: a.staffElsewhere + b.staffElsewhere,
  staffSame: a.staffSame + b.staffSame,
});
