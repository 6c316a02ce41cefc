import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { afterAll, describe, expect, test } from 'vitest';
import { mistakesListed } from '../../lib/settings/mistakes-listed.ts';
import { parseSettings } from '../../lib/settings/parse-settings.ts';
import { readStages, SettingsError } from '../../lib/settings/read-stages.ts';
import { refuseContext } from '../../lib/settings/refuse-context.ts';
import { RETENTIONS, SETTING_NAMES, settingsJsonSchema } from '../../lib/settings/settings-schema.ts';
import { CONTEXT, removeOutputs, testApp } from './synthesise.ts';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
afterAll(() => {
  removeOutputs();
  rmSync(folder, { recursive: true });
});

const ownFile = (name: string): string =>
  readFileSync(new URL(`../../lib/settings/${name}`, import.meta.url), 'utf8');

const read = (text: string, stage = 'prod') => {
  const parsed = parseSettings(stage, text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.settings;
};
/** What is wrong, as `line path: message`; what is not there has no line. */
const mistakesIn = (text: string, stage = 'prod'): string[] => {
  const parsed = parseSettings(stage, text);
  return parsed.ok
    ? []
    : parsed.mistakes.map(({ line = '-', path, message }) => `${line} ${path}: ${message}`);
};

describe('the settings of a stage', () => {
  test('are all optional, and its secrets are called after it', () => {
    expect(read('# nothing chosen\n')).toEqual({
      stage: 'prod',
      webhookSecretName: 'room-assigner/prod/webhook',
      calKeysSecretName: 'room-assigner/prod/cal-keys',
      calApiUrl: 'https://api.cal.com',
      calAppUrl: 'https://app.cal.com',
      patientNames: 'off',
      walkIns: 'here',
      settleSeconds: 10,
      patchSeconds: 15,
      credentials: 1,
      sweepMinutes: 1,
      trailKeptDays: 90,
      occupancies: 'short',
      logRetentionDays: 30,
      canary: false,
      news: false,
      cognito: false,
      protected: true,
      customerManagedKey: false,
      tracing: false,
    });
    expect(read('', 'dev').webhookSecretName).toBe('room-assigner/dev/webhook');
    expect(read('webhookSecretName: clinic/webhook').webhookSecretName).toBe('clinic/webhook');
  });

  test.each([
    ['account: 123456789012', /^1 account: must be text, and is a number: put it in quotes$/],
    ["account: '12345'", /^1 account: must be the twelve digits of an AWS account$/],
    ['region: Frankfurt', /^1 region: must be an AWS region/],
    ['protected: no', /^1 protected: must be true or false, and is text$/],
    [
      'digestKeySecretName: codes\ntableName: arn:aws:dynamodb:eu-central-1:1:table/x',
      /^2 tableName: .*not its ARN$/,
    ],
    ['tableName: rooms-of-monday', /^- digestKeySecretName: must be given with tableName/],
    ['cognito: true\nuserPoolId: staff', /^2 userPoolId: must be the id of a user pool/],
    ['userPoolId: eu-central-1_aBcDeFgHi', /^- cognito: must be true with a userPoolId$/],
    ['tracing: 5', /^1 tracing: must be true or false, and is a number$/],
    ['customerManagedKey: alias/clinic', /^1 customerManagedKey: must be true or false, and is text$/],
    ['webhookConcurrency: 0', /^1 webhookConcurrency: must be at least 1$/],
    ['permissionsBoundary: arn:aws:iam::1:policy/x', /^1 permissionsBoundary: .*not its ARN$/],
    ['domain: rooms.clinic.example', /^1 domain: must be names with their values, and is text$/],
    [
      'domain:\n  name: https://rooms.clinic.example\n  certificateArn: arn:aws:acm:eu-central-1:123456789012:certificate/a',
      /^2 domain\.name: must be a host name/,
    ],
    ['domain:\n  name: rooms.clinic.example', /^1 domain\.certificateArn: must be text, and is missing$/],
    ['alarmEmail: no-one', /^1 alarmEmail: must be an e-mail address$/],
    ['alarmEmail: [a@clinic.example]', /^1 alarmEmail: must be text, and is a list$/],
    ['alarmEmail:', /^1 alarmEmail: must be text, and is empty$/],
    ['cognito: yes', /^1 cognito: must be true or false, and is text$/],
    ["cognito: 'true'", /^1 cognito: must be true or false, and is text$/],
    ['cognito: 1', /^1 cognito: must be true or false, and is a number$/],
    ['settleSeconds: true', /^1 settleSeconds: must be a number, and is true or false$/],
    ["settleSeconds: '20'", /^1 settleSeconds: must be a number, and is text$/],
    ['settleSeconds: soon', /^1 settleSeconds: must be a number, and is text$/],
    ['settleSeconds: 901', /^1 settleSeconds: must be at most 900$/],
    ['settleSeconds: .nan', /^1 settleSeconds: must be a number, and is/],
    ['patchSeconds: 14', /^1 patchSeconds: must be at least 15$/],
    ['sweepMinutes: 0.5', /^1 sweepMinutes: must be a whole number$/],
    ['sweepMinutes: 16', /^1 sweepMinutes: must be at most 15$/],
    ['credentials: 0', /^1 credentials: must be at least 1$/],
    ['credentials: { default: 1 }', /^1 credentials: must be a number, and is names with their values$/],
    ['occupancies: brief', /^1 occupancies: must be one of short, long$/],
    ['trailKeptDays: 4000', /^1 trailKeptDays: must be at most 3650$/],
    ['logRetentionDays: 31', /^1 logRetentionDays: must be one of 1, 3, 5, /],
    ["logRetentionDays: '30'", /^1 logRetentionDays: must be one of 1, 3, 5, /],
    ['calApiUrl: https://api.cal.com/v2', /^1 calApiUrl: must be an origin/],
    ['calApiUrl: http://api.cal.com', /^1 calApiUrl: must be an https:\/\/ address$/],
    ['calAppUrl: https://app.cal.com/', /^1 calAppUrl: must be an origin/],
    ['patientNames: on', /^1 patientNames: must be one of off, on-request$/],
    ['walkIns: true', /^1 walkIns: must be one of here, at-cal-com$/],
    ['groupPrefix: rooms staff', /^1 groupPrefix: must be 1 to 64 of/],
    ["oidcAudience: ''", /^1 oidcAudience: must not be empty$/],
    ['oidcIssuer: https://login.clinic.example', /^- oidcAudience: must be given with oidcIssuer$/],
    ['\noidcAudience: board', /^- oidcIssuer: must be given with oidcAudience$/],
    [
      'webhookSecretName: arn:aws:secretsmanager:eu-central-1:1:secret:x',
      /^1 webhookSecretName: .*not its ARN/,
    ],
    ['calKeysSecretName: cal_live_0a1b2c3d', /^1 calKeysSecretName: .*looks like its value/],
    ['webhookSecretName: whsec_MfKQ9r8GKYqrTwjU', /^1 webhookSecretName: .*looks like its value/],
    [
      'webhookSecretName: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      /^1 webhookSecretName: .*looks like its value/,
    ],
    ['# ours\noidcAudiense: board', /^2 oidcAudiense: is no setting; did you mean "oidcAudience"\?$/],
    ['roomAssigner:cognito: true', /^1 roomAssigner:cognito: is written without roomAssigner:/],
    ['rooms: 7', /^1 rooms: is no setting$/],
    ['- cognito', /^- : must be names with their values, and is a list$/],
    ['cognito: true\ncognito: false', /^2 : is no YAML: Map keys must be unique$/],
    ['cognito: [', /^1 : is no YAML: /],
  ])('are refused with their path: %j', (text, said) => {
    const mistakes = mistakesIn(text);
    expect(mistakes).toEqual([expect.stringMatching(said)]);
    // What was written may be a secret.
    const [, value = ''] = text.split(/:(?: |$)/);
    if (value.length > 8 && text.includes('Secret')) expect(mistakes[0]).not.toContain(value.slice(3));
  });

  test('that are wrong are all named at once', () => {
    const text = 'oidcIssuer: https://login.clinic.example\noidcAudience: board\ncognito: true\n';
    expect(mistakesIn(text)).toEqual(['3 cognito: cannot be true with an oidcIssuer']);
    expect(mistakesIn(`${text}sweepMinutes: 0\nrooms: 7\n`)).toHaveLength(3);
  });

  test.each(['Prod', 'a-very-long-name-of-a-stage', '1st', 'prod_eu'])('have no stage called %s', (stage) => {
    expect(mistakesIn('', stage)).toEqual([expect.stringContaining('is no name of a stage')]);
  });

  test('are described for editors as the schema has them, and each with a word', () => {
    expect(JSON.parse(ownFile('settings.schema.json'))).toEqual(settingsJsonSchema());
    const { properties } = settingsJsonSchema();
    for (const [name, property] of Object.entries(properties ?? {}))
      expect(property, name).toHaveProperty('description');
    expect(Object.keys(properties ?? {})).toEqual(SETTING_NAMES);
  });

  test('each stand in the table of the deployment’s page', () => {
    const page = readFileSync(new URL('../../lib/DEPLOY.md', import.meta.url), 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const named = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    expect(named.sort()).toEqual([...SETTING_NAMES].sort());
  });

  test('are right as the deployment’s page shows them, an existing table with its secret among them', () => {
    const page = readFileSync(new URL('../../lib/DEPLOY.md', import.meta.url), 'utf8');
    const shown = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
    expect(shown.some((text) => text.includes('digestKeySecretName:'))).toBe(true);
    for (const text of shown) {
      const pool = text.includes('userPoolId') ? 'cognito: true\n' : '';
      expect(mistakesIn(pool + text), text).toEqual([]);
    }
  });

  test('take every time for which CloudWatch keeps a log', () => {
    const days = Object.values(RetentionDays).filter((each) => typeof each === 'number');
    expect([...RETENTIONS].sort()).toEqual(days.sort());
  });
});

describe('the stages', () => {
  test('that are checked in can be deployed', () => {
    expect(readStages().map(({ stage }) => stage)).toEqual(['dev', 'prod']);
  });

  test('with mistakes are named together, each by its file and line', () => {
    writeFileSync(join(folder, 'dev.yaml'), 'sweepMinutes: 0\n');
    writeFileSync(join(folder, 'prod.yml'), '');
    writeFileSync(join(folder, 'notes.txt'), 'no stage');
    expect(() => readStages(folder)).toThrow(SettingsError);
    expect(() => readStages(folder)).toThrow(
      /dev\.yaml:1: sweepMinutes: must be at least 1\n {2}prod\.yml: is no name of a stage: .*end in \.yaml/,
    );
  });
});

test('two stages do not decide about the same rooms', () => {
  const own = mkdtempSync(join(folder, 'shared-'));
  const table = 'tableName: rooms\ndigestKeySecretName: codes\n';
  writeFileSync(join(own, 'dev.yaml'), `${table}region: eu-west-1\n`);
  writeFileSync(join(own, 'prod.yaml'), table);
  expect(readStages(own)).toHaveLength(2);
  writeFileSync(join(own, 'dev.yaml'), table);
  expect(() => readStages(own)).toThrow(/prod\.yaml: tableName: another stage has the same table/);
});

describe('a context key', () => {
  const given = (more: Record<string, unknown>) => () =>
    refuseContext(testApp({ context: { ...CONTEXT, ...more } }).node);

  test('of CDK’s own is let through', () => {
    expect(given({ 'availability-zones:account=123456789012:region=eu-central-1': [] })).not.toThrow();
  });

  test.each([
    ['roomAssigner:alarmEmail', /roomAssigner:alarmEmail: is a setting: write alarmEmail into lib\/settings/],
    ['alarmEmail', /alarmEmail: is a setting: write/],
    ['alarmMail', /alarmMail: is not known; did you mean "alarmEmail"\?/],
    ['roomasigner:alarmEmail', /roomasigner:alarmEmail: is a setting/],
    ['stage', /stage: is not known\./],
  ])('%s is refused, with where it belongs', (key, said) => {
    expect(given({ [key]: 'desk@clinic.example' })).toThrow(SettingsError);
    expect(given({ [key]: 'desk@clinic.example' })).toThrow(said);
    expect(given({ [key]: 'desk@clinic.example' })).not.toThrow(/desk@/);
  });
});

describe('mistakes in the settings', () => {
  test('are said as a list, and nothing else, before the process ends', () => {
    const said: (string | number)[] = [];
    const mistakes = new SettingsError(
      'Wrong settings in lib/settings:\n  prod.yaml:1: cognito: must be true or false',
    );
    mistakesListed(
      () => {
        throw mistakes;
      },
      (text) => said.push(text),
      (code) => said.push(code),
    );
    expect(said).toEqual([mistakes.message, 1]);
  });

  test('are no reason to keep silent about any other fault', () => {
    const fault = new RangeError('a fault of ours');
    expect(() =>
      mistakesListed(() => {
        throw fault;
      }),
    ).toThrow(fault);
    expect(mistakesListed(() => 'done')).toBe('done');
  });
});
