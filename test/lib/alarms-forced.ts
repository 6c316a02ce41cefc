import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import { dispatch } from '../../functions/board/dispatch.ts';
import type * as Runtime from '../../functions/runtime.ts';
import { serveFeed } from '../../functions/visit-page/serve-feed.ts';
import { COUNTED_AS, receiveDelivery } from '../../functions/webhook/receive-delivery.ts';
import { takeDelivery } from '../../functions/worker/take-delivery.ts';
import type { AccessMode } from '../../shared/access/access.ts';
import { READ_AT_CAL_COM } from '../../shared/assigning/told.ts';
import { type CalClientOptions, calHttp } from '../../shared/calcom/cal-http.ts';
import { HOUR } from '../../shared/domain/hours-silent.ts';
import { type Instant, MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { feedAddress } from '../../shared/domain/offer/feed-address.ts';
import type { Certificate } from '../../shared/domain/plan/plan.ts';
import { parked } from '../../shared/domain/publication.ts';
import { linkToken, TOKEN_BYTES } from '../../shared/domain/visit-link.ts';
import { ENV } from '../../shared/env.ts';
import { noteHeard } from '../../shared/hearing/heard-hours.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { METRIC, METRICS, WRITTEN_BY_SWEEPS } from '../../shared/metrics.ts';
import { toBookingMessage } from '../../shared/queue/to-booking-message.ts';
import { NOTHING_FOUND, type ReconcileReport } from '../../shared/reconciling/reconcile.ts';
import { gaugingPlans } from '../../shared/replanning/gauge-plans.ts';
import { reportSolver } from '../../shared/replanning/report-solver.ts';
import { runSweep } from '../../shared/sweeping/run-sweep.ts';
import { stepRunner } from '../../shared/sweeping/steps.ts';
import { WHOLE } from '../../shared/sweeping/sweep-group.ts';
import { at, booked, catalogue, daysLater, from, MONDAY, room, waits } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';
import { httpEvent } from '../support/http-event.ts';
import { examplePayload, signedDelivery, WEBHOOK_SECRET } from '../support/signed-delivery.ts';
import { type Properties, say, synthesise } from './synthesise.ts';

/** One value of a metric as CloudWatch has it. */
type Datum = { readonly metric: string; readonly value: number };

/** What tells a metric from all others. */
const metricId = (namespace: string, name: string, dimensions: Record<string, string>): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);

let runtime: typeof Runtime;
let calOptions: (timeoutMs: number) => CalClientOptions;
let stack: ReturnType<typeof synthesise>;
const lines: string[] = [];
beforeAll(async () => {
  stack = synthesise({ news: true });
  // As the stack tells each function.
  const [fn] = Object.values(stack.named('AWS::Lambda::Function'));
  for (const [name, value] of Object.entries(fn?.Properties.Environment.Variables))
    if (name.startsWith('POWERTOOLS_')) vi.stubEnv(name, String(value));
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv(ENV.calApiUrl, 'https://cal.example');
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
  runtime = await import('../../functions/runtime.ts');
  ({ calOptions } = await import('../../functions/cal-options.ts'));
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What a function's log holds for CloudWatch (its embedded metric format), as CloudWatch reads it. */
const written = (): Datum[] =>
  lines.splice(0).flatMap((line) => {
    const { _aws, ...fields }: Properties = line.startsWith('{') ? JSON.parse(line) : {};
    return (_aws?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }: Properties) =>
      Dimensions.flatMap((names: string[]) =>
        Metrics.flatMap(({ Name }: Properties) =>
          [fields[Name]].flat().map((value: number) => ({
            metric: metricId(Namespace, Name, Object.fromEntries(names.map((name) => [name, fields[name]]))),
            value,
          })),
        ),
      ),
    );
  });

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const times = async (count: number, work: () => unknown): Promise<void> => {
  for (let done = 0; done < count; done += 1) await work();
};

const deliver = (
  request: Parameters<ReturnType<typeof receiveDelivery>>[0],
  secret = async () => WEBHOOK_SECRET,
) =>
  receiveDelivery({
    secrets: {
      get: async () => ({ current: await secret() }),
      refetched: async () => ({ current: await secret() }),
    },
    words: madeUpWords,
    enqueue: async () => undefined,
    log: silent,
    count: (what) => runtime.count(COUNTED_AS[what]),
    now: Date.now,
  })(request);

