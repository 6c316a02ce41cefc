import { expect, test } from 'vitest';
import { WHOLE_MATRIX } from '../support/whole-matrix.ts';
import { BROKEN_TWINS } from './broken-twins.ts';
import { lifeOfTwin } from './life-of-twin.ts';

/** Which take longest to be found out, each beside another one of its kind: these in the deep tests. */
const LONG: ReadonlySet<string> = new Set([
  'no condition on the room-day', // as the booking, and the slot, without one
  'a list is asked for in as many rows as ever, however long its pages', // as a row that is a 500
  'a schedule is written and nothing is cut out of it', // as one that is written over
  'no one counts what a transaction writes', // as what is written piece by piece
  'Due markers are deleted without having been read', // as no marker being left
  'a row that is too long ends each reading of its list', // as a row that is a 500
]);
const looked = BROKEN_TWINS.filter(({ name }) => WHOLE_MATRIX || !LONG.has(name));

test('each that is left to the deep tests is one of them', () => {
  const names = BROKEN_TWINS.map(({ name }) => name);
  expect([...LONG].filter((name) => !names.includes(name))).toEqual([]);
});

test.each(looked.map((each) => [each.name, each] as const))(
  'a twin of the system is found out: %s',
  async (_, twin) => {
    const { foundOut, realUnharmed } = await lifeOfTwin(twin);
    expect(foundOut).toMatch(twin.breaks);
    expect(realUnharmed).toEqual([]);
  },
);
