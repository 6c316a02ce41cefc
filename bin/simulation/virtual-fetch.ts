import { CAL_TIMEOUT_MS } from '../../shared/publishing/pace.ts';
import type { SandboxRequest, SandboxResponse } from '../sandbox/api-message.ts';
import type { Process } from './lambda.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What `fetch` throws when its signal says so, or the network. */
class FetchFailed extends Error {
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

/**
 * `fetch` as the Cal.com client uses it, speaking to the sandbox. Its patience runs on virtual time: the signal it is
 * given counts real seconds and is not looked at.
 */
export const virtualFetch = (
  process: Process,
  time: VirtualTime,
  {
    leaves,
    handle,
    applyLate,
  }: {
    /** Told when a request leaves; it arrives when the network has brought it there. */
    readonly leaves: (request: SandboxRequest) => void;
    readonly handle: (request: SandboxRequest, process: Process) => Promise<SandboxResponse>;
    /** Has the sandbox take this request in now, say nothing, and do it later. */
    readonly applyLate: (request: SandboxRequest, delayMs: number) => void;
  },
): typeof fetch => {
  const answered = async (request: SandboxRequest): Promise<SandboxResponse> => {
    const response = handle(request, process);
    return new Promise((resolve, reject) => {
      const patience = time.later(CAL_TIMEOUT_MS, () => reject(new FetchFailed('TimeoutError')));
      response.then(resolve, reject).finally(patience);
    });
  };
  const speak = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input));
    const request: SandboxRequest = {
      method: init.method ?? 'GET',
      path: url.pathname,
      query: url.search === '' ? {} : Object.fromEntries(url.searchParams),
      headers: { ...(init.headers as Record<string, string>) },
      body: typeof init.body === 'string' ? init.body : '',
    };
    leaves(request);
    const response = await process.call(`cal.${request.method}`, () => answered(request), {
      fails: (reason) =>
        new FetchFailed(reason === 'hung' || reason === 'late' ? 'TimeoutError' : 'TypeError'),
      hangMs: CAL_TIMEOUT_MS,
      late: (delayMs) => {
        applyLate(request, delayMs);
        void handle(request, process);
      },
    });
    return asResponse(response);
  };
  return speak as typeof fetch;
};

/** As much of a Response as the client reads, without the cost of a real one. */
export const asResponse = ({ status, headers, body }: SandboxResponse): Response => {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    status,
    headers: {
      get: (name: string) => byName.get(name.toLowerCase()) ?? null,
      [Symbol.iterator]: () => byName[Symbol.iterator](),
    },
    body: [Buffer.from(body)],
  } as unknown as Response;
};
