import * as z from 'zod';
import { BLOCK_REASONS } from '../domain/block-reasons.ts';
import { OFFERS, PATIENT_NAMES, type Repeating, SEATS_TOLD, type WeeklyHours } from '../domain/catalogue.ts';
import { isLocalDate, isTimeZone } from '../domain/local-time.ts';
import { LOCATION_MAX_LENGTH, LOCATION_PLACEHOLDERS } from '../domain/location-text.ts';
import { didYouMean } from './did-you-mean.ts';
import { repeatingOf, type WrittenRepeating } from './repeating-text.ts';
import { weeklyHoursOf } from './weekly-hours-text.ts';

// The file is read with every scalar as text (YAML would make the number 100 of room 1E2), so each field says here
// what it makes of its text.

const expected = (what: string) => ({
  error: (issue: { input?: unknown }) =>
    issue.input === undefined ? 'is missing' : `expected ${what}, not ${described(issue.input)}`,
});

const described = (input: unknown): string => {
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'string') return input === '' ? 'nothing' : `"${input.slice(0, 64)}"`;
  return 'a group of fields';
};

const scalar = (what: string) => z.string(expected(what));

/** A whole number between two bounds, both allowed. */
const whole = (unit: string, least: number, most: number) => {
  const what = `a whole number of ${unit} from ${least} to ${most}`;
  return scalar(what).transform((text, context) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    context.addIssue({ code: 'custom', message: `expected ${what}, not ${described(text)}` });
    return z.NEVER;
  });
};

const yesOrNo = z
  .enum(['true', 'false'], expected('true or false'))
  .transform((text): boolean => text === 'true');

/** Ids become parts of database keys and addresses, and of what patients read. */
export const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const id = (what: string) =>
  scalar(what).regex(ID, {
    error: (issue) =>
      `${described(issue.input)} is no ${what}: write 1 to 32 of A-Z, a-z, 0-9, ".", "_", "-", beginning with a letter or digit`,
  });

const tag = scalar('an equipment tag')
  .regex(/^[a-z0-9-]{1,32}$/, {
    error: (issue) => `${described(issue.input)} is no tag: write 1 to 32 of a-z, 0-9 and "-"`,
  })
  // The assigner flags what it could not read under this word.
  .refine((text) => text !== 'unreadable', { error: '"unreadable" is reserved; choose another tag' });

// What is dropped from every location text we send: refused here, so that patients read what the clinic wrote.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

/** One line of text for people. */
const line = (most: number) =>
  scalar('one line of text')
    .refine((text) => !UNPRINTABLE.test(text), {
      error: 'must be one line without control or invisible characters',
    })
    .overwrite((text) => text.replace(/\s+/gu, ' ').trim().normalize('NFC'))
    .min(1, { error: 'must not be empty' })
    .max(most, { error: `must not be longer than ${most} characters` });

const list = <Item extends z.ZodType>(item: Item, what: string) =>
  z.array(item, expected(`a list of ${what}`));

const group = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? undefined : expected('a group of fields').error(issue),
  });

/** What may be written as its id alone, or as a group that begins with it. */
const named = <Id extends z.ZodType<string>, Shape extends z.ZodRawShape>(
  id: Id,
  full: z.ZodObject<Shape & { id: Id }>,
) =>
  z.any().transform((written: unknown, context): z.output<z.ZodObject<Shape & { id: Id }>> => {
    const isShort = typeof written === 'string' || written === undefined;
    const parsed = isShort ? id.safeParse(written) : full.safeParse(written);
    if (parsed.success)
      return (isShort ? { id: parsed.data } : parsed.data) as z.output<z.ZodObject<Shape & { id: Id }>>;
    for (const issue of parsed.error.issues)
      context.issues.push({ ...issue, input: written } as z.core.$ZodRawIssue);
    return z.NEVER;
  });

const hours = z
  .record(
    z.string(),
    z.union([z.string(), z.array(z.string())], expected('hours like 07:00-19:00, or a list of them')),
    expected('hours by day, like "mon-fri: 07:00-19:00"'),
  )
  .transform(
    (written, context): WeeklyHours =>
      weeklyHoursOf(written, (path, message) => context.addIssue({ code: 'custom', path, message })),
  );

const timeZone = scalar('a time zone')
  // An offset such as +02:00 knows no summer time.
  .refine((text) => /^[A-Za-z]/.test(text) && isTimeZone(text), {
    error: (issue) =>
      `${described(issue.input)} is no IANA time zone${didYouMean(String(issue.input), Intl.supportedValuesOf('timeZone'))}`,
  });

const locationFormat = line(LOCATION_MAX_LENGTH).check((context) => {
  for (const [placeholder] of context.value.matchAll(/\{[^{}]*\}|[{}]/g)) {
    const word = placeholder.slice(1, -1);
    if (LOCATION_PLACEHOLDERS.some((known) => known === word)) continue;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: `unknown placeholder "${placeholder}"; known are ${LOCATION_PLACEHOLDERS.map((known) => `{${known}}`).join(', ')}`,
    });
  }
});

