import type { Mirror } from '../../bin/simulation/mirror.ts';
import { patient, SimulatedClinic } from '../../bin/simulation/simulated-clinic.ts';
import { moveVisit } from '../../shared/board/commands/move-visit.ts';
import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import { type Room, visitTypeOf } from '../../shared/domain/catalogue.ts';
import { between, type Chance, seededChance } from '../../shared/domain/chance.ts';
import type { Day } from '../../shared/domain/day.ts';
import { DayTable } from '../../shared/domain/day-table.ts';
import { choose } from '../../shared/domain/decide.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import {
  addDays,
  dayInterval,
  instantAt,
  type LocalDate,
  localDateOf,
  weekdayOf,
} from '../../shared/domain/local-time.ts';
import { requirementOf } from '../../shared/domain/room-requirement.ts';
import type { ShadowReport } from '../../shared/domain/shadow/shadow-report.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { readKeptReport } from '../../shared/reporting/kept-report.ts';
import { readShadowReport } from '../../shared/reporting/read-shadow-report.ts';
import { reportNights } from '../../shared/reporting/report-nights.ts';
import { dayOf } from '../../shared/unit-of-work/day-snapshot.ts';
import { readSnapshot } from '../../shared/unit-of-work/read-snapshot.ts';

const QUIET_MS = 20_000;
const START = '2026-10-05T05:00:00.000Z';
const ZONE = 'Europe/Berlin';
const HOUR = 60 * MINUTE;
/** Visits of one patient each, that no one has to confirm. */
const TYPES = [3001, 3002, 3003, 3004, 3006];
const ROOMS = ['1A', '1B', '2A', '3B', '3C', '4A'];

/** What a booking was when it was written. */
type Written = { readonly at: number; readonly record: BookingRecord };

/** Simulated days of a clinic in shadow: what is reported of them, and what the simulation has counted itself meanwhile. */
export type ShadowRun = {
  readonly report: ShadowReport;
  /** What was counted of each date in the night after it, and how often. */
  readonly nightly: ShadowReport & { readonly missing: readonly LocalDate[] };
  readonly counts: ReadonlyMap<string, number>;
  readonly counted: ReadonlyMap<LocalDate, Counted>;
  readonly patches: number;
};
export type Counted = {
  readonly visits: number;
  readonly roomed: number;
  readonly waited: number;
  readonly leftWaiting: number;
  readonly messages: { readonly immediately: number; readonly hoursBefore: number; readonly link: number };
  readonly staffElsewhere: number;
  readonly conflicts: number;
  readonly starts: number;
  readonly hiddenStarts: number;
};

