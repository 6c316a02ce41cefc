import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const GUARD = './bin/require-node.cjs';
const { scripts, engines } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

/** Runs something under a Node that says it is another one. */
const asNode = (version: string, file: string) => {
  const pretend = `data:text/javascript,Object.defineProperty(process,'version',{value:'${version}'})`;
  return spawnSync(process.execPath, ['--import', pretend, GUARD, file], { cwd: root, encoding: 'utf8' });
};

test.each(['v18.20.4', 'v20.20.2', 'v22.17.1'])(
  'Node %s is named in one line, and what is needed',
  (version) => {
    const { status, stderr, stdout } = asNode(version, '');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^Node ${engines.node.slice(2)} or newer is needed, and this is ${version} \\(.*\\)\\. Install .*\\n$`,
      ),
    );
    expect(stdout).toBe('');
  },
);

test.each(['v22.18.0', 'v24.21.0', 'v26.0.0'])('Node %s is taken without a word', (version) => {
  expect(asNode(version, '')).toMatchObject({ status: 0, stderr: '', stdout: '' });
});

test('whatever Node runs it, the guard can be read', async () => {
  const code = readFileSync(`${root}/${GUARD}`, 'utf8').replace(/^\/\/.*$/gm, '');
  // Rejects what cannot be said in ES5; what can be, in newer words, is looked for.
  await expect(transform(code, { target: 'es5' })).resolves.toBeDefined();
  expect(code).not.toMatch(/\b(const|let)\b|=>|`|,\s*\)|\?\.|\?\?/);
});

test('every command that runs on Node loads the guard before anything else', () => {
  const lines = [
    ...Object.values<string>(scripts),
    JSON.parse(readFileSync(`${root}/cdk.json`, 'utf8')).app,
  ].filter((line) => /^(node|vitest)\b/.test(line));
  expect(lines.length).toBeGreaterThan(20);
  expect(lines.filter((line) => !line.startsWith(`node -r ${GUARD} `))).toEqual([]);
});

test('no command needs a shell of Unix', () => {
  const lines = Object.entries<string>(scripts);
  expect(
    lines.filter(([, line]) => /\b(bash|sh|cp|rm|mv|cat|export)\b|\$[A-Z{(]|^[A-Z_]+=|[;|'`]/.test(line)),
  ).toEqual([]);
});
