import type { CredentialName } from '../domain/catalogue.ts';
import { type Instant, toIso } from '../domain/instant.ts';
import { ownField } from './booking-fields.ts';
import { byVersion } from './by-version.ts';
import type { BookingReading, CalBooking, Unknown } from './cal-api.ts';
import { calBookingOf } from './cal-booking.ts';
import { type Answer, type CalClientOptions, calHttp, failureOf, isSuccess } from './cal-http.ts';

/** The two contracts of `GET /v2/bookings`, chosen by header. */
export type ListContract = '2024-08-13' | '2026-05-01';

/** One page of bookings, as their reader makes them of Cal.com's rows, or why there is none. */
export type ListReading<Row = CalBooking> =
  | {
      readonly kind: 'page';
      readonly bookings: readonly Row[];
      /** Rows that are no believable booking. */
      readonly unreadable: number;
      /** Names the next page; absent on the last. */
      readonly next?: string;
      readonly requestedAt: Instant;
      /** Whether it came by start, where that was asked for: all further pages then begin no earlier. */
      readonly inOrder: boolean;
    }
  | Extract<BookingReading, { kind: 'refused' | 'throttled' }>
  /** `beyond`: the page that begins a row later, where the contract counts its rows. */
  | (Unknown & { readonly beyond?: string });

/** Which page, and how many rows of it at most; a contract may give fewer. */
export type ListPage = { readonly at: string | undefined; readonly rows: number };

export type CalLister<Row = CalBooking> = {
  /** Bookings of any status whose visit lies between the two, by start; of one event type where that is named. */
  readonly between: (
    window: {
      readonly from: Instant;
      readonly to: Instant;
      readonly eventTypeId?: number;
      /** Also those that are over: left out unless they are asked for. */
      readonly past?: true;
    },
    page: ListPage,
    credential: CredentialName,
  ) => Promise<ListReading<Row>>;
  /** Bookings changed since, oldest change first. */
  readonly updatedSince: (
    since: Instant,
    page: ListPage,
    credential: CredentialName,
  ) => Promise<ListReading<Row>>;
};

/** Makes of a row what is wanted of it; `undefined` where it is no believable booking. */
type RowReader<Row> = (row: unknown) => Row | undefined;

/** As many bookings as Cal.com gives at once. */
export const MOST_ROWS = 250;
const LIMIT = 100;
/** Rows read again on the next page: what shifts forward between two pages is still seen. */
const OVERLAP = 10;

/** A page's name says by which contract it was given: the other begins anew with it. */
const BY_SKIP = /^(?:skip:)?(\d+)$/;
const BY_CURSOR = /^(?:from:(\d+);)?cursor:(.*)$/s;

/** The first page of what of a list lies at or after an instant, by that which it is sorted by. */
export const pageFrom = (from: Instant): string => `from:${from};cursor:`;

const CONTRACTS = ['2024-08-13', '2026-05-01'] as const satisfies ListContract[];

/** Lists bookings at Cal.com by whichever of the contracts it serves. */
export const calLister = (
  options: CalClientOptions,
  contracts: readonly [ListContract, ...ListContract[]] = CONTRACTS,
): CalLister =>
  bookingLists(
    options,
    async () => {
      const digest = await options.words();
      return (row) => calBookingOf(row, digest, options.now());
    },
    contracts,
  );

/** The same of whatever a reader makes of a row. */
export const bookingLists = <Row>(
  options: CalClientOptions,
  reader: () => Promise<RowReader<Row>>,
  contracts: readonly [ListContract, ...ListContract[]] = CONTRACTS,
): CalLister<Row> => {
  const http = calHttp(options);
  const asked = byVersion(contracts);
  const read = async (
    contract: ListContract,
    query: Record<string, string>,
    credential: CredentialName,
    nextOf: (answer: Answer, rows: number) => string | undefined,
  ): Promise<ListReading<Row>> => {
    const requestedAt = options.now();
    const answer = await http.get(`/bookings?${new URLSearchParams(query)}`, credential, contract);
    const failure = failureOf(answer, options.now());
    if (failure !== undefined) return failure;
    const data = 'json' in answer && isSuccess(answer.json) ? ownField(answer.json, 'data') : undefined;
    if (!Array.isArray(data)) return { kind: 'unknown', cause: 'UnreadableAnswer' };
    const bookings = data.map(await reader()).filter((booking) => booking !== undefined);
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

  const bySkip = async (
    query: Record<string, string>,
    { at, rows }: ListPage,
    credential: CredentialName,
  ): Promise<ListReading<Row>> => {
    const skip = Number(BY_SKIP.exec(at ?? '')?.[1] ?? 0);
    const take = Math.min(rows, MOST_ROWS);
    const page = { take: String(take), skip: String(skip) };
    const reading = await read('2024-08-13', { ...query, ...page }, credential, (_, found) =>
      found < take ? undefined : `skip:${skip + take - Math.min(OVERLAP, Math.floor(take / 2))}`,
    );
    return reading.kind === 'unknown' ? { ...reading, beyond: `skip:${skip + 1}` } : reading;
  };
  /** `since`: the filter by that which the list is sorted by. */
  const byCursor = (
    query: Record<string, string>,
    since: 'afterStart' | 'afterUpdatedAt',
    { at, rows }: ListPage,
    credential: CredentialName,
  ) => {
    const [, from, cursor = ''] = BY_CURSOR.exec(at ?? '') ?? [];
    const page = {
      limit: String(Math.min(rows, LIMIT)),
      ...(from === undefined ? {} : { [since]: toIso(Number(from)) }),
      ...(cursor === '' ? {} : { cursor }),
    };
    return read('2026-05-01', { ...query, ...page }, credential, (answer) => {
      const pagination = 'json' in answer ? ownField(answer.json, 'pagination') : undefined;
      const next = ownField(pagination, 'nextCursor');
      return ownField(pagination, 'hasMore') === true && typeof next === 'string'
        ? `${from === undefined ? '' : `from:${from};`}cursor:${next}`
        : undefined;
    });
  };

  return {
    between: ({ from, to, eventTypeId, past }, page, credential) => {
      const window = {
        afterStart: toIso(from),
        beforeEnd: toIso(to),
        sortStart: 'asc',
        ...(eventTypeId === undefined ? {} : { eventTypeId: String(eventTypeId) }),
      };
      const status = `upcoming,recurring,unconfirmed,cancelled${past ? ',past' : ''}`;
      return asked(credential, (contract) =>
        contract === '2026-05-01'
          ? byCursor(window, 'afterStart', page, credential)
          : bySkip({ ...window, status }, page, credential),
      );
    },
    updatedSince: (since, page, credential) => {
      const changed = { afterUpdatedAt: toIso(since), sortUpdatedAt: 'asc' };
      return asked(credential, (contract) =>
        contract === '2026-05-01'
          ? byCursor(changed, 'afterUpdatedAt', page, credential)
          : bySkip(changed, page, credential),
      );
    },
  };
};
