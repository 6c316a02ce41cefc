import { claimsByRoom } from './claims.ts';
import {
  occupancy,
  overlaps,
  type PlanBooking,
  type PlanProblem,
  type RoomOption,
  remaining,
} from './problem.ts';

/** The rule that keeps a booking out of a room, and what stands behind it. */
export type WhyNot =
  | { readonly rule: 'unknown-room' }
  /** Kind, equipment, accessibility or the list of allowed rooms. */
  | { readonly rule: 'not-eligible' }
  | {
      readonly rule: 'closed';
      readonly room: string;
      readonly because: string | undefined;
      readonly start: number;
      readonly end: number;
    }
  /** Held by these bookings at that time; for a combination room, through the part named. */
  | { readonly rule: 'occupied'; readonly room: string; readonly by: readonly string[] }
  | { readonly rule: 'portable-in-use'; readonly tag: string; readonly by: readonly string[] };

export type Assignments = ReadonlyMap<string, string | null>;

/** Why a booking cannot have a room in this plan as things stand, or undefined if it could have it at once. */
export function whyNot(
  problem: PlanProblem,
  plan: Assignments,
  uid: string,
  room: string,
): WhyNot | undefined {
  const booking = problem.bookings.find((b) => b.uid === uid);
  const target = problem.rooms.find((r) => r.id === room);
  if (booking === undefined || target === undefined) return { rule: 'unknown-room' };
  const option = booking.options.find((o) => o.room === room);
  if (option === undefined) return { rule: 'not-eligible' };
  const time = timeIn(problem, booking, option);
  const claims = claimsByRoom(problem.rooms);
  for (const id of claims.get(room) ?? []) {
    const closure = problem.rooms.find((r) => r.id === id)?.closed.find((c) => overlaps(c, time));
    if (closure !== undefined)
      return { rule: 'closed', room: id, because: closure.because, start: closure.start, end: closure.end };
  }
  const others = seatedOthers(problem, plan, uid).filter((other) => overlaps(other.time, time));
  for (const id of claims.get(room) ?? []) {
    const by = others
      .filter((other) => (claims.get(other.room) ?? []).includes(id))
      .map((other) => other.uid);
    if (by.length > 0) return { rule: 'occupied', room: id, by };
  }
  for (const tag of option.portable ?? []) {
    const units = problem.pools.find((pool) => pool.tag === tag)?.units ?? 0;
    const users = others.filter((other) => other.portable.includes(tag));
    const moments = [time.start, ...users.map((user) => user.time.start)].filter((t) => t >= time.start);
    const short = moments.find(
      (t) => users.filter((user) => user.time.start <= t && t < user.time.end).length >= units,
    );
    if (short !== undefined) {
      return {
        rule: 'portable-in-use',
        tag,
        by: users.filter((u) => u.time.start <= short && short < u.time.end).map((u) => u.uid),
      };
    }
  }
  return undefined;
}

/** The time that counts: what the booking holds if it stays, else setup + visit + turnaround there; the past is cut. */
function timeIn(problem: PlanProblem, booking: PlanBooking, option: RoomOption) {
  const held = booking.holds?.room === option.room ? booking.holds : occupancy(booking, option);
  return remaining(held, problem.now);
}

function seatedOthers(problem: PlanProblem, plan: Assignments, uid: string) {
  return problem.bookings.flatMap((other) => {
    const room = plan.get(other.uid) ?? null;
    if (other.uid === uid || room === null) return [];
    const option = other.options.find((o) => o.room === room);
    const held = other.holds?.room === room ? other.holds : option && occupancy(other, option);
    if (held === undefined || held.end <= problem.now) return [];
    const portable =
      (other.holds?.room === room ? other.holds.portable : undefined) ?? option?.portable ?? [];
    return [{ uid: other.uid, room, time: remaining(held, problem.now), portable }];
  });
}

/** What decided for a room against the next best one that could also be had. */
export type WhyThis =
  | { readonly because: 'stays' }
  | { readonly because: 'only-choice' }
  | { readonly because: 'better-fit' | 'more-slack-or-order'; readonly runnerUp: string };

/** The first preference that decided for the room a booking has, against the best other room that is free for it. */
export function whyThis(problem: PlanProblem, plan: Assignments, uid: string): WhyThis | undefined {
  const booking = problem.bookings.find((b) => b.uid === uid);
  const room = plan.get(uid) ?? null;
  if (booking === undefined || room === null) return undefined;
  if (booking.holds?.room === room) return { because: 'stays' };
  const own = booking.options.find((o) => o.room === room);
  const free = booking.options
    .filter((o) => o.room !== room && whyNot(problem, plan, uid, o.room) === undefined)
    .sort((a, b) => a.fit - b.fit || (a.room < b.room ? -1 : 1));
  const [runnerUp] = free;
  if (own === undefined || runnerUp === undefined) return { because: 'only-choice' };
  if (runnerUp.fit > own.fit) return { because: 'better-fit', runnerUp: runnerUp.room };
  return { because: 'more-slack-or-order', runnerUp: runnerUp.room };
}
