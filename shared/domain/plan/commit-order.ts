import { claimsByRoom } from '../combination-rooms.ts';
import type { Change } from './model/changes.ts';
import { occupancy, overlaps, type PlanProblem } from './problem/problem.ts';
import { useOfUnit } from './problem/use-of-unit.ts';
import { waysOf } from './problem/ways-of.ts';

/**
 * The order in which changes can be committed without two bookings ever holding one room, nor anyone being late for one of two:
 * each step needs only what the steps before it have freed. A step of several changes is a cycle and must be one transaction.
 */
export const commitOrder = (
  problem: PlanProblem,
  changes: readonly Change[],
): readonly (readonly Change[])[] => {
  const claims = claimsByRoom(problem.rooms);
  const bookings = new Map(problem.bookings.map((b) => [b.uid, b]));
  const place = (change: Change, room: string | null) => {
    const booking = bookings.get(change.uid);
    const option = booking?.options.find((o) => o.room === room);
    if (booking === undefined || room === null) return undefined;
    const time = booking.holds?.room === room ? booking.holds : option && occupancy(booking, option);
    const portable =
      (booking.holds?.room === room ? booking.holds.portable : undefined) ?? option?.portable ?? [];
    const building = problem.rooms.find((each) => each.id === room)?.building ?? '';
    if (time === undefined) return undefined;
    const uses = [
      ...(claims.get(room) ?? [room]).map((thing) => ({ thing, time })),
      ...portable.map((thing) => ({ thing, time: useOfUnit(problem, thing, booking, time) })),
    ];
    return { booking, building, uses };
  };
  const ways = waysOf(problem);
  const old = changes.map((change) => place(change, change.from));
  const next = changes.map((change) => place(change, change.to));
  const waitsFor = changes.map((_, i) =>
    changes.flatMap((_, j) => {
      const [target, present] = [next[i], old[j]];
      if (i === j || target === undefined || present === undefined) return [];
      const isTaken = target.uses.some((use) =>
        present.uses.some(({ thing, time }) => thing === use.thing && overlaps(time, use.time)),
      );
      const isFar =
        ways?.companions(target.booking).includes(present.booking) &&
        ways.tooFar(target.booking, target.building, present.booking, present.building);
      return isTaken || isFar ? [j] : [];
    }),
  );
  return strongComponents(waitsFor).map((group) => group.flatMap((i) => changes[i] ?? []));
};

/** Tarjan 1972: components come out after everything they wait for. */
const strongComponents = (edges: readonly (readonly number[])[]): readonly (readonly number[])[] => {
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const stack: number[] = [];
  const found: number[][] = [];
  const visit = (node: number): void => {
    index.set(node, index.size);
    low.set(node, index.get(node) ?? 0);
    stack.push(node);
    for (const to of edges[node] ?? []) {
      if (!index.has(to)) visit(to);
      if (stack.includes(to)) low.set(node, Math.min(low.get(node) ?? 0, low.get(to) ?? 0));
    }
    if (low.get(node) !== index.get(node)) return;
    found.push(stack.splice(stack.indexOf(node)).sort((a, b) => a - b));
  };
  edges.forEach((_, node) => {
    if (!index.has(node)) visit(node);
  });
  return found;
};
