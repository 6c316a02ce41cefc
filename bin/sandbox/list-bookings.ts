import { type ApiKey, isListedTo, json, type SandboxResponse } from './api-message.ts';
import { bookingOutput } from './booking-output.ts';
import type { BookingRow } from './booking-row.ts';
import { badRequest, Refusal, type World } from './world.ts';

type Query = Readonly<Record<string, string>>;

const isoTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

const time = (query: Query, name: string): number | undefined => {
  const value = query[name];
  if (value === undefined) return undefined;
  const at = isoTime.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw badRequest(`${name} must be a valid ISO 8601 date string`);
  return at;
};

const statuses: Record<string, (row: BookingRow, now: number) => boolean> = {
  upcoming: (row, now) => row.status === 'ACCEPTED' && row.end >= now,
  recurring: (row, now) =>
    row.recurringUid !== null && row.end >= now && row.status !== 'CANCELLED' && row.status !== 'REJECTED',
  past: (row, now) => row.end < now && row.status !== 'CANCELLED' && row.status !== 'REJECTED',
  cancelled: (row) => row.status === 'CANCELLED' || row.status === 'REJECTED',
  unconfirmed: (row, now) => row.status === 'PENDING' && row.end >= now,
};

const statusFilter = (names: readonly string[], now: number): ((row: BookingRow) => boolean) => {
  const tests = names.map((name) => {
    const test = Object.hasOwn(statuses, name) ? statuses[name] : undefined;
    if (test === undefined)
      throw badRequest(`status ${name} is not one of ${Object.keys(statuses).join(', ')}`);
    return test;
  });
  return (row) => tests.length === 0 || tests.some((test) => test(row, now));
};

const inWindow = (query: Query): ((row: BookingRow) => boolean) => {
  const afterStart = time(query, 'afterStart');
  const beforeEnd = time(query, 'beforeEnd');
  return (row) =>
    (afterStart === undefined || row.start >= afterStart) &&
    (beforeEnd === undefined || row.end <= beforeEnd) &&
    (query.attendeeEmail === undefined || row.attendees.some(({ email }) => email === query.attendeeEmail)) &&
    (query.bookingUid === undefined || row.uid === query.bookingUid);
};

const list = (value: string | undefined): string[] =>
  value === undefined || value === '' ? [] : value.split(',');

/** One page, and how many rows it has. */
type ListedPage = { readonly rows: number; readonly response: SandboxResponse };

/** The filters that both contracts know, but for the status. */
const filters = (world: World, key: ApiKey, query: Query): ((row: BookingRow) => boolean) => {
  const window = inWindow(query);
  const afterUpdatedAt = time(query, 'afterUpdatedAt');
  const beforeUpdatedAt = time(query, 'beforeUpdatedAt');
  const afterCreatedAt = time(query, 'afterCreatedAt');
  const beforeCreatedAt = time(query, 'beforeCreatedAt');
  const eventTypeIds = [...list(query.eventTypeIds), ...list(query.eventTypeId)].map(Number);
  const teamIds = [...list(query.teamsIds), ...list(query.teamId)].map(Number);
  return (row) =>
    isListedTo(key, row) &&
    window(row) &&
    // A row never updated has no `updatedAt` and fits neither bound.
    (afterUpdatedAt === undefined || (row.updatedAt !== null && row.updatedAt >= afterUpdatedAt)) &&
    (beforeUpdatedAt === undefined || (row.updatedAt !== null && row.updatedAt <= beforeUpdatedAt)) &&
    (afterCreatedAt === undefined || row.createdAt >= afterCreatedAt) &&
    (beforeCreatedAt === undefined || row.createdAt <= beforeCreatedAt) &&
    (eventTypeIds.length === 0 || eventTypeIds.includes(row.eventTypeId)) &&
    (teamIds.length === 0 || teamIds.includes(teamOf(world, row))) &&
    (query.attendeeName === undefined || row.attendees.some(({ name }) => name === query.attendeeName));
};

