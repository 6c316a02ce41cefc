import { MINUTE } from '../../../shared/domain/instant.ts';
import { UPDATED_EVERY_MS } from '../../../shared/reconciling/reconcile.ts';
import { FUNCTIONS, type FunctionName, PACE } from '../../../shared/wiring.ts';
import { idleUnits, type Measured, PAID_MS, sum, sweepMs } from '../../cost/monthly-bill.ts';
import { PRICES, type Priced } from '../../cost/prices.ts';
import { booked, roundOfKeys, WALLS } from '../../cost/walls.ts';
import type { ScaleDay, Spans } from './scale-day.ts';

/** What was measured on the simulated day, beside what is reckoned for as many sites. */
export type Compared = { readonly what: string; readonly measured: number; readonly reckoned: number };

const HOUR = 60 * MINUTE;
const INVOCATIONS = ['assign', 'publish', 'replan', 'sweep'] as const;

export const quantile = (spans: Spans, share: number): number => {
  const sorted = [...spans].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};

const mean = (spans: Spans): number => spans.reduce((sum, each) => sum + each, 0) / Math.max(1, spans.length);

/** What of a wall is reckoned for so many sites, by what it is about. */
const wallAt = (about: string, sites: number): number => {
  const wall = WALLS.find(({ what }) => what.startsWith(about));
  if (wall === undefined) throw new Error(`no wall is about ${about}`);
  return wall.at(sites);
};

/** For days of a hundred bookings a site in ten hours, as the walls are reckoned for; with others, as many times less or more. */
export const compared = (day: ScaleDay, counted: Measured): readonly Compared[] => {
  const { size, bookings, minutes, meter } = day;
  const { sites } = size;
  const perSecond = (size.bookings * size.peak) / (size.hours * 3600);
  const scaled = perSecond / booked(1);
  const busiestRuns = (name: (typeof INVOCATIONS)[number]): Spans =>
    day.runs[name].filter(({ at }) => at >= day.busiest && at < day.busiest + HOUR).map(({ ms }) => ms);
  const idle = (units: 'readUnits' | 'writeUnits'): number => minutes * idleUnits(counted, sites, units);
  const dollars = dollarsOf(day, counted);
  const hottest = (kind: 'read' | 'write', of: string): number =>
    meter.hottest(kind).find(({ partition }) => partition.startsWith(of))?.unitsASecond ?? 0;
  return [
    {
      what: 'Rooms told a minute in the busiest hour, with each key',
      measured: mean(day.patchesByKey) / 60,
      reckoned: wallAt('The same, with a key', sites) * scaled,
    },
    {
      what: 'Seconds from a booking until its room is told, half of them',
      measured: quantile(day.publishLag, 0.5) / 1000,
      reckoned: PACE.settleSeconds,
    },
    {
      what: 'Seconds in which a sweep looks at each of its sites',
      measured: quantile(day.ownSites, 0.5) / 1000,
      reckoned: wallAt('Seconds in which a sweep', sites),
    },
    {
      what: 'Seconds of the longest sweep, which asks each key for its changes and its horizon',
      measured:
        quantile(
          day.runs.sweep.map(({ ms }) => ms),
          1,
        ) / 1000,
      reckoned: roundOfKeys(sites),
    },
    {
      what: 'Minutes from one question for a key’s changes to the next, half of them',
      measured: quantile(day.askedAgain, 0.5) / MINUTE,
      reckoned: UPDATED_EVERY_MS / MINUTE,
    },
    {
      what: 'Re-plans at once in the busiest hour',
      measured: busiestRuns('replan').reduce((sum, ms) => sum + ms, 0) / HOUR,
      reckoned: wallAt('Re-plans at once', sites) * scaled,
    },
    {
      what: 'Write units a second on the version of a site’s boards, in the busiest hour',
      measured: meter.inHour('write', 'BOARD-VERSION#', day.busiest) / 3600 / sites,
      reckoned: wallAt('Write units a second on the version', sites) * scaled,
    },
    {
      what: 'Write units a second on how far each key was read, in the busiest minute',
      measured: hottest('write', 'MEMO#reconciling'),
      reckoned: wallAt('Write units a second on how far', sites),
    },
    {
      what: 'Write units of the day',
      measured: meter.total('write'),
      reckoned: bookings * counted.perBooking.writeUnits + idle('writeUnits'),
    },
    {
      what: 'Read units of the day',
      measured: meter.total('read'),
      reckoned: bookings * counted.perBooking.readUnits + idle('readUnits'),
    },
    {
      what: 'Requests to the queues',
      measured: day.queueRequests,
      reckoned: bookings * counted.perBooking.queueRequests,
    },
    { what: 'Dollars of the day, without screens and what is always there', ...dollars },
  ];
};

/** What was asked of table, queues and functions, by the price list; the webhook's function is not played, and taken as it is reckoned. */
const dollarsOf = (
  { bookings, minutes, size, meter, runs, queueRequests }: ScaleDay,
  counted: Measured,
): { readonly measured: number; readonly reckoned: number } => {
  const cost = (priced: Priced, amount: number): number =>
    (PRICES[priced].dollars * amount) / PRICES[priced].each;
  const gigabytes = (name: FunctionName): number => FUNCTIONS[name].memoryMb / 1024;
  const ran = (name: FunctionName, times: number, ms: number): number =>
    cost('invocations', times) + cost('gigabyteSeconds', (times * ms * gigabytes(name)) / 1000);
  const received = bookings * (counted.perBooking.invocations.receive ?? 0);
  const received$ = ran('receive', received, PAID_MS.receive) + cost('httpRequests', received);
  const of = (writes: number, reads: number, requests: number): number =>
    received$ + cost('writeUnits', writes) + cost('readUnits', reads) + cost('queueRequests', requests);
  const idle = (units: 'readUnits' | 'writeUnits'): number => minutes * idleUnits(counted, size.sites, units);
  const sweeps = runs.sweep.length;
  const reckoned = INVOCATIONS.map((name) =>
    name === 'sweep'
      ? ran(name, sweeps, sweepMs(size.sites))
      : ran(name, bookings * (counted.perBooking.invocations[name] ?? 0), PAID_MS[name]),
  );
  const measured = INVOCATIONS.map((name) =>
    ran(name, runs[name].length, mean(runs[name].map(({ ms }) => ms))),
  );
  return {
    measured: sum(measured) + of(meter.total('write'), meter.total('read'), queueRequests),
    reckoned:
      sum(reckoned) +
      of(
        bookings * counted.perBooking.writeUnits + idle('writeUnits'),
        bookings * counted.perBooking.readUnits + idle('readUnits'),
        bookings * counted.perBooking.queueRequests,
      ),
  };
};
