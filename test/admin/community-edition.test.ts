import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { LocalSystem } from '../../bin/local/local-system.ts';
import type { ApiKey } from '../../bin/sandbox/api-message.ts';
import type { CalSandbox } from '../../bin/sandbox/cal-sandbox.ts';
import { communityClinic } from '../../bin/sandbox/demo-clinic.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { runCommand } from '../support/run-command.ts';

/** A self-hosted Cal.com without teams: every doctor is an account of their own, with a key of their own. */
const SECRET = 'whsec_of_these_tests';
const home = mkdtempSync(join(tmpdir(), 'community-'));
const DOCTORS = communityClinic.hosts.map(({ id }) => id);
const keyOf = (id: number): ApiKey => ({
  key: `cal_key_of_${id}`,
  userId: id,
  eventTypeIds: communityClinic.eventTypes.filter(({ hostIds }) => hostIds[0] === id).map((each) => each.id),
});

/** The demo clinic's file with a key for each doctor, and each doctor's own event types. */
const perDoctor = (demo: Catalogue): Catalogue => ({
  ...demo,
  sites: demo.sites.map((site) => ({ ...site, credential: `doctor-${DOCTORS[0]}`, publishing: 'shadow' })),
  practitioners: demo.practitioners.map((each) => ({ ...each, credential: `doctor-${each.id}` })),
  visitTypes: demo.visitTypes.map((type) => {
    const own = communityClinic.eventTypes.filter(({ id }) => type.eventTypeIds.includes(3000 + (id % 100)));
    return { ...type, eventTypeIds: own.map(({ id }) => id), eventTypeSlugs: [] };
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
    SWEEP_SECONDS: '3600',
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
