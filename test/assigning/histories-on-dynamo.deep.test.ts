import { randomUUID } from 'node:crypto';
import { test } from 'vitest';
import { createTable } from '../../shared/ledger/create-table.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { orderDoesNotMatter, stormsEndWell } from '../support/histories-law.ts';
import { withLedger } from '../support/with-ledger.ts';

const given = withLedger();

const freshTable = async () => {
  const { documentClient } = given();
  const tableName = `histories-${randomUUID()}`;
  await createTable(documentClient, tableName);
  return dynamoLedger({ documentClient, tableName });
};

test('any order and any repetition of deliveries ends in the same live bookings, on a real table', async () => {
  await orderDoesNotMatter(freshTable, 25);
});

test('every invariant holds while staff and sweep interfere, on a real table', async () => {
  await stormsEndWell(freshTable, 25);
});
