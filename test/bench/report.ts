import type { Certificate } from '../../shared/domain/plan/plan.ts';
import type { Figures } from './baselines.ts';

export interface Cell {
  readonly family: 'wide' | 'harsh';
  readonly kind: 'day' | 'repair';
  readonly rooms: number;
  readonly bookings: number;
  readonly load: number;
  readonly lose: number;
  readonly seed: number;
}

export interface Row extends Cell {
  readonly ours: Certificate & { readonly fit: number; readonly seconds: number; readonly megabytes: number };
  readonly baselines: Readonly<Record<string, Figures>>;
}

const BASELINES = ['first-fit', 'best preference', 'raw HiGHS', 'sample pickRoom'];

/** What the project promises of these figures; the answer lists what was missed. */
export function gates(rows: readonly Row[]): readonly string[] {
  const missed: string[] = [];
  for (const row of rows.filter((r) => r.rooms <= 20)) {
    if (!row.ours.proved || row.ours.seconds >= 3)
      missed.push(`${name(row)}: proved in under 3 s (${row.ours.proved}, ${row.ours.seconds} s)`);
  }
  const wide = rows.filter((r) => r.family === 'wide' && r.rooms <= 60 && r.load <= 85);
  const inTime = wide.filter((r) => r.ours.proved && r.ours.seconds < 15);
  if (inTime.length < 0.9 * wide.length)
    missed.push(`wide, up to 60 rooms and 85 %: ${inTime.length} of ${wide.length} proved in under 15 s`);
  for (const row of wide.filter((r) => !inTime.includes(r))) {
    if (row.ours.waiting > row.ours.waitingBound || row.ours.messages - row.ours.messagesBound > 1)
      missed.push(`${name(row)}: message gap at most 1`);
  }
  for (const row of rows) {
    for (const [who, other] of Object.entries(row.baselines)) {
      const { waiting, messages, fit } = row.ours;
      const worse = waiting - other.waiting || messages - other.messages || fit - other.fit;
      if (worse > 0)
        missed.push(
          `${name(row)}: never worse than ${who} (${[waiting, messages, fit]} against ${[other.waiting, other.messages, other.fit]})`,
        );
    }
  }
  return missed;
}

function name(row: Cell): string {
  return `${row.family} ${row.kind} ${row.rooms} × ${row.bookings}, ${row.load} %, seed ${row.seed}`;
}

export function table(rows: readonly Row[], machine: string): string {
  const lines = rows.map((row) => {
    const { ours } = row;
    const others = BASELINES.map((who) => {
      const b = row.baselines[who];
      return b ? `${b.waiting} / ${b.messages} / ${b.fit}` : '–';
    });
    const cells = [
      `${row.family} ${row.kind}`,
      `${row.rooms} × ${row.bookings}`,
      `${row.load} %`,
      row.lose,
      row.seed,
      `${ours.waiting} (≥ ${ours.waitingBound})`,
      `${ours.messages} (≥ ${ours.messagesBound})`,
      `${ours.fit} (−${ours.fitGap})`,
      ours.proved ? 'yes' : ours.cut ? 'cut' : 'no',
      ours.seconds,
      ours.megabytes,
      ...others,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const missed = gates(rows);
  return `# What the assigner does, measured

\`npm run bench:assigner\` writes this page (${machine}). Waiting and messages stand with the bound that no plan of the
whole Day can beat, fit with its largest possible gap. The other columns: waiting / messages / fit.

| Day | Rooms × bookings | Load | Lost | Seed | Waiting | Messages | Fit | Proved | Seconds | MB | ${BASELINES.join(' | ')} |
|${'---|'.repeat(11 + BASELINES.length)}
${lines.join('\n')}

${missed.length === 0 ? 'All gates of these cells are met.' : `Gates missed:\n\n${missed.map((gate) => `- ${gate}`).join('\n')}`}

![Bookings without a room: the assigner beside simpler ways](benchmark.svg)
`;
}

/** Mean number waiting per kind of cell, ours beside the others, on a square-root scale. */
export function chart(rows: readonly Row[]): string {
  const groups = Map.groupBy(rows, (r) => `${r.rooms} rooms, ${r.family} ${r.kind}, ${r.load} %`);
  const series = ['assigner', ...BASELINES];
  const colours = ['#1b6e53', '#c9a227', '#d1742f', '#7b5ea7', '#a33a3a'];
  const rowHeight = series.length * 7 + 8;
  const scale = (n: number) => Math.sqrt(n) * 14;
  const parts: string[] = series.map(
    (who, i) =>
      `<rect x="${20 + i * 130}" y="8" width="10" height="10" fill="${colours[i]}"/><text x="${34 + i * 130}" y="17">${who}</text>`,
  );
  [...groups].forEach(([label, members], at) => {
    const y = 34 + at * rowHeight;
    parts.push(`<text x="8" y="${y + rowHeight / 2}">${label}</text>`);
    series.forEach((who, i) => {
      const values = members.flatMap((r) => (i === 0 ? [r.ours.waiting] : (r.baselines[who]?.waiting ?? [])));
      if (values.length === 0) return;
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      parts.push(
        `<rect x="220" y="${y + i * 7}" width="${Math.max(1, scale(mean)).toFixed(1)}" height="6" fill="${colours[i]}"><title>${who}: ${mean.toFixed(1)}</title></rect>`,
      );
    });
  });
  const height = 44 + groups.size * rowHeight;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 ${height}" width="800" height="${height}" role="img" aria-label="Mean number of bookings without a room">
<style>text{font:11px sans-serif;fill:#333}</style>
${parts.join('\n')}
</svg>
`;
}
