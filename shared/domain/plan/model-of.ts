import { claimsByRoom } from '../combination-rooms.ts';
import { gapWeight } from '../overrun.ts';
import { contradictions } from './model/contradictions.ts';
import { claimsOfExclusions } from './model/exclusions.ts';
import type { Allowance, FixedVisit, Model, ModelGaps, Seat, Seeker } from './model/model.ts';
import { waysAsExclusions } from './model/ways-as-exclusions.ts';
import { discomfort, isAnnounced, isToldOf } from './problem/message-cost.ts';
import { mobilities } from './problem/mobility.ts';
import {
  type Holding,
  type Interval,
  occupancy,
  overlaps,
  type PlanBooking,
  type PlanProblem,
  type PractitionerSession,
  remaining,
} from './problem/problem.ts';
import { useOfUnit } from './problem/use-of-unit.ts';
import { waysOf } from './problem/ways-of.ts';

/** The problem reduced to numbers: every way to seat every booking that is the planner's to place. */
export const modelOf = (problem: PlanProblem): Model => {
  const mobility = mobilities(problem);
  const claims = claimsByRoom(problem.rooms);
  const rooms = new Map(problem.rooms.map((room) => [room.id, room]));
  const numbers = new Map<string, number>();
  for (const room of problem.rooms) numbers.set(room.id, numbers.size);
  const pools = new Map(problem.pools.map((pool, index) => [pool.tag, problem.rooms.length + index]));
  const busy: Interval[][] = [...problem.rooms, ...problem.pools].map(() => []);

  problem.bookings.forEach((booking, at) => {
    const { holds } = booking;
    if (holds === undefined || mobility[at]?.kind === 'free') return;
    for (const id of claims.get(holds.room) ?? []) busy[numbers.get(id) ?? -1]?.push(holds);
    for (const tag of holds.portable ?? []) {
      const use = useOfUnit(problem, tag, booking, holds);
      if (use.start < use.end) busy[pools.get(tag) ?? -1]?.push(use);
    }
  });
  for (const room of problem.rooms) busy[numbers.get(room.id) ?? -1]?.push(...room.closed);

  const sessionAt = sessionsByPractitioner(problem);
  const heldRooms = (problem.sessions ?? []).map((): string[] => []);
  problem.bookings.forEach((booking, at) => {
    const held = mobility[at]?.kind === 'free' ? undefined : booking.holds;
    if (held !== undefined) heldRooms[sessionAt(booking) ?? -1]?.push(held.room);
  });

  const ways = waysOf(problem);
  const fixed = new Map(
    problem.bookings.flatMap((booking, at) =>
      booking.holds === undefined || mobility[at]?.kind === 'free'
        ? []
        : [[booking, rooms.get(booking.holds.room)?.building ?? ''] as const],
    ),
  );
  /** Is there a visit that stays where it is, for which anyone who is at both would be late? */
  const isFarFromFixed = (booking: PlanBooking, building: string): boolean =>
    ways?.companions(booking).some((other) => {
      const its = fixed.get(other);
      return its !== undefined && ways.tooFar(booking, building, other, its);
    }) ?? false;

  const seats: Seat[] = [];
  const seekers: Seeker[] = [];
  problem.bookings.forEach((booking, at) => {
    const state = mobility[at];
    if (state?.kind !== 'free') return;
    const announced = isAnnounced(booking);
    const present = booking.holds && rooms.get(booking.holds.room);
    const own: Seat[] = [];
    const offered = new Set<string>();
    for (const option of booking.options) {
      const room = rooms.get(option.room);
      if (room === undefined || offered.has(option.room)) continue;
      offered.add(option.room);
      const stays = booking.holds?.room === option.room;
      // A visit under way is written into another room from its beginning: what was there then is in its way.
      const time =
        stays && booking.holds ? remaining(booking.holds, problem.now) : occupancy(booking, option);
      const needed = (claims.get(room.id) ?? []).map((id) => numbers.get(id) ?? -1);
      if (needed.some((r) => r < 0 || busy[r]?.some((taken) => overlaps(taken, time)))) continue;
      if (isFarFromFixed(booking, room.building)) continue;
      const portable = stays ? (booking.holds?.portable ?? option.portable ?? []) : (option.portable ?? []);
      const pooled = portable.map((tag) => ({
        resource: pools.get(tag) ?? -1,
        use: useOfUnit(problem, tag, booking, time),
      }));
      if (pooled.some(({ resource }) => resource < 0)) continue;
      const [whole, part] = [true, false].map((all) =>
        pooled.filter(({ use }) => (use.start === time.start) === all && use.start < use.end),
      );
      const told = isToldOf(booking, option) ? 1 : 0;
      own.push({
        index: seats.length + own.length,
        booking: seekers.length,
        room: room.id,
        from: time.start,
        to: time.end,
        fit: option.fit,
        told,
        discomfort: told ? discomfort(booking, present, room, problem.now) : 0,
        claims: [...needed, ...(whole ?? []).map(({ resource }) => resource)],
        ...(part === undefined || part.length === 0
          ? {}
          : { aside: part.map(({ resource, use }) => ({ resource, from: use.start, to: use.end })) }),
      });
    }
    seats.push(...own);
    seekers.push({
      booking,
      seats: own,
      keep: state.displaced ? undefined : own.find((seat) => seat.room === booking.holds?.room),
      displaced: state.displaced,
      toldIfWaiting: announced ? 1 : 0,
      discomfortIfWaiting: announced ? discomfort(booking, present, undefined, problem.now) : 0,
      session: sessionAt(booking),
    });
  });
  const resources = [
    ...problem.rooms.map((room) => ({ id: room.id, capacity: 1, taken: [] })),
    ...problem.pools.map((pool, index) => ({
      id: pool.tag,
      capacity: pool.units,
      taken: busy[problem.rooms.length + index] ?? [],
    })),
  ];
  const exclusive = withExclusions({ problem, seekers, seats }, resources.length);
  const found: Allowance[] = [];
  const sessions = (problem.sessions ?? []).map((session, at) => ({
    ...session,
    heldRooms: [...new Set(heldRooms[at])],
  }));
  const gaps = gapsOf(problem, (at, { room }) =>
    mobility[at]?.kind === 'free' ? [] : (claims.get(room) ?? []).map((id) => numbers.get(id) ?? -1),
  );
  const model: Model = {
    problem,
    mobilities: mobility,
    seekers: exclusive.seekers,
    seats: exclusive.seats,
    resources: [...resources, ...exclusive.resources],
    allowances: found,
    sessions,
    ...(gaps === undefined ? {} : { gaps }),
  };
  found.push(...allowances(model));
  return model;
};

