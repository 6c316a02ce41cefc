import { MINUTE } from '../../shared/domain/instant.ts';
import { BOOKING_KEPT_DAYS } from '../../shared/domain/next-record.ts';
import { DAY_KEPT_DAYS } from '../../shared/ledger/time-to-live.ts';
import { WRITTEN_BY_SWEEPS, WRITTEN_OF_BOOKINGS } from '../../shared/metrics.ts';
import { KEPT_EVERY_MS } from '../../shared/reconciling/kept-in-order.ts';
import { HORIZON_EVERY_MS, WHOLE_EVERY_MS } from '../../shared/reconciling/reconcile.ts';
import {
  FUNCTIONS,
  type FunctionName,
  MOST_PUBLISHERS,
  QUEUES,
  SWEEP_EVERY_MINUTES,
  sweepsAtOnce,
  TRAIL_KEPT_DAYS,
} from '../../shared/wiring.ts';
import type { Counted } from './count-day.ts';
import { PRICES, type Price, type Priced } from './prices.ts';

/**
 * What is counted: how much more a working day asks for, for each of its bookings, than a day without any; and a minute of that.
 */
export type Measured = {
  /** With all that comes with it: the re-plan for one that finds no room at once, those who move for it, and wakes for nothing. */
  readonly perBooking: Counted;
  /** So many of all find no room at once. */
  readonly waitAtFirst: number;
  /** With one site. */
  readonly perIdleMinute: Counted;
  /** What each further site adds that the same sweep looks at. */
  readonly perIdleMinuteOfAnother: Counted;
};

export type Size = {
  /** In a month, at all sites together. */
  readonly bookings: number;
  readonly sites: number;
  /** Of each site. */
  readonly rooms: number;
  /** At all sites together. */
  readonly screens: number;
};

/** What a deployment has, busy or not. */
export type Deployed = { readonly traced: boolean };

export type Line = {
  readonly what: string;
  /** How many, as it is reckoned. */
  readonly formula: string;
  readonly amount: number;
  readonly price: Price;
  readonly dollars: number;
  /** The same where nothing else in the account has used up what is free. */
  readonly afterFree: number;
};

const DAYS_A_MONTH = 30.4;
const MINUTES = DAYS_A_MONTH * 24 * 60;
const WORKDAYS = 22;
/** A screen looks as often, for so long. */
const LOOK_SECONDS = 9;
const SCREEN_HOURS = 12;

/**
 * Milliseconds that an invocation is paid for: taken, not measured, since they are AWS's. What waits for Cal.com waits for a few
 * answers of 300 ms; what the publisher reckons itself takes seven times as long with 256 MB.
 */
export const PAID_MS: Record<FunctionName, number> = {
  receive: 20,
  assign: 85,
  publish: 850,
  replan: 400,
  sweep: 300,
  board: 10,
  visitPage: 20,
};

/** What each further site, with a key of its own, adds to a sweep, in milliseconds. As `npm run bench:scale` plays it. */
const SWEPT_MS_A_SITE = 24;
/** Lambda keeps so many long polls of 20 s open for each queue, whether anything comes or not. */
const POLLS_A_MINUTE = 5 * 3;
/** What receives something, and is counted with its message, is a poll that ends early: on the average when half of it is over. */
const OF_A_POLL = 0.5;
const FED_BY_QUEUES = ['assign', 'publish', 'replan'] as const;
/**
 * Bytes of log for an invocation: a line of ours, 300 to 370 as `visit-log.ts` writes it, and mostly one of 220 for a metric, with what
 * CloudWatch counts beside each. AWS's own lines come only where something is wrong.
 */
const LOGGED_BYTES = 590;
const SECRETS = 3;
/** Metrics that the alarms look at, some of them at two or three: CloudWatch is paid for each. A test counts them. */
export const ALARM_METRICS = 38;
/** Of a look that comes after a change, for each room: its Day, its items, its history. As `npm run bench:looks` counts it. */
const LOOK_UNITS_A_ROOM = 6.5;
/** Read units of a look that finds nothing new: its Site's version, and that of every Site. */
export const QUIET_LOOK_UNITS = 2;
/** For which a Site's boards are read anew, of each booking: it is placed. That it is told, and seen at Cal.com, is news within half a day of it alone. */
export const NEWS_A_BOOKING = 1;
/** News is read at once, and again when all of it must have come into sight. */
export const READINGS_OF_NEWS = 2;
/** No reading stands for longer, whatever happens. */
const READINGS_AN_HOUR = 12;
/** So long ahead a visit is booked on the average: taken, not counted. */
const DAYS_AHEAD = 10;
/** So long Lambda keeps a process that is always used: taken, not counted, since it is AWS's. */
const PROCESS_LIVES_MS = 120 * MINUTE;
/** Of a booking that is in order, in the memo of its day. */
const KEPT_BYTES = 11;
/** Bytes of a room's Day beside its visits, and of each of them with its uid. */
export const ROOM_DAY_BYTES = { itself: 150, visit: 75 };
/** What is kept of a booking from the day on which it is made, in bytes with AWS's hundred an item, and for so long after the visit. */
const KEPT = [
  { bytes: 1_100, days: BOOKING_KEPT_DAYS },
  { bytes: ROOM_DAY_BYTES.visit, days: DAY_KEPT_DAYS },
  // It was assigned, and told.
  { bytes: 850, days: TRAIL_KEPT_DAYS },
] as const;
/** Rooms of the clinic in which it was counted, and visits to each of them in a day. */
const COUNTED_ROOMS = 10;
const COUNTED_VISITS = 10;
/** Days that are read for a booking: to decide, at half of the price since that may lag, and where it waits. */
const DAYS_READ = 0.5 + 0.3;

