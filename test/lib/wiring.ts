import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { ENV } from '../../shared/env.ts';
import {
  FUNCTIONS,
  type FunctionName,
  type FunctionWiring,
  QUEUES,
  type QueueName,
  ROUTES,
  visibilitySeconds,
} from '../../shared/wiring.ts';
import { LOGICAL, type Properties, QUEUE, readable, say, synthesise } from './synthesise.ts';

let functions: Record<string, Properties>;
let queues: Record<string, Properties>;
let stack: ReturnType<typeof synthesise>;
beforeAll(() => {
  stack = synthesise();
  functions = stack.named('AWS::Lambda::Function');
  queues = stack.named('AWS::SQS::Queue');
});

const names = Object.keys(FUNCTIONS) as FunctionName[];
const wiringOf = (fn: FunctionName): FunctionWiring => FUNCTIONS[fn];
const propertiesOf = (fn: FunctionName): Properties => functions[LOGICAL[fn]]?.Properties;

describe('the functions', () => {
  test('are seven', () => {
    expect(Object.keys(functions).sort()).toEqual(Object.values(LOGICAL).sort());
  });

  test.each(names)('%s runs as wired: its file, time-out and memory', (fn) => {
    expect(existsSync(wiringOf(fn).entry)).toBe(true);
    expect(propertiesOf(fn)).toMatchObject({
      Handler: 'index.handler',
      Timeout: wiringOf(fn).timeoutSeconds,
      MemorySize: wiringOf(fn).memoryMb,
    });
  });

  test.each(names)('%s runs on Node 24 on arm64, with a JSON log that ends some day', (fn) => {
    const properties = propertiesOf(fn);
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      LoggingConfig: { LogFormat: 'JSON' },
    });
    const logs = stack.named('AWS::Logs::LogGroup')[say(properties.LoggingConfig.LogGroup)];
    expect(logs?.Properties.RetentionInDays).toBe(30);
    expect(properties.TracingConfig).toBeUndefined();
    expect(properties.ReservedConcurrentExecutions).toBeUndefined();
  });

  test.each(names)('%s is told what the wiring says and nothing else', (fn) => {
    const told = Object.keys(propertiesOf(fn).Environment.Variables);
    expect(told.sort()).toEqual(
      [
        'POWERTOOLS_METRICS_NAMESPACE',
        'POWERTOOLS_SERVICE_NAME',
        ...wiringOf(fn).env.map((key) => ENV[key]),
      ].sort(),
    );
  });

  test('every queue address leads to that queue', () => {
    const address: Record<string, string> = {
      [ENV.bookingsQueueUrl]: QUEUE.bookings,
      [ENV.publishQueueUrl]: QUEUE.publish,
      [ENV.replanQueueUrl]: QUEUE.replan,
      [ENV.tableName]: 'LedgerTable',
    };
    for (const fn of names) {
      for (const [name, value] of Object.entries(propertiesOf(fn).Environment.Variables)) {
        if (address[name]) expect(say(value), `${fn} ${name}`).toBe(address[name]);
      }
    }
  });

  test('no deployment opens the board by an environment variable', () => {
    expect(JSON.stringify(stack.template.toJSON())).not.toContain(ENV.boardAccess);
  });
});

