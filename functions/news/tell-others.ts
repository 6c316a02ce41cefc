import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import { bookingOf } from '../../shared/ledger/items.ts';
import { newsOf } from '../../shared/news/news-of.ts';
import type { News } from '../../shared/news/news-schema.ts';
import type { Digests } from '../../shared/secrets/digests.ts';

type TellDependencies = {
  readonly digests: () => Promise<Pick<Digests, 'visit'>>;
  /** Rejects unless all were taken. */
  readonly put: (news: readonly News[]) => Promise<void>;
  readonly log: { readonly error: (sentence: string, fields: Record<string, unknown>) => void };
};

/**
 * Tells others what the table's stream says of bookings, one write after the other. Of one that fails Lambda learns the number, and comes
 * again with it and with what follows; what came before is not told twice.
 */
export const tellOthers =
  ({ digests, put, log }: TellDependencies) =>
  async (records: readonly DynamoDBRecord[]): Promise<DynamoDBBatchResponse> => {
    for (const record of records) {
      try {
        const news = newsIn(record, (await digests()).visit);
        if (news.length > 0) await put(news);
      } catch (error) {
        log.error('news not told', { reason: error instanceof Error ? error.name : 'unknown' });
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  };

/** An item that ran out, or was erased, is no news: its visit is long over. */
const newsIn = ({ eventID, dynamodb }: DynamoDBRecord, visit: Digests['visit']): readonly News[] => {
  const { OldImage, NewImage, ApproximateCreationDateTime } = dynamodb ?? {};
  if (NewImage === undefined) return [];
  if (eventID === undefined || ApproximateCreationDateTime === undefined)
    throw new TypeError('a record of the stream without its id or its time');
  const after = bookingIn(NewImage);
  return newsOf({
    id: eventID,
    at: ApproximateCreationDateTime * 1000,
    before: OldImage && bookingIn(OldImage),
    after,
    visitCode: visit(after.uid),
  });
};

type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;

/** @throws LedgerUnavailable for what is no booking. */
const bookingIn = (image: Image): BookingRecord =>
  bookingOf(unmarshall(image as Record<string, AttributeValue>));
