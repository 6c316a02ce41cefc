/** Every fault we provide for, what happens, and the test that shows it. `FAULTS.md` is made from this. */
export type ProvidedFault = {
  readonly fault: string;
  readonly happens: string;
  /** File under test/ and a part of the test's title. */
  readonly shownBy: readonly [file: string, title: string];
};

const PUBLISHING = 'publishing/troubles-of-a-credential.test.ts';
const LOST = 'reconciling/lost-webhooks.test.ts';
const TRIGGER = 'reconciling/every-trigger.test.ts';
const FIRST = 'reconciling/first-contact-laws.ts';
const DRIFT = 'reconciling/drift.test.ts';
const ODD = 'reconciling/odd-deliveries.test.ts';
const REFUSED = 'reconciling/refused-key.test.ts';
const EACH = '%s: the location arrives, with %d mail(s)';

const patch = (kind: string, happens: string): ProvidedFault => ({
  fault: `PATCH: ${kind}`,
  happens,
  shownBy: [PUBLISHING, EACH],
});

export const PROVIDED_FAULTS: readonly ProvidedFault[] = [
  patch('5xx, not applied', 'Read back after 75 s, sent again, one mail.'),
  patch('5xx, applied', 'Read back after 75 s, found to be there, not sent again.'),
  patch('time-out, applied at once or up to 60 s late', 'Read back after 75 s, not sent again.'),
  patch('time-out, not applied', 'Read back after 75 s, sent again.'),
  patch('200 with a web page', 'Counts as unknown: read back first.'),
  patch('401', 'The credential stops; a reading every five minutes shows when the key works again.'),
  patch(
    '200, then taken back by Cal.com',
    'Seen by the verification or by reconciliation, sent again: a second mail.',
  ),
  {
    fault: 'PATCH: 429',
    happens: 'Nothing more with this credential for the whole block.',
    shownBy: [PUBLISHING, 'stops for a whole block after a 429'],
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
    fault: 'Cal.com is down',
    happens:
      'Five unknown outcomes in a row open the breaker: one probe a minute, nothing lost, nobody mailed twice.',
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
    fault: 'one booking is not for the key to see',
    happens: 'It counts as gone; everybody else is looked at.',
    shownBy: [REFUSED, 'one booking that the key may not see'],
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
    fault: 'a room changes there and back while a PATCH hangs and is applied late',
    happens: 'What Cal.com shows in the end is the room.',
    shownBy: [PUBLISHING, 'there and back again'],
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
      happens: 'Found by reading what changed, within two periods of two minutes.',
      shownBy: [LOST, title],
    }),
  ),
  {
    fault: 'a webhook is doubled, repeated, overtaken, queued, unsigned or of another shape',
    happens: 'One room, one mail.',
    shownBy: [ODD, 'the visit has its room all the same'],
  },
  {
    fault: 'the cancellation overtakes the booking',
    happens: 'The booking stays over: no room, no mail.',
    shownBy: [ODD, 'overtaken by the cancellation'],
  },
  {
    fault: 'a list of bookings fails, is slow, is no JSON or misses a row that shifted to another page',
    happens: 'The next one finds what was lost: the passes overlap.',
    shownBy: [ODD, 'what was lost is found by the next'],
  },
  {
    fault: 'the signing secret is exchanged while deliveries arrive',
    happens: 'None is rejected: a miss looks the secret up again, and all who miss wait for the answer.',
    shownBy: ['functions/rotation.test.ts', 'while deliveries arrive'],
  },
  {
    fault: 'anything at all is delivered, signed or not',
    happens: 'Never a 5xx; believed only if signed; nothing about a person or a secret is left behind.',
    shownBy: ['functions/fuzzed-deliveries.test.ts', 'whatever is delivered is answered'],
  },
  {
    fault: 'BOOKING_PAID or the BOOKING_CREATED beside it is lost',
    happens: 'The other one makes the booking certain.',
    shownBy: [TRIGGER, 'is certain though %s is lost'],
  },
  {
    fault: 'a booking without `updatedAt`, or a contract that cannot tell what changed',
    happens: 'Found by the pass over the horizon, every half hour.',
    shownBy: [LOST, 'what has no `updatedAt` is found all the same'],
  },
  {
    fault: 'an Occupancy that belongs to nobody',
    happens: 'Taken away by the pass over the horizon.',
    shownBy: [LOST, 'an Occupancy that belongs to nobody is taken away'],
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
    fault: 'the Ledger is lost',
    happens: 'Made anew from Cal.com, no PATCH for what agrees.',
    shownBy: [FIRST, 'a Ledger that was lost is made anew'],
  },
  {
    fault: 'Cal.com does not know a booking any more',
    happens: 'Drift: its room stays until staff say that it is over.',
    shownBy: [DRIFT, 'of a booking that Cal.com does not know any more'],
  },
];

/** The table as people read it. */
export const faultTable = (): string =>
  [
    '# What can go wrong with Cal.com, and what happens then',
    '',
    'Made from `test/publishing/faults.ts`; a test keeps it so, and sees that each test named here exists.',
    '',
    '| Fault | What happens | Shown by |',
    '|---|---|---|',
    ...PROVIDED_FAULTS.map(
      ({ fault, happens, shownBy: [file, title] }) =>
        `| ${fault} | ${happens} | \`test/${file}\`: ${title} |`,
    ),
    '',
  ].join('\n');