/** Short enough for a text message; one machine's own address, for trying things out there. */
const LONGEST_ADDRESS = 100;
const OWN_MACHINE = /^(?:127\.0\.0\.1|localhost)$/;

/** An address that a patient's browser opens: nothing that could carry more than where it leads. */
const webAddress = (what: string) =>
  line(LONGEST_ADDRESS).transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isSafe =
      url?.protocol === 'https:' || (url?.protocol === 'http:' && OWN_MACHINE.test(url.hostname));
    if (url !== undefined && isSafe && !`${url.username}${url.password}${url.search}${url.hash}`)
      return url.href.replace(/\/$/, '');
    context.addIssue({ code: 'custom', message: `expected ${what}, not ${described(text)}` });
    return z.NEVER;
  });

const minutes = (most: number) => whole('minutes', 0, most);
const practitionerId = whole('a Cal.com user id', 1, Number.MAX_SAFE_INTEGER);

/** The longest name of a room, a kind, a tag or a person. */
const NAME_LENGTH = 60;
const name = line(NAME_LENGTH);

const equipment = group({ id: tag, name: name.optional(), aliases: list(name, 'names').default([]) });
const kind = group({ id: line(32), name: name.optional() });

const localDate = scalar('a date').refine(isLocalDate, {
  error: (issue) => `${described(issue.input)} is no date; write it like 2026-12-25`,
});

/** The fields of whatever comes again. */
const repeating = group({
  every: scalar('a rhythm like week or 2 weeks').default('week'),
  on: z.union([z.string(), z.array(z.string()).min(1)], expected('days like mon-fri, or a list of them')),
  time: scalar('a stretch of time like 12:00-13:00').optional(),
  from: localDate.optional(),
  until: localDate.optional(),
});

const repeats = <Written extends WrittenRepeating, Rest>(
  written: Written,
  rest: Rest,
  context: z.core.$RefinementCtx,
): (Repeating & Rest) | never => {
  const read = repeatingOf(written, (path, message) => context.addIssue({ code: 'custom', path, message }));
  return read === undefined ? z.NEVER : { ...read, ...rest };
};

const block = repeating.extend({
  reason: z.enum(BLOCK_REASONS, expected(`one of ${BLOCK_REASONS.join(', ')}`)).default('reserved'),
});

const session = repeating.extend({
  practitioners: list(practitionerId, 'Cal.com user ids').min(1, {
    error: 'name at least one: those who have the session',
  }),
});

const room = group({
  id: id('room id'),
  name: name.optional(),
  kind: line(32),
  equipment: list(tag, 'equipment tags').default([]),
  accessible: yesOrNo.default(false),
  hours: hours.optional(),
  turnaroundMinutes: minutes(240).optional(),
  capacity: whole('people', 1, 1000).optional(),
  locked: yesOrNo.default(false),
  blocks: list(
    block.transform(({ reason, ...written }, context) => repeats(written, { reason }, context)),
    'blocks that repeat',
  ).default([]),
  sessions: list(
    session.transform(({ practitioners, ...written }, context) =>
      repeats(written, { practitioners }, context),
    ),
    'sessions',
  ).default([]),
  practitioners: list(practitionerId, 'Cal.com user ids')
    .min(1, { error: 'leave the field out where everyone may use the room' })
    .optional(),
  parts: list(id('room id'), 'room ids')
    .min(2, { error: 'a combination room has at least two parts' })
    .optional(),
  directions: line(LOCATION_MAX_LENGTH).optional(),
  plan: webAddress('the https address of a picture').optional(),
});

const floor = group({ name: line(64), rooms: list(room, 'rooms') });
const building = group({ name: line(64), floors: list(floor, 'floors') });

const policy = group({
  horizonDays: whole('days', 1, 365).default(60),
  freezeMinutes: minutes(1440).default(30),
  holdMinutes: whole('minutes', 1, 20_160).default(1440),
  maxAnnouncedChanges: whole('changes', 0, 10).default(1),
  arrivedLimitMinutes: whole('minutes', 1, 240).optional(),
  inRoomLimitMinutes: whole('minutes', 1, 240).optional(),
  noShowMinutes: whole('minutes', 1, 240).optional(),
});

const portable = group({
  tag,
  units: list(id('unit id'), 'unit ids').min(1, { error: 'name at least one unit' }),
  during: z
    .literal('turnaround', { error: 'expected turnaround; leave it out where it is there during the visit' })
    .optional(),
});

const way = group({
  between: list(line(64), 'buildings').length(2, { error: 'name two buildings' }),
  minutes: minutes(240),
});

const announcedAhead = group({ hoursBefore: whole('hours', 1, 720) });
const announcedByLink = group({ link: webAddress('an https address') });

/** Cal.com books no one without an address, to which it also writes: the clinic's own. */
const walkIns = group({
  attendee: group({ name: line(64), email: z.email({ error: 'expected an e-mail address' }) }),
});

