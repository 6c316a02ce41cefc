import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  paginateScan,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { BookingUid } from '../domain/booking-event.ts';
import { overrunId } from '../domain/day.ts';
import type { Item } from './item-shape.ts';
import { type Key, mapKey, PREFIX } from './keys.ts';
import { TABLE } from './table-schema.ts';

/** The Ledger's table, as a command reaches it that looks at all of it. */
export type WholeTable = { readonly documentClient: DynamoDBDocumentClient; readonly tableName: string };

/** What an item that names a booking is, and so what becomes of it. */
export type TraceKind =
  | 'booking'
  | 'link'
  | 'room-day'
  | 'waiting'
  | 'due'
  | 'plan'
  | 'trail'
  | 'memo'
  | 'other';

type Trace = { readonly kind: TraceKind; readonly key: Key; readonly item: Item };

/** The booking itself goes last: a run that is cut off begins again, and still finds it. */
const ORDER: readonly TraceKind[] = [
  'room-day',
  'waiting',
  'due',
  'plan',
  'memo',
  'link',
  'trail',
  'other',
  'booking',
];

/** Every item of the table that names a booking: the table is read whole, since nothing else is sure to find all. */
export const tracesOf = async (table: WholeTable, uid: BookingUid): Promise<Trace[]> => {
  const found: Trace[] = [];
  for await (const item of itemsOf(table))
    if (JSON.stringify(item).includes(uid) && names(item, uid)) {
      const key = { pk: String(item[TABLE.pk]), sk: String(item[TABLE.sk]) };
      found.push({ kind: kindOf(key, uid), key, item });
    }
  return found.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
};

/** Every booking that the table knows. */
export async function* bookingUidsIn(table: WholeTable): AsyncGenerator<BookingUid> {
  for await (const { pk, uid } of itemsOf(table))
    if (String(pk).startsWith('BOOKING#') && typeof uid === 'string') yield uid;
}

/**
 * Takes a trace away: the item, or the booking out of an item that is about more than it. Answers whether it is gone; an item
 * that changed since it was found stays, for another look.
 */
export const eraseTrace = async (table: WholeTable, uid: BookingUid, trace: Trace): Promise<boolean> => {
  if (trace.kind === 'other') return false;
  try {
    if (trace.kind === 'room-day') await vacate(table, uid, trace);
    else if (trace.kind === 'link') await unlink(table, uid, trace);
    else await remove(table, trace);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
};

async function* itemsOf({ documentClient, tableName }: WholeTable): AsyncGenerator<Item> {
  const pages = paginateScan({ client: documentClient }, { TableName: tableName, ConsistentRead: true });
  for await (const { Items = [] } of pages) yield* Items;
}

/** Whether the uid stands there as a whole: it may be the beginning of another one. */
const names = (item: Item, uid: BookingUid): boolean =>
  new RegExp(`(?<![A-Za-z0-9_-])${uid}(?![A-Za-z0-9_-])`).test(JSON.stringify(item));

const kindOf = ({ pk, sk }: Key, uid: BookingUid): TraceKind => {
  if (pk === `BOOKING#${uid}`) return 'booking';
  if (pk.startsWith('BOOKING#')) return 'link';
  if (pk.startsWith('TRAIL#')) return 'trail';
  if (pk.startsWith('MEMO#')) return 'memo';
  if (sk.startsWith(PREFIX.due)) return 'due';
  if (sk.startsWith(PREFIX.wait)) return 'waiting';
  if (sk === 'PLAN') return 'plan';
  return pk.includes('#DAY#') && sk.startsWith(PREFIX.room) ? 'room-day' : 'other';
};

const AS_FOUND = {
  ConditionExpression: '#version = :found',
  ExpressionAttributeNames: { '#version': 'version' },
};

const remove = async ({ documentClient, tableName }: WholeTable, { key, item }: Trace): Promise<void> => {
  await documentClient.send(
    new DeleteCommand({
      TableName: tableName,
      Key: key,
      ...(item.version === undefined
        ? {}
        : { ...AS_FOUND, ExpressionAttributeValues: { ':found': item.version } }),
    }),
  );
};

const vacate = async (
  { documentClient, tableName }: WholeTable,
  uid: BookingUid,
  { key, item }: Trace,
): Promise<void> => {
  await documentClient.send(
    new UpdateCommand({
      TableName: tableName,
      Key: key,
      UpdateExpression: 'REMOVE occupancies.#uid, blocks.#overrun ADD #version :one',
      ConditionExpression: AS_FOUND.ConditionExpression,
      ExpressionAttributeNames: {
        ...AS_FOUND.ExpressionAttributeNames,
        '#uid': mapKey(uid),
        '#overrun': mapKey(overrunId(uid)),
      },
      ExpressionAttributeValues: { ':found': item.version, ':one': 1 },
    }),
  );
};

/** A booking that replaced it, or was replaced by it, forgets that. */
const unlink = async (
  { documentClient, tableName }: WholeTable,
  uid: BookingUid,
  { key, item }: Trace,
): Promise<void> => {
  const without = (links: unknown): unknown[] =>
    Array.isArray(links) ? links.filter((each) => each !== uid) : [];
  await documentClient.send(
    new UpdateCommand({
      TableName: tableName,
      Key: key,
      UpdateExpression: 'SET replaces = :replaces, replacedBy = :replacedBy ADD #version :one',
      ConditionExpression: AS_FOUND.ConditionExpression,
      ExpressionAttributeNames: AS_FOUND.ExpressionAttributeNames,
      ExpressionAttributeValues: {
        ':found': item.version,
        ':one': 1,
        ':replaces': without(item.replaces),
        ':replacedBy': without(item.replacedBy),
      },
    }),
  );
};
