import { uses } from '../model/allowance.ts';
import type { Allowance, Model, Seat } from '../model/model.ts';
import type { Costs, Prices } from '../model/prices.ts';
import type { Chosen } from '../model/score.ts';
import type { Programme } from './mip-solver.ts';

/** A programme over some of a model's seats, and how to read its answer. */
type SeatProgramme = {
  readonly programme: Programme;
  /** The seat of each column; undefined stands for waiting. */
  readonly columns: readonly Column[];
  /** The resource and moment of each room row; allowance rows name their allowance. */
  readonly rows: readonly RowMeaning[];
};

export type Column = {
  readonly booking: number;
  readonly seat: Seat | undefined;
};

export type ProgrammeRow = {
  readonly meaning: RowMeaning;
  readonly lower: number;
  readonly upper: number;
  readonly entries: readonly number[];
};

type RowMeaning =
  | { readonly kind: 'told' }
  | { readonly kind: 'booking' }
  | { readonly kind: 'moment'; readonly resource: number; readonly at: number }
  | { readonly kind: 'allowance'; readonly allowance: number };

type ProgrammeParts = {
  /** Bookings the programme decides, with the seats it may use. */
  readonly choices: ReadonlyMap<number, readonly Seat[]>;
  /** Seats that others keep: out of bounds for the choices. They must have been left out of `choices` already. */
  readonly others?: Chosen;
  readonly costs: Costs;
  readonly whole: boolean;
  /** Which allowances take part; all their bookings outside `choices` count as they stand in `others`. */
  readonly allowances: readonly number[];
  /** Over all that it decides, so many are told at least; 0: no such row. */
  readonly toldAtLeast?: number;
};

/**
 * Each booking sits once or waits; per resource one row for every *maximal* set of seats that overlap at one moment
 * (interval cliques: the linear relaxation is nearly whole); allowances as they are.
 */
export const programmeOf = (model: Model, parts: ProgrammeParts): SeatProgramme => {
  const columns: Column[] = [];
  const cost: number[] = [];
  const rows: ProgrammeRow[] = [];
  const byResource: Claims = new Map();
  for (const [booking, seats] of parts.choices) {
    const entries: number[] = [];
    for (const seat of seats) {
      claim(byResource, seat, columns.length);
      entries.push(columns.length);
      columns.push({ booking, seat });
      cost.push(parts.costs.seat(seat));
    }
    const waiting = parts.costs.waiting(booking);
    if (Number.isFinite(waiting)) {
      entries.push(columns.length);
      columns.push({ booking, seat: undefined });
      cost.push(waiting);
    }
    rows.push({ meaning: { kind: 'booking' }, lower: 1, upper: 1, entries });
  }
  rows.push(...momentRows(model, byResource, parts.others), ...allowanceRows(model, parts, columns));
  const { toldAtLeast = 0 } = parts;
  if (toldAtLeast > 0) {
    const tells = ({ booking, seat }: Column) => seat?.told ?? model.seekers[booking]?.toldIfWaiting;
    const entries = columns.flatMap((column, at) => (tells(column) === 1 ? [at] : []));
    rows.push({ meaning: { kind: 'told' }, lower: toldAtLeast, upper: Number.POSITIVE_INFINITY, entries });
  }
  return {
    columns,
    rows: rows.map((row) => row.meaning),
    programme: assembled(rows, cost, parts.whole),
  };
};

/** Who would hold each resource, and when: a column may hold one with several seats. */
export type Claims = Map<number, Member[]>;

/** A column that would hold a resource for a while. */
type Member = {
  readonly booking: number;
  readonly from: number;
  readonly to: number;
  readonly column: number;
};

export const claim = (claims: Claims, seat: Seat, column: number): void => {
  const { booking } = seat;
  const add = (resource: number, { from, to }: Pick<Seat, 'from' | 'to'>) => {
    const list = claims.get(resource);
    if (list === undefined) claims.set(resource, [{ booking, from, to, column }]);
    else list.push({ booking, from, to, column });
  };
  for (const resource of seat.claims) add(resource, seat);
  for (const each of seat.aside ?? []) add(each.resource, each);
};

/** The rows by which no resource is held by more than it can take. */
export const momentRows = (model: Model, claims: Claims, others?: Chosen): readonly ProgrammeRow[] => {
  return [...claims]
    .sort((a, b) => a[0] - b[0])
    .flatMap(([resource, members]) =>
      cliques(model, resource, members, others).map((row) => ({
        meaning: { kind: 'moment', resource, at: row.at },
        lower: Number.NEGATIVE_INFINITY,
        ...row,
      })),
    );
};

export const assembled = (
  rows: readonly Pick<ProgrammeRow, 'lower' | 'upper' | 'entries'>[],
  cost: readonly number[],
  whole: boolean,
): Programme => {
  const start = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    start[i + 1] = (start[i] ?? 0) + row.entries.length;
  });
  const index = new Int32Array(start[rows.length] ?? 0);
  rows.forEach((row, i) => {
    index.set(row.entries, start[i] ?? 0);
  });
  return {
    cost: Float64Array.from(cost),
    rowLower: Float64Array.from(rows, (row) => row.lower),
    rowUpper: Float64Array.from(rows, (row) => row.upper),
    start,
    index,
    whole,
  };
};

