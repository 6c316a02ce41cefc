import type { Way } from '../../ways.ts';

/**
 * The one problem statement of planning a Day, as types. `problem.md` beside this file says the same in words and
 * formulas, with sources. Everything here is a plain value: both a Day file and the live Ledger can be turned into it.
 */

import type { Overrun } from '../../overrun.ts';

/** Milliseconds since the Unix epoch. All intervals are half-open: `[start, end)`. */
export type Instant = number;

export type Interval = {
  readonly start: Instant;
  readonly end: Instant;
};

/** A stretch in which a room cannot be used: outside hours, cleaning, a fault. */
export type Closure = Interval & {
  /** Who or what holds the room then, for explanations: the id of the Block, or `hours`. */
  readonly reason?: string;
};

export type PlanRoom = {
  readonly id: string;
  /** What people call it; absent = the id. */
  readonly name?: string;
  readonly building: string;
  readonly floor: string;
  readonly kind?: string;
  readonly equipment: readonly string[];
  readonly closed: readonly Closure[];
  /** Ids of the rooms this one is made of. A visit here occupies each of them too. */
  readonly parts?: readonly string[];
};

/** Portable equipment of one sort: `units` pieces, each occupied like a room while a visit uses it. */
type PortablePool = {
  readonly tag: string;
  readonly units: number;
  /** In use during the turnaround only, as one who cleans the room is; absent = for as long as the visit has the room. */
  readonly during?: 'turnaround';
};

/** One room that satisfies every hard need of a booking, with what taking it means. */
export type RoomOption = {
  readonly room: string;
  /** How badly the room suits, a non-negative integer; 0 is best. Depends on this booking and this room only. */
  readonly fit: number;
  readonly setupMinutes: number;
  readonly turnaroundMinutes: number;
  /** Pools of which this visit takes one unit each if it is held in this room. */
  readonly portable?: readonly string[];
  /** What its patient is told of this room; absent = something that is told of no other room. */
  readonly says?: string;
};

/** What a booking holds now, as the Ledger has it (its setup and turnaround are those of its own decision). */
export type Holding = Interval & {
  readonly room: string;
  readonly portable?: readonly string[];
};

/**
 * - `new`: has no room that anyone knows of.
 * - `tentative`: has a room inside; no one was told. Changing it costs no mail.
 * - `announced`: the patient and the practitioner were told.
 * - `pinned`: staff fixed it. `arrived`: the patient is there. `started`: people are in the room. All three were told, unless `untold`.
 */
export type BookingState = 'new' | 'tentative' | 'announced' | 'pinned' | 'arrived' | 'started';

export type PlanBooking = {
  readonly uid: string;
  /** The visit: the time people are in the room. */
  readonly start: Instant;
  readonly end: Instant;
  readonly state: BookingState;
  readonly options: readonly RoomOption[];
  readonly holds?: Holding;
  /** Fixed or under way in a room that no one was told of, as a walk-in’s is: changing it costs no mail. */
  readonly untold?: boolean;
  /** What its patient has been told, where that may be as true of another room: a change to one that `says` the same costs no mail. */
  readonly reads?: string;
  /** Higher is placed first; bookings of one priority form one class. */
  readonly priority: number;
  /** How often the room of this booking was changed after it was announced. */
  readonly earlierChanges: number;
  /** Staff allow more announced changes than the policy does. */
  readonly mayChangeAgain?: boolean;
  /** Whose visit it is: with its start it says in which practitioner's session it is; a Cal.com user id. */
  readonly practitioner?: string;
  /** The visits of one patient that belong together bear the same: a scan and the consultation about it. */
  readonly linked?: string;
  /** How much longer than booked it may last; absent = no one knows, and no gap behind it is too short. */
  readonly overrun?: Overrun;
};

/** Half a day of one practitioner, in which they should not wander: the visits that begin in it are theirs. */
export type PractitionerSession = Interval & {
  readonly practitioner: string;
  /** In how many rooms they work: 1, or 2 or 3 where a patient is made ready in one and seen in another. */
  readonly rooms: number;
  /** The rooms they should work in; any, where absent. */
  readonly pod?: readonly string[];
};

type PlanPolicy = {
  /** A booking that starts within this many minutes keeps its room while that is usable. */
  readonly freezeMinutes: number;
  /** How often an announced booking may be given another room for the sake of others. */
  readonly maxChangesPerBooking: number;
  /** Location PATCHes that may leave per minute. */
  readonly patchesPerMinute: number;
  /** At most this many mails, of a new room or that there is none; those who would need more go to staff. */
  readonly mails?: number;
};

export type PlanProblem = {
  readonly now: Instant;
  readonly rooms: readonly PlanRoom[];
  readonly pools: readonly PortablePool[];
  readonly bookings: readonly PlanBooking[];
  /** Sessions of one practitioner do not overlap. A visit in none of them may be in any room as far as its practitioner goes. */
  readonly sessions?: readonly PractitionerSession[];
  /** What it takes to come from one building to another; none, where absent. */
  readonly ways?: readonly Way[];
  /** How near to each other one person's visits are does not matter, where it is false: of a what-if that counts moves. */
  readonly nearness?: false;
  readonly policy: PlanPolicy;
  /** Starts of the visits whose LocationUpdate is already owed: they are told before anything planned here. */
  readonly owed: readonly Instant[];
};

export const DEFAULT_POLICY: PlanPolicy = {
  freezeMinutes: 30,
  maxChangesPerBooking: 1,
  patchesPerMinute: 4,
};

const MINUTE = 60_000;

/** The time a booking keeps a room of its options: setup + visit + turnaround. */
export const occupancy = (booking: Interval, option: RoomOption): Interval => {
  return {
    start: booking.start - option.setupMinutes * MINUTE,
    end: booking.end + option.turnaroundMinutes * MINUTE,
  };
};

export const overlaps = (a: Interval, b: Interval): boolean => {
  return a.start < b.end && b.start < a.end;
};

/** The part of an interval that is still to come; empty intervals have `end <= start`. */
export const remaining = (interval: Interval, now: Instant): Interval => {
  return interval.start >= now ? interval : { start: now, end: interval.end };
};
