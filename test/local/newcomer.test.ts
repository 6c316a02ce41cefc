import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DayFile } from '../../bin/day-file/day-file.ts';
import { eventually } from '../../bin/local/eventually.ts';
import { type RunningSystem, startSystem } from '../../bin/local/running-system.ts';
import type { BoardView } from '../../shared/board/view/board-view.ts';
import { childrenOf, isAlive } from '../support/processes.ts';
import { runCommand } from '../support/run-command.ts';
import { asThePagesPrint } from './as-the-pages-print.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const kept = mkdtempSync(join(tmpdir(), 'newcomer-'));
const ENDPOINTS = { ENDPOINTS_FILE: join(kept, 'endpoints.json') };
const started = (through?: readonly string[]): Promise<RunningSystem> =>
  startSystem(
    {
      CAL_SETTLE_SECONDS: '2',
      CAL_PATCH_SECONDS: '3',
      DATA_DIR: kept,
      TABLE_NAME: basename(kept),
      ...ENDPOINTS,
    },
    through,
  );
const NO_SHELL = process.platform === 'win32';
/** As npm does it: a shell that waits for us, and that alone hears of a signal. */
const BY_NPM = NO_SHELL ? undefined : ['/bin/sh', '-c', 'npm_lifecycle_event=start "$0" "$@"; true'];
const LOCATION_MAIL = /The location of your visit changed/g;
let system: RunningSystem;
/** The visit whose room the patient has been told. */
let announced: string;

beforeAll(async () => {
  vi.stubEnv('ENDPOINTS_FILE', ENDPOINTS.ENDPOINTS_FILE);
  system = await started();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await system.stop();
  rmSync(kept, { recursive: true, force: true });
});

/** As it is typed, but for a process of its own, which would take most of its time to start. */
const command = async (name: string, ...args: readonly string[]): Promise<string> => {
  const { code, said, progress } = await runCommand(name, args);
  expect(code, progress).toBe(0);
  return said;
};

const book = (...args: string[]): Promise<string> => command('book', ...args);

const boardOf = async (date: string): Promise<BoardView> =>
  (await (await fetch(`${system.url}/api/board?date=${date}`)).json()) as BoardView;

const mailsOf = async (uid: string): Promise<string> => book('mails', uid);

/** Whether the patient was; asked of the sandbox itself, since a command for each look would keep the machine busy. */
const isTold = async (uid: string, room: string): Promise<boolean> => {
  const answer = await fetch(new URL(`/sandbox/mails?uid=${uid}`, system.sandboxUrl));
  const { mails } = (await answer.json()) as { mails: { role: string; text: string }[] };
  return mails.some(({ role, text }) => role === 'attendee' && text.includes(room));
};

test('npm start says where to go and what to try', () => {
  expect(system.printed()).toContain(`${system.url}/api/webhooks/cal`);
  expect(system.printed()).toContain('npm run book');
});

test('a booked visit shows its room at Cal.com, and the patient has exactly one location mail', async () => {
  // On a machine that has much else to do it takes longer than a newcomer would wait.
  const typed = ['bin/book.ts', '--watch', '--patience', '200'];
  const { stdout: printed } = await run(process.execPath, typed, { cwd: root });
  expect(printed).toMatch(/\nRoom 3B — Floor 2, North wing/);
  announced = printed.slice(0, printed.indexOf(' '));
  // Long enough for a second PATCH, were there one: verification comes after it.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect((await mailsOf(announced)).match(LOCATION_MAIL)).toHaveLength(1);
});

test('a rescheduled visit has a room at its new time, its old time is free again', async () => {
  const first = (await book('--type', 'laser-treatment', '--start', nextMonday('10:00'))).split(' ')[0] ?? '';
  await eventually('the first room', () => isTold(first, 'Room 4A'));
  const moved = await book('reschedule', first, '--start', nextMonday('14:00'));
  expect(moved).toMatch(/14:00/);
  const second = await book('--type', 'laser-treatment', '--start', nextMonday('10:00'));
  const uid = second.split(' ')[0] ?? '';
  await eventually('the freed room', () => isTold(uid, 'Room 4A'));
});

