import { type Chance, seededChance } from '../../shared/domain/chance.ts';
import { type FaultRule, VERSION_RETIRED } from '../sandbox/faults.ts';
import { type Behaviour, ordinaryBehaviour } from '../sandbox/world.ts';
import { storm } from './eviction-storm.ts';
import { calFault, type FaultCounts, ourFault, WORLD_FAULTS, type WorldFault } from './fault-counts.ts';
import { FrontDesk } from './front-desk.ts';
import { OfferedPatients } from './offered-patients.ts';
import { patient, SimulatedClinic, type Twin } from './simulated-clinic.ts';
import { StaffDecisions } from './staff-decisions.ts';
import { randomStrikes, STRIKES } from './strikes.ts';
import { type StepCounts, VisitSteps } from './visit-steps.ts';
import { type ClinicKind, kindsOf, SOUTH_ADDRESS } from './world-catalogue.ts';

const MINUTE = 60_000;
const NINE = Date.parse('2026-10-05T07:00:00.000Z');

/** Event types that compete for few rooms, the demo clinic's and the sandbox's own. */
const EVENT_TYPES = [3001, 3001, 3002, 3002, 3003, 3004, 3004, 3005, 3006, 3007, 3007, 3008, 3008, 4002];
/** A day of 25 hours, most of a week, and more than one, in minutes. */
const LONG = [25 * 60, 150 * 60, 170 * 60];
const CLASS = 3008;
const REMOTE = 3005;
const ROOM_TEXTS = ['Room 3B — Floor 2, North wing', 'Room 4A — Floor 3, North wing'];
const ROOMS = ['1A', '1B', '2A', '3B', '3C', '4A'];
const SOUTH_ROOMS = ['1A', '2A', '3C', '4A'];

export type DayReport = {
  readonly seed: number;
  /** Cal.com applied things more than a minute late: beyond what was promised of second mails. */
  readonly late: boolean;
  readonly violations: readonly string[];
  /** What the clinic was. */
  readonly kinds: readonly string[];
  /** Faults that really struck, by kind. */
  readonly faults: FaultCounts;
  readonly patches: number;
  readonly bookings: number;
  readonly accepted: number;
  readonly lateDuplicates: number;
  readonly redriven: number;
  /** Seated without a booking. */
  readonly walkIns: number;
  /** Put into a room against a rule, and resolved by staff while they waited. */
  readonly overruled: number;
  readonly arranged: number;
  /** Booked as Cal.com offered them, only with a room, and of these such as wait in the end. */
  readonly offered: { readonly booked: number; readonly waiting: number };
  /** What staff said of patients and was taken in. */
  readonly steps: StepCounts;
};

const pick = <T>(items: readonly T[], chance: Chance): T => items[Math.floor(chance() * items.length)] as T;

/** One kind of misbehaviour of Cal.com's: where it happens it strikes with up to this probability. */
type Misbehaviour = {
  readonly on: FaultRule['on'];
  readonly kind: FaultRule['kind'];
  readonly most: number;
  /** At most so late; absent: the fault has no delay. */
  readonly upToMs?: number;
};

