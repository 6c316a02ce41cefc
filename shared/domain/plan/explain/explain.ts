import { claimsByRoom } from '../../combination-rooms.ts';
import { Apart } from '../model/apart.ts';
import { Gaps } from '../model/gaps.ts';
import { Layout } from '../model/layout.ts';
import type { Model, Seat } from '../model/model.ts';
import { RoomsInUse } from '../model/rooms-in-use.ts';
import { modelOf } from '../model-of.ts';
import { type Fixed, mobilities } from '../problem/mobility.ts';
import {
  occupancy,
  overlaps,
  type PlanBooking,
  type PlanProblem,
  type RoomOption,
  remaining,
} from '../problem/problem.ts';
import { useOfUnit } from '../problem/use-of-unit.ts';
import { waysOf } from '../problem/ways-of.ts';
import { gain } from '../search/maximise-slack.ts';

/** The rule that keeps a booking out of a room, and what stands behind it. */
export type WhyNot =
  | { readonly rule: 'unknown' }
  /** Kind, equipment, accessibility or the list of allowed rooms. */
  | { readonly rule: 'not-eligible' }
  | {
      readonly rule: 'closed';
      readonly room: string;
      readonly reason: string | undefined;
      readonly start: number;
      readonly end: number;
    }
  /** Held by these bookings at that time; for a combination room, through the part named. */
  | { readonly rule: 'occupied'; readonly room: string; readonly by: readonly string[] }
  | { readonly rule: 'portable-in-use'; readonly tag: string; readonly by: readonly string[] }
  /** Anyone who is at both would be late: there is less time between it and these visits than the way takes. */
  | { readonly rule: 'too-far'; readonly building: string; readonly by: readonly string[] }
  /** Not the planner's to move; staff may. */
  | { readonly rule: 'held-fast'; readonly reason: Fixed | 'over' }
  /** No mail could reach them before the visit, or none is left in the budget. */
  | { readonly rule: 'cannot-be-told'; readonly reason: 'tellable' | 'mails' };

export type Assignments = ReadonlyMap<string, string | null>;

