import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FUNCTIONS, OPTIONAL_FUNCTIONS, QUEUES } from '../shared/wiring.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = ['.github', 'bin', 'functions', 'lib', 'shared'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

test('every link of every page leads to a file that is there', () => {
  const links = ['README.md', ...pages].flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/(?:\]\(|src=")([^)#\s"]+)/g)]
      .map(([, to = '']) => to)
      .filter((to) => !/^[a-z]+:/.test(to))
      .map((to) => [page, join(dirname(page), to)] as const),
  );
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter(([, file]) => !existsSync(join(root, file)))).toEqual([]);
});

test('the top level holds its folders, the README and what tools look for there, and no other page', () => {
  const tools = ['package.json', 'package-lock.json', 'tsconfig.json', 'cdk.json', 'biome.json', 'LICENSE'];
  const known = ['README.md', 'bin', 'functions', 'lib', 'shared', 'test', ...tools];
  const ofTools = /^\.|^vitest\.|\.log$/;
  const madeHere = readFileSync(join(root, '.gitignore'), 'utf8').replaceAll('/\n', '\n').split('\n');
  expect(
    readdirSync(root).filter((name) => !ofTools.test(name) && ![...known, ...madeHere].includes(name)),
  ).toEqual([]);
});

test('the picture of the architecture shows every function, queue and public way in', () => {
  const said = [
    ...readFileSync(join(root, 'lib/architecture.svg'), 'utf8').matchAll(/<text[^>]*>([^<]*)</g),
  ].map(([, text = '']) => text);
  const shown = [...Object.keys({ ...FUNCTIONS, ...OPTIONAL_FUNCTIONS }), ...Object.keys(QUEUES)];
  expect(shown.filter((name) => !said.includes(name))).toEqual([]);
  expect(said).toContain('API Gateway');
});

/** Names and words that are gone, and what is said instead: see the glossary. */
const GONE: readonly (readonly [word: RegExp, instead: string])[] = [
  [/surroundings/i, 'dependencies'],
  [/[a-z]InHand\b|\binHand\b|-in-hand\b|\b(readHand|handOf)\b/, 'snapshot'],
  [/\b(commitDraft|draftOf|draftPlan)\b/, 'unit of work'],
  [/\btelling[A-Z-]|[a-z-]telling\b|[a-z]Telling|\bTelling[A-Z]|\btellings\b/, 'publication'],
  [/\bOwedTo\b|\bowe[A-Z]/, 'publication queue'],
  [/\b(LOOKS|takeLooks)\b/, 'rechecks'],
  [/\b(takeNotice|takeOver|makeRoom)\b/, 'handleNotice, adoptExistingRoom, findSilentMoves'],
  [/\bstandings?\b(?!: ')/i, 'status; mobility; content'],
  [/\bVisitPlace\b/, 'venue'],
  [/\b(livesOf|joinLives|lifeIn)\b/, 'booking facts'],
  [/\btellCourse\b/, 'recordProgress'],
  [/\b(un)?settle[ds]\b|\bsettle\b(?! time)/i, 'resolve; decide; prove'],
  [/\b[Hh]eed(ed|s)?[A-Z]|\bHeeded\b|[Hh]uman[A-Z-]|[a-z]Human|'human'/, 'manual edit'],
  [/\bGate\b|\bgates?\b[:.(]|[a-z]Gates?\b/, 'breaker; exclusion'],
  [/\breadonly (because|why|how)\b|\b(because|why|how)\?: |kind: '[a-z]+', (why|how)\b/, 'reason; kind'],
  [/\b(evicting|staying)\b/, 'byEvictingHolds, keepRoom'],
  [/\b(Purse|byForce|polish)\b/, 'SearchBudget, byEjection, improveByChains'],
  [/\btellPace\b|#ring\b/, 'addPaceEnv, addAlarm'],
  [/clinic-?world/i, 'simulated clinic'],
  [/whoever|\bwhom\b|nobody|somebody/i, 'anyone, who, no one, someone'],
];

/** What the table and the queues keep is called as it always was, and read here; Cal.com says some of it itself. */
const STORED =
  /^(shared\/(ledger\/(items|stored-publication)|queue\/booking-message|stored-words)\.ts$|test\/ledger\/)/;

test('words that have found a better one are gone from code, tests and documents', () => {
  const files = globSync(
    ['README.md', '.github/**/*.md', '{bin,functions,lib,shared,test}/**/*.{ts,tsx,js,css,html,md}'],
    { cwd: root },
  ).filter((file) => !STORED.test(file) && !file.endsWith('documents.test.ts'));
  expect(files.length).toBeGreaterThan(800);
  const said = files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const gone = GONE.filter(([word]) => word.test(text));
    if (gone.length === 0) return [];
    return text.split('\n').flatMap((line, at) =>
      gone.flatMap(([word, instead]) => {
        const found = word.exec(line)?.[0];
        return found === undefined ? [] : [`${file}:${at + 1} says "${found}", not ${instead}`];
      }),
    );
  });
  expect(said).toEqual([]);
});

test('the board’s API has no field of a name that is gone', () => {
  const described = readFileSync(join(root, 'functions/board/openapi.json'), 'utf8');
  expect(described.match(/"(tag|mails|telling|how|why|because|human|retry-telling|human-edit)"/g)).toBeNull();
});
