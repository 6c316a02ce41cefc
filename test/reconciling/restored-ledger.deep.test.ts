import { randomUUID } from 'node:crypto';
import { BatchWriteCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { VirtualTime } from '../../bin/simulation/virtual-time.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { createTable } from '../../shared/ledger/create-table.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import type { Item } from '../../shared/ledger/item-shape.ts';
import { siteKey } from '../../shared/ledger/keys.ts';
import { withLedger } from '../support/with-ledger.ts';
import { restoredLedger } from './restored-ledger-laws.ts';

const given = withLedger();

/** On real tables: the items of one as they stand now, put into a new one, and switched off there by the runbook's command. */
restoredLedger(async () => {
  const { ledger, documentClient, tableName } = given();
  let time: VirtualTime | undefined;
  const inItsTime = (of: Ledger): Ledger =>
    Object.fromEntries(
      Object.entries(of).map(([name, ask]: [string, (...asked: never[]) => Promise<unknown>]) => [
        name,
        (...asked: never[]) => {
          const answer = ask(...asked);
          return time === undefined ? answer : time.during(answer);
        },
      ]),
    ) as Ledger;
  let kept: Item[] = [];
  return {
    ledger: inItsTime(ledger),
    beside: (clock) => {
      time = clock;
    },
    keep: async () => {
      const { Items = [] } = await documentClient.send(
        new ScanCommand({ TableName: tableName, ConsistentRead: true }),
      );
      kept = Items;
    },
    restored: async () => {
      const TableName = `restored-${randomUUID()}`;
      await createTable(documentClient, TableName);
      for (let from = 0; from < kept.length; from += 25) {
        const puts = kept.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }));
        await documentClient.send(new BatchWriteCommand({ RequestItems: { [TableName]: puts } }));
      }
      await documentClient.send(
        new UpdateCommand({
          TableName,
          Key: siteKey('north'),
          ConditionExpression: 'publishing = :on',
          UpdateExpression: 'SET publishing = :off, paused = :yes ADD version :one',
          ExpressionAttributeValues: { ':on': 'on', ':off': 'off', ':yes': true, ':one': 1 },
        }),
      );
      time = undefined;
      return inItsTime(dynamoLedger({ documentClient, tableName: TableName }));
    },
  };
});
