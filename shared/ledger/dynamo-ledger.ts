import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  type QueryCommandInput,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { SiteId } from '../domain/catalogue.ts';
import {
  type CommitResult,
  type Ledger,
  LedgerUnavailable,
  type MayLag,
  type Write,
} from '../domain/ledger.ts';
import { TRAIL_KEPT_DAYS } from '../wiring.ts';
import {
  type AlteredBoards,
  boardsAlteredBy,
  boardVersionPk,
  counterKey,
  RAISED_FOR_MS,
} from './board-version.ts';
import { cataloguePartsOf } from './catalogue-parts.ts';
import type { Item } from './item-shape.ts';
import {
  bookingOf,
  catalogueOf,
  cataloguePartOf,
  changeOf,
  credentialOf,
  dueOf,
  memoOf,
  owedEntryOf,
  planOf,
  roomDayOf,
  roomOf,
  siteOf,
  waitOf,
  wholeCatalogueOf,
} from './items.ts';
import {
  bookingKey,
  CATALOGUE_KEY,
  cataloguePartPrefix,
  cataloguePk,
  credentialKey,
  dayPk,
  dueRange,
  type Key,
  memoKey,
  PREFIX,
  planKey,
  roomKey,
  siteKey,
  sitePk,
  trailPk,
} from './keys.ts';
import { mayStandAlone } from './may-stand-alone.ts';
import { queueKey } from './stored-publication.ts';
import { TABLE } from './table-schema.ts';
import { transactItem, type WrittenAs } from './transact-item.ts';
import { refuseTooLarge } from './transaction-size.ts';
import {
  isConflict,
  isConflictAt,
  refusalAlone,
  refusalsIn,
  staleWrite,
  unavailable,
} from './translate-error.ts';

/** DynamoDB reads at most so many items in one batch. */
const BATCH = 100;
/** A batch that DynamoDB keeps leaving unfinished is given up after so many calls. */
const BATCH_CALLS = 8;
/** Counters of a version of boards that a transaction tries. */
const COUNTER_TRIES = 5;
/** Entries read at a time where some may not be due yet: DynamoDB counts its limit before it filters. */
const OWED_PAGE = 100;

type DynamoLedgerOptions = Partial<WrittenAs> & {
  readonly documentClient: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Waits before a batch's unread rest is asked for again; `calls` counts those made. */
  readonly pause?: (calls: number) => Promise<void>;
  /** Who writes looks at a board the next moment: versions are raised in the transaction itself, for one unit more. */
  readonly looksAtOnce?: boolean;
  /** From 0 to less than 1. */
  readonly chance?: () => number;
  /** In milliseconds, to tell what takes long. */
  readonly now?: () => number;
};

