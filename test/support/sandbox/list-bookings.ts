import { type ApiKey, isListedTo, json, type SandboxResponse } from './api-message.ts';
import { bookingOutput } from './booking-output.ts';
import type { BookingRow } from './booking-row.ts';
import { badRequest, type World } from './world.ts';

type Query = Readonly<Record<string, string>>;

const isoTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

function time(query: Query, name: string): number | undefined {
  const value = query[name];
  if (value === undefined) return undefined;
  const at = isoTime.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw badRequest(`${name} must be a valid ISO 8601 date string`);
  return at;
}

const statuses: Record<string, (row: BookingRow, now: number) => boolean> = {
  upcoming: (row, now) => row.status === 'ACCEPTED' && row.end >= now,
  recurring: (row, now) =>
    row.recurringUid !== null && row.end >= now && row.status !== 'CANCELLED' && row.status !== 'REJECTED',
  past: (row, now) => row.end < now && row.status !== 'CANCELLED' && row.status !== 'REJECTED',
  cancelled: (row) => row.status === 'CANCELLED' || row.status === 'REJECTED',
  unconfirmed: (row, now) => row.status === 'PENDING' && row.end >= now,
};

function statusFilter(names: readonly string[], now: number): (row: BookingRow) => boolean {
  const tests = names.map((name) => {
    const test = Object.hasOwn(statuses, name) ? statuses[name] : undefined;
    if (test === undefined)
      throw badRequest(`status ${name} is not one of ${Object.keys(statuses).join(', ')}`);
    return test;
  });
  return (row) => tests.length === 0 || tests.some((test) => test(row, now));
}

function inWindow(query: Query): (row: BookingRow) => boolean {
  const afterStart = time(query, 'afterStart');
  const beforeEnd = time(query, 'beforeEnd');
  return (row) =>
    (afterStart === undefined || row.start >= afterStart) &&
    (beforeEnd === undefined || row.end <= beforeEnd) &&
    (query.attendeeEmail === undefined || row.attendees.some(({ email }) => email === query.attendeeEmail)) &&
    (query.bookingUid === undefined || row.uid === query.bookingUid);
}

const list = (value: string | undefined): string[] =>
  value === undefined || value === '' ? [] : value.split(',');

/** `GET /v2/bookings` as `2024-08-13` means it: `take` and `skip` over live data, so rows can shift between pages. */
export function listByOffset(world: World, key: ApiKey, query: Query, shiftedPage: boolean): SandboxResponse {
  const take = Number(query.take ?? 100);
  const skip = Number(query.skip ?? 0);
  if (!Number.isInteger(take) || take < 1 || take > 250) throw badRequest('take must be between 1 and 250');
  if (!Number.isInteger(skip) || skip < 0) throw badRequest('skip must not be less than 0');
  const status = statusFilter(list(query.status), world.now());
  const window = inWindow(query);
  const afterUpdatedAt = time(query, 'afterUpdatedAt');
  const beforeUpdatedAt = time(query, 'beforeUpdatedAt');
  const afterCreatedAt = time(query, 'afterCreatedAt');
  const beforeCreatedAt = time(query, 'beforeCreatedAt');
  const eventTypeIds = [...list(query.eventTypeIds), ...list(query.eventTypeId)].map(Number);
  const teamIds = [...list(query.teamsIds), ...list(query.teamId)].map(Number);
  const found = world.rows.all().filter(
    (row) =>
      isListedTo(key, row) &&
      status(row) &&
      window(row) &&
      // A row never updated has no `updatedAt` and fits neither bound.
      (afterUpdatedAt === undefined || (row.updatedAt !== null && row.updatedAt >= afterUpdatedAt)) &&
      (beforeUpdatedAt === undefined || (row.updatedAt !== null && row.updatedAt <= beforeUpdatedAt)) &&
      (afterCreatedAt === undefined || row.createdAt >= afterCreatedAt) &&
      (beforeCreatedAt === undefined || row.createdAt <= beforeCreatedAt) &&
      (eventTypeIds.length === 0 || eventTypeIds.includes(row.eventTypeId)) &&
      (teamIds.length === 0 || teamIds.includes(teamOf(world, row))) &&
      (query.attendeeName === undefined || row.attendees.some(({ name }) => name === query.attendeeName)),
  );
  sort(found, query);
  const from = shiftedPage && skip > 0 ? skip + 1 : skip;
  const page = found.slice(from, from + take);
  return json(200, {
    status: 'success',
    data: page.map((row) => bookingOutput(world.clinic, row, key)),
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
  });
}

const teamOf = (world: World, row: BookingRow): number =>
  world.clinic.eventTypes.find(({ id }) => id === row.eventTypeId)?.teamId ?? -1;

function sort(rows: BookingRow[], query: Query): void {
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
}

/**
 * `GET /v2/bookings` as `2026-05-01` means it (hosted): a cursor, one status or all. Filters it does not know,
 * `afterUpdatedAt` among them, have no effect.
 */
export function listByCursor(world: World, key: ApiKey, query: Query): SandboxResponse {
  const limit = Number(query.limit ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw badRequest('limit must be between 1 and 100');
  const names = list(query.status);
  if (names.length > 1) throw badRequest('status must be a single value');
  const status = statusFilter(names, world.now());
  const window = inWindow(query);
  const { cursor } = query;
  const found = world.rows
    .all()
    .filter((row) => isListedTo(key, row) && status(row) && window(row))
    .sort((a, b) => (a.uid < b.uid ? -1 : 1));
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
  const rest = found.filter(({ uid }) => uid > after);
  const page = rest.slice(0, limit);
  const hasMore = rest.length > page.length;
  const last = page.at(-1)?.uid ?? '';
  return json(200, {
    status: 'success',
    data: page.map((row) => bookingOutput(world.clinic, row, key)),
    pagination: { nextCursor: hasMore ? Buffer.from(last).toString('base64url') : null, hasMore },
  });
}
