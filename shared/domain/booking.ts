import type { BookingUid, RequirementInputs } from './booking-event.ts';
import type { PractitionerId, RoomId } from './catalogue.ts';
import type { Instant } from './instant.ts';
import type { RoomRequirement } from './room-requirement.ts';

/** A live booking that wants a room, with its requirement read against the catalogue in force. */
export type Booking = {
  readonly uid: BookingUid;
  readonly start: Instant;
  readonly end: Instant;
  readonly practitionerId?: PractitionerId;
  readonly status: 'tentative' | 'confirmed';
  readonly expiresAt?: Instant;
  readonly inputs: RequirementInputs;
  readonly requirement: RoomRequirement;
  /** Priority class: 0 is the most important. */
  readonly priority: number;
  readonly firstEventAt: Instant;
  /** The Room it has now. */
  readonly currentRoom?: RoomId;
  /** The Room of a pinned predecessor. */
  readonly preferredRoom?: RoomId;
};

/** Who is served first among those who wait: priority, start, first heard of, uid. */
export const byPrecedence = (
  a: Pick<Booking, 'status' | 'priority' | 'start' | 'firstEventAt' | 'uid'>,
  b: Pick<Booking, 'status' | 'priority' | 'start' | 'firstEventAt' | 'uid'>,
): number =>
  (a.status === 'tentative' ? 1 : 0) - (b.status === 'tentative' ? 1 : 0) ||
  a.priority - b.priority ||
  a.start - b.start ||
  a.firstEventAt - b.firstEventAt ||
  (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0);