/** A request to the board with a token that is none. */
const ask = async (headers: Record<string, string>): Promise<void> => {
  const access: AccessMode = {
    kind: 'oidc',
    issuer: 'https://issuer.example',
    audience: 'board',
    metadata: () => Promise.reject(new Error('not asked for')),
    verify: async () => ({ kind: 'refused', reason: 'invalid' }),
  };
  const handles = {} as Parameters<typeof dispatch>[0]['handles'];
  await dispatch({ access, handles, log: silent, count: runtime.count })(
    httpEvent('GET', '/api/board', { headers }),
  );
};

const NOON = at('12:00');

/** One sweep of a clinic that has been known for a while, at noon unless told otherwise. */
const sweep = async ({
  now = NOON,
  knownSince = now,
  before = async () => undefined,
  read = {},
  found = {},
  offersAgeMs = 0,
  replan = async () => ({ kind: 'undisturbed' }) as const,
}: {
  readonly now?: Instant;
  readonly knownSince?: Instant;
  readonly before?: (clinic: Awaited<ReturnType<typeof clinicInMemory>>, ledger: Ledger) => Promise<unknown>;
  readonly read?: Partial<Ledger>;
  readonly found?: Partial<ReconcileReport>;
  readonly offersAgeMs?: number;
  readonly replan?: () => Promise<{ kind: 'undisturbed' }>;
} = {}): Promise<void> => {
  const memory = memoryLedger();
  const clinic = await clinicInMemory(memory, catalogue({ rooms: [room('1A')] }), { now });
  await memory.commit([
    {
      kind: 'site',
      seen: 0,
      record: { siteId: 'north', knownSince, publishing: 'on', publishingSince: knownSince },
    },
  ]);
  await before(clinic, memory);
  await runSweep({
    ...clinic.deps,
    ledger: { ...memory, ...read },
    spacingMs: 15_000,
    everyMs: MINUTE,
    runStep: stepRunner({ log: silent, count: runtime.count, now: () => now }),
    replan,
    mirror: async () => ({ ageMs: offersAgeMs, mirrors: 1 }) as never,
    reconcile: async () => ({ ...NOTHING_FOUND, ...found }),
    gauge: runtime.gauge,
    log: silent,
  })({ group: WHOLE, until: now + MINUTE });
};

/** Cal.com answers whatever is asked with this status. */
const askCalCom = async (status: number): Promise<void> => {
  const http = calHttp({
    ...calOptions(1_000),
    keyOf: async () => 'key',
    fetch: async () => new Response('{}', { status }),
  });
  await http.get('/bookings', 'default');
};

