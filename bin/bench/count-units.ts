import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Capacity units that a DynamoDB says it has charged since the last time it was asked. */
type UnitCount = { readonly taken: () => { readonly read: number; readonly write: number } };

type Consumed = { readonly CapacityUnits?: number };

/** Has every request of a client from now on say what it consumes, and adds that up. */
export const countUnits = (client: DynamoDBDocumentClient): UnitCount => {
  let units = { read: 0, write: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      const result = await next(args);
      const { ConsumedCapacity: consumed } = result.output as { ConsumedCapacity?: Consumed | Consumed[] };
      const isWrite = /Write|Put|Update|Delete/.test(context.commandName ?? '');
      for (const { CapacityUnits = 0 } of [consumed ?? []].flat())
        units = isWrite
          ? { ...units, write: units.write + CapacityUnits }
          : { ...units, read: units.read + CapacityUnits };
      return result;
    },
    { step: 'initialize', name: 'countUnits' },
  );
  return {
    taken: () => {
      const taken = units;
      units = { read: 0, write: 0 };
      return taken;
    },
  };
};