/** The seats with what they claim of exclusions; untouched where there are none. */
const withExclusions = (model: Pick<Model, 'problem' | 'seekers' | 'seats'>, first: number) => {
  const exclusions = waysAsExclusions(model);
  if (exclusions.length === 0) return { ...model, resources: [] };
  const times = model.seats.flatMap(({ from, to }) => [from, to]);
  const { claims, resources } = claimsOfExclusions(exclusions, times, first);
  const seats = model.seats.map((seat): Seat => {
    const aside = claims.get(seat.index);
    return aside === undefined ? seat : { ...seat, aside: [...(seat.aside ?? []), ...aside] };
  });
  const own = (seat: Seat): Seat => seats[seat.index] ?? seat;
  return {
    seats,
    seekers: model.seekers.map((seeker) => ({
      ...seeker,
      seats: seeker.seats.map(own),
      keep: seeker.keep && own(seeker.keep),
    })),
    resources: Array.from({ length: resources }, (_, at) => ({
      id: `exclusion ${at + 1}`,
      capacity: 1,
      taken: [],
    })),
  };
};

/** `roomsHeld`: what the booking at that position holds and no one may move. */
const gapsOf = (
  { bookings, now }: PlanProblem,
  roomsHeld: (at: number, holds: Holding) => readonly number[],
): ModelGaps | undefined => {
  const overruns = bookings.flatMap(({ overrun }) => overrun ?? []);
  if (overruns.every(({ p95 }) => p95 === 0)) return undefined;
  const fixed = bookings.flatMap(({ holds, overrun, end }, at): FixedVisit[] => {
    const rooms = holds === undefined ? [] : roomsHeld(at, holds);
    if (holds === undefined || rooms.length === 0) return [];
    const { start: from, end: to } = remaining(holds, now);
    // A visit that is over ends no later any more.
    return [{ from, to, rooms, ...(overrun === undefined || end <= now ? {} : { overrun }) }];
  });
  return { weight: gapWeight(overruns), fixed };
};

