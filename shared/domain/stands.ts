import type { PractitionerId, RoomId, VisitTypeId } from './catalogue.ts';
import type { Occupancy, Progress } from './day.ts';
import type { Instant, Interval } from './instant.ts';
import type { Overruled } from './overrule.ts';

/**
 * How a booking stands at a Site once a change is made, as far as a board shows it: a line of history bears it, so that the board can
 * be shown as it stood. `same`: the line changed nothing of that.
 */
export type Stands = 'same' | 'gone' | StandsThere;

/** In a room, or waiting for one. */
export type StandsThere = Pick<Occupancy, 'start' | 'end' | 'status' | 'expiresAt'> & {
  /** The version of the booking's record that says so: it tells two lines of one instant apart. */
  readonly version?: number;
  readonly practitionerId?: PractitionerId;
  readonly visitType?: VisitTypeId;
  readonly progress?: Progress;
  readonly in?: StandsIn;
};

export type StandsIn = {
  readonly roomId: RoomId;
  /** What else it holds: parts of the room, portable units. */
  readonly also?: readonly string[];
  /** Setup + Visit + Turnaround. */
  readonly from: Instant;
  readonly to: Instant;
  readonly overrun?: Interval;
  readonly pinned?: boolean;
  readonly overruled?: Overruled;
};
