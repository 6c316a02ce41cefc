type BookingStatus = 'ACCEPTED' | 'PENDING' | 'CANCELLED' | 'REJECTED';

/** Values as `POST /v2/bookings` accepts them; GET shows the whole map as empty if one is not a string. */
export type Metadata = Readonly<Record<string, string | number | boolean>>;
export type Answers = Readonly<Record<string, unknown>>;

export type Attendee = {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly timeZone: string;
  readonly phoneNumber: string | null;
  readonly locale: string;
  readonly noShow: boolean;
  /** Set on seated event types only; answers and metadata then belong to this seat alone. */
  readonly seatUid: string | null;
  readonly answers: Answers;
  readonly metadata: Metadata;
};

/** One row of Cal.com's booking table, plus what stands in the host's external calendar. Never mutated. */
export type BookingRow = {
  readonly id: number;
  readonly uid: string;
  readonly eventTypeId: number;
  /** null: the organiser's account was deleted. */
  readonly hostId: number | null;
  readonly title: string;
  /** Milliseconds since the epoch, as all instants here. */
  readonly start: number;
  readonly end: number;
  readonly status: BookingStatus;
  readonly location: string;
  /**
   * The stored answer to the location question: what the web path resolves on a reschedule. null: the row has no answers
   * at all, as one with seats has none until a PATCH writes this one.
   */
  readonly locationAnswer: { readonly value: string; readonly optionValue: string } | null;
  /** GET shows the answer: the booking was made with a location as plain text. */
  readonly plainText: boolean;
  /** Where the visit was to be before anyone wrote over it; a reschedule through the API hands it on unseen. */
  readonly placeChosen?: string;
  readonly answers: Answers;
  readonly metadata: Metadata;
  readonly attendees: readonly Attendee[];
  /** Known only after the final write; without it the calendar sync of a PATCH finds nothing to do. */
  readonly hasCalendarReference: boolean;
  readonly calendarLocation: string;
  readonly paid: boolean;
  readonly paymentId: number | null;
  readonly rescheduled: boolean;
  readonly rescheduledFromUid: string | null;
  readonly rescheduledToUid: string | null;
  /** Shared by the occurrences of a series. */
  readonly recurringUid: string | null;
  readonly createdAt: number;
  readonly updatedAt: number | null;
  readonly iCalUid: string;
  readonly iCalSequence: number;
  readonly source: 'API_V2' | 'WEBAPP';
  readonly cancellationReason: string | null;
  readonly cancelledBy: string | null;
  readonly rejectionReason: string | null;
  readonly reschedulingReason: string | null;
  readonly rescheduledBy: string | null;
};

export const isLive = (row: BookingRow): boolean => row.status === 'ACCEPTED' || row.status === 'PENDING';
