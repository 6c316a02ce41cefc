import { BUDGETS, type Budget } from '../../shared/domain/plan/budget.ts';
import type { MipSolver } from '../../shared/domain/plan/mip-solver.ts';
import { type Plan, plan } from '../../shared/domain/plan/plan.ts';
import type { PlanBooking, PlanProblem } from '../../shared/domain/plan/problem.ts';
import { bestByTrying } from './brute-force.ts';
import { tally, violations } from './plan-validator.ts';

type Answer = string | undefined;

/** Each law answers what is wrong, or undefined. */
export function isValid(problem: PlanProblem, solver?: MipSolver, budget: Budget = BUDGETS.small): Answer {
  const made = plan(problem, { budget, ...(solver ? { solver } : {}) });
  const wrong = violations(problem, made.assignments);
  const t = tally(problem, made.assignments);
  const c = made.certificate;
  const waiting = t.waiting.reduce((a, b) => a + b, 0);
  if (c.waiting !== waiting) wrong.push(`certificate says ${c.waiting} wait, counted ${waiting}`);
  if (c.messages !== t.messages) wrong.push(`certificate says ${c.messages} messages, counted ${t.messages}`);
  if (made.fit !== t.fit) wrong.push(`the plan says fit ${made.fit}, counted ${t.fit}`);
  if (c.waitingBound > c.waiting || c.messagesBound > c.messages || c.fitGap < 0)
    wrong.push('a bound is above its value');
  if (c.proved && (c.waitingBound !== c.waiting || c.messagesBound !== c.messages))
    wrong.push('proved, yet a bound is open');
  return wrong.length > 0 ? wrong.join('; ') : undefined;
}

export function isBest(problem: PlanProblem, solver: MipSolver): Answer {
  const best = bestByTrying(problem);
  if (best === undefined) return undefined; // what is held fast contradicts itself: nothing to compare with
  const made = plan(problem, { budget: BUDGETS.small, solver });
  const t = tally(problem, made.assignments);
  const key = [...t.waiting, t.messages, t.discomfort];
  const bestKey = best.key.slice(0, key.length);
  if (key.join() !== bestKey.join()) return `planned ${key}, the best is ${bestKey}`;
  if (!made.certificate.proved) return 'not proved';
  const bestFit = best.key.at(-1) ?? 0;
  if (!isUndisturbed(made) && t.fit - made.certificate.fitGap > bestFit)
    return `fit ${t.fit}, gap ${made.certificate.fitGap}, the best is ${bestFit}`;
  return undefined;
}

export function isUndisturbed(made: Plan): boolean {
  return made.changes.length === 0;
}

/** The Day after the plan was carried out and everyone was told. */
export function applied(problem: PlanProblem, made: Plan): PlanProblem {
  const bookings = problem.bookings.map((b): PlanBooking => {
    const room = made.assignments.get(b.uid) ?? null;
    if (room === (b.holds?.room ?? null)) return b;
    const { holds: _, ...rest } = b;
    if (room === null) return { ...rest, state: 'new' };
    const option = b.options.find((o) => o.room === room);
    const announced = b.state === 'announced' || b.state === 'started';
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
}
