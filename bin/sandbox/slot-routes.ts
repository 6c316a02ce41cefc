import { Temporal } from 'temporal-polyfill';
import { type Interval, MINUTE, overlap } from '../../shared/domain/instant.ts';
import { dayInterval, isLocalDate, isTimeZone, localDateOf } from '../../shared/domain/local-time.ts';
import { bodyOf, type SandboxRequest, type SandboxResponse, success, text, whole } from './api-message.ts';
import { ownerOf } from './availability.ts';
import type { EventType } from './clinic.ts';
import { instantOf } from './create-booking.ts';
import { freeTime } from './free-time.ts';
import { startsIn } from './slot-grid.ts';
import { badRequest, eventTypeOf, notFound, Refusal, type World } from './world.ts';

/** The same question within so many milliseconds has the same answer. */
const CACHED_MS = 2_000;
const RESERVED_MINUTES = 5;

/** `/v2/slots`: what is offered, and what someone keeps from being offered. No key is needed. */
export const slotRoute = async (
  world: World,
  request: SandboxRequest,
): Promise<SandboxResponse | undefined> => {
  const { method, path } = request;
  if (method === 'GET' && path === '/v2/slots') return success(await listed(world, request));
  if (method === 'POST' && path === '/v2/slots/reservations') return success(reserve(world, request), 201);
  const uid = /^\/v2\/slots\/reservations\/([^/]+)$/.exec(path)?.[1];
  if (uid === undefined) return undefined;
  const { reservations } = world.availability;
  if (!reservations.has(uid)) throw notFound(`Reservation with uid ${uid} not found`);
  // A reservation stands in the way of its own change.
  if (method === 'PATCH')
    throw new Refusal(422, 'UnprocessableEntityException', 'This slot is already reserved.');
  if (method !== 'DELETE') throw notFound(`Cannot ${method} ${path}`);
  reservations.delete(uid);
  return success(null);
};

const listed = async (world: World, { query }: SandboxRequest): Promise<unknown> => {
  const { availability, now } = world;
  const exact = JSON.stringify(Object.entries(query).sort());
  const known = availability.listed.get(exact);
  if (known !== undefined && now() < known.at + CACHED_MS) return JSON.parse(known.body);
  const at = now();
  const found = await slots(world, query);
  availability.listed.set(exact, { at, body: JSON.stringify(found) });
  return found;
};

const slots = async (world: World, query: SandboxRequest['query']): Promise<unknown> => {
  const type = eventTypeOf(world, Number(query.eventTypeId));
  const timeZone = query.timeZone ?? 'UTC';
  if (!isTimeZone(timeZone)) throw badRequest('timeZone must be a valid time zone');
  const asked: Interval = {
    start: boundOf(query.start, 'start', timeZone),
    end: boundOf(query.end, 'end', timeZone),
  };
  const found: Record<string, { start: string }[]> = {};
  for (const start of await startsOf(world, type, asked, timeZone)) {
    const date = localDateOf(start, timeZone);
    found[date] = [...(found[date] ?? []), { start: shownStart(start, timeZone) }];
  }
  return found;
};

/** Where its owner has no schedule it can be booked at any time. */
const startsOf = async (
  world: World,
  type: EventType,
  asked: Interval,
  timeZone: string,
): Promise<readonly number[]> => {
  const { availability, now } = world;
  const schedule = availability.scheduleOf(type);
  const free = schedule === undefined ? [asked] : await freeTime(world, type, schedule, asked);
  const terms = { ...availability.settingsOf(type.id), length: type.length, timeZone };
  const reserved = [...availability.reservations.values()].filter(
    ({ ownerId, until }) => ownerId === ownerOf(type) && now() < until,
  );
  return startsIn(free, terms, now()).filter((start) => {
    const visit = { start, end: start + type.length * MINUTE };
    return asked.start <= start && start < asked.end && !reserved.some((each) => overlap(each, visit));
  });
};

const boundOf = (value: string | undefined, name: 'start' | 'end', timeZone: string): number => {
  if (value === undefined) throw badRequest(`${name} must be a valid ISO 8601 date string`);
  if (isLocalDate(value)) return dayInterval(value, timeZone)[name];
  return instantOf(value);
};

/** In UTC where no zone was asked for. */
const shownStart = (at: number, timeZone: string): string =>
  timeZone === 'UTC'
    ? new Date(at).toISOString()
    : Temporal.Instant.fromEpochMilliseconds(at).toString({
        timeZone,
        fractionalSecondDigits: 3,
      });

const reserve = (world: World, request: SandboxRequest): unknown => {
  const body = bodyOf(request);
  const type = eventTypeOf(world, whole(body, 'eventTypeId') ?? '');
  const start = instantOf(text(body, 'slotStart') ?? '');
  const end = start + (whole(body, 'slotDuration') ?? type.length) * MINUTE;
  const ownerId = ownerOf(type) ?? 0;
  const until = world.now() + (whole(body, 'reservationDuration') ?? RESERVED_MINUTES) * MINUTE;
  const uid = world.rows.nextUuid();
  world.availability.reservations.set(uid, { uid, ownerId, start, end, until });
  return {
    reservationUid: uid,
    eventTypeId: type.id,
    slotStart: new Date(start).toISOString(),
    slotEnd: new Date(end).toISOString(),
    reservationUntil: new Date(until).toISOString(),
  };
};
