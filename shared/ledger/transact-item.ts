import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { overrunId } from '../domain/day.ts';
import type { Write } from '../domain/ledger.ts';
import { unreachable } from '../domain/unreachable.ts';
import { asSeen, PRESENT } from './conditions.ts';
import type { Item } from './item-shape.ts';
import {
  bookingItem,
  catalogueItem,
  cataloguePartItem,
  changeItem,
  credentialItem,
  dueItem,
  memoItem,
  planItem,
  roomDayItem,
  roomItem,
  siteItem,
  waitItem,
} from './items.ts';
import { cataloguePartKey, dueKey, type Key, mapKey, roomDayKey, roomKey, waitKey } from './keys.ts';
import type { OccupancyForm } from './occupancy-forms.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** What a deployment says of how its items are written. */
export type WrittenAs = {
  /** For how many days after a Day its history is kept. */
  readonly trailKeptDays: number;
  readonly occupancies: OccupancyForm;
};

/** One write as one part of a DynamoDB transaction. */
export const transactItem = (
  TableName: string,
  write: Write,
  { trailKeptDays, occupancies }: WrittenAs,
): TransactItem => {
  const put = (item: Item): TransactItem => ({ Put: { TableName, Item: item } });
  const putAsSeen = (seen: number, item: Item): TransactItem => ({
    Put: { TableName, Item: item, ...asSeen(seen) },
  });
  const remove = (key: Key): TransactItem => ({ Delete: { TableName, Key: key } });

  switch (write.kind) {
    case 'room-day':
      return putAsSeen(write.seen, roomDayItem(written(write), occupancies));
    case 'room':
      return putAsSeen(write.seen, roomItem(written(write)));
    case 'site':
      return putAsSeen(write.seen, siteItem(written(write)));
    case 'catalogue':
      return putAsSeen(write.seen, catalogueItem(written(write)));
    case 'catalogue-part':
      return put(cataloguePartItem(write.part));
    case 'uncatalogue-part':
      return remove(cataloguePartKey(write.part));
    case 'booking':
      return putAsSeen(write.seen, bookingItem(written(write)));
    case 'credential':
      return putAsSeen(write.seen, credentialItem(written(write)));
    case 'memo':
      return putAsSeen(write.seen, memoItem(written(write)));
    case 'check-room':
      return { ConditionCheck: { TableName, Key: roomKey(write), ...asSeen(write.seen) } };
    case 'vacate':
      return {
        Update: {
          TableName,
          Key: roomDayKey(write),
          UpdateExpression: `REMOVE ${write.uids.map((_, index) => `occupancies.#uid${index}, blocks.#overrun${index}`).join(', ')} ADD #version :one`,
          // An update of nothing would leave an item that is no room-day.
          ConditionExpression: PRESENT,
          ExpressionAttributeNames: {
            ...Object.fromEntries(
              write.uids.flatMap((uid, index) => [
                [`#uid${index}`, mapKey(uid)],
                [`#overrun${index}`, mapKey(overrunId(uid))],
              ]),
            ),
            '#version': 'version',
          },
          ExpressionAttributeValues: { ':one': 1 },
        },
      };
    case 'wait':
      return put(waitItem(write, write.waiting));
    case 'unwait':
      return remove(waitKey(write, write.uid));
    case 'plan':
      return put(planItem(write, write.plan));
    case 'due':
      return put(dueItem(write.marker));
    case 'undue':
      return remove(dueKey(write.marker));
    case 'change':
      return put(changeItem(write.change, trailKeptDays));
    default:
      return unreachable(write);
  }
};

/** The record at the version it gets by being written. */
const written = <R>({ seen, record }: { seen: number; record: R }): R & { version: number } => ({
  ...record,
  version: seen + 1,
});
