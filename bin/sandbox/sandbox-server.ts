import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KEPT_OPEN } from '../local/kept-open.ts';
import { writeAside } from '../local/write-aside.ts';
import type { ApiKey, SandboxRequest, SandboxResponse } from './api-message.ts';
import { CalSandbox, type CalSandboxOptions, type SandboxState } from './cal-sandbox.ts';
import { controlApi } from './control-api.ts';
import type { Deliver } from './webhook-sender.ts';

export type SandboxServerOptions = Pick<CalSandboxOptions, 'behaviour' | 'pace' | 'clinic' | 'chance'> & {
  /** 0 or absent: a free one. */
  readonly port?: number | undefined;
  /** Where the clinic's webhook goes; absent: none is registered yet. */
  readonly webhookUrl?: string | undefined;
  readonly webhookSecret?: string | undefined;
  readonly apiKeys?: readonly (string | ApiKey)[] | undefined;
  /** Keeps bookings and mails between runs. */
  readonly stateFile?: string | undefined;
};

export type RunningSandbox = { readonly url: string; readonly sandbox: CalSandbox; close(): Promise<void> };

const largestBody = 1_000_000;
const page = new Map([
  ['/', ['patient-page.html', 'text/html; charset=utf-8']],
  ['/patient-page.js', ['patient-page.js', 'text/javascript; charset=utf-8']],
  ['/patient-page.css', ['patient-page.css', 'text/css; charset=utf-8']],
]);

/** One POST, redirects not followed, no time-out of our own: as Cal.com sends them. */
const deliverByHttp: Deliver = async ({ url, headers, body }) => {
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' });
  await response.arrayBuffer();
  return response.status;
};

/** Starts the stand-in for Cal.com on this machine only, with the patient's page at `/`. */
export const startSandbox = async (options: SandboxServerOptions = {}): Promise<RunningSandbox> => {
  const timers = new Timers();
  const state = options.stateFile === undefined ? undefined : readState(options.stateFile);
  const sandbox = new CalSandbox({
    now: () => Date.now(),
    later: (ms, act) => timers.later(ms, act),
    deliver: deliverByHttp,
    chance: options.chance ?? Math.random,
    clinic: options.clinic,
    behaviour: options.behaviour,
    pace: options.pace,
    apiKeys: options.apiKeys,
    state,
    ...(options.webhookUrl === undefined
      ? {}
      : { webhook: { subscriberUrl: options.webhookUrl, secret: options.webhookSecret ?? null } }),
  });
  const save = (): void => {
    if (options.stateFile !== undefined) writeAside(options.stateFile, JSON.stringify(sandbox.state()));
  };
  const server = createServer(KEPT_OPEN, (incoming, outgoing) => {
    void respond(sandbox, incoming, outgoing).then(() => {
      if (incoming.method !== 'GET') save();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sandbox,
    close: async () => {
      timers.clear();
      save();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
};

const readState = (file: string): SandboxState | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SandboxState;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`The sandbox cannot read what it kept in ${file}`, { cause });
  }
};

const respond = async (
  sandbox: CalSandbox,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> => {
  let response: SandboxResponse;
  try {
    response = await answer(sandbox, incoming);
  } catch (error) {
    // A fault of the sandbox, not one it plays: say so plainly.
    console.error('The sandbox failed', error);
    response = {
      status: 500,
      headers: { 'Content-Type': 'text/plain' },
      body: 'The sandbox failed; see its output.',
    };
  }
  if (outgoing.destroyed) return;
  outgoing.writeHead(response.status, response.headers).end(response.body);
};

const answer = async (sandbox: CalSandbox, incoming: IncomingMessage): Promise<SandboxResponse> => {
  const url = new URL(incoming.url ?? '/', 'http://sandbox');
  // Where Cal.com shows one booking to people; all of them stand on the patient's page.
  if (url.pathname.startsWith('/booking/')) return { status: 302, headers: { Location: '/' }, body: '' };
  const [file, type] = page.get(url.pathname) ?? [];
  if (file !== undefined && type !== undefined) return pageFile(file, type);
  const request: SandboxRequest = {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(
      Object.entries(incoming.headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    ),
    body: await readBody(incoming),
  };
  if (!request.path.startsWith('/sandbox/')) return sandbox.handle(request);
  // A page of another site cannot send JSON here without asking first, and no one answers that question.
  if (request.method === 'POST' && !request.headers['content-type']?.startsWith('application/json')) {
    return { status: 415, headers: { 'Content-Type': 'text/plain' }, body: 'Send application/json' };
  }
  return controlApi(sandbox, request);
};

const pageFile = (file: string, type: string): SandboxResponse => {
  return {
    status: 200,
    headers: {
      'Content-Type': type,
      'Content-Security-Policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:",
      'Cache-Control': 'no-store',
    },
    body: readFileSync(new URL(file, import.meta.url), 'utf8'),
  };
};

const readBody = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new Error('A request to the sandbox is over 1 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** Timers that can all be stopped, and that wait longer than a single one of Node's can (24.8 days). */
class Timers {
  readonly #running = new Set<NodeJS.Timeout>();
  readonly #longest = 2_147_483_647;

  later(ms: number, act: () => void): void {
    const wait = Math.min(ms, this.#longest);
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      if (ms > wait) this.later(ms - wait, act);
      else act();
    }, wait);
    this.#running.add(timer);
  }

  clear(): void {
    for (const timer of this.#running) clearTimeout(timer);
    this.#running.clear();
  }
}
