import { rmSync } from 'node:fs';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { POLICIES } from '../../lib/policies.ts';
import { addStage, type Stage } from '../../lib/room-assigner-app.ts';
import { CONTEXT, type Properties, readable, say, settingsWith } from './synthesise.ts';

const OWN = { cognito: true, alarmEmail: 'alarms@clinic.example' };
const STRICT = {
  ...OWN,
  customerManagedKey: true,
  permissionsBoundary: 'of-the-clinic',
  webhookConcurrency: 20,
  canary: true,
  news: true,
  tracing: true,
  domain: {
    name: 'rooms.clinic.example',
    certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/a',
  },
};
const EXISTING = {
  ...OWN,
  tableName: 'rooms-restored',
  digestKeySecretName: 'codes-of-old',
  userPoolId: 'eu-central-1_aBcDeFgHi',
};

let prod: Stage;
let dev: Stage;
let attached: Stage;
let strict: Stage;
const templates = new Map<Stack, ReturnType<Template['toJSON']>>();
beforeAll(() => {
  const app = new App({ context: CONTEXT, builtinCloudFormationValidation: false });
  prod = addStage(app, settingsWith(OWN));
  dev = addStage(app, settingsWith({ ...OWN, protected: false }, 'dev'));
  attached = addStage(app, settingsWith(EXISTING, 'moved'));
  strict = addStage(app, settingsWith(STRICT, 'strict'));
  for (const { data, rooms } of [prod, dev, attached, strict])
    for (const stack of [data, rooms]) templates.set(stack, Template.fromStack(stack).toJSON());
  rmSync(app.outdir, { recursive: true, force: true });
});

const resourcesOf = (stack: Stack): [string, Properties][] =>
  Object.entries(templates.get(stack)?.Resources ?? {});

/** Named within something that has a name of its own: a role's policy, a pool's group, an alarm's or a stage's subject. */
const INSIDE = ['PolicyName', 'GroupName', 'MetricName', 'StageName'];

/** `AlarmName RoomAssigner/prod/Sweep/Missed`; a name that CloudFormation makes up is no text here. */
const namesIn = (properties: Properties = {}): string[] =>
  Object.entries(properties)
    .filter(
      ([key, value]) =>
        /(Name|Prefix|Domain)$/.test(key) && !INSIDE.includes(key) && typeof value === 'string',
    )
    .map(([key, value]) => `${key} ${value}`);

describe('two stages in one account and region', () => {
  test('share no name that anyone gave', () => {
    const given = (stage: Stage) =>
      [stage.data, stage.rooms].flatMap((stack) => [
        stack.stackName,
        ...resourcesOf(stack).flatMap(([, { Properties }]) => namesIn(Properties)),
      ]);
    const [ours, theirs] = [given(prod), given(dev)];
    // Each alarm at least has one.
    expect(ours.length).toBeGreaterThan(20);
    expect(ours.filter((name) => theirs.includes(name))).toEqual([]);
  });

  test('read no secret of each other, and no stack of each other', () => {
    const ofDev = JSON.stringify([templates.get(dev.data), templates.get(dev.rooms)]);
    expect(ofDev).toContain('RoomAssigner-dev-Data');
    expect(ofDev).not.toMatch(/RoomAssigner-prod|room-assigner\/prod|room-assigner-prod/);
  });

  test('count under the stage, and ring under it', () => {
    for (const { rooms } of [prod, dev]) {
      const stage = rooms.stackName.replace('RoomAssigner-', '');
      const alarms = resourcesOf(rooms).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
      for (const [, { Properties }] of alarms)
        expect(Properties.AlarmName).toMatch(new RegExp(`^RoomAssigner/${stage}/`));
      const told = resourcesOf(rooms).flatMap(
        ([, { Properties }]) => Properties?.Environment?.Variables ?? [],
      );
      expect(told.length).toBeGreaterThan(6);
      for (const { POWERTOOLS_SERVICE_NAME } of told)
        expect(POWERTOOLS_SERVICE_NAME).toBe(`room-assigner-${stage}`);
    }
  });
});

