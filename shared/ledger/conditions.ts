import { TABLE } from './table-schema.ts';

/** Nothing stands under the key. */
const ABSENT = `attribute_not_exists(${TABLE.pk})`;

/** Something stands under the key, whatever its version. */
export const PRESENT = `attribute_exists(${TABLE.pk})`;

/** The item is as it was read. */
const VERSION_AS_SEEN = '#version = :seen';

/** What a transaction asks of one item, and to be told what stood there if it is not so. */
type Condition = {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
  readonly ReturnValuesOnConditionCheckFailure: 'ALL_OLD';
};

/** The item still is as its reader saw it: at that version, or absent (0). */
export const asSeen = (seen: number): Condition =>
  seen === 0
    ? { ConditionExpression: ABSENT, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
    : {
        ConditionExpression: VERSION_AS_SEEN,
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':seen': seen },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      };