/** The rows as a list shows them. @throws Refusal 500 where one of them cannot be shown. */
const shown = (world: World, key: ApiKey, rows: readonly BookingRow[]): Record<string, unknown>[] =>
  rows.map((row) => {
    const { broken, bytes = world.behaviour.listedRowBytes } = world.oddRows.get(row.uid) ?? {};
    if (broken) throw new Refusal(500, 'InternalServerErrorException', 'Internal server error');
    return { ...bookingOutput(world.clinic, row, key), ...(bytes > 0 && { description: 'x'.repeat(bytes) }) };
  });

/** `GET /v2/bookings` as `2024-08-13` means it: `take` and `skip` over live data, so rows can shift between pages. */
export const listByOffset = (world: World, key: ApiKey, query: Query, shiftedPage: boolean): ListedPage => {
  const take = Number(query.take ?? 100);
  const skip = Number(query.skip ?? 0);
  if (!Number.isInteger(take) || take < 1 || take > 250) throw badRequest('take must be between 1 and 250');
  if (!Number.isInteger(skip) || skip < 0) throw badRequest('skip must not be less than 0');
  const status = statusFilter(list(query.status), world.now());
  const fits = filters(world, key, query);
  const found = world.rows.all().filter((row) => status(row) && fits(row));
  sort(found, query);
  const from = shiftedPage && skip > 0 ? skip + 1 : skip;
  const page = found.slice(from, from + take);
  return {
    rows: page.length,
    response: json(200, {
      status: 'success',
      data: shown(world, key, page),
      pagination: {
        totalItems: found.length,
        remainingItems: Math.max(0, found.length - from - page.length),
        returnedItems: page.length,
        itemsPerPage: take,
        currentPage: Math.floor(skip / take) + 1,
        totalPages: Math.ceil(found.length / take),
        hasNextPage: from + page.length < found.length,
        hasPreviousPage: skip > 0,
      },
    }),
  };
};

const teamOf = (world: World, row: BookingRow): number =>
  world.clinic.eventTypes.find(({ id }) => id === row.eventTypeId)?.teamId ?? -1;

const sort = (rows: BookingRow[], query: Query): void => {
  const keys: [string, (row: BookingRow) => number][] = [
    ['sortStart', (row) => row.start],
    ['sortEnd', (row) => row.end],
    ['sortCreated', (row) => row.createdAt],
    ['sortUpdatedAt', (row) => row.updatedAt ?? 0],
  ];
  for (const [name, value] of keys) {
    const direction = query[name];
    if (direction === undefined) continue;
    if (direction !== 'asc' && direction !== 'desc') throw badRequest(`${name} must be asc or desc`);
    rows.sort((a, b) => (direction === 'asc' ? value(a) - value(b) : value(b) - value(a)));
    return;
  }
};

/**
 * `GET /v2/bookings` as `2026-05-01` means it (hosted): a cursor, one status or all; in the order of the uids unless it is
 * told another.
 */
export const listByCursor = (world: World, key: ApiKey, query: Query): ListedPage => {
  const limit = Number(query.limit ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw badRequest('limit must be between 1 and 100');
  const names = list(query.status);
  if (names.length > 1) throw badRequest('status must be a single value');
  const status = statusFilter(names, world.now());
  const fits = filters(world, key, query);
  const { cursor } = query;
  const found = world.rows
    .all()
    .filter((row) => status(row) && fits(row))
    .sort((a, b) => (a.uid < b.uid ? -1 : 1));
  sort(found, query);
  // Where the row of the cursor has moved meanwhile, what comes after it now.
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
  const rest = after === '' ? found : found.slice(found.findIndex(({ uid }) => uid === after) + 1);
  const page = rest.slice(0, limit);
  const hasMore = rest.length > page.length;
  const last = page.at(-1)?.uid ?? '';
  return {
    rows: page.length,
    response: json(200, {
      status: 'success',
      data: shown(world, key, page),
      pagination: { nextCursor: hasMore ? Buffer.from(last).toString('base64url') : null, hasMore },
    }),
  };
};
