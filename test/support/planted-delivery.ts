import { examplePayload } from './signed-delivery.ts';

/** Strings about persons, none of which may be found anywhere behind the webhook; the last look like equipment, or link visits. */
export const PLANTED = {
  attendeeName: 'Wilhelmina Xylander',
  attendeeMail: 'wilhelmina.xylander@patient.example',
  attendeePhone: '+49 30 901820731',
  organizerName: 'Dr. Zacharias Quendel',
  organizerMail: 'z.quendel@clinic.example',
  title: 'Abdominal scan for Xylander, second opinion',
  notes: 'I have been in pain since Tuesday',
  reasonForVisit: 'suspected gallstones',
  bornOn: '1957-03-29',
  homeAddress: '17 Larkspur Crescent, third bell',
  phoneAsLocation: '+493090182073',
  oneTimePassword: '6f0d6a5e-planted-password',
  diagnosisAsTag: 'hiv-positive',
  nameAsTag: 'mueller-anna',
  numberAsTag: 'kv-a4711',
  nameAsLink: 'Order 77, Xylander',
} as const;

/** Every planted string, and the parts of it that would give the person away on their own. */
export const plantedStrings: readonly string[] = [
  ...Object.values(PLANTED),
  'Xylander',
  'xylander',
  'Quendel',
  'quendel',
  '901820731',
  'Larkspur',
  'gallstones',
  'mueller',
];

/** How these would look with nothing left but their letters and digits. */
const WORN_DOWN = ['hivpositive', 'muelleranna', 'kva4711', 'order77xylander'];

/** The planted strings that the text contains, with their JSON spelling; none, one hopes. */
export const plantedIn = (text: string): string[] =>
  [...plantedStrings, ...WORN_DOWN].filter(
    (planted) => text.includes(planted) || text.includes(JSON.stringify(planted).slice(1, -1)),
  );

/**
 * The body of a delivery with every planted string in the fields where Cal.com would put its like, and in some where
 * a person in a hurry might. `broken` makes it one that cannot be understood.
 */
export const plantedDelivery = (
  trigger:
    | 'BOOKING_CREATED'
    | 'BOOKING_RESCHEDULED'
    | 'BOOKING_REQUESTED'
    | 'BOOKING_CANCELLED'
    | 'BOOKING_REJECTED' = 'BOOKING_CREATED',
  but: {
    readonly broken?: boolean;
    readonly location?: string;
    readonly payload?: Record<string, unknown>;
  } = {},
): Record<string, unknown> => {
  const example = examplePayload(trigger);
  const answer = (value: unknown) => ({ label: PLANTED.reasonForVisit, value, isHidden: false });
  return {
    ...example,
    payload: {
      ...example.payload,
      title: PLANTED.title,
      eventTitle: PLANTED.title,
      type: PLANTED.title,
      description: PLANTED.notes,
      additionalNotes: PLANTED.notes,
      customInputs: { reason: PLANTED.reasonForVisit },
      organizer: {
        ...(example.payload.organizer as object),
        name: PLANTED.organizerName,
        email: PLANTED.organizerMail,
        username: PLANTED.organizerName,
      },
      attendees: [
        { name: PLANTED.attendeeName, email: PLANTED.attendeeMail, phoneNumber: PLANTED.attendeePhone },
      ],
      team: { id: 7, name: PLANTED.organizerName, members: [{ name: PLANTED.organizerName }] },
      location: but.location ?? PLANTED.phoneAsLocation,
      responses: {
        name: answer(PLANTED.attendeeName),
        email: answer(PLANTED.attendeeMail),
        notes: answer(PLANTED.notes),
        location: answer({ value: 'phone', optionValue: PLANTED.phoneAsLocation }),
        equipment: answer([
          'ultrasound',
          PLANTED.reasonForVisit,
          PLANTED.bornOn,
          PLANTED.attendeePhone,
          PLANTED.diagnosisAsTag,
          `${PLANTED.nameAsTag}; ${PLANTED.numberAsTag}`,
        ]),
        linked: answer(PLANTED.nameAsLink),
        [PLANTED.reasonForVisit]: answer(PLANTED.bornOn),
      },
      userFieldsResponses: { equipment: answer(PLANTED.notes) },
      metadata: {
        equipment: `${PLANTED.notes}, ${PLANTED.diagnosisAsTag}, ${PLANTED.nameAsTag}`,
        home: PLANTED.homeAddress,
        [PLANTED.attendeeName]: PLANTED.bornOn,
      },
      cancellationReason: PLANTED.notes,
      cancelledBy: PLANTED.attendeeMail,
      rejectionReason: PLANTED.reasonForVisit,
      rescheduledBy: PLANTED.attendeeMail,
      oneTimePassword: PLANTED.oneTimePassword,
      smsReminderNumber: PLANTED.attendeePhone,
      [PLANTED.homeAddress]: PLANTED.attendeeName,
      ...(but.broken && { uid: PLANTED.attendeeName, startTime: PLANTED.notes, eventTypeId: PLANTED.bornOn }),
      ...but.payload,
    },
    [PLANTED.attendeeName]: PLANTED.attendeeMail,
  };
};