const sweepsOf = (sites: number): number => sweepsAtOnce(Math.min(sites, MOST_PUBLISHERS));

/** Milliseconds of a sweep that has its share of so many sites, each with a key of its own. */
export const sweepMs = (sites: number): number =>
  PAID_MS.sweep + (sites / sweepsOf(sites) - 1) * SWEPT_MS_A_SITE;

/** Units of a minute in which no one books, at so many sites together. */
export const idleUnits = (
  { perIdleMinute, perIdleMinuteOfAnother }: Measured,
  sites: number,
  units: 'writeUnits' | 'readUnits',
): number =>
  perIdleMinute[units] * sweepsOf(sites) + perIdleMinuteOfAnother[units] * (sites - sweepsOf(sites));

const roomDayBytes = (visits: number): number => ROOM_DAY_BYTES.itself + ROOM_DAY_BYTES.visit * visits;

/** Of a room's Day, on the average of the bookings that fill it with so many visits. */
const kilobytesWritten = (visits: number): number => {
  const fills = Array.from({ length: Math.max(1, Math.round(visits)) }, (_, at) => at + 1);
  return sum(fills.map((fill) => Math.ceil(roomDayBytes(fill) / 1024))) / fills.length;
};

/** What a month costs, line by line. */
export const monthlyBill = (measured: Measured, size: Size, { traced }: Deployed): Line[] => {
  const { perBooking } = measured;
  const line = lineMaker();
  const { bookings, sites, rooms, screens } = size;
  const sweeps = (sweepsOf(sites) * MINUTES) / SWEEP_EVERY_MINUTES;
  const idle = (units: 'writeUnits' | 'readUnits'): number => idleUnits(measured, sites, units);
  const looks = screens * WORKDAYS * SCREEN_HOURS * (3600 / LOOK_SECONDS);
  // One site's screens share what was read.
  const rereads = Math.min(
    looks,
    bookings * NEWS_A_BOOKING * READINGS_OF_NEWS + sites * WORKDAYS * SCREEN_HOURS * READINGS_AN_HOUR,
  );
  const visits = bookings / WORKDAYS / (sites * rooms);
  const moreWritten = 2 * Math.max(0, kilobytesWritten(visits) - kilobytesWritten(COUNTED_VISITS));
  // On the average a Day is half full when a booking comes.
  const countedBytes = COUNTED_ROOMS * roomDayBytes(COUNTED_VISITS / 2);
  const moreRead = (DAYS_READ * Math.max(0, rooms * roomDayBytes(visits / 2) - countedBytes)) / 4096;
  const runs: Partial<Record<FunctionName, number>> = {
    ...Object.fromEntries(
      Object.entries(perBooking.invocations)
        .filter(([name]) => name !== 'sweep')
        .map(([name, each]) => [name, each * bookings]),
    ),
    sweep: sweeps,
    board: looks,
  };
  const invocations = sum(Object.values(runs));
  const seconds = sum(
    Object.entries(runs).map(([name, count]) => {
      const ms = name === 'sweep' ? sweepMs(sites) : PAID_MS[name as FunctionName];
      return (count * ms * FUNCTIONS[name as FunctionName].memoryMb) / 1000 / 1024;
    }),
  );
  const receipts = sum(FED_BY_QUEUES.map((name) => bookings * (perBooking.invocations[name] ?? 0)));
  const deliveries = bookings * (perBooking.invocations.receive ?? 0);
  const daily = (everyMs: number): number => (24 * 60 * MINUTE) / everyMs;
  // A reading that may lag is half a unit, and four kilobytes of a Day, or of what is kept of it, are one.
  const horizonUnits =
    daily(WHOLE_EVERY_MS) / 2 +
    (daily(HORIZON_EVERY_MS) * ROOM_DAY_BYTES.visit + daily(PROCESS_LIVES_MS) * KEPT_BYTES) / 4096 / 2;
  // Of those that came since, nothing is kept yet.
  const readAnew = KEPT_EVERY_MS / 2 / PROCESS_LIVES_MS / 2;
  // Of the days on which visits are booked ahead, each half full on the average.
  const keptDays = sites * 2 * DAYS_AHEAD;
  const keptBytes = (bookings / WORKDAYS / sites / 2) * KEPT_BYTES;
  const kept = sum(KEPT.map(({ bytes, days }) => bytes * (DAYS_AHEAD + days))) / DAYS_A_MONTH;
  const gigabytes = (bookings * kept) / 1e9;
  return [
    line(
      'Webhook',
      'httpRequests',
      `${bookings} bookings × ${round(perBooking.invocations.receive ?? 0)} deliveries`,
      deliveries,
    ),
    line(
      'Screens: requests',
      'httpRequests',
      `${screens} screens × ${WORKDAYS} days × ${SCREEN_HOURS} h, a look each ${LOOK_SECONDS} s`,
      looks,
    ),
    line(
      'Screens: reads',
      'readUnits',
      `${QUIET_LOOK_UNITS} a look, and ${LOOK_UNITS_A_ROOM} × ${rooms} rooms for ${round(rereads / 1000)} thousand that read all anew`,
      looks * QUIET_LOOK_UNITS + rereads * LOOK_UNITS_A_ROOM * rooms,
    ),
    line(
      'Functions: requests',
      'invocations',
      `${round(invocations / 1000)} thousand, of which ${round(sweeps / 1000)} sweeps`,
      invocations,
    ),
    line('Functions: time', 'gigabyteSeconds', 'each × its paid milliseconds × its memory', seconds),
    line(
      'Table: writes',
      'writeUnits',
      `${bookings} × ${round(perBooking.writeUnits + moreWritten)}, and ${round(idle('writeUnits'))} a minute`,
      bookings * (perBooking.writeUnits + moreWritten) + MINUTES * idle('writeUnits'),
    ),
    line(
      'Table: reads',
      'readUnits',
      `${bookings} × ${round(perBooking.readUnits + moreRead)}, and ${round(idle('readUnits'))} a minute`,
      bookings * (perBooking.readUnits + moreRead) + MINUTES * idle('readUnits'),
    ),
    line(
      'Table: the horizon',
      'readUnits',
      `${bookings} bookings, for ${DAYS_AHEAD} days each read once a day, and its Day ${daily(HORIZON_EVERY_MS)} times; anew by each process of the sweep’s until that it is in order is written down`,
      bookings * (horizonUnits * DAYS_AHEAD + readAnew),
    ),
    line(
      'Table: what is in order',
      'writeUnits',
      `${keptDays} days of ${round(keptBytes)} bytes, ${daily(KEPT_EVERY_MS)} times a day`,
      keptDays * Math.ceil(keptBytes / 1024) * daily(KEPT_EVERY_MS) * DAYS_A_MONTH,
    ),
    line(
      'Table: kept',
      'storedGigabytes',
      `${Math.round(kept)} bytes a booking, kept for a month: its record ${BOOKING_KEPT_DAYS} days after the visit, its history ${TRAIL_KEPT_DAYS}`,
      gigabytes,
    ),
    line('Table: its way back', 'recoverableGigabytes', 'the same', gigabytes),
    line(
      'Queues: messages',
      'queueRequests',
      `${bookings} × ${round(perBooking.queueRequests)}`,
      bookings * perBooking.queueRequests,
    ),
    line(
      'Queues: polls',
      'queueRequests',
      `${Object.keys(QUEUES).length} queues × ${POLLS_A_MINUTE} a minute, less half of one for each that receives something`,
      Math.max(0, Object.keys(QUEUES).length * POLLS_A_MINUTE * MINUTES - OF_A_POLL * receipts),
    ),
    line(
      'Logs',
      'loggedGigabytes',
      `${LOGGED_BYTES} bytes an invocation`,
      (invocations * LOGGED_BYTES) / 1e9,
    ),
    line(
      'Metrics',
      'metrics',
      'our own: those of each sweep, and of bookings; all others only for the hours in which something is wrong',
      WRITTEN_BY_SWEEPS.length + (bookings > 0 ? WRITTEN_OF_BOOKINGS.length : 0),
    ),
    line('Dashboard', 'dashboards', 'one', 1),
    line('Alarms', 'alarmMetrics', 'each metric that one of lib/RUNBOOK.md looks at', ALARM_METRICS),
    line('Sweeps: their schedule', 'scheduled', `${round(sweeps / 1000)} thousand sweeps`, sweeps),
    line('Secrets', 'secrets', 'webhook, keys, visit codes', SECRETS),
    line('Secrets: reads', 'secretReads', 'two by the sweep’s function each five minutes', (2 * MINUTES) / 5),
    line('Traces', 'traces', traced ? 'one an invocation' : 'off', traced ? invocations : 0),
  ];
};

/** What is free is taken by the lines in their order, each thing once. */
const lineMaker = () => {
  const taken: Partial<Record<Priced, number>> = {};
  return (what: string, priced: Priced, formula: string, amount: number): Line => {
    const price: Price = PRICES[priced];
    const before = taken[priced] ?? 0;
    const free = Math.max(0, (price.free ?? 0) - before);
    taken[priced] = before + amount;
    const dollarsFor = (billed: number): number => (billed / price.each) * price.dollars;
    return {
      what,
      formula,
      amount,
      price,
      dollars: dollarsFor(amount),
      afterFree: dollarsFor(Math.max(0, amount - free)),
    };
  };
};

export const sum = (all: readonly number[]): number => all.reduce((total, each) => total + each, 0);

const round = (number: number): number => Math.round(number * 10) / 10;
