import * as z from 'zod';
import { ROLES } from '../../shared/access/caller.ts';
import { ATTENTION_KINDS } from '../../shared/board/attention-item.ts';
import { DOOR_ACTS } from '../../shared/board/view/door-sign.ts';
import { BLOCK_REASONS } from '../../shared/domain/block-reasons.ts';
import { PUBLISHING_MODES } from '../../shared/domain/catalogue.ts';
import { ENCOUNTER_STATUSES } from '../../shared/domain/encounter.ts';
import { WEEKDAYS } from '../../shared/domain/local-time.ts';
import { OVERRULE_REASONS } from '../../shared/domain/overrule-reasons.ts';
import { VISIT_CODE } from '../../shared/secrets/digests.ts';

/**
 * What the API answers: the API's description is made from these, and tests hold real answers against them. Strict:
 * a field that is not listed here is answered to no one.
 */

const instant = z.iso.datetime().meta({ description: 'ISO-8601 in UTC.' });
const date = z.iso.date().meta({ description: 'A date on the Site’s wall.' });
const uid = z.string();
const visitCode = z
  .string()
  .regex(VISIT_CODE)
  .meta({ description: 'What people read and say in place of a uid.' });

const roomId = z.string();
const publication = z.enum(['told', 'sent', 'pending', 'shadow', 'parked', 'manual-edit', 'nothing']);
const reason = z.enum([...BLOCK_REASONS, 'overrun']);

const block = z.strictObject({
  id: z.string(),
  start: instant,
  end: instant.optional().meta({ description: 'Absent = open-ended.' }),
  reason,
  booking: uid.optional().meta({ description: 'For `overrun`: the visit that runs late.' }),
  room: roomId
    .optional()
    .meta({ description: 'The room it lies over, where another that shares its walls.' }),
  repeats: z.literal(true).optional().meta({ description: 'It stands in the clinic file.' }),
  note: z.string().optional().meta({ description: 'About the room, in words of the staff.' }),
  series: z.string().optional().meta({
    description: 'It is one of several dates; by this in place of its id those to come are all lifted.',
  }),
});

const room = z.strictObject({
  id: roomId,
  name: z.string().meta({ description: 'What people call it; unique at the Site.' }),
  building: z.string(),
  floor: z.string(),
  kind: z.string(),
  equipment: z.array(z.string()),
  accessible: z.boolean(),
  locked: z.literal(true).optional().meta({ description: 'No rule is overruled for it.' }),
  capacity: z.int().optional(),
  parts: z.array(roomId).optional(),
  sharesWith: z.array(roomId).optional().meta({ description: 'Rooms that cannot be used apart from it.' }),
  open: z.array(z.strictObject({ start: instant, end: instant })),
  openNow: z.boolean().optional(),
  state: z
    .enum(['free', 'in-use', 'blocked', 'assigned'])
    .optional()
    .meta({ description: 'What it is doing now; absent on another date than today, which has no now.' }),
  phase: z.enum(['setup', 'visit', 'turnaround']).optional(),
  booking: uid.optional(),
  from: instant.optional(),
  until: instant.optional().meta({ description: 'Absent where no one knows.' }),
  readyAt: instant.optional(),
  through: roomId
    .optional()
    .meta({ description: 'In use, assigned or blocked by this room, which shares its walls.' }),
  reason: reason.optional(),
  blockId: z.string().optional(),
  blocks: z.array(block),
  sign: z
    .strictObject({
      freeUntil: instant.optional(),
      next: z
        .strictObject({ what: z.enum(['visit', 'blocked']), start: instant, end: instant.optional() })
        .optional(),
      acts: z.array(z.enum(DOOR_ACTS)).meta({ description: 'What you may do at the door now.' }),
    })
    .optional()
    .meta({ description: 'What its door says beside that, where the board of a door was asked for.' }),
  etag: z.string().meta({ description: 'For `If-Match` on what is done to the room.' }),
});

const overruledRule = z.strictObject({
  rejection: z.string(),
  detail: z.string().optional().meta({ description: 'The tags that are missing, or what the room is.' }),
});

