import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { countOf, runCommand, type Values } from './admin/command.ts';
import { type Counted, type CountedDay, countDay } from './cost/count-day.ts';
import { type Line, type Measured, monthlyBill, type Size, sum } from './cost/monthly-bill.ts';
import { PRICE_LIST, unconfirmed } from './cost/prices.ts';
import { costOf, sitesUntil, WALLS } from './cost/walls.ts';

const usage = `What a month costs at AWS, line by line, with how it is reckoned. What a booking asks of the table, the queues and the functions
was counted on simulated days with a DynamoDB beside them, and stands in bin/cost/counted.json.

  npm run cost -- --bookings 20000 --rooms 40 --screens 10

Options
  --bookings <n>     in a month; 20000 unless given
  --sites <n>        that they are spread over; 1 unless given
  --rooms <n>        of each site; 40 unless given
  --screens <n>      that show the board twelve hours of each working day; 10 unless given
  --traced           as it is with the setting tracing
  --three            only the sums, for three sizes and an idle site, and what of it is there for what
  --scale            what stops how many sites, as a table
  --count            counts anew what a booking asks for, and a minute without any, and prints it
  --write            the same, into bin/cost/counted.json
  --json             the result as data
  --help             this text`;

const COUNTED = fileURLToPath(new URL('cost/counted.json', import.meta.url));

/** A day's bookings of one site, on days that differ by when they come and what for. */
const BOOKINGS = 100;
const SEEDS = Array.from({ length: 12 }, (_, nth) => nth + 1);

const IDLE: Size = { bookings: 0, sites: 1, rooms: 40, screens: 0 };
const THREE: readonly Size[] = [
  { bookings: 1_000, sites: 1, rooms: 6, screens: 2 },
  { bookings: 20_000, sites: 1, rooms: 40, screens: 10 },
  { bookings: 1_000_000, sites: 50, rooms: 40, screens: 500 },
];

/** What a deployment costs that no one uses, what each Site adds, and what bookings do. */
const shares = (billOf: (size: Size) => Line[]): [string, number][] => {
  const cost = (size: Size): number => total(billOf(size), 'dollars');
  const site = cost({ ...IDLE, sites: 2 }) - cost(IDLE);
  const large = { bookings: 1_000_000, sites: 50, rooms: 40, screens: 0 };
  return [
    ['A deployment without a site', cost(IDLE) - site],
    ['Each idle site', site],
    ['A million bookings at fifty sites, without screens', cost(large) - cost({ ...large, bookings: 0 })],
  ];
};

/** Figure by figure. */
const each = (of: (figure: (counted: Counted) => number) => number, like: Counted): Counted => ({
  writeUnits: of(({ writeUnits }) => writeUnits),
  readUnits: of(({ readUnits }) => readUnits),
  queueRequests: of(({ queueRequests }) => queueRequests),
  invocations: Object.fromEntries(
    Object.keys(like.invocations).map((name) => [name, of(({ invocations }) => invocations[name] ?? 0)]),
  ),
});

const measured = async (): Promise<Measured> => {
  const [seed = 1] = SEEDS;
  const idle = await countDay({ sites: 1, bookings: 0, seed });
  const two = await countDay({ sites: 2, bookings: 0, seed });
  const busy: CountedDay[] = [];
  for (const each of SEEDS) busy.push(await countDay({ sites: 1, bookings: BOOKINGS, seed: each }));
  const booked = sum(busy.map((day) => day.booked));
  const rounded = (of: (figure: (counted: Counted) => number) => number): Counted => {
    const counted = each(of, idle);
    return each((figure) => Math.round(figure(counted) * 100) / 100, idle);
  };
  return {
    perBooking: rounded((of) => (sum(busy.map(of)) - busy.length * of(idle)) / booked),
    waitAtFirst: Math.round((100 * sum(busy.map((day) => day.waitedAtFirst))) / booked) / 100,
    perIdleMinute: rounded((of) => of(idle) / idle.minutes),
    perIdleMinuteOfAnother: rounded((of) => (of(two) - of(idle)) / idle.minutes),
  };
};

/** None is a number here, too. */
const orNone = (values: Values, name: string, fallback: number): number =>
  values[name] === '0' ? 0 : countOf(values, name, fallback);

