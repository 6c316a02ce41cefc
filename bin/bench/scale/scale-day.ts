import { createHash } from 'node:crypto';
import { importCatalogue } from '../../../shared/catalogue/import-catalogue.ts';
import type { BookingMessage } from '../../../shared/domain/booking-event.ts';
import { seededChance } from '../../../shared/domain/chance.ts';
import { type Instant, MINUTE } from '../../../shared/domain/instant.ts';
import type { Ledger } from '../../../shared/domain/ledger.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { toBookingMessage } from '../../../shared/queue/to-booking-message.ts';
import {
  MOST_PUBLISHERS,
  publishersAtOnce,
  QUEUES,
  type QueueName,
  SWEEP_EVERY_MINUTES,
  sweepInputs,
} from '../../../shared/wiring.ts';
import { LaggingIndex } from '../../simulation/lagging-index.ts';
import type { Lambda, ProcessWorld } from '../../simulation/lambda.ts';
import { nothingStrikes } from '../../simulation/strikes.ts';
import { type QueueRecord, VirtualQueue } from '../../simulation/virtual-queue.ts';
import { VirtualTime } from '../../simulation/virtual-time.ts';
import { brokenAtNight } from './broken-at-night.ts';
import { CheapCalCom } from './cheap-cal-com.ts';
import { deployedFunctions, TAKES } from './deployed-functions.ts';
import {
  BUSIEST_HOUR,
  credentialOfSite,
  dayOfBookings,
  manySites,
  uidOf,
  type Wanted,
} from './many-sites.ts';
import { Meter } from './meter.ts';
import { meteredLedger } from './metered-ledger.ts';

export type ScaleSize = {
  readonly sites: number;
  /** Of each site. */
  readonly bookings: number;
  readonly hours: number;
  /** Times the average, in the busiest hour. */
  readonly peak: number;
};

/** From the opening on: a Monday at seven, where the clinics are. */
const OPENS = '2026-10-05T05:00:00.000Z';
/** So long after the last booking all must have been told and seen. */
const AFTERWARDS_MINUTES = 20;

/** How long something took, for each time that it happened. */
export type Spans = readonly number[];

type FunctionPlayed = 'assign' | 'publish' | 'replan' | 'sweep';

/** One invocation: when it began, and its milliseconds. */
type Run = { readonly at: Instant; readonly ms: number };

/** What a day came to. */
export type ScaleDay = {
  readonly size: ScaleSize;
  readonly minutes: number;
  readonly bookings: number;
  /** Who waits at the end, and who found no room at once. */
  readonly waited: number;
  readonly waitedAtFirst: number;
  /** When the busiest hour begins. */
  readonly busiest: Instant;
  readonly meter: Meter;
  /** Milliseconds from when a message could be received until it was. */
  readonly queueAge: Readonly<Record<QueueName, Spans>>;
  readonly queueRequests: number;
  /** From Cal.com's word of a booking until Cal.com was told its room. */
  readonly publishLag: Spans;
  readonly runs: Readonly<Record<FunctionPlayed, readonly Run[]>>;
  /** How long each key waited from one question for its changes to the next. */
  readonly askedAgain: Spans;
  /** How long each sweep took to look at its own sites. */
  readonly ownSites: Spans;
  /** PATCHes of each key in the busiest hour. */
  readonly patchesByKey: readonly number[];
  /** What was broken that must hold: none. */
  readonly violations: readonly string[];
};

type Played = {
  readonly seed?: number;
  /** Told after each hour. */
  readonly progress?: (line: string) => void;
  /** Puts another Ledger beside the one in memory; while its work is done no time may pass. */
  readonly beside?: (memory: Ledger, during: VirtualTime['during']) => Ledger;
  /** Called once the clinic file is imported, before anything else happens. */
  readonly opened?: () => void;
};

/**
 * Lets many sites, each with a key of its own, work for a day on virtual time: the handlers' cores, queues and concurrency as deployed,
 * on a Ledger in memory whose every call is metered as DynamoDB would charge it.
 */
