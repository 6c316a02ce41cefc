import * as z from 'zod';
import { json, type SandboxRequest, type SandboxResponse } from './api-message.ts';
import type { BookingRow } from './booking-row.ts';
import type { CalSandbox } from './cal-sandbox.ts';
import type { EventType } from './clinic.ts';
import { nextWeekdayAtTen, patientTime, shownTime } from './clinic-time.ts';
import { demoPatient } from './demo-clinic.ts';
import { apiFaults, type FaultRule, webhookFaults } from './faults.ts';
import { badRequest, notFound, Refusal } from './world.ts';

const text = z.string().min(1).max(500);
const milliseconds = z.number().int().nonnegative();
const pace = z.object({ limit: z.number().int(), windowMs: milliseconds, blockMs: milliseconds }).partial();

const bodies = {
  book: z.strictObject({
    eventType: z.union([text, z.number().int()]).optional(),
    start: text.optional(),
    hostId: z.number().int().optional(),
    minutes: z.number().int().positive().optional(),
    equipment: text.optional(),
    name: text.optional(),
    email: text.optional(),
    phoneNumber: text.optional(),
    occurrences: z.number().int().min(2).max(52).optional(),
    via: z.enum(['web', 'api']).optional(),
  }),
  reschedule: z.strictObject({
    start: text,
    via: z.enum(['web', 'api']).optional(),
    byHost: z.boolean().optional(),
    seatUid: text.optional(),
    reason: text.optional(),
  }),
  cancel: z.strictObject({
    reason: text.optional(),
    seatUid: text.optional(),
    subsequent: z.boolean().optional(),
    requestReschedule: z.boolean().optional(),
  }),
  nothing: z.strictObject({}),
  reject: z.strictObject({ reason: text.optional() }),
  reassign: z.strictObject({ hostId: z.number().int() }),
  location: z.strictObject({ location: text }),
  noShow: z.strictObject({ email: text.optional(), noShow: z.boolean().optional() }),
  fault: z.strictObject({
    on: z.enum(['patch', 'get', 'list', 'write', 'webhook']),
    kind: z.enum([...apiFaults, ...webhookFaults]),
    times: z.number().int().positive().optional(),
    probability: z.number().min(0).max(1).optional(),
    delayMs: milliseconds.optional(),
    uid: text.optional(),
    trigger: text.optional(),
  }),
  behaviour: z.strictObject({
    edition: z.enum(['hosted', 'public']).optional(),
    finalWriteMs: milliseconds.optional(),
    webhookMode: z.enum(['inline', 'queued']).optional(),
    queueDelayMs: z.tuple([milliseconds, milliseconds]).optional(),
    echoMs: milliseconds.optional(),
    requestedReschedule: z.enum(['bare', 'with-link']).optional(),
    confirmedReschedule: z.enum(['created', 'created-with-link', 'rescheduled']).optional(),
    cancelsPatchedClasses: z.boolean().optional(),
    answerAfterPatch: z.enum(['in-person', 'kept']).optional(),
    cancelWritesLast: z.boolean().optional(),
    cancelledDates: z.boolean().optional(),
    retiredVersions: z.array(text).max(20).optional(),
    unchangeableEventTypes: z.array(z.number().int()).max(100).optional(),
    listedRowBytes: z.number().int().nonnegative().max(8_000_000).optional(),
    listMsPerRow: milliseconds.optional(),
    gatewayMs: milliseconds.optional(),
  }),
  oddRow: z.strictObject({
    bytes: z.number().int().positive().max(8_000_000).optional(),
    broken: z.boolean().optional(),
  }),
  pace: z.strictObject({ location: pace.optional(), ordinary: pace.optional() }),
  rotateKey: z.strictObject({ from: text, to: text }),
  rotateSecret: z.strictObject({ secret: text }),
};

/** What the page and the patient's command are shown of a booking. */
const bookingView = (sandbox: CalSandbox, row: BookingRow): Record<string, unknown> => {
  const { clinic } = sandbox;
  const type = clinic.eventTypes.find(({ id }) => id === row.eventTypeId);
  return {
    uid: row.uid,
    title: row.title,
    type: type?.slug,
    hostId: row.hostId,
    start: new Date(row.start).toISOString(),
    end: new Date(row.end).toISOString(),
    when: shownTime(row.start, row.end, zoneOf(clinic, type)),
    timeZone: zoneOf(clinic, type),
    status: row.status.toLowerCase(),
    location: row.location,
    defaultLocation: type?.location,
    calendarLocation: row.calendarLocation,
    rescheduledToUid: row.rescheduledToUid,
    recurringUid: row.recurringUid,
    needsConfirmation: row.status === 'PENDING' && type?.requiresConfirmation === true,
    seats: row.attendees.flatMap(({ seatUid }) => (seatUid === null ? [] : [seatUid])),
  };
};

