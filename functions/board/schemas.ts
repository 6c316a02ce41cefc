import * as z from 'zod';
import { LONGEST_WALK_IN_MINUTES } from '../../shared/board/commands/seat-walk-in.ts';
import { MOST_DATES } from '../../shared/board/rules/repeated-times.ts';
import { BLOCK_REASONS, LONGEST_NOTE } from '../../shared/domain/block-reasons.ts';
import { PUBLISHING_MODES } from '../../shared/domain/catalogue.ts';
import { REJECTIONS } from '../../shared/domain/hard-rules.ts';
import { isLocalDate, WEEKDAYS } from '../../shared/domain/local-time.ts';
import { OVERRULE_REASONS } from '../../shared/domain/overrule-reasons.ts';

/** What the API takes: each request is checked against these, and the API's description is made from them. */

/** An instant with its offset, read as milliseconds. */
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const site = z
  .string()
  .min(1)
  .max(64)
  .optional()
  .meta({ description: 'The Site; absent = the only one you may see.' });
const roomId = z.string().min(1).max(64).meta({ description: 'A Room of the Site.' });
const uid = z.string().min(1).max(128).meta({ description: 'A Booking’s uid at Cal.com.' });

const agreed = z.boolean().optional().meta({
  description:
    'Anyone who asks has been shown who it moves and who hears of it. Absent, it is refused (409, `asks-first`, with the what-if to ask) where it would move or tell others.',
});

export const siteOnly = z.strictObject({ site });

export const undoBody = z.strictObject({ agreed, site });

export const blockBody = z.strictObject({
  start: instant.optional().meta({ description: 'Absent = now.' }),
  end: instant.nullish().meta({ description: 'Absent = until someone unblocks it.' }),
  reason: z.enum(BLOCK_REASONS),
  note: z
    .string()
    .trim()
    .min(1)
    .max(LONGEST_NOTE)
    .regex(/^\P{C}*$/u)
    .optional()
    .meta({ description: 'About the room, in words of the staff; never about a patient.' }),
  repeats: z
    .strictObject({
      every: z.enum(['day', 'week']),
      until: z.string().refine(isLocalDate, 'is no date written YYYY-MM-DD'),
    })
    .optional()
    .meta({
      description: `At the same time on the wall up to that date and including it, on at most ${MOST_DATES} dates: one series, lifted date by date or all at once.`,
    }),
  agreed,
  site,
});

const overrule = z
  .strictObject({
    rules: z.array(z.enum(REJECTIONS)).min(1).max(32).meta({
      description: 'Every rule that the room breaks, by its name: one that is not named refuses the room.',
    }),
    reason: z.enum(OVERRULE_REASONS),
  })
  .meta({
    description:
      'Against these rules the visit is put into a room that is free, and pinned there. Not where the clinic file locks the room.',
  });

const otherSite = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'The other Site; a room is looked for there.' });

export const bookingAction = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('arrived'), site }),
  z
    .strictObject({ do: z.literal('not-arrived'), agreed, site })
    .meta({ description: 'Takes “arrived” back: plans may move the visit again.' }),
  z.strictObject({ do: z.literal('in-room'), site }),
  z.strictObject({ do: z.literal('started'), site }).meta({ description: 'With the practitioner.' }),
  z.strictObject({ do: z.literal('finished-early'), site }),
  z
    .strictObject({ do: z.literal('no-show'), site })
    .meta({ description: 'The patient has not come: the room is to be had again.' }),
  z.strictObject({ do: z.literal('running-late'), minutes: z.int().min(1).max(120), agreed, site }),
  z.strictObject({ do: z.literal('pin'), site }),
  z.strictObject({ do: z.literal('unpin'), agreed, site }),
  z.strictObject({
    do: z.literal('move-to'),
    roomId,
    pin: z.boolean().optional(),
    overrule: overrule.optional(),
    agreed,
    site,
  }),
  z.strictObject({ do: z.literal('swap-with'), uid, agreed, site }),
  z.strictObject({
    do: z.literal('move-to-site'),
    to: otherSite,
    agreed,
    site,
  }),
  z.strictObject({ do: z.literal('acknowledge-equipment'), site }),
  z.strictObject({ do: z.literal('arranged-by-hand'), site }),
  z.strictObject({ do: z.literal('told-in-person'), site }),
  z.strictObject({ do: z.literal('adopt-theirs'), site }),
  z.strictObject({ do: z.literal('re-assert-ours'), site }),
  z.strictObject({ do: z.literal('tell-again'), site }),
  z.strictObject({ do: z.literal('retry-publication'), site }),
  z.strictObject({ do: z.literal('send-shadow'), site }),
]);

const walkIn = {
  minutes: z
    .int()
    .min(1)
    .max(LONGEST_WALK_IN_MINUTES)
    .meta({ description: 'For how long; further minutes are said of it as of any visit.' }),
  type: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .meta({ description: 'A visit type; absent = any room will do.' }),
  practitioner: z
    .int()
    .optional()
    .meta({ description: 'Who they see: a Cal.com user id of the clinic file.' }),
};

