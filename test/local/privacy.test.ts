import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { eventually } from '../../bin/local/eventually.ts';
import { type LocalSystem, startLocalSystem } from '../../bin/local/local-system.ts';
import { localSettings } from '../../bin/local/settings.ts';
import { DEMO_CLINIC, readClinicFile } from '../../bin/read-clinic-file.ts';
import { DEFAULT_LINK_FORMAT } from '../../shared/domain/location-text.ts';
import { documentClient } from '../../shared/ledger/document-client.ts';
import { PLANTED, plantedDelivery, plantedIn } from '../support/planted-delivery.ts';
import { signedDelivery } from '../support/signed-delivery.ts';

const SECRET = 'whsec_of_this_test';
/** Where patients would find it, deployed; here the same paths are of this machine. */
const LINK = 'https://rooms.example';
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
    CAL_PATCH_SECONDS: '1',
    // What was told is seen to stand as soon as it may be looked at.
    SWEEP_SECONDS: '2',
    LOG_LEVEL: 'DEBUG',
  };
  // Where staff may look patients up: what they are shown is nowhere else all the same.
  const demo = readClinicFile(DEMO_CLINIC);
  const sites = demo.sites.map((site) => ({
    ...site,
    patientNames: 'on-request' as const,
    announcing: { link: LINK },
    locationFormat: DEFAULT_LINK_FORMAT,
  }));
  system = await startLocalSystem(localSettings(env), { ...demo, sites });
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
  // A machine that has much else to do may turn it away for want of time: then nothing was taken, and it is sent again.
  return eventually('an answer of the webhook', async () => {
    const to = `${system.url}/api/webhooks/cal`;
    const { status } = await fetch(to, { method: 'POST', headers: kept, body: bytes });
    return status !== 503 && status;
  });
};

const signed = (body: unknown) => signedDelivery(body as Record<string, unknown>, { secret: SECRET });

test('personal strings in a delivery, those that look like equipment too, are in no queue, item, log line or board answer', async () => {
  const from = Date.now() + 7 * 86_400_000;
  const startTime = new Date(from - (from % 86_400_000) + 9 * 3_600_000).toISOString();
  const endTime = new Date(Date.parse(startTime) + 45 * 60_000).toISOString();
  const at = { startTime, endTime };
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
    async () => (await system.ledger.readBooking('planted-1'))?.fact.status === 'ended',
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
  // Anyone who has a uid can read, move and cancel the booking at Cal.com: what a log names it by is its visit code.
  expect(log).toMatch(/"visitCode":"[0-9A-Z]{4}-[0-9A-Z]{4}"/);
  expect(log).not.toMatch(/planted-[123]/);
  const trail = await (await fetch(`${system.url}/api/trail?date=${startTime.slice(0, 10)}`)).text();
  expect(trail).toContain('"visit":');
  expect(trail).not.toMatch(/planted-[123]/);
});

test('personal strings are not in quarantine, where a delivery leaves its hash, its size, its trigger and what is wrong with it', async () => {
  lines.length = 0;
  const broken = plantedDelivery('BOOKING_CREATED', { broken: true });
  expect(await post(signed(broken))).toBe(200);
  expect(await post(signed(`${JSON.stringify(broken)}!`))).toBe(200);
  const kept = lines.join('').match(/^.*delivery quarantined.*$/gm) ?? [];
  expect(kept).toHaveLength(2);
  const ofLogger = ['level', 'message', 'timestamp', 'service', 'sampling_rate'];
  for (const line of kept) {
    const told = Object.keys(JSON.parse(line)).filter((name) => !ofLogger.includes(name));
    expect(told.filter((name) => !/^(function_|cold_start|xray)/.test(name)).sort()).toEqual([
      'bytes',
      'deliveryId',
      'paths',
      'trigger',
    ]);
  }
  expect(plantedIn(lines.join('\n'))).toEqual([]);
});

