import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Measured } from '../cost/monthly-bill.ts';
import { benchOptions } from './bench-options.ts';
import { compared, quantile } from './scale/compared.ts';
import { type Spans, scaleDay } from './scale/scale-day.ts';

/**
 * Whether a large deployment does what `lib/SCALE.md` reckons: the handlers' cores on virtual time, each site with a key of its own, on a
 * Ledger in memory that is metered as DynamoDB would charge it. A thousand sites with a hundred bookings take some minutes and 4 GB.
 */
const values = benchOptions(
  `npm run bench:scale -- [--sites 1000] [--bookings 100] [--hours 10] [--seed 1] [--json]
A working day of so many sites, each with so many bookings, three times as many in the busiest hour as on the average;
measured beside what is reckoned. Exits with 1 where a promise broke.`,
  {
    sites: { type: 'string', default: '1000' },
    bookings: { type: 'string', default: '100' },
    hours: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
);
const size = {
  sites: Number(values.sites),
  bookings: Number(values.bookings),
  hours: Number(values.hours),
  peak: 3,
};
if (!Object.values(size).every((each) => Number.isInteger(each) && each > 0)) {
  console.error('--sites, --bookings and --hours are whole numbers above zero');
  process.exit(2);
}

const began = Date.now();
const day = await scaleDay(size, {
  seed: Number(values.seed),
  progress: (line) => console.error(`${line}; ${Math.round((Date.now() - began) / 1000)} s so far`),
});
const counted: Measured = JSON.parse(
  readFileSync(fileURLToPath(new URL('../cost/counted.json', import.meta.url)), 'utf8'),
);
const rows = compared(day, counted);
const spans: Readonly<Record<string, Spans>> = {
  'Until a room is told': day.publishLag,
  'In the bookings queue': day.queueAge.bookings,
  'In the publish queue': day.queueAge.publish,
  'In the replan queue': day.queueAge.replan,
  'A sweep': day.runs.sweep.map(({ ms }) => ms),
  'Of it, for its own sites': day.ownSites,
  'From one question to a key to the next': day.askedAgain,
};

const figure = (number: number): string =>
  number.toLocaleString('en', { maximumFractionDigits: number < 10 ? 2 : 0 });
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const hottest = (kind: 'read' | 'write', limit: number): string[] =>
  day.meter
    .hottest(kind)
    .slice(0, 5)
    .map(({ partition, unitsASecond }) =>
      row([`${kind} units a second`, `\`${partition}\``, figure(unitsASecond), figure(limit)]),
    );

if (values.json)
  console.log(
    JSON.stringify({
      size,
      bookings: day.bookings,
      waited: day.waited,
      rows,
      hottest: { read: day.meter.hottest('read'), write: day.meter.hottest('write') },
      spans: Object.fromEntries(
        Object.entries(spans).map(([name, all]) => [
          name,
          [0.5, 0.99, 1].map((share) => quantile(all, share)),
        ]),
      ),
      violations: day.violations,
    }),
  );
else
  console.log(
    [
      `${figure(size.sites)} sites, ${figure(day.bookings)} bookings in ${size.hours} hours, ${figure(day.waited)} of which wait at the end; ${Math.round(process.cpuUsage().user / 1e6)} s of the processor.`,
      '',
      row(['What', 'Measured', 'Reckoned', 'Ratio']),
      row(['---', '---:', '---:', '---:']),
      ...rows.map(({ what, measured, reckoned }) =>
        row([what, figure(measured), figure(reckoned), figure(measured / reckoned)]),
      ),
      '',
      row(['How long', 'Half', '99 %', 'Longest']),
      row(['---', '---:', '---:', '---:']),
      ...Object.entries(spans).map(([name, all]) =>
        row([name, ...[0.5, 0.99, 1].map((share) => seconds(quantile(all, share)))]),
      ),
      '',
      row(['The busiest minute of', 'The partition', 'Units a second', 'May be']),
      row(['---', '---', '---:', '---:']),
      ...hottest('write', 1_000),
      ...hottest('read', 3_000),
      '',
      ...(day.violations.length === 0
        ? [
            'No promise broke: each booking has its room or waits, no two are in a room at a time, each room was told once.',
          ]
        : [`${day.violations.length} promises broke:`, ...day.violations.slice(0, 20)]),
    ].join('\n'),
  );
process.exitCode = day.violations.length === 0 ? 0 : 1;
