import { apiFaults, webhookFaults } from '../../bin/sandbox/faults.ts';
import { STRIKES } from '../../bin/simulation/strikes.ts';
import { UNKNOWN_OUTCOME_MS } from '../../shared/domain/publication.ts';
import { LEAVE_WITHIN_MS } from '../../shared/publishing/send-location.ts';

/** Every fault we provide for, what happens, and the test that shows it. `FAULTS.md` is made from this. */
type ProvidedFault = {
  readonly fault: string;
  readonly happens: string;
  /** File under test/, a part of the test's title, and the row of its table, where it has one. */
  readonly shownBy: readonly [file: string, title: string, row?: string];
  /** The switches that bring it about: `patch:slow` of the sandbox, `ours:hang` of the simulation. */
  readonly switches?: readonly string[];
};

const PUBLISHING = 'publishing/troubles-of-a-credential.test.ts';
const LOST = 'reconciling/lost-webhooks.test.ts';
const TRIGGER = 'reconciling/every-trigger.test.ts';
const FIRST = 'reconciling/first-contact-laws.ts';
const DRIFT = 'reconciling/drift.test.ts';
const REFUSED = 'reconciling/refused-key.test.ts';
const FAULTS = 'simulation/faults-of-cal-com.test.ts';
const LARGE = 'assigning/large-decisions.test.ts';

const patch = (kind: (typeof apiFaults)[number], fault: string, happens: string): ProvidedFault => ({
  fault: `PATCH: ${fault}`,
  happens,
  shownBy: [PUBLISHING, '%s: the location arrives, with %d mail(s)', kind],
  switches: [`patch:${kind}`],
});

const UNKNOWN_S = UNKNOWN_OUTCOME_MS / 1000;

const schedule = (fault: string, happens: string, title: string): ProvidedFault => ({
  fault: `schedule of ours: ${fault}`,
  happens,
  shownBy: ['availability/mirror-offers.test.ts', title],
});

const READ_AGAIN = 'Nothing is sent without a reading: the next wake reads again.';
const ANOTHER_VERSION =
  'Asked for under the other version, and again later: never taken for an unknown booking.';
const LISTED_AGAIN = 'The watermark stays: the next run lists the same again.';

const ASTRAY = `Not Cal.com’s own words: counts as unknown and as no try, read back after ${UNKNOWN_S} s, sent again; nothing is parked, no key is closed.`;

const reading = (kind: (typeof apiFaults)[number], answer: string, happens: string): ProvidedFault => ({
  fault: `GET of a booking: ${answer}`,
  happens,
  shownBy: [FAULTS, 'that is answered by %s, twice: the room arrives and is told once', kind],
  switches: [`get:${kind}`],
});

const list = (kind: (typeof apiFaults)[number], answer: string, happens: string): ProvidedFault => ({
  fault: `GET of many bookings: ${answer}`,
  happens,
  shownBy: [FAULTS, 'that is answered by %s, twice: what it would have shown is found', kind],
  switches: [`list:${kind}`],
});

const webhook = (kind: (typeof webhookFaults)[number], fault: string, happens: string): ProvidedFault => ({
  fault: `webhook: ${fault}`,
  happens,
  shownBy: [FAULTS, 'that is %s, each time', kind],
  switches: [`webhook:${kind}`],
});

const ours = (strike: (typeof STRIKES)[number], fault: string, happens: string): ProvidedFault => ({
  fault: `ours: ${fault}`,
  happens,
  shownBy:
    strike === 'crash-after'
      ? ['simulation/single-crash.test.ts', 'a crash after any kind of await loses and doubles nothing']
      : ['simulation/publisher.test.ts', 'loses no location and doubles no mail: %s'],
  switches: [`ours:${strike}`],
});

/** Every switch there is: each must stand in a row of the table. */
export const SWITCHES: readonly string[] = [
  ...apiFaults.filter((kind) => kind !== 'shifted-page').map((kind) => `patch:${kind}`),
  // A reading has no effect that could come late, or be taken back; a list is never unknown.
  ...apiFaults
    .filter((kind) => !/applied|reverted/.test(kind) || kind === 'timeout-not-applied')
    .flatMap((kind) =>
      kind === 'shifted-page'
        ? [`list:${kind}`]
        : kind === 'not-found'
          ? [`get:${kind}`]
          : [`get:${kind}`, `list:${kind}`],
    ),
  ...webhookFaults.map((kind) => `webhook:${kind}`),
  ...STRIKES.map((strike) => `ours:${strike}`),
];