/** How each alarm on what we count ourselves comes about: by the code that does so when it happens. */
const OURS: Readonly<Record<string, () => Promise<unknown>>> = {
  'Webhook/DeliveryFailed': () =>
    deliver(signedDelivery(examplePayload('BOOKING_CREATED')), () => Promise.reject(new Error('no secret'))),
  'Webhook/DeliveryRefused': () => times(5, () => deliver(signedDelivery('{}', { secret: 'a guess' }))),
  'Webhook/DeliveryQuarantined': () => deliver(signedDelivery('{"triggerEvent":"BOOKING_CREATED"}')),
  'Webhook/Silent': () => sweep({ found: { silent: 1 } }),
  'Webhook/Quiet': () =>
    sweep({
      before: async (_clinic, ledger) => {
        for (let day = 28; day > 0; day -= 1)
          for (let hour = 7; hour < 19; hour += 1)
            await noteHeard(ledger, () => undefined)(at('00:00', daysLater(-day)) + hour * HOUR);
      },
    }),
  'Board/Refused': () => times(300, () => ask({})),
  'Board/SignInRefused': () => times(20, () => ask({ authorization: 'Bearer forged' })),
  'Bookings/StartingSoon': () =>
    sweep({
      before: (_clinic, ledger) =>
        ledger.commit([
          { kind: 'wait', siteId: 'north', date: MONDAY, waiting: waits('ada', from('12:59', 30)) },
        ]),
    }),
  'Replanning/DayFailed': () =>
    sweep({
      before: (_clinic, ledger) =>
        ledger.commit([
          { kind: 'due', marker: { siteId: 'north', date: MONDAY, dueAt: NOON - MINUTE, id: 'x' } },
        ]),
      replan: () => Promise.reject(new Error('a fault of ours')),
    }),
  'Replanning/SolverFailed': async () => {
    const report = reportSolver({ log: silent, count: runtime.count });
    await times(3, () => report('waiting' as never, new Error('aborted')));
  },
  'CalCom/Throttled': () => times(3, () => askCalCom(429)),
  'Publishing/CredentialRefused': () => sweep({ found: { refused: { default: 401 } } }),
  'Publishing/LocationParked': () =>
    sweep({
      before: async (clinic, ledger) => {
        await clinic.assign(booked('ada', from('15:00', 30)));
        const { version, ...record } = (await ledger.readBooking('ada')) ?? expect.fail();
        const publication = parked(record.publication, 'north', 'gone-at-cal-com', NOON);
        await ledger.commit([{ kind: 'booking', seen: version, record: { ...record, publication } }]);
      },
    }),
  'Publishing/OwedTooLong': () =>
    sweep({
      read: {
        readOwed: async ({ kind }) =>
          kind === 'queued' ? [{ uid: 'ada', start: NOON + HOUR, notBefore: NOON - HOUR }] : [],
      },
    }),
  'Publishing/DuplicateMails': async () => {
    const echo = examplePayload('BOOKING_LOCATION_UPDATED');
    const payload = { ...echo.payload, previousLocation: echo.payload.location };
    await deliver(signedDelivery({ ...echo, payload }));
  },
  'Reconciliation/Behind': () => sweep({ knownSince: NOON - 2 * HOUR }),
  'Reconciliation/RowUnreadable': () => sweep({ found: { unreadable: 1 } }),
  'Availability/Behind': () => sweep({ offersAgeMs: HOUR }),
  'Availability/FeedUnknown': () =>
    serveFeed({
      ledger: { readMemo: () => Promise.reject(new Error('out of reach')) },
      log: silent,
      count: runtime.count,
    })({ rawPath: feedAddress('', 7, linkToken(Buffer.alloc(TOKEN_BYTES))) }),
  'Sweep/StepFailed': () => sweep({ read: { readWaiting: () => Promise.reject(new Error('out of reach')) } }),
};

/** What AWS counts, by namespace and name: the dimension that an alarm must name, and which resource that is. */
const OF_AWS: Readonly<Record<string, readonly [dimension: string, resource: string]>> = {
  'AWS/ApiGateway 5xx': ['ApiId', 'AWS::ApiGatewayV2::Api'],
  'AWS/Lambda Errors': ['FunctionName', 'AWS::Lambda::Function'],
  'AWS/Lambda Throttles': ['FunctionName', 'AWS::Lambda::Function'],
  'AWS/Lambda IteratorAge': ['FunctionName', 'AWS::Lambda::Function'],
  'AWS/SQS ApproximateAgeOfOldestMessage': ['QueueName', 'AWS::SQS::Queue'],
  'AWS/SQS ApproximateNumberOfMessagesVisible': ['QueueName', 'AWS::SQS::Queue'],
  'AWS/SQS NumberOfMessagesSent': ['QueueName', 'AWS::SQS::Queue'],
  'AWS/DynamoDB ReadThrottleEvents': ['TableName', 'AWS::DynamoDB::Table'],
  'AWS/DynamoDB WriteThrottleEvents': ['TableName', 'AWS::DynamoDB::Table'],
};

/** One metric that an alarm looks at: under which name in its expression, which it is, and how its values become one. */
type LookedAt = {
  readonly as: string;
  readonly metric: string;
  readonly id: readonly string[];
  readonly statistic: string;
};

