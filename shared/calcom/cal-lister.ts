import type { CredentialName } from '../domain/catalogue.ts';
import { type Instant, toIso } from '../domain/instant.ts';
import { ownField } from './booking-fields.ts';
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
    }
  | Extract<BookingReading, { kind: 'refused' | 'throttled' | 'unknown' }>;

export type CalLister = {
  readonly contract: ListContract;
  /** Bookings of any standing whose visit lies between the two, by start. */
  readonly between: (
    window: { readonly from: Instant; readonly to: Instant },
    page: string | undefined,
    credential: CredentialName,
  ) => Promise<ListReading>;
  /** Bookings changed since, oldest change first; only the older contract can tell. */
  readonly updatedSince?: (
    since: Instant,
    page: string | undefined,
    credential: CredentialName,
  ) => Promise<ListReading>;
};

/** As many bookings as Cal.com gives at once. */
export const PAGE_SIZE: Readonly<Record<ListContract, number>> = { '2024-08-13': 250, '2026-05-01': 100 };
const TAKE = PAGE_SIZE['2024-08-13'];
const LIMIT = PAGE_SIZE['2026-05-01'];
/** Rows read again on the next page: what shifts forward between two pages is still seen. */
const OVERLAP = 10;

/** Lists bookings at Cal.com by either contract. */
export const calLister = (options: CalClientOptions, contract: ListContract = '2024-08-13'): CalLister => {
  const http = calHttp(options);
  const read = async (
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
    };
  };

  const bySkip = (query: Record<string, string>, page: string | undefined, credential: CredentialName) => {
    const skip = Number(page ?? 0);
    return read({ ...query, take: String(TAKE), skip: String(skip) }, credential, (_, rows) =>
      rows < TAKE ? undefined : String(skip + TAKE - OVERLAP),
    );
  };
  const byCursor = (query: Record<string, string>, page: string | undefined, credential: CredentialName) =>
    read(
      { ...query, limit: String(LIMIT), ...(page === undefined ? {} : { cursor: page }) },
      credential,
      (answer) => {
        const pagination = 'json' in answer ? ownField(answer.json, 'pagination') : undefined;
        const cursor = ownField(pagination, 'nextCursor');
        return ownField(pagination, 'hasMore') === true && typeof cursor === 'string' ? cursor : undefined;
      },
    );

  if (contract === '2026-05-01')
    return {
      contract,
      between: ({ from, to }, page, credential) =>
        byCursor({ afterStart: toIso(from), beforeEnd: toIso(to), sortStart: 'asc' }, page, credential),
    };
  return {
    contract,
    between: ({ from, to }, page, credential) =>
      bySkip(
        {
          afterStart: toIso(from),
          beforeEnd: toIso(to),
          status: 'upcoming,recurring,unconfirmed,cancelled',
          sortStart: 'asc',
        },
        page,
        credential,
      ),
    updatedSince: (since, page, credential) =>
      bySkip({ afterUpdatedAt: toIso(since), sortUpdatedAt: 'asc' }, page, credential),
  };
};

/**
 * Lists by the older contract for as long as Cal.com knows it, since only that one can say what changed; by the newer one
 * once the older is refused.
 */
export const anyLister = (options: CalClientOptions): CalLister => {
  const older = calLister(options, '2024-08-13');
  const newer = calLister(options, '2026-05-01');
  let retired = false;
  const isRetired = (reading: ListReading): boolean =>
    reading.kind === 'refused' && [400, 404, 410].includes(reading.status);
  return {
    get contract() {
      return retired ? newer.contract : older.contract;
    },
    between: async (window, page, credential) => {
      if (!retired) {
        const reading = await older.between(window, page, credential);
        retired = isRetired(reading);
        if (!retired) return reading;
      }
      return newer.between(window, retired && /^\d+$/.test(page ?? '') ? undefined : page, credential);
    },
    updatedSince: async (since, page, credential) =>
      older.updatedSince === undefined || retired
        ? { kind: 'refused', status: 404, code: 'ContractRetired' }
        : older.updatedSince(since, page, credential),
  };
};
