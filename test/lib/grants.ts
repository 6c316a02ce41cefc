import { beforeAll, describe, expect, test } from 'vitest';
import { FUNCTIONS, type FunctionName } from '../../shared/wiring.ts';
import { LOGICAL, type Properties, QUEUE, say, synthesise } from './synthesise.ts';

let functions: Record<string, Properties>;
let roles: Record<string, Properties>;
let policies: Record<string, Properties>;
let mappings: Record<string, Properties>;
let stack: ReturnType<typeof synthesise>;
beforeAll(() => {
  stack = synthesise();
  functions = stack.named('AWS::Lambda::Function');
  roles = stack.named('AWS::IAM::Role');
  policies = stack.named('AWS::IAM::Policy');
  mappings = stack.named('AWS::Lambda::EventSourceMapping');
});

const list = <T>(oneOrMany: T | readonly T[]): readonly T[] => [oneOrMany].flat() as readonly T[];

/** `action → resource` for all a role may do. */
const grantsOf = (role: string, among = policies): string[] =>
  Object.values(among)
    .filter((policy) => policy.Properties.Roles.map(say).includes(role))
    .flatMap((policy) => list<Properties>(policy.Properties.PolicyDocument.Statement))
    .flatMap((statement) =>
      list<string>(statement.Action).flatMap((action) =>
        list<unknown>(statement.Resource).map((resource) => `${action} → ${say(resource)}`),
      ),
    )
    .sort();

const roleOf = (fn: FunctionName): string => say(functions[LOGICAL[fn]]?.Properties.Role);
const logsOf = (fn: FunctionName): string => say(functions[LOGICAL[fn]]?.Properties.LoggingConfig.LogGroup);

const ITEMS = [
  'BatchGetItem',
  'ConditionCheckItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'UpdateItem',
];
const table = [
  ...ITEMS.map((action) => `dynamodb:${action} → LedgerTable`),
  'dynamodb:Query → LedgerTable/index/owed',
];
const sends = (...queues: (keyof typeof QUEUE)[]) =>
  queues.map((queue) => `sqs:SendMessage → ${QUEUE[queue]}`);
const FED = [
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ReceiveMessage',
];
const fedBy = (queue: keyof typeof QUEUE) => FED.map((action) => `sqs:${action} → ${QUEUE[queue]}`);
const SECRETS = 'arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:';
const reads = (secret: string) =>
  ['DescribeSecret', 'GetSecretValue'].map(
    (action) => `secretsmanager:${action} → ${SECRETS}${secret}-??????`,
  );
const own = (fn: FunctionName) => [
  ...['CreateLogStream', 'PutLogEvents'].map((action) => `logs:${action} → ${logsOf(fn)}`),
];
const MISSED = ['GetQueueAttributes', 'GetQueueUrl', 'SendMessage'].map(
  (action) => `sqs:${action} → SweepingMissed`,
);

const DIGESTS = ['DescribeSecret', 'GetSecretValue'].map(
  (action) => `secretsmanager:${action} → DigestKeySecret`,
);

/** All that each function may do, besides its own log, and reading the key of visit codes. */
const ALLOWED: Record<FunctionName, string[]> = {
  receive: [...sends('bookings'), ...reads('room-assigner/prod/webhook')],
  assign: [
    ...fedBy('bookings'),
    ...table,
    ...sends('publish', 'replan'),
    ...reads('room-assigner/prod/cal-keys'),
  ],
  publish: [...fedBy('publish'), ...table, ...reads('room-assigner/prod/cal-keys')],
  sweep: [
    ...table,
    ...sends('bookings', 'publish', 'replan'),
    ...reads('room-assigner/prod/cal-keys'),
    ...MISSED,
  ],
  replan: [...fedBy('replan'), ...table, ...sends('publish'), ...reads('room-assigner/prod/cal-keys')],
  board: [...table, ...sends('publish', 'replan')],
  visitPage: ['dynamodb:GetItem → LedgerTable', 'dynamodb:Query → LedgerTable'],
};
const names = Object.keys(FUNCTIONS) as FunctionName[];

