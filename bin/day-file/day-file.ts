import * as z from 'zod';
import { claimsByRoom } from '../../shared/domain/combination-rooms.ts';

const instant = z.iso
  .datetime({ offset: true })
  .describe('ISO 8601 with offset, for example 2026-03-02T08:00:00+01:00');
const minutes = z.int().min(0).max(1440);
const id = z.string().min(1).max(120);
const interval = z.strictObject({ start: instant, end: instant });

const room = z.strictObject({
  id,
  building: z.string().default('').describe('empty: the only one'),
  floor: z.union([z.string(), z.number()]).transform(String).default(''),
  kind: z.string().optional(),
  name: z.string().min(1).max(60).optional().describe('what people call it; its id where absent'),
  equipment: z.array(id).default([]).describe('what is installed in the room'),
  capacity: z.int().min(1).optional().describe('how many people it can take; any number where absent'),
  turnaroundMinutes: minutes.default(0).describe('what the room needs after each visit'),
  setupMinutes: minutes.default(0).describe('what the room needs before each visit'),
  closed: z.array(interval.extend({ reason: z.string().optional() })).default([]),
  parts: z.array(id).optional().describe('a combination room: the rooms it is made of'),
});

const needs = z.strictObject({
  equipment: z.array(id).optional(),
  kind: z.string().optional(),
  people: z.int().min(1).optional().describe('how many are in the room at once'),
  rooms: z
    .record(id, z.int().min(0).max(1000))
    .optional()
    .describe(
      'the complete list of allowed rooms, with a fit cost each (0 is best); kind, people and equipment rule out none then',
    ),
  setupMinutes: minutes
    .optional()
    .describe('what this visit needs before it, where longer than the room does'),
  turnaroundMinutes: minutes.optional().describe('and after it'),
});

const overrun = z
  .strictObject({ p50: minutes, p80: minutes, p95: minutes })
  .describe('how many minutes longer than booked half, 80 % and 95 % of such visits last at the most');

const booking = z.strictObject({
  uid: id,
  start: instant,
  end: instant,
  practitioner: z.union([z.string(), z.number()]).transform(String).optional(),
  linked: id.optional().describe('visits of one patient that belong together bear the same'),
  needs: needs.default({}),
  overrun: overrun.optional(),
  room: id.nullable().optional().describe('the room it has now'),
  state: z.enum(['new', 'tentative', 'announced', 'pinned', 'arrived', 'started']),
  untold: z.boolean().optional().describe('pinned, arrived or started in a room that no one was told of'),
  priority: z.int().min(0).max(99).optional().describe('higher is placed first; 0 where absent'),
  earlierChanges: z.int().min(0).default(0),
  mayChangeAgain: z.boolean().optional().describe('staff allow more changes than the policy does'),
});

const practitionerId = z.union([z.string().min(1), z.number()]).transform(String);
const rooms = z
  .int()
  .min(1)
  .max(9)
  .optional()
  .describe(
    'in how many rooms they work at once: 2 or 3 where they alternate; as many as the pod has, else 1, where absent',
  );
const pod = z.array(id).min(1).optional().describe('the rooms they should work in; any where absent');

const practitioner = z.strictObject({ id: practitionerId, rooms, pod });

const session = interval
  .extend({ practitioner: practitionerId, rooms, pod })
  .describe('where it says nothing of rooms or pod, what the practitioner has holds');

const way = z
  .strictObject({ between: z.tuple([z.string(), z.string()]), minutes: z.int().min(0).max(240) })
  .describe('how long it is on foot from one building to another, and back');

const policy = z.strictObject({
  freezeMinutes: minutes.optional(),
  maxChangesPerBooking: z.int().min(0).optional(),
  patchesPerMinute: z.int().min(1).max(60).optional(),
  announce: z
    .union([z.literal('immediately'), z.strictObject({ hoursBefore: z.number().min(0) })])
    .optional()
    .describe('for the reader: who was told what stands in the state of each booking'),
  mails: z.int().min(0).optional().describe('at most this many mails, of a new room or that there is none'),
});

const shape = z.strictObject({
  site: z.strictObject({ timeZone: z.string().min(1) }),
  now: instant,
  rooms: z.array(room),
  portable: z
    .array(
      z.strictObject({
        tag: id,
        units: z.int().min(0),
        during: z
          .literal('turnaround')
          .optional()
          .describe('in use during the turnaround only: one who cleans'),
      }),
    )
    .default([]),
  bookings: z.array(booking),
  practitioners: z.array(practitioner).default([]).describe('those who do not work in any one room'),
  sessions: z
    .array(session)
    .default([])
    .describe(
      'in which a practitioner should not change rooms; for which none is written, each half-day is one',
    ),
  ways: z.array(way).default([]).describe('between buildings that are apart; none where none is written'),
  owed: z.array(instant).default([]).describe('starts of the visits Cal.com has yet to be told about'),
  policy: policy.default({}),
});

