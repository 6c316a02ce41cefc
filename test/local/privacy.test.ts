import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalSystem, startLocalSystem } from '../../bin/local/local-system.ts';
import { localSettings } from '../../bin/local/settings.ts';
import { DEMO_CLINIC, readClinicFile } from '../../bin/read-clinic-file.ts';
import { documentClient } from '../../shared/ledger/document-client.ts';
import { eventually } from '../support/eventually.ts';
import { PLANTED, plantedDelivery, plantedIn } from '../support/planted-delivery.ts';
import { signedDelivery } from '../support/signed-delivery.ts';

const SECRET = 'whsec_of_this_test';
const lines: string[] = [];
let system: LocalSystem;

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      lines.push(String(chunk));
      return true;
    });
  const env = {
    PORT: '0',
    SANDBOX_PORT: '0',
    CAL_WEBHOOK_SECRET: SECRET,
    CAL_SETTLE_SECONDS: '1',
    LOG_LEVEL: 'DEBUG',
  };
  system = await startLocalSystem(localSettings(env), readClinicFile(DEMO_CLINIC));
});
afterAll(async () => {
  await system.close();
  vi.restoreAllMocks();
});

const post = async (delivery: ReturnType<typeof signedDelivery>): Promise<number> => {
  const { headers, body = '', isBase64Encoded } = delivery;
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return (await fetch(`${system.url}/api/webhooks/cal`, { method: 'POST', headers: kept, body: bytes }))
    .status;
};

test('twelve personal strings in a delivery are in no queue, item, log line or board answer', async () => {
  const from = Date.now() + 7 * 86_400_000;
  const startTime = new Date(from - (from % 86_400_000) + 9 * 3_600_000).toISOString();
  const endTime = new Date(Date.parse(startTime) + 45 * 60_000).toISOString();
  const at = { startTime, endTime };
  const signed = (body: unknown) => signedDelivery(body as Record<string, unknown>, { secret: SECRET });
  expect(
    await post(signed(plantedDelivery('BOOKING_CREATED', { payload: { ...at, uid: 'planted-1' } }))),
  ).toBe(200);
  expect(
    await post(
      signed(
        plantedDelivery('BOOKING_CREATED', {
          location: PLANTED.homeAddress,
          payload: { ...at, uid: 'planted-2' },
        }),
      ),
    ),
  ).toBe(200);
  expect(
    await post(
      signed(
        plantedDelivery('BOOKING_RESCHEDULED', {
          payload: { ...at, uid: 'planted-3', rescheduleUid: 'planted-2' },
        }),
      ),
    ),
  ).toBe(200);
  expect(await post(signed(plantedDelivery('BOOKING_CREATED', { broken: true })))).toBe(200);
  await eventually('the bookings are in the Ledger', async () => {
    const known = await system.ledger.readBookings(['planted-1', 'planted-2', 'planted-3']);
    return known.length === 3;
  });
  expect(await post(signed(plantedDelivery('BOOKING_CANCELLED', { payload: { uid: 'planted-1' } })))).toBe(
    200,
  );
  await eventually(
    'the cancellation',
    async () => (await system.ledger.readBooking('planted-1'))?.fact.standing === 'ended',
  );

  const items = JSON.stringify(
    (await documentClient().send(new ScanCommand({ TableName: 'room-assigner' }))).Items,
  );
  expect(items).toContain('planted-3');
  expect(plantedIn(items)).toEqual([]);
  const messages = await everyMessage();
  expect(plantedIn(messages)).toEqual([]);
  const board = await (await fetch(`${system.url}/api/board?date=${startTime.slice(0, 10)}`)).text();
  expect(plantedIn(board)).toEqual([]);
  const log = lines.join('\n');
  expect(log).toContain('delivery quarantined');
  expect(log).toContain('booking taken in');
  expect(plantedIn(log)).toEqual([]);
});

/** What stands in the queues and their dead-letter queues, messages in flight included as far as SQS shows them. */
const everyMessage = async (): Promise<string> => {
  const client = new SQSClient({ endpoint: system.sqsEndpoint, useQueueUrlAsEndpoint: false });
  const found: string[] = [];
  for (const QueueUrl of [...Object.values(system.queueUrls), ...Object.values(system.deadLetterUrls)]) {
    const { Messages } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
    );
    found.push(...(Messages ?? []).map((message) => message.Body ?? ''));
    found.push(
      JSON.stringify(
        (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes,
      ),
    );
  }
  client.destroy();
  return found.join('\n');
};