/** `lived`: all the days pass, with a sweep every minute, and each night comes as it does; else at once. */
export const shadowRun = async (
  seed: number,
  days: number,
  perDay: number,
  { lived = false } = {},
): Promise<ShadowRun> => {
  const history = new Map<string, Written[]>();
  const counts = new Map<string, number>();
  const driven = new Set<string>();
  const watched = (ledger: Ledger): Ledger => ({
    ...ledger,
    commit: async (writes) => {
      const result = await ledger.commit(writes);
      if (result.kind === 'committed')
        for (const write of writes)
          if (write.kind === 'memo' && write.record.scope === 'shadow-report')
            counts.set(write.record.id, (counts.get(write.record.id) ?? 0) + 1);
          else if (write.kind === 'booking') {
            const record = { ...write.record, version: write.seen + 1 };
            const before = history.get(record.uid) ?? [];
            if (isDrivenOut(world.mirror, before.at(-1)?.record, record)) driven.add(record.uid);
            history.set(record.uid, [...before, { at: world.time.now(), record }]);
          }
      return result;
    },
  });
  const world = new SimulatedClinic({
    seed,
    start: START,
    publishing: 'shadow',
    horizonDays: days + 1,
    kind: { buildings: true },
    twin: { ledger: watched },
  });
  await world.open();
  const chance = seededChance(seed);
  const dates = Array.from({ length: days }, (_, i) => addDays(localDateOf(Date.parse(START), ZONE), i + 1));
  const elsewhere = new Set<string>();
  // On Saturdays rooms keep other hours, and on Sundays none.
  const working = dates.filter((date) => !['sat', 'sun'].includes(weekdayOf(date)));
  for (const date of working) for (let i = 0; i < perDay; i += 1) await act(world, chance, date, elsewhere);
  await world.pass(10 * MINUTE);
  const [site] = world.catalogue.sites;
  if (site === undefined) throw new Error('the clinic has no site');
  const clinic = new Clinic(world.memory, world.time.now, async () => (word) => word);
  const nightAfter = (date: LocalDate): number => instantAt(addDays(date, 1), '03:30', ZONE);
  if (lived) await world.pass(nightAfter(dates.at(-1) ?? '') - world.time.now());
  const report = await readShadowReport({ ledger: world.memory, clinic }, site, dates, {
    settleMs: QUIET_MS,
  });
  const counted = new Map<LocalDate, Counted>();
  for (const date of dates) {
    const state = await clinic.site(site);
    const day = dayOf(await readSnapshot(world.memory, state, dayInterval(date, ZONE)));
    counted.set(date, {
      ...countedOn(date, history, elsewhere, site.rooms),
      ...countedInRooms(day, date, driven, history),
    });
  }
  let at = 0;
  const nights = reportNights({
    ledger: watched(world.memory),
    clinic,
    now: () => at,
    settleMs: QUIET_MS,
    trailKeptDays: 90,
    runStep: async (_step, _of, work) => ({ kind: 'done', value: await work() }),
  });
  for (const date of dates) {
    at = nightAfter(date);
    // Whatever is left, and nothing a second time.
    while ((await nights()) !== undefined);
  }
  const nightly = await readKeptReport(world.memory, site.id, dates);
  return { report, nightly, counts, counted, patches: world.sandbox.patches().length };
};

/** Date by date what is reported of all that is counted, and what is counted. */
export const reportedOf = ({ report }: Pick<ShadowRun, 'report'>) =>
  report.days.map(({ staffSame: _never, ...day }): Counted & { readonly date: LocalDate } => day);
export const countedOf = ({ counted }: ShadowRun) =>
  [...counted].map(([date, counts]): Counted & { readonly date: LocalDate } => ({ date, ...counts }));

/** One thing that happens at the clinic, and half a minute: mostly someone books for the date. */
const act = async (
  world: SimulatedClinic,
  chance: Chance,
  date: LocalDate,
  elsewhere: Set<string>,
): Promise<void> => {
  const live = world.sandbox.bookings().filter(({ status }) => status === 'ACCEPTED');
  const row = live[between(chance, 0, Math.max(0, live.length - 1))];
  const start = Date.parse(`${date}T07:00:00Z`) + 15 * MINUTE * between(chance, 0, 11);
  const draw = chance();
  if (row === undefined || draw < 0.66) book(world, chance, start);
  else if (draw < 0.73) world.act(() => world.sandbox.cancel(row.uid));
  else if (draw < 0.79) world.act(() => world.sandbox.reschedule(row.uid, { start, via: 'web' }));
  else if (draw < 0.87) {
    const roomId = pick(ROOMS, chance);
    await world.block(roomId, date, { start, end: start + 2 * HOUR });
  } else moveByHand(world, chance, row.uid, elsewhere);
  await world.pass(MINUTE / 2);
};

const book = (world: SimulatedClinic, chance: Chance, start: number): void => {
  const eventType = pick(TYPES, chance);
  const hosts = world.sandbox.clinic.eventTypes.find(({ id }) => id === eventType)?.hostIds ?? [];
  const hostId = pick(hosts, chance);
  world.act(() => world.sandbox.book({ eventType, hostId, start, attendee: patient }));
};

/** Staff put a visit where they like, and it stays there: what they do they pin. */
const moveByHand = (world: SimulatedClinic, chance: Chance, uid: string, elsewhere: Set<string>): void => {
  if (elsewhere.has(uid) || world.roomOf(uid) === undefined) return;
  const id = `moved ${uid}`;
  const roomId = pick(ROOMS, chance);
  world.act(async () => {
    const outcome = await world.atDesk((deps, site) =>
      moveVisit(deps, { id, siteId: site.id, by: 'a-subject', request: id, agreed: true }, site, uid, {
        roomId,
        pinned: true,
      }),
    );
    if (outcome.kind === 'landed') elsewhere.add(uid);
  });
};