export const PROVIDED_FAULTS: readonly ProvidedFault[] = [
  patch('server-error', '5xx, not applied', `Read back after ${UNKNOWN_S} s, sent again, one mail.`),
  patch(
    'server-error-applied',
    '5xx, applied',
    `Read back after ${UNKNOWN_S} s, found to be there, not sent again.`,
  ),
  patch('timeout-applied', 'time-out, applied', `Read back after ${UNKNOWN_S} s, not sent again.`),
  patch(
    'timeout-applied-late',
    'time-out, applied up to 60 s late',
    `Read back after ${UNKNOWN_S} s, not sent again. Later than 60 s: perhaps a second mail, counted by the simulation.`,
  ),
  patch('timeout-not-applied', 'time-out, not applied', `Read back after ${UNKNOWN_S} s, sent again.`),
  patch(
    'html',
    '200 with a web page, not applied',
    `Counts as unknown: read back after ${UNKNOWN_S} s, sent again.`,
  ),
  patch('html-applied', '200 with a web page, applied', 'Counts as unknown: read back, not sent again.'),
  patch('not-found-page', '404 with a proxy’s page', ASTRAY),
  patch('forbidden-page', '403 with a proxy’s page', ASTRAY),
  patch('redirect', 'a redirect', `${ASTRAY} Never followed.`),
  patch('no-such-route', 'Cal.com has no such route under this version', ASTRAY),
  patch('not-found', '404 once, though the booking is there', 'Read back at once, sent again.'),
  {
    fault: 'PATCH: 403',
    happens:
      'That one booking is parked with its event type’s number; all others are told, and the key stays open.',
    shownBy: [PUBLISHING, 'has that one booking parked with the event type’s number'],
    switches: ['patch:forbidden'],
  },
  patch(
    'slow',
    'the right answer, seconds late',
    'The time-out is shorter than the pace: no one else sends meanwhile.',
  ),
  patch(
    'unauthorized',
    '401',
    'The credential stops; a reading every five minutes shows when the key works again.',
  ),
  patch(
    'reverted',
    '200, then taken back by Cal.com',
    'Seen by the verification or by reconciliation, sent again: a second mail.',
  ),
  {
    fault: 'ours: the process dies between the note of an attempt and its PATCH, the visit being far ahead',
    happens: `A list, or the horizon, shows that the text is missing: told then, no sooner than ${UNKNOWN_S} s after the attempt.`,
    shownBy: [
      'publishing/listed-as-owed.test.ts',
      'a room that a crash kept from a visit far ahead is told once a list shows that it is missing',
    ],
  },
  {
    fault: 'GET of many bookings: fails for an hour, a visit far ahead having just been told',
    happens: 'Seen by the first list that comes again; told again where Cal.com had taken it back.',
    shownBy: [
      'reconciling/seen-in-a-list.test.ts',
      'a room that no list can show of a visit far ahead is seen once lists come again',
    ],
  },
  {
    fault: 'PATCH: 429',
    happens: 'Nothing more with this credential for the whole block.',
    shownBy: [PUBLISHING, 'stops for a whole block after a 429'],
    switches: ['patch:too-many-requests'],
  },
  {
    fault: 'PATCH: headers say that the window is used up',
    happens: 'The next one waits for the window’s end; never sooner than our own pace.',
    shownBy: [PUBLISHING, 'is what the headers say where that is slower than ours'],
  },
  {
    fault: 'PATCH: 404 though GET finds the booking',
    happens: 'A second try, then parked with its reason: the organiser or the event type is gone.',
    shownBy: [PUBLISHING, '404 though the booking is there'],
  },
  {
    fault: 'PATCH: what was parked for a 404 has changed at Cal.com since, or two hours have passed',
    happens: 'Told by itself.',
    shownBy: [PUBLISHING, 'is told by itself once a list shows it changed since'],
  },
  {
    fault: 'a proxy or a login page answers everything in Cal.com’s stead',
    happens: 'The breaker opens; nothing is parked, no key is closed, each is told once afterwards.',
    shownBy: [PUBLISHING, 'to everything for ten minutes: nothing is parked, no key is closed'],
  },
  reading('server-error', '5xx', READ_AGAIN),
  reading('timeout-not-applied', 'no answer', READ_AGAIN),
  reading('html', '200 with a web page', READ_AGAIN),
  reading(
    'slow',
    'seconds late',
    `The PATCH leaves within ${LEAVE_WITHIN_MS} ms of the slot or not at all; the reading comes before.`,
  ),
  reading('too-many-requests', '429', 'Nothing more with this credential for the whole block.'),
  reading('not-found-page', '404 with a proxy’s page', READ_AGAIN),
  reading('forbidden-page', '403 with a proxy’s page', READ_AGAIN),
  reading('redirect', 'a redirect', READ_AGAIN),
  reading('no-such-route', 'Cal.com has no such route under this version', ANOTHER_VERSION),
  reading(
    'not-found',
    'Cal.com says that it does not know the booking',
    'Parked; told by itself once a reading shows it accepted after all.',
  ),
  reading('forbidden', '403', 'The credential stops, as for a 401.'),
  reading('unauthorized', '401', 'Once more with a newer key; then the credential stops, as for a PATCH.'),
  list('server-error', '5xx', LISTED_AGAIN),
  list('timeout-not-applied', 'no answer', LISTED_AGAIN),
  list('html', '200 with a web page', LISTED_AGAIN),
  list('slow', 'seconds late', 'The run goes on within its time, and where it ends the next one continues.'),
  list('not-found-page', '404 with a proxy’s page', LISTED_AGAIN),
  list('forbidden-page', '403 with a proxy’s page', LISTED_AGAIN),
  list('redirect', 'a redirect', LISTED_AGAIN),
  list('no-such-route', 'Cal.com has no such route under this version', ANOTHER_VERSION),
  list('forbidden', '403', 'The credential stops; the watermark stays.'),
  list('too-many-requests', '429', LISTED_AGAIN),
  list('unauthorized', '401', LISTED_AGAIN),
  list(
    'shifted-page',
    'a row slips from one page to the one before',
    'Changes are asked for from the last one that was read, wherever it stands; pages of a day overlap by ten rows, and the next horizon lists again.',
  ),
  schedule(
    'no answer to a PATCH',
    'Read back before anything else is written; what we noted before it left is known for ours.',
    'what was written without an answer is known for ours when it is seen',
  ),
  schedule(
    '429',
    'Nothing more with this credential for the whole block, rooms included; then what was to be written is.',
    'a 429 keeps the publisher of the key waiting too',
  ),
  schedule(
    '401',
    'The credential stops, as for a PATCH of a location.',
    'a key that is refused is stopped as the publisher stops it',
  ),
  schedule(
    'an answer that is no schedule',
    'Nothing is written; the next sweep reads again.',
    'an answer that is no schedule changes nothing',
  ),
  schedule(
    'someone writes into it',
    'On those dates it stays as they wrote it, and staff are told.',
    'as an override in our schedule stays there',
  ),
  schedule(
    'someone gives the event type another one',
    'Nothing is written any more until it is given back, and staff are told.',
    'in pointing the event type elsewhere ends all writing',
  ),
  schedule(
    'someone changes its weekly hours',
    'Nothing is written any more, staff are told, an alarm rings after an hour.',
    'to the weekly hours of our schedule is left',
  ),
  webhook('lost', 'lost', 'Found by reading what changed; for each trigger see below.'),
  webhook(
    'doubled',
    'twice, each with its own `createdAt`',
    'The same content again only raises `createdAt`.',
  ),
  webhook('repeated', 'the same bytes twice', 'A repetition: nothing to write.'),
  webhook('reordered', 'overtaken by later ones', 'Facts are joined: any order ends in the same.'),
  webhook('queued', 'sent late, telling a later state', 'Facts are joined: any order ends in the same.'),
  webhook(
    'unsigned',
    'without a signature',
    'Refused with 401; what it told is found by reading what changed.',
  ),
  webhook(
    'odd-fields',
    'with unknown fields and odd shapes',
    'Read all the same: only what rooms need is looked at.',
  ),
  webhook(
    'says-less',
    'naming neither host nor event type',
    'What was known stays known; what no one has told yet is read at Cal.com.',
  ),
  ours(
    'throw',
    'DynamoDB, SQS, Secrets Manager or the network fails',
    'The message comes again and finds things as they were.',
  ),
  ours(
    'apply-throw',
    'it was done, and we are told that it failed',
    'The retry reads first and finds it done.',
  ),
  ours(
    'late',
    'it fails, and is done later all the same',
    'Conditions on what was seen: what comes late changes nothing any more.',
  ),
  ours('slow', 'an answer takes seconds', 'Everyone else goes on; who is overtaken reads again.'),
  ours('hang', 'no answer at all', 'The function’s own time-out ends it; the message comes again.'),
  ours(
    'crash-before',
    'the process dies before a step',
    'The message comes again; the sweep finds what no message tells.',
  ),
  ours('crash-after', 'the process dies after a step', 'The message comes again and finds the step done.'),
  {
    fault: 'the bookings queue refuses a delivery, or is silent',
    happens:
      'A second try where that may help, a second and a half in all; then 503, and what it told is found by reading what changed.',
    shownBy: ['queue/booking-sender.test.ts', 'is a 503 after a second and a half at most'],
  },
  {
    fault: 'the bookings queue asks for patience',
    happens: 'It is given no more than the patient has.',
    shownBy: ['queue/booking-sender.test.ts', 'is not given more than the patient has'],
  },
  {
    fault: 'Cal.com is down',
    happens:
      'Five unknown outcomes in a row open the breaker: one probe a minute, nothing lost, no one mailed twice.',
    shownBy: [PUBLISHING, 'one probe a minute'],
  },
  {
    fault: 'only the PATCH is down',
    happens: 'Readings that work do not close the breaker.',
    shownBy: [PUBLISHING, 'for the PATCH alone'],
  },
  {
    fault: 'the key is refused, then renewed',
    happens: 'Stops at once and alerts; goes on by itself within five minutes of the renewal.',
    shownBy: [PUBLISHING, 'stops everything at once'],
  },
  {
    fault: 'the key is refused while nothing is owed',
    happens: 'Found by reading, alerted; read with again within five minutes of the renewal.',
    shownBy: [REFUSED, 'is read with again by itself'],
  },
  {
    fault: 'a new clinic file names another key for what is owed already',
    happens:
      'Told with the new key, once: anyone who wakes under the old one hands it over, and so does anyone who reads with the new one.',
    shownBy: ['publishing/key-per-doctor.test.ts', 'owed under a key which the clinic file renames'],
  },
  {
    fault: 'there is no such key, or it cannot be read, when a request comes in',
    happens: 'The request gets its room; who it replaces is asked a little later.',
    shownBy: ['reconciling/as-cal-com-is.test.ts', 'has its room though the key cannot be read just then'],
  },
  {
    fault: 'one of several keys is not there',
    happens:
      'A booking that no one knows is looked at with the others; the missing key is reported by its own readings.',
    shownBy: ['publishing/key-per-doctor.test.ts', 'though another key is not there'],
  },
  {
    fault: 'Cal.com lists no event types to the key',
    happens: 'What a new clinic file knows is taken in all the same.',
    shownBy: ['reconciling/not-in-the-clinic-file.test.ts', 'where Cal.com lists no event types to the key'],
  },
  {
    fault: 'a request expires that reads the room of the visit it was to replace',
    happens: 'Staff are shown it, as whatever else loses its room and reads one.',
    shownBy: ['replanning/replan-day.test.ts', 'shown to staff once it has expired'],
  },
  {
    fault: 'an event type is not for the key to change (403)',
    happens:
      'Each of its bookings is parked after one try, and told once staff try again with the right given.',
    shownBy: [PUBLISHING, 'says so to staff in words, and tells the booking once they try again'],
  },
  {
    fault: 'one booking is not for the key to see',
    happens: 'It counts as gone; everyone else is looked at.',
    shownBy: [REFUSED, 'one booking that the key may not see'],
  },
  {
    fault: 'one booking that Cal.com cannot show',
    happens:
      'Everyone else is told; it is owed until it can be read, and parked after an hour in which only others could.',
    shownBy: [PUBLISHING, 'keeps no one else from being told'],
  },
  {
    fault: 'bookings to be looked at that Cal.com cannot show',
    happens: 'They stand behind the others, until a day after their visit.',
    shownBy: ['reconciling/run-rechecks.test.ts', 'stand behind the others'],
  },
  {
    fault: 'two Sites, the key of one refused, and bookings of both to be looked at',
    happens: 'The other one’s are looked at, its own once the key is renewed.',
    shownBy: [REFUSED, 'the other’s bookings are looked at'],
  },
  {
    fault: 'nothing can be listed any more',
    happens: 'After two hours in which no pass over the horizon was completed an alarm rings.',
    shownBy: ['reconciling/horizon-age.test.ts', 'grows while Cal.com lists nothing'],
  },
  {
    fault: 'two Sites, and the key of one is refused',
    happens: 'The other one is told as ever: each credential has its own pace and its own troubles.',
    shownBy: ['publishing/several-sites.test.ts', 'do not stop for each other'],
  },
  {
    fault: 'one Site is switched off, with more owed than one wake looks at',
    happens: 'Another Site with the same credential is told all the same.',
    shownBy: ['publishing/several-sites.test.ts', 'a Site that is switched off'],
  },
  {
    fault: 'two wakes race for one slot',
    happens: 'The loser comes back when the next slot is free: both bookings are told within twenty seconds.',
    shownBy: ['simulation/racing-wakes.test.ts', 'tell both of two bookings within twenty seconds'],
  },
  {
    fault: 'sweeps are missed, however far apart they are',
    happens: 'An alarm rings within four of them.',
    shownBy: ['lib/sweep-alarm-times.ts', 'that are all missed, the alarm rings within every period'],
  },
  {
    fault: 'a confirmed visit takes a room from more requests than one transaction can name',
    happens: 'They give way some at a time, each marking its Day; then the visit takes the room.',
    shownBy: [LARGE, 'takes one from as many as one transaction cannot name'],
  },
  {
    fault: 'the worker dies while requests give way',
    happens: 'Those left keep their rooms; the message comes again and goes on.',
    shownBy: [LARGE, 'takes it although the worker is killed between two steps'],
  },
  {
    fault: 'a clinic file with a room of more parts than one transaction can write',
    happens: 'Refused by the check, by the same count that no transaction goes beyond.',
    shownBy: ['catalogue/catalogue-limits.test.ts', 'a combination room of fifty parts is refused'],
  },
  {
    fault: 'an import of the clinic file dies at any step',
    happens: 'The old version, or the new one, is read whole; run again, it does what is left.',
    shownBy: [
      'catalogue/killed-import.test.ts',
      'leaves a whole catalogue to read, and run again it finishes',
    ],
  },
  {
    fault: 'a message can never succeed',
    happens:
      'Explained by the name of its cause without writing anything, and dropped with a line of the trail.',
    shownBy: ['admin/faults.test.ts', 'a message that can never succeed is said to fail again'],
  },
  {
    fault: 'the webhook of a visit longer than a day is lost',
    happens: 'Found by reading, up to a week and beyond; what is longer than a week is shown to staff.',
    shownBy: ['assigning/long-visits.test.ts', 'is found by reconciliation where its webhook is lost (%s)'],
  },
  {
    fault: 'a room changes there and back while a PATCH hangs and is applied late',
    happens: 'What Cal.com shows in the end is the room.',
    shownBy: [PUBLISHING, 'there and back again'],
  },
  {
    fault: 'a room changes while the PATCH of the old one is on its way',
    happens: 'The new one is told at the next turn.',
    shownBy: [PUBLISHING, 'the new room is told at the next turn'],
  },
  ...(
    [
      ['BOOKING_CREATED', 'a booking whose BOOKING_CREATED was lost'],
      ['BOOKING_REQUESTED', 'a booking whose BOOKING_REQUESTED was lost'],
      ['BOOKING_CANCELLED', 'a booking whose BOOKING_CANCELLED was lost'],
      ['BOOKING_REJECTED', 'a request whose BOOKING_REJECTED was lost'],
      ['BOOKING_RESCHEDULED', 'a visit whose BOOKING_RESCHEDULED was lost'],
      ['BOOKING_REASSIGNED', 'a visit whose BOOKING_REASSIGNED was lost'],
      [
        'BOOKING_LOCATION_UPDATED',
        'a location that a person wrote, of which BOOKING_LOCATION_UPDATED was lost',
      ],
    ] as const
  ).map(
    ([trigger, title]): ProvidedFault => ({
      fault: `${trigger} is lost`,
      happens:
        'Found by reading every two minutes what changed: at the second reading, three minutes later, at the latest.',
      shownBy: [LOST, title],
    }),
  ),
  {
    fault: 'no webhook arrives any more',
    happens: 'Bookings are found by reading; an alarm rings after the first in an hour without any delivery.',
    shownBy: ['lib/alarms.ts', 'rings where bookings are found that no webhook told of'],
  },
  {
    fault: 'the signing secret is exchanged while deliveries arrive',
    happens: 'None is rejected: a miss looks the secret up again, and all who miss wait for the answer.',
    shownBy: ['functions/rotation.test.ts', 'while deliveries arrive'],
  },
  {
    fault: 'people type names, diagnoses or numbers where equipment is asked for',
    happens: 'Past the webhook there are digests alone; staff see that something unknown is asked for.',
    shownBy: ['local/privacy.test.ts', 'personal strings in a delivery, those that look like equipment too'],
  },
  {
    fault: 'someone reads our logs, who is no staff: a uid there would open its booking at Cal.com',
    happens: 'Logs, trail, kiosk and commands name a visit by its code, which only our key makes of the uid.',
    shownBy: ['functions/visit-log.test.ts', 'a uid %s is logged as its visit code'],
  },
  {
    fault: 'a command is not told which Cal.com a deployed system has',
    happens: 'It refuses, by the name of the missing output: a key goes to no address that was guessed.',
    shownBy: ['admin/outputs.test.ts', 'a command that is not told %s refuses, by name, and guesses nothing'],
  },
  {
    fault: 'someone signs out, and the next one sits down at the same screen',
    happens: 'The session ends at the issuer, too: no one is signed in again without a word.',
    shownBy: ['board-page/signed-in.ts', 'come back to where they were, stay signed in, and sign out'],
  },
  {
    fault: 'staff sign in at a screen on the wall',
    happens: 'It says so and takes kiosks and doors alone; no other token is kept there.',
    shownBy: [
      'board-page/signed-in.ts',
      'a screen on the wall takes no one but a kiosk, and keeps no other’s token',
    ],
  },
  {
    fault: 'a token that was made for another purpose is shown as a key',
    happens: 'Refused with 401, however well it is signed.',
    shownBy: ['access/access.test.ts', 'refuses %s', 'a logout token'],
  },
  {
    fault: 'one issuer names the groups of several systems',
    happens: 'Only what begins with our prefix is a role here.',
    shownBy: ['access/access.test.ts', 'means by a group only what begins with the deployment’s prefix'],
  },
  {
    fault: 'an account names no site where there are two',
    happens: 'It is shown neither.',
    shownBy: [
      'access/access.test.ts',
      'where a clinic has two sites shows neither to an account that names none',
    ],
  },
  {
    fault: 'someone tries tokens at the board',
    happens: 'Each refusal is logged without token or name, and counted; many of them ring.',
    shownBy: ['access/access.test.ts', 'logs and counts who it turns away, with neither token nor name'],
  },
  {
    fault: 'a password of staff is known to someone else',
    happens: 'It opens nothing without the second factor.',
    shownBy: ['lib/sign-in.ts', 'asks everyone for a second factor, by an app and not by SMS'],
  },
  {
    fault: 'a tunnel or a proxy brings the world to a system that runs on a laptop',
    happens: 'Refused: anyone who came by way of another machine is not on this one.',
    shownBy: ['access/access.test.ts', 'open on loopback refuses %s', 'what a tunnel brings'],
  },
  {
    fault: 'a laptop’s system is pointed at a real Cal.com with the secret that everyone can read here',
    happens: 'It does not start, and names the setting.',
    shownBy: [
      'local/helpers.test.ts',
      'the published webhook secret is refused where a real Cal.com is named',
    ],
  },
  {
    fault: 'a web page asks what stands in for AWS on a laptop',
    happens:
      'Secrets, queues and database answer only at a path that no one guesses, and no page even there.',
    shownBy: ['local/helpers.test.ts', 'answers no web page, even one that has learnt the path'],
  },
  {
    fault: 'a web page looks for the laptop’s database itself',
    happens: 'It listens where browsers never connect, or not at all.',
    shownBy: [
      'local/helpers.test.ts',
      'the database behind the local DynamoDB listens where browsers never connect',
    ],
  },
  {
    fault: 'what stands in for AWS on a laptop is sent nonsense, halves and noise',
    happens: 'It answers the next one as before.',
    shownBy: ['local/helpers.test.ts', 'lives on whatever it is sent'],
  },
  {
    fault: 'a laptop’s system is killed without a word',
    happens: 'Its database ends with it; state files are whole.',
    shownBy: ['local/helpers.test.ts', 'a system that is killed without a word leaves no database behind'],
  },
  {
    fault: 'DATA_DIR cannot be written',
    happens: 'Said so, with the cause, before anything starts.',
    shownBy: ['local/helpers.test.ts', 'a data directory that cannot be written is named'],
  },
  {
    fault: 'anything at all is delivered, signed or not',
    happens: 'Never a 5xx; believed only if signed; nothing about a person or a secret is left behind.',
    shownBy: ['functions/fuzzed-deliveries.test.ts', 'whatever is delivered is answered'],
  },
  {
    fault: 'a delivery or a reading that says it is of the future',
    happens: 'Believed five minutes ahead at most; later ones count from when they were heard.',
    shownBy: ['calcom/booking-event-of.test.ts', 'minutes ahead is the most that clocks differ'],
  },
  {
    fault: 'MEETING_ENDED before the visit starts',
    happens: 'Frees nothing.',
    shownBy: [TRIGGER, 'before the visit starts at 60, frees and marks nothing'],
  },
  {
    fault: 'BOOKING_PAID or the BOOKING_CREATED beside it is lost',
    happens: 'The other one makes the booking certain.',
    shownBy: [TRIGGER, 'is certain though %s is lost'],
  },
  {
    fault: 'a booking without `updatedAt`',
    happens: 'Found by the pass over the horizon, every half hour.',
    shownBy: [LOST, 'what has no `updatedAt` is found all the same'],
  },
  {
    fault: 'Cal.com serves a version of its API no longer',
    happens:
      'One booking is read, and many are listed, by the other version from the next request on; each key remembers its own.',
    shownBy: ['reconciling/retired-versions.test.ts', 'is read by the other from the next reading on'],
  },
  {
    fault: 'the version of the PATCH is served no longer',
    happens: 'Every room stays owed, nothing is parked; told when it is there again.',
    shownBy: [
      'reconciling/retired-versions.test.ts',
      'without the version of the PATCH keeps every room owed',
    ],
  },
  {
    fault: 'a page of a list is longer than is ever read, or takes too long',
    happens: 'Asked for in half as many rows, down to one; goes on where it was, run after run.',
    shownBy: ['reconciling/long-lists.test.ts', 'is asked for in smaller ones, and no one is left out'],
  },
  {
    fault: 'one row of a list cannot be read',
    happens: 'Stepped over, counted, listed by `npm run owed`, and an alarm rings; all others are read.',
    shownBy: [
      'reconciling/long-lists.test.ts',
      'is read around it: counted, listed, and the pass comes to its end',
    ],
  },
  {
    fault: 'an Occupancy that belongs to no one',
    happens: 'Taken away by the pass over the horizon.',
    shownBy: [LOST, 'an Occupancy that belongs to no one is taken away'],
  },
  {
    fault: 'Cal.com shows a booking that we were told is over',
    happens: 'Drift: staff decide.',
    shownBy: [LOST, 'a booking that Cal.com shows and we were told is over'],
  },
  {
    fault: 'a person changes the location at Cal.com',
    happens: 'It stands and pins the booking; where it names a legal room, the booking moves there.',
    shownBy: [TRIGGER, 'by a person stands, pins the booking and waits for staff'],
  },
  {
    fault: 'one word for a whole series (confirm, cancel, decline)',
    happens: 'The siblings are read and follow within about a minute.',
    shownBy: [TRIGGER, 'is cancelled from one visit on by one word'],
  },
  {
    fault: 'one seat is cancelled',
    happens: 'Cal.com is asked before the room is freed: it goes with the last seat.',
    shownBy: [TRIGGER, 'has one room for all, until the last seat is given up'],
  },
  {
    fault: 'a clinic that has bookings already',
    happens: 'Rooms at once, not one mail before staff adopt them.',
    shownBy: [FIRST, 'first contact with'],
  },
  {
    fault: 'the Ledger of a clinic with addresses is lost: Cal.com shows rooms, and no address any more',
    happens: 'Our own words tell the house and the room: every told visit is taken over where it was.',
    shownBy: ['assigning/two-addresses.test.ts', 'made anew with every told visit in its house and room'],
  },
  {
    fault:
      'where houses are told apart by address, the delivery of a reschedule is lost, and Cal.com does not show the old booking',
    happens: 'The new one names it: the house is that of the old one, as the Ledger knows it.',
    shownBy: [
      'assigning/two-addresses.test.ts',
      'its delivery was lost, and Cal.com does not show the one that it replaces',
    ],
  },
  {
    fault:
      'of a class in one house the first seat’s delivery is lost; who joins is told the address of another',
    happens:
      'Not told there; it moves to its house as soon as Cal.com is read. Once told, it stays, and staff see the doubt.',
    shownBy: [
      'assigning/two-addresses.test.ts',
      'a class whose first seat was not heard of moves to the house',
    ],
  },
  {
    fault: 'a visit’s event type leaves the clinic file',
    happens: 'It keeps its room; where that is blocked staff see it, and can move it.',
    shownBy: ['functions/board/in-doubt.test.ts', 'can be moved by staff to a room that is free'],
  },
  {
    fault: 'a visit is handed to a doctor of another house',
    happens: 'It stays until staff move it to the other site, where it has a room or waits.',
    shownBy: ['functions/board/another-site.test.ts', 'has a room there, and leaves its room here to others'],
  },
  {
    fault: 'bookings from before our time are of an event type that the clinic file does not know',
    happens: 'The board counts them, as it does new ones; the file that maps them gives them rooms.',
    shownBy: ['reconciling/not-in-the-clinic-file.test.ts', 'bookings from before our time are shown'],
  },
  {
    fault: 'the Ledger is lost',
    happens: 'Made anew from Cal.com, no PATCH for what agrees.',
    shownBy: [FIRST, 'a Ledger that was lost is made anew'],
  },
  {
    fault: 'a told visit is moved to where no room is free, and Cal.com keeps showing the old room',
    happens: 'It is told the fallback; without one it is the first thing staff see.',
    shownBy: ['reconciling/as-cal-com-is.test.ts', 'is told the fallback in place of the old room'],
  },
  {
    fault: 'a request does not say what it replaces',
    happens: 'Cal.com is asked once, the old room is free at once and held for the new time.',
    shownBy: ['reconciling/as-cal-com-is.test.ts', 'frees the old room at the first word of the new one'],
  },
  {
    fault: 'a request does not say what it replaces, and Cal.com cannot be asked',
    happens: 'The sweep asks again within about a minute.',
    shownBy: ['reconciling/as-cal-com-is.test.ts', 'frees it too where Cal.com cannot be asked at first'],
  },
  {
    fault: 'GET calls the location of a told visit somewhere else',
    happens: 'It keeps its room: the text counts as well as the type.',
    shownBy: ['reconciling/as-cal-com-is.test.ts', 'keeps the room that it was told, whatever GET calls'],
  },
  {
    fault: 'a told visit becomes a video call',
    happens: 'Its room is free, in the trail and before staff; the link stands.',
    shownBy: ['reconciling/as-cal-com-is.test.ts', 'a told visit that becomes a video call'],
  },
  {
    fault: 'telling a class would make it uncancellable',
    happens: 'It is not told, unless the clinic file says so.',
    shownBy: ['publishing/classes.test.ts', 'whose seats are never told'],
  },
  {
    fault: 'someone joins a class after its room was told',
    happens: 'Counted and shown; staff can have all told again.',
    shownBy: ['publishing/classes.test.ts', 'is counted and shown, and mailed once staff'],
  },
  {
    fault: 'Cal.com does not know a booking any more',
    happens: 'Drift: its room stays until staff say that it is over.',
    shownBy: [DRIFT, 'of a booking that Cal.com does not know any more'],
  },
  {
    fault: 'a page’s address names a room or a visit in more letters than any has',
    happens: 'There is nothing there: 404, and the Ledger is not asked.',
    shownBy: ['functions/board/path-ids.test.ts', 'with an id of 3 KB is a 404'],
  },
  {
    fault: 'staff press what would move or mail someone they do not see',
    happens:
      'It is asked first: who, when, from where to where, how many mails. Taken back, who was not told goes back.',
    shownBy: [
      'functions/board/asks-first.test.ts',
      'is first asked about: who would move, when, from where to where',
    ],
  },
  {
    fault: 'rooms do not fit on the paper or on the wall’s screen',
    happens: 'The paper has every room; the screen turns pages, and says which it shows.',
    shownBy: [
      'board-page/at-one-site/what-is-seen.ts',
      'shows all rooms of a floor, of 1 to 24, or turns pages and says which it shows',
    ],
  },
  {
    fault: 'the board is opened on another day',
    happens: 'It has no now: nothing is called free or in use, no room is hidden for it.',
    shownBy: ['board-page/at-one-site/what-is-seen.ts', 'has no now: no state taken at midnight'],
  },
  {
    fault: 'the board does not answer the first look',
    happens: 'The page says so and asks again by itself.',
    shownBy: ['board-page/at-one-site/what-is-seen.ts', 'is told that the board does not answer yet'],
  },
  {
    fault: 'a hall is blocked while someone is being given a part of it',
    happens:
      'The part is written with the block: the assignment fails, reads its Days again, takes another room.',
    shownBy: [
      'functions/board/combination-rooms.test.ts',
      'is given another room, where it is blocked for an hour',
    ],
  },
  {
    fault: 'planning one Day throws',
    happens:
      'All other Days go on; it is handed to the replan queue, then tried again after 1, 2, 4 … 16 minutes; an alarm rings.',
    shownBy: ['functions/take-day.test.ts', 'a Day that cannot be planned is due again after a minute'],
  },
  {
    fault: 'one step of a sweep or of reconciliation throws',
    happens: 'It ends itself and nothing else, is logged with its cause and counted, and is done again.',
    shownBy: ['sweeping/steps.test.ts', 'does all the others: %s'],
  },
  {
    fault: 'the solver throws, answers nonsense or cannot be loaded',
    happens: 'The plan found by then stands, with its certificate and where the solver failed.',
    shownBy: [
      'domain/plan/solver-faults.test.ts',
      'at any one of its calls costs nothing of what is decided by then',
    ],
  },
  {
    fault: 'many Days could be planned better at once',
    happens:
      'Two of them are looked at, the others left out: most places of the replan queue are for Days that wait for a plan.',
    shownBy: [
      'replanning/few-at-once.test.ts',
      'searches leave most places of the replan queue to Days that wait for their plan',
    ],
  },
  {
    fault: 'a table that was wound back is to be made anew from Cal.com',
    happens: 'Refused, by those who were told a room and are not in it: no one gets a mail.',
    shownBy: [
      'reconciling/restored-ledger-laws.ts',
      'a Ledger learns from Cal.com what came since, and no one gets a mail for it',
    ],
  },
  {
    fault: 'hours in which no visit starts',
    happens: 'Nothing is asked of the solver for them.',
    shownBy: [
      'domain/plan/solver-faults.test.ts',
      'is planned, though in a stretch of hours no visit starts',
    ],
  },
  {
    fault: 'two announced visits hold one room at one time, and no one can be told in time',
    happens:
      'One changes to a free room and is named to staff; it loses its room only where there is no other.',
    shownBy: ['domain/plan/contradictions.test.ts', 'both have a room where another one is free'],
  },
  {
    fault: 'hundreds of bookings begin to wait in a moment',
    happens: 'Each function asks once for one re-plan of their Day.',
    shownBy: ['queue/wake-sender.test.ts', 'three hundred bookings that begin to wait at once'],
  },
];

/** The table as people read it. */
export const faultTable = (): string =>
  [
    '# What can go wrong, with Cal.com and on our side, and what happens then',
    '',
    'Made from `test/publishing/faults.ts`; a test keeps it so, and sees that each test named here exists.',
    '',
    '| Fault | What happens | Shown by |',
    '|---|---|---|',
    ...PROVIDED_FAULTS.map(
      ({ fault, happens, shownBy: [file, title, row] }) =>
        `| ${fault} | ${happens} | \`test/${file}\`: ${title}${row === undefined ? '' : ` (${row})`} |`,
    ),
    '',
  ].join('\n');
