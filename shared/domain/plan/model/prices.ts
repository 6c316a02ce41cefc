import { uses } from './allowance.ts';
import type { Model, Seat } from './model.ts';

/** What seats cost in one stage of the search. Waiting costs `waiting(b)`; `Infinity` forbids it. */
export type Costs = {
  seat(seat: Seat): number;
  waiting(booking: number): number;
};

/** A price per resource and moment, and per allowance: what one more visit there would take from the others. */
export type Prices = {
  /** Per resource, moments in rising order with the price to pay by a seat that covers them. */
  readonly moments: readonly (readonly { readonly at: number; readonly price: number }[])[];
  readonly allowances: readonly number[];
  /** Of the row of those who must be told: what one more of them would take. */
  readonly told?: number;
};

export const NO_PRICES: Prices = { moments: [], allowances: [] };

export type Bound = {
  /** No plan of the WHOLE model costs less. */
  readonly value: number;
  /** What each booking's cheapest choice costs at these prices. */
  readonly cheapest: Float64Array;
  /** What each seat costs at these prices. */
  readonly seats: Float64Array;
  readonly waiting: Float64Array;
};

/** Of sums in which terms of such a size cancel out, rounding may have made up no more than this: a double keeps sixteen digits. */
export const roundingOf = (size: number): number => (Number.isFinite(size) ? size * 1e-12 : 0);

/**
 * The Lagrangian bound: whatever the prices (≥ 0), a plan can cost no less than every booking's cheapest choice at
 * those prices, minus the worth of all the room there is. So no solver's tolerance can make this bound wrong; good
 * prices (the duals of a linear programme, even of a part of the model) only make it close.
 */
export const boundAt = (model: Model, costs: Costs, prices: Prices): Bound => {
  const sums = summed(prices);
  let value = 0;
  let size = 0;
  model.resources.forEach((resource, r) => {
    for (const { at, price } of prices.moments[r] ?? []) {
      size += price;
      const taken = resource.taken.reduce((n, t) => n + (t.start <= at && at < t.end ? 1 : 0), 0);
      value -= price * Math.max(0, resource.capacity - taken);
    }
  });
  const changing = new Float64Array(model.seekers.length);
  const losing = new Float64Array(model.seekers.length);
  model.allowances.forEach((allowance, i) => {
    const price = prices.allowances[i] ?? 0;
    if (price === 0) return;
    size += price;
    value -= price * allowance.limit;
    for (const booking of allowance.bookings) {
      if (allowance.reason !== 'waiting') changing[booking] = (changing[booking] ?? 0) + price;
      if (uses(allowance, model.seekers[booking], undefined) === 1)
        losing[booking] = (losing[booking] ?? 0) + price;
    }
  });
  const seats = new Float64Array(model.seats.length);
  const cheapest = new Float64Array(model.seekers.length);
  const waiting = new Float64Array(model.seekers.length);
  model.seekers.forEach((seeker, b) => {
    let least = costs.waiting(b) + (losing[b] ?? 0);
    waiting[b] = least;
    for (const seat of seeker.seats) {
      let cost = costs.seat(seat) + (seat.told ? (changing[b] ?? 0) : 0);
      for (const resource of seat.claims) cost += between(sums[resource], seat);
      for (const each of seat.aside ?? []) cost += between(sums[each.resource], each);
      seats[seat.index] = cost;
      if (cost < least) least = cost;
    }
    cheapest[b] = least;
    value += least;
    size += Math.abs(least);
  });
  return { value: value - roundingOf(size), cheapest, seats, waiting };
};

type PriceSums = { readonly at: Float64Array; readonly sum: Float64Array };

const summed = ({ moments }: Prices): readonly PriceSums[] =>
  moments.map((list) => {
    const at = new Float64Array(list.length);
    const sum = new Float64Array(list.length + 1);
    list.forEach((moment, i) => {
      at[i] = moment.at;
      sum[i + 1] = (sum[i] ?? 0) + moment.price;
    });
    return { at, sum };
  });

/** What a seat pays for the moments that it covers from a time on. */
export const pricedFrom = (prices: Prices): ((seat: Seat, since: number) => number) => {
  const sums = summed(prices);
  return ({ claims, aside = [], from, to }, since) => {
    const held = [...claims.map((resource) => ({ resource, from, to })), ...aside];
    return held.reduce(
      (cost, each) =>
        each.to <= since
          ? cost
          : cost + between(sums[each.resource], { from: Math.max(each.from, since), to: each.to }),
      0,
    );
  };
};

const between = (list: PriceSums | undefined, { from, to }: Pick<Seat, 'from' | 'to'>): number =>
  list === undefined || list.at.length === 0
    ? 0
    : (list.sum[firstAtOrAfter(list.at, to)] ?? 0) - (list.sum[firstAtOrAfter(list.at, from)] ?? 0);

const firstAtOrAfter = (sorted: Float64Array, at: number): number => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
};
