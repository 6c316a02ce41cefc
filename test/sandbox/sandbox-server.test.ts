import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../bin/sandbox/sandbox-server.ts';
import { webhookSignature } from '../../bin/sandbox/webhook-signature.ts';
import { runCommand, type Said } from '../support/run-command.ts';

const secret = 'whsec_test';
let subscriber: Server;
let received: { signature: string; trigger: string; signed: boolean }[];
let running: RunningSandbox;

beforeEach(async () => {
  received = [];
  subscriber = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const signature = String(request.headers['x-cal-signature-256']);
    received.push({
      signature,
      trigger: JSON.parse(body).triggerEvent,
      signed: signature === webhookSignature(secret, body),
    });
    response.end('{"ok":true}');
  });
  await new Promise<void>((ready) => subscriber.listen(0, '127.0.0.1', ready));
  const { port } = subscriber.address() as AddressInfo;
  running = await startSandbox({
    webhookUrl: `http://127.0.0.1:${port}/api/webhooks/cal`,
    webhookSecret: secret,
    apiKeys: ['cal_local'],
    behaviour: { finalWriteMs: 20, echoMs: 5 },
  });
});

afterEach(async () => {
  await running.close();
  subscriber.closeAllConnections();
  await new Promise((closed) => subscriber.close(closed));
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(new URL(path, running.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const bookByHand = async (): Promise<string> => {
  const response = await post('/sandbox/book', {});
  const { bookings } = (await response.json()) as { bookings: { uid: string }[] };
  return bookings[0]?.uid ?? '';
};

const patchTo = (uid: string, address: string): Promise<Response> =>
  fetch(new URL(`/v2/bookings/${uid}/location`, running.url), {
    method: 'PATCH',
    headers: {
      Authorization: 'Bearer cal_local',
      'cal-api-version': '2024-08-13',
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ location: { type: 'address', address } }),
  });

describe('the sandbox on a port', () => {
  test('sends a signed webhook for a booking before it answers the patient', async () => {
    await bookByHand();
    expect(received).toMatchObject([{ trigger: 'BOOKING_CREATED', signed: true }]);
  });

  test('takes a location PATCH with an em dash over real HTTP, with the real headers', async () => {
    const uid = await bookByHand();
    const response = await patchTo(uid, 'Room 3B — Floor 2, North wing');
    expect(response.status).toBe(200);
    expect(response.headers.get('x-ratelimit-remaining-booking_location_update')).toBe('4');
    expect(response.headers.get('retry-after')).toBeNull();
    expect(running.sandbox.booking(uid)?.location).toBe('Room 3B — Floor 2, North wing');
  });

  test('shows a page that asks no one else for anything and runs no inline script', async () => {
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/patient-page.js', 'text/javascript'],
      ['/patient-page.css', 'text/css'],
    ] as const) {
      const response = await fetch(new URL(path, running.url));
      expect(response.headers.get('content-type')).toContain(type);
      const text = await response.text();
      expect(text).not.toMatch(/https?:\/\//);
      expect(text).not.toMatch(/\son\w+="/);
    }
  });

  test('refuses a control call that another site’s page could make', async () => {
    const response = await fetch(new URL('/sandbox/book', running.url), { method: 'POST', body: '{}' });
    expect(response.status).toBe(415);
    expect(running.sandbox.bookings()).toEqual([]);
  });

  test('its control API switches faults, paces, behaviour and secrets, and lists mails, PATCHes and deliveries', async () => {
    const uid = await bookByHand();
    expect((await post('/sandbox/faults', { on: 'patch', kind: 'server-error', times: 1 })).status).toBe(200);
    expect((await patchTo(uid, 'Room 1A')).status).toBe(500);
    expect((await patchTo(uid, 'Room 1A')).status).toBe(200);
    expect((await post('/sandbox/pace', { location: { limit: 2 } })).status).toBe(200);
    expect((await patchTo(uid, 'Room 1A')).status).toBe(429);
    expect((await post('/sandbox/behaviour', { edition: 'public' })).status).toBe(200);
    expect((await post('/sandbox/rotate-key', { from: 'cal_local', to: 'cal_next' })).status).toBe(200);
    expect((await patchTo(uid, 'Room 1A')).status).toBe(401);
    const read = async (path: string): Promise<Record<string, unknown[]>> =>
      (await fetch(new URL(path, running.url))).json() as Promise<Record<string, unknown[]>>;
    expect((await read(`/sandbox/mails?uid=${uid}`)).mails).toHaveLength(4);
    const { patches = [] } = await read('/sandbox/patches');
    expect(patches.map((patch) => (patch as { status: number }).status)).toEqual([500, 200, 429, 401]);
    expect(JSON.stringify(patches)).not.toContain('cal_local');
    expect((await read('/sandbox/deliveries')).deliveries?.length).toBeGreaterThan(0);
    expect((await read('/sandbox/faults')).injected).toEqual({ 'patch:server-error': 1 });
  });

  test.each([
    ['/sandbox/book', { start: 'tomorrow' }, 400],
    ['/sandbox/book', { start: '2026-03-29T02:30' }, 400],
    ['/sandbox/book', { start: '2020-01-01T10:00' }, 400],
    ['/sandbox/book', { eventType: 'massage' }, 404],
    ['/sandbox/book', { colour: 'red' }, 400],
    ['/sandbox/bookings/no-one/cancel', {}, 404],
    ['/sandbox/faults', { on: 'patch', kind: 'meteor' }, 400],
    ['/sandbox/nothing', {}, 404],
  ])('answers %s %j with %i and says why', async (path, body, status) => {
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(((await response.json()) as { error: string }).error).not.toBe('');
  });

  test('keeps bookings and mails between two runs when told where', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    try {
      const stateFile = join(folder, 'calcom.json');
      const first = await startSandbox({ stateFile, behaviour: { finalWriteMs: 0 } });
      const { uid } = await first.sandbox.book({ eventType: 3001, start: '2099-10-12T08:00:00Z' });
      await first.close();
      const second = await startSandbox({ stateFile });
      expect(second.sandbox.booking(uid)?.status).toBe('ACCEPTED');
      expect(second.sandbox.mails({ uid })).toHaveLength(2);
      await second.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** As npm runs it, but in this process. */
const book = async (...args: string[]): Promise<Said> => {
  vi.stubEnv('SANDBOX_URL', running.url);
  return runCommand('book', args).finally(() => vi.unstubAllEnvs());
};

describe('the patient’s command', () => {
  test('books the first visit type for the next weekday at ten and says what to try', async () => {
    // As the process that it is for a person; its other ways are taken in this one.
    const child = spawn(process.execPath, ['bin/book.ts'], {
      env: { ...process.env, SANDBOX_URL: running.url },
    });
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    const [row] = running.sandbox.bookings();
    expect(code).toBe(0);
    expect(output).toContain(row?.uid);
    expect(output).toContain('10:00–10:45');
    expect(output).toContain('npm run book -- list');
  });

  test('books what it is told to, at clinic time', async () => {
    const args = [
      '--type',
      'abdominal-scan',
      '--start',
      '2098-12-01T09:00',
      '--equipment',
      'ultrasound',
      '--host',
      '4712',
    ];
    expect((await book(...args)).code).toBe(0);
    expect(running.sandbox.bookings()[0]).toMatchObject({
      start: Date.parse('2098-12-01T08:00:00Z'),
      hostId: 4712,
      answers: { equipment: ['ultrasound'] },
      metadata: { equipment: 'ultrasound' },
    });
  });

  test('lists, moves, cancels and reads the mails', async () => {
    const uid = await bookByHand();
    expect((await book('reschedule', uid, '--start', '2098-12-02T11:00')).said).toContain('11:00–11:45');
    const next = running.sandbox.booking(uid)?.rescheduledToUid ?? '';
    expect((await book('list')).said).toContain(`moved to ${next}`);
    expect((await book('cancel', next)).said).toContain('cancelled');
    expect((await book('mails', next)).said).toContain('Your visit was cancelled');
  });

  test('watches until the room is there and prints the mail that tells it', async () => {
    const watching = book('--watch');
    while (running.sandbox.bookings()[0]?.hasCalendarReference !== true) {
      await new Promise((wake) => setTimeout(wake, 20));
    }
    await patchTo(running.sandbox.bookings()[0]?.uid ?? '', 'Room 3B — Floor 2, North wing');
    const { code, said } = await watching;
    expect(code).toBe(0);
    expect(said).toContain('The location of your visit changed');
    expect(said).toContain('Room 3B — Floor 2, North wing');
  });

  test.each([[['dance']], [['--colour', 'red']], [['cancel']], [['reschedule', 'x']], [['--host', 'me']]])(
    '%j is bad usage: exit 2 and the usage',
    async (args) => {
      const { code, progress } = await book(...args);
      expect(code).toBe(2);
      expect(progress).toContain('npm run book -- list');
    },
  );

  test('a refusal is exit 1 and one plain sentence', async () => {
    const { code, progress } = await book('cancel', 'no-one');
    expect(code).toBe(1);
    expect(progress.trim().split('\n')).toHaveLength(1);
  });
});
