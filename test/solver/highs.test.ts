import { expect, test, vi } from 'vitest';
import type { Programme } from '../../shared/domain/plan/proof/mip-solver.ts';
import { loadHighsSolver } from '../../shared/solver/highs.ts';

/** Each instance of HiGHS is one of its WebAssembly, which Node's types do not know. */
const { WebAssembly } = globalThis as unknown as { WebAssembly: { instantiate: () => unknown } };
const instances = vi.spyOn(WebAssembly, 'instantiate');

/** Take one of two at least, the cheaper: costs 1. */
const cheaper: Programme = {
  cost: Float64Array.of(1, 2),
  rowLower: Float64Array.of(1),
  rowUpper: Float64Array.of(2),
  start: Int32Array.of(0, 2),
  index: Int32Array.of(0, 1),
  whole: true,
};
/** Names a column that there is not. */
const broken: Programme = { ...cheaper, index: Int32Array.of(0, 7) };
const LIMITS = { gap: 0, nodes: 100, iterations: 10_000, stop: () => false };

test('one instance serves every Day, and another one after a fault', async () => {
  const first = await loadHighsSolver();
  const second = await loadHighsSolver();
  for (const solver of [first, second, first])
    expect(solver.solve(cheaper, LIMITS)).toMatchObject({ status: 'optimal', bound: 1 });
  expect(instances).toHaveBeenCalledTimes(1);

  expect(() => second.solve(broken, LIMITS)).toThrow();
  const third = await loadHighsSolver();
  expect(third.solve(cheaper, LIMITS)).toMatchObject({ status: 'optimal', bound: 1 });
  expect(instances).toHaveBeenCalledTimes(2);

  // A fault of an instance that has been replaced already costs the new one nothing.
  expect(() => first.solve(broken, LIMITS)).toThrow();
  await loadHighsSolver();
  expect(instances).toHaveBeenCalledTimes(2);
});

test('says where the time ended it, and not work', async () => {
  const solver = await loadHighsSolver();
  const columns = 400;
  const pairs = Array.from({ length: 2_000 }, (_, row) => [row % columns, (row * 7 + 1) % columns]).filter(
    ([a, b]) => a !== b,
  );
  const programme: Programme = {
    cost: Float64Array.from({ length: columns }, (_, at) => -1 - (at % 7)),
    rowLower: new Float64Array(pairs.length).fill(Number.NEGATIVE_INFINITY),
    rowUpper: new Float64Array(pairs.length).fill(1),
    start: Int32Array.from({ length: pairs.length + 1 }, (_, row) => 2 * row),
    index: Int32Array.from(pairs.flat()),
    whole: true,
  };
  expect(solver.solve(programme, { ...LIMITS, seconds: 0 })).toMatchObject({
    status: 'limit',
    outOfTime: true,
  });
  expect(solver.solve(programme, { ...LIMITS, iterations: 1, nodes: 1 }).outOfTime).toBeUndefined();
});

test('a programme that is branched at once has the same best answer', async () => {
  const solver = await loadHighsSolver();
  // Of a ring of five, no two neighbours: two at most, where the relaxation takes half of each.
  const ring = Array.from({ length: 5 }, (_, at) => [at, (at + 1) % 5].sort());
  const programme: Programme = {
    cost: new Float64Array(5).fill(-1),
    rowLower: new Float64Array(5).fill(Number.NEGATIVE_INFINITY),
    rowUpper: new Float64Array(5).fill(1),
    start: Int32Array.of(0, 2, 4, 6, 8, 10),
    index: Int32Array.from(ring.flat()),
    whole: true,
  };
  const values = (branching: boolean) =>
    solver
      .solve(programme, { ...LIMITS, ...(branching ? { branching: true as const } : {}) })
      .values?.reduce((sum, value) => sum + value);
  expect([values(false), values(true)]).toEqual([2, 2]);
});

test('an answer that costs so little is found by forks, and where none does it is said; or neither, where there is no time', async () => {
  const solver = await loadHighsSolver();
  // Two of three at most beside each other, and one of each pair: half of each costs 1.5, no whole answer less than 2.
  const odd: Programme = {
    cost: Float64Array.of(1, 0, 1, 0, 1, 0),
    rowLower: Float64Array.of(1, 1, 1, -Infinity, -Infinity, -Infinity),
    rowUpper: Float64Array.of(1, 1, 1, 1, 1, 1),
    start: Int32Array.of(0, 2, 4, 6, 8, 10, 12),
    index: Int32Array.of(0, 1, 2, 3, 4, 5, 1, 3, 3, 5, 1, 5),
    whole: true,
  };
  const forks = [[[[0], [1]] as const, [[2], [3]] as const, [[4], [5]] as const]];
  const sought = (atMost: number, limits = {}) =>
    solver.solve(odd, { ...LIMITS, ...limits, sought: { atMost, forks } });
  const { values } = sought(2);
  expect(values?.reduce((sum, value, column) => sum + value * (odd.cost[column] ?? 0), 0)).toBe(2);
  expect(sought(1)).toMatchObject({ status: 'infeasible', values: undefined });
  expect(sought(1.7)).toMatchObject({ status: 'infeasible', values: undefined });
  expect(sought(1.7, { nodes: 1 })).toMatchObject({ status: 'limit', values: undefined });
  expect(sought(1.7, { seconds: 0 })).toMatchObject({ status: 'limit', outOfTime: true });
});

test('of a whole programme in which nearly every choice is forced, the only answers are found, and none is cut off', async () => {
  const solver = await loadHighsSolver();
  const ones = [
    [0, 1],
    [2, 3, 4],
    [5, 6, 7],
    [8, 9],
    [10, 11],
    [12, 13, 14],
    [15, 16],
    [17, 18],
    [19, 20],
    [21, 22],
  ];
  const atMostOnes = [
    [0, 19],
    [0, 10],
    [10, 13],
    [13, 22],
    [15, 22],
    [3, 6, 13, 14],
    [17, 20],
    [4, 14, 21],
    [4, 9, 21],
    [7, 8],
    [2, 11],
    [2, 16],
    [12, 18],
    [5, 22],
  ];
  const rows = [...ones, ...atMostOnes];
  const start = [0];
  for (const row of rows) start.push((start.at(-1) ?? 0) + row.length);
  const programme: Programme = {
    cost: Float64Array.from({ length: 23 }, (_, column) => (column === 1 ? 148 : column === 17 ? 146 : 0)),
    rowLower: Float64Array.from(rows, (_, row) => (row < ones.length ? 1 : Number.NEGATIVE_INFINITY)),
    rowUpper: new Float64Array(rows.length).fill(1),
    start: Int32Array.from(start),
    index: Int32Array.from(rows.flat()),
    whole: true,
  };
  let least = Number.POSITIVE_INFINITY;
  const taken = new Set<number>();
  const tryAll = (at: number): void => {
    const choices = ones[at];
    if (choices === undefined) {
      least = Math.min(
        least,
        [...taken].reduce((sum, column) => sum + (programme.cost[column] ?? 0), 0),
      );
      return;
    }
    for (const column of choices) {
      if (atMostOnes.some((row) => row.includes(column) && row.some((other) => taken.has(other)))) continue;
      taken.add(column);
      tryAll(at + 1);
      taken.delete(column);
    }
  };
  tryAll(0);
  expect(least).toBe(294);
  for (const branching of [{}, { branching: true as const }])
    expect(solver.solve(programme, { ...LIMITS, ...branching })).toMatchObject({
      status: 'optimal',
      bound: least,
    });
});
