import { readFile, rename, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { loadHighsSolver } from '../../shared/solver/highs.ts';
import { type Cell, problemOfCell } from './assigner/cell.ts';
import { digestOfCode } from './assigner/digest-of-code.ts';
import { measure } from './assigner/measure.ts';
import { chart, type Measured, page, type Row, table, targets } from './assigner/report.ts';
import { timetableCells } from './assigner/timetable-cells.ts';
import { measureWebhookPath } from './assigner/webhook-path.ts';
import { benchOptions } from './bench-options.ts';

/**
 * Whole days and repairs, both families, beside simpler ways of assigning. As it stands it measures a few cells, and
 * changes no file. `--write` keeps the table beside the planner: each cell is stored when it is measured, and one that was
 * measured with the present code is skipped unless `--again` is given, so an ended run goes on where it was.
 */
const HOME = new URL('./assigner/', import.meta.url);
const PER_ROOM: Record<string, Record<number, number>> = {
  wide: { 10: 15, 20: 15, 60: 20, 200: 25 },
  harsh: { 70: 12, 85: 14, 95: 16 },
};
const LOST: Record<string, Record<number, number>> = {
  wide: { 10: 1, 20: 1, 60: 1, 200: 3 },
  harsh: { 10: 1, 20: 2, 60: 5, 200: 10 },
};

/** How many made-up Days of each kind the table has: large ones take minutes, and tell nothing new of the planner. */
const SEEDS: Record<number, string> = { 10: '1-5', 20: '1-5', 60: '1-3', 200: '1' };

const values = benchOptions(
  `npm run bench:assigner -- [--rooms 10] [--loads 70,85,95] [--seeds 1] [--family wide,harsh] [--kind day,repair] [--lose 4]
The planner beside simpler ways, on made-up Days: measured and shown.

npm run bench:assigner -- --instances a.xml,b.xml [--kind day,repair]
The same on days of the timetabling competition of 2019 (bin/day-file/timetables.md); changes no file.

npm run bench:assigner -- --write [--again]
The whole table, 10 to 200 rooms (an hour of one core), written beside the planner. Cells that were
measured with this very code are measured again only with --again.`,
  {
    rooms: { type: 'string' },
    seeds: { type: 'string' },
    loads: { type: 'string', default: '70,85,95' },
    family: { type: 'string', default: 'wide,harsh' },
    kind: { type: 'string', default: 'day,repair' },
    lose: { type: 'string' },
    instances: { type: 'string' },
    again: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
);
const { write } = values;
const rooms = values.rooms ?? (write ? '10,20,60,200' : '10');
const seedsOf = (count: number) => values.seeds ?? (write ? SEEDS[count] : undefined) ?? '1';
const words = (text: string) => text.split(',').filter((part) => part !== '');
const numbers = (text: string) =>
  words(text).flatMap((part) => {
    const [from = Number.NaN, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });

const [lost] = numbers(values.lose ?? '');
const usuallyLost = (family: string, count: number): number =>
  LOST[family]?.[count] ?? Math.max(1, Math.round(count / 20));

/** How many rooms are lost in a repair: of the table's first Days of 60 rooms both as many as usual and four. */
const lossesOf = (family: string, count: number, seed: number): readonly number[] => {
  if (lost !== undefined) return [lost];
  const usual = usuallyLost(family, count);
  return write && count === 60 && seed === 1 ? [usual, 4] : [usual];
};

const cells = (): Cell[] => {
  const found: Cell[] = [];
  for (const count of numbers(rooms))
    for (const family of words(values.family))
      for (const kind of words(values.kind))
        for (const load of numbers(values.loads))
          for (const seed of numbers(seedsOf(count))) {
            if ((family !== 'wide' && family !== 'harsh') || (kind !== 'day' && kind !== 'repair')) continue;
            const perRoom = PER_ROOM[family]?.[family === 'wide' ? count : load] ?? 15;
            const cell = { family, kind, rooms: count, bookings: count * perRoom, load, seed } as const;
            const losses = kind === 'repair' ? lossesOf(family, count, seed) : [0];
            for (const lose of losses) found.push({ ...cell, lose });
          }
  return found;
};

/** What the figures depend on: the planner, the solver and the made-up days. */
const version = await digestOfCode(
  ...[
    '../../shared/domain/plan/plan.ts',
    '../../shared/solver/highs.ts',
    '../day-file/generate-day.ts',
    '../day-file/problem-of-day.ts',
  ].map((path) => new URL(path, import.meta.url)),
);

/** What the simpler ways depend on, besides the time that the planner takes. */
const simplerVersion = await digestOfCode(
  ...['raw-solver.ts', 'cell.ts', '../../../shared/solver/highs.ts'].map((path) => new URL(path, HOME)),
);

/** A cell in which other than the usual number of rooms is lost is another one. */
const keyOf = ({ family, instance, kind, rooms, load, lose, seed }: Cell) => {
  const isUsual = kind === 'day' || instance !== undefined || lose === usuallyLost(family, rooms);
  return [rooms, instance ?? family, kind, load, seed, ...(isUsual ? [] : [`${lose} lost`])].join('/');
};
const stored = new URL('benchmark.json', HOME);

const before = async (): Promise<Measured> => {
  try {
    return JSON.parse(await readFile(stored, 'utf8')) as Measured;
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT')
      return { machine: '', version: '', webhook: undefined, rows: [] };
    throw fault;
  }
};

/** A run that is ended while it writes leaves the file as it was. */
const replace = async (name: string, text: string): Promise<void> => {
  const draft = new URL(`${name}.new`, HOME);
  await writeFile(draft, text);
  await rename(draft, new URL(name, HOME));
};

const store = async (): Promise<void> => {
  if (!write || values.instances !== undefined) return;
  // Another run may have measured others meanwhile.
  for (const row of (await before()).rows)
    if (row.version === version && rows.get(keyOf(row))?.version !== version) rows.set(keyOf(row), row);
  const measured = measuredSoFar();
  await replace('benchmark.json', `${JSON.stringify(measured, null, 2)}\n`);
  await replace('benchmark.md', page(measured));
  await replace('benchmark.svg', chart(measured.rows));
};

const known = write ? await before() : { rows: [] };
// What an older planner was measured on and the table does not ask for any more is left out.
const inTable = new Set(cells().map(keyOf));
const isKept = (row: Row) => row.version === version || values.rooms !== undefined || inTable.has(keyOf(row));
const rows = new Map<string, Row>(known.rows.filter(isKept).map((row) => [keyOf(row), row]));
const machine = `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
const webhook = measureWebhookPath();
console.log(`webhook path: p50 ${webhook.p50} ms, p99 ${webhook.p99} ms`);
const measuredSoFar = (): Measured => ({
  machine,
  version,
  webhook,
  rows: [...rows.values()].sort((a, b) => a.rooms - b.rooms || keyOf(a).localeCompare(keyOf(b))),
});
const isNew = (cell: Cell) => !write || values.again || rows.get(keyOf(cell))?.version !== version;
const solver = await loadHighsSolver();
const cellsOfInstance = (path: string) => {
  try {
    return timetableCells(path, words(values.kind), solver).map(({ cell, problem }) => ({
      cell,
      problem: () => problem,
    }));
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault;
    console.error(`--instances: ${fault.message}`);
    process.exit(2);
  }
};
const wanted =
  values.instances === undefined
    ? cells()
        .filter(isNew)
        .map((cell) => ({ cell, problem: () => problemOfCell(cell) }))
    : words(values.instances).flatMap((path) => cellsOfInstance(path));
console.log(`${wanted.length} cells to measure`);
for (const [at, { cell, problem }] of wanted.entries()) {
  const earlier = values.again ? undefined : rows.get(keyOf(cell));
  const row = await measure(cell, problem(), await loadHighsSolver(), { version, simplerVersion }, earlier);
  rows.set(keyOf(cell), row);
  const { ours } = row;
  console.log(
    `${at + 1}/${wanted.length} ${keyOf(cell)}: ${ours.waiting} (≥ ${ours.waitingBound}) wait, ${ours.messages} (≥ ${ours.messagesBound}) told, ${ours.roomChanges} (≥ ${ours.roomChangesBound}) room changes, fit ${ours.fit} (−${ours.fitGap}), ${ours.proved ? 'proved' : 'open'}, ${ours.processor} s`,
  );
  await store();
}
await store();
if (values.instances !== undefined) console.log(`\n${table(measuredSoFar().rows)}\n`);
const missed = targets(measuredSoFar()).filter((target) => target.missed.length > 0);
for (const target of missed) console.error(`missed: ${target.promise}\n  ${target.missed.join('\n  ')}`);
console.log(
  missed.length === 0 ? 'All targets of the measured cells are met.' : `${missed.length} targets missed.`,
);
process.exitCode = missed.length === 0 ? 0 : 1;
