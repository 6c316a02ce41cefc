import { createHash, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { readFeed } from '../../shared/availability/feeds.ts';
import { unpackedCalendar } from '../../shared/availability/unpacked-calendar.ts';
import type { PractitionerId } from '../../shared/domain/catalogue.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { FEED_PATH, feedOfPath } from '../../shared/domain/offer/feed-address.ts';
import { METRIC, type MetricName } from '../../shared/metrics.ts';

type FeedDependencies = {
  readonly ledger: Pick<Ledger, 'readMemo'>;
  readonly count: (metric: MetricName) => void;
  readonly log: { readonly error: (sentence: string, fields: Record<string, unknown>) => void };
};

/** Whether the request is Cal.com's for a practitioner's calendar. */
export const isFeedRequest = ({ rawPath }: Pick<APIGatewayProxyEventV2, 'rawPath'>): boolean =>
  rawPath.startsWith(FEED_PATH);

/**
 * `GET /feeds/…`: the calendar whole, or none. Cal.com takes any answer that is none for an empty one, and a part of one for a day
 * that is full: so where the Ledger cannot be read, what was served last is served again.
 */
export const serveFeed = ({ ledger, count, log }: FeedDependencies) => {
  const last = new Map<PractitionerId, { readonly token: string; readonly text: string }>();
  const current = async (ownerId: PractitionerId) => {
    const feed = (await readFeed(ledger, ownerId))?.feed;
    return feed && { token: feed.token, text: unpackedCalendar(feed.calendar) };
  };
  return async (
    request: Pick<APIGatewayProxyEventV2, 'rawPath'>,
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const asked = feedOfPath(request.rawPath);
    if (asked === undefined) return NONE;
    const { ownerId, token } = asked;
    try {
      const found = await current(ownerId);
      if (found === undefined) last.delete(ownerId);
      else last.set(ownerId, found);
    } catch (error) {
      log.error('a calendar could not be read', {
        practitioner: ownerId,
        reason: error instanceof Error ? error.name : 'unknown',
      });
      if (!last.has(ownerId)) {
        count(METRIC.feedsUnknown);
        return UNKNOWN;
      }
    }
    const feed = last.get(ownerId);
    return feed !== undefined && isSame(feed.token, token)
      ? { statusCode: 200, headers: HEADERS, body: feed.text }
      : NONE;
  };
};

const HEADERS = { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'no-store' };
const NONE = { statusCode: 404, headers: { 'cache-control': 'no-store' } };
const UNKNOWN = { statusCode: 503, headers: { 'cache-control': 'no-store', 'retry-after': '1' } };

/** How long it takes says nothing of how much was right. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digestOf(a), digestOf(b));

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
