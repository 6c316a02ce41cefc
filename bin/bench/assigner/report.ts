import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import type { Certificate } from '../../../shared/domain/plan/plan.ts';
import type { Figures } from './baselines.ts';
import type { Cell } from './cell.ts';
import type { WebhookPath } from './webhook-path.ts';

export type Row = Cell & {
  /** The code that was measured. */
  readonly version: string;
  /** Ways to seat a booking, over all bookings; absent where it was measured before fit was sought over the whole Day. */
  readonly seats?: number;
  readonly ours: Omit<Certificate, 'roomChanges' | 'roomChangesBound'> & {
    /** Absent where it was measured before practitioners were looked at. */
    readonly roomChanges?: number;
    readonly roomChangesBound?: number;
    readonly fit: number;
    /**
     * Elapsed; `processor`: of the processor, which other work on the machine lengthens less; `proof`: until only fit was sought;
     * `told`: until it was proved how few wait and are told, if it was before that.
     */
    readonly seconds: number;
    readonly processor: number;
    readonly proof: number;
    /** Absent where it was measured before that was said apart. */
    readonly told?: number;
    readonly megabytes: number;
  };
  readonly baselines: Readonly<Record<string, Figures>>;
  /** The code of the simpler ways, and how much of the processor the raw solver had; absent where it was measured before that was kept. */
  readonly simpler?: { readonly version: string; readonly rawSeconds: number };
};

export type Measured = {
  readonly machine: string;
  /** The code that is measured now. */
  readonly version: string;
  readonly webhook: WebhookPath | undefined;
  readonly rows: readonly Row[];
};

const BASELINES = ['first-fit', 'best preference', 'raw HiGHS', 'sample pickRoom'];

type Target = {
  readonly promise: string;
  readonly of: number;
  readonly missed: readonly string[];
};

/** What the project promises of these figures, and which cells miss it. */
export const targets = ({ rows, webhook }: Measured): readonly Target[] => {
  const small = rows.filter((r) => r.rooms <= 20);
  const wide = rows.filter((r) => r.family === 'wide' && r.rooms <= 60 && r.load <= 85);
  const sixty = rows.filter((r) => r.family !== 'timetable' && r.rooms === 60 && r.load <= 85);
  const inTime = wide.filter((r) => r.ours.proved && r.ours.proof < 15);
  const tooFew = inTime.length < 0.9 * wide.length;
  const open = wide.filter(
    (r) => r.ours.waiting > r.ours.waitingBound || r.ours.messages - r.ours.messagesBound > 1,
  );
  const full = rows.filter((r) => r.kind === 'repair' && r.rooms === 60 && r.load >= 90);
  return [
    {
      promise: 'every day of up to 20 rooms is proved in under 3 s',
      of: small.length,
      missed: small
        .filter((r) => !r.ours.proved || r.ours.proof >= 3)
        .map((r) => `${name(r)}: ${r.ours.proved ? 'proved' : 'open'}, ${r.ours.proof} s`),
    },
    {
      promise: '*wide*, up to 60 rooms and 85 %: nine of ten proved in under 15 s',
      of: wide.length,
      missed: tooFew ? [`${inTime.length} of ${wide.length}`] : [],
    },
    {
      promise: '… and a message gap of at most 1 in the others',
      of: wide.length - inTime.length,
      missed: open.map((r) => `${name(r)}: ${r.ours.messages} (≥ ${r.ours.messagesBound})`),
    },
    {
      promise: '60 rooms, up to 85 %, both families: how few wait and are told proved, in under 15 s',
      of: sixty.length,
      missed: sixty
        .filter((r) => !isToldProved(r) || toldAfter(r) >= 15)
        .map((r) => {
          const { messages, messagesBound } = r.ours;
          return `${name(r)}: ${isToldProved(r) ? `${toldAfter(r)} s` : `${messages} (≥ ${messagesBound})`}`;
        }),
    },
    {
      promise:
        'never more waiting, nor at that more messages, nor then more room changes, than any simpler way',
      of: rows.length,
      missed: rows.flatMap((row) =>
        Object.entries(row.baselines).flatMap(([who, other]) => {
          const worse =
            row.ours.waiting - other.waiting ||
            row.ours.messages - other.messages ||
            (row.ours.roomChanges ?? 0) - (other.roomChanges ?? Number.POSITIVE_INFINITY);
          return worse > 0 ? [`${name(row)}: ${levels(row.ours)}, ${who} ${levels(other)}`] : [];
        }),
      ),
    },
    {
      promise:
        'at as few waiting, messages and room changes the raw solver’s rooms suit no better, where the first two are proved and a Day has 7,000 seats at most',
      of: rows.filter(isFitSought).length,
      missed: rows.filter(isFitSought).flatMap((row) => {
        const raw = row.baselines['raw HiGHS'];
        const better = raw !== undefined && levels(raw) === levels(row.ours) && raw.fit < row.ours.fit;
        return better ? [`${name(row)}: ${row.ours.fit}, raw HiGHS ${raw.fit}`] : [];
      }),
    },
    {
      promise: 'at as few waiting, messages and room changes no simpler way’s rooms suit better, on any Day',
      of: rows.length,
      missed: rows.flatMap((row) =>
        Object.entries(row.baselines).flatMap(([who, other]) =>
          levels(other) === levels(row.ours) && other.fit < row.ours.fit
            ? [`${name(row)}: ${row.ours.fit}, ${who} ${other.fit}`]
            : [],
        ),
      ),
    },
    {
      promise: '60 rooms, 90 % and more, repaired: told at most 1.15 times as many as must be',
      of: full.length,
      missed: full
        .filter((r) => r.ours.messages > 1.15 * r.ours.messagesBound)
        .map((r) => `${name(r)}: ${r.ours.messages} (≥ ${r.ours.messagesBound})`),
    },
    {
      promise: 'the webhook path decides within 2 ms (p99) at 200 rooms × 5,000 bookings',
      of: webhook === undefined ? 0 : 1,
      missed: webhook !== undefined && webhook.p99 > 2 ? [`${webhook.p99} ms`] : [],
    },
  ];
};

