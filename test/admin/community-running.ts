import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { ApiKey } from '../../bin/sandbox/api-message.ts';
import type { Clinic } from '../../bin/sandbox/clinic.ts';
import { communityClinic } from '../../bin/sandbox/demo-clinic.ts';
import type { Catalogue, PublishingMode, VisitType } from '../../shared/domain/catalogue.ts';
import { instantAt } from '../../shared/domain/local-time.ts';
import { runCommand } from '../support/run-command.ts';

const SECRET = 'whsec_of_these_tests';
export const DOCTORS = communityClinic.hosts.map(({ id }) => id);
export const keyOf = (id: number): ApiKey => ({
  // Those that the local system makes.
  key: id === DOCTORS[0] ? 'cal_local_key' : `cal_local_key_doctor-${id}`,
  userId: id,
  eventTypeIds: communityClinic.eventTypes.filter(({ hostIds }) => hostIds[0] === id).map((each) => each.id),
});

/** The demo clinic's file with a key for each doctor, and each doctor's own event types. */
const perDoctor = (demo: Catalogue, typesOf: (type: VisitType) => readonly VisitType[]): Catalogue => ({
  ...demo,
  sites: demo.sites.map((site) => ({ ...site, credential: `doctor-${DOCTORS[0]}`, publishing: 'shadow' })),
  practitioners: demo.practitioners.map((each) => ({ ...each, credential: `doctor-${each.id}` })),
  visitTypes: demo.visitTypes.flatMap((type) => {
    const own = communityClinic.eventTypes.filter(({ id }) => type.eventTypeIds.includes(3000 + (id % 100)));
    return typesOf({ ...type, eventTypeIds: own.map(({ id }) => id), eventTypeSlugs: [] });
  }),
});

/**
 * The whole system beside a self-hosted Cal.com without teams: every doctor is an account of their own, with a key of their own.
 * `typesOf`: what the clinic file says in place of one of its visit types.
 */
export const communityRunning = async (
  typesOf: (type: VisitType) => readonly VisitType[],
  clinic: Clinic = communityClinic,
) => {
  const home = mkdtempSync(join(tmpdir(), 'community-'));
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
  const system = await startLocalSystem(
    {
      ...settings,
      sandbox: {
        clinic,
        behaviour: { edition: 'public' },
        apiKeys: DOCTORS.map(keyOf),
        pace: { ordinary: { limit: 10_000 } },
      },
    },
    perDoctor(readClinicFile(DEMO_CLINIC), typesOf),
  );
  if (system.sandbox === undefined) throw new Error('no sandbox');
  const { sandbox, url } = system.sandbox;
  const secrets = await startSecretsEndpoint(
    new Map([
      [
        process.env.CAL_KEYS_SECRET_ID ?? '',
        JSON.stringify(Object.fromEntries(DOCTORS.map((id) => [`doctor-${id}`, keyOf(id).key]))),
      ],
      [process.env.DIGEST_KEY_SECRET_ID ?? '', JSON.stringify({ key: 'a'.repeat(64) })],
    ]),
  );
  process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = secrets.endpoint;
  writeEndpoints(system);
  return {
    sandbox,
    run: async (line: string): Promise<{ code: number; said: string }> => {
      const [name = '', ...args] = line.split(' ');
      const { code, said, progress } = await runCommand(name, args);
      return { code, said: `${said}\n${progress}` };
    },
    /** Cal.com, by the key of a doctor. */
    calCom: async (
      method: string,
      path: string,
      version: string,
      { as, body }: { as: number; body?: object },
      // biome-ignore lint/suspicious/noExplicitAny: a test reads into whatever was sent
    ): Promise<any> => {
      const answer = await fetch(`${url}/v2${path}`, {
        method,
        headers: {
          authorization: `Bearer ${keyOf(as).key}`,
          'cal-api-version': version,
          'content-type': 'application/json',
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      return ((await answer.json()) as { data: unknown }).data;
    },
    board: async (method: string, path: string, body?: object): Promise<{ id: string }> => {
      const answer = await fetch(`${system.url}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.status === 204 ? { id: '' } : ((await answer.json()) as { id: string });
    },
    publish: async (publishing: PublishingMode): Promise<void> => {
      const { site } = await system.ledger.readSite('north');
      if (site === undefined) throw new Error('no such site');
      const { version: seen, ...record } = site;
      await system.ledger.commit([
        { kind: 'site', seen, record: { ...record, publishing, publishingSince: Date.now() } },
      ]);
    },
    close: async (): Promise<void> => {
      await secrets.close();
      await system.close();
      vi.unstubAllEnvs();
      rmSync(home, { recursive: true });
    },
  };
};

/** On weekdays, from nine to five. */
export const OFFICE_HOURS = [
  { days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'], startTime: '09:00', endTime: '17:00' },
];

/** A Wednesday at least a week ahead. */
export const weekdayAhead = (): string => {
  const day = new Date(Date.now() + 7 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((10 - day.getUTCDay()) % 7));
  return day.toISOString().slice(0, 10);
};

export const berlin = (date: string, time: string): string =>
  new Date(instantAt(date, time, 'Europe/Berlin')).toISOString();
