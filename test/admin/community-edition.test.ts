import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { eventually } from '../../bin/local/eventually.ts';
import type { LocalSystem } from '../../bin/local/local-system.ts';
import type { ApiKey } from '../../bin/sandbox/api-message.ts';
import type { CalSandbox } from '../../bin/sandbox/cal-sandbox.ts';
import { communityClinic } from '../../bin/sandbox/demo-clinic.ts';
import type { Catalogue, PublishingMode } from '../../shared/domain/catalogue.ts';
import { instantAt } from '../../shared/domain/local-time.ts';
import { runCommand } from '../support/run-command.ts';

/** A self-hosted Cal.com without teams: every doctor is an account of their own, with a key of their own. */
const SECRET = 'whsec_of_these_tests';
const home = mkdtempSync(join(tmpdir(), 'community-'));
const DOCTORS = communityClinic.hosts.map(({ id }) => id);
const keyOf = (id: number): ApiKey => ({
  // Those that the local system makes.
  key: id === DOCTORS[0] ? 'cal_local_key' : `cal_local_key_doctor-${id}`,
  userId: id,
  eventTypeIds: communityClinic.eventTypes.filter(({ hostIds }) => hostIds[0] === id).map((each) => each.id),
});

/** Visit types that are offered only with a room. */
const WITH_ROOM = ['laser-treatment', 'consultation'];
/** The laser treatment and the consultation of the dermatologist. */
const [DERMATOLOGIST, LASER, CONSULTATION] = [4712, 3203, 3202];

/** The demo clinic's file with a key for each doctor, and each doctor's own event types. */
const perDoctor = (demo: Catalogue): Catalogue => ({
  ...demo,
  sites: demo.sites.map((site) => ({ ...site, credential: `doctor-${DOCTORS[0]}`, publishing: 'shadow' })),
  practitioners: demo.practitioners.map((each) => ({ ...each, credential: `doctor-${each.id}` })),
  visitTypes: demo.visitTypes.map((type) => {
    const own = communityClinic.eventTypes.filter(({ id }) => type.eventTypeIds.includes(3000 + (id % 100)));
    const offer = WITH_ROOM.includes(type.id) ? { offer: 'only-with-room' as const } : {};
    return { ...type, eventTypeIds: own.map(({ id }) => id), eventTypeSlugs: [], ...offer };
  }),
});

let system: LocalSystem;
let sandbox: CalSandbox;
const closers: (() => Promise<void>)[] = [];

const run = async (line: string): Promise<{ code: number; said: string }> => {
  const [name = '', ...args] = line.split(' ');
  const { code, said, progress } = await runCommand(name, args);
  return { code, said: `${said}\n${progress}` };
};

