import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const CODE = /^\s*(?:import|export)\s+(?!type\b)[^;]*?from '([^']+)'|^import '([^']+)'/gm;
/** Also of types, also on the way, and files that are merely read. */
const ANYTHING = /(?:\bfrom|\bimport|\bimport\(|new URL\()\s*'([^']+)'/g;

/** Every import of the source files of a folder, as `[file, what it imports]`, paths from the root; of types too where `of` says so. */
const imports = (folder: string, of = CODE): [string, string][] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) => {
      const file = join(folder, name);
      const text = readFileSync(join(root, file), 'utf8');
      const found = [...text.matchAll(of)];
      return found.map((match): [string, string] => {
        const what = match[1] ?? match[2] ?? '';
        return [file, what.startsWith('.') ? relative(root, resolve(root, dirname(file), what)) : what];
      });
    });

/** A use case, or the catalogue: whatever joins the domain with Cal.com and the Ledger. */
const isUseCase = (path: string): boolean =>
  path.startsWith('shared/') && !/^shared\/(domain|calcom|ledger)\//.test(path) && path.split('/').length > 2;

const offending = (folder: string, forbidden: (what: string, file: string) => boolean): string[] =>
  imports(folder)
    .filter(([file, what]) => forbidden(what, file))
    .map(([file, what]) => `${file} imports ${what}`);

test('the domain knows nothing but itself: no AWS, no Cal.com, no Ledger, no environment, no clock', () => {
  const allowed = /^(shared\/domain\/|temporal-polyfill$|rrule-temporal$|zod(\/mini)?$)/;
  expect(offending('shared/domain', (what) => !allowed.test(what))).toEqual([]);
  const impure = /\b(process\.|Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|fetch\()/;
  const files = [...new Set(imports('shared/domain').map(([file]) => file))];
  const impurities = files.filter((file) => impure.test(codeOf(readFileSync(join(root, file), 'utf8'))));
  expect(impurities).toEqual([]);
});

test('Cal.com and the Ledger do not know each other, nor the use cases that join them', () => {
  expect(offending('shared/calcom', (what) => what.startsWith('shared/ledger/') || isUseCase(what))).toEqual(
    [],
  );
  expect(offending('shared/ledger', (what) => what.startsWith('shared/calcom/') || isUseCase(what))).toEqual(
    [],
  );
});

test('nothing shared knows the functions, the stack, the commands or the tests', () => {
  expect(offending('shared', (what) => /^(functions|lib|bin|test)\//.test(what))).toEqual([]);
});

test('nothing but the tests knows the tests, not even a type or a file of theirs', () => {
  const known = ['bin', 'functions', 'lib', 'shared'].flatMap((folder) => imports(folder, ANYTHING));
  expect(known.length).toBeGreaterThan(1_000);
  expect(known.filter(([, what]) => /(^|\/)test\//.test(what))).toEqual([]);
});

test('functions know neither the stack nor the commands nor the tests', () => {
  expect(offending('functions', (what) => /^(lib|bin|test)\//.test(what))).toEqual([]);
});

test('the stack names handlers by file path alone', () => {
  expect(offending('lib', (what) => /^(functions|bin|test)\//.test(what))).toEqual([]);
  expect(
    offending('lib', (what) => /^shared\/(domain|calcom|assigning|publishing|replanning|board)\//.test(what)),
  ).toEqual([]);
});

/** Every import of a source file, of types too and at run time too. */
const allImports = (file: string): string[] =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /^\s*(?:import|export)\b[^;'"]*?from '(\.[^']+)'|^import '(\.[^']+)'|\bimport\('(\.[^']+)'\)/gms,
    ),
  ].map((match) => relative(root, resolve(root, dirname(file), match[1] ?? match[2] ?? match[3] ?? '')));

/** The files that can be reached from themselves, as one circle each that shows how. */
const circlesIn = (graph: ReadonlyMap<string, readonly string[]>): string[] => {
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) circles.push([...path.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return circles;
};

test('no file depends on itself by way of others, not even for a type', () => {
  expect(
    circlesIn(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
  ).toEqual(['b → c → b']);
  const files = ['bin', 'functions', 'lib', 'shared', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name)),
  );
  const graph = files.map((file) => [file, allImports(file)] as const);
  expect(circlesIn(new Map(graph))).toEqual([]);
});

test('the page takes nothing that runs from what is shared but plain facts of the domain', () => {
  const offenders = offending(
    'functions/board/page/app',
    (what) => what.startsWith('shared/') && !what.startsWith('shared/domain/'),
  );
  expect(offenders).toEqual([]);
});

test('of the stack the commands take only its app, its settings, its policies, and how a function is bundled', () => {
  expect(
    offending(
      'bin',
      (what, file) => /^lib\/(?!(bundle|policies)\.ts|settings\/)/.test(what) && file !== 'bin/app.ts',
    ),
  ).toEqual([]);
});

test('the solver is loaded by no one but the functions of the sweep, and only when it is needed', () => {
  const solver = /^(highs$|shared\/solver\/)/;
  expect(
    offending('shared', (what, file) => solver.test(what) && !file.startsWith('shared/solver/')),
  ).toEqual([]);
  expect(
    offending(
      'functions',
      (what, file) => what.startsWith('shared/solver/') && !file.startsWith('functions/sweep/'),
    ),
  ).toEqual([]);
});

/** The code of a file, without its comments. */
const codeOf = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');

/** The files under `shared` whose code says so. */
const saying = (what: RegExp): string[] =>
  readdirSync(join(root, 'shared'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => what.test(codeOf(readFileSync(join(root, 'shared', name), 'utf8'))));

test('there is one way into a room: nothing but seatBooking writes an Occupancy for a booking', () => {
  expect(saying(/\bunit\.seat\(/)).toEqual(['unit-of-work/seat-booking.ts']);
  expect(saying(/\broomedRecord\(/)).toEqual(['unit-of-work/seat-booking.ts']);
});

test('there is one loop that tries a lost race again, and one class that writes room-days', () => {
  // Two read until what they read is whole; the planner's tries are no races.
  const others = /^(ledger\/clinic|ledger\/dynamo-ledger|domain\/plan\/.*)\.ts$/;
  const loops = saying(/for \(let (tries|lost|losses)\b/).filter((file) => !others.test(file));
  expect(loops).toEqual(['unit-of-work/commit-with-retry.ts']);
  // Anyone who compares takes away what stands there for no one.
  expect(saying(/\{\s*kind: 'room-day',\s*seen/).toSorted()).toEqual([
    'reconciling/pass-horizon.ts',
    'unit-of-work/unit-of-work.ts',
  ]);
});