/** One row per kind of Cal.com's misbehaviour that random days know; each row is a line of `simulate`'s count, zero included. */
const MISBEHAVIOURS: readonly Misbehaviour[] = [
  { on: 'patch', kind: 'too-many-requests', most: 0.1 },
  { on: 'patch', kind: 'server-error', most: 0.3 },
  { on: 'patch', kind: 'server-error-applied', most: 0.3 },
  { on: 'patch', kind: 'timeout-applied', most: 0.3 },
  { on: 'patch', kind: 'timeout-applied-late', most: 0.3, upToMs: Number.POSITIVE_INFINITY },
  { on: 'patch', kind: 'timeout-not-applied', most: 0.3 },
  { on: 'patch', kind: 'html', most: 0.2 },
  { on: 'patch', kind: 'html-applied', most: 0.2 },
  { on: 'patch', kind: 'slow', most: 0.3, upToMs: 9_000 },
  { on: 'patch', kind: 'reverted', most: 0.15, upToMs: 25_000 },
  { on: 'patch', kind: 'not-found-page', most: 0.3 },
  { on: 'patch', kind: 'forbidden-page', most: 0.3 },
  { on: 'patch', kind: 'redirect', most: 0.3 },
  { on: 'patch', kind: 'no-such-route', most: 0.3 },
  { on: 'patch', kind: 'not-found', most: 0.1 },
  { on: 'patch', kind: 'forbidden', most: 0.1 },
  { on: 'patch', kind: 'unauthorized', most: 0.05 },
  { on: 'get', kind: 'not-found-page', most: 0.3 },
  { on: 'get', kind: 'forbidden-page', most: 0.3 },
  { on: 'get', kind: 'redirect', most: 0.2 },
  { on: 'get', kind: 'no-such-route', most: 0.3 },
  { on: 'get', kind: 'not-found', most: 0.1 },
  { on: 'get', kind: 'forbidden', most: 0.05 },
  { on: 'get', kind: 'unauthorized', most: 0.05 },
  { on: 'get', kind: 'slow', most: 0.2, upToMs: 9_000 },
  { on: 'get', kind: 'server-error', most: 0.2 },
  { on: 'get', kind: 'too-many-requests', most: 0.05 },
  { on: 'get', kind: 'html', most: 0.1 },
  { on: 'get', kind: 'timeout-not-applied', most: 0.1 },
  { on: 'webhook', kind: 'doubled', most: 0.3 },
  { on: 'webhook', kind: 'repeated', most: 0.3, upToMs: 90_000 },
  { on: 'webhook', kind: 'reordered', most: 0.3, upToMs: 60_000 },
  { on: 'webhook', kind: 'queued', most: 0.2, upToMs: 60_000 },
  { on: 'webhook', kind: 'odd-fields', most: 0.3 },
  { on: 'webhook', kind: 'lost', most: 0.3 },
  { on: 'webhook', kind: 'unsigned', most: 0.1 },
  { on: 'list', kind: 'not-found-page', most: 0.3 },
  { on: 'list', kind: 'forbidden-page', most: 0.2 },
  { on: 'list', kind: 'redirect', most: 0.2 },
  { on: 'list', kind: 'no-such-route', most: 0.3 },
  { on: 'list', kind: 'forbidden', most: 0.05 },
  { on: 'list', kind: 'server-error', most: 0.3 },
  { on: 'list', kind: 'shifted-page', most: 0.3 },
  { on: 'list', kind: 'html', most: 0.2 },
  { on: 'list', kind: 'timeout-not-applied', most: 0.2 },
  { on: 'list', kind: 'too-many-requests', most: 0.05 },
];

/** Drawn by another chance, so that days are otherwise what they were without them. */
const LATER_MISBEHAVIOURS: readonly Misbehaviour[] = [{ on: 'webhook', kind: 'says-less', most: 0.3 }];

/** Cal.com's misbehaviour of one day: some kinds, each now and then. */
const faultsOf = (kinds: readonly Misbehaviour[], chance: Chance, latestMs: number): FaultRule[] =>
  kinds.flatMap(({ on, kind, most, upToMs }) => {
    const delayMs =
      upToMs === undefined ? {} : { delayMs: Math.round(chance() * Math.min(upToMs, latestMs)) };
    return chance() < 0.3 ? [{ on, kind, ...delayMs, probability: chance() * most }] : [];
  });

/** Every kind of fault that a random day may meet, under the name by which it is counted. */
export const RANDOM_FAULTS: readonly string[] = [
  ...STRIKES.map(ourFault),
  ...[...MISBEHAVIOURS, ...LATER_MISBEHAVIOURS].map(({ on, kind }) => calFault(`${on}:${kind}`)),
  ...['list', 'one'].map((route) => calFault(`${route}:${VERSION_RETIRED}`)),
  ...WORLD_FAULTS,
];

