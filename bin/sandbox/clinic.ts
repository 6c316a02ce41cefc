/** A Cal.com user who hosts visits. */
export type Host = {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly username: string;
  readonly timeZone: string;
};

type Team = { readonly id: number; readonly name: string };

/** When visits of one type may be booked; all instants are milliseconds since the epoch. */
export type Schedule = {
  /** The zone that a time is typed in. */
  readonly timeZone: string;
  readonly takes: (start: number, end: number, hostId: number) => boolean;
  /** The first time from tomorrow on, and who is free then: ten o'clock where that will do. */
  readonly next: (now: number) => { readonly start: number; readonly hostId: number } | undefined;
};

export type EventType = {
  readonly id: number;
  readonly slug: string;
  readonly title: string;
  /** Minutes. */
  readonly length: number;
  /** What Cal.com writes when no one chose anything else: an address, a URL or `integrations:…`. */
  readonly location: string;
  readonly hostIds: readonly number[];
  readonly requiresConfirmation: boolean;
  /** Minor units of `currency`; 0 = free. */
  readonly price: number;
  readonly currency: string;
  readonly seatsPerTimeSlot: number | null;
  /** Occurrences one week apart when the patient names no number; null = a single visit. */
  readonly recurrence: { readonly count: number } | null;
  readonly teamId: number | null;
  readonly schedulingType: 'ROUND_ROBIN' | 'COLLECTIVE' | 'MANAGED' | null;
  /** Of a managed event type's child, which one host has: the one that the team sees. */
  readonly parentEventTypeId?: number;
  readonly bookingFields: readonly { readonly slug: string; readonly label: string }[];
  /** Absent = at any time, in the clinic's zone. */
  readonly schedule?: Schedule;
};

/** What the sandbox knows before anyone books: one Cal.com organisation. */
export type Clinic = {
  readonly organizationId: number;
  readonly timeZone: string;
  readonly bookerUrl: string;
  readonly locale: string;
  readonly hosts: readonly Host[];
  readonly teams: readonly Team[];
  readonly eventTypes: readonly EventType[];
};

/** An event type with everything ordinary filled in. */
export const eventType = (
  given: Pick<EventType, 'id' | 'slug' | 'title' | 'length' | 'location' | 'hostIds'> & Partial<EventType>,
): EventType => {
  return {
    requiresConfirmation: false,
    price: 0,
    currency: 'eur',
    seatsPerTimeSlot: null,
    recurrence: null,
    teamId: null,
    schedulingType: null,
    bookingFields: [{ slug: 'equipment', label: 'Equipment' }],
    ...given,
  };
};
