import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOfCode } from '../../bin/bench/assigner/digest-of-code.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digest-'));
  await write('words.ts', 'export type Word = string;\n');
  await write('far.ts', 'export const far = 1;\n');
  await write('near.ts', "import {\n  far,\n} from './far.ts';\nexport const near = far;\n");
  await write('late.ts', 'export const late = 1;\n');
  await write(
    'entry.ts',
    "import type { Word } from './words.ts';\nimport { near } from './near.ts';\nawait import('./late.ts');\nexport const word: Word = String(near);\n",
  );
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);
const digest = () => digestOfCode(pathToFileURL(join(folder, 'entry.ts')));

test.each([
  ['entry.ts', 'word'],
  ['near.ts', 'near'],
  ['far.ts', 'far'],
  ['late.ts', 'late'],
])('code in which %s is another, which it runs, is taken for other code', async (name, what) => {
  const before = await digest();
  expect(await digest()).toBe(before);
  await write(name, `export const ${what} = 2;\n`);
  expect(await digest()).not.toBe(before);
});

test('code is taken for the same where it says something else of its things, and of which types they are', async () => {
  await write(
    'near.ts',
    "import { far } from './far.ts';\nconst twice = far * 2;\nexport const near = () => twice;\n",
  );
  const before = await digest();
  await write(
    'near.ts',
    "import { far } from './far.ts';\n/** Far, and as far again. */\nconst twice: number = far * 2;\nexport const near = (): number => twice;\n",
  );
  expect(await digest()).toBe(before);
  await write(
    'near.ts',
    "import { far } from './far.ts';\nconst twice = far * 3;\nexport const near = () => twice;\n",
  );
  expect(await digest()).not.toBe(before);
});

test('code is taken for the same where only a type that it names, or what it does not import, is another', async () => {
  const before = await digest();
  await write('words.ts', 'export type Word = number;\n');
  await write('aside.ts', 'export const aside = 1;\n');
  expect(await digest()).toBe(before);
});