describe.each(Object.keys(QUEUES) as QueueName[])('the %s queue', (name) => {
  const wiring = QUEUES[name];

  test('hides a message for at least six times its function’s time-out', () => {
    const visibility = queues[QUEUE[name]]?.Properties.VisibilityTimeout;
    expect(visibility).toBe(visibilitySeconds(name));
    expect(visibility).toBeGreaterThanOrEqual(6 * propertiesOf(wiring.feeds).Timeout);
  });

  test('parks what fails again and again where it is kept for 14 days', () => {
    const redrive = queues[QUEUE[name]]?.Properties.RedrivePolicy;
    expect(redrive.maxReceiveCount).toBe(wiring.maxReceiveCount);
    const deadLetters = queues[say(redrive.deadLetterTargetArn)]?.Properties;
    expect(deadLetters.MessageRetentionPeriod).toBe(14 * 24 * 3600);
  });

  test('feeds its one function, so many messages and so many functions at once, each message failing alone', () => {
    const feeding = Object.values(stack.named('AWS::Lambda::EventSourceMapping')).filter(
      (mapping) => say(mapping.Properties.EventSourceArn) === QUEUE[name],
    );
    expect(feeding).toHaveLength(1);
    expect(say(feeding[0]?.Properties.FunctionName)).toBe(LOGICAL[wiring.feeds]);
    expect(feeding[0]?.Properties).toMatchObject({
      BatchSize: wiring.batchSize,
      ScalingConfig: { MaximumConcurrency: wiring.maxConcurrency },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });
});

test.each([
  [1, 2],
  [2, 2],
  [20, 20],
])('with %d credential(s) up to %d publishers run at once', (credentials, atOnce) => {
  const { named } = synthesise({ credentials });
  const mappings = Object.values(named('AWS::Lambda::EventSourceMapping'));
  const publish = mappings.find(({ Properties }) => say(Properties.EventSourceArn) === QUEUE.publish);
  expect(publish?.Properties.ScalingConfig).toEqual({ MaximumConcurrency: atOnce });
});

test.each([1, 15])('the sweep knows that the next one comes %d minute(s) later', (sweepMinutes) => {
  const { named } = synthesise({ sweepMinutes });
  const { Environment } = named('AWS::Lambda::Function')[LOGICAL.sweep]?.Properties ?? {};
  expect(Environment.Variables[ENV.sweepSeconds]).toBe(String(sweepMinutes * 60));
});

describe('the front door', () => {
  test('has the wired routes and no other', () => {
    const integrations = stack.named('AWS::ApiGatewayV2::Integration');
    const leadsTo = (target: unknown) => {
      const integration = integrations[say(target).replace(/^integrations\//, '')];
      expect(integration?.Properties.PayloadFormatVersion).toBe('2.0');
      return say(integration?.Properties.IntegrationUri);
    };
    const routes = Object.values(stack.named('AWS::ApiGatewayV2::Route')).map(
      ({ Properties: { RouteKey, Target } }) => `${RouteKey} → ${leadsTo(Target)}`,
    );
    expect(routes.sort()).toEqual(
      ROUTES.map((route) => `${route.method} ${route.path} → ${LOGICAL[route.function]}`).sort(),
    );
  });

  test('takes at least 200 requests a second and 500 at once: a throttled webhook is a lost booking', () => {
    const [stage] = Object.values(stack.named('AWS::ApiGatewayV2::Stage'));
    expect(stage?.Properties.DefaultRouteSettings.ThrottlingRateLimit).toBeGreaterThanOrEqual(200);
    expect(stage?.Properties.DefaultRouteSettings.ThrottlingBurstLimit).toBeGreaterThanOrEqual(500);
  });

  test('lets no one try visits’ links faster than those who wait look at theirs', () => {
    const [stage] = Object.values(stack.named('AWS::ApiGatewayV2::Stage'));
    const limits = stage?.Properties.RouteSettings;
    expect(Object.keys(limits).sort()).toEqual(['GET /r/{proxy+}', 'POST /r/{proxy+}']);
    for (const { ThrottlingRateLimit, ThrottlingBurstLimit } of Object.values<Properties>(limits)) {
      expect(ThrottlingRateLimit).toBeLessThanOrEqual(50);
      expect(ThrottlingBurstLimit).toBeLessThanOrEqual(100);
    }
    // CloudFormation makes the stage after the routes that it speaks of.
    const routes = stack.named('AWS::ApiGatewayV2::Route');
    const after = (stage?.DependsOn ?? []).map((id: string) => routes[readable(id)]?.Properties.RouteKey);
    expect(after).toEqual(expect.arrayContaining(Object.keys(limits)));
  });

  test('writes down no address, query or body of a request', () => {
    const [stage] = Object.values(stack.named('AWS::ApiGatewayV2::Stage'));
    const said = stage?.Properties.AccessLogSettings.Format.match(/\$context\.[\w.]+/g);
    expect(said.sort()).toEqual([
      '$context.integrationErrorMessage',
      '$context.requestId',
      '$context.requestTime',
      '$context.responseLatency',
      '$context.routeKey',
      '$context.status',
    ]);
  });
});
