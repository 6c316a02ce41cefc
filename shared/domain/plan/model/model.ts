import type { Overrun } from '../../overrun.ts';
import type { Mobility } from '../problem/mobility.ts';
import type { Interval, PlanBooking, PlanProblem, PractitionerSession } from '../problem/problem.ts';

/** One way to seat one booking that is the planner's to place, reduced to numbers. Waiting is not among them. */
export type Seat = {
  readonly index: number;
  readonly booking: number;
  readonly room: string;
  /** Occupied `[from, to)`, cut at now where it stays: what is past then binds no one. */
  readonly from: number;
  readonly to: number;
  readonly fit: number;
  /** 1 if an announced booking would be told of this room, else 0. */
  readonly told: 0 | 1;
  readonly discomfort: number;
  /** Indices into `resources`: the room, its parts, and one pool per portable need. */
  readonly claims: readonly number[];
  /** What it claims besides, at a time of its own; absent for most. */
  readonly aside?: readonly Claim[];
};

/** A resource that is held for another time than the room is. */
export type Claim = { readonly resource: number; readonly from: number; readonly to: number };

export type Seeker = {
  readonly booking: PlanBooking;
  readonly seats: readonly Seat[];
  /** The seat that leaves things as they are, where that is possible. */
  readonly keep: Seat | undefined;
  readonly displaced: boolean;
  /** 1 if losing the present room costs a message. */
  readonly toldIfWaiting: 0 | 1;
  readonly discomfortIfWaiting: number;
  /** Index into `sessions`; undefined where it is in none. */
  readonly session: number | undefined;
};

/** A practitioner's session with the rooms in which they are anyhow: those of visits that no one may move. */
type ModelSession = PractitionerSession & {
  readonly heldRooms: readonly string[];
};

/** A visit that no one may move: what is behind it may come too soon, and it may be what comes too soon. */
export type FixedVisit = {
  readonly from: number;
  readonly to: number;
  /** Indices into `resources`: the room and its parts. */
  readonly rooms: readonly number[];
  /** Absent where it is known of no one how long it lasts, or where it is over. */
  readonly overrun?: Overrun;
};

/** What gaps between visits cost. */
export type ModelGaps = {
  /** Of a minute below the 80 % quantile: see `gapWeight`. */
  readonly weight: number;
  readonly fixed: readonly FixedVisit[];
};

export type Resource = {
  readonly id: string;
  readonly capacity: number;
  /** What fixed bookings take of a pool; rooms have theirs cut out of the seats already. */
  readonly taken: readonly Interval[];
};

/**
 * At most `limit` of these bookings may be changed (and, where `waitingCounts`, may lose their room); or wait, where a
 * stage of the search holds that no more may.
 */
export type Allowance = {
  readonly reason: 'tellable' | 'mails' | 'waiting';
  readonly before: number;
  readonly bookings: readonly number[];
  readonly limit: number;
  readonly waitingCounts: boolean;
};

export type Model = {
  readonly problem: PlanProblem;
  readonly mobilities: readonly Mobility[];
  readonly seekers: readonly Seeker[];
  readonly seats: readonly Seat[];
  readonly resources: readonly Resource[];
  readonly allowances: readonly Allowance[];
  readonly sessions: readonly ModelSession[];
  /** Absent where of no visit it is known how much longer than booked it may last. */
  readonly gaps?: ModelGaps;
};