/** A row for each allowance that the programme could overdraw and that no other row of the same bookings makes needless. */
export const allowanceRows = (
  model: Model,
  parts: Pick<ProgrammeParts, 'choices' | 'others' | 'allowances'>,
  columns: readonly Column[],
): ProgrammeRow[] => {
  const found = new Map<string, ProgrammeRow>();
  for (const allowance of parts.allowances) {
    const rule = model.allowances[allowance];
    if (rule === undefined) continue;
    const members = membersOf(rule);
    let upper = rule.limit;
    for (const booking of rule.bookings)
      if (!parts.choices.has(booking)) upper -= uses(rule, model.seekers[booking], parts.others?.[booking]);
    const entries = columns.flatMap(({ booking, seat }, at) =>
      members.has(booking) && uses(rule, model.seekers[booking], seat) === 1 ? [at] : [],
    );
    // Each booking is told once at most, however many of its seats would tell it.
    if (new Set(entries.map((at) => columns[at]?.booking)).size <= upper) continue;
    const same = entries.join();
    if (upper < (found.get(same)?.upper ?? Number.POSITIVE_INFINITY))
      found.set(same, {
        meaning: { kind: 'allowance', allowance },
        lower: Number.NEGATIVE_INFINITY,
        upper,
        entries,
      });
  }
  return [...found.values()];
};

const members = new WeakMap<Allowance, ReadonlySet<number>>();

const membersOf = (rule: Allowance): ReadonlySet<number> => {
  const known = members.get(rule) ?? new Set(rule.bookings);
  members.set(rule, known);
  return known;
};

const cliques = (model: Model, resource: number, members: Member[], others: Chosen | undefined) => {
  const { capacity, taken } = model.resources[resource] ?? { capacity: 0, taken: [] };
  const found: { at: number; upper: number; entries: readonly number[] }[] = [];
  const emit = (at: number, upper: number, active: readonly Member[]) => {
    const [first] = active;
    if (active.length <= upper || active.every((m) => m.booking === first?.booking && upper > 0)) return;
    found.push({ at, upper, entries: active.map((m) => m.column).sort((a, b) => a - b) });
  };
  members.sort((a, b) => a.from - b.from || a.column - b.column);
  if (capacity === 1 && taken.length === 0) {
    let active: Member[] = [];
    let grown = Number.NaN;
    for (const member of members) {
      const { from } = member;
      if (!Number.isNaN(grown) && active.some((m) => m.to <= from)) {
        emit(grown, 1, active);
        active = active.filter((m) => m.to > from);
      }
      active.push(member);
      grown = from;
    }
    if (!Number.isNaN(grown)) emit(grown, 1, active);
    return found;
  }
  // A pool: fixed users and bookings outside the programme leave a different number of units at different moments.
  const users = [
    ...taken,
    ...(others ?? []).flatMap((seat) =>
      seat === undefined
        ? []
        : [
            ...(seat.claims.includes(resource) ? [{ start: seat.from, end: seat.to }] : []),
            ...(seat.aside ?? []).flatMap((each) =>
              each.resource === resource ? [{ start: each.from, end: each.to }] : [],
            ),
          ],
    ),
  ];
  const moments = new Set([...members.map((m) => m.from), ...users.map((u) => u.start)]);
  for (const at of [...moments].sort((a, b) => a - b)) {
    const left = capacity - users.filter((u) => u.start <= at && at < u.end).length;
    emit(
      at,
      Math.max(0, left),
      members.filter((m) => m.from <= at && at < m.to),
    );
  }
  return found;
};

/** The prices that the row duals of a linear programme stand for. */
export const pricesOf = (model: Model, { rows }: SeatProgramme, duals: Float64Array): Prices => {
  const moments: { at: number; price: number }[][] = model.resources.map(() => []);
  const allowances = model.allowances.map(() => 0);
  let told = 0;
  rows.forEach((row, i) => {
    const price = Math.max(0, -(duals[i] ?? 0));
    if (row.kind === 'told') told = Math.max(0, duals[i] ?? 0);
    if (price < 1e-9) return;
    if (row.kind === 'moment') moments[row.resource]?.push({ at: row.at, price });
    if (row.kind === 'allowance') allowances[row.allowance] = price;
  });
  for (const list of moments) list.sort((a, b) => a.at - b.at);
  return told > 0 ? { moments, allowances, told } : { moments, allowances };
};

/** The plan that a whole-number answer stands for: `others` with the programme's bookings seated as it says. */
export const chosenOf = ({ columns }: SeatProgramme, values: Float64Array, others: Chosen): Chosen => {
  const chosen = [...others];
  columns.forEach(({ booking, seat }, at) => {
    if ((values[at] ?? 0) > 0.5) chosen[booking] = seat;
  });
  return chosen;
};
