import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningSystem, startSystem } from '../../bin/local/running-system.ts';

/** `CLINIC_FILE=… npm start`, with a clinic that is in nothing like the demo clinic. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'own-clinic-'));
const ENDPOINTS = { ENDPOINTS_FILE: join(home, 'endpoints.json') };
let system: RunningSystem;
beforeAll(async () => {
  system = await startSystem({
    CLINIC_FILE: 'test/fixtures/clinic-of-ones-own.yaml',
    CAL_SETTLE_SECONDS: '1',
    CAL_PATCH_SECONDS: '1',
    ...ENDPOINTS,
  });
});
afterAll(async () => {
  await system?.stop();
  rmSync(home, { recursive: true, force: true });
});

/** The commands that it prints, as they are printed. */
const printed = (): string[] =>
  [...system.printed().matchAll(/^ {2}npm run (book.*?)(?: {2,}.*)?$/gm)].map(([, command = '']) => command);

const type = async (command: string, ...more: readonly string[]): Promise<string> => {
  const words = command.replace(/^book(?: -- )?/, '').split(' ');
  const args = ['bin/book.ts', ...words.filter((word) => word !== ''), ...more];
  // Its sandbox is at a port of its own, which no one has to say again.
  const env = { ...process.env, ...ENDPOINTS };
  return (await promisify(execFile)(process.execPath, args, { cwd: root, env })).stdout;
};

test('the first command that it prints books a visit of that clinic, which gets one of its rooms', async () => {
  expect(printed()[0]).toBe('book -- --watch');
  // A loaded machine may take longer than a newcomer would wait.
  const said = await type(printed()[0] ?? '', '--patience', '200');
  expect(said).toMatch(
    / (Tue|Wed|Thu) \d+ \w+ \d{4}, 13:00–13:30 {2}accepted\n {2}Check up between Staff 900 and/,
  );
  expect(said).toMatch(/\nRoom D[12] — Floor G, Main\n$/);
});

test('the second command books what only one room can take, when that room is open, with anyone who may use it', async () => {
  expect(printed()[1]).toBe('book -- --type extraction');
  expect(await type(printed()[1] ?? '')).toMatch(
    / Wed \d+ \w+ \d{4}, 08:00–08:30 {2}accepted\n {2}Extraction between Staff 901 and/,
  );
});

test('the sandbox knows that clinic’s event types, hosts and zone, and none of the demo clinic’s', async () => {
  const response = await fetch(`${system.sandboxUrl}/sandbox/state`);
  const state = (await response.json()) as {
    timeZone: string;
    hosts: { id: number }[];
    eventTypes: { id: number; slug: string }[];
  };
  expect(state.timeZone).toBe('Pacific/Auckland');
  expect(state.hosts.map(({ id }) => id)).toEqual([900, 901]);
  expect(state.eventTypes.map(({ slug }) => slug)).toEqual(['check-up', 'check-up-52', 'extraction', 'mri']);
  expect(state.eventTypes.slice(0, 2).map(({ id }) => id)).toEqual([51, 52]);
});

test.each([
  ['on a day on which it is closed', '2030-06-02T14:00'],
  ['before it opens', '2030-06-04T10:00'],
  ['beyond its closing', '2030-06-04T16:45'],
])('no visit is offered %s, and the next time is named', async (_when, start) => {
  await expect(type('book', '--type', 'check-up', '--start', start)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^check-up is not offered at that time: the next one is \w+ \d+ \w+ \d{4}, 13:00–13:30\n$/,
    ),
  });
});

test('what no room can take is offered at no time', async () => {
  await expect(type('book', '--type', 'mri')).rejects.toMatchObject({
    code: 1,
    stderr: 'mri is offered at no time: no room of the clinic takes it\n',
  });
});
