import { Worker } from 'node:worker_threads';
import type { Context } from 'aws-lambda';
import type { FunctionName } from '../../shared/wiring.ts';
import type { LocalHandler } from './lambda-context.ts';
import type { LocalQueues } from './queues.ts';

/** What a thread is told, in this order: `begin` once, `invoke` as often as someone asks. */
export type ToThread =
  | ({ readonly kind: 'begin' } & Work)
  | { readonly kind: 'invoke'; readonly id: number; readonly name: FunctionName; readonly event: unknown };

/** What its functions are fed with, and how fast. */
export type Work = {
  readonly queues: LocalQueues;
  readonly sweepSeconds: number;
  /** Credentials that the clinic file names. */
  readonly credentials: number;
};

/** What it says: that its handlers are loaded, then one answer per invocation. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'fault'; readonly id: number; readonly reason: string };

type FunctionThread = {
  /** Handlers that run over there; rejects where they could not be loaded. */
  readonly ready: Promise<ReadonlyMap<FunctionName, LocalHandler>>;
  /** From now on its queues are polled, and the sweep runs. */
  readonly begin: (work: Work) => void;
  /** Ends at once, whatever it is doing: everything here is built to be cut off anywhere. */
  readonly close: () => Promise<void>;
};

/**
 * Some functions in a thread of their own, as each has a process of its own on AWS: a planner that takes the
 * processor for a second must not make the webhook, or the board, wait. The thread sees the environment as it is now.
 */
export const startFunctionThread = (functions: readonly FunctionName[]): FunctionThread => {
  const worker = new Worker(new URL('./function-thread-body.ts', import.meta.url), { workerData: functions });
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let invocations = 0;
  const tell = (message: ToThread): void => worker.postMessage(message);
  const invoke = (name: FunctionName, event: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      invocations += 1;
      waiting.set(invocations, { resolve, reject });
      tell({ kind: 'invoke', id: invocations, name, event });
    });
  const handlers = new Map(
    functions.map((name): [FunctionName, LocalHandler] => [
      name,
      (event: never, _context: Context) => invoke(name, event),
    ]),
  );
  const ready = new Promise<ReadonlyMap<FunctionName, LocalHandler>>((resolve, reject) => {
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'ready') return resolve(handlers);
      const caller = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.kind === 'answer') caller?.resolve(message.result);
      else caller?.reject(new Error(message.reason));
    });
    const failed = (error: Error): void => {
      reject(error);
      for (const caller of waiting.values()) caller.reject(error);
      waiting.clear();
    };
    worker.once('error', (error) => {
      console.error(`the thread of ${functions.join(', ')} broke down:`, error);
      failed(error instanceof Error ? error : new Error(String(error)));
    });
    worker.once('exit', () => failed(new Error(`the thread of ${functions.join(', ')} has ended`)));
  });
  ready.catch(() => undefined); // awaited by the starter, unless something else went wrong before
  return {
    ready,
    begin: (work) => tell({ kind: 'begin', ...work }),
    close: async () => void (await worker.terminate()),
  };
};
