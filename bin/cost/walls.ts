import { KEYS_AT_ONCE } from '../../shared/reconciling/reconcile.ts';
import { SITES_AT_ONCE } from '../../shared/sweeping/sweep.ts';
import { MOST_PUBLISHERS, PACE, QUEUES, sweepsAtOnce } from '../../shared/wiring.ts';
import {
  type Deployed,
  type Measured,
  monthlyBill,
  NEWS_A_BOOKING,
  READINGS_OF_NEWS,
} from './monthly-bill.ts';

/** A site on an ordinary day: what is reckoned with, not measured. */
export const SITE = { bookings: 100, hours: 10, peak: 3, rooms: 10, screens: 5, workdays: 22 } as const;

/** Seconds. DynamoDB answers a function in 5 ms, Cal.com in 300. */
const TABLE_ANSWER = 0.005;
const CAL_COM_ANSWER = 0.3;
const LOOK_SECONDS = 9;
/** Of a sweep that ends before the next one begins, what Cal.com's answers may take. */
const RECONCILING_SECONDS = 45;
/** What a key is asked in one round: for its changes, and for its horizon in four pages. */
const REQUESTS_A_KEY = 5;
/** A sweep asks of each site what is due there, and what is parked, a few sites side by side. */
const READS_A_SITE = 2;
/** What a board of so many rooms takes to be read, as `npm run bench:looks` counts it. */
const BOARD_UNITS = 6.5 * SITE.rooms;

export type Wall = {
  readonly what: string;
  /** What may not be exceeded, and whose limit it is. */
  readonly limit: number;
  readonly of: string;
  /** For so many sites. */
  readonly at: (sites: number) => number;
};

/** Bookings a second at the busiest time. */
export const booked = (sites: number): number => (sites * SITE.bookings * SITE.peak) / (SITE.hours * 3600);
/** Sites, and as many keys, that one of the sweeps of a minute looks at. */
const swept = (sites: number): number => sites / sweepsAtOnce(Math.min(sites, MOST_PUBLISHERS));
/** Seconds in which a sweep asks each of its keys for its changes and its horizon. */
export const roundOfKeys = (sites: number): number =>
  Math.ceil(swept(sites) / KEYS_AT_ONCE) * REQUESTS_A_KEY * CAL_COM_ANSWER;
const looks = (sites: number): number => (sites * SITE.screens) / LOOK_SECONDS;

/** What grows with the number of sites, each with what stops it. */
export const WALLS: readonly Wall[] = [
  {
    what: 'Rooms to tell a minute, where all sites share one key',
    limit: 60 / PACE.patchSeconds,
    of: 'Cal.com’s pace for a key',
    at: (sites) => booked(sites) * 60,
  },
  {
    what: 'The same, with a key for each site',
    limit: 60 / PACE.patchSeconds,
    of: 'Cal.com’s pace for a key',
    at: () => booked(1) * 60,
  },
  {
    what: 'Keys, a publisher for each',
    limit: MOST_PUBLISHERS,
    of: 'what AWS feeds from one queue',
    at: (sites) => sites,
  },
  {
    what: 'Minutes until each key was asked for its changes and its horizon',
    limit: 90,
    of: 'the alarm *Reconciliation/Behind*',
    at: (sites) => roundOfKeys(sites) / RECONCILING_SECONDS,
  },
  {
    what: 'Seconds in which a sweep looks at each of its sites',
    limit: 60,
    of: 'its time-out',
    at: (sites) => Math.ceil(swept(sites) / SITES_AT_ONCE) * READS_A_SITE * TABLE_ANSWER,
  },
  {
    what: 'Re-plans at once, each of a second, where one booking in six waits',
    limit: QUEUES.replan.maxConcurrency,
    of: 'the replan queue’s concurrency',
    at: (sites) => booked(sites) / 6,
  },
  {
    what: 'Write units a second on the version of a site’s boards',
    limit: 1_000,
    of: 'one partition',
    at: () => booked(1) * NEWS_A_BOOKING,
  },
  {
    what: 'Write units a second on how far each key was read, where all are asked in one minute',
    limit: 1_000,
    of: 'one partition',
    at: (sites) => (sites * REQUESTS_A_KEY * 2) / 60,
  },
  {
    what: 'Read units a second on the version of all sites’ boards',
    limit: 3_000,
    of: 'one partition',
    at: (sites) => looks(sites),
  },
  {
    what: 'Read units a second of boards read anew',
    limit: 40_000,
    of: 'a new table',
    at: (sites) => sites * BOARD_UNITS * Math.min(looks(1), booked(1) * NEWS_A_BOOKING * READINGS_OF_NEWS),
  },
];

/** How many sites there may be before this stops them; `Infinity` where it never does. */
export const sitesUntil = ({ at, limit }: Wall): number => {
  if (at(1e9) <= limit) return Number.POSITIVE_INFINITY;
  let [below, above] = [0, 1e9];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (at(middle) <= limit) below = middle;
    else above = middle;
  }
  return below;
};

/** Dollars a month for so many such sites. */
export const costOf = (measured: Measured, sites: number, deployed: Deployed): number =>
  monthlyBill(
    measured,
    {
      bookings: sites * SITE.bookings * SITE.workdays,
      sites,
      rooms: SITE.rooms,
      screens: sites * SITE.screens,
    },
    deployed,
  ).reduce((sum, { dollars }) => sum + dollars, 0);