const behaviourOf = (chance: Chance): Partial<Behaviour> => ({
  edition: chance() < 0.7 ? 'hosted' : 'public',
  finalWriteMs: pick([ordinaryBehaviour.finalWriteMs, 50, 3_000, 9_000], chance),
  webhookMode: chance() < 0.75 ? 'inline' : 'queued',
  queueDelayMs: [1_000, pick([5_000, 30_000, 60_000], chance)],
  requestedReschedule: chance() < 0.8 ? 'bare' : 'with-link',
  answerAfterPatch: chance() < 0.5 ? 'in-person' : 'kept',
  cancelsPatchedClasses: chance() < 0.3,
  confirmedReschedule: pick(['created', 'created-with-link', 'rescheduled'] as const, chance),
  cancelWritesLast: chance() < 0.3,
});

/** `fault`: where it counts once for the day, not each time that it strikes. */
type Misfortune = { readonly fault?: WorldFault; readonly behaviour: Partial<Behaviour> };

/** What is so at Cal.com for a whole day, on one day in ten each. */
const MISFORTUNES: readonly Misfortune[] = [
  { behaviour: { retiredVersions: ['2026-02-25'] } },
  { fault: 'Cal.com: event type forbidden', behaviour: { unchangeableEventTypes: [3006] } },
  { fault: 'Cal.com: slow list', behaviour: { listMsPerRow: 2_500 } },
  { behaviour: { listedRowBytes: 17_000 } },
];

/** By a chance of their own, so that a day is otherwise what it was without them. */
const misfortunesOf = (seed: number): readonly Misfortune[] => {
  const chance = seededChance(seed ^ 0x2545f491);
  return MISFORTUNES.filter(() => chance() < 0.1);
};

/** Of each route that the hosted service has in two versions it may retire one, in the course of a day and for a while. */
const retiredVersions = (chance: Chance): string[] => [
  ...pick([[], ['list 2024-08-13'], ['list 2026-05-01']], chance),
  ...pick([[], ['one 2024-08-13'], ['one 2026-02-25']], chance),
];

/** By a chance of its own: most days are of the clinic that they were before. */
const kindOf = (seed: number): ClinicKind => {
  const chance = seededChance(seed ^ 0x3c6ef372);
  // By another one still: so few, as each takes as long as four others.
  const isOffered = seededChance(seed ^ 0x5be0cd19)() < 0.012;
  return {
    ...(chance() < 0.15 ? { hall: true } : {}),
    ...(chance() < 0.15 ? { houses: pick(['by-address', 'by-doctor'] as const, chance) } : {}),
    ...(chance() < 0.15 ? { ownKey: true } : {}),
    ...(chance() < 0.15 ? { unmapped: pick([3001, 3004, 3007, 3008], chance) } : {}),
    ...(chance() < 0.15 ? { buildings: true } : {}),
    ...(chance() < 0.15 ? { cleaners: true } : {}),
    ...(chance() < 0.15 ? { link: pick(['with-building', 'alone'] as const, chance) } : {}),
    // None but its owner's key opens a schedule.
    ...(isOffered ? { offered: true, ownKey: true } : {}),
  };
};

type Session = { readonly from: number; readonly quarters: number };

const HOUR = 60 * MINUTE;
const MORNING: Session = { from: NINE + 90 * MINUTE, quarters: 6 };
const AFTERNOON: Session = { from: NINE + 5 * HOUR, quarters: 8 };
const EVENING: Session = { from: NINE + 8.5 * HOUR, quarters: 4 };
const SATURDAY: Session = { from: NINE + 5 * 24 * HOUR - 30 * MINUTE, quarters: 12 };

/** When visits are on one day: in one go, with a break, with an evening session, or on Saturday as well. */
const SHAPES: readonly (readonly Session[])[] = [
  [{ from: NINE + 90 * MINUTE, quarters: 16 }],
  [{ from: NINE + 90 * MINUTE, quarters: 16 }],
  [MORNING, AFTERNOON],
  [MORNING, EVENING],
  [MORNING, AFTERNOON, EVENING],
  [SATURDAY],
  [MORNING, SATURDAY],
];