const booking = z.strictObject({
  uid,
  visitType: z.string().optional(),
  walkIn: z.literal(true).optional().meta({ description: 'Cal.com knows nothing of it.' }),
  practitioner: z.string().optional().meta({ description: 'The name the clinic file gives them.' }),
  status: z.enum(['tentative', 'confirmed']),
  start: instant,
  end: instant,
  roomId: roomId.nullable(),
  state: z.enum(['waiting', 'assigned', 'in-use', 'done']),
  from: instant.optional(),
  to: instant.optional().meta({ description: 'When the room is ready again.' }),
  pinned: z.boolean(),
  encounter: z.enum(ENCOUNTER_STATUSES).meta({
    description: 'How far the patient is, in the words of FHIR; in-progress: with the practitioner.',
  }),
  encounterSince: instant.optional().meta({ description: 'Absent while it is planned.' }),
  encounterLimit: instant.optional().meta({ description: 'From then on the clinic finds this step long.' }),
  overruled: z
    .strictObject({
      rules: z.array(overruledRule),
      reason: z.enum(OVERRULE_REASONS),
      by: z.string().meta({ description: 'A staff subject id.' }),
      at: instant,
    })
    .optional()
    .meta({ description: 'The rules against which staff have put it into its room.' }),
  startedAt: instant.optional(),
  finishedAt: instant.optional(),
  overrunMinutes: z.int().optional(),
  published: z.boolean(),
  publication,
  asksForUnknown: z.boolean(),
  etag: z.string().meta({ description: 'For `If-Match` on what is done to the booking.' }),
});

const refusal = z.strictObject({
  rejection: z.string(),
  heldBy: z.array(uid).optional(),
  detail: z.string().optional(),
  needed: z
    .strictObject({ start: instant, end: instant })
    .optional()
    .meta({ description: 'When the portable equipment in use, or the cleaner, would be needed.' }),
});

const attention = z.strictObject({
  kind: z.enum(ATTENTION_KINDS),
  booking: uid.optional(),
  room: roomId.optional(),
  start: instant.optional(),
  others: z.array(uid),
  reason: z.string().optional(),
  rejections: z.record(z.string(), z.int()).optional(),
  credential: z.string().optional().meta({ description: 'The name of a Cal.com key, never the key.' }),
  count: z.int().optional().meta({ description: 'Bookings to come; `start` is the nearest one’s.' }),
  unknown: z
    .union([
      z.strictObject({
        what: z.literal('event-type'),
        id: z.int().optional(),
        slug: z.string().optional(),
      }),
      z.strictObject({ what: z.literal('practitioner'), id: z.int().optional() }),
      z.strictObject({ what: z.literal('address') }),
    ])
    .optional()
    .meta({ description: 'What is not in the clinic file.' }),
  eventTypeId: z
    .int()
    .optional()
    .meta({ description: 'The event type whose schedule at Cal.com it is about.' }),
  reads: z.string().optional().meta({ description: 'Our text that Cal.com shows a patient without a room.' }),
  seats: z
    .strictObject({ late: z.int(), taken: z.int() })
    .optional()
    .meta({ description: 'Who share the booking: how many joined after the room was told, and all.' }),
  better: z.strictObject({ id: z.string(), fewerTold: z.int(), fewerWaiting: z.int() }).optional().meta({
    description:
      'A plan of the Day that tells so many fewer, and leaves so many fewer waiting, than the one it stands by.',
  }),
  words: z.string(),
  resolve: z.array(z.string()).meta({ description: 'Values of `do` that resolve it.' }),
});

const certificate = z.strictObject({
  waiting: z.int(),
  waitingBound: z.int(),
  messages: z.number(),
  messagesBound: z.number(),
  roomChanges: z.int().meta({
    description: 'Rooms in which practitioners work beyond their own, over all their half-days.',
  }),
  roomChangesBound: z.int(),
  gapPrice: z.int().meta({
    description:
      'What visits cost that follow others sooner than those often last longer; 0 where the clinic file does not say.',
  }),
  gapPriceBound: z.int(),
  fitGap: z.number(),
  proved: z.boolean(),
  cut: z.boolean(),
  fault: z
    .string()
    .optional()
    .meta({ description: 'Where the solver failed: the plan was made without it from there.' }),
});

