import { uses } from '../model/allowance.ts';
import { gridOf } from '../model/grid.ts';
import type { Model, Seat } from '../model/model.ts';
import { type Bound, type Costs, roundingOf } from '../model/prices.ts';

/** Passes without a better bound after which the steps are halved. */
const PATIENCE = 12;
/** How much of the last direction is kept: prices that only swing to and fro cancel out. */
const MEMORY = 0.6;

/**
 * Looks for good prices without a solver: raises the price of what too many want, lowers the price of what too few do,
 * in ever smaller steps towards `target`, the cost of the best known plan (Polyak 1969; the memory of the direction
 * after Camerini, Fratta, Maffioli 1975). Each pass looks at every seat once. Every bound met on the way is a true one,
 * whatever the prices; the best is returned.
 */
export const ascend = (model: Model, costs: Costs, target: number, passes: number): Bound => {
  const { slots, first, end, aside, times } = gridOf(model);
  const cells = model.resources.length * slots;
  const allowances = model.allowances.length;
  const room = new Float64Array(cells + allowances).fill(1);
  model.resources.forEach(({ capacity, taken }, resource) => {
    for (let slot = 0; slot < slots; slot++) {
      const at = times[slot] ?? 0;
      const left = taken.reduce((n, t) => n - (t.start <= at && at < t.end ? 1 : 0), capacity);
      room[resource * slots + slot] = Math.max(0, left);
    }
  });
  model.allowances.forEach(({ limit }, at) => {
    room[cells + at] = limit;
  });
  const member: number[][] = model.seekers.map(() => []);
  model.allowances.forEach(({ bookings }, at) => {
    for (const booking of bookings) member[booking]?.push(at);
  });
  const seatCosts = Float64Array.from(model.seats, (seat) => costs.seat(seat));
  const waitingCosts = Float64Array.from(model.seekers, (_, booking) => costs.waiting(booking));

  const changing = new Float64Array(model.seekers.length);
  const losing = new Float64Array(model.seekers.length);
  const prices = new Float64Array(cells + allowances);
  const sums = new Float64Array(model.resources.length * (slots + 1));
  const wanted = new Float64Array(cells + allowances);
  const direction = new Float64Array(cells + allowances);
  const seats = new Float64Array(model.seats.length);
  const cheapest = new Float64Array(model.seekers.length);
  const waiting = new Float64Array(model.seekers.length);
  let best: Bound = {
    value: Number.NEGATIVE_INFINITY,
    seats: seats.slice(),
    cheapest: cheapest.slice(),
    waiting: waiting.slice(),
  };
  let [step, idle] = [1, 0];
  for (let pass = 0; pass < passes; pass++) {
    let value = 0;
    let size = 0;
    for (let i = 0; i < prices.length; i++) {
      value -= (prices[i] ?? 0) * (room[i] ?? 0);
      size += prices[i] ?? 0;
    }
    for (let resource = 0; resource < model.resources.length; resource++) {
      const base = resource * (slots + 1);
      for (let slot = 0; slot < slots; slot++)
        sums[base + slot + 1] = (sums[base + slot] ?? 0) + (prices[resource * slots + slot] ?? 0);
    }
    wanted.fill(0);
    changing.fill(0);
    losing.fill(0);
    model.allowances.forEach((allowance, at) => {
      const price = prices[cells + at] ?? 0;
      if (price === 0) return;
      for (const booking of allowance.bookings) {
        if (allowance.reason !== 'waiting') changing[booking] = (changing[booking] ?? 0) + price;
        if (uses(allowance, model.seekers[booking], undefined) === 1)
          losing[booking] = (losing[booking] ?? 0) + price;
      }
    });
    model.seekers.forEach((seeker, booking) => {
      let least = (waitingCosts[booking] ?? 0) + (losing[booking] ?? 0);
      waiting[booking] = least;
      let choice: Seat | undefined;
      for (const seat of seeker.seats) {
        let cost = (seatCosts[seat.index] ?? 0) + (seat.told ? (changing[booking] ?? 0) : 0);
        for (const resource of seat.claims) {
          const base = resource * (slots + 1);
          cost += (sums[base + (end[seat.index] ?? 0)] ?? 0) - (sums[base + (first[seat.index] ?? 0)] ?? 0);
        }
        if (seat.aside !== undefined)
          for (const each of aside.get(seat.index) ?? []) {
            const base = each.resource * (slots + 1);
            cost += (sums[base + each.end] ?? 0) - (sums[base + each.first] ?? 0);
          }
        seats[seat.index] = cost;
        if (cost < least) {
          least = cost;
          choice = seat;
        }
      }
      cheapest[booking] = least;
      value += least;
      size += Math.abs(least);
      for (const resource of choice?.claims ?? []) {
        const base = resource * slots;
        for (let slot = first[choice?.index ?? 0] ?? 0; slot < (end[choice?.index ?? 0] ?? 0); slot++)
          wanted[base + slot] = (wanted[base + slot] ?? 0) + 1;
      }
      if (choice?.aside !== undefined)
        for (const each of aside.get(choice.index) ?? [])
          for (let cell = each.resource * slots + each.first; cell < each.resource * slots + each.end; cell++)
            wanted[cell] = (wanted[cell] ?? 0) + 1;
      for (const at of member[booking] ?? []) {
        const allowance = model.allowances[at];
        if (allowance !== undefined)
          wanted[cells + at] = (wanted[cells + at] ?? 0) + uses(allowance, seeker, choice);
      }
    });
    const certain = value - roundingOf(size);
    if (certain > best.value + 1e-9) {
      best = { value: certain, seats: seats.slice(), cheapest: cheapest.slice(), waiting: waiting.slice() };
      idle = 0;
    } else if (++idle >= PATIENCE) {
      step /= 2;
      idle = 0;
    }
    if (Math.ceil(best.value - 1e-6) >= target || step < 1e-3) break;
    let length = 0;
    for (let i = 0; i < prices.length; i++) {
      const slope = (wanted[i] ?? 0) - (room[i] ?? 0);
      const along = slope + MEMORY * (direction[i] ?? 0);
      direction[i] = (prices[i] ?? 0) === 0 && along < 0 ? 0 : along;
      length += (direction[i] ?? 0) ** 2;
    }
    if (length === 0) break;
    const by = (step * (target - value)) / length;
    for (let i = 0; i < prices.length; i++)
      prices[i] = Math.max(0, (prices[i] ?? 0) + by * (direction[i] ?? 0));
  }
  return best;
};
