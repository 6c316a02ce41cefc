import type { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { madeUpDigests } from '../../../bin/simulation/digests.ts';
import { onBus } from '../../../functions/news/on-bus.ts';
import { tellOthers } from '../../../functions/news/tell-others.ts';
import type { BookingRecord } from '../../../shared/domain/booking-record.ts';
import { bookingItem } from '../../../shared/ledger/items.ts';
import type { News } from '../../../shared/news/news-schema.ts';
import { bookingRecord, NINE } from '../../support/ledger-records.ts';

const roomed = (uid: string, roomId: string, version: number): BookingRecord => ({
  ...bookingRecord(uid),
  version,
  placement: {
    kind: 'roomed',
    roomId,
    claims: [roomId],
    dates: ['2027-03-01'],
    from: NINE,
    to: NINE + 3_600_000,
    decidedAt: 1,
    catalogueVersion: 'one',
  },
});

const imageOf = (record: BookingRecord) => ({
  ...marshall(bookingItem(record), { removeUndefinedValues: true }),
});

/** As the stream has it. */
const written = (number: number, after: BookingRecord | undefined, before?: BookingRecord): DynamoDBRecord =>
  ({
    eventID: `stream-${number}`,
    eventName: before ? 'MODIFY' : 'INSERT',
    dynamodb: {
      SequenceNumber: String(number),
      ApproximateCreationDateTime: 1_801_440_000,
      ...(before && { OldImage: imageOf(before) }),
      ...(after && { NewImage: imageOf(after) }),
    },
  }) as DynamoDBRecord;

const telling = (refuses: (news: readonly News[]) => boolean = () => false) => {
  const heard: News[] = [];
  const log: unknown[] = [];
  const tell = tellOthers({
    digests: async () => madeUpDigests,
    put: async (news) => {
      if (refuses(news)) throw new Error('refused');
      heard.push(...news);
    },
    log: { error: (...line) => log.push(line) },
  });
  return { tell, heard, log };
};

describe('the table’s stream', () => {
  test('becomes news, write by write, of which a write that changes no room makes none', async () => {
    const { tell, heard } = telling();
    const [one, two] = [roomed('uid-1', '1A', 1), roomed('uid-1', '1B', 2)];
    const answer = await tell([
      written(1, one),
      written(2, two, one),
      written(3, { ...two, version: 3 }, two),
    ]);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(heard).toEqual([
      {
        version: 1,
        kind: 'RoomAssigned',
        id: 'stream-1.RoomAssigned',
        at: '2027-02-01T00:00:00.000Z',
        visit: madeUpDigests.visit('uid-1'),
        sequence: 1,
        siteId: 'north',
        roomId: '1A',
        start: '2027-03-01T08:00:00.000Z',
        end: '2027-03-01T09:00:00.000Z',
      },
      expect.objectContaining({ kind: 'RoomChanged', roomId: '1B', fromRoomId: '1A' }),
    ]);
  });

  test('comes again from the write that could not be told, which those before are not', async () => {
    let down = true;
    const { tell, heard } = telling(([first]) => down && first?.id === 'stream-2.RoomAssigned');
    const records = [1, 2, 3].map((number) => written(number, roomed(`uid-${number}`, '1A', 1)));
    expect(await tell(records)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    down = false;
    expect(await tell(records.slice(1))).toEqual({ batchItemFailures: [] });
    expect(heard.map(({ id }) => id)).toEqual([1, 2, 3].map((each) => `stream-${each}.RoomAssigned`));
  });

  test('stops at an item that is no booking of ours, and logs nothing of it but that', async () => {
    const { tell, heard, log } = telling();
    const broken = { ...roomed('uid-2', '1A', 1), asked: 'nothing' } as unknown as BookingRecord;
    expect(await tell([written(1, roomed('uid-1', '1A', 1)), written(2, broken)])).toEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    });
    expect(heard).toHaveLength(1);
    expect(log).toEqual([['news not told', { reason: 'LedgerUnavailable' }]]);
  });

  test('says nothing to others of an item that ran out', async () => {
    const { tell, heard } = telling();
    expect(await tell([written(1, undefined, roomed('uid-1', '1A', 1))])).toEqual({ batchItemFailures: [] });
    expect(heard).toEqual([]);
  });
});

describe('the bus', () => {
  const news: News = {
    version: 1,
    kind: 'BookingWaiting',
    id: 'stream-1.BookingWaiting',
    at: '2027-02-01T00:00:00.000Z',
    visit: '7K3Q-M0XW',
    sequence: 1,
    siteId: 'north',
    start: '2027-03-01T08:00:00.000Z',
    end: '2027-03-01T09:00:00.000Z',
  };
  const bus = (failed: number) => {
    const sent: PutEventsCommand[] = [];
    const put = onBus(
      async (command) => {
        sent.push(command);
        return { $metadata: {}, FailedEntryCount: failed };
      },
      { bus: 'room-assigner-prod', source: 'room-assigner' },
    );
    return { put, sent };
  };

  test('is told under the kind of the news, at the time of the write', async () => {
    const { put, sent } = bus(0);
    await put([news]);
    expect(sent.map(({ input }) => input.Entries)).toEqual([
      [
        {
          EventBusName: 'room-assigner-prod',
          Source: 'room-assigner',
          DetailType: 'BookingWaiting',
          Time: new Date(news.at),
          Detail: JSON.stringify(news),
        },
      ],
    ]);
  });

  test('that did not take all of it is told again', async () => {
    await expect(bus(1).put([news])).rejects.toThrow('did not take');
  });
});