export const boardAnswer = z.strictObject({
  site: z.string(),
  siteName: z.string(),
  sites: z.array(z.strictObject({ id: z.string(), name: z.string() })).optional(),
  timeZone: z.string(),
  patientNames: z.literal(true).optional().meta({ description: 'People may be looked up.' }),
  offers: z
    .literal(true)
    .optional()
    .meta({ description: 'Some visit types are offered only with a room: see `/api/offers`.' }),
  calBookings: z
    .url()
    .optional()
    .meta({ description: 'A booking’s page at Cal.com is here, under its uid.' }),
  date,
  now: instant,
  publishing: z.enum(PUBLISHING_MODES),
  paused: z
    .boolean()
    .meta({ description: 'Publishing is `off` for a while only: `on` again, it goes on as it was.' }),
  rooms: z.array(room),
  names: z
    .strictObject({ kinds: z.record(z.string(), z.string()), equipment: z.record(z.string(), z.string()) })
    .optional()
    .meta({ description: 'What the clinic calls kinds and tags, where otherwise than written.' }),
  visitCodes: z
    .record(uid, visitCode)
    .optional()
    .meta({ description: 'Of every booking named here; not for a kiosk, which is shown none.' }),
  bookings: z.array(booking),
  waiting: z.array(z.strictObject({ uid, start: instant, end: instant, reasons: z.record(roomId, refusal) })),
  owed: z.array(
    z.strictObject({
      uid,
      roomId: roomId.nullable(),
      start: instant,
      publication: z.enum(['sent', 'pending', 'shadow', 'parked']),
      notBefore: instant,
      reason: z.string().optional(),
    }),
  ),
  attention: z.array(attention),
  lastPlan: z
    .strictObject({ at: instant, certificate, words: z.array(z.string()) })
    .optional()
    .meta({ description: 'What the last re-plan of the Day proved about itself.' }),
});

export const pastBoardAnswer = boardAnswer
  .pick({ site: true, siteName: true, timeZone: true, date: true, names: true, visitCodes: true })
  .extend({
    at: instant.meta({ description: 'The instant that is looked back to.' }),
    clinicFileSince: instant
      .optional()
      .meta({ description: 'The clinic file is another one since: rooms and hours are as it has them now.' }),
    rooms: z.array(room.omit({ etag: true })),
    bookings: z.array(booking.omit({ published: true, publication: true, asksForUnknown: true, etag: true })),
    waiting: z.array(z.strictObject({ uid, start: instant, end: instant })),
  });

export const offersAnswer = z.strictObject({
  site: z.string(),
  date,
  publishing: z
    .enum(PUBLISHING_MODES)
    .meta({ description: 'Unless on, nothing is hidden at Cal.com: this is what would be.' }),
  offers: z.array(
    z.strictObject({
      eventTypeId: z.int(),
      visitType: z.string(),
      practitioner: z.string().optional().meta({ description: 'The name the clinic file gives them.' }),
      minutes: z.int(),
      overridden: z
        .literal(true)
        .optional()
        .meta({ description: 'Someone has changed at Cal.com what is offered then, and that stands.' }),
      open: z.array(instant).meta({
        description:
          'Starts from now on with a room, at which Cal.com offers the visit unless its host is busy.',
      }),
      busy: z
        .array(
          z.strictObject({
            starts: z.array(instant),
            needs: z.strictObject({ equipment: z.array(z.string()), kinds: z.array(z.string()).optional() }),
            rooms: z.array(
              z.strictObject({
                room: roomId,
                rejection: z.string(),
                until: instant.optional().meta({ description: 'Absent where no end is known.' }),
              }),
            ),
            more: z.int().meta({ description: 'Rooms in the way beside those.' }),
          }),
        )
        .meta({ description: 'Starts without a room, those in a row with the same reason together.' }),
      lost: z.array(instant).meta({
        description: 'Starts with a room that are hidden all the same: too close to one without.',
      }),
      opens: z
        .array(z.strictObject({ room: roomId, starts: z.int() }))
        .meta({ description: 'If one more room like this were free: so many more starts.' }),
    }),
  ),
});

export const roomChoicesAnswer = z.strictObject({
  uid,
  roomId: roomId.nullable(),
  reason: z.string().optional(),
  rooms: z.array(
    z.strictObject({
      room: roomId,
      refusal: refusal.optional(),
      overrule: z
        .array(overruledRule)
        .optional()
        .meta({ description: 'Free, and may be given to it all the same: against these rules.' }),
    }),
  ),
});

const action = z.strictObject({ id: z.string(), repeated: z.boolean(), undoable: z.boolean() });
const acted = z.strictObject({ uid, roomId: roomId.nullable(), etag: z.string() });

export const blockAnswer = block.extend({
  dates: z.int().min(1).meta({ description: 'On so many dates; this is the first.' }),
  action,
});
export const actedAnswer = z.strictObject({ booking: acted.optional(), block: block.optional(), action });
const otherName = z
  .string()
  .optional()
  .meta({ description: 'What people call the room and its Site, where that is another one.' });