const lookedAt = (alarm: Properties): LookedAt[] => {
  const each = (as: string, { Namespace, MetricName, Dimensions = [] }: Properties, statistic: string) => ({
    as,
    metric: metricId(
      Namespace,
      MetricName,
      Object.fromEntries(Dimensions.map(({ Name, Value }: Properties) => [Name, say(Value)])),
    ),
    id: [Namespace, MetricName, ...Dimensions.flatMap(({ Name, Value }: Properties) => [Name, say(Value)])],
    statistic,
  });
  return alarm.Metrics === undefined
    ? [each('', alarm, alarm.Statistic)]
    : alarm.Metrics.flatMap(({ Id, MetricStat }: Properties) =>
        MetricStat ? [each(Id, MetricStat.Metric, MetricStat.Stat)] : [],
      );
};

const STATISTICS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
};

type Known = Readonly<Record<string, number | undefined>>;
const total = (known: Known): number =>
  Object.values(known).reduce<number>((sum, each) => sum + (each ?? 0), 0);
/** The expressions that alarms may use, as CloudWatch reckons them; of what has no value the whole has none. */
const EXPRESSIONS: Readonly<Record<string, (known: Known) => number | undefined>> = {
  'SUM(METRICS())': total,
  'FILL(reads, 0) + FILL(writes, 0)': total,
  'IF(found >= 3 OR (found >= 1 AND FILL(accepted, 0) == 0), 1, 0)': ({ found, accepted = 0 }) =>
    found === undefined ? undefined : Number(found >= 3 || (found >= 1 && accepted === 0)),
};

/** Whether an alarm rings where each of its periods holds these values. */
const rings = (alarm: Properties, data: readonly Datum[]): boolean => {
  const known = Object.fromEntries(
    lookedAt(alarm).map(({ as, metric, statistic }) => {
      const values = data.filter((each) => each.metric === metric).map(({ value }) => value);
      const reckon = STATISTICS[statistic] ?? expect.fail(`no statistic ${statistic} is known`);
      return [as, values.length === 0 ? undefined : reckon(values)];
    }),
  );
  const expression = alarm.Metrics?.find(({ Expression }: Properties) => Expression)?.Expression;
  const reckon =
    expression === undefined
      ? ({ '': only }: Known) => only
      : (EXPRESSIONS[expression] ?? expect.fail(`no expression ${expression} is known`));
  const value = reckon(known);
  if (value === undefined) return alarm.TreatMissingData === 'breaching';
  return alarm.ComparisonOperator === 'LessThanThreshold'
    ? value < alarm.Threshold
    : value >= alarm.Threshold;
};

const alarms = (): [name: string, alarm: Properties][] =>
  Object.values(stack.named('AWS::CloudWatch::Alarm')).map(({ Properties }) => [
    Properties.AlarmName.replace('RoomAssigner/prod/', ''),
    Properties,
  ]);
const alarmOf = (name: string): Properties =>
  alarms().find(([each]) => each === name)?.[1] ?? expect.fail(`there is no alarm ${name}`);

describe('an alarm on what we count ourselves', () => {
  test.each(Object.keys(OURS))('%s rings when what it speaks of happens, and not otherwise', async (name) => {
    const alarm = alarmOf(name);
    written();
    await OURS[name]?.();
    const data = written();
    expect(rings(alarm, data), JSON.stringify({ looksAt: lookedAt(alarm), data })).toBe(true);
    await deliver(signedDelivery(examplePayload('BOOKING_CREATED')));
    await askCalCom(200);
    await sweep();
    const ordinary = written();
    expect(ordinary.length).toBeGreaterThan(WRITTEN_BY_SWEEPS.length - 1);
    expect(rings(alarm, ordinary)).toBe(false);
  });

  test('Sweep/Silent rings where no sweep has come to its end', () => {
    const alarm = alarmOf('Sweep/Silent');
    expect(rings(alarm, [])).toBe(true);
    written();
    runtime.count(METRIC.sweepsCompleted);
    expect(rings(alarm, written())).toBe(false);
  });

  test('has a scenario here, one and all', () => {
    const ours = alarms().filter(([, alarm]) =>
      lookedAt(alarm).some(({ id }) => id[0] === METRICS.namespace),
    );
    expect(ours.map(([name]) => name).sort()).toEqual([...Object.keys(OURS), 'Sweep/Silent'].sort());
  });
});

