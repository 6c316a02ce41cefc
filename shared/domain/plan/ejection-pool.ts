import { between, type Chance } from './chance.ts';
import { Layout } from './layout.ts';
import type { Model, Seat } from './model.ts';
import { cheapestFree, type Work } from './rescue.ts';
import { type Chosen, compareScores, scoreOf } from './score.ts';

/**
 * Seats those who wait by force: the newcomer takes the seat whose holders have so far been easiest to seat again,
 * and they join the pool. Who is hard to seat is counted, and the hard ones are left alone more and more (Nagata and
 * Bräysy 2009, who found vehicles for customers this way). Keeps the best arrangement met on the way.
 */
export function ejectionPool(model: Model, start: Chosen, chance: Chance, work: Work): Chosen {
  const layout = new Layout(model, start);
  const pool = model.seekers.flatMap((seeker, at) =>
    start[at] === undefined && seeker.seats.length > 0 ? [at] : [],
  );
  const trouble = model.seekers.map(() => 1);
  let best: Chosen = [...start];
  let bestScore = scoreOf(model, start);
  let fewest = pool.length;
  while (pool.length > 0 && work.left > 0) {
    const booking = pool.pop();
    const seeker = booking === undefined ? undefined : model.seekers[booking];
    if (booking === undefined || seeker === undefined) break;
    const free = cheapestFree(layout, seeker, work);
    if (free !== undefined) layout.place(free);
    else {
      trouble[booking] = (trouble[booking] ?? 1) + 1;
      const choice = leastTrouble(layout, seeker.seats, trouble, chance, work);
      if (choice === undefined) continue;
      for (const other of choice.leaving) layout.remove(other);
      layout.place(choice.seat);
      pool.push(...choice.leaving);
      for (let k = 0; k < 4; k++) shift(layout, choice.seat, chance, work);
    }
    if (pool.length <= fewest) {
      const score = scoreOf(model, layout.chosen);
      fewest = pool.length;
      if (compareScores(score, bestScore) < 0) {
        best = [...layout.chosen];
        bestScore = score;
      }
    }
  }
  return best;
}

function leastTrouble(
  layout: Layout,
  seats: readonly Seat[],
  trouble: readonly number[],
  chance: Chance,
  work: Work,
) {
  let best: { seat: Seat; leaving: readonly number[]; price: number } | undefined;
  for (const seat of seats) {
    work.left--;
    const leaving = layout.conflicts(seat);
    if (leaving === undefined) continue;
    let price = 1 * seat.told + 1e-3 * chance();
    for (const other of leaving) {
      const at = layout.model.seekers[other];
      const home = at?.keep !== undefined && layout.chosen[other] === at.keep && at.toldIfWaiting === 1;
      price += (trouble[other] ?? 1) * (1 + (at?.booking.priority ?? 0)) + (home ? 2 : 0);
    }
    if (best === undefined || price < best.price) best = { seat, leaving, price };
  }
  return best;
}

/** Moves someone near the seat to another free seat at no message, to loosen what is stuck. */
function shift(layout: Layout, near: Seat, chance: Chance, work: Work): void {
  const { seekers } = layout.model;
  const reach = Math.min(60, seekers.length - 1);
  const at = near.booking + between(chance, -reach, reach);
  const seeker = seekers[(at + seekers.length) % seekers.length];
  const present = seeker && layout.chosen[(at + seekers.length) % seekers.length];
  if (seeker === undefined || present === undefined || seeker.seats.length < 2) return;
  const seat = seeker.seats[between(chance, 0, seeker.seats.length - 1)];
  work.left--;
  if (seat === undefined || seat === present || seat.told > present.told) return;
  layout.remove(seat.booking);
  layout.place(layout.isFree(seat) ? seat : present);
}
