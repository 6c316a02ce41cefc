import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, expect, test } from 'vitest';
import { startSecretsEndpoint } from '../../bin/local/secrets-endpoint.ts';
import { localSettings } from '../../bin/local/settings.ts';
import { writeAside } from '../../bin/local/write-aside.ts';
import { eventually } from '../support/eventually.ts';

const home = mkdtempSync(join(tmpdir(), 'helpers-'));
afterAll(() => rmSync(home, { recursive: true }));

test('the local secrets are told to whom the system told their address, to no web page, and survive any body', async () => {
  const { endpoint, close } = await startSecretsEndpoint(new Map([['keys', '{"a":"b"}']]));
  const { origin, pathname } = new URL(endpoint);
  const ask = (path: string, headers: Record<string, string>, body: string) =>
    fetch(`${origin}${path}`, { method: 'POST', headers, body });
  const right = '{"SecretId":"keys"}';
  try {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new SecretsManagerClient({ endpoint, region: 'local', credentials });
    expect((await client.send(new GetSecretValueCommand({ SecretId: 'keys' }))).SecretString).toBe(
      '{"a":"b"}',
    );
    expect((await ask('/', {}, right)).status).toBe(403);
    const page = await ask(pathname, { origin: 'https://evil.example' }, right);
    expect(page.status).toBe(403);
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
    for (const body of ['{', '', '[]', 'null', '7', '{"SecretId":{}}', 'x'.repeat(100_000)])
      expect((await ask(pathname, {}, body)).status, body.slice(0, 9)).toBe(400);
    expect((await ask(pathname, {}, right)).status).toBe(200);
    client.destroy();
  } finally {
    await close();
  }
});

test('the published webhook secret is refused where a real Cal.com is named', () => {
  expect(() => localSettings({ CAL_API_URL: 'https://cal.clinic.example' })).toThrow(/CAL_WEBHOOK_SECRET/);
  expect(() =>
    localSettings({ CAL_API_URL: 'https://cal.clinic.example', CAL_WEBHOOK_SECRET: 'whsec_local' }),
  ).toThrow(/CAL_WEBHOOK_SECRET/);
  const own = { CAL_API_URL: 'https://cal.clinic.example', CAL_WEBHOOK_SECRET: 'of-this-clinic' };
  expect(localSettings(own).webhookSecret).toBe('of-this-clinic');
});

test('a state file is written aside and renamed: what was there stays until it is whole', () => {
  const file = join(home, 'state.json');
  writeFileSync(file, 'old');
  writeAside(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(readdirSync(home)).toEqual(['state.json']);
});

test.skipIf(process.platform === 'win32')(
  'a system that is killed without a word leaves no database behind',
  async () => {
    const program = `import { startDynoxide } from ${JSON.stringify(new URL('../support/dynoxide.ts', import.meta.url).href)};
    const { endpoint } = await startDynoxide(); console.log(endpoint); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const endpoint = await new Promise<string>((resolve) => {
      parent.stdout.once('data', (chunk) => resolve(String(chunk).trim()));
    });
    const listens = () =>
      new Promise<boolean>((resolve) => {
        const socket = connect({ port: Number(new URL(endpoint).port), host: '127.0.0.1' });
        socket.once('connect', () => {
          socket.destroy();
          resolve(true);
        });
        socket.once('error', () => resolve(false));
      });
    expect(await listens()).toBe(true);
    parent.kill('SIGKILL');
    await eventually('the database to be gone', async () => !(await listens()));
  },
);

test('a data directory that cannot be written is named', async () => {
  const { startLocalSystem } = await import('../../bin/local/local-system.ts');
  const { DEMO_CLINIC, readClinicFile } = await import('../../bin/read-clinic-file.ts');
  const settings = localSettings({
    PORT: '0',
    SANDBOX_PORT: '0',
    DATA_DIR: join(home, 'state.json', 'data'),
  });
  await expect(startLocalSystem(settings, readClinicFile(DEMO_CLINIC))).rejects.toThrow(
    /DATA_DIR .* cannot be written \(ENOTDIR\)/,
  );
});
