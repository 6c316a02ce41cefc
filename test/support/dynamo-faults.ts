import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What the middlewares of this file see of a request. */
export type Sent = { readonly operation: string; readonly attempt: number };

/** Fails requests before they leave: what a local DynamoDB never answers. `faultFor` answers an error, or nothing. */
export const failRequests = (
  client: DynamoDBDocumentClient,
  faultFor: (sent: Sent) => Error | undefined,
): { stop: () => void } => {
  let attempt = 0;
  const name = `failRequests-${Math.random()}`;
  client.middlewareStack.add(
    (next, context) => (args) => {
      attempt += 1;
      const fault = faultFor({ operation: operationOf(context), attempt });
      return fault ? Promise.reject(fault) : next(args);
    },
    // Behind the retries, where an answer of DynamoDB would arrive.
    { step: 'deserialize', name, priority: 'high' },
  );
  return { stop: () => void client.middlewareStack.remove(name) };
};

/** Lets a request take place and loses its answer, `times` times; whatever happens meanwhile. */
export const loseAnswers = (
  client: DynamoDBDocumentClient,
  operation: string,
  times: number,
  meanwhile: () => Promise<void> = async () => undefined,
): { stop: () => void } => {
  let left = times;
  const name = `loseAnswers-${Math.random()}`;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (operationOf(context) !== operation || left === 0) return result;
      left -= 1;
      await meanwhile();
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
    },
    { step: 'deserialize', name, priority: 'high' },
  );
  return { stop: () => void client.middlewareStack.remove(name) };
};

/** Leaves all but the first item of each batch unprocessed, as DynamoDB does under load. */
export const leaveUnprocessed = (client: DynamoDBDocumentClient): { stop: () => void } => {
  const name = `leaveUnprocessed-${Math.random()}`;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (operationOf(context) !== 'BatchGetItem') return result;
      // Items are as they came over the wire here.
      const output = result.output as unknown as {
        Responses: Record<string, Record<string, unknown>[]>;
        UnprocessedKeys: Record<string, { Keys: unknown[]; ConsistentRead: boolean }>;
      };
      output.UnprocessedKeys = {};
      for (const [table, items] of Object.entries(output.Responses)) {
        const rest = items.splice(1);
        if (rest.length > 0)
          output.UnprocessedKeys[table] = {
            Keys: rest.map(({ pk, sk }) => ({ pk, sk })),
            ConsistentRead: true,
          };
      }
      return result;
    },
    { step: 'deserialize', name, priority: 'high' },
  );
  return { stop: () => void client.middlewareStack.remove(name) };
};

/** An error as the SDK makes one of DynamoDB's answer. */
export const awsError = (name: string, httpStatusCode = 400): Error =>
  Object.assign(new Error(`injected ${name}`), { name, $fault: 'client', $metadata: { httpStatusCode } });

const operationOf = (context: { commandName?: string }): string =>
  (context.commandName ?? 'unknown').replace(/Command$/, '');