const pick = <T>(items: readonly T[], chance: Chance): T => items[between(chance, 0, items.length - 1)] as T;

/** The figures of one date as what was written of each booking shows them; of the trail nothing is asked. */
const countedOn = (
  date: LocalDate,
  history: ReadonlyMap<string, readonly Written[]>,
  elsewhere: ReadonlySet<string>,
  rooms: readonly Room[],
): Omit<Counted, 'conflicts' | 'starts' | 'hiddenStarts'> => {
  const all = [...history.entries()].filter(([, written]) => {
    const fact = written.map(({ record }) => record.fact).find(({ status }) => status !== 'ended');
    return fact !== undefined && fact.status !== 'ended' && localDateOf(fact.start, ZONE) === date;
  });
  const kinds = (written: readonly Written[]) => written.map(({ record }) => record.placement.kind);
  const count = (holds: (written: readonly Written[], uid: string) => boolean): number =>
    all.filter(([uid, written]) => holds(written, uid)).length;
  const told = (words: Words): number =>
    all.reduce((sum, [, written]) => sum + changesTold(written, words, rooms), 0);
  return {
    visits: count((written) => kinds(written).some((kind) => kind === 'roomed' || kind === 'waiting')),
    roomed: count((written) => kinds(written).includes('roomed')),
    waited: count((written) => kinds(written).includes('waiting')),
    leftWaiting: count((written) => kinds(written).at(-1) === 'waiting'),
    messages: {
      immediately: told({ of: ({ id }) => id, saysNone: true }),
      hoursBefore: told({ of: ({ id }) => id, saysNone: true, hours: 24 }),
      link: told({ of: ({ building }) => building, saysNone: false }),
    },
    staffElsewhere: count((_, uid) => elsewhere.has(uid)),
  };
};

/** Whether a booking goes to another room while a block lies over the one that it had. */
const isDrivenOut = (mirror: Mirror, before: BookingRecord | undefined, after: BookingRecord): boolean => {
  const [was, is] = [before?.placement, after.placement];
  if (was?.kind !== 'roomed' || is.kind !== 'roomed' || was.roomId === is.roomId) return false;
  const blocks = Object.values(mirror.roomDays.get(`north ${was.dates[0]} ${was.roomId}`)?.blocks ?? {});
  return blocks.some(({ start, end = Number.POSITIVE_INFINITY }) => start < was.to && was.from < end);
};

