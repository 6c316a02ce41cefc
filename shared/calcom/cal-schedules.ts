import * as z from 'zod';
import type { CredentialName } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import { isLocalDate, isTimeZone } from '../domain/local-time.ts';
import { ownField } from './booking-fields.ts';
import { type Answer, type CalHttp, failureOf, isSuccess } from './cal-http.ts';

const SCHEDULES_VERSION = '2024-06-11';
const EVENT_TYPES_VERSION = '2024-06-14';

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const weekly = z.object({ days: z.array(z.string()), startTime: clockTime, endTime: clockTime });
const override = z.object({
  date: z.string().refine(isLocalDate),
  startTime: clockTime,
  endTime: clockTime,
});

/** When someone can be booked; what else stands in an answer is dropped. */
export const calSchedule = z.object({
  timeZone: z.string().refine(isTimeZone),
  availability: z.array(weekly),
  overrides: z.array(override),
});
const ownedSchedule = calSchedule.extend({ id: z.int(), ownerId: z.int(), name: z.string() });
export type ScheduleAtCal = z.infer<typeof ownedSchedule>;
export type Hours = z.infer<typeof calSchedule>;

/** Of a schedule what says when someone can be booked. */
export const hoursOf = ({ timeZone, availability, overrides }: Hours): Hours => ({
  timeZone,
  availability,
  overrides,
});

const minutes = z.int().min(0);

/** An event type, as far as it says whose it is and when it can be booked. */
const offeredType = z.object({
  id: z.int(),
  slug: z.string(),
  ownerId: z.int().nullish(),
  teamId: z.int().nullish(),
  parentEventTypeId: z.int().nullish(),
  schedulingType: z.string().nullish(),
  scheduleId: z.int().nullish(),
  lengthInMinutes: z.int().positive(),
  lengthInMinutesOptions: z.array(z.int()).nullish(),
  slotInterval: minutes.nullish(),
  offsetStart: minutes.nullish(),
  seats: z.object({ seatsPerTimeSlot: z.int().nullish() }).nullish(),
});
export type OfferedTypeAtCal = z.infer<typeof offeredType>;

/** The cause of an unknown outcome: Cal.com has answered, and not as it should. */
export const UNREADABLE = 'UnreadableAnswer';

/** What an answer came to. All but `done` and `gone` say nothing of what stands at Cal.com. */
export type Told<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** There is no such thing, or none for this key. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  | { readonly kind: 'throttled'; readonly until: Instant }
  | { readonly kind: 'unknown'; readonly cause: string };

/** What an answer says, read by a schema. */
export const toldOf = <T>(answer: Answer, schema: z.ZodType<T>, now: Instant): Told<T> => {
  const failure = failureOf(answer, now);
  if (failure?.kind === 'refused' && failure.status === 404) return { kind: 'gone' };
  if (failure?.kind === 'unknown') return { kind: 'unknown', cause: failure.cause };
  if (failure !== undefined) return failure;
  const data = 'json' in answer && isSuccess(answer.json) ? ownField(answer.json, 'data') : undefined;
  const parsed = schema.safeParse(data);
  return parsed.success ? { kind: 'done', value: parsed.data } : { kind: 'unknown', cause: UNREADABLE };
};

/** Schedules at Cal.com, and which of them an event type has. Never retries and never waits. */
export type CalSchedules = {
  readonly me: (credential: CredentialName) => Promise<Told<number>>;
  readonly eventType: (id: number, credential: CredentialName) => Promise<Told<OfferedTypeAtCal>>;
  /** All that are the key's own. */
  readonly eventTypes: (credential: CredentialName) => Promise<Told<readonly OfferedTypeAtCal[]>>;
  /** `null`: the default one. */
  readonly schedule: (id: number | null, credential: CredentialName) => Promise<Told<ScheduleAtCal>>;
  readonly schedules: (credential: CredentialName) => Promise<Told<readonly ScheduleAtCal[]>>;
  readonly make: (name: string, schedule: Hours, credential: CredentialName) => Promise<Told<ScheduleAtCal>>;
  /** In place of all that stood there. */
  readonly write: (id: number, schedule: Hours, credential: CredentialName) => Promise<Told<ScheduleAtCal>>;
  readonly remove: (id: number, credential: CredentialName) => Promise<Told<null>>;
  /** Lets an event type have another schedule; `null`: its owner's default one. */
  readonly pointAt: (
    eventTypeId: number,
    scheduleId: number | null,
    credential: CredentialName,
  ) => Promise<Told<OfferedTypeAtCal>>;
};

export const calSchedules = (http: CalHttp, now: () => Instant): CalSchedules => {
  const read = <T>(answer: Answer, schema: z.ZodType<T>): Told<T> => toldOf(answer, schema, now());
  const schedulePath = (id: number): string => `/schedules/${id}`;
  const get = <T>(path: string, credential: CredentialName, version: string, schema: z.ZodType<T>) =>
    http.get(path, credential, version).then((answer) => read(answer, schema));
  const send = async <T>(
    method: 'PATCH' | 'POST' | 'DELETE',
    path: string,
    body: object | undefined,
    credential: CredentialName,
    schema: z.ZodType<T>,
    version = SCHEDULES_VERSION,
  ): Promise<Told<T>> => read(await http.send(method, path, body, credential, { version }), schema);
  return {
    me: async (credential) => {
      const told = read(await http.get('/me', credential), z.object({ id: z.int() }));
      return told.kind === 'done' ? { kind: 'done', value: told.value.id } : told;
    },
    eventType: (id, credential) => get(`/event-types/${id}`, credential, EVENT_TYPES_VERSION, offeredType),
    eventTypes: (credential) => get('/event-types', credential, EVENT_TYPES_VERSION, z.array(offeredType)),
    schedule: async (id, credential) => {
      const path = id === null ? '/schedules/default' : schedulePath(id);
      const told = await get(path, credential, SCHEDULES_VERSION, ownedSchedule.nullable());
      if (told.kind !== 'done') return told;
      return told.value === null ? { kind: 'gone' } : { kind: 'done', value: told.value };
    },
    schedules: (credential) => get('/schedules', credential, SCHEDULES_VERSION, z.array(ownedSchedule)),
    make: (name, schedule, credential) =>
      send('POST', '/schedules', { name, isDefault: false, ...hoursOf(schedule) }, credential, ownedSchedule),
    write: (id, schedule, credential) =>
      send('PATCH', schedulePath(id), hoursOf(schedule), credential, ownedSchedule),
    remove: async (id, credential) => {
      const told = await send('DELETE', schedulePath(id), undefined, credential, z.unknown());
      return told.kind === 'done' ? { kind: 'done', value: null } : told;
    },
    pointAt: (eventTypeId, scheduleId, credential) =>
      send(
        'PATCH',
        `/event-types/${eventTypeId}`,
        { scheduleId },
        credential,
        offeredType,
        EVENT_TYPES_VERSION,
      ),
  };
};
