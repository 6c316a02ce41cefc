import { isDeepStrictEqual } from 'node:util';
import {
  type CancellationReason,
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { LedgerUnavailable, type StaleWrite, type Write } from '../domain/ledger.ts';
import { MARSHALLED } from './document-client.ts';
import type { Item } from './item-shape.ts';
import { bookingOf, roomDayOf, roomOf } from './items.ts';

/** A write whose condition failed, and the item that stood in its way. */
export type Refusal = { readonly write: Write; readonly found: Item | undefined };

/**
 * Which of the writes a failed transaction was refused for, in their order; none when another transaction was in
 * the way. Throws `LedgerUnavailable` when it failed for any other reason.
 */
export const refusalsIn = (error: unknown, writes: readonly Write[]): readonly Refusal[] => {
  if (isConflict(error)) return [];
  const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
  const refusals = writes.flatMap((write, index) => {
    const reason = reasons[index];
    return reason?.Code === CONDITION_FAILED ? [{ write, found: foundIn(reason) }] : [];
  });
  if (refusals.length > 0 || areConflicts(reasons)) return refusals;
  throw unavailable('commit', error);
};

/**
 * What the failed condition of one item that was written alone means; `undefined` where that is not what went wrong. A request whose
 * answer got lost is made again, and then refused for what it has written itself: a booking that stands as it was to be is
 * `written`, for an attempt has its own id and all else in it means the same, anyone who wrote it. One that stands otherwise is
 * a lost race: perhaps ours was written too, and then someone has read that and gone on from it, as anyone who has lost reads and
 * decides anew. Of other items no one knows which of the two it was.
 */
export const refusalAlone = (
  error: unknown,
  write: Write,
  item: Item | undefined,
): Refusal | 'written' | undefined => {
  if (!(error instanceof ConditionalCheckFailedException)) return undefined;
  const isFirst = error.$metadata.attempts === 1;
  if (write.kind !== 'booking') return isFirst ? { write, found: undefined } : undefined;
  if (!isFirst && item !== undefined && isDeepStrictEqual(error.Item, marshall(item, MARSHALLED)))
    return 'written';
  return { write, found: foundIn(error) };
};

/** Whether a transaction met another one in this one of its parts, and nothing else was in its way. */
export const isConflictAt = (error: unknown, part: number): boolean => {
  const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
  return areConflicts(reasons) && reasons.every(({ Code = 'None' }, at) => Code === 'None' || at === part);
};

/** Whether one item met a transaction. */
export const isConflict = (error: unknown): boolean => error instanceof TransactionConflictException;

/** What the caller is told of a refused write. */
export const staleWrite = ({ write, found }: Refusal): StaleWrite => {
  switch (write.kind) {
    case 'room-day':
      return { kind: write.kind, found: found && roomDayOf(found) };
    case 'room':
    case 'check-room':
      return { kind: write.kind, found: found && roomOf(found) };
    case 'booking':
      return { kind: write.kind, uid: write.record.uid, found: found && bookingOf(found) };
    case 'site':
    case 'catalogue':
    case 'credential':
    case 'memo':
      return { kind: write.kind, found: undefined };
    default:
      throw new LedgerUnavailable(`a write without a condition was refused: ${write.kind}`);
  }
};

/** Any other failure, named for what was being done; one that has its name already keeps it. */
export const unavailable = (doing: string, cause: unknown): LedgerUnavailable =>
  cause instanceof LedgerUnavailable
    ? cause
    : new LedgerUnavailable(`the Ledger could not ${doing}`, { cause });

const CONDITION_FAILED = 'ConditionalCheckFailed';

/** Some parts met another transaction, and none failed for any other reason. */
const areConflicts = (reasons: readonly CancellationReason[]): boolean => {
  const codes = reasons.flatMap(({ Code }) => (Code === undefined || Code === 'None' ? [] : [Code]));
  return codes.length > 0 && codes.every((code) => code === 'TransactionConflict');
};

/** The one place where the document client leaves an item as it came over the wire. */
const foundIn = ({ Item }: Pick<CancellationReason, 'Item'>): Item | undefined => Item && unmarshall(Item);
