import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addRoomAssigner } from '../../lib/room-assigner-app.ts';
import { ENV } from '../../shared/env.ts';
import { FUNCTIONS, type FunctionName, type FunctionWiring } from '../../shared/wiring.ts';
import { contextWith, LOGICAL, type Properties, readable, removeOutputs, testApp } from './synthesise.ts';

/** Imports a bundle as Lambda does, and says what its `handler` is. */
const LOAD = 'const { handler } = await import(process.argv[1]); process.stdout.write(typeof handler);';

let bundleOf: (fn: FunctionName) => string;
beforeAll(() => {
  // As `npm run synth` does it, all checks included: what they refuse ends it.
  const settings = { cognito: true, alarmEmail: 'alarms@clinic.example' };
  const { 'aws:cdk:bundling-stacks': _skipped, ...context } = contextWith(settings);
  const pathed = { ...context, 'aws:cdk:enable-asset-metadata': true };
  const app = testApp({ context: pathed, builtinCloudFormationValidation: true });
  const stack = addRoomAssigner(app);
  const assembly = app.synth();
  const resources: Record<string, Properties> = assembly.getStackByName(stack.stackName).template.Resources;
  bundleOf = (fn) => {
    const [, resource] =
      Object.entries(resources).find(
        ([id, { Type }]) => Type === 'AWS::Lambda::Function' && readable(id) === LOGICAL[fn],
      ) ?? [];
    return join(assembly.directory, resource?.Metadata['aws:asset:path']);
  };
});
afterAll(removeOutputs);

test('the stack with a user pool passes the checks at synthesis, and has all its bundles', () => {
  for (const fn of Object.keys(FUNCTIONS) as FunctionName[])
    expect(existsSync(join(bundleOf(fn), 'index.mjs')), fn).toBe(true);
});

test.each(Object.keys(FUNCTIONS) as FunctionName[])(
  '%s starts from its bundle, on Lambda’s Node, knowing only the variables it is wired to',
  (fn) => {
    const { env }: FunctionWiring = FUNCTIONS[fn];
    const told = Object.fromEntries(
      env.map((key) => [ENV[key], key.endsWith('Seconds') ? '15' : 'https://x']),
    );
    const loaded = execFileSync(
      process.execPath,
      ['--input-type=module', '-e', LOAD, join(bundleOf(fn), 'index.mjs')],
      { env: { ...told, AWS_REGION: 'eu-central-1' }, encoding: 'utf8' },
    );
    expect(loaded).toBe('function');
  },
);

test.each(Object.keys(FUNCTIONS) as FunctionName[])(
  '%s does not load all of undici as it starts, which an ES import of node:http does',
  (fn) => {
    const bundle = readFileSync(join(bundleOf(fn), 'index.mjs'), 'utf8');
    expect(bundle.match(/(from|import\()\s*"(node:)?https?"/g)).toBeNull();
    expect(bundle).toContain('getBuiltinModule("node:https")');
  },
);

test.each(['sweep', 'replan'] as const)('%s finds the solver beside its bundle', (fn) => {
  const { files }: FunctionWiring = FUNCTIONS[fn];
  const shipped = (files ?? []).map((file) => join(bundleOf(fn), basename(file)));
  expect(shipped.map((file) => basename(file))).toEqual(['highs.wasm']);
  for (const file of shipped) expect(statSync(file).size).toBeGreaterThan(1_000_000);
});

test('the board’s page stands beside its function, built', () => {
  const page = JSON.parse(readFileSync(join(bundleOf('board'), 'built-page.json'), 'utf8'));
  expect(Object.keys(page)).toEqual(['version', 'document', 'files', 'source']);
  expect(page.document).toContain('<div id="board">');
});
