import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { licencesOf } from '../bin/licences/allowed-licences.ts';

const readJson = (file: string) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));
const project = readJson('package.json');
const lock = readJson('package-lock.json');

test('every direct dependency has one exact version', () => {
  const { dependencies, devDependencies, optionalDependencies } = project;
  const versions = Object.entries<string>({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('the lock file names no registry: everyone’s own setting holds', () => {
  const packages = Object.values<{ resolved?: string }>(lock.packages);
  expect(packages.flatMap(({ resolved }) => resolved ?? [])).toEqual([]);
});

describe('licences', () => {
  test('every package’s licence is on the list', () => {
    const refused = licencesOf(lock).filter(({ allowed }) => !allowed);
    expect(refused.map(({ name, licence }) => `${name}: ${licence}`)).toEqual([]);
  });

  test.each([
    ['MIT', {}, true],
    ['(MIT OR GPL-3.0-or-later)', {}, true],
    ['MIT AND CC-BY-4.0', {}, false],
    ['GPL-3.0-or-later', { dev: true }, false],
    ['MPL-2.0', { dev: true }, true],
    ['OFL-1.1', {}, true],
    ['MPL-2.0', {}, false],
    [undefined, { dev: true }, false],
  ])('%s, of a package that is %o, is judged: %s', (license, kind, allowed) => {
    const found = licencesOf({
      packages: { 'node_modules/@a/b': { version: '1.0.0', ...kind, ...(license && { license }) } },
    });
    expect(found).toMatchObject([{ name: '@a/b', allowed }]);
  });
});

test('npm ci runs no one’s script, and says nothing that a newcomer would have to interpret', () => {
  const scripted = Object.entries<{ hasInstallScript?: boolean }>(lock.packages).flatMap(([path, kind]) =>
    kind.hasInstallScript ? path.replace(/^.*node_modules\//, '') : [],
  );
  expect(scripted.filter((name) => project.allowScripts[name] !== false)).toEqual([]);
  const { status, stderr } = spawnSync('npm', ['ci', '--dry-run', '--offline'], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
