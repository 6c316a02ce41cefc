import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { findBrowser, type Machine } from '../../bin/browser/find-browser.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const machine = (given: Partial<Omit<Machine, 'exists'>>, ...files: readonly string[]): Machine => ({
  platform: 'linux',
  arch: 'arm64',
  env: {},
  exists: (path) => files.includes(path),
  ...given,
});

const CHROME_ON_MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const EDGE_ON_WINDOWS = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
const WINDOWS = { PROGRAMFILES: 'C:\\Program Files', 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' };

test.each<[string, Machine, string]>([
  [
    'the one that CHROMIUM_PATH names',
    machine({ env: { CHROMIUM_PATH: '/opt/it' } }, '/opt/it', '/usr/bin/chromium'),
    '/opt/it',
  ],
  [
    'of several the one without a screen',
    machine({ arch: 'x64' }, '/usr/bin/chromium', '/usr/bin/chromium-headless-shell'),
    '/usr/bin/chromium-headless-shell',
  ],
  ['Edge on Linux', machine({}, '/usr/bin/microsoft-edge'), '/usr/bin/microsoft-edge'],
  ['Chrome on macOS', machine({ platform: 'darwin' }, CHROME_ON_MAC), CHROME_ON_MAC],
  ['Edge on Windows', machine({ platform: 'win32', env: WINDOWS }, EDGE_ON_WINDOWS), EDGE_ON_WINDOWS],
])('the browser that is taken is %s', async (_which, where, path) => {
  expect(await findBrowser(where)).toEqual({ path, env: {} });
});

test.each<[string, Machine]>([
  ['macOS', machine({ platform: 'darwin' })],
  ['Windows', machine({ platform: 'win32', env: WINDOWS })],
  ['Linux on ARM', machine({})],
])('on %s without any, one line says what to install', async (_where, where) => {
  await expect(findBrowser(where)).rejects.toThrow(
    /^The board is tested in a browser, and none was found: install Chromium, Chrome or Edge, or set CHROMIUM_PATH to one\.$/,
  );
});

/** No one can start a text; on Windows whatever is there counts. */
const NO_BROWSER = process.platform === 'win32' ? '/nowhere' : join(root, 'README.md');

test('without a browser that can be started the tests of the board say so in one line, and start nothing', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', 'test/board-page/at-several-sites.test.ts'],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, CHROMIUM_PATH: NO_BROWSER, VITEST_POOL_ID: undefined },
    },
  );
  expect(status).toBe(1);
  expect(stderr.trim()).toBe(`CHROMIUM_PATH names no program: ${NO_BROWSER}`);
});

test('a browser that is nowhere is named as well', async () => {
  vi.stubEnv('CHROMIUM_PATH', '/nowhere');
  await expect(findBrowser().finally(() => vi.unstubAllEnvs())).rejects.toThrow(
    /^CHROMIUM_PATH names no program: \/nowhere$/,
  );
});