const moved = z.strictObject({
  uid,
  start: instant,
  home: roomId.meta({ description: 'The room it had before the action.' }),
  room: roomId.nullable().meta({ description: 'The room that the plan has given it since.' }),
  homeName: otherName,
  roomName: otherName,
});
export const doorAnswer = z.strictObject({ action });
export const undoAnswer = z.strictObject({
  action,
  restored: z.array(moved).meta({ description: 'Back at home: no one had been told of the other room.' }),
  stayed: z.array(moved).meta({ description: 'Still where they have been told to go.' }),
});

export const walkInAnswer = z.strictObject({
  booking: acted.extend({ reason: z.string().meta({ description: 'What decided for the room.' }) }),
  action,
  notBooked: z.string().optional().meta({
    description: 'Why Cal.com would not take it, where the clinic wants it there: it stays known here alone.',
  }),
});

export const walkInRoomsAnswer = z.strictObject({
  visitTypes: z.array(z.string()),
  practitioners: z.array(z.strictObject({ id: z.int(), name: z.string().optional() })),
  proposed: roomId.nullable().meta({ description: '`null`: no room is free for so long.' }),
  reason: z.string().optional(),
  rooms: z.array(
    z.strictObject({
      room: roomId,
      refusal: refusal.optional(),
      overrule: z
        .array(overruledRule)
        .optional()
        .meta({ description: 'Free, and may be had all the same: against these rules.' }),
      freeUntil: instant
        .optional()
        .meta({ description: 'Anyone who comes then would have to move: it is asked about first.' }),
    }),
  ),
});

const change = z.strictObject({
  at: instant,
  what: z.string(),
  visit: visitCode.optional(),
  room: roomId.optional(),
  fromRoom: roomId.optional(),
  by: z.string().meta({ description: 'A staff subject id, `webhook`, `sweep`, `publisher` or `import`.' }),
  reason: z.string(),
  note: z.string().optional().meta({ description: 'About the room, in words of the staff.' }),
});
const count = z.int().nonnegative();
/** Minutes first: `open` is booked, turnaround, blocked and idle together. */
const figures = {
  open: count,
  booked: count.meta({ description: 'Minutes held for visits.' }),
  used: count.meta({
    description: 'Of the booked minutes those in which a patient was there, as far as anyone knows.',
  }),
  turnaround: count.meta({ description: 'Setup too.' }),
  blocked: count,
  idle: count,
  visits: count,
  noShows: count,
  lateStarts: count.meta({ description: 'As staff said: of the others no one knows.' }),
  waited: count.meta({
    description: 'Visits that waited, for a time or in the end; of a room those that it would have suited.',
  }),
};
const ofType = z.strictObject(figures).omit({ open: true, blocked: true, idle: true });

const hoursOfWeek = z
  .array(z.strictObject({ weekday: z.enum(WEEKDAYS), hour: z.int().min(0).max(23), ...figures }))
  .meta({ description: 'Visits by the hour in which they begin.' });

export const utilisationAnswer = z.strictObject({
  site: z.string(),
  from: date,
  to: date,
  total: z.strictObject(figures).meta({ description: 'Combination rooms count through their parts.' }),
  rooms: z.array(z.strictObject({ room: roomId, name: z.string(), ...figures, hours: hoursOfWeek })),
  equipment: z
    .array(z.strictObject({ equipment: z.string(), rooms: count, units: count, ...figures }))
    .meta({ description: 'Minutes of the rooms that have it and of its units; visits that asked for it.' }),
  visitTypes: z.array(ofType.extend({ visitType: z.string() })),
  hours: hoursOfWeek,
});

const oneMore = {
  weekday: z.enum(WEEKDAYS),
  seats: count.meta({ description: 'So many more would have had a room, at the least.' }),
  dates: count.meta({ description: 'Dates of that weekday on which anyone was left waiting.' }),
};
export const oneMoreAnswer = z.strictObject({
  id: z.string(),
  site: z.string(),
  dates: z.array(date),
  state: z.enum(['planning', 'planned', 'cut']).meta({
    description: '`cut`: the time was up before all was tried; what is found holds, and there may be more.',
  }),
  found: z.array(
    z.union([
      z.strictObject({ ...oneMore, room: roomId, name: z.string(), from: z.string(), to: z.string() }),
      z.strictObject({ ...oneMore, unit: z.string() }),
    ]),
  ),
});

