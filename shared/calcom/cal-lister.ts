import type { CredentialName } from '../domain/catalogue.ts';
import { type Instant, toIso } from '../domain/instant.ts';
import { ownField } from './booking-fields.ts';
import { byVersion } from './by-version.ts';
import type { BookingReading, CalBooking } from './cal-api.ts';
import { calBookingOf } from './cal-booking.ts';
import { type Answer, type CalClientOptions, calHttp, failureOf, isSuccess } from './cal-http.ts';

/** The two contracts of `GET /v2/bookings`, chosen by header. */
export type ListContract = '2024-08-13' | '2026-05-01';

/** One page of bookings, or why there is none. */
export type ListReading =
  | {
      readonly kind: 'page';
      readonly bookings: readonly CalBooking[];
      /** Rows that are no believable booking. */
      readonly unreadable: number;
      /** Names the next page; absent on the last. */
      readonly next?: string;
      readonly requestedAt: Instant;
      /** Whether it came by start, where that was asked for: all further pages then begin no earlier. */
      readonly inOrder: boolean;
    }
  | Extract<BookingReading, { kind: 'refused' | 'throttled' | 'unknown' }>;

/** Which page, and how many rows of it at most; a contract may give fewer. */
export type ListPage = { readonly at: string | undefined; readonly rows: number };

export type CalLister = {
  /** Bookings of any standing whose visit lies between the two, by start; of one event type where that is named. */
  readonly between: (
    window: { readonly from: Instant; readonly to: Instant; readonly eventTypeId?: number },
    page: ListPage,
    credential: CredentialName,
  ) => Promise<ListReading>;
  /** Bookings changed since, oldest change first. */
  readonly updatedSince: (since: Instant, page: ListPage, credential: CredentialName) => Promise<ListReading>;
};

/** As many bookings as Cal.com gives at once. */
export const MOST_ROWS = 250;
const LIMIT = 100;
/** Rows read again on the next page: what shifts forward between two pages is still seen. */
const OVERLAP = 10;

/** A page's name says by which contract it was given: the other begins anew with it. */
const BY_SKIP = /^(?:skip:)?(\d+)$/;
const BY_CURSOR = /^cursor:(.*)$/s;

/** The page that begins a row later; `undefined` where the contract names its pages itself. */
export const pageBeyond = (at: string | undefined): string | undefined => {
  const [, skip] = at === undefined ? [] : (BY_SKIP.exec(at) ?? []);
  return skip === undefined ? undefined : `skip:${Number(skip) + 1}`;
};

/** Lists bookings at Cal.com by whichever of the contracts it serves. */
export const calLister = (
  options: CalClientOptions,
  contracts: readonly [ListContract, ...ListContract[]] = ['2024-08-13', '2026-05-01'],
): CalLister => {
  const http = calHttp(options);
  const asked = byVersion(contracts);
  const read = async (
    contract: ListContract,
    query: Record<string, string>,
    credential: CredentialName,
    nextOf: (answer: Answer, rows: number) => string | undefined,
  ): Promise<ListReading> => {
    const requestedAt = options.now();
    const answer = await http.get(`/bookings?${new URLSearchParams(query)}`, credential, contract);
    const failure = failureOf(answer, options.now());
    if (failure !== undefined) return failure;
    const data = 'json' in answer && isSuccess(answer.json) ? ownField(answer.json, 'data') : undefined;
    if (!Array.isArray(data)) return { kind: 'unknown', cause: 'UnreadableAnswer' };
    const digest = await options.words();
    const bookings = data
      .map((each) => calBookingOf(each, digest, options.now()))
      .filter((booking) => booking !== undefined);
    const next = nextOf(answer, data.length);
    return {
      kind: 'page',
      bookings,
      unreadable: data.length - bookings.length,
      ...(next !== undefined && { next }),
      requestedAt,
      inOrder: contract === '2024-08-13',
    };
  };

  const bySkip = (query: Record<string, string>, { at, rows }: ListPage, credential: CredentialName) => {
    const skip = Number(BY_SKIP.exec(at ?? '')?.[1] ?? 0);
    const take = Math.min(rows, MOST_ROWS);
    const page = { take: String(take), skip: String(skip) };
    return read('2024-08-13', { ...query, ...page }, credential, (_, found) =>
      found < take ? undefined : `skip:${skip + take - Math.min(OVERLAP, Math.floor(take / 2))}`,
    );
  };
  const byCursor = (query: Record<string, string>, { at, rows }: ListPage, credential: CredentialName) => {
    const cursor = BY_CURSOR.exec(at ?? '')?.[1];
    const limit = String(Math.min(rows, LIMIT));
    const page = { limit, ...(cursor === undefined ? {} : { cursor }) };
    return read('2026-05-01', { ...query, ...page }, credential, (answer) => {
      const pagination = 'json' in answer ? ownField(answer.json, 'pagination') : undefined;
      const next = ownField(pagination, 'nextCursor');
      return ownField(pagination, 'hasMore') === true && typeof next === 'string'
        ? `cursor:${next}`
        : undefined;
    });
  };

  return {
    between: ({ from, to, eventTypeId }, page, credential) => {
      const window = {
        afterStart: toIso(from),
        beforeEnd: toIso(to),
        sortStart: 'asc',
        ...(eventTypeId === undefined ? {} : { eventTypeId: String(eventTypeId) }),
      };
      return asked(credential, (contract) =>
        contract === '2026-05-01'
          ? byCursor(window, page, credential)
          : bySkip({ ...window, status: 'upcoming,recurring,unconfirmed,cancelled' }, page, credential),
      );
    },
    updatedSince: (since, page, credential) => {
      const changed = { afterUpdatedAt: toIso(since), sortUpdatedAt: 'asc' };
      return asked(credential, (contract) =>
        contract === '2026-05-01' ? byCursor(changed, page, credential) : bySkip(changed, page, credential),
      );
    },
  };
};
