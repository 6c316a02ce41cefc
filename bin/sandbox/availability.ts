import type { Interval } from '../../shared/domain/instant.ts';
import type { CalSchedule } from './cal-schedule.ts';
import type { ReadFeed } from './calendar-feed.ts';
import type { EventType } from './clinic.ts';

/** What a PATCH of an event type can change, as far as it says when it can be booked. */
export type TypeSettings = {
  readonly scheduleId: number | null;
  readonly slotInterval: number | null;
  readonly minimumBookingNotice: number;
  readonly offsetStart: number;
  readonly beforeEventBuffer: number;
  readonly afterEventBuffer: number;
  /** No standard mail of this type is sent to anyone. */
  readonly disableStandardEmails: boolean;
};

const ORDINARY: TypeSettings = {
  scheduleId: null,
  slotInterval: null,
  minimumBookingNotice: 120,
  offsetStart: 0,
  beforeEventBuffer: 0,
  afterEventBuffer: 0,
  disableStandardEmails: false,
};

/** Someone looks at a slot: it is not listed to others for a while. */
export type Reservation = Interval & {
  readonly uid: string;
  readonly ownerId: number;
  readonly until: number;
};

/** Calendars whose events make a user busy. */
export type Feeds = { readonly urls: readonly string[]; readonly selected: boolean };

/** When those who have a schedule can be booked; who has none can be at any time. */
export class Availability {
  readonly schedules = new Map<number, CalSchedule>();
  readonly reservations = new Map<string, Reservation>();
  /** By user. */
  readonly feeds = new Map<number, Feeds>();
  /** What was listed, by the exact query, and since when. */
  readonly listed = new Map<string, { readonly at: number; readonly body: string }>();
  readonly readFeed: ReadFeed;
  readonly #settings = new Map<number, TypeSettings>();

  constructor(readFeed: ReadFeed) {
    this.readFeed = readFeed;
  }

  settingsOf(typeId: number): TypeSettings {
    return this.#settings.get(typeId) ?? ORDINARY;
  }

  change(typeId: number, settings: Partial<TypeSettings>): void {
    this.#settings.set(typeId, { ...this.settingsOf(typeId), ...settings });
  }

  state(): AvailabilityState {
    return {
      schedules: [...this.schedules.values()],
      settings: [...this.#settings],
      feeds: [...this.feeds],
    };
  }

  restore({ schedules, settings, feeds }: AvailabilityState): void {
    for (const each of schedules) this.schedules.set(each.id, each);
    for (const [id, each] of settings) this.#settings.set(id, each);
    for (const [id, each] of feeds) this.feeds.set(id, each);
  }

  /** The type's own schedule, else its owner's default one. Types of teams have none here. */
  scheduleOf(type: EventType): CalSchedule | undefined {
    if (type.teamId !== null) return undefined;
    const { scheduleId } = this.settingsOf(type.id);
    const own = scheduleId === null ? undefined : this.schedules.get(scheduleId);
    return (
      own ?? [...this.schedules.values()].find((each) => each.isDefault && each.ownerId === ownerOf(type))
    );
  }
}

export type AvailabilityState = {
  readonly schedules: readonly CalSchedule[];
  readonly settings: readonly (readonly [number, TypeSettings])[];
  readonly feeds: readonly (readonly [number, Feeds])[];
};

/** Whose an individual event type is. */
export const ownerOf = ({ hostIds }: Pick<EventType, 'hostIds'>): number | undefined => hostIds[0];