test('what no alarm is about is counted all the same: rooms given, answers that Cal.com owes, how good a plan is', async () => {
  const namesOf = (): [name: string, value: number][] =>
    written().map(({ metric, value }) => [JSON.parse(metric)[1], value]);
  written();
  const heard: Instant[] = [];
  const take = takeDelivery({
    ask: async (event) => event,
    assign: async () => ({ kind: 'assigned', roomId: '1A', reason: 'first' }),
    notice: async () => expect.fail('no notice'),
    returnSoon: async () => undefined,
    heard: async (receivedAt) => void heard.push(receivedAt),
    count: runtime.count,
    log: silent,
    chance: () => 0,
  });
  const attributes = { ApproximateReceiveCount: '1' } as SQSRecord['attributes'];
  const delivered = { ...booked('ada'), deliveryId: 'a'.repeat(64) };
  await take({ body: toBookingMessage(delivered), receiptHandle: 'x', attributes });
  expect(namesOf()).toEqual([[METRIC.bookingsAssigned, 1]]);
  // What the sweep reads at Cal.com itself was not delivered.
  await take({
    body: toBookingMessage({ ...delivered, trigger: READ_AT_CAL_COM }),
    receiptHandle: 'x',
    attributes,
  });
  expect(heard).toEqual([delivered.receivedAt]);
  written();
  await askCalCom(503);
  expect(namesOf()).toEqual([[METRIC.calFailed, 1]]);
  const certificate = { waiting: 3, waitingBound: 2, messages: 5, messagesBound: 1 } as Certificate;
  const planned = { kind: 'planned', changed: 0, flagged: 0, untold: 0, certificate } as const;
  await gaugingPlans(runtime.gauge, async () => planned)();
  await gaugingPlans(runtime.gauge, async () => ({ kind: 'undisturbed' }))();
  expect(namesOf()).toEqual([[METRIC.planGap, 5]]);
});

test('every sweep writes what stands on every bill, and nothing more where all is well', async () => {
  written();
  await sweep();
  runtime.count(METRIC.sweepsCompleted); // as the function does at its end
  const names = written().map(({ metric }) => JSON.parse(metric)[1]);
  expect(names.sort()).toEqual(WRITTEN_BY_SWEEPS.toSorted());
});

describe('an alarm on what AWS counts', () => {
  test('names the one resource by the dimension under which AWS counts it, and rings at its threshold', () => {
    for (const [name, alarm] of alarms()) {
      const looks = lookedAt(alarm).filter(({ id }) => id[0]?.startsWith('AWS/'));
      for (const { as, id, metric } of looks) {
        const [namespace, counted, dimension, value = '', ...more] = id;
        const [by, resource = ''] = OF_AWS[`${namespace} ${counted}`] ?? expect.fail(`${name}: ${id}`);
        expect([dimension, more], name).toEqual([by, []]);
        expect(Object.keys(stack.named(resource)), name).toContain(value);
        expect(rings(alarm, [{ metric, value: alarm.Threshold }]), `${name} ${as}`).toBe(true);
        expect(rings(alarm, [{ metric, value: alarm.Threshold - 1 }]), `${name} ${as}`).toBe(false);
      }
    }
  });

  test('is the only other kind, but for requests turned away, which the access log tells of', () => {
    const others = alarms().filter(([, alarm]) =>
      lookedAt(alarm).some(
        ({ id: [namespace = ''] }) => !namespace.startsWith('AWS/') && namespace !== METRICS.namespace,
      ),
    );
    expect(others.map(([name]) => name).sort()).toEqual(['FrontDoor/TurnedAway', 'Webhook/TurnedAway']);
    const filters = Object.values(stack.named('AWS::Logs::MetricFilter')).map(({ Properties }) => Properties);
    for (const [name, alarm] of others) {
      const made = filters.flatMap(({ MetricTransformations: [to] }) =>
        lookedAt(alarm)[0]?.metric === metricId(to.MetricNamespace, to.MetricName, {})
          ? [to.MetricValue]
          : [],
      );
      expect(made, name).toEqual(['1']);
    }
  });
});