test('a link that is opened shows the room, and then the new one; neither it nor the booking is in any log line', async () => {
  lines.length = 0;
  const headers = { 'content-type': 'application/json' };
  const send = (url: string, body: object) =>
    fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const booked = await send(`${system.sandbox?.url}/sandbox/book`, {
    eventType: 'abdominal-scan',
    name: PLANTED.attendeeName,
    email: PLANTED.attendeeMail,
  });
  const [{ uid, start, end }] = JSON.parse(await booked.text()).bookings;
  const location = () => system.sandbox?.sandbox.booking(uid)?.location ?? '';
  const token = await eventually('the link', async () => /\/r\/(\w+)$/.exec(location())?.[1]);
  const page = async () =>
    (await fetch(`${system.url}/r/${token}`, { headers: { 'accept-language': 'en' } })).text();
  const roomOn = (text: string) => /Room (\w+)</.exec(text)?.[1];
  const first = roomOn(await page());
  expect(first).toMatch(/^3[BC]$/);
  const block = { start, end, reason: 'fault', agreed: true };
  expect((await send(`${system.url}/api/rooms/${first}/blocks`, block)).status).toBe(201);
  const second = await eventually('another room', async () => {
    const shown = roomOn(await page());
    return shown !== first && shown;
  });
  expect([first, second].sort()).toEqual(['3B', '3C']);
  expect(system.sandbox?.sandbox.mails({ kind: 'location-changed', role: 'attendee', uid })).toHaveLength(1);
  expect(location()).toContain(token);
  const log = lines.join('\n');
  expect(log).toContain('page was shown');
  for (const secret of [token, uid]) expect(log).not.toContain(secret);
  expect(plantedIn(`${log}${await page()}`)).toEqual([]);
});

test('a name that staff have looked up, and what a person wrote over a location, are nowhere but in the answer that asked for it', async () => {
  lines.length = 0;
  const json = { 'content-type': 'application/json' };
  const asked = async (url: string, body: object) =>
    (await fetch(url, { method: 'POST', headers: json, body: JSON.stringify(body) })).text();
  const booked = await asked(`${system.sandbox?.url}/sandbox/book`, {
    eventType: 'consultation',
    name: PLANTED.attendeeName,
    email: PLANTED.attendeeMail,
  });
  const [{ uid, start }] = JSON.parse(booked).bookings;
  // Only then: what we tell would be written over it.
  await eventually('the room at Cal.com', async () =>
    /\/r\/\w+$/.test(system.sandbox?.sandbox.booking(uid)?.location ?? ''),
  );
  await asked(`${system.sandbox?.url}/sandbox/bookings/${uid}/edit-location`, {
    location: PLANTED.homeAddress,
  });
  const date = String(start).slice(0, 10);
  const byName = await asked(`${system.url}/api/look-ups`, { name: 'xyl', date });
  expect(plantedIn(byName)).toContain(PLANTED.attendeeName);
  const inOwnWords = await asked(`${system.url}/api/bookings/${uid}/look-up`, { show: 'own-words' });
  expect(plantedIn(inOwnWords)).toContain(PLANTED.homeAddress);
  const board = await fetch(`${system.url}/api/board?date=${date}`);
  const trail = await fetch(`${system.url}/api/trail?date=${date}`);
  const items = (await documentClient().send(new ScanCommand({ TableName: 'room-assigner' }))).Items;
  const kept = [await board.text(), await trail.text(), JSON.stringify(items), await everyMessage()];
  expect(kept.join()).toContain('looked-up');
  expect(plantedIn([...kept, ...lines].join('\n'))).toEqual([]);
});

test('personal strings are not in the dead-letter queue, where the deliveries end that a lost table does not take', async () => {
  const client = new SQSClient({ endpoint: system.sqsEndpoint, useQueueUrlAsEndpoint: false });
  const QueueUrl = system.queueUrls.bookings;
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: system.deadLetterUrls.bookings,
      AttributeNames: ['QueueArn'],
    }),
  );
  // Once, instead of the ten times that outlast a fault.
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 1 });
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
  client.destroy();
  await documentClient().send(new DeleteTableCommand({ TableName: 'room-assigner' }));
  lines.length = 0;
  const triggers = ['BOOKING_CREATED', 'BOOKING_RESCHEDULED', 'BOOKING_CANCELLED'] as const;
  for (const [index, trigger] of triggers.entries())
    expect(await post(signed(plantedDelivery(trigger, { payload: { uid: `dead-${index}` } })))).toBe(200);
  // By what stands in them: what an earlier test left under way may end here as well.
  await eventually('the dead letters', async () => {
    const dead = await messagesIn([system.deadLetterUrls.bookings]);
    return [...triggers.keys()].every((index) => dead.includes(`"uid":"dead-${index}"`));
  });
  const messages = await everyMessage();
  expect(plantedIn(messages)).toEqual([]);
  const log = lines.join('\n');
  expect(log).not.toContain('dead-');
  expect(log).toContain('delivery goes back to the queue');
  expect(plantedIn(log)).toEqual([]);
});

/** What stands in the queues and their dead-letter queues, messages in flight included as far as SQS shows them. */
const everyMessage = (): Promise<string> =>
  messagesIn([...Object.values(system.queueUrls), ...Object.values(system.deadLetterUrls)]);

const messagesIn = async (urls: readonly string[]): Promise<string> => {
  const client = new SQSClient({ endpoint: system.sqsEndpoint, useQueueUrlAsEndpoint: false });
  const found: string[] = [];
  for (const QueueUrl of urls) {
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
