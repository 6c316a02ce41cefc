import { randomUUID } from 'node:crypto';
import { describe, test } from 'vitest';
import { createTable } from '../../shared/ledger/create-table.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { titleOf } from '../support/title-of.ts';
import { withLedger } from '../support/with-ledger.ts';
import * as laws from './ledger-laws.ts';

const given = withLedger();

describe('the Ledger in DynamoDB', () => {
  for (const [name, law] of Object.entries(laws))
    test(titleOf(name), async () => {
      const { documentClient } = given();
      const tableName = `law-${randomUUID()}`;
      await createTable(documentClient, tableName);
      await law(dynamoLedger({ documentClient, tableName }));
    });
});