/** What patients, staff and people at Cal.com do on one day, one act after another. */
class Hands {
  readonly #world: SimulatedClinic;
  readonly #chance: Chance;
  /** When visits are booked. */
  readonly #sessions: readonly Session[];
  readonly #kind: ClinicKind;
  readonly #blocks: { roomId: string; date: string; id: string; siteId: string }[] = [];
  #closed: string | undefined;
  #edits = 0;
  #exchanged = 0;

  constructor(world: SimulatedClinic, chance: Chance, sessions: readonly Session[], kind: ClinicKind) {
    this.#kind = kind;
    this.#sessions = sessions;
    this.#world = world;
    this.#chance = chance;
  }

  async act(): Promise<void> {
    const chance = this.#chance;
    const { sandbox } = this.#world;
    const live = sandbox.bookings().filter((row) => row.status === 'ACCEPTED' || row.status === 'PENDING');
    const row = live.length === 0 ? undefined : pick(live, chance);
    const draw = chance();
    if (row === undefined || draw < 0.42) this.#book();
    else if (draw < 0.54) this.#world.act(() => sandbox.cancel(row.uid));
    else if (draw < 0.68)
      this.#world.act(() =>
        sandbox.reschedule(row.uid, {
          start: this.#start(),
          via: chance() < 0.5 ? 'web' : 'api',
          byHost: chance() < 0.3,
        }),
      );
    else if (draw < 0.74)
      this.#world.act(() => (chance() < 0.7 ? sandbox.confirm(row.uid) : sandbox.reject(row.uid)));
    else if (draw < 0.78) {
      if (row.status === 'ACCEPTED' && !row.location.startsWith('integrations')) this.#edit(row.uid);
    } else if (draw < 0.88) await this.#block();
    else if (draw < 0.94) await this.#close();
    else if (draw < 0.945) await storm(this.#world);
    else if (draw < 0.965) await this.#world.setPublishing(chance() < 0.5 ? 'off' : 'on');
    else if (draw < 0.98) this.#exchangeSecret();
    else
      this.#world.act(() =>
        sandbox.bookSeries({ eventType: 4002, start: this.#start(), attendee: patient }, 2),
      );
  }

  /** What staff began they end, so that a clinic can come to rest. */
  async tidyUp(): Promise<void> {
    await this.#world.setPublishing('on');
    if (this.#closed !== undefined && this.#chance() < 0.5) await this.#world.close(this.#closed, false);
  }

  #start(): number {
    const quarters = this.#sessions.flatMap(({ from, quarters }) =>
      Array.from({ length: quarters }, (_, index) => from + index * 15 * MINUTE),
    );
    return pick(quarters, this.#chance);
  }

  /** Most take a seat in a class that there is; some when its room has been told. */
  #startOfClass(): number {
    const classes = this.#world.sandbox
      .bookings()
      .filter((row) => row.eventTypeId === CLASS && row.status === 'ACCEPTED');
    return classes.length > 0 && this.#chance() < 0.7 ? pick(classes, this.#chance).start : this.#start();
  }