describe('what a function may do', () => {
  test.each(names)('%s may do this and nothing else', (fn) => {
    expect(grantsOf(roleOf(fn))).toEqual([...own(fn), ...DIGESTS, ...ALLOWED[fn]].sort());
  });

  test.each([
    ['patients be looked up', { patientNames: 'on-request' }],
    ['walk-ins be booked there', { walkIns: 'at-cal-com' }],
  ] as const)(
    'the board reads Cal.com’s keys where the deployment lets %s, and nothing else more',
    (_what, setting) => {
      const { named } = synthesise(setting);
      const [mayMore, told] = [named('AWS::IAM::Policy'), named('AWS::Lambda::Function')];
      const more = Object.entries(mayMore).filter(
        ([name, policy]) => JSON.stringify(policy) !== JSON.stringify(policies[name]),
      );
      expect(more.flatMap(([, policy]) => policy.Properties.Roles.map(say))).toEqual([roleOf('board')]);
      expect(grantsOf(roleOf('board'), mayMore)).toEqual(
        [...own('board'), ...DIGESTS, ...ALLOWED.board, ...reads('room-assigner/prod/cal-keys')].sort(),
      );
      const variables = Object.keys(told[LOGICAL.board]?.Properties.Environment.Variables);
      const before = Object.keys(functions[LOGICAL.board]?.Properties.Environment.Variables);
      expect(variables.filter((name) => !before.includes(name)).sort()).toEqual([
        'CAL_API_URL',
        'CAL_KEYS_SECRET_ID',
      ]);
    },
  );

  test('with tracing each sends its traces besides', () => {
    const { named } = synthesise({ tracing: true });
    const more = ['xray:PutTelemetryRecords → *', 'xray:PutTraceSegments → *'];
    for (const fn of names)
      expect(grantsOf(roleOf(fn), named('AWS::IAM::Policy')), fn).toEqual(
        [...own(fn), ...DIGESTS, ...ALLOWED[fn], ...more].sort(),
      );
  });

  test('no one else holds a role but the scheduler, which may start the sweep and report a miss', () => {
    expect(Object.keys(roles).sort()).toEqual([...names.map(roleOf), 'SweepingSchedulerRole'].sort());
    expect(grantsOf('SweepingSchedulerRole')).toEqual([
      'lambda:InvokeFunction → SweepingSweep',
      'sqs:SendMessage → SweepingMissed',
    ]);
  });

  test('no role carries a policy made elsewhere', () => {
    for (const role of Object.values(roles)) {
      expect(role.Properties.ManagedPolicyArns ?? []).toEqual([]);
      expect(role.Properties.Policies ?? []).toEqual([]);
    }
  });
});

test('nothing a function sends comes back to it, directly or through others', () => {
  const nameOf = (logical: string) => names.find((fn) => LOGICAL[fn] === logical);
  const fedTo = new Map(
    Object.values(mappings).map((mapping) => [
      say(mapping.Properties.EventSourceArn),
      nameOf(say(mapping.Properties.FunctionName)),
    ]),
  );
  const next = (fn: FunctionName): FunctionName[] =>
    grantsOf(roleOf(fn))
      .filter((grant) => grant.startsWith('sqs:SendMessage → '))
      .flatMap((grant) => fedTo.get(grant.slice('sqs:SendMessage → '.length)) ?? []);
  const reachable = (fn: FunctionName, seen = new Set<FunctionName>()): Set<FunctionName> => {
    for (const other of next(fn)) if (!seen.has(other)) reachable(other, seen.add(other));
    return seen;
  };
  expect(next('receive')).toEqual(['assign']);
  for (const fn of names) expect([...reachable(fn)], fn).not.toContain(fn);
});

test('no secret is made but the key of visit codes, which AWS draws and the stack leaves behind; none stands in the template', () => {
  const json = JSON.stringify(stack.template.toJSON());
  const secrets = stack.named('AWS::SecretsManager::Secret');
  expect(Object.keys(secrets)).toEqual(['DigestKeySecret']);
  expect(secrets.DigestKeySecret).toMatchObject({
    Properties: {
      GenerateSecretString: { GenerateStringKey: 'key', PasswordLength: 64, SecretStringTemplate: '{}' },
    },
    DeletionPolicy: 'Retain',
  });
  expect(json).not.toMatch(/"SecretString"|resolve:secretsmanager|cal_live_|whsec_/);
});
