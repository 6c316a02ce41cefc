import { type Change, mailsOf } from '../model/changes.ts';
import { type Certificate, type Plan, type PlanOptions, plan } from '../plan.ts';
import { type Interval, occupancy, type PlanBooking, type PlanProblem } from '../problem/problem.ts';
import { withSharedClosures } from '../problem/shared-closures.ts';

/** The Day with a room closed for a while, and with it those that share its walls. */
export const withBlock = (
  problem: PlanProblem,
  room: string,
  time: Interval,
  reason = 'what-if',
): PlanProblem => {
  const rooms = problem.rooms.map((r) =>
    r.id === room ? { ...r, closed: [...r.closed, { ...time, reason }] } : r,
  );
  return { ...problem, rooms: withSharedClosures(rooms) };
};

/** The Day with a visit at another time: it gives its room up and looks for one anew. */
export const withBookingMoved = (problem: PlanProblem, uid: string, visit: Interval): PlanProblem => {
  const bookings = problem.bookings.map((b): PlanBooking => {
    if (b.uid !== uid) return b;
    const { holds: _, reads: __, ...rest } = b;
    return { ...rest, start: visit.start, end: visit.end, state: 'new' };
  });
  return { ...problem, bookings };
};

/** The Day on which two have nothing but each other's room, and no one else may move; `undefined` where one has no room. */
export const withSwap = (problem: PlanProblem, uid: string, other: string): PlanProblem | undefined => {
  const roomOf = (of: string) => problem.bookings.find((each) => each.uid === of)?.holds?.room;
  const wanted = new Map([
    [uid, roomOf(other)],
    [other, roomOf(uid)],
  ]);
  if ([...wanted.values()].includes(undefined)) return undefined;
  const bookings = problem.bookings.map((b): PlanBooking => {
    if (!wanted.has(b.uid)) return b.holds ? { ...b, state: 'pinned' } : { ...b, options: [] };
    // Staff may move who no plan moves.
    const state =
      b.state === 'pinned' || b.state === 'arrived' || b.state === 'started' ? 'announced' : b.state;
    const options = b.options.filter(({ room }) => room === wanted.get(b.uid));
    return { ...b, state, options, mayChangeAgain: true };
  });
  return { ...problem, bookings, policy: { ...problem.policy, freezeMinutes: 0 } };
};

export const withMails = (problem: PlanProblem, mails: number): PlanProblem => {
  return { ...problem, policy: { ...problem.policy, mails } };
};

export type CurvePoint = {
  /** Mails that patients receive, of a new room or that there is none. */
  readonly mails: number;
  readonly waiting: number;
  readonly waitingBound: number;
  readonly certificate: Certificate;
};

/** Each point is a plan of its own: so many are enough to see the curve. */
export const MOST_POINTS = 12;

/**
 * Waiting against the mails that patients receive, from none up to what an unlimited plan sends. Never rising: a point at which the
 * search found less than with fewer mails takes over the better plan, and a bound can only fall as mails are added.
 * It counts heads: with classes of priority, seating one who goes first may cost the rooms of two who do not.
 */
export const waitingCurve = (
  day: PlanProblem,
  planOptions: PlanOptions = {},
  /** Whether those who lose their room are sent a text. */
  fallback = true,
): readonly CurvePoint[] => {
  const problem = { ...day, bookings: day.bookings.map((b) => ({ ...b, priority: 0 })) };
  const { mails: _, ...policy } = problem.policy;
  const free = plan({ ...problem, policy }, planOptions);
  const most = mailsOf(free.changes, { fallback });
  const points: CurvePoint[] = [];
  for (const mails of spreadOver(most)) {
    const { certificate } = mails === most ? free : plan(withMails(problem, mails), planOptions);
    const waiting = Math.min(certificate.waiting, points.at(-1)?.waiting ?? Number.POSITIVE_INFINITY);
    points.push({ mails, waiting, waitingBound: certificate.waitingBound, certificate });
  }
  // No plan with fewer mails can do better than the bound for more mails allows.
  for (let i = points.length - 2; i >= 0; i--) {
    const [here, next] = [points[i], points[i + 1]];
    if (here && next && next.waitingBound > here.waitingBound)
      points[i] = { ...here, waitingBound: next.waitingBound };
  }
  return points;
};