export const scaleDay = async (
  size: ScaleSize,
  {
    seed = 1,
    progress = () => undefined,
    beside = (memory) => memory,
    opened = () => undefined,
  }: Played = {},
): Promise<ScaleDay> => {
  const time = new VirtualTime(OPENS);
  const chance = seededChance(seed);
  const catalogue = manySites(size.sites);
  const memory = memoryLedger();
  const meter = new Meter(time.now);
  const index = new LaggingIndex(time, seededChance(seed ^ 1));
  const bare: Ledger = {
    ...memory,
    readOwed: index.readOwed,
    commit: async (writes) => {
      const result = await memory.commit(writes);
      if (result.kind === 'committed') index.follow(writes);
      return result;
    },
  };
  await importCatalogue({ ledger: beside(bare, time.during), now: time.now() }, catalogue, {
    dryRun: false,
    removeRoomsInUse: false,
  });
  opened();
  const world: ProcessWorld = {
    time,
    chance,
    strikes: nothingStrikes,
    called: () => undefined,
    pending: () => undefined,
    nextCall: () => 0,
    takes: (port) => TAKES[port.split('.')[0] ?? ''] ?? 0,
    cold: 0,
  };
  const violations: string[] = [];
  const found = (violation: string): void => void violations.push(violation);
  const bookedAt = new Map<string, Instant>();
  const publishLag: number[] = [];
  const ownSites: number[] = [];
  const waitedAtFirst = new Set<string>();
  const queueAge: Record<QueueName, number[]> = { bookings: [], publish: [], replan: [] };
  const runs: Record<FunctionPlayed, Run[]> = { assign: [], publish: [], replan: [], sweep: [] };

  const deliver = (message: BookingMessage): void => queues.bookings.send(toBookingMessage(message));
  const said = (uid: string, trigger: string) => ({
    deliveryId: createHash('sha256').update(`${trigger} ${uid}`).digest('hex'),
    trigger,
    receivedAt: time.now(),
  });
  const cal = new CheapCalCom(time.now, (uid) => {
    const since = bookedAt.get(uid);
    if (since !== undefined) publishLag.push(time.now() - since);
    bookedAt.delete(uid);
  });
  const lambdas = deployedFunctions({
    world,
    ledgerOf: (fn) => beside(meteredLedger(bare, meter, fn), time.during),
    cal,
    queues: () => queues,
    deliver,
    found,
    lookedAtSites: (ms) => void ownSites.push(ms),
    waits: (uid) => void waitedAtFirst.add(uid),
  });
  const invoke = async <Handler, T>(
    lambda: Lambda<Handler>,
    name: FunctionPlayed,
    work: (handler: Handler) => Promise<T>,
  ) => {
    const at = time.now();
    const ended = await lambda.invoke(work);
    runs[name].push({ at, ms: time.now() - at });
    if (ended.kind === 'died') found(`${name} ran out of time`);
    if (ended.kind === 'threw') found(`${name} threw ${String(ended.error)}`);
    return ended;
  };
  const queue = <Handler extends (record: QueueRecord) => Promise<void>>(
    name: QueueName,
    lambda: Lambda<Handler>,
  ): VirtualQueue =>
    new VirtualQueue({
      name,
      time,
      chance,
      duplicates: 0,
      duplicated: () => undefined,
      received: (waited) => queueAge[name].push(waited),
      ...(name === 'publish' && { maxConcurrency: publishersAtOnce(Math.min(size.sites, MOST_PUBLISHERS)) }),
      consume: (records) => invoke(lambda, QUEUES[name].feeds, (handler) => inBatch(handler, records)),
    });
  const queues: Record<QueueName, VirtualQueue> = {
    bookings: queue('bookings', lambdas.assign),
    publish: queue('publish', lambdas.publish),
    replan: queue('replan', lambdas.replan),
  };

  const opens = time.now();
  const wanted = dayOfBookings(size, opens, chance);
  let booked = 0;
  const book = ({ site, start, end, practitionerId, eventTypeId }: Wanted): void => {
    const uid = uidOf(booked);
    const inputs = { eventTypeId };
    const visit = { uid, start, end, practitionerId, inputs };
    cal.book(credentialOfSite(site), visit);
    bookedAt.set(uid, time.now());
    const fact = { ...visit, status: 'confirmed', createdAt: time.now(), venue: 'on-site' } as const;
    deliver({ ...said(uid, 'BOOKING_CREATED'), fact });
  };
  const bookNext = (): void => {
    const next = wanted[booked];
    if (next === undefined) return;
    time.later(next.at - time.now(), () => {
      book(next);
      booked += 1;
      bookNext();
    });
  };
  bookNext();
  const groups = sweepInputs(Math.min(size.sites, MOST_PUBLISHERS));
  const everyMinute = (): void => {
    time.later(SWEEP_EVERY_MINUTES * MINUTE, () => {
      for (const { group } of groups) void invoke(lambdas.sweep, 'sweep', (run) => run(group));
      everyMinute();
    });
  };
  everyMinute();

  for (let hour = 1; hour <= size.hours; hour += 1) {
    await time.pass(60 * MINUTE);
    progress(`hour ${hour} of ${size.hours}: ${booked} booked, ${bookedAt.size} not told`);
  }
  await time.pass(AFTERWARDS_MINUTES * MINUTE);
  const waited = await brokenAtNight({ ledger: memory, catalogue, wanted, cal, found });
  for (const { dead } of Object.values(queues)) for (const _ of dead) found('a message was given up on');
  const busiest = opens + Math.min(BUSIEST_HOUR, size.hours - 1) * 60 * MINUTE;
  return {
    size,
    minutes: size.hours * 60 + AFTERWARDS_MINUTES,
    bookings: wanted.length,
    waited,
    waitedAtFirst: waitedAtFirst.size,
    busiest,
    meter,
    queueAge,
    queueRequests: Object.values(queues).reduce(
      (sum, { sent, requests: { received, deleted, returned } }) =>
        sum + sent + received + deleted + returned,
      0,
    ),
    publishLag,
    runs,
    askedAgain: [...cal.asked.values()].flatMap((all) =>
      all.slice(1).map((at, nth) => at - (all[nth] ?? at)),
    ),
    ownSites,
    patchesByKey: cal.patchesByKey(busiest, 60 * MINUTE),
    violations,
  };
};

/** As Powertools' batch processor does it: all records at once, those that throw are reported. */
const inBatch = async (
  handler: (record: QueueRecord) => Promise<void>,
  records: readonly QueueRecord[],
): Promise<ReadonlySet<string>> => {
  const failed = new Set<string>();
  await Promise.all(records.map((record) => handler(record).catch(() => failed.add(record.receiptHandle))));
  return failed;
};
