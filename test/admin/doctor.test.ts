import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { examinePlaces } from '../../bin/doctor/examine-account.ts';
import { examineNode } from '../../bin/doctor/examine-node.ts';
import { examineSettings } from '../../bin/doctor/examine-settings.ts';
import { symptomInWords } from '../../bin/doctor/symptom.ts';
import { type LocalDynamo, startDynoxide } from '../../bin/local/dynoxide.ts';
import { DEMO_CLINIC, readClinicFile } from '../../bin/read-clinic-file.ts';
import { type RunningSandbox, startSandbox } from '../../bin/sandbox/sandbox-server.ts';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import { createTable } from '../../shared/ledger/create-table.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { type FakeAws, startFakeAws } from '../support/fake-aws.ts';
import { runCommand } from '../support/run-command.ts';

/** A deployment in which all is well, at an AWS that is only made up; each test breaks one thing of it. */
const ACCOUNT = '111122223333';
const SECRET = 'a-signing-secret-of-the-clinic';
const KEY = 'cal_key_of_the_clinic';
const TABLE = 'rooms';
const home = mkdtempSync(join(tmpdir(), 'doctor-'));
const file = join(home, 'outputs.json');

let aws: FakeAws;
let outputs: Record<string, string>;
let dynamo: LocalDynamo;
let fake: Awaited<ReturnType<typeof startFakeAws>>;
let cal: RunningSandbox;

const well = (): FakeAws => ({
  account: ACCOUNT,
  bootstrap: '21',
  concurrency: 1000,
  secrets: {
    'room-assigner/webhook': JSON.stringify({ current: SECRET }),
    'room-assigner/cal-keys': JSON.stringify({ default: KEY }),
    digests: JSON.stringify({ key: 'k'.repeat(64) }),
  },
  table: {},
  subscriptions: [`arn:aws:sns:eu-central-1:${ACCOUNT}:alarms:1`],
  webhook: { secret: SECRET },
});

/** Registers the one right webhook anew, or another in its place. */
const webhook = (changed: object = {}): void => {
  const [before] = cal.sandbox.subscriptions();
  if (before !== undefined) cal.sandbox.subscribe({ ...before, active: true, ...changed });
};