describe('what cannot be made again', () => {
  test('is in a stack of its own, under ids that no release may change: another id is another, empty table', () => {
    const kept = resourcesOf(prod.data).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');
    expect(Object.fromEntries(kept.map(([id, { Type }]) => [id, Type]))).toEqual({
      LedgerTable9343E4AA: 'AWS::DynamoDB::Table',
      DigestKeySecret05B88D91: 'AWS::SecretsManager::Secret',
      StaffPool573BA0AF: 'AWS::Cognito::UserPool',
    });
    expect(resourcesOf(prod.rooms).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')).toEqual(
      [],
    );
  });

  test('is removed by no mistake: not the stacks, the table, the pool, nor the key of the visit codes', () => {
    expect([prod.data, prod.rooms].map((stack) => stack.terminationProtection)).toEqual([true, true]);
    const { LedgerTable9343E4AA: table, StaffPool573BA0AF: pool } = Object.fromEntries(
      resourcesOf(prod.data),
    );
    expect(table?.Properties.DeletionProtectionEnabled).toBe(true);
    expect(pool?.Properties.DeletionProtection).toBe('ACTIVE');
    const [, policy] =
      resourcesOf(prod.data).find(([, { Type }]) => Type === 'AWS::SecretsManager::ResourcePolicy') ?? [];
    expect(policy?.Properties.ResourcePolicy.Statement).toMatchObject([
      { Effect: 'Deny', Action: 'secretsmanager:DeleteSecret' },
    ]);
  });

  test('goes with a stage that is not protected: destroying it leaves nothing behind', () => {
    expect([dev.data, dev.rooms].map((stack) => stack.terminationProtection)).toEqual([false, false]);
    const all = [...resourcesOf(dev.data), ...resourcesOf(dev.rooms)];
    for (const [id, { DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }] of all)
      expect([DeletionPolicy, UpdateReplacePolicy], id).toEqual(['Delete', 'Delete']);
    expect(JSON.stringify(all)).not.toMatch(
      /"DeletionProtection(Enabled)?":(true|"ACTIVE")|secretsmanager:DeleteSecret/,
    );
    // A function whose log no one made makes one itself, which no stack removes.
    const functions = all.filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
    expect(functions).toHaveLength(7);
    for (const [id, { Properties }] of functions)
      expect(Properties.LoggingConfig.LogGroup, id).toHaveProperty('Ref');
  });

  test('is used from where it is, where the settings name an existing one', () => {
    const made = resourcesOf(attached.data).map(([, { Type }]) => Type);
    expect(made).toEqual([]);
    const { Outputs } = templates.get(attached.rooms) ?? {};
    expect([Outputs.TableName.Value, Outputs.DigestKeySecretId.Value]).toEqual([
      'rooms-restored',
      'codes-of-old',
    ]);
    const text = JSON.stringify(templates.get(attached.rooms));
    expect(text).toContain(':table/rooms-restored/index/owed');
    expect(text).toContain(':secret:codes-of-old-??????');
    expect(text).toContain('/eu-central-1_aBcDeFgHi');
  });
});