test('Ctrl-C leaves no process behind', async () => {
  const children = childrenOf(system.pid);
  expect(children.length).toBeGreaterThan(0);
  expect(await system.stop()).toBe(0);
  await eventually('the end of every child', async () => children.filter(isAlive).length === 0);
});

test('what was booked is there again after a new start with the same DATA_DIR, and no one is mailed for it', async () => {
  system = await started(BY_NPM);
  vi.stubEnv('SANDBOX_URL', system.sandboxUrl);
  const listed = (await book('list')).split('\n').find((line) => line.startsWith(announced)) ?? '';
  const [, day, month, year] = /(\d+) (\w{3}) (\d{4}), /.exec(listed) ?? [];
  const date = new Date(`${day} ${month} ${year} 12:00 UTC`).toISOString().slice(0, 10);
  const { bookings } = await boardOf(date);
  expect(bookings).toContainEqual(expect.objectContaining({ uid: announced, roomId: '3B' }));
  // Long enough for the publisher to look at it again.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect((await mailsOf(announced)).match(LOCATION_MAIL)).toHaveLength(1);
});

test('npm run catalogue -- import shows what a clinic file would change in the running system', async () => {
  expect(await command('catalogue', 'import', 'shared/catalogue/demo-clinic.yaml')).toContain(
    'No difference.',
  );
});

test('npm run plan -- --export writes the Day of the running system, which can be planned', async () => {
  const start = nextMonday('10:00', 2);
  for (const type of ['laser-treatment', 'abdominal-scan']) await book('--type', type, '--start', start);
  await eventually(
    'both on the board',
    async () => (await boardOf(start.slice(0, 10))).bookings.length === 2,
  );
  const file = join(kept, 'exported.json');
  expect(await command('plan', '--export', file, '--date', start.slice(0, 10))).toContain(
    '6 rooms, 2 bookings',
  );
  const day = DayFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(day.rooms.map(({ id }) => id)).toEqual(['1A', '1B', '2A', '3B', '3C', '4A']);
  expect(day.bookings.map(({ needs }) => Object.keys(needs.rooms ?? {}))).toEqual(
    expect.arrayContaining([['4A'], ['3B', '3C']]),
  );
  expect(day.policy).toMatchObject({ freezeMinutes: 30, maxChangesPerBooking: 1, patchesPerMinute: 20 });
  expect(JSON.parse(await command('plan', file, '--json'))).toMatchObject({
    changes: [],
    certificate: { waiting: 0, proved: true },
  });
  // Where no date is given, the next Day with a visit.
  const next = join(kept, 'next.json');
  await command('plan', '--export', next);
  // A Day file is sent to people, so it names a visit by its code: anyone who has the uid can cancel it at Cal.com.
  const written = readFileSync(next, 'utf8');
  expect(written).toContain((await command('visit', announced)).trim());
  expect(written).not.toContain(announced);
  expect(await runCommand('plan', ['--export', '--site', 'south'])).toMatchObject({
    code: 2,
    progress: '--site: "south" is none of north',
  });
});

test('a wrong setting is named, with exit code 2', async () => {
  const failed = run(process.execPath, ['bin/local.ts'], {
    cwd: root,
    env: { ...process.env, PORT: 'three', CAL_API_URL: 'https://api.cal.example/v2' },
  });
  await expect(failed).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/PORT:[\s\S]*CAL_API_URL: is an origin, without \/v2/),
  });
});

asThePagesPrint();

test.skipIf(NO_SHELL)('npm start that is told to end leaves no system behind', async () => {
  const health = () => fetch(`${system.url}/api/health`).then(({ status }) => status);
  expect(await health()).toBe(200);
  process.kill(system.pid, 'SIGTERM');
  await eventually('the system to be gone', () =>
    health().then(
      () => false,
      () => true,
    ),
  );
});

/** A Monday at least so many weeks ahead, as the clinic's wall shows it. */
const nextMonday = (time: string, weeks = 1): string => {
  const day = new Date(Date.now() + 7 * weeks * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((8 - day.getUTCDay()) % 7));
  return `${day.toISOString().slice(0, 10)}T${time}`;
};
