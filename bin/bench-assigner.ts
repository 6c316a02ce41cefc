import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { loadHighsSolver } from '../shared/solver/highs.ts';
import { measure } from '../test/bench/measure.ts';
import { type Cell, chart, gates, type Row, table } from '../test/bench/report.ts';

/** Whole days and repairs, both families, beside simpler ways of assigning. Cells measured before are kept in the file. */
const HOME = new URL('../shared/domain/plan/', import.meta.url);
const PER_ROOM: Record<string, Record<number, number>> = {
  wide: { 10: 15, 20: 15, 60: 20, 200: 25 },
  harsh: { 70: 12, 85: 14, 95: 16 },
};
const LOST: Record<string, Record<number, number>> = {
  wide: { 10: 1, 20: 1, 60: 1, 200: 3 },
  harsh: { 10: 1, 20: 2, 60: 5, 200: 10 },
};

const { values } = parseArgs({
  options: {
    rooms: { type: 'string', default: '10,20,60,200' },
    seeds: { type: 'string', default: '1,2,3,4,5' },
    loads: { type: 'string', default: '70,85,95' },
    families: { type: 'string', default: 'wide,harsh' },
    kinds: { type: 'string', default: 'day,repair' },
  },
});
const list = (text: string) => text.split(',').filter((part) => part !== '');

function cells(): Cell[] {
  const found: Cell[] = [];
  for (const rooms of list(values.rooms).map(Number))
    for (const family of list(values.families))
      for (const kind of list(values.kinds))
        for (const load of list(values.loads).map(Number))
          for (const seed of list(values.seeds).map(Number)) {
            if ((family !== 'wide' && family !== 'harsh') || (kind !== 'day' && kind !== 'repair')) continue;
            const perRoom = PER_ROOM[family]?.[family === 'wide' ? rooms : load] ?? 15;
            const lose =
              kind === 'repair' ? (LOST[family]?.[rooms] ?? Math.max(1, Math.round(rooms / 20))) : 0;
            found.push({ family, kind, rooms, bookings: rooms * perRoom, load, lose, seed });
          }
  return found;
}

const keyOf = ({ family, kind, rooms, load, seed }: Cell) => [rooms, family, kind, load, seed].join('/');
const stored = new URL('benchmark.json', HOME);
const known = new Map<string, Row>();
try {
  const { rows } = JSON.parse(await readFile(stored, 'utf8')) as { rows: Row[] };
  for (const row of rows) known.set(keyOf(row), row);
} catch (fault) {
  if (!(fault instanceof Error && 'code' in fault && fault.code === 'ENOENT')) throw fault;
}

const solver = await loadHighsSolver();
for (const cell of cells()) {
  const row = measure(cell, solver);
  known.set(keyOf(cell), row);
  console.log(`${keyOf(cell)}: ${JSON.stringify(row.ours)}`);
  const rows = [...known.values()].sort((a, b) => a.rooms - b.rooms || keyOf(a).localeCompare(keyOf(b)));
  const machine = `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
  await writeFile(stored, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
  await writeFile(new URL('benchmark.md', HOME), table(rows, machine));
  await writeFile(new URL('benchmark.svg', HOME), chart(rows));
}
const missed = gates([...known.values()]);
for (const gate of missed) console.error(`missed: ${gate}`);
console.log(
  missed.length === 0 ? 'All gates of the measured cells are met.' : `${missed.length} gates missed.`,
);
process.exitCode = missed.length === 0 ? 0 : 1;