const site = group({
  id: id('site id'),
  name: line(64),
  timeZone,
  publishing: z.enum(['off', 'shadow', 'on'], expected('off, shadow or on')),
  credential: id('credential name').default('default'),
  fallbackLocation: line(LOCATION_MAX_LENGTH).optional(),
  locationFormat: locationFormat.optional(),
  announcing: z
    .union([z.literal('immediately'), announcedAhead, announcedByLink], {
      error:
        'expected "immediately", "hoursBefore" with a whole number from 1 to 720, or "link" with the https address at which patients reach this system',
    })
    .default('immediately'),
  hours,
  closedDates: list(localDate, 'dates').default([]),
  turnaroundMinutes: minutes(240).default(0),
  buildings: list(building, 'buildings'),
  addresses: list(line(LOCATION_MAX_LENGTH), 'addresses').default([]),
  walkIns: walkIns.optional(),
  checkIn: yesOrNo.default(false),
  patientNames: z.enum(PATIENT_NAMES, expected('off or on-request')).default('off'),
  portable: list(portable, 'portable equipment').default([]),
  ways: list(way, 'ways between buildings').default([]),
  policy: policy.prefault({}),
});

const otherWorkplace = group({ site: id('site id'), hours });

const practitioner = group({
  id: practitionerId,
  name: name.optional(),
  site: id('site id'),
  alsoAt: list(otherWorkplace, 'workplaces').default([]),
  credential: id('credential name').optional(),
  homeRoom: id('room id').optional(),
  rooms: whole('rooms', 1, 9).optional(),
  pod: list(id('room id'), 'room ids')
    .min(1, { error: 'leave the field out where any room will do' })
    .optional(),
});

const needs = group({
  equipment: list(tag, 'equipment tags').default([]),
  kinds: list(line(32), 'room kinds')
    .min(1, { error: 'leave the field out where any kind of room will do' })
    .optional(),
  accessible: yesOrNo.default(false),
});

const overrunMinutes = minutes(240);

const overrun = group({ p50: overrunMinutes, p80: overrunMinutes, p95: overrunMinutes }).check(
  ({ value, issues }) => {
    for (const [less, more] of [
      ['p50', 'p80'],
      ['p80', 'p95'],
    ] as const)
      if (value[more] < value[less])
        issues.push({
          code: 'custom',
          input: value,
          path: [more],
          message: `must not be less than ${less}, which is ${value[less]}: more visits stay below it`,
        });
  },
);

const visitType = group({
  id: id('visit type id'),
  eventTypeIds: list(
    whole('a Cal.com event type id', 1, Number.MAX_SAFE_INTEGER),
    'Cal.com event type ids',
  ).default([]),
  eventTypeSlugs: list(
    scalar('an event type slug').regex(/^[A-Za-z0-9_-]{1,64}$/, {
      error: (issue) =>
        `${described(issue.input)} is no event type slug: write 1 to 64 of A-Z, a-z, 0-9, "_" and "-"`,
    }),
    'event type slugs',
  ).default([]),
  site: id('site id').optional(),
  needs: needs.prefault({}),
  people: whole('people', 1, 1000).optional(),
  setupMinutes: minutes(240).default(0),
  turnaroundMinutes: minutes(240).default(0),
  priority: whole('a priority class', 0, 9).default(2),
  overrun: overrun.optional(),
  tellSeats: z.enum(SEATS_TOLD, expected('never, afterLastSeat or always')).default('never'),
  offer: z.enum(OFFERS, expected('always, only-with-room or feed')).default('always'),
});

/** The clinic file as a person writes it; ids that must exist and the like are checked afterwards. */
export const clinicFileSchema = group({
  equipment: list(named(tag, equipment), 'equipment tags').default([]),
  kinds: list(named(line(32), kind), 'room kinds'),
  sites: list(site, 'sites').min(1, { error: 'a clinic has at least one site' }),
  practitioners: list(practitioner, 'practitioners').default([]),
  visitTypes: list(visitType, 'visit types').default([]),
});

/** What `clinicFileSchema` makes of the file. */
export type ClinicFile = z.infer<typeof clinicFileSchema>;
export type ClinicFileSite = ClinicFile['sites'][number];

/** Every part of the file and what it may say: where a field belongs that stands in the wrong place or is misspelt. */
export const FIELDS: readonly (readonly [part: string, fields: readonly string[]])[] = Object.entries({
  'the clinic itself': clinicFileSchema,
  'an equipment tag': equipment,
  'a room kind': kind,
  'a site': site,
  'a building': building,
  'a floor': floor,
  'a room': room,
  'a block': block,
  'a session': session,
  'the policy of a site': policy,
  'portable equipment': portable,
  'a way between buildings': way,
  'announcing ahead': announcedAhead,
  'announcing by a link': announcedByLink,
  'the walk-ins of a site': walkIns,
  'another workplace': otherWorkplace,
  'a practitioner': practitioner,
  'a visit type': visitType,
  'the needs of a visit type': needs,
  'the overrun of a visit type': overrun,
}).map(([part, { shape }]) => [part, Object.keys(shape)]);