/** The Ledger in one DynamoDB table, laid out as `table-schema.ts` and `keys.ts` say. */
export const dynamoLedger = ({
  documentClient,
  tableName,
  trailKeptDays = TRAIL_KEPT_DAYS,
  occupancies = 'short',
  pause = pauseWithJitter,
  looksAtOnce = false,
  chance = Math.random,
  now = Date.now,
}: DynamoLedgerOptions): Ledger => {
  const writtenAs = { trailKeptDays, occupancies };
  const get = async <R>(
    doing: string,
    key: Key,
    recordOf: (item: Item) => R,
    terms?: MayLag,
  ): Promise<R | undefined> =>
    reach(doing, async () => {
      const { Item } = await documentClient.send(
        new GetCommand({ TableName: tableName, Key: key, ConsistentRead: terms === undefined }),
      );
      return Item && recordOf(Item);
    });

  /** Items of one Query, page after page; at most `limit`, where one is given. */
  const query = async (
    input: Omit<QueryCommandInput, 'TableName'>,
    limit = Number.POSITIVE_INFINITY,
  ): Promise<Item[]> => {
    const items: Item[] = [];
    if (limit <= 0) return items;
    const pages = paginateQuery({ client: documentClient }, { ...input, TableName: tableName });
    for await (const { Items = [] } of pages) {
      items.push(...Items);
      if (items.length >= limit) break;
    }
    return items.slice(0, limit);
  };

  const readBatch = async (wanted: readonly Key[], ConsistentRead: boolean): Promise<Item[]> => {
    const items: Item[] = [];
    let keys: Record<string, unknown>[] = [...wanted];
    for (let calls = 1; calls <= BATCH_CALLS; calls += 1) {
      const { Responses, UnprocessedKeys } = await documentClient.send(
        new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead } } }),
      );
      items.push(...(Responses?.[tableName] ?? []));
      keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
      if (keys.length === 0) return items;
      await pause(calls);
    }
    throw new LedgerUnavailable(`${keys.length} items stayed unread after ${BATCH_CALLS} calls`);
  };

  /** The items that there are under the keys of these ids. */
  const readAll = async (
    ids: readonly string[],
    keyOf: (id: string) => Key,
    terms?: MayLag,
  ): Promise<Item[]> => {
    // A batch that names a key twice is refused.
    const batches = chunksOf([...new Set(ids)].map(keyOf), BATCH);
    return (await Promise.all(batches.map((batch) => readBatch(batch, terms === undefined)))).flat();
  };

  /** Sends one transaction; answers which writes it was refused for, or nothing when it took place. */
  const transact = async (writes: readonly Write[]) => {
    const items = writes.map((write) => transactItem(tableName, write, writtenAs));
    const altered = boardsAlteredBy(writes);
    const send = (TransactItems: typeof items) =>
      documentClient.send(new TransactWriteCommand({ TransactItems }));
    for (let tries = 1; ; tries += 1) {
      try {
        if (altered === undefined || !looksAtOnce) await raisedBefore(altered, () => send(items));
        else await send([...items, countUp(altered.siteId)]);
        return undefined;
      } catch (error) {
        // Anyone who counts beside us is in no one's way: there are other counters.
        if (tries < COUNTER_TRIES && isConflictAt(error, items.length)) continue;
        return refusalsIn(error, writes);
      }
    }
  };

  /** Writes one item without a transaction: alone it costs half of what it does in one. */
  const writeAlone = async (write: Write): Promise<CommitResult> => {
    const item = transactItem(tableName, write, writtenAs);
    try {
      return await raisedBefore(boardsAlteredBy([write]), async () => {
        if (item.Put !== undefined) await documentClient.send(new PutCommand(item.Put));
        else if (item.Delete !== undefined) await documentClient.send(new DeleteCommand(item.Delete));
        return COMMITTED;
      });
    } catch (error) {
      const refusal = refusalAlone(error, write, item.Put?.Item);
      if (refusal === 'written') return COMMITTED;
      return { kind: 'stale', stale: (refusal ? [refusal] : refusalsIn(error, [])).map(staleWrite) };
    }
  };

  /** Raises the version of the boards that are altered, then writes; and raises it again behind what took long. */
  const raisedBefore = async <T>(altered: AlteredBoards | undefined, send: () => Promise<T>): Promise<T> => {
    if (altered === undefined) return send();
    const began = now();
    await raise(altered.siteId);
    try {
      return await send();
    } finally {
      if (now() - began > RAISED_FOR_MS) await raise(altered.siteId);
    }
  };

  const raise = async (siteId: SiteId | undefined): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        await documentClient.send(new UpdateCommand(countUp(siteId).Update));
        return;
      } catch (error) {
        if (tries >= COUNTER_TRIES || !isConflict(error)) throw unavailable('raise a version', error);
      }
    }
  };

  const countUp = (siteId: SiteId | undefined) => {
    return {
      Update: {
        TableName: tableName,
        Key: counterKey(siteId, chance()),
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': 1 },
      },
    };
  };

  const standsAlone = (write: Write): boolean =>
    mayStandAlone(write) && (!looksAtOnce || boardsAlteredBy([write]) === undefined);

  return {
    readCatalogue: (terms) => get('read the catalogue', CATALOGUE_KEY, catalogueOf, terms),

    readCatalogueParts: (catalogueVersion, of, terms) =>
      reach('read the catalogue', async () => {
        const items = await query({
          ConsistentRead: terms === undefined,
          KeyConditionExpression: of === undefined ? '#pk = :pk' : '#pk = :pk AND begins_with(#sk, :of)',
          ExpressionAttributeNames: of === undefined ? { '#pk': TABLE.pk } : KEY_NAMES,
          ExpressionAttributeValues: {
            ':pk': cataloguePk(catalogueVersion),
            ...(of && { ':of': cataloguePartPrefix(of) }),
          },
        });
        if (items.length > 0) return items.map(cataloguePartOf);
        const whole = await get('read the catalogue', CATALOGUE_KEY, wholeCatalogueOf);
        return whole?.version === catalogueVersion ? cataloguePartsOf(whole, of) : [];
      }),

    readBoardVersion: (siteId) =>
      reach('read the version of the boards', async () => {
        const items = await query({
          ConsistentRead: true,
          KeyConditionExpression: '#pk = :pk',
          ExpressionAttributeNames: { '#pk': TABLE.pk },
          ExpressionAttributeValues: { ':pk': boardVersionPk(siteId) },
        });
        return items.reduce((sum, { n }) => sum + Number(n), 0);
      }),

    readSite: (siteId, terms) =>
      reach('read a Site', async () => {
        const items = await query({
          ConsistentRead: terms === undefined,
          KeyConditionExpression: '#pk = :pk AND #sk >= :rooms',
          ExpressionAttributeNames: KEY_NAMES,
          // `ROOM#…` and `SITE` lie behind `DUE#…`.
          ExpressionAttributeValues: { ':pk': sitePk(siteId), ':rooms': PREFIX.room },
        });
        const site = items.find((item) => item.sk === siteKey(siteId).sk);
        const rooms = items.filter((item) => startsWith(item, PREFIX.room));
        return { site: site && siteOf(site), rooms: rooms.map(roomOf) };
      }),

    readRooms: (siteId, roomIds) =>
      reach('read Rooms', async () =>
        (await readAll(roomIds, (roomId) => roomKey({ siteId, roomId }))).map(roomOf),
      ),

    readDay: (siteId, date, terms) =>
      reach('read a Day', async () => {
        const items = await query({
          ConsistentRead: terms === undefined,
          KeyConditionExpression: '#pk = :pk',
          ExpressionAttributeNames: { '#pk': TABLE.pk },
          ExpressionAttributeValues: { ':pk': dayPk(siteId, date) },
        });
        const plan = items.find((item) => item.sk === planKey({ siteId, date }).sk);
        return {
          siteId,
          date,
          roomDays: items.filter((item) => startsWith(item, PREFIX.room)).map(roomDayOf),
          waiting: items.filter((item) => startsWith(item, PREFIX.wait)).map(waitOf),
          ...(plan && { plan: planOf(plan) }),
        };
      }),

    readWaiting: (siteId, date, terms) =>
      reach('read who waits on a Day', async () => {
        const items = await query({
          ConsistentRead: terms === undefined,
          KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :wait)',
          ExpressionAttributeNames: KEY_NAMES,
          ExpressionAttributeValues: { ':pk': dayPk(siteId, date), ':wait': PREFIX.wait },
        });
        return items.map(waitOf);
      }),

    readBooking: (uid, terms) => get('read a booking', bookingKey(uid), bookingOf, terms),

    readBookings: (uids, terms) =>
      reach('read bookings', async () => (await readAll(uids, bookingKey, terms)).map(bookingOf)),

    readDue: (siteId, until, terms) =>
      reach('read what is due', async () => {
        const { from, to } = dueRange(until);
        const items = await query({
          ConsistentRead: terms === undefined,
          KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
          ExpressionAttributeNames: KEY_NAMES,
          ExpressionAttributeValues: { ':pk': sitePk(siteId), ':from': from, ':to': to },
        });
        return items.map(dueOf);
      }),

    readOwed: (queue, { limit, dueBy, startsAfter }) =>
      reach('read what is owed', async () => {
        const items = await query(
          {
            IndexName: TABLE.owedIndex,
            KeyConditionExpression: startsAfter === undefined ? '#to = :to' : '#to = :to AND #start > :after',
            ...(dueBy !== undefined && { FilterExpression: '#notBefore <= :dueBy' }),
            ExpressionAttributeNames: {
              '#to': TABLE.owedTo,
              ...(startsAfter !== undefined && { '#start': TABLE.owedStart }),
              ...(dueBy !== undefined && { '#notBefore': 'notBefore' }),
            },
            ExpressionAttributeValues: {
              ':to': queueKey(queue),
              ...(startsAfter !== undefined && { ':after': startsAfter }),
              ...(dueBy !== undefined && { ':dueBy': dueBy }),
            },
            Limit: dueBy === undefined ? limit : Math.max(limit, OWED_PAGE),
          },
          limit,
        );
        return items.map(owedEntryOf);
      }),

    readCredential: (credential, terms) =>
      get('read a credential', credentialKey(credential), credentialOf, terms),

    readMemo: (scope, id, terms) => get('read a memo', memoKey(scope, id), memoOf, terms),

    readTrail: (siteId, date, limit) =>
      reach('read the trail', async () => {
        const items = await query(
          {
            ConsistentRead: true,
            KeyConditionExpression: '#pk = :pk',
            ExpressionAttributeNames: { '#pk': TABLE.pk },
            ExpressionAttributeValues: { ':pk': trailPk(siteId, date) },
            ScanIndexForward: false,
            Limit: limit,
          },
          limit,
        );
        return items.map(changeOf);
      }),

    commit: async (writes) => {
      refuseTooLarge(writes);
      const [only, another] = writes;
      if (only !== undefined && another === undefined && standsAlone(only)) return writeAlone(only);
      let wanted = writes;
      while (wanted.length > 0) {
        const refusals = await transact(wanted);
        if (refusals === undefined) return COMMITTED;
        const lost = refusals.filter(({ write }) => write.kind !== 'vacate');
        if (lost.length > 0 || refusals.length === 0) return { kind: 'stale', stale: lost.map(staleWrite) };
        // Only rooms to be vacated were refused, and only because their room-day is gone: nothing to vacate.
        wanted = wanted.filter((write) => refusals.every((refusal) => refusal.write !== write));
      }
      return COMMITTED;
    },
  };
};

const COMMITTED: CommitResult = { kind: 'committed' };

const KEY_NAMES = { '#pk': TABLE.pk, '#sk': TABLE.sk };

const startsWith = (item: Item, prefix: string): boolean => String(item[TABLE.sk]).startsWith(prefix);

const reach = async <R>(doing: string, read: () => Promise<R>): Promise<R> => {
  try {
    return await read();
  } catch (error) {
    throw unavailable(doing, error);
  }
};

const chunksOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );

/** Full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"), up to 50 ms, 100 ms, 200 ms, … */
const pauseWithJitter = (calls: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 25 * 2 ** calls));