  #book(): void {
    const chance = this.#chance;
    const eventType = pick(EVENT_TYPES, chance);
    const { houses, buildings, ownKey } = this.#kind;
    const { hostIds = [] } = this.#world.sandbox.clinic.eventTypes.find(({ id }) => id === eventType) ?? {};
    const input = {
      eventType,
      ...(houses || buildings || ownKey ? { hostId: pick(hostIds, chance) } : {}),
      ...(buildings && chance() < 0.3 ? { metadata: { linked: `order ${pick([1, 2, 3], chance)}` } } : {}),
      ...(houses === 'by-address' && eventType !== REMOTE && chance() < 0.5
        ? { location: SOUTH_ADDRESS }
        : {}),
      start: eventType === CLASS ? this.#startOfClass() : this.#start(),
      attendee: patient,
      // The front desk and portals give a location as they like: their own words, or those of a room.
      ...(chance() < 0.1
        ? { plainText: pick(['Front desk', ...ROOM_TEXTS], chance), via: 'api' as const }
        : {}),
      ...(chance() < 0.15
        ? {
            answers: {
              equipment: pick(
                ['ultrasound', 'portable-ecg', 'Portable ECG; none', 'no', 'hiv-positive', 'ecg'],
                chance,
              ),
            },
          }
        : {}),
      ...(chance() < 0.1 ? { minutes: 45 } : chance() < 0.02 ? { minutes: pick(LONG, chance) } : {}),
    };
    this.#world.act(() => this.#world.sandbox.book(input));
  }

  #edit(uid: string): void {
    this.#edits += 1;
    this.#world.editLocation(uid, `by hand: annexe ${this.#edits}`);
  }

  async #block(): Promise<void> {
    const chance = this.#chance;
    const old = this.#blocks.length > 0 && chance() < 0.4 ? this.#blocks.shift() : undefined;
    if (old !== undefined) return this.#world.unblock(old.roomId, old.date, old.id, old.siteId);
    const siteId = this.#kind.houses && chance() < 0.5 ? 'south' : 'north';
    const roomId = pick(
      siteId === 'south' ? SOUTH_ROOMS : this.#kind.hall ? [...ROOMS, '1AB'] : ROOMS,
      chance,
    );
    const start = this.#start();
    const date = new Date(start).toISOString().slice(0, 10);
    const id = await this.#world.block(roomId, date, { start, end: start + 60 * MINUTE }, siteId);
    this.#blocks.push({ roomId, date, id, siteId });
  }

  /** What signs webhooks, or what opens the API: the old one is good no longer. */
  #exchangeSecret(): void {
    const { sandbox, secrets } = this.#world;
    this.#exchanged += 1;
    if (this.#chance() < 0.5) {
      const { current: previous } = JSON.parse(secrets.get('webhook') ?? '{}');
      const current = `whsec_test_${this.#exchanged}`;
      secrets.set('webhook', JSON.stringify({ current, previous }));
      sandbox.rotateWebhookSecret(current);
    } else {
      const keys = JSON.parse(secrets.get('keys') ?? '{}');
      const { default: old } = keys;
      const key = `cal_test_key_${this.#exchanged}`;
      sandbox.addKey(key);
      secrets.set('keys', JSON.stringify({ ...keys, default: key }));
      sandbox.revokeKey(old);
    }
  }

  async #close(): Promise<void> {
    const { roomId, closed } =
      this.#closed === undefined
        ? { roomId: pick(ROOMS, this.#chance), closed: true }
        : { roomId: this.#closed, closed: false };
    this.#closed = closed ? roomId : undefined;
    await this.#world.close(roomId, closed);
  }
}

/** The clinic goes on until its first visits run, while patients come, stay away and take longer. */
const untilVisitsRun = async (world: SimulatedClinic, steps: VisitSteps, chance: Chance): Promise<void> => {
  const first = steps.firstStart();
  if (first === undefined) return;
  await world.pass(Math.max(0, first - world.time.now() + Math.floor((chance() - 0.5) * 20 * MINUTE)));
  for (let act = 0; act < 16; act += 1) {
    steps.act();
    await world.pass(Math.floor(chance() * 5 * MINUTE));
  }
};

/** One day in so many goes beyond what was promised. */
const LATE_DAY_EVERY = 10;

/** One seeded day: people act, Cal.com and our own machines fail, then all is calm and judged. */
export const randomDay = async (
  seed: number,
  {
    twin,
    late = seed % LATE_DAY_EVERY === 0,
    trace,
  }: { twin?: Twin; late?: boolean; trace?: (line: string) => void } = {},
): Promise<DayReport> => {
  const chance = seededChance(seed);
  const misfortunes = misfortunesOf(seed);
  const kind = kindOf(seed);
  // The public source serves one version of each route: without it there would be none.
  const retiring = seededChance(seed ^ 0x68e31da4);
  const retires = retiring() < 0.15;
  const latestMs = late ? 110_000 : 55_000;
  const stormy = pick([0, 0.005, 0.02, 0.05], chance);
  // Their own stream: the days of old stay what they were.
  const own = seededChance(seed ^ 0x1b873593);
  const hearing = seededChance(seed ^ 0x2c1b3c6d);
  const hazard = (most: number, of = own): number => (of() < 0.3 ? of() * most : 0);
  const world = await new SimulatedClinic({
    seed,
    kind,
    hazards: { planner: hazard(0.5), solver: own(), step: hazard(0.1), hearing: hazard(0.5, hearing) },
    behaviour: Object.assign(
      {},
      behaviourOf(chance),
      ...misfortunes.map(({ behaviour }) => behaviour),
      retires ? { edition: 'hosted' } : {},
    ),
    strikes: randomStrikes(chance, stormy, latestMs),
    duplicates: chance() < 0.3 ? 0.1 : 0,
    tellSeats: pick([undefined, undefined, 'never', 'afterLastSeat', 'always'] as const, chance),
    ...(twin ? { twin } : {}),
    ...(trace ? { trace } : {}),
  }).open();
  for (const { fault } of misfortunes) if (fault !== undefined) world.strike(fault);
  for (const rule of faultsOf(MISBEHAVIOURS, chance, latestMs)) world.sandbox.faults.add(rule);
  const hands = new Hands(world, chance, pick(SHAPES, own), kind);
  for (const rule of faultsOf(LATER_MISBEHAVIOURS, own, latestMs)) world.sandbox.faults.add(rule);
  // By a chance of their own: without a front desk the days are what they were.
  const comesIn = seededChance(seed ^ 0x7f4a7c15);
  const desk =
    comesIn() < 0.4 ? new FrontDesk(world, comesIn, kind.hall ? [...ROOMS, '1AB'] : ROOMS) : undefined;
  const decides = seededChance(seed ^ 0x51ed270b);
  const decisions = decides() < 0.4 ? new StaffDecisions(world, decides) : undefined;
  // The same of what is said of patients; on some of these days it goes on while visits run.
  const goesOn = seededChance(seed ^ 0x165667b1);
  const steps =
    goesOn() < 0.5 ? new VisitSteps(world, goesOn, kind.hall ? [...ROOMS, '1AB'] : ROOMS) : undefined;
  const lasts = steps !== undefined && goesOn() < 0.7;
  const looks = seededChance(seed ^ 0x1f83d9ab);
  const patients = world.offers && new OfferedPatients(world, world.offers, looks);
  const acts = 4 + Math.floor(chance() * 14);
  const learnsAt = kind.unmapped === undefined ? acts : Math.floor(own() * acts);
  for (let act = 0; act < acts; act += 1) {
    if (act === learnsAt) world.act(() => world.importWholeFile());
    await hands.act();
    if (retires && retiring() < 0.3) world.sandbox.behaviour.retiredVersions = retiredVersions(retiring);
    if (desk !== undefined && comesIn() < 0.5) desk.act();
    if (decisions !== undefined && decides() < 0.6) decisions.act();
    if (steps !== undefined && goesOn() < 0.7) steps.act();
    patients?.act();
    await world.pass(Math.floor(chance() ** 3 * 4 * MINUTE));
  }
  if (steps !== undefined && lasts) await untilVisitsRun(world, steps, goesOn);
  if (seed % 10 === 3) world.makeUnlistable();
  if (seed % 10 === 6) world.makeUnlistable('Cal.com: row too long');
  await world.pass(Math.floor(chance() * 3 * MINUTE));
  await hands.tidyUp();
  await world.rest();
  return {
    seed,
    late,
    kinds: kindsOf(kind),
    violations: world.violations,
    faults: world.faultsInjected(),
    patches: world.sandbox.patches().length,
    bookings: world.sandbox.bookings().length,
    accepted: world.accepted.length,
    lateDuplicates: world.watch.lateDuplicates,
    redriven: world.redriven,
    walkIns: world.walkIns,
    overruled: world.overruled,
    arranged: world.arranged,
    offered: patients?.counts() ?? { booked: 0, waiting: 0 },
    steps: steps?.counts ?? { arrivals: 0, noShows: 0, lates: 0 },
  };
};