/** What follows from who is where in the end: own rooms that were not to be had, and starts at which no room is to be had. */
const countedInRooms = (
  day: Day,
  date: LocalDate,
  driven: ReadonlySet<string>,
  history: ReadonlyMap<string, readonly Written[]>,
): Pick<Counted, 'conflicts' | 'starts' | 'hiddenStarts'> => {
  const { catalogue } = day;
  const table = new DayTable(day, dayInterval(date, ZONE).start);
  const visits = [...history.values()].flatMap((written) => {
    const { fact, placement } = written.at(-1)?.record ?? {};
    if (fact === undefined || fact.status === 'ended' || localDateOf(fact.start, ZONE) !== date) return [];
    const type = visitTypeOf(catalogue, fact.inputs);
    return type && (placement?.kind === 'roomed' || placement?.kind === 'waiting')
      ? [{ fact, type, placement }]
      : [];
  });
  const keptFromTheirs = visits.filter(({ fact, type, placement }) => {
    const home = catalogue.practitioners.find(({ id }) => id === fact.practitionerId)?.homeRoom;
    const theirs = day.rooms.find(({ room }) => room.id === home);
    if (theirs === undefined || placement.kind !== 'roomed' || placement.roomId === home) return false;
    const { kinds, equipment, accessible } = type.needs;
    const suits =
      (kinds === undefined || kinds.includes(theirs.room.kind)) &&
      equipment.every((tag) => theirs.room.equipment.includes(tag)) &&
      (!accessible || theirs.room.accessible);
    const from = fact.start - type.setupMinutes * MINUTE;
    const to = fact.end + Math.max(type.turnaroundMinutes, theirs.room.turnaroundMinutes) * MINUTE;
    const taken = [...theirs.occupancies.map((each) => [each.from, each.to] as const)].concat(
      theirs.blocks.map(({ start, end = Number.POSITIVE_INFINITY }) => [start, end] as const),
    );
    return suits && taken.some(([start, end]) => start < to && from < end);
  });
  const onDate = [...driven].filter((uid) => {
    const fact = history.get(uid)?.[0]?.record.fact;
    return fact !== undefined && fact.status !== 'ended' && localDateOf(fact.start, ZONE) === date;
  });
  const conflicts = new Set([...keptFromTheirs.map(({ fact }) => fact.uid), ...onDate]);
  let starts = 0;
  let hidden = 0;
  for (const [, alike] of Map.groupBy(visits, ({ fact, type }) => `${type.id} ${fact.practitionerId}`)) {
    const [{ fact, type } = never()] = alike;
    const own = visits.filter((each) => each.fact.practitionerId === fact.practitionerId);
    const length = fact.end - fact.start;
    // All rooms that are open on these days are so from seven to seven.
    for (
      let start = instantAt(date, '07:00', ZONE);
      start + length <= instantAt(date, '19:00', ZONE);
      start += 15 * MINUTE
    ) {
      if (own.some((each) => each.fact.start < start + length && start < each.fact.end)) continue;
      const visit = { ...fact, uid: 'one-more', start, end: start + length, priority: 0, firstEventAt: 0 };
      const booking = { ...visit, requirement: requirementOf({}, type, catalogue).requirement };
      starts += 1;
      if (choose(booking, table).choice === undefined) hidden += 1;
    }
  }
  return { conflicts: conflicts.size, starts, hiddenStarts: hidden };
};

const never = (): never => {
  throw new Error('there is no group without a visit');
};

/** What of a room is told, whether it is told that there is none, and how long before the visit. */
type Words = { readonly of: (room: Room) => string; readonly saysNone: boolean; readonly hours?: number };

/** Looked at whenever something is written, or has stood for the settle time: what has stood for the settle time, and is not what was told last, is told. */
const changesTold = (
  written: readonly Written[],
  { of, saysNone, hours }: Words,
  rooms: readonly Room[],
): number => {
  const placed = written.map(({ at, record: { placement } }) => {
    const room = placement.kind === 'roomed' && rooms.find(({ id }) => id === placement.roomId);
    return {
      at,
      placement: placement.kind,
      roomId: room ? room.id : undefined,
      says: room ? of(room) : undefined,
    };
  });
  const fact = written.map(({ record }) => record.fact).find(({ status }) => status !== 'ended');
  if (fact === undefined || fact.status === 'ended') return 0;
  const first = placed[0]?.at ?? 0;
  // Of one that is over with the Ledger keeps the end alone, and the report says that it goes by that.
  const isOver = written.at(-1)?.record.fact.status === 'ended';
  const announced = hours === undefined ? first : (isOver ? fact.end : fact.start) - hours * HOUR;
  const instants = [...placed.flatMap(({ at }) => [at, at + QUIET_MS]), announced]
    .filter((at) => at >= first && at < fact.end)
    .sort((a, b) => a - b);
  let told: string | undefined;
  let messages = 0;
  for (const clock of instants) {
    const now = placed.findLast(({ at }) => at <= clock);
    const isQuiet = placed.every(
      (each, i) => each.at > clock || each.at <= clock - QUIET_MS || isSame(each, placed[i - 1]),
    );
    if (now === undefined || !isQuiet || clock < announced) continue;
    const says = now.placement === 'waiting' && saysNone && told !== undefined ? 'ask' : now.says;
    if (says === undefined || says === told) continue;
    told = says;
    messages += 1;
  }
  return messages;
};

type Placed = { readonly placement: string; readonly roomId: string | undefined };
const isSame = (a: Placed, b: Placed | undefined): boolean =>
  b !== undefined && a.placement === b.placement && a.roomId === b.roomId;