/** Why a booking cannot have a room in this plan as things stand, or undefined if it could have it at once. */
export const whyNot = (
  problem: PlanProblem,
  plan: Assignments,
  uid: string,
  room: string,
): WhyNot | undefined => {
  const booking = problem.bookings.find((b) => b.uid === uid);
  const target = problem.rooms.find((r) => r.id === room);
  if (booking === undefined || target === undefined) return { rule: 'unknown' };
  if (booking.end <= problem.now) return { rule: 'held-fast', reason: 'over' };
  const option = booking.options.find((o) => o.room === room);
  if (option === undefined) return { rule: 'not-eligible' };
  const time = timeIn(problem, booking, option);
  const claims = claimsByRoom(problem.rooms);
  for (const id of claims.get(room) ?? []) {
    const closure = problem.rooms.find((r) => r.id === id)?.closed.find((c) => overlaps(c, time));
    if (closure !== undefined)
      return { rule: 'closed', room: id, reason: closure.reason, start: closure.start, end: closure.end };
  }
  const others = seatedOthers(problem, plan, uid).filter((other) => overlaps(other.time, time));
  // Who is over, and had the room together with this one already, is no reason: no plan can mend that.
  const stays = booking.holds?.room === room;
  const inTheWay = others.filter((other) => !(stays && other.stays && other.end <= problem.now));
  for (const id of claims.get(room) ?? []) {
    const by = inTheWay
      .filter((other) => (claims.get(other.room) ?? []).includes(id))
      .map((other) => other.uid);
    if (by.length > 0) return { rule: 'occupied', room: id, by };
  }
  for (const tag of option.portable ?? []) {
    const units = problem.pools.find((pool) => pool.tag === tag)?.units ?? 0;
    const own = useOfUnit(problem, tag, booking, time);
    // Where nothing is to be cleaned, it is no matter who is.
    if (own.start >= own.end) continue;
    const users = others.flatMap((other) => {
      const use = useOfUnit(problem, tag, other, other.time);
      return other.portable.includes(tag) && overlaps(use, own) ? [{ uid: other.uid, time: use }] : [];
    });
    const moments = [own.start, ...users.map((user) => user.time.start)].filter((t) => t >= own.start);
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
  const far = tooFarFrom(problem, plan, booking, target.building);
  if (far.length > 0) return { rule: 'too-far', building: target.building, by: far };
  return heldBack(problem, plan, booking, room);
};

/** The visits of the same practitioner or patient from which there is no time to come to that building, or back. */
const tooFarFrom = (
  problem: PlanProblem,
  plan: Assignments,
  booking: PlanBooking,
  building: string,
): readonly string[] => {
  const ways = waysOf(problem);
  const buildings = new Map(problem.rooms.map((room) => [room.id, room.building]));
  return (ways?.companions(booking) ?? [])
    .filter((other) => {
      const its = buildings.get(plan.get(other.uid) ?? '');
      return its !== undefined && ways?.tooFar(booking, building, other, its);
    })
    .map(({ uid }) => uid);
};

/** What keeps a booking from a room it could sit in: it is held fast, or no one could tell it in time. */
const heldBack = (
  problem: PlanProblem,
  plan: Assignments,
  booking: PlanBooking,
  room: string,
): WhyNot | undefined => {
  if (booking.holds?.room === room) return undefined;
  const mobility = mobilities(problem)[problem.bookings.indexOf(booking)];
  if (mobility?.kind === 'fixed') return { rule: 'held-fast', reason: mobility.reason };
  const model = modelOf(problem);
  const own = model.seekers.findIndex((seeker) => seeker.booking.uid === booking.uid);
  const told = (at: number): boolean => {
    const { booking: other, toldIfWaiting, seats } = model.seekers[at] ?? {};
    if (other === undefined || toldIfWaiting === 0) return false;
    const to = at === own ? room : plan.get(other.uid);
    return to !== other.holds?.room && seats?.find((seat) => seat.room === to)?.told !== 0;
  };
  for (const { reason, bookings, limit, waitingCounts } of model.allowances) {
    if (reason === 'waiting' || !bookings.includes(own)) continue;
    const used = bookings.filter(
      (at) =>
        told(at) && (waitingCounts || at === own || plan.get(model.seekers[at]?.booking.uid ?? '') !== null),
    );
    if (used.length > limit) return { rule: 'cannot-be-told', reason };
  }
  return undefined;
};

/** The time that counts: what is left of what the booking holds if it stays, else setup + visit + turnaround there. */
const timeIn = (problem: PlanProblem, booking: PlanBooking, option: RoomOption) =>
  booking.holds?.room === option.room ? remaining(booking.holds, problem.now) : occupancy(booking, option);

const seatedOthers = (problem: PlanProblem, plan: Assignments, uid: string) => {
  return problem.bookings.flatMap((other) => {
    const room = plan.get(other.uid) ?? null;
    if (other.uid === uid || room === null) return [];
    const option = other.options.find((o) => o.room === room);
    const stays = other.holds?.room === room;
    const held = stays ? other.holds : option && occupancy(other, option);
    if (held === undefined) return [];
    const portable = (stays ? other.holds?.portable : undefined) ?? option?.portable ?? [];
    return [{ uid: other.uid, end: other.end, room, time: held, portable, stays }];
  });
};

/** What decided for a room, against the best other room that could be had as the plan stands. */
export type WhyThis =
  /** It was there before, and nothing speaks for moving. */
  | { readonly reason: 'stays' }
  | { readonly reason: 'held-fast'; readonly fixed: Fixed | 'over' }
  | { readonly reason: 'only-choice' }
  | { readonly reason: Preferred; readonly runnerUp: string }
  /** The other one is better by what is named, but the search ended before it got there. */
  | { readonly reason: 'search-ended'; readonly runnerUp: string; readonly by: Preferred };

/**
 * The objective at one booking, in its order: a shorter way for who is told, fewer rooms for the practitioner, longer gaps, a better fit,
 * more slack, the input's order.
 */
export type Preferred =
  | 'less-discomfort'
  | 'own-rooms'
  | 'longer-gaps'
  | 'better-fit'
  | 'more-slack'
  | 'order';

/** The first preference that decided for the room a booking has, against the best other room that is free for it. */
export const whyThis = (problem: PlanProblem, plan: Assignments, uid: string): WhyThis | undefined => {
  const room = plan.get(uid) ?? null;
  const at = problem.bookings.findIndex((b) => b.uid === uid);
  const booking = problem.bookings[at];
  if (booking === undefined || room === null) return undefined;
  const mobility = mobilities(problem)[at];
  if (mobility === undefined || mobility.kind === 'over') return { reason: 'held-fast', fixed: 'over' };
  if (mobility.kind === 'fixed') return { reason: 'held-fast', fixed: mobility.reason };
  if (booking.holds?.room === room) return { reason: 'stays' };
  const model = modelOf(problem);
  const layout = layoutWithout(model, plan, uid);
  const rooms = new RoomsInUse(model, layout.chosen);
  const gaps = new Gaps(model, layout.chosen);
  const apart = new Apart(model, layout.chosen);
  const seats = model.seekers.find((seeker) => seeker.booking.uid === uid)?.seats ?? [];
  const own = seats.find((seat) => seat.room === room);
  const [runnerUp] = seats
    .filter((seat) => seat !== own && whyNot(problem, plan, uid, seat.room) === undefined)
    .sort((a, b) => compared(a, b, layout, rooms, gaps, apart).difference);
  if (own === undefined || runnerUp === undefined) return { reason: 'only-choice' };
  const { by, difference } = compared(own, runnerUp, layout, rooms, gaps, apart);
  return difference < 0
    ? { reason: by, runnerUp: runnerUp.room }
    : { reason: 'search-ended', runnerUp: runnerUp.room, by };
};

const layoutWithout = (model: Model, plan: Assignments, uid: string): Layout => {
  return new Layout(
    model,
    model.seekers.map(({ booking, seats }) =>
      booking.uid === uid ? undefined : seats.find((seat) => seat.room === plan.get(booking.uid)),
    ),
  );
};

/** The first difference between two seats of one booking; negative where the first is better. */
const compared = (
  a: Seat,
  b: Seat,
  layout: Layout,
  rooms: RoomsInUse,
  gaps: Gaps,
  apart: Apart,
): { by: Preferred; difference: number } => {
  const levels: readonly [Preferred, number][] = [
    ['less-discomfort', a.told - b.told || a.discomfort - b.discomfort],
    ['own-rooms', rooms.changeBy(undefined, a) - rooms.changeBy(undefined, b)],
    ['longer-gaps', gaps.changeBy(undefined, a) - gaps.changeBy(undefined, b)],
    ['better-fit', a.fit + apart.changeBy(undefined, a) - b.fit - apart.changeBy(undefined, b)],
    ['more-slack', gain(layout, b) - gain(layout, a)],
    ['order', a.index - b.index],
  ];
  const [by, difference] = levels.find(([, d]) => d !== 0) ?? ['order', 0];
  return { by, difference };
};
