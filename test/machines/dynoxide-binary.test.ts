import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { dynoxideBinary, type Machine, npxCommand } from '../../bin/local/dynoxide-binary.ts';

const directory = mkdtempSync(join(tmpdir(), 'emulator-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const machine = (platform: NodeJS.Platform, arch: string): Machine => ({
  platform,
  arch,
  env: {},
  // Nothing of that machine's is in our own node_modules, but for what is fetched.
  exists: (path) => path.startsWith(directory) && existsSync(path),
});

test('the lock file’s own emulator is started where there is one', async () => {
  const fetched = vi.fn();
  const here: Machine = {
    platform: 'linux',
    arch: 'x64',
    env: {},
    exists: (path) => path.endsWith('dynoxide'),
  };
  expect(await dynoxideBinary(here, fetched)).toMatch(/@dynoxide[\\/]linux-x64[\\/]dynoxide$/);
  expect(fetched).not.toHaveBeenCalled();
});

describe.each<[string, NodeJS.Platform, string, string]>([
  ['macOS on Apple silicon', 'darwin', 'arm64', 'dynoxide'],
  ['macOS on Intel', 'darwin', 'x64', 'dynoxide'],
  ['Linux on ARM', 'linux', 'arm64', 'dynoxide'],
  ['Windows', 'win32', 'x64', 'dynoxide.exe'],
])('on %s', (_name, platform, arch, program) => {
  test('the emulator is fetched once, at the pinned version, and kept', async () => {
    const fetched = vi.fn(async (_package: string, _program: string) => {
      const file = join(directory, `${platform}-${arch}-fetched`);
      writeFileSync(file, 'emulator');
      return file;
    });
    const first = await dynoxideBinary(machine(platform, arch), fetched, directory);
    expect(await dynoxideBinary(machine(platform, arch), fetched, directory)).toBe(first);
    expect(first).toBe(join(directory, `dynoxide-1.2.1-${platform}-${arch}`, program));
    expect(fetched.mock.calls.map(([name, file]) => [name, file])).toEqual([
      [`@dynoxide/${platform}-${arch}`, program],
    ]);
  });
});

test('on a machine that it is not made for, one line says what else would do', async () => {
  await expect(dynoxideBinary(machine('freebsd', 'x64'))).rejects.toThrow(
    /^There is no DynamoDB emulator for freebsd-x64\. Set AWS_ENDPOINT_URL_DYNAMODB to .*$/,
  );
});

describe('npx', () => {
  const ARGS = ['--package=@dynoxide/win32-x64@1.2.1', '--', 'node', 'C:\\a b\\find.cjs'];

  test('is the npm that runs the command, by its own program, on every system', () => {
    const env = { npm_execpath: '/opt/npm/bin/npm-cli.js' };
    for (const platform of ['win32', 'darwin'] as const)
      expect(npxCommand(ARGS, { platform, env })).toEqual({
        file: process.execPath,
        args: ['/opt/npm/bin/npm-cli.js', 'exec', '--yes', ...ARGS],
        shell: false,
      });
  });

  test('is else what is found: on Windows a batch file, by a shell, with every word quoted', () => {
    expect(npxCommand(ARGS, { platform: 'win32', env: {} })).toEqual({
      file: 'npm.cmd "exec" "--yes" "--package=@dynoxide/win32-x64@1.2.1" "--" "node" "C:\\a b\\find.cjs"',
      args: [],
      shell: true,
    });
    expect(npxCommand(['x'], { platform: 'linux', env: {} })).toEqual({
      file: 'npm',
      args: ['exec', '--yes', 'x'],
      shell: false,
    });
  });
});