/** 0 to `most`, both included, evenly, and not too many. */
const spreadOver = (most: number): readonly number[] => {
  const steps = Math.min(most, MOST_POINTS - 1);
  return Array.from({ length: steps + 1 }, (_, i) => Math.round((i * most) / Math.max(1, steps)));
};

/** What it would take for a booking to have a room. `certificate` is that of the Day with the booking in it. */
export type Freeing =
  | {
      readonly kind: 'moves';
      /** This booking's own move included. */
      readonly moves: readonly Change[];
      /** How many people would be told. `certificate.proved`: fewer would not do. */
      readonly told: number;
      readonly tellInPerson: readonly string[];
      readonly certificate: Certificate;
    }
  /** No way was found. `certificate.proved`: there is none. */
  | { readonly kind: 'none'; readonly certificate: Certificate };

/**
 * The fewest people told, then the least discomfort, then the fewest moves, by which a booking can have a room while
 * no one who has one loses it. `current` says who has one.
 */
export const whatItTakes = (
  problem: PlanProblem,
  current: ReadonlyMap<string, string | null>,
  uid: string,
  room: string,
  planOptions: PlanOptions = {},
): Freeing => {
  const bookings = problem.bookings.flatMap((b): PlanBooking[] => {
    const own = b.uid === uid;
    const at = current.get(b.uid) ?? null;
    if (at === null && !own && b.end > problem.now) return [];
    // Staying costs nothing and any move one: the best fit is the fewest moves, where no gap counts before it.
    const { overrun: _, ...seated } = asIfHeldIn(b, at);
    const options = seated.options.map((o) => ({ ...o, fit: o.room === at ? 0 : 1 }));
    if (!own) return [{ ...seated, options, priority: 0 }];
    return [
      {
        ...seated,
        // Anyone who asks for it unpins it, and cares neither for the freeze nor for earlier changes.
        state: seated.state === 'pinned' || seated.state === 'arrived' ? 'announced' : seated.state,
        mayChangeAgain: true,
        options: options.filter((o) => o.room === room),
        priority: 0,
      },
    ];
  });
  const { changes, certificate, assignments, tellInPerson } = plan(
    { ...problem, bookings, sessions: [], nearness: false },
    planOptions,
  );
  if (assignments.get(uid) !== room || certificate.waiting > 0) return { kind: 'none', certificate };
  const told = changes.filter((change) => change.told).length;
  const moves = changes.map((each) => (each.uid === uid ? asAsked(each) : each));
  return { kind: 'moves', moves, told, tellInPerson, certificate };
};

/** It moves because staff want it there, not for others. */
export const asAsked = (change: Change): Change => ({ ...change, reason: 'as-asked' });

/** The booking as it would be with that room: what was announced before is then announced of it. */
const asIfHeldIn = (b: PlanBooking, room: string | null): PlanBooking => {
  if (room === (b.holds?.room ?? null)) return b;
  const { holds: _, ...rest } = b;
  const option = b.options.find((o) => o.room === room);
  if (option === undefined) return { ...rest, state: 'new' };
  return {
    ...rest,
    state: b.state === 'new' ? 'tentative' : b.state,
    ...(option.says === undefined ? {} : { reads: option.says }),
    holds: {
      room: option.room,
      ...occupancy(b, option),
      ...(option.portable ? { portable: option.portable } : {}),
    },
  };
};

/** Everyone who has a room and would be left without. */
export const losing = (problem: PlanProblem, made: Plan): readonly string[] => {
  return problem.bookings.flatMap((b) =>
    b.holds !== undefined && b.end > problem.now && made.assignments.get(b.uid) === null ? [b.uid] : [],
  );
};