beforeAll(async () => {
  dynamo = await startDynoxide();
  await Promise.all([createTable(dynamo.client, TABLE), createTable(dynamo.client, 'empty')]);
  const ledger = dynamoLedger({ documentClient: dynamo.client, tableName: TABLE });
  await importCatalogue({ ledger, now: Date.now() }, readClinicFile(DEMO_CLINIC), {
    dryRun: false,
    removeRoomsInUse: false,
  });
  fake = await startFakeAws(() => aws, dynamo.endpoint);
  cal = await startSandbox({
    webhookUrl: `${fake.url}/api/webhooks/cal`,
    webhookSecret: SECRET,
    apiKeys: [KEY],
    pace: { ordinary: { limit: 100_000 } },
  });
});
afterAll(async () => {
  await cal.close();
  await fake.close();
  dynamo.stop();
  rmSync(home, { recursive: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const examined = async (args: readonly string[] = ['--outputs', file]) => {
  writeFileSync(file, JSON.stringify({ RoomAssigner: outputs }));
  const { code, said, progress } = await runCommand('doctor', args);
  expect(said + progress).not.toContain(SECRET);
  expect(said + progress).not.toContain(KEY);
  return { code, said, wrongs: said.split('\n').filter((line) => line.startsWith('WRONG')) };
};

const allWell = (): void => {
  aws = well();
  outputs = {
    Region: 'eu-central-1',
    WebhookUrl: `${fake.url}/api/webhooks/cal`,
    TableName: TABLE,
    ...Object.fromEntries(
      ['Bookings', 'Publish', 'Replan'].flatMap((name) => [
        [`${name}QueueUrl`, `https://sqs.example/${name}`],
        [`${name}DlqUrl`, `https://sqs.example/${name}-dlq`],
      ]),
    ),
    CalApiUrl: cal.url,
    WebhookSecretId: 'room-assigner/webhook',
    CalKeysSecretId: 'room-assigner/cal-keys',
    DigestKeySecretId: 'digests',
    CalSettleSeconds: '10',
    CalPatchSeconds: '15',
    Credentials: '1',
    TrailKeptDays: '90',
    Occupancies: 'short',
    AlarmTopicArn: `arn:aws:sns:eu-central-1:${ACCOUNT}:alarms`,
  };
  vi.stubEnv('AWS_ENDPOINT_URL', fake.url);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', '');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'made-up');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'made-up');
  // Nor is any other system on this machine looked at.
  vi.stubEnv('ENDPOINTS_FILE', join(home, 'none.json'));
  cal.sandbox.addKey(KEY);
  webhook({ secret: SECRET });
};

test('a deployment in which all is well is told so, each thing that was looked at with what was found', async () => {
  allWell();
  const { code, said, wrongs } = await examined();
  expect(wrongs).toEqual([]);
  for (const about of [
    'node',
    'settings',
    'credentials',
    'region',
    'bootstrap',
    'quota',
    'table',
    'alarms',
    'clock',
  ])
    expect(said).toMatch(new RegExp(`^ok {5}${about}: .`, 'm'));
  expect(said.match(/^ok {5}secret .*: is there and well-formed$/gm)).toHaveLength(3);
  expect(said).toMatch(/^ok {5}Cal\.com: the key default is accepted/m);
  expect(said).toMatch(/^ok {5}Cal\.com: default sees \d+ event type/m);
  expect(said).toMatch(/^ok {5}webhook: for http.*\/api\/webhooks\/cal, at organization/m);
  expect(said).toMatch(/^ok {5}webhook’s address: answers, and believes the stored secret$/m);
  expect(said).toMatch(/All is well\.$/);
  expect(code).toBe(0);
});

const secret = (id: string, value: FakeAws['secrets'][string]): void => {
  aws.secrets = { ...aws.secrets, [id]: value };
};

/** What is broken; what is said of it, and what to do. */
const BROKEN: readonly (readonly [title: string, broken: () => void, said: RegExp, todo: RegExp])[] = [
  [
    'credentials that have expired',
    () => (aws.account = { error: 'ExpiredToken' }),
    /credentials: .*expired/,
    /aws sso login/,
  ],
  [
    'credentials that AWS does not take',
    () => (aws.account = { error: 'InvalidClientTokenId' }),
    /credentials: AWS does not take/,
    /clock/,
  ],
  [
    'credentials of another account',
    () => (aws.account = '999900009999'),
    /credentials: .*999900009999.*111122223333/,
    /Sign in to account 111122223333/,
  ],
  [
    'a shell in another region',
    () => vi.stubEnv('AWS_REGION', 'us-east-1'),
    /region: .*eu-central-1.*us-east-1/,
    /export AWS_REGION=eu-central-1/,
  ],
  [
    'a region that was never prepared',
    () => (aws.bootstrap = { error: 'ParameterNotFound' }),
    /bootstrap: .*never/,
    /npx cdk bootstrap/,
  ],
  ['a bootstrap that is too old', () => (aws.bootstrap = '4'), /bootstrap: version 4/, /npx cdk bootstrap/],
  [
    'a new account’s quota',
    () => (aws.concurrency = 10),
    /quota: 10 functions at once/,
    /request-service-quota-increase/,
  ],
  [
    'a role that may not look',
    () => (aws.concurrency = { error: 'AccessDeniedException' }),
    /quota: .*may not look/,
    /lambda:GetAccountSettings/,
  ],
  [
    'a signing secret that is not there',
    () => secret('room-assigner/webhook', { error: 'ResourceNotFoundException' }),
    /secret room-assigner\/webhook: there is no such secret/,
    /DEPLOY\.md, step 3/,
  ],
  [
    'a secret that is marked for deletion',
    () => secret('digests', { error: 'InvalidRequestException' }),
    /secret digests: it is marked for deletion/,
    /restore-secret --secret-id digests/,
  ],
  [
    'a key that was stored without its name',
    () => secret('room-assigner/cal-keys', KEY),
    /secret room-assigner\/cal-keys: it is not of the shape/,
    /DEPLOY\.md, step 3/,
  ],
  [
    'a key’s placeholder',
    () => secret('room-assigner/cal-keys', JSON.stringify({ default: '<the Cal.com API key>' })),
    /cal-keys: default is a placeholder/,
    /DEPLOY\.md, step 3/,
  ],
  [
    'a signing secret pasted with a line’s end',
    () => secret('room-assigner/webhook', JSON.stringify({ current: `${SECRET}\n` })),
    /webhook: current has a blank in it/,
    /step 3/,
  ],
  [
    'a signing secret that can be guessed',
    () => secret('room-assigner/webhook', JSON.stringify({ current: 'geheim' })),
    /webhook: current is shorter/,
    /step 3/,
  ],
  ['a table that is gone', () => (outputs.TableName = 'gone'), /table: there is no table gone/, /restored/],
  [
    'a table without a way back',
    () => (aws.table = { recovery: 'DISABLED' }),
    /table: .*brought back/,
    /update-continuous-backups/,
  ],
  [
    'a table that can be deleted',
    () => (aws.table = { isProtected: false }),
    /table: .*by mistake/,
    /--deletion-protection-enabled/,
  ],
  [
    'a table that forgets nothing',
    () => (aws.table = { keptBy: '' }),
    /table: .*forgets nothing/,
    /update-time-to-live/,
  ],
  ['alarms that no one is told of', () => (aws.subscriptions = []), /alarms: no one is told/, /alarmEmail/],
  [
    'alarms whose mail was never confirmed',
    () => (aws.subscriptions = ['PendingConfirmation']),
    /alarms: 1 subscription\(s\), none of them confirmed/,
    /Open the mail/,
  ],
  [
    'a system without a clinic',
    () => (outputs.TableName = 'empty'),
    /clinic: no catalogue has been imported/,
    /catalogue -- import/,
  ],
  [
    'a key that Cal.com refuses',
    () => cal.sandbox.revokeKey(KEY),
    /Cal\.com: default: .*401/,
    /Settings, API keys/,
  ],
  [
    'a key that sees too little',
    () => cal.sandbox.addKey({ key: KEY, userId: 4711, eventTypeIds: [3001] }),
    /Cal\.com: visit type .*no event type/,
    /Correct the clinic file/,
  ],
  [
    'a webhook that is off',
    () => webhook({ active: false }),
    /webhook: .*switched off/,
    /npm run cal:register/,
  ],
  [
    'a webhook with another secret',
    () => webhook({ secret: 'another-secret-of-another-system' }),
    /webhook: .*signed with another secret/,
    /npm run cal:register/,
  ],
  [
    'a webhook for another address',
    () => (outputs.WebhookUrl = outputs.WebhookUrl?.replace('127.0.0.1', 'localhost') ?? ''),
    /webhook: .*missing, there is one for http:\/\/127\.0\.0\.1/,
    /npm run cal:register/,
  ],
  [
    'an address where something else answers',
    () => (aws.webhook = { status: 404 }),
    /webhook’s address: it answers 404/,
    /WebhookUrl/,
  ],
  [
    'an address that knows another secret',
    () => (aws.webhook = { secret: 'another-secret-of-another-system' }),
    /webhook’s address: it does not believe/,
    /five minutes/,
  ],
  [
    'a clock that is wrong',
    () => {
      const now = Date.now;
      vi.spyOn(Date, 'now').mockImplementation(() => now() + 120_000);
    },
    /clock: 1\d\d s ahead/,
    /timedatectl/,
  ],
  [
    'outputs of an older release',
    () => {
      const { WebhookSecretId: _, ...older } = outputs;
      outputs = older;
    },
    /outputs: .*WebhookSecretId/,
    /--outputs-file/,
  ],
];

test.each(BROKEN)('%s: it is said, with what to do, and the command fails', async (_, broken, says, todo) => {
  allWell();
  broken();
  const { code, said, wrongs } = await examined();
  const at = said.split('\n').findIndex((line) => line.startsWith('WRONG') && says.test(line));
  expect(wrongs.join('\n')).toMatch(says);
  expect(said.split('\n')[at + 1]).toMatch(todo);
  expect(code).toBe(1);
});

test('without credentials nothing that needs them is called wrong', async () => {
  allWell();
  vi.stubEnv('AWS_ACCESS_KEY_ID', '');
  for (const name of ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE']) vi.stubEnv(name, join(home, 'none'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  const { code, said, wrongs } = await examined();
  expect(wrongs).toEqual(['WRONG  credentials: there are no credentials for AWS']);
  expect(said).toMatch(/^– {6}table: not without credentials$/m);
  expect(code).toBe(1);
});

test('before anything is deployed the account is looked at alone, and a region must have been chosen', async () => {
  allWell();
  const { code, said } = await examined(['--account']);
  expect(said).toMatch(/^ok {5}quota: 1000 functions at once\nAll is well\.$/m);
  expect(code).toBe(0);
  vi.stubEnv('AWS_REGION', '');
  vi.stubEnv('AWS_CONFIG_FILE', join(home, 'none'));
  expect((await examined(['--account'])).wrongs).toEqual(['WRONG  region: no region is chosen']);
});

test('a region that only the chosen profile has is the region', async () => {
  allWell();
  writeFileSync(
    join(home, 'config'),
    '[profile clinic]\nregion = eu-west-1\naws_access_key_id = made-up\naws_secret_access_key = made-up\n',
  );
  vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
  vi.stubEnv('AWS_PROFILE', 'clinic');
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, '');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'none'));
  vi.stubEnv('AWS_REGION', '');
  const { code, said } = await examined(['--account']);
  expect(said).toMatch(/^ok {5}region: eu-west-1$/m);
  expect(code).toBe(0);
});

describe('before a deployment', () => {
  const examinedFor = async (...stages: Parameters<typeof examinePlaces>[0]) =>
    (await examinePlaces(stages, 'eu-central-1')).map(symptomInWords);

  test('each region is looked at that a stage belongs into, whatever the shell says', async () => {
    allWell();
    const said = await examinedFor({ stage: 'dev' }, { stage: 'prod', region: 'eu-west-1' });
    expect(said).toEqual([
      `ok     credentials: account ${ACCOUNT}`,
      'ok     region of dev: eu-central-1',
      'ok     bootstrap of dev: version 21',
      'ok     quota of dev: 1000 functions at once',
      'ok     region of prod: eu-west-1',
      'ok     bootstrap of prod: version 21',
      'ok     quota of prod: 1000 functions at once',
    ]);
  });

  test('a stage of another account is not looked at with these credentials, and is wrong where there is no other', async () => {
    allWell();
    const prod = { stage: 'prod', account: '999900009999' };
    expect(await examinedFor({ stage: 'dev' }, prod)).toContain(
      '–      stage prod: belongs into account 999900009999, which these credentials are not of',
    );
    expect((await examinedFor(prod))[1]).toBe(
      `WRONG  stage prod: belongs into account 999900009999, and the credentials are those of ${ACCOUNT}\n         Sign in to account 999900009999.`,
    );
  });
});

test('a choice that had better be thought over is said, and fails nothing', () => {
  writeFileSync(join(home, 'prod.yaml'), 'settleSeconds: 2\n');
  const { symptoms, stages } = examineSettings(home);
  expect(stages.map(({ stage }) => stage)).toEqual(['prod']);
  expect(symptoms.map(symptomInWords)).toEqual([
    'ok     settings: of prod',
    expect.stringMatching(/^MIND {3}settings of prod: settleSeconds: 2 is short: .*\n +Raise it/),
  ]);
});

test('where no system is to be found, it is said how to have one', async () => {
  allWell();
  const { code, said } = await examined([]);
  expect(said).toMatch(/WRONG {2}system: No local system is running.*\n.*npm start/);
  expect(code).toBe(1);
});

test('a settings file with a mistake is wrong, with where it stands', () => {
  writeFileSync(join(home, 'prod.yaml'), 'cognito: perhaps\n');
  expect(examineSettings(home)).toMatchObject({
    stages: [],
    symptoms: [
      {
        state: 'wrong',
        what: expect.stringMatching(/prod\.yaml.*cognito/),
        todo: expect.stringMatching(/DEPLOY\.md, step 2\)\.$/),
      },
    ],
  });
  expect(examineSettings().symptoms).toMatchObject([{ state: 'ok', what: expect.stringContaining('prod') }]);
});

test('a Node that is too old is wrong', () => {
  expect(examineNode('v20.20.0')).toMatchObject({
    state: 'wrong',
    todo: expect.stringContaining('nodejs.org'),
  });
  expect(examineNode('v22.18.0')).toMatchObject({ state: 'ok' });
});