const total = (lines: readonly Line[], of: 'dollars' | 'afterFree'): number =>
  lines.reduce((sum, line) => sum + line[of], 0);

const SITES = [1, 100, 1_000, 10_000] as const;

const figure = (number: number): string =>
  (number < 10 ? Math.round(number * 100) / 100 : Math.round(number)).toLocaleString('en');

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

await runCommand(
  {
    usage,
    options: {
      bookings: { type: 'string' },
      sites: { type: 'string' },
      rooms: { type: 'string' },
      screens: { type: 'string' },
      traced: { type: 'boolean', default: false },
      three: { type: 'boolean', default: false },
      scale: { type: 'boolean', default: false },
      count: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  },
  async ({ values, out }) => {
    if (values.count === true || values.write === true) {
      const counted = await measured();
      if (values.write === true) writeFileSync(COUNTED, `${JSON.stringify(counted, null, 2)}\n`);
      out.result(counted, JSON.stringify(counted, null, 2));
      return;
    }
    const counted: Measured = JSON.parse(readFileSync(COUNTED, 'utf8'));
    const deployed = { traced: values.traced === true };
    const billOf = (size: Size): Line[] => monthlyBill(counted, size, deployed);
    const heading = `US dollars a month, list prices of ${PRICE_LIST.region}, looked up on ${PRICE_LIST.lookedUp}; in the last column less what an account has free each month.`;
    const doubt = `Not confirmed for ${PRICE_LIST.region}, where no page was found that says it: ${unconfirmed().join(', ')}. Each price’s source and its date stand in bin/cost/prices.ts.`;
    if (values.scale === true) {
      const walls = WALLS.map((wall) => ({
        what: wall.what,
        figures: SITES.map(wall.at),
        limit: wall.limit,
        of: wall.of,
        until: sitesUntil(wall),
      }));
      const costs = SITES.map((sites) => costOf(counted, sites, deployed));
      out.result(
        { walls, costs },
        [
          row(['Sites', ...SITES.map((sites) => sites.toLocaleString('en')), 'May be', 'Sites until then']),
          row(['---', ...SITES.map(() => '---:'), '---', '---:']),
          ...walls.map(({ what, figures, limit, of, until }) =>
            row([
              what,
              ...figures.map(figure),
              `${figure(limit)}: ${of}`,
              until === Number.POSITIVE_INFINITY ? 'any' : until.toLocaleString('en'),
            ]),
          ),
          row(['Dollars a month', ...costs.map((cost) => Math.round(cost).toLocaleString('en')), '', '']),
        ].join('\n'),
      );
      return;
    }
    if (values.three === true) {
      const sizes = [IDLE, ...THREE].map((size) => ({ ...size, lines: billOf(size) }));
      out.result(
        sizes,
        [
          heading,
          '',
          row(['Bookings', 'Sites', 'Rooms of each', 'Screens', 'A month', 'Less what is free']),
          row(['---:', '---:', '---:', '---:', '---:', '---:']),
          ...sizes.map(({ bookings, sites, rooms, screens, lines }) =>
            row([
              ...[bookings, sites, rooms, screens].map(String),
              dollars(total(lines, 'dollars')),
              dollars(total(lines, 'afterFree')),
            ]),
          ),
          '',
          row(['What is in it', 'A month']),
          row(['---', '---:']),
          ...shares(billOf).map(([what, cost]) => row([what, dollars(cost)])),
          '',
          doubt,
        ].join('\n'),
      );
      return;
    }
    const lines = billOf({
      bookings: orNone(values, 'bookings', 20_000),
      sites: countOf(values, 'sites', 1),
      rooms: countOf(values, 'rooms', 40),
      screens: orNone(values, 'screens', 10),
    });
    out.result(
      { ...PRICE_LIST, unconfirmed: unconfirmed(), lines },
      [
        heading,
        '',
        row(['What', 'How many', '', 'A month', 'Less what is free']),
        row(['---', '---', '---:', '---:', '---:']),
        ...lines.map(({ what, formula, amount, dollars: cost, afterFree }) =>
          row([what, formula, String(Math.round(amount * 100) / 100), dollars(cost), dollars(afterFree)]),
        ),
        row(['**All**', '', '', dollars(total(lines, 'dollars')), dollars(total(lines, 'afterFree'))]),
        '',
        doubt,
      ].join('\n'),
    );
  },
);
