import { occupancy, type PlanProblem, remaining } from './problem.ts';

/** Which unit of each portable pool a booking uses: `tag#1`, `tag#2`, … */
export type Units = ReadonlyMap<string, readonly string[]>;

/**
 * Gives every user of portable equipment a unit, by the left-edge rule: in order of beginning, the lowest unit that is
 * free. Never runs out where no moment has more users than units.
 */
export function assignUnits(problem: PlanProblem, plan: ReadonlyMap<string, string | null>): Units {
  const found = new Map<string, string[]>();
  for (const pool of problem.pools) {
    const users = problem.bookings.flatMap((booking) => {
      const room = plan.get(booking.uid) ?? null;
      const option = booking.options.find((o) => o.room === room);
      const stays = room !== null && booking.holds?.room === room;
      const portable = (stays ? booking.holds?.portable : undefined) ?? option?.portable ?? [];
      const time = stays ? booking.holds : option && occupancy(booking, option);
      if (time === undefined || time.end <= problem.now || !portable.includes(pool.tag)) return [];
      return [{ uid: booking.uid, ...remaining(time, problem.now) }];
    });
    const freeFrom = Array.from({ length: pool.units }, () => Number.NEGATIVE_INFINITY);
    for (const user of users.sort((a, b) => a.start - b.start || (a.uid < b.uid ? -1 : 1))) {
      const unit = freeFrom.findIndex((free) => free <= user.start);
      if (unit < 0) continue;
      freeFrom[unit] = user.end;
      found.set(user.uid, [...(found.get(user.uid) ?? []), `${pool.tag}#${unit + 1}`]);
    }
  }
  return found;
}