export const walkInBody = z.strictObject({
  ...walkIn,
  room: roomId.optional().meta({ description: 'Absent = the one that the assigner would give.' }),
  overrule: overrule.optional(),
  agreed,
  site,
});

/** The same in a query, where everything is text. */
export const walkInQuery = z.object({
  ...walkIn,
  minutes: z.coerce.number().pipe(walkIn.minutes),
  practitioner: z.coerce.number().pipe(z.int()).optional(),
});

export const publishingBody = z.strictObject({
  mode: z.enum(PUBLISHING_MODES).meta({
    description:
      '`off`: Cal.com is told nothing. `shadow`: nothing either, and what it would be told is listed. `on`: it is told; of bookings made before, only where staff say so.',
  }),
  site,
});

const betterPlan = {
  date: z.string().refine(isLocalDate, 'is no date written YYYY-MM-DD'),
  plan: z.string().min(1).max(64).meta({ description: 'The id that the board shows it under.' }),
};

export const oneMoreBody = z.strictObject({
  from: z
    .string()
    .optional()
    .meta({ description: 'The first date, YYYY-MM-DD; absent = so that there are 28.' }),
  to: z.string().optional().meta({ description: 'The last date; absent = yesterday.' }),
  weekday: z.enum(WEEKDAYS),
  site,
});

export const betterPlanBody = z.strictObject({ ...betterPlan, agreed, site });

const until = instant.optional().meta({
  description: 'When the door says that they leave who are in the room: no one else is meant.',
});
const minutesAtDoor = z.int().min(1).max(120);

export const doorBody = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('use-now'), minutes: minutesAtDoor, agreed, site }).meta({
    description: 'Someone without a booking takes the room, from now on.',
  }),
  z.strictObject({ do: z.literal('extend'), minutes: minutesAtDoor, until, agreed, site }).meta({
    description: 'Who is in the room needs it so many minutes longer.',
  }),
  z.strictObject({ do: z.literal('leave'), until, site }).meta({
    description: 'Who took the room without a booking leaves it.',
  }),
]);

export const roomAction = z.strictObject({ do: z.literal('cleaning-done'), site });

export const lookUpBody = z.strictObject({
  name: z
    .string()
    .trim()
    .min(2)
    .max(60)
    .meta({ description: 'How words of the patient’s name begin; neither case nor accents count.' }),
  date: z.string().max(10).optional().meta({ description: 'A date on the Site’s wall; absent = today.' }),
  site,
});

export const visitLookUpBody = z.strictObject({
  show: z.enum(['patient-name', 'own-words']).meta({
    description: 'Who the visit is with, or what stands at Cal.com as its location, in a person’s own words.',
  }),
  site,
});

const limits = {
  notifications: z
    .int()
    .min(0)
    .max(1000)
    .optional()
    .meta({ description: 'At most so many mails; who would get one more is told by staff.' }),
  curve: z
    .boolean()
    .optional()
    .meta({ description: 'Waiting against the mails that patients receive, with the proven answer.' }),
  site,
};

const overruling = z
  .boolean()
  .optional()
  .meta({ description: 'Whatever rules say that the room does not suit the visit.' });

export const whatIfBody = z.discriminatedUnion('what', [
  z.strictObject({
    what: z.literal('block'),
    room: roomId,
    start: instant.optional(),
    end: instant.nullish(),
    also: z
      .array(z.strictObject({ start: instant, end: instant }))
      .min(1)
      .max(MOST_DATES)
      .optional()
      .meta({ description: 'At these times, too.' }),
    ...limits,
  }),
  z.strictObject({
    what: z.literal('running-late'),
    booking: uid,
    minutes: z.int().min(1).max(120),
    ...limits,
  }),
  z.strictObject({
    what: z.literal('move-to'),
    booking: uid,
    room: roomId,
    overrule: overruling,
    ...limits,
  }),
  z.strictObject({ what: z.literal('let-wait'), booking: uid, ...limits }),
  z.strictObject({ what: z.literal('unpin'), booking: uid, ...limits }),
  z.strictObject({ what: z.literal('not-arrived'), booking: uid, ...limits }),
  z.strictObject({
    what: z.literal('move-to-site'),
    booking: uid,
    to: otherSite,
    home: roomId.nullish().meta({
      description: 'It is taken back to this room there, `null`: to no room; absent = one is looked for.',
    }),
    overrule: overruling,
    ...limits,
  }),
  z.strictObject({
    what: z.literal('swap-with'),
    booking: uid,
    other: uid,
    overrule: overruling,
    ...limits,
  }),
  z.strictObject({ what: z.literal('better-plan'), ...betterPlan, ...limits }),
  z.strictObject({
    what: z.literal('move-booking'),
    booking: uid,
    start: instant,
    end: instant,
    ...limits,
  }),
]);

const grantText = z.string().min(1).max(4096);

/** Set by a screen on a wall or at a door: no role but `kiosk` or `door` is signed in there. */
const kiosk = z.boolean().optional();

export const grantBody = z.union([
  z.strictObject({
    code: grantText,
    codeVerifier: z.string().min(43).max(128),
    redirectUri: z.url(),
    kiosk,
  }),
  z.strictObject({ refreshToken: grantText, kiosk }),
]);
