import type { Write } from '../domain/ledger.ts';
import { MOST_WRITES } from '../domain/write-count.ts';
import { TRAIL_KEPT_DAYS } from '../wiring.ts';
import { transactItem } from './transact-item.ts';

const KB = 1024;

/** What DynamoDB takes in one transaction and in one item, in bytes where not said otherwise. */
export const LIMITS = {
  writes: MOST_WRITES,
  item: 400 * KB,
  transaction: 4 * KB * KB,
  expression: 4 * KB,
} as const;

/** A transaction's own size, by the same names. */
type TransactionSize = { readonly [Limit in keyof typeof LIMITS]: number };

/** By the longest form, whichever is written. */
const LONGEST = { trailKeptDays: TRAIL_KEPT_DAYS, occupancies: 'long' } as const;

/** Counts what a transaction would ask of DynamoDB; never less than that. */
export const sizeOf = (writes: readonly Write[]): TransactionSize => {
  let [item, transaction, expression] = [0, 0, 0];
  for (const write of writes) {
    const { Put, Update, Delete, ConditionCheck } = transactItem('', write, LONGEST);
    const bytes = bytesOf(Put?.Item ?? Update?.Key ?? Delete?.Key ?? ConditionCheck?.Key);
    item = Math.max(item, bytes);
    transaction += bytes;
    expression = Math.max(expression, Update?.UpdateExpression?.length ?? 0);
  }
  return { writes: writes.length, item, transaction, expression };
};

/** What of a transaction is more than DynamoDB takes, in words; `undefined` where all of it can be written. */
export const excessOf = (writes: readonly Write[]): string | undefined => {
  if (writes.length <= LIMITS.writes && writes.every(isSmall)) return undefined;
  const size = sizeOf(writes);
  const over = Object.entries(LIMITS).find(([limit, most]) => size[limit as keyof TransactionSize] > most);
  return over && `${over[0]} ${size[over[0] as keyof TransactionSize]}, of ${over[1]}`;
};

/** The transaction could never be written: trying again changes nothing. */
export class TransactionTooLarge extends Error {
  override readonly name = 'TransactionTooLarge';
}

/** @throws TransactionTooLarge */
export const refuseTooLarge = (writes: readonly Write[]): void => {
  const excess = excessOf(writes);
  if (excess !== undefined) throw new TransactionTooLarge(`a transaction cannot be written: ${excess}`);
};

/** So few entries of a record are far from any limit, whatever is in them: most transactions need no counting. */
const FEW = 20;

const isSmall = (write: Write): boolean => {
  switch (write.kind) {
    case 'room-day': {
      const { blocks, occupancies } = write.record;
      return Object.keys(occupancies).length <= FEW && Object.keys(blocks).length <= FEW;
    }
    case 'vacate':
      return write.uids.length <= FEW;
    case 'room':
      return write.record.closures.length <= FEW;
    case 'booking': {
      const { publication, replaces, replacedBy } = write.record;
      return publication.texts.length + replaces.length + replacedBy.length <= FEW;
    }
    case 'memo':
    case 'plan':
    case 'catalogue-part':
      return false;
    default:
      return true;
  }
};

const utf8 = (text: string): number => Buffer.byteLength(text);
/** A number of DynamoDB has at most 38 digits, two to a byte. */
const NUMBER = 21;
/** What a list or a map costs by itself, and each entry of it. */
const CONTAINER = 3;
const ENTRY = 1;

const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return utf8(value);
  if (typeof value === 'number') return NUMBER;
  if (typeof value !== 'object' || value === null) return 1;
  let bytes = CONTAINER;
  if (Array.isArray(value)) for (const each of value) bytes += ENTRY + bytesOf(each);
  else
    for (const [name, each] of Object.entries(value))
      if (each !== undefined) bytes += ENTRY + utf8(name) + bytesOf(each);
  return bytes;
};