beforeAll(async () => {
  vi.stubEnv('ENDPOINTS_FILE', join(home, 'endpoints.json'));
  vi.stubEnv('CAL_WEBHOOK_SECRET', SECRET);
  const { startLocalSystem } = await import('../../bin/local/local-system.ts');
  const { localSettings } = await import('../../bin/local/settings.ts');
  const { DEMO_CLINIC, readClinicFile } = await import('../../bin/read-clinic-file.ts');
  const { writeEndpoints } = await import('../../bin/local/endpoints.ts');
  const { startSecretsEndpoint } = await import('../../bin/local/secrets-endpoint.ts');
  const settings = localSettings({
    PORT: '0',
    SANDBOX_PORT: '0',
    CAL_WEBHOOK_SECRET: SECRET,
    LOG_LEVEL: 'SILENT',
    SWEEP_SECONDS: '10',
  });
  system = await startLocalSystem(
    {
      ...settings,
      sandbox: {
        clinic: communityClinic,
        behaviour: { edition: 'public' },
        apiKeys: DOCTORS.map(keyOf),
        pace: { ordinary: { limit: 10_000 } },
      },
    },
    perDoctor(readClinicFile(DEMO_CLINIC)),
  );
  closers.push(system.close);
  if (system.sandbox === undefined) throw new Error('no sandbox');
  sandbox = system.sandbox.sandbox;
  const secrets = await startSecretsEndpoint(
    new Map([
      [
        process.env.CAL_KEYS_SECRET_ID ?? '',
        JSON.stringify(Object.fromEntries(DOCTORS.map((id) => [`doctor-${id}`, keyOf(id).key]))),
      ],
      [process.env.DIGEST_KEY_SECRET_ID ?? '', JSON.stringify({ key: 'a'.repeat(64) })],
    ]),
  );
  closers.push(secrets.close);
  process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = secrets.endpoint;
  writeEndpoints(system);
});
afterAll(async () => {
  for (const close of closers.reverse()) await close();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

test('without teams cal:check finds nothing wrong where each doctor has a key that sees their own event types', async () => {
  const { code, said } = await run('cal-check');
  for (const id of DOCTORS) expect(said).toContain(`ok     the key doctor-${id} is accepted`);
  expect(said).not.toContain('WRONG');
  expect(code).toBe(0);
});

test('cal:register makes one webhook for each doctor, of the triggers that edition knows', async () => {
  const url = 'https://rooms.example/api/webhooks/cal';
  const { code, said } = await run(`cal-register --yes --url ${url}`);
  for (const id of DOCTORS)
    expect(said).toContain(`With the key doctor-${id}: the webhook at user for ${url}: created (missing).`);
  expect(code).toBe(0);
  const made = sandbox.subscriptions().filter(({ subscriberUrl }) => subscriberUrl === url);
  expect(made.map(({ level }) => level)).toEqual(DOCTORS.map((userId) => ({ kind: 'user', userId })));
  for (const { triggers } of made) expect(triggers).not.toContain('BOOKING_REASSIGNED');
  const again = await run(`cal-register --url ${url}`);
  expect(again.said).not.toContain('missing');
});

test('blocking the only laser takes those starts of laser treatments off Cal.com and none of a consultation; unblocked, they are back; undone, all is as before', async () => {
  const date = weekdayAhead();
  const starts = async (eventTypeId: number): Promise<readonly string[]> => {
    const query = `eventTypeId=${eventTypeId}&start=${date}&end=${date}&timeZone=Europe/Berlin`;
    const found = await calCom('GET', `/slots?${query}`, '2024-09-04');
    return (found[date] ?? []).map(({ start }: { start: string }) => start.slice(11, 16));
  };
  const whatStands = async (): Promise<string> =>
    JSON.stringify(
      await Promise.all(
        DOCTORS.flatMap((id) => [
          calCom('GET', '/schedules', '2024-06-11', { as: id }),
          calCom('GET', '/event-types', '2024-06-14', { as: id }),
        ]),
      ),
    );
  const availability = [
    { days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'], startTime: '09:00', endTime: '17:00' },
  ];
  for (const as of DOCTORS)
    await calCom('POST', '/schedules', '2024-06-11', {
      as,
      body: { name: 'Mine', timeZone: 'Europe/Berlin', isDefault: true, availability },
    });
  const asBefore = await whatStands();
  await publish('on');
  const setUp = await run('cal-availability --yes');
  expect(setUp.said).toContain(`Event type ${LASER}: has the schedule`);
  expect(setUp.code).toBe(0);
  const before = { laser: await starts(LASER), consultation: await starts(CONSULTATION) };
  expect(before.laser).toHaveLength(16);

  const block = await board('POST', '/api/rooms/4A/blocks', {
    start: berlin(date, '10:45'),
    end: berlin(date, '12:10'),
    reason: 'maintenance',
    agreed: true,
  });
  const kept = before.laser.filter((start) => start < '10:30' || start >= '12:30');
  expect(before.laser.length - kept.length).toBe(4);
  await eventually(
    'the starts without a laser to go',
    async () => (await starts(LASER)).join() === kept.join(),
  );
  expect(await starts(CONSULTATION)).toEqual(before.consultation);
  await board('DELETE', `/api/rooms/4A/blocks/${block.id}`);
  await eventually('them to come back', async () => (await starts(LASER)).join() === before.laser.join());
  expect(await starts(CONSULTATION)).toEqual(before.consultation);

  expect(await run('cal-availability --undo --yes')).toMatchObject({ code: 0 });
  expect(await whatStands()).toBe(asBefore);
  await publish('shadow');
});

test('where Cal.com refuses one doctor’s key, the others are checked and registered all the same', async () => {
  const [first, ...others] = DOCTORS;
  if (first === undefined) throw new Error('no doctor');
  sandbox.revokeKey(keyOf(first).key);
  const check = await run('cal-check');
  expect(check.code).toBe(1);
  expect(check.said).toMatch(new RegExp(`WRONG  doctor-${first}: .*401`));
  for (const id of others) expect(check.said).toContain(`ok     the key doctor-${id} is accepted`);
  const register = await run('cal-register --yes --url https://rooms.example/another');
  expect(register.code).toBe(1);
  expect(register.said).toMatch(new RegExp(`With the key doctor-${first}: .*401`));
  for (const id of others) expect(register.said).toMatch(new RegExp(`With the key doctor-${id}: .* created`));
  sandbox.addKey(keyOf(first));
});

/** Cal.com, by the key of a doctor. */
const calCom = async (
  method: string,
  path: string,
  version: string,
  { as = DERMATOLOGIST, body }: { as?: number; body?: object } = {},
  // biome-ignore lint/suspicious/noExplicitAny: a test reads into whatever was sent
): Promise<any> => {
  const answer = await fetch(`${system.sandbox?.url}/v2${path}`, {
    method,
    headers: {
      authorization: `Bearer ${keyOf(as).key}`,
      'cal-api-version': version,
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return ((await answer.json()) as { data: unknown }).data;
};

const board = async (method: string, path: string, body?: object): Promise<{ id: string }> => {
  const answer = await fetch(`${system.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? { id: '' } : ((await answer.json()) as { id: string });
};

const berlin = (date: string, time: string): string =>
  new Date(instantAt(date, time, 'Europe/Berlin')).toISOString();

/** A Wednesday at least a week ahead. */
const weekdayAhead = (): string => {
  const day = new Date(Date.now() + 7 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((10 - day.getUTCDay()) % 7));
  return day.toISOString().slice(0, 10);
};

const publish = async (publishing: PublishingMode): Promise<void> => {
  const { site } = await system.ledger.readSite('north');
  if (site === undefined) throw new Error('no such site');
  const { version: seen, ...record } = site;
  await system.ledger.commit([
    { kind: 'site', seen, record: { ...record, publishing, publishingSince: Date.now() } },
  ]);
};
