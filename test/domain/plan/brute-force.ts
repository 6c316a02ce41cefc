import type { PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import { tally, violations } from './plan-validator.ts';

/**
 * The best there is, by trying every way to seat every booking: for up to eight bookings and four rooms. What a
 * partial arrangement cannot break any more is left to the validator at the end; overlaps are cut early.
 */
export const bestByTrying = (
  problem: PlanProblem,
): { readonly key: readonly number[]; readonly plan: ReadonlyMap<string, string | null> } | undefined => {
  const bookings = problem.bookings;
  let best: { key: readonly number[]; plan: ReadonlyMap<string, string | null> } | undefined;
  const plan = new Map<string, string | null>();
  const pairwise = new Map<string, boolean>();
  const visit = (at: number): void => {
    const b = bookings[at];
    if (b === undefined) {
      const t = tally(problem, plan);
      const key = [...t.waiting, t.messages, t.discomfort, t.roomChanges, t.gapPrice, t.fit];
      if (best !== undefined && !less(key, best.key)) return;
      if (violations(problem, plan).length === 0) best = { key, plan: new Map(plan) };
      return;
    }
    const present = b.holds?.room ?? null;
    const rooms =
      b.end <= problem.now ? [present] : [...new Set([present, ...b.options.map((o) => o.room), null])];
    for (const room of rooms) {
      if (
        !bookings.slice(0, at).every((other) => together(other.uid, plan.get(other.uid) ?? null, b.uid, room))
      )
        continue;
      plan.set(b.uid, room);
      visit(at + 1);
    }
    plan.delete(b.uid);
  };
  /** Could these two sit so if they were alone? Asked of the validator, once per pair. */
  const together = (x: string, roomX: string | null, y: string, roomY: string | null): boolean => {
    if (roomX === null || roomY === null) return true;
    const key = `${x} ${roomX} ${y} ${roomY}`;
    let answer = pairwise.get(key);
    if (answer === undefined) {
      const two = new Map(bookings.map((b) => [b.uid, b.uid === x ? roomX : b.uid === y ? roomY : null]));
      answer = !violations(problem, two).some((text) => / meet in | too far apart /.test(text));
      pairwise.set(key, answer);
    }
    return answer;
  };
  visit(0);
  return best;
};

export const less = (a: readonly number[], b: readonly number[]): boolean => {
  for (const [i, x] of a.entries()) {
    if (x !== (b[i] ?? 0)) return x < (b[i] ?? 0);
  }
  return false;
};
