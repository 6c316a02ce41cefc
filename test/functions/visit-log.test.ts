import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { madeUpDigests } from '../../bin/simulation/digests.ts';
import { visitLog } from '../../functions/visit-log.ts';
import { SecretUnavailable } from '../../shared/secrets/stored-secret.ts';

const CONTEXT = {
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  functionName: 'clinic-Assign',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:clinic-Assign',
  memoryLimitInMB: '1024',
} as Context;
const UID = 'k3Wq9ZtB2mXyVu7LsRn4Fe';
const OTHER = 'a1B2c3D4e5F6g7H8i9J0kL';
const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What the log wrote of these fields. */
const logged = async (fields: Record<string, unknown>, digests = async () => madeUpDigests) => {
  const { log, ready } = visitLog(digests);
  await ready();
  log.warn('something happened', fields);
  return JSON.parse(written.join(''));
};

test.each([
  ['by itself', { bookingUid: UID }, { visitCode: madeUpDigests.visit(UID) }],
  ['under the ledger’s name', { uid: UID }, { visitCode: madeUpDigests.visit(UID) }],
  ['deep in a report', { a: [{ b: { uid: UID } }] }, { a: [{ b: { visitCode: madeUpDigests.visit(UID) } }] }],
  [
    'among others',
    { refusal: { heldBy: [UID, OTHER] } },
    { refusal: { visitCodes: [madeUpDigests.visit(UID), madeUpDigests.visit(OTHER)] } },
  ],
])('a uid %s is logged as its visit code', async (_, fields, said) => {
  expect(await logged({ ...fields, kind: 'assigned' })).toMatchObject({ ...said, kind: 'assigned' });
  expect(written.join('')).not.toMatch(new RegExp(`${UID}|${OTHER}`));
});

test('while the key of the codes cannot be read a line goes without its code, and without the uid', async () => {
  const none = async () => Promise.reject(new SecretUnavailable('the secret cannot be read'));
  expect(await logged({ bookingUid: UID }, none)).toMatchObject({ visitCode: 'unknown' });
  expect(written.join('')).not.toContain(UID);
});

test('a line says in which invocation it was written, and whether that was a process’s first, but not what its log group is named after', async () => {
  vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
  const { log, ready } = visitLog(async () => madeUpDigests);
  await ready();
  for (let each = 0; each < 2; each += 1) {
    log.addContext(CONTEXT);
    log.info('booking taken in', { trigger: 'BOOKING_CREATED' });
  }
  const always = { level: 'INFO', message: 'booking taken in', function_request_id: CONTEXT.awsRequestId };
  const line = { ...always, timestamp: expect.any(String), trigger: 'BOOKING_CREATED' };
  expect(written.map((each) => JSON.parse(each))).toEqual([{ ...line, cold_start: true }, line]);
});

test.each([
  ['1', { xray_trace_id: '1-67891233-abcdef012345678912345678' }],
  ['0', {}],
])('a line names its trace where one is recorded: Sampled=%s', async (sampled, named) => {
  vi.stubEnv('_X_AMZN_TRACE_ID', `Root=1-67891233-abcdef012345678912345678;Sampled=${sampled}`);
  const line = await logged({});
  expect(Object.fromEntries(Object.entries(line).filter(([name]) => name.startsWith('xray')))).toEqual(named);
});
