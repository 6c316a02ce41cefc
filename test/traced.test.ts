import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { traced } from '../shared/traced.ts';

const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8';
let daemon: Socket;
beforeAll(async () => {
  daemon = createSocket('udp4').bind(0, '127.0.0.1');
  await once(daemon, 'listening');
});
afterAll(() => daemon.close());
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const follow = (sampled: 0 | 1): void => {
  vi.stubEnv('_X_AMZN_TRACE_ID', `${TRACE};Sampled=${sampled};Lineage=1:a:0`);
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', `127.0.0.1:${daemon.address().port}`);
};

/** What the daemon is told while the work is done. */
const told = async (work: () => Promise<unknown>): Promise<Record<string, unknown>> => {
  const heard = once(daemon, 'message');
  await work().catch(() => undefined);
  const [head, part] = String((await heard)[0]).split('\n');
  expect(JSON.parse(head ?? '')).toEqual({ format: 'json', version: 1 });
  return JSON.parse(part ?? '');
};

test('work within an invocation that X-Ray follows is a part of its trace, with what it answered and how long it took', async () => {
  follow(1);
  const ask = traced('Cal.com', async (status: number) => ({ status }), {
    remote: true,
    statusOf: ({ status }) => status,
  });
  const part = await told(() => ask(200));
  expect(part).toEqual({
    type: 'subsegment',
    trace_id: '1-5759e988-bd862e3fe1be46a994272793',
    parent_id: '53995c3f42cd8ad8',
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    name: 'Cal.com',
    namespace: 'remote',
    start_time: expect.any(Number),
    end_time: expect.any(Number),
    http: { response: { status: 200 } },
  });
  expect(Number(part.end_time)).toBeGreaterThanOrEqual(Number(part.start_time));
  expect(await told(() => ask(429))).toMatchObject({ throttle: true, error: true });
  expect(await told(() => ask(503))).toMatchObject({ fault: true });
});

test('work that throws is a fault in the trace, and throws as ever', async () => {
  follow(1);
  const commit = traced('Ledger: commit', () => Promise.reject(new RangeError('out of reach')));
  expect(await told(commit)).toMatchObject({ name: 'Ledger: commit', fault: true });
  await expect(commit()).rejects.toThrow(RangeError);
});

test('where X-Ray follows nothing, nothing is sent and nothing is loaded for it', async () => {
  const loaded = vi.spyOn(process, 'getBuiltinModule');
  const heard = vi.fn();
  daemon.on('message', heard);
  const work = traced('plan', async (day: string) => day);
  expect(await work('Monday')).toBe('Monday');
  follow(0);
  expect(await work('Monday')).toBe('Monday');
  expect(loaded).not.toHaveBeenCalled();
  // All that is sent arrives before what is sent after it.
  follow(1);
  await told(() => work('Tuesday'));
  expect(heard).toHaveBeenCalledTimes(1);
});
