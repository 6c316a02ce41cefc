import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Requests that left for DynamoDB, by operation: every page and every retry counts. */
export type RequestCount = {
  /** Since the start or the last `reset`: `{ Query: 1, TransactWriteItems: 1 }`. */
  readonly counts: () => Readonly<Record<string, number>>;
  readonly reset: () => void;
  /** Leaves the client as it was. */
  readonly stop: () => void;
};

/** Counts what a client sends from now on. */
export const countRequests = (client: DynamoDBDocumentClient): RequestCount => {
  let counts: Record<string, number> = {};
  const name = `countRequests-${Math.random()}`;
  client.middlewareStack.add(
    (next, context) => (args) => {
      const operation = (context.commandName ?? 'unknown').replace(/Command$/, '');
      counts[operation] = (counts[operation] ?? 0) + 1;
      return next(args);
    },
    // Behind the retries, so that each attempt is seen.
    { step: 'deserialize', name, priority: 'low' },
  );
  return {
    counts: () => ({ ...counts }),
    reset: () => {
      counts = {};
    },
    stop: () => {
      client.middlewareStack.remove(name);
    },
  };
};
