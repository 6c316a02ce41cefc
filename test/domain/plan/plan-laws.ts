import { BUDGETS, type Budget } from '../../../shared/domain/plan/budget.ts';
import { leaveAsIs } from '../../../shared/domain/plan/model/leave-as-is.ts';
import { modelOf } from '../../../shared/domain/plan/model-of.ts';
import { type Plan, plan } from '../../../shared/domain/plan/plan.ts';
import type { PlanBooking, PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { bestByTrying } from './brute-force.ts';
import { tally, violations } from './plan-validator.ts';

type Answer = string | undefined;

/** Each law answers what is wrong, or undefined. */
export const isValid = (problem: PlanProblem, solver?: MipSolver, budget: Budget = BUDGETS.small): Answer => {
  const made = plan(problem, { budget, ...(solver ? { solver } : {}) });
  const wrong = violations(problem, made.assignments);
  const t = tally(problem, made.assignments);
  const c = made.certificate;
  const waiting = t.waiting.reduce((a, b) => a + b, 0);
  if (c.waiting !== waiting) wrong.push(`certificate says ${c.waiting} wait, counted ${waiting}`);
  if (c.messages !== t.messages) wrong.push(`certificate says ${c.messages} messages, counted ${t.messages}`);
  if (c.roomChanges !== t.roomChanges)
    wrong.push(`certificate says ${c.roomChanges} rooms beyond, counted ${t.roomChanges}`);
  if (c.gapPrice !== t.gapPrice)
    wrong.push(`certificate says gaps cost ${c.gapPrice}, counted ${t.gapPrice}`);
  if (made.fit !== t.fit) wrong.push(`the plan says fit ${made.fit}, counted ${t.fit}`);
  if (
    c.waitingBound > c.waiting ||
    c.messagesBound > c.messages ||
    c.roomChangesBound > c.roomChanges ||
    c.gapPriceBound > c.gapPrice ||
    c.fitGap < 0
  )
    wrong.push('a bound is above its value');
  if (c.proved && (c.waitingBound !== c.waiting || c.messagesBound !== c.messages))
    wrong.push('proved, yet a bound is open');
  wrong.push(...waitsForNothing(problem, made));
  return wrong.length > 0 ? wrong.join('; ') : undefined;
};

/** Who waits although a room could be had at once, with no one else moving. */
const waitsForNothing = (problem: PlanProblem, made: Plan): string[] => {
  return problem.bookings.flatMap((booking) => {
    if (made.assignments.get(booking.uid) !== null || booking.end <= problem.now) return [];
    const room = booking.options.find(
      (option) => violations(problem, new Map(made.assignments).set(booking.uid, option.room)).length === 0,
    )?.room;
    return room === undefined ? [] : [`${booking.uid} waits, yet ${room} is free`];
  });
};

/** Whatever the clock ends, the plan breaks no rule and is no worse than leaving things as they are. */
export const isSoundWhenCut = (problem: PlanProblem, solver: MipSolver): Answer => {
  let now = 0;
  const clock = () => (now += 1e9);
  const made = plan(problem, { budget: BUDGETS.small, solver, spent: clock });
  const wrong = [...violations(problem, made.assignments), ...waitsForNothing(problem, made)];
  const model = modelOf(problem);
  const byUid = new Map(
    model.seekers.map(({ booking }, at) => [booking.uid, leaveAsIs(model)[at]?.room ?? null]),
  );
  const key = (assignments: ReadonlyMap<string, string | null>) => {
    const t = tally(problem, assignments);
    return [...t.waiting, t.messages, t.discomfort];
  };
  const [cut, asIs] = [key(made.assignments), key(new Map([...made.assignments, ...byUid]))];
  const first = cut.findIndex((value, at) => value !== asIs[at]);
  if (first >= 0 && (cut[first] ?? 0) > (asIs[first] ?? 0)) wrong.push(`planned ${cut}, as it was ${asIs}`);
  return wrong.length > 0 ? wrong.join('; ') : undefined;
};

export const isBest = (problem: PlanProblem, solver: MipSolver): Answer => {
  const best = bestByTrying(problem);
  if (best === undefined) return 'no plan keeps every rule: what is proved then is proved of nothing';
  const made = plan(problem, { budget: BUDGETS.small, solver });
  const t = tally(problem, made.assignments);
  const key = [...t.waiting, t.messages, t.discomfort];
  const bestKey = best.key.slice(0, key.length);
  if (key.join() !== bestKey.join()) return `planned ${key}, the best is ${bestKey}`;
  if (!made.certificate.proved) return 'not proved';
  const [bestRooms = 0, bestGaps = 0, bestFit = 0] = best.key.slice(-3);
  if (made.certificate.roomChangesBound > bestRooms)
    return `no fewer than ${made.certificate.roomChangesBound} rooms beyond, yet ${bestRooms} will do`;
  if (isUndisturbed(made)) return undefined;
  if (t.roomChanges < bestRooms)
    return `${t.roomChanges} rooms beyond, where none has fewer than ${bestRooms}`;
  if (t.roomChanges > bestRooms) return undefined;
  if (t.gapPrice < bestGaps) return `gaps cost ${t.gapPrice}, where in none they cost less than ${bestGaps}`;
  if (made.certificate.gapPriceBound > bestGaps)
    return `gaps cost no less than ${made.certificate.gapPriceBound}, yet ${bestGaps} will do`;
  if (t.gapPrice === bestGaps && t.fit - made.certificate.fitGap > bestFit)
    return `fit ${t.fit}, gap ${made.certificate.fitGap}, the best is ${bestFit}`;
  return undefined;
};

const isUndisturbed = (made: Plan): boolean => {
  return made.changes.length === 0;
};

/** The Day after the plan was carried out and everyone was told. */
export const afterPlan = (problem: PlanProblem, made: Plan): PlanProblem => {
  const bookings = problem.bookings.map((b): PlanBooking => {
    const room = made.assignments.get(b.uid) ?? null;
    if (room === (b.holds?.room ?? null)) return b;
    const { holds: _, ...rest } = b;
    if (room === null) return { ...rest, state: 'new' };
    const option = b.options.find((o) => o.room === room);
    const announced = b.state === 'announced' || (b.state === 'started' && !b.untold);
    return {
      ...rest,
      state: b.state === 'started' ? 'started' : announced ? 'announced' : 'tentative',
      earlierChanges: b.earlierChanges + (announced ? 1 : 0),
      holds: {
        room,
        start: b.start - (option?.setupMinutes ?? 0) * 60_000,
        end: b.end + (option?.turnaroundMinutes ?? 0) * 60_000,
        ...(option?.portable ? { portable: option.portable } : {}),
      },
    };
  });
  return { ...problem, bookings };
};
