import { beforeAll, expect, test } from 'vitest';
import { ENV } from '../../shared/env.ts';
import { OPTIONAL_FUNCTIONS } from '../../shared/wiring.ts';
import { type Properties, say, synthesise } from './synthesise.ts';

let stack: ReturnType<typeof synthesise>;
beforeAll(() => {
  stack = synthesise({ news: true });
});

test('a stage that tells no one has no stream and no bus, which would cost something', () => {
  const without = synthesise();
  expect(without.named('AWS::Events::EventBus')).toEqual({});
  expect(without.named('AWS::DynamoDB::Table').LedgerTable?.Properties.StreamSpecification).toBeUndefined();
});

test('the stream of all writes feeds one function with those of bookings alone, each failing for itself, and what fails for an hour is kept', () => {
  const { LedgerTable: table } = stack.named('AWS::DynamoDB::Table');
  expect(table?.Properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
  const { NewsStream: mapping } = stack.named('AWS::Lambda::EventSourceMapping');
  const { Filters } = mapping?.Properties.FilterCriteria ?? {};
  expect(Filters.map(({ Pattern }: Properties) => JSON.parse(Pattern))).toEqual([
    {
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: { Keys: { pk: { S: [{ prefix: 'BOOKING#' }] } } },
    },
  ]);
  expect(mapping?.Properties).toMatchObject({
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BisectBatchOnFunctionError: true,
    MaximumRecordAgeInSeconds: 3600,
  });
  expect(say(mapping?.Properties.FunctionName)).toBe('NewsTell');
  expect(say(mapping?.Properties.DestinationConfig.OnFailure.Destination)).toBe('NewsUntold');
  expect(say(mapping?.Properties.EventSourceArn)).toBe('LedgerTable');
});

test('who tells may read the stream, put onto the bus and make visit codes, and nothing else; not even read the table', () => {
  const { NewsTell: fn } = stack.named('AWS::Lambda::Function');
  const may = Object.values(stack.named('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.map(say).includes(say(fn?.Properties.Role)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action, Resource }: Properties) =>
      [Action].flat().map((action) => `${action} → ${say(Resource)}`),
    );
  expect(may.sort()).toEqual([
    'dynamodb:DescribeStream → LedgerTable',
    'dynamodb:GetRecords → LedgerTable',
    'dynamodb:GetShardIterator → LedgerTable',
    'dynamodb:ListStreams → LedgerTable',
    'events:PutEvents → NewsBus',
    'logs:CreateLogStream → NewsTellLogs',
    'logs:PutLogEvents → NewsTellLogs',
    'secretsmanager:DescribeSecret → DigestKeySecret',
    'secretsmanager:GetSecretValue → DigestKeySecret',
    'sqs:GetQueueAttributes → NewsUntold',
    'sqs:GetQueueUrl → NewsUntold',
    'sqs:SendMessage → NewsUntold',
  ]);
  const told = Object.keys(fn?.Properties.Environment.Variables).filter(
    (name) => !name.startsWith('POWERTOOLS'),
  );
  expect(told.sort()).toEqual(OPTIONAL_FUNCTIONS.tell.env.map((key) => ENV[key]).sort());
});
