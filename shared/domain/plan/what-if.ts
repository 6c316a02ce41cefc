import type { Change } from './changes.ts';
import { type Certificate, type Means, type Plan, plan } from './plan.ts';
import type { Interval, PlanBooking, PlanProblem } from './problem.ts';

/** What would happen to a Day, without doing it. */
export interface WhatIf {
  readonly plan: Plan;
  /** Everyone whose room changes or is lost. */
  readonly affected: readonly Change[];
  /** Those of them who need not be told. */
  readonly silent: readonly string[];
  /** How many would be sent a new room. */
  readonly mails: number;
  readonly waiting: readonly string[];
}

/** The Day with a room closed for a while. */
export function withBlock(
  problem: PlanProblem,
  room: string,
  time: Interval,
  because = 'what-if',
): PlanProblem {
  const rooms = problem.rooms.map((r) =>
    r.id === room ? { ...r, closed: [...r.closed, { ...time, because }] } : r,
  );
  return { ...problem, rooms };
}

/** The Day with a visit at another time: it gives its room up and looks for one anew. */
export function withBookingMoved(problem: PlanProblem, uid: string, visit: Interval): PlanProblem {
  const bookings = problem.bookings.map((b): PlanBooking => {
    if (b.uid !== uid) return b;
    const { holds: _, ...rest } = b;
    return { ...rest, ...visit, state: 'new' };
  });
  return { ...problem, bookings };
}

export function withMails(problem: PlanProblem, mails: number): PlanProblem {
  return { ...problem, policy: { ...problem.policy, mails } };
}

export function whatIf(problem: PlanProblem, means: Means = {}): WhatIf {
  const made = plan(problem, means);
  return {
    plan: made,
    affected: made.changes,
    silent: made.changes.filter((change) => !change.told).map((change) => change.uid),
    mails: made.changes.filter((change) => change.told && change.to !== null).length,
    waiting: [...made.assignments].flatMap(([uid, room]) =>
      room === null && isLive(problem, uid) ? [uid] : [],
    ),
  };
}

function isLive(problem: PlanProblem, uid: string): boolean {
  return problem.bookings.some((b) => b.uid === uid && b.end > problem.now);
}

export interface CurvePoint {
  /** Mails allowed. */
  readonly mails: number;
  readonly waiting: number;
  readonly waitingBound: number;
  readonly certificate: Certificate;
}

/**
 * Waiting against mails allowed, from none up to what an unlimited plan sends. Never rising: a point at which the
 * search found less than with fewer mails takes over the better plan, and a bound can only fall as mails are added.
 * It counts heads: with classes of priority, seating one who goes first may cost the rooms of two who do not.
 */
export function waitingCurve(day: PlanProblem, means: Means = {}): readonly CurvePoint[] {
  const problem = { ...day, bookings: day.bookings.map((b) => ({ ...b, priority: 0 })) };
  const free = whatIf(problem, means);
  const points: CurvePoint[] = [];
  for (let mails = 0; mails < free.mails; mails++) {
    const { certificate } = plan(withMails(problem, mails), means);
    const before = points.at(-1);
    const waiting = Math.min(certificate.waiting, before?.waiting ?? Number.POSITIVE_INFINITY);
    points.push({ mails, waiting, waitingBound: certificate.waitingBound, certificate });
  }
  const { certificate } = free.plan;
  const waiting = Math.min(certificate.waiting, points.at(-1)?.waiting ?? Number.POSITIVE_INFINITY);
  points.push({ mails: free.mails, waiting, waitingBound: certificate.waitingBound, certificate });
  // No plan with fewer mails can do better than the bound for more mails allows.
  for (let i = points.length - 2; i >= 0; i--) {
    const [here, next] = [points[i], points[i + 1]];
    if (here && next && next.waitingBound > here.waitingBound)
      points[i] = { ...here, waitingBound: next.waitingBound };
  }
  return points;
}

export interface Freeing {
  /** The moves, this booking's own included. */
  readonly moves: readonly Change[];
  /** How many people would be told. */
  readonly told: number;
  /** No smaller number of people would do. */
  readonly proved: boolean;
}

/**
 * What it would take for a booking to have a room: the fewest people told by any plan in which it sits there and no
 * more bookings wait than now. Undefined where nothing would do.
 */
export function whatItTakes(
  problem: PlanProblem,
  current: Plan,
  uid: string,
  room: string,
  means: Means = {},
): Freeing | undefined {
  const bookings = problem.bookings.map((b): PlanBooking => {
    const now = current.assignments.get(b.uid) ?? null;
    if (b.uid === uid) {
      const { holds: _, ...rest } = b;
      return {
        ...rest,
        state: 'new',
        priority: b.priority + 100,
        options: b.options.filter((o) => o.room === room),
      };
    }
    const option = b.options.find((o) => o.room === now);
    if (now === null || now === b.holds?.room || option === undefined) return b;
    const start = b.start - option.setupMinutes * 60_000;
    const end = b.end + option.turnaroundMinutes * 60_000;
    return {
      ...b,
      state: b.state === 'new' ? 'tentative' : b.state,
      holds: { room: now, start, end, ...(option.portable ? { portable: option.portable } : {}) },
    };
  });
  const made = plan({ ...problem, bookings }, means);
  if (made.assignments.get(uid) !== room || made.certificate.waiting > current.certificate.waiting)
    return undefined;
  const own = problem.bookings.find((b) => b.uid === uid);
  const ownTold =
    own !== undefined &&
    own.holds !== undefined &&
    own.holds.room !== room &&
    own.state !== 'tentative' &&
    own.state !== 'new';
  const moves = made.changes.map((change) =>
    change.uid === uid ? { ...change, from: own?.holds?.room ?? null, told: ownTold } : change,
  );
  return { moves, told: moves.filter((m) => m.told).length, proved: made.certificate.proved };
}
