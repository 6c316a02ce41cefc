import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

// That it is understood as the README prints it, `newcomer.test.ts` tries; it plans in threads, each of which loads everything.
test('npm run bench:assigner measures, and changes no file', async () => {
  const files = ['json', 'md', 'svg'].map((end) => join(root, 'bin/bench/assigner', `benchmark.${end}`));
  const before = files.map((file) => readFileSync(file, 'utf8'));
  const asked = '--rooms 2 --loads 70 --family wide --kind day'.split(' ');
  const typed = ['-r', './bin/require-node.cjs', 'bin/bench/assigner.ts', ...asked];
  const { stdout } = await promisify(execFile)(process.execPath, typed, { cwd: root });
  expect(stdout).toContain('1/1 2/wide/day/70/1: 0 (≥ 0) wait');
  expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(before);
});