/** Does the planner seek the best fit over the whole Day? */
const isFitSought = ({ seats = Number.POSITIVE_INFINITY, ours }: Row): boolean =>
  ours.proved && seats <= BUDGETS.normal.fitWholeUpTo;

const levels = ({ waiting, messages, roomChanges }: Omit<Figures, 'fit'>): string =>
  `${waiting} / ${messages} / ${roomChanges ?? '–'}`;

const name = (row: Cell): string => {
  if (row.instance !== undefined) return `${row.instance} ${row.kind} ${row.rooms} × ${row.bookings}`;
  const lost = row.kind === 'repair' ? `, ${row.lose} lost` : '';
  return `${row.family} ${row.kind} ${row.rooms} × ${row.bookings}, ${row.load} %${lost}, seed ${row.seed}`;
};

export const page = (measured: Measured): string => {
  const { rows, machine, webhook } = measured;
  return `# What the assigner does, measured

\`npm run bench:assigner\` writes this page (${machine}). It goes on where it was ended; \`benchmark.json\` holds every figure.
${older(measured)}

## Promises

| Promise | Cells | |
|---|---|---|
${targets(measured)
  .map(
    (target) =>
      `| ${target.promise} | ${target.of} | ${target.of === 0 ? 'no such cell' : target.missed.length === 0 ? 'met' : `**missed**: ${target.missed.join('; ')}`} |`,
  )
  .join('\n')}

Webhook path, 200 rooms × 5,000 bookings at 95 %: ${webhook === undefined ? 'not measured' : `p50 ${webhook.p50} ms, p99 ${webhook.p99} ms, ${webhook.waiting} wait`}.

## Summary

Sums over the seeds. Waiting, messages and room changes (rooms in which practitioners work in a half-day beyond their one)
stand with the bound that no plan of the whole Day can beat; the simpler ways as waiting / messages / room changes. Seconds are of the processor: until the first two levels were
proved, and until fit was sought too.

${summary(rows)}

![Bookings without a room: the assigner beside simpler ways](benchmark.svg)

## Every cell

Fit with its largest possible gap. *Proved* says on which levels no plan is better: who waits, how many are told, and, where it
is *yes*, how unwelcome that is too; *told* among the seconds: until the first two of these were closed. The other columns: waiting / messages / room changes / fit.

${table(rows)}
`;
};

/** Which cells another planner than the present one was measured on. */
const older = ({ rows, version }: Measured): string => {
  const isOlder = (row: Row) => row.version !== version;
  if (rows.length > 0 && rows.every(isOlder)) return 'All cells are of an older planner.';
  const groups = Map.groupBy(
    rows.filter(isOlder),
    (row) => `${row.family} ${row.kind} ${row.rooms} × ${row.bookings}, ${row.load} %`,
  );
  return groups.size === 0
    ? 'All cells are of the present planner.'
    : `Of an older planner: ${[...groups].map(([label, { length }]) => `${label} (${length})`).join('; ')}. All others are of the present one.`;
};