const mistakes = (day: z.output<typeof shape>): readonly Mistake[] => {
  const found: Mistake[] = [];
  const rooms = new Set(day.rooms.map((r) => r.id));
  const claims = claimsByRoom(day.rooms.map(({ id, parts = [] }) => ({ id, parts })));
  const equipment = new Set([
    ...day.rooms.flatMap((r) => r.equipment),
    ...day.portable.map(({ tag }) => tag),
  ]);
  const say = (message: string, ...path: (string | number)[]) => found.push({ path, message });
  const known = (room: string, ...path: (string | number)[]) => {
    if (!rooms.has(room)) say(`there is no room "${room}"`, ...path);
  };
  const ordered = (span: { start: string; end: string }, ...path: (string | number)[]) => {
    if (Date.parse(span.end) <= Date.parse(span.start)) say('must be after the start', ...path, 'end');
  };
  try {
    new Intl.DateTimeFormat('en', { timeZone: day.site.timeZone });
  } catch {
    say('is not an IANA time zone', 'site', 'timeZone');
  }
  unique(day.rooms.map((r) => r.id)).forEach((at) => {
    say('the same id twice', 'rooms', at, 'id');
  });
  unique(day.bookings.map((b) => b.uid)).forEach((at) => {
    say('the same uid twice', 'bookings', at, 'uid');
  });
  day.rooms.forEach((r, at) => {
    r.closed.forEach((span, i) => {
      ordered(span, 'rooms', at, 'closed', i);
    });
    r.parts?.forEach((part, i) => {
      known(part, 'rooms', at, 'parts', i);
      if (part === r.id || claims.get(part)?.includes(r.id))
        say(`"${part}" and "${r.id}" are parts of each other`, 'rooms', at, 'parts', i);
    });
  });
  const buildings = new Set(day.rooms.map(({ building }) => building));
  const pairs = day.ways.map(({ between }) => [...between].sort().join('\n'));
  day.ways.forEach(({ between: [one, other] }, at) => {
    for (const [i, building] of [one, other].entries())
      if (!buildings.has(building)) say(`no room is in a building "${building}"`, 'ways', at, 'between', i);
    if (one === other) say('is from a building to itself', 'ways', at, 'between');
  });
  unique(pairs).forEach((at) => {
    say('the same two buildings twice', 'ways', at, 'between');
  });
  const podOf = (of: { pod?: string[] | undefined }, ...path: (string | number)[]) =>
    of.pod?.forEach((each, i) => {
      known(each, ...path, 'pod', i);
    });
  unique(day.practitioners.map((p) => p.id)).forEach((at) => {
    say('the same practitioner twice', 'practitioners', at, 'id');
  });
  day.practitioners.forEach((p, at) => {
    podOf(p, 'practitioners', at);
  });
  day.sessions.forEach((s, at) => {
    ordered(s, 'sessions', at);
    podOf(s, 'sessions', at);
    const meets = (other: typeof s) =>
      other.practitioner === s.practitioner &&
      Date.parse(other.start) < Date.parse(s.end) &&
      Date.parse(s.start) < Date.parse(other.end);
    if (day.sessions.slice(0, at).some(meets))
      say(`overlaps another session of practitioner "${s.practitioner}"`, 'sessions', at);
  });
  day.bookings.forEach((b, at) => {
    ordered(b, 'bookings', at);
    if (b.overrun && b.overrun.p80 < b.overrun.p50)
      say('must not be less than p50', 'bookings', at, 'overrun', 'p80');
    if (b.overrun && b.overrun.p95 < b.overrun.p80)
      say('must not be less than p80', 'bookings', at, 'overrun', 'p95');
    if (b.room) known(b.room, 'bookings', at, 'room');
    for (const r of Object.keys(b.needs.rooms ?? {})) known(r, 'bookings', at, 'needs', 'rooms', r);
    b.needs.equipment?.forEach((tag, i) => {
      if (!equipment.has(tag))
        say(`no room has "${tag}", nor can it be borrowed`, 'bookings', at, 'needs', 'equipment', i);
    });
    if (!b.room && b.state !== 'new') say(`a booking that is ${b.state} has a room`, 'bookings', at, 'room');
  });
  return found;
};

/** Positions of the second and later occurrences. */
const unique = (ids: readonly string[]): readonly number[] => {
  const seen = new Set<string>();
  return ids.flatMap((value, at) => {
    const again = seen.has(value);
    seen.add(value);
    return again ? [at] : [];
  });
};

/** One Day as a document that a person can write and keep. `day-file.md` beside this file explains it. */
export const DayFile = shape.check((context) => {
  for (const { path, message } of mistakes(context.value)) {
    context.issues.push({ code: 'custom', message, path, input: context.value });
  }
});

/** The schema without the rules that JSON Schema cannot say. */
export const dayFileShape = shape;
export type DayFile = z.output<typeof DayFile>;
/** A Day file as it may be written, before the defaults are filled in. */
export type DayFileInput = z.input<typeof DayFile>;

type Mistake = { readonly path: (string | number)[]; readonly message: string };