/** What the days of a site in shadow came to. */
const counts = {
  visits: count,
  roomed: count.meta({ description: 'Visits that were given a room.' }),
  conflicts: count.meta({
    description: 'Visits whose room became unusable, or whose practitioner’s own one was taken or blocked.',
  }),
  waited: count,
  leftWaiting: count.meta({ description: 'Of those that waited the ones without a room in the end.' }),
  messages: z.strictObject({ immediately: count, hoursBefore: count, link: count }).meta({
    description: 'Mails that would have been sent, by how the site could announce rooms.',
  }),
  starts: count.meta({ description: 'At which Cal.com could have offered a visit.' }),
  hiddenStarts: count.meta({ description: 'Those of them without a room.' }),
  staffElsewhere: count.meta({ description: 'Visits that staff put elsewhere than was decided.' }),
  staffSame: count,
};
export const reportAnswer = z.strictObject({
  site: z.string(),
  publishing: z.enum(PUBLISHING_MODES),
  from: date,
  to: date,
  days: z.array(z.strictObject({ date, ...counts })),
  total: z.strictObject(counts),
  missing: z.array(date).meta({ description: 'Dates that were not counted, and so are not in the total.' }),
});

const load = z.strictObject(figures).pick({
  open: true,
  booked: true,
  turnaround: true,
  blocked: true,
  visits: true,
});

export const weekAnswer = z.strictObject({
  site: z.string(),
  from: date,
  to: date,
  rooms: z.array(
    z.strictObject({
      id: roomId,
      name: z.string(),
      days: z.array(load).meta({ description: 'One for each of `days`, in their order.' }),
    }),
  ),
  days: z.array(z.strictObject({ date, waiting: count.meta({ description: 'Visits that no room takes.' }) })),
});

export const trailAnswer = z.strictObject({ site: z.string(), date, changes: z.array(change) });

export const whatIfAnswer = z.strictObject({
  id: z.string(),
  site: z.string(),
  asked: instant,
  dates: z.array(date),
  moreDates: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'It concerns so many further dates, which the answer leaves out.' }),
  state: z.enum(['proving', 'proved', 'bounded']),
  answer: z.strictObject({
    impossible: z.boolean().optional(),
    affected: z.array(
      z.strictObject({
        uid,
        start: instant,
        from: roomId.nullable(),
        to: roomId.nullable(),
        reason: z.string(),
        told: z.boolean(),
        visitType: z.string().optional(),
        fromName: otherName,
        toName: otherName,
      }),
    ),
    silent: z.array(uid),
    notifications: z.int(),
    waiting: z.array(uid),
    tellInPerson: z.array(uid),
    certificate,
    words: z.array(z.string()),
    curve: z
      .array(z.strictObject({ notifications: z.int(), waiting: z.int(), waitingBound: z.int() }))
      .optional(),
  }),
});

export const lookUpAnswer = z.strictObject({
  site: z.string(),
  date,
  visits: z.array(z.strictObject({ uid, name: z.string().meta({ description: 'For the one who asked.' }) })),
  more: z.boolean().meta({ description: 'There are more than are told.' }),
  untold: z.int().meta({ description: 'Visits of the day whose people Cal.com did not tell.' }),
});
export const visitLookUpAnswer = z.strictObject({
  uid,
  names: z.array(z.string()).optional(),
  words: z.string().optional().meta({ description: 'The location, in a person’s own words.' }),
});

export const signInAnswer = z.strictObject({
  mode: z.enum(['oidc', 'open-loopback', 'closed']),
  clientId: z.string().optional(),
  scope: z.string().optional(),
  authorizationEndpoint: z.url().optional(),
  signOut: z
    .strictObject({ address: z.url(), returnAs: z.string() })
    .optional()
    .meta({ description: 'Where the session ends at the issuer, and what names the way back there.' }),
});

export const tokenAnswer = z.strictObject({
  token: z.string(),
  role: z.enum(ROLES),
  refreshToken: z.string().optional(),
  expiresInSeconds: z.number().optional(),
});

export const meAnswer = z.strictObject({
  subject: z.string(),
  role: z.enum(ROLES),
  sites: z.array(z.string()).optional(),
  floors: z.array(z.string()).optional(),
  buildings: z.array(z.string()).optional(),
  rooms: z.array(z.string()).optional(),
});

export const healthAnswer = z.strictObject({ ok: z.literal(true) });
export const publishingAnswer = z.strictObject({ publishing: z.enum(PUBLISHING_MODES), action });
export const betterPlanAnswer = z.strictObject({ date, plan: z.string(), action });
export const renewedAnswer = z.strictObject({ renewed: z.literal(true) });

export const problemAnswer = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  field: z.string().optional(),
  errors: z.array(z.strictObject({ field: z.string(), message: z.string() })).optional(),
});
