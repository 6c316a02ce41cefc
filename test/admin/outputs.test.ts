import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { connect } from '../../bin/admin/connect.ts';
import { startSecretsEndpoint } from '../../bin/local/secrets-endpoint.ts';
import { planCommand } from '../../bin/plan/plan-command.ts';
import { digestsOf } from '../../shared/secrets/digests.ts';
import { synthesise } from '../lib/synthesise.ts';

const home = mkdtempSync(join(tmpdir(), 'outputs-'));
afterAll(() => rmSync(home, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

/** What `cdk deploy --outputs-file` writes of a stack with these settings: a text where the template has one, else made up. */
const outputsOf = (settings: Record<string, unknown>): Record<string, string> => {
  const { template } = synthesise(settings);
  return Object.fromEntries(
    Object.entries(template.findOutputs('*')).map(([name, { Value }]) => {
      if (typeof Value === 'string') return [name, Value];
      if (name === 'Region') return [name, 'eu-north-1'];
      return [name, name.endsWith('Url') ? `https://aws.example/${name}` : `the-${name}`];
    }),
  );
};
const written = (stacks: object): string => {
  const file = join(home, 'outputs.json');
  writeFileSync(file, JSON.stringify(stacks));
  return file;
};

const OWN = {
  calApiUrl: 'https://cal.clinic.example',
  calKeysSecretName: 'clinic/keys',
  settleSeconds: 20,
  credentials: 7,
  patchSeconds: 30,
};

test('a command that is told of a deployed system asks the Cal.com of that system, with its key and at its pace', async () => {
  const key = { key: 'k'.repeat(64) };
  const secrets = await startSecretsEndpoint(
    new Map([
      ['clinic/keys', JSON.stringify({ default: 'cal_of_the_clinic' })],
      ['the-DigestKeySecretId', JSON.stringify(key)],
    ]),
  );
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', secrets.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  // Left over from something else: what the stack says counts.
  vi.stubEnv('CAL_API_URL', 'https://api.cal.com');
  vi.stubEnv('CAL_KEYS_SECRET_ID', 'room-assigner/cal-keys');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  try {
    const to = connect({
      outputs: written({
        'RoomAssigner-prod-Data': { PublishOutput: 'the-table' },
        'RoomAssigner-prod': outputsOf(OWN),
      }),
    });
    expect(to.cal.origin).toBe('https://cal.clinic.example');
    expect(await to.cal.keyOf('default')).toBe('cal_of_the_clinic');
    expect((await to.digests()).visit('a')).toBe(digestsOf(key.key).visit('a'));
    expect([to.settleMs, to.patchMs, to.credentials]).toEqual([20_000, 30_000, 7]);
    expect(process.env.AWS_REGION).toBe('eu-north-1');
  } finally {
    await secrets.close();
  }
});

test.each([
  'Region',
  'CalApiUrl',
  'CalKeysSecretId',
  'DigestKeySecretId',
  'CalSettleSeconds',
  'CalPatchSeconds',
  'Credentials',
  'TableName',
  'BookingsDlqUrl',
])('a command that is not told %s refuses, by name, and guesses nothing', (name) => {
  const { [name]: _missing, ...outputs } = outputsOf(OWN);
  expect(() => connect({ outputs: written({ RoomAssigner: outputs }) })).toThrow(
    new RegExp(`missing there: ${name}\\. Deploy`),
  );
});

test('a command does not choose among several stacks', () => {
  const outputs = outputsOf(OWN);
  expect(() => connect({ outputs: written({ One: outputs, Other: outputs }) })).toThrow(
    /more than one stack/,
  );
  expect(() => connect({ outputs: written({}) })).toThrow(/names no stack/);
});

test('a Day that cannot be exported says why, with the cause of AWS and without a stack', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', 'http://127.0.0.1:9');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  const said: string[] = [];
  const code = await planCommand(
    ['--export', join(home, 'day.json'), '--outputs', written({ RoomAssigner: outputsOf(OWN) })],
    { out: (line) => said.push(line), aside: (line) => said.push(line) },
  );
  expect(said.join('\n')).toMatch(/^the Ledger could not read the catalogue: .*ECONNREFUSED/);
  expect(said.join('\n')).not.toContain(' at ');
  expect(code).toBe(1);
});