type Given = { readonly sandbox: CalSandbox; readonly request: SandboxRequest; readonly uid: string };
type Route = readonly [method: string, pattern: RegExp, run: (given: Given) => unknown];

const read = <Schema extends z.ZodType>(schema: Schema, request: SandboxRequest): z.infer<Schema> => {
  let body: unknown;
  try {
    body = request.body === '' ? {} : JSON.parse(request.body);
  } catch (cause) {
    throw new Refusal(400, 'BadRequestException', `The body is not JSON: ${String(cause)}`);
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw badRequest(
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
};

/** When, and who with: what was asked for, else the next time that there is. */
const visitAskedFor = (
  { clinic, now }: { readonly clinic: CalSandbox['clinic']; readonly now: number },
  asked: z.infer<typeof bodies.book>,
): { readonly start: number; readonly hostId: number | undefined } => {
  const type = typeAskedFor(clinic, asked.eventType);
  if (asked.start !== undefined) {
    const start = patientTime(asked.start, zoneOf(clinic, type));
    if (start <= now) throw badRequest('That time is already past');
    const hostIds = asked.hostId === undefined ? (type?.hostIds ?? []) : [asked.hostId];
    const end = start + (asked.minutes ?? type?.length ?? 0) * 60_000;
    return { start, hostId: type === undefined ? asked.hostId : hostFor(type, { start, end, hostIds }, now) };
  }
  if (type?.schedule === undefined) {
    return { start: nextWeekdayAtTen(now, clinic.timeZone), hostId: asked.hostId };
  }
  const next = type.schedule.next(now);
  if (next === undefined)
    throw badRequest(`${type.slug} is offered at no time: no room of the clinic takes it`);
  return { start: next.start, hostId: asked.hostId ?? next.hostId };
};

/** Cal.com offers no other times than those at which someone can be seen, and neither does the sandbox where it knows them. */
const hostFor = (
  type: EventType,
  {
    start,
    end,
    hostIds,
  }: { readonly start: number; readonly end: number; readonly hostIds: readonly number[] },
  now: number,
): number | undefined => {
  const { schedule } = type;
  if (schedule === undefined) return hostIds[0];
  const hostId = hostIds.find((id) => schedule.takes(start, end, id));
  if (hostId !== undefined) return hostId;
  const next = schedule.next(now);
  const words =
    next === undefined
      ? 'no room of the clinic takes it'
      : `the next one is ${shownTime(next.start, next.start + type.length * 60_000, schedule.timeZone)}`;
  throw badRequest(`${type.slug} is not offered at that time: ${words}`);
};

const zoneOf = ({ timeZone }: CalSandbox['clinic'], type: EventType | undefined): string => {
  return type?.schedule?.timeZone ?? timeZone;
};

/** By id or slug; the first there is unless one is named. */
const typeAskedFor = ({ eventTypes }: CalSandbox['clinic'], asked: string | number | undefined) => {
  if (asked === undefined) return eventTypes[0];
  return eventTypes.find(({ id, slug }) => id === asked || slug === asked);
};

const bookAsPatient = async ({ sandbox, request }: Given): Promise<unknown> => {
  const given = read(bodies.book, request);
  const { start, hostId } = visitAskedFor({ clinic: sandbox.clinic, now: sandbox.now() }, given);
  const equipment = given.equipment?.split(',').map((tag) => tag.trim());
  const input = {
    eventType: given.eventType ?? sandbox.clinic.eventTypes[0]?.id ?? '',
    start,
    hostId,
    minutes: given.minutes,
    via: given.via ?? 'web',
    attendee: {
      name: given.name ?? demoPatient.name,
      email: given.email ?? demoPatient.email,
      phoneNumber: given.phoneNumber ?? null,
    },
    // As an intake portal does it: an answer to the booking question, and the same as a metadata string.
    ...(equipment === undefined
      ? {}
      : { answers: { equipment }, metadata: { equipment: equipment.join(','), source: 'intake-portal' } }),
  };
  const rows =
    given.occurrences === undefined
      ? [await sandbox.book(input)]
      : await sandbox.bookSeries(input, given.occurrences);
  return { bookings: rows.map((row) => bookingView(sandbox, row)) };
};

const toIso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

const act = (name: string): RegExp => new RegExp(`^/sandbox/bookings/([^/]+)/${name}$`);

const view = async (sandbox: CalSandbox, row: BookingRow | Promise<BookingRow>): Promise<unknown> => {
  return { booking: bookingView(sandbox, await row) };
};

const known = (sandbox: CalSandbox, uid: string): BookingRow => {
  const row = sandbox.booking(uid);
  if (row === undefined) throw notFound(`There is no booking ${uid}`);
  return row;
};

/** Only what was really given: an absent number must not blank the one in force. */
const given = <Part extends Record<string, number | undefined>>(part: Part): Record<string, number> => {
  return Object.fromEntries(
    Object.entries(part).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
};

const routes: readonly Route[] = [
  [
    'GET',
    /^\/sandbox\/state$/,
    ({ sandbox }) => ({
      now: new Date(sandbox.now()).toISOString(),
      timeZone: sandbox.clinic.timeZone,
      nextVisit: toIso(
        sandbox.clinic.eventTypes[0]?.schedule?.next(sandbox.now())?.start ??
          nextWeekdayAtTen(sandbox.now(), sandbox.clinic.timeZone),
      ),
      hosts: sandbox.clinic.hosts.map(({ id, name }) => ({ id, name })),
      eventTypes: sandbox.clinic.eventTypes.map(({ id, slug, title, length, hostIds, schedule }) => {
        const next = schedule?.next(sandbox.now());
        const timeZone = schedule?.timeZone ?? sandbox.clinic.timeZone;
        const offered = { timeZone, nextVisit: toIso(next?.start), nextHostId: next?.hostId ?? hostIds[0] };
        return { id, slug, title, length, hostIds, ...offered };
      }),
      behaviour: sandbox.behaviour,
      webhooks: sandbox.subscriptions().map(({ secret: _, ...shown }) => shown),
    }),
  ],
  ['POST', /^\/sandbox\/book$/, bookAsPatient],
  [
    'GET',
    /^\/sandbox\/bookings$/,
    ({ sandbox }) => ({ bookings: sandbox.bookings().map((row) => bookingView(sandbox, row)) }),
  ],
  ['GET', /^\/sandbox\/bookings\/([^/]+)$/, ({ sandbox, uid }) => view(sandbox, known(sandbox, uid))],
  [
    'POST',
    act('reschedule'),
    ({ sandbox, request, uid }) => {
      const { start, ...rest } = read(bodies.reschedule, request);
      const row = known(sandbox, uid);
      const type = sandbox.clinic.eventTypes.find(({ id }) => id === row.eventTypeId);
      const at = patientTime(start, zoneOf(sandbox.clinic, type));
      if (at <= sandbox.now()) throw badRequest('That time is already past');
      if (type !== undefined && row.hostId !== null && !rest.byHost) {
        hostFor(type, { start: at, end: at + row.end - row.start, hostIds: [row.hostId] }, sandbox.now());
      }
      return view(sandbox, sandbox.reschedule(uid, { ...rest, start: at }));
    },
  ],
  [
    'POST',
    act('cancel'),
    ({ sandbox, request, uid }) => view(sandbox, sandbox.cancel(uid, read(bodies.cancel, request))),
  ],
  [
    'POST',
    act('confirm'),
    ({ sandbox, request, uid }) => {
      read(bodies.nothing, request);
      return view(sandbox, sandbox.confirm(uid));
    },
  ],
  [
    'POST',
    act('reject'),
    ({ sandbox, request, uid }) =>
      view(sandbox, sandbox.reject(uid, read(bodies.reject, request).reason ?? null)),
  ],
  ['POST', act('pay'), ({ sandbox, uid }) => view(sandbox, sandbox.pay(uid))],
  [
    'POST',
    act('reassign'),
    ({ sandbox, request, uid }) =>
      view(sandbox, sandbox.reassign(uid, read(bodies.reassign, request).hostId)),
  ],
  [
    'POST',
    act('edit-location'),
    ({ sandbox, request, uid }) =>
      view(sandbox, sandbox.editLocation(uid, read(bodies.location, request).location)),
  ],
  [
    'POST',
    act('revert-location'),
    ({ sandbox, uid }) => view(sandbox, sandbox.revertLocation(known(sandbox, uid).uid)),
  ],
  [
    'POST',
    act('delete-organizer'),
    ({ sandbox, uid }) => view(sandbox, sandbox.deleteOrganizer(known(sandbox, uid).uid)),
  ],
  [
    'POST',
    act('odd-row'),
    ({ sandbox, request, uid }) => {
      sandbox.makeOdd(known(sandbox, uid).uid, read(bodies.oddRow, request));
      return { ok: true };
    },
  ],
  [
    'POST',
    act('no-show'),
    ({ sandbox, request, uid }) => view(sandbox, sandbox.markNoShow(uid, read(bodies.noShow, request))),
  ],
  [
    'POST',
    act('meeting-(started|ended)'),
    async ({ sandbox, request, uid }) => {
      const trigger = request.path.endsWith('started') ? 'MEETING_STARTED' : 'MEETING_ENDED';
      await sandbox.sendMeeting(uid, trigger);
      return { sent: trigger };
    },
  ],
  [
    'GET',
    /^\/sandbox\/mails$/,
    ({ sandbox, request }) => ({
      mails: sandbox
        .mails({ uid: request.query.uid, to: request.query.to })
        .map((mail) => ({ ...mail, at: new Date(mail.at).toISOString() })),
    }),
  ],
  [
    'GET',
    /^\/sandbox\/patches$/,
    ({ sandbox }) => ({ patches: sandbox.patches().map(({ key: _, ...shown }) => shown) }),
  ],
  ['GET', /^\/sandbox\/deliveries$/, ({ sandbox }) => ({ deliveries: sandbox.deliveries() })],
  [
    'GET',
    /^\/sandbox\/faults$/,
    ({ sandbox }) => ({ rules: sandbox.faults.rules(), injected: sandbox.faults.injected }),
  ],
  [
    'POST',
    /^\/sandbox\/faults$/,
    ({ sandbox, request }) => {
      const rule: FaultRule = read(bodies.fault, request);
      sandbox.faults.add(rule);
      return { rules: sandbox.faults.rules() };
    },
  ],
  [
    'DELETE',
    /^\/sandbox\/faults$/,
    ({ sandbox }) => {
      sandbox.faults.clear();
      return { rules: [] };
    },
  ],
  [
    'POST',
    /^\/sandbox\/behaviour$/,
    ({ sandbox, request }) => Object.assign(sandbox.behaviour, read(bodies.behaviour, request)),
  ],
  [
    'POST',
    /^\/sandbox\/pace$/,
    ({ sandbox, request }) => {
      const { location, ordinary } = read(bodies.pace, request);
      sandbox.setPace({
        ...(location && { location: given(location) }),
        ...(ordinary && { ordinary: given(ordinary) }),
      });
      return { ok: true };
    },
  ],
  [
    'POST',
    /^\/sandbox\/ping$/,
    async ({ sandbox }) => {
      await sandbox.ping();
      return { ok: true };
    },
  ],
  [
    'POST',
    /^\/sandbox\/rotate-key$/,
    ({ sandbox, request }) => {
      const { from, to } = read(bodies.rotateKey, request);
      sandbox.addKey(to);
      sandbox.revokeKey(from);
      return { ok: true };
    },
  ],
  [
    'POST',
    /^\/sandbox\/rotate-secret$/,
    ({ sandbox, request }) => {
      sandbox.rotateWebhookSecret(read(bodies.rotateSecret, request).secret);
      return { ok: true };
    },
  ],
];

/** The hand on the sandbox itself: act as patient or host, read the mails, switch faults. Not part of Cal.com. */
export const controlApi = async (sandbox: CalSandbox, request: SandboxRequest): Promise<SandboxResponse> => {
  try {
    for (const [method, pattern, run] of routes) {
      const match = method === request.method ? pattern.exec(request.path) : null;
      if (match !== null) return json(200, await run({ sandbox, request, uid: match[1] ?? '' }));
    }
    throw notFound(`The sandbox has no ${request.method} ${request.path}`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return json(error.status, { error: error.message });
  }
};