/** The position of the session that a visit begins in, among all the problem's. */
const sessionsByPractitioner = ({
  sessions = [],
}: PlanProblem): ((booking: PlanBooking) => number | undefined) => {
  const found = new Map<string, { readonly session: PractitionerSession; readonly at: number }[]>();
  sessions.forEach((session, at) => {
    const list = found.get(session.practitioner);
    if (list === undefined) found.set(session.practitioner, [{ session, at }]);
    else list.push({ session, at });
  });
  return ({ practitioner, start }) =>
    practitioner === undefined
      ? undefined
      : found.get(practitioner)?.find(({ session }) => session.start <= start && start < session.end)?.at;
};

/**
 * **Tellable**: a change made for others' sake must leave its PATCH a place before the visit, behind what is already
 * owed and behind the changes that the disturbance forces. Where present rooms contradict each other, as many may change as
 * must, no matter which: so to leave all as it is is always allowed, and no loss of a room is preferred to a change.
 * **Mails**: the budget of a what-if.
 * Only the limits that could bind are kept.
 */
const allowances = (model: Model): readonly Allowance[] => {
  const { problem, seekers } = model;
  const told = seekers.flatMap((seeker, index) => (seeker.toldIfWaiting ? [{ seeker, index }] : []));
  const forced = told.filter(({ seeker }) => seeker.displaced).map(({ seeker }) => seeker.booking.start);
  const willing = told.filter(({ seeker }) => !seeker.displaced);
  const found: Allowance[] = [];
  const before = (starts: readonly number[], t: number) => starts.filter((start) => start <= t).length;
  const { since, members } = contradictions(model);
  const others = willing.filter(({ index }) => !members.has(index));
  const sendableBy = (t: number) =>
    Math.floor(((t - problem.now) / 60_000) * problem.policy.patchesPerMinute);
  const leftBy = (t: number) => sendableBy(t) - before(problem.owed, t) - before(forced, t);
  const starts = [...new Set(willing.map(({ seeker }) => seeker.booking.start))].sort((a, b) => a - b);
  for (const [at, t] of starts.entries()) {
    const next = starts[at + 1] ?? Number.POSITIVE_INFINITY;
    // Anyone told before `t` may be one too many for those whose visits begin later, and who are told in any case.
    const later = [...problem.owed, ...forced].filter((start) => t < start && start < next);
    const sendable = sendableBy(t);
    const inTime = Math.max(0, Math.min(leftBy(t), ...later.map(leftBy)));
    const must = before(since, t);
    const atMost = (limit: number, of: typeof willing): boolean => {
      const bookings = of.filter((other) => other.seeker.booking.start <= t).map(({ index }) => index);
      if (bookings.length <= limit) return false;
      found.push({ reason: 'tellable', before: t, bookings, limit, waitingCounts: true });
      return true;
    };
    const binds = atMost(Math.max(inTime, must), willing);
    if (must > inTime) atMost(inTime, others);
    else if (binds) continue;
    else if (sendable > problem.owed.length + told.length) break;
  }
  const { mails } = problem.policy;
  if (mails !== undefined && told.length > mails) {
    const bookings = told.map(({ index }) => index);
    found.push({
      reason: 'mails',
      before: Number.POSITIVE_INFINITY,
      bookings,
      limit: mails,
      waitingCounts: false,
    });
  }
  return found;
};
