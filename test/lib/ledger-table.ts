import { beforeAll, describe, expect, test } from 'vitest';
import { TABLE } from '../../shared/ledger/table-schema.ts';
import { type Properties, synthesise } from './synthesise.ts';

let resource: Properties | undefined;
beforeAll(() => {
  resource = synthesise().named('AWS::DynamoDB::Table').LedgerTable;
});

describe('the Ledger’s table', () => {
  test('has the keys and the owed index that the code names', () => {
    expect(resource?.Properties.KeySchema).toEqual([
      { AttributeName: TABLE.pk, KeyType: 'HASH' },
      { AttributeName: TABLE.sk, KeyType: 'RANGE' },
    ]);
    expect(resource?.Properties.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: TABLE.owedIndex,
        KeySchema: [
          { AttributeName: TABLE.owedTo, KeyType: 'HASH' },
          { AttributeName: TABLE.owedStart, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...TABLE.owedProjection] },
      },
    ]);
  });

  test('declares the type of every key and of nothing else, or CloudFormation refuses it', () => {
    const types = resource?.Properties.AttributeDefinitions.map((attribute: Properties) => [
      attribute.AttributeName,
      attribute.AttributeType,
    ]);
    expect(types).toEqual([
      [TABLE.pk, 'S'],
      [TABLE.sk, 'S'],
      [TABLE.owedTo, 'S'],
      [TABLE.owedStart, 'N'],
    ]);
  });

  test('forgets tombstones by itself', () => {
    expect(resource?.Properties.TimeToLiveSpecification).toEqual({ AttributeName: TABLE.ttl, Enabled: true });
  });

  test('is paid by request, can be wound back, and outlives a mistaken deletion of itself or the stack', () => {
    expect(resource?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
    expect(resource?.DeletionPolicy).toBe('Retain');
    expect(resource?.UpdateReplacePolicy).toBe('Retain');
  });
});
