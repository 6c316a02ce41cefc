import type { SandboxResponse } from '../../bin/sandbox/api-message.ts';
import { CalSandbox, type CalSandboxOptions } from '../../bin/sandbox/cal-sandbox.ts';
import type { WebhookRequest } from '../../bin/sandbox/webhook-sender.ts';
import { wideClinic } from '../../bin/sandbox/wide-clinic.ts';
import { VirtualTime } from '../../bin/simulation/virtual-time.ts';

export const room = 'Room 3B — Floor 2, North wing';
export const address = 'Clinic North, 1 Harbour Street';
export const key = 'cal_test_key';
export const visit = { eventType: 3001, start: '2026-10-12T08:00:00Z' } as const;

type Received = {
  trigger: string;
  at: number;
  headers: Readonly<Record<string, string>>;
  body: Envelope;
  raw: string;
};
// biome-ignore lint/suspicious/noExplicitAny: a test reads into whatever was sent
export type Envelope = any;

/** A sandbox on virtual time, and what its webhook received. */
export const sandboxOnVirtualTime = (options: Partial<CalSandboxOptions> = {}) => {
  const time = new VirtualTime('2026-10-05T07:00:00.000Z');
  const received: Received[] = [];
  const sandbox = new CalSandbox({
    now: time.now,
    later: time.later,
    clinic: wideClinic,
    apiKeys: [key],
    webhook: { subscriberUrl: 'https://rooms.example/api/webhooks/cal', secret: 'whsec_test' },
    deliver: async (request: WebhookRequest) => {
      const body = JSON.parse(request.body) as Envelope;
      received.push({
        trigger: body.triggerEvent,
        at: time.now(),
        headers: request.headers,
        body,
        raw: request.body,
      });
      return 200;
    },
    ...options,
  });
  type Call = { version?: string | null; as?: string | null; body?: unknown };
  const call = (
    method: string,
    target: string,
    { version = '2024-08-13', as = key, body }: Call = {},
  ): Promise<SandboxResponse> => {
    const url = new URL(target, 'http://sandbox');
    return sandbox.handle({
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: {
        ...(version === null ? {} : { 'cal-api-version': version }),
        ...(as === null ? {} : { Authorization: `Bearer ${as}` }),
      },
      body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
    });
  };
  return {
    time,
    sandbox,
    received,
    call,
    triggers: () => received.map(({ trigger }) => trigger),
    book: (input: Parameters<CalSandbox['book']>[0] = visit) => time.until(sandbox.book(input)),
    patch: (uid: string, text = room, about: Call = {}) =>
      call('PATCH', `/v2/bookings/${uid}/location`, {
        body: { location: { type: 'address', address: text } },
        ...about,
      }),
    get: async (uid: string): Promise<Envelope> =>
      JSON.parse((await call('GET', `/v2/bookings/${uid}`)).body).data,
  };
};

export const dataOf = (response: SandboxResponse): Envelope => JSON.parse(response.body).data;