/** Was it measured since practitioners are looked at? */
const isMeasured = ({ ours }: Row): boolean => ours.roomChanges !== undefined;

const summary = (rows: readonly Row[]): string => {
  const groups = Map.groupBy(rows, (r) =>
    [
      `${r.family} ${r.kind}${r.lose > 0 ? `, ${r.lose} lost` : ''}`,
      `${r.rooms} × ${r.bookings}`,
      `${r.load} %`,
    ].join(' | '),
  );
  const lines = [...groups].map(([label, members]) => {
    const sum = (of: (r: Row) => number) => members.reduce((n, r) => n + of(r), 0);
    const times = (of: (r: Row) => number) => {
      const sorted = members.map(of).sort((a, b) => a - b);
      return `${sorted[sorted.length >> 1]} (${sorted.at(-1)})`;
    };
    const others = BASELINES.map((who) => {
      const known = members.flatMap((r) => r.baselines[who] ?? []);
      if (known.length === 0) return '–';
      const total = (of: (f: Figures) => number) => known.reduce((n, f) => n + of(f), 0);
      const part = known.length < members.length ? ` (${known.length})` : '';
      const changes = known.every((f) => f.roomChanges !== undefined)
        ? total((f) => f.roomChanges ?? 0)
        : '–';
      return `${total((f) => f.waiting)} / ${total((f) => f.messages)} / ${changes}${part}`;
    });
    const cells = [
      label,
      members.length,
      `${sum((r) => r.ours.waiting)} (≥ ${sum((r) => r.ours.waitingBound)})`,
      `${sum((r) => r.ours.messages)} (≥ ${sum((r) => r.ours.messagesBound)})`,
      members.every(isMeasured)
        ? `${sum((r) => r.ours.roomChanges ?? 0)} (≥ ${sum((r) => r.ours.roomChangesBound ?? 0)})`
        : '–',
      `${members.filter((r) => r.ours.proved).length} of ${members.length}`,
      times((r) => r.ours.proof),
      times((r) => r.ours.processor),
      ...others,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = `| Day | Rooms × bookings | Load | Seeds | Waiting | Messages | Room changes | Proved | Proof s, median (most) | All s, median (most) | ${BASELINES.join(' | ')} |`;
  return [head, `|${'---|'.repeat(10 + BASELINES.length)}`, ...lines].join('\n');
};

const isWaitingProved = ({ ours }: Row): boolean => ours.waiting === ours.waitingBound;
const isToldProved = (row: Row): boolean =>
  isWaitingProved(row) && row.ours.messages === row.ours.messagesBound;

/** Seconds of the processor until how few wait and are told was proved. */
const toldAfter = ({ ours }: Row): number => ours.told ?? ours.proof;

/** Level by level: who waits, how many are told, how unwelcome that is. */
const provedOf = (row: Row): string => {
  if (row.ours.proved) return 'yes';
  if (isToldProved(row)) return 'waiting, told';
  return isWaitingProved(row) ? 'waiting' : 'no';
};

/** Every row with all its figures, as Markdown. */
export const table = (rows: readonly Row[]): string => {
  const lines = rows.map((row) => {
    const { ours } = row;
    const others = BASELINES.map((who) => {
      const b = row.baselines[who];
      return b ? `${levels(b)} / ${b.fit}` : '–';
    });
    const cells = [
      `${row.instance ?? row.family} ${row.kind}`,
      `${row.rooms} × ${row.bookings}`,
      `${row.load} %`,
      row.lose,
      row.seed,
      `${ours.waiting} (≥ ${ours.waitingBound})`,
      `${ours.messages} (≥ ${ours.messagesBound})`,
      isMeasured(row) ? `${ours.roomChanges} (≥ ${ours.roomChangesBound})` : '–',
      `${ours.fit} (−${ours.fitGap})`,
      `${provedOf(row)}${ours.cut ? ', cut' : ''}`,
      `${isToldProved(row) ? toldAfter(row) : '–'} / ${ours.proof} / ${ours.processor} / ${ours.seconds}`,
      ours.megabytes,
      ...others,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = `| Day | Rooms × bookings | Load | Lost | Seed | Waiting | Messages | Room changes | Fit | Proved | Seconds: told / proof / all / elapsed | MB | ${BASELINES.join(' | ')} |`;
  return [head, `|${'---|'.repeat(12 + BASELINES.length)}`, ...lines].join('\n');
};

/** Mean number waiting per kind of cell, ours beside the others, on a square-root scale. */
export const chart = (rows: readonly Row[]): string => {
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
};