describe('a strict stage', () => {
  const all = () => [...resourcesOf(strict.data), ...resourcesOf(strict.rooms)];
  const ofType = (type: string) => all().filter(([, { Type }]) => Type === type);

  test('keeps everything under its own key, which turns by itself and is kept', () => {
    const keyOf: Record<string, (properties: Properties) => unknown> = {
      'AWS::DynamoDB::Table': ({ SSESpecification }) => SSESpecification.KMSMasterKeyId,
      'AWS::SQS::Queue': ({ KmsMasterKeyId }) => KmsMasterKeyId,
      'AWS::Logs::LogGroup': ({ KmsKeyId }) => KmsKeyId,
      'AWS::SecretsManager::Secret': ({ KmsKeyId }) => KmsKeyId,
      'AWS::SNS::Topic': ({ KmsMasterKeyId }) => KmsMasterKeyId,
    };
    for (const [type, of] of Object.entries(keyOf)) {
      expect(ofType(type).length, type).toBeGreaterThan(0);
      for (const [id, { Properties }] of ofType(type)) expect(say(of(Properties)), id).toBe('StageKey');
    }
    const [[, key] = []] = ofType('AWS::KMS::Key');
    expect(key).toMatchObject({ Properties: { EnableKeyRotation: true }, DeletionPolicy: 'Retain' });
  });

  test('lets its roles use the key, and none of them manage it', () => {
    const actions = ofType('AWS::IAM::Policy').map(
      ([
        ,
        {
          Properties: { PolicyDocument },
        },
      ]) =>
        PolicyDocument.Statement.filter(({ Resource }: Properties) => say(Resource) === 'StageKey').flatMap(
          ({ Action }: Properties) => Action,
        ),
    );
    // Who shifts requests to a release reads nothing.
    const may = actions.filter(({ length }) => length > 0);
    expect([may.length, actions.length]).toEqual([9, 10]);
    for (const each of may)
      expect(each.sort()).toEqual([
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ]);
  });

  test('bounds every role, and keeps a share for the webhook alone', () => {
    const roles = ofType('AWS::IAM::Role');
    expect(roles).toHaveLength(10);
    for (const [id, { Properties }] of roles)
      expect(say(Properties.PermissionsBoundary), id).toMatch(/:policy\/of-the-clinic$/);
    const reserved = ofType('AWS::Lambda::Function').flatMap(([id, { Properties }]) =>
      Properties.ReservedConcurrentExecutions === undefined
        ? []
        : [[readable(id), Properties.ReservedConcurrentExecutions]],
    );
    expect(reserved).toEqual([['IngestReceive', 20]]);
  });

  test('tries a release of all that answers someone on one request in ten, and takes it back where an alarm rings', () => {
    const groups = ofType('AWS::CodeDeploy::DeploymentGroup').map(([, { Properties }]) => Properties);
    expect(groups).toHaveLength(3);
    for (const { DeploymentConfigName, AlarmConfiguration, AutoRollbackConfiguration } of groups) {
      expect(say(DeploymentConfigName)).toBe('CodeDeployDefault.LambdaCanary10Percent10Minutes');
      expect(AlarmConfiguration.Alarms.map(({ Name }: Properties) => say(Name)).sort()).toEqual([
        'AlarmsFrontDoorServerErrors',
        'AlarmsWebhookDeliveryFailed',
        'AlarmsWebhookDeliveryQuarantined',
      ]);
      expect(AutoRollbackConfiguration).toEqual({
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
      });
    }
    const aliases = ofType('AWS::Lambda::Alias');
    for (const [id, { UpdatePolicy }] of aliases)
      expect(UpdatePolicy, id).toHaveProperty('CodeDeployLambdaAliasUpdate');
    const led = ofType('AWS::ApiGatewayV2::Integration').map(([, { Properties }]) =>
      say(Properties.IntegrationUri),
    );
    expect(led.sort()).toEqual(aliases.map(([id]) => readable(id)).sort());
  });

  test('answers under its own host name alone, and sends people and Cal.com there', () => {
    const [[, api] = []] = ofType('AWS::ApiGatewayV2::Api');
    expect(api?.Properties.DisableExecuteApiEndpoint).toBe(true);
    const [[, mapping] = []] = ofType('AWS::ApiGatewayV2::ApiMapping');
    expect(say(mapping?.Properties.DomainName)).toBe('FrontDoorDomain');
    const { Outputs } = templates.get(strict.rooms) ?? {};
    expect(Outputs.BoardUrl.Value).toBe('https://rooms.clinic.example');
    expect(Outputs.WebhookUrl.Value).toBe('https://rooms.clinic.example/api/webhooks/cal');
    expect(Outputs.DomainTarget.Value).toHaveProperty('Fn::GetAtt');
  });

  test('does all that the printed boundary allows, and nothing beyond it', () => {
    const done = ofType('AWS::IAM::Policy').flatMap(([, { Properties }]) =>
      Properties.PolicyDocument.Statement.flatMap(({ Action }: Properties) => Action),
    );
    const { Statement } = POLICIES.boundary as Properties;
    expect([...new Set(done)].sort()).toEqual([...Statement[0].Action].sort());
  });
});
