import { uses } from '../model/allowance.ts';
import { gridOf } from '../model/grid.ts';
import type { Model } from '../model/model.ts';
import { type Bound, boundAt, type Costs, type Prices } from '../model/prices.ts';

/** Passes without a better bound after which the steps are halved; below the least step nothing more is gained. */
const PATIENCE = 40;
const LEAST_STEP = 1e-3;
/** How much of the last direction is kept. */
const MEMORY = 0.97;
/** How far above the best bound each step aims. */
const AIM = 0.2;
const AIM_AT_LEAST = 20;

/**
 * Good prices for the largest Days, without a solver. Each booking offers an amount for its seat; each room takes those who
 * together leave it the most, exactly, as visits in one room are intervals (weighted interval scheduling); who is taken by none
 * offers more, who is taken by several less. So there is one number to find for each booking, not one for each room and moment, and
 * far fewer passes come as near to what the linear relaxation proves. What rooms share, and allowances, have prices beside them.
 */
export const ascendByRooms = (
  model: Model,
  costs: Costs,
  target: number,
  passes: number,
  stop: () => boolean = () => false,
): { readonly prices: Prices; readonly bound: Bound } => {
  const { slots, first, end, aside, times } = gridOf(model);
  const { seekers, seats, resources, allowances } = model;
  const shared = sharedOf(model);
  const cells = shared.length * slots;
  const cellOf = new Map(shared.map((resource, at) => [resource, at * slots]));
  const rest = cells + allowances.length;
  const room = new Float64Array(rest);
  shared.forEach((resource, at) => {
    const { capacity = 0, taken = [] } = resources[resource] ?? {};
    for (let slot = 0; slot < slots; slot++) {
      const time = times[slot] ?? 0;
      const left = taken.reduce((n, t) => n - (t.start <= time && time < t.end ? 1 : 0), capacity);
      room[at * slots + slot] = Math.max(0, left);
    }
  });
  allowances.forEach(({ limit }, at) => {
    room[cells + at] = limit;
  });
  const stretches = seats.map((seat) => {
    const held = [
      ...seat.claims.map((resource) => ({
        resource,
        first: first[seat.index] ?? 0,
        end: end[seat.index] ?? 0,
      })),
      ...(aside.get(seat.index) ?? []),
    ];
    return held.flatMap((each) => {
      const base = cellOf.get(each.resource);
      return base === undefined ? [] : [{ first: base + each.first, end: base + each.end }];
    });
  });
  const member: number[][] = seekers.map(() => []);
  allowances.forEach(({ bookings }, at) => {
    for (const booking of bookings) member[booking]?.push(cells + at);
  });
  const ofRoom: number[][] = resources.map(() => []);
  for (const { index, claims } of seats) ofRoom[claims[0] ?? -1]?.push(index);
  const rooms = ofRoom.map((list) =>
    Int32Array.from(list.sort((a, b) => (end[a] ?? 0) - (end[b] ?? 0) || a - b)),
  );

  const bookingOf = Int32Array.from(seats, ({ booking }) => booking);
  const own = Float64Array.from(seats, (seat) => costs.seat(seat));
  const ownWaiting = Float64Array.from(seekers, (_, booking) => costs.waiting(booking));
  const cost = own.slice();
  const waiting = ownWaiting.slice();
  const beside = new Float64Array(rest);
  const offers = Float64Array.from(seekers, ({ seats: options }, booking) =>
    options.reduce((least, { index }) => Math.min(least, own[index] ?? 0), ownWaiting[booking] ?? 0),
  );
  const direction = new Float64Array(seekers.length);
  const besideDirection = new Float64Array(rest);
  const taken = new Float64Array(seekers.length);
  const wanted = new Float64Array(rest);
  const left = new Float64Array(slots + 1);
  const last = new Int32Array(slots + 1);

  /** What seats cost with the prices of what is shared; mostly nothing has one. */
  let isPriced = false;
  const priceBeside = () => {
    const wasPriced = isPriced;
    isPriced = beside.some((price) => price > 0);
    if (!isPriced && !wasPriced) return;
    const sums = new Float64Array(cells + 1);
    for (let i = 0; i < cells; i++) sums[i + 1] = (sums[i] ?? 0) + (beside[i] ?? 0);
    const changing = new Float64Array(seekers.length);
    waiting.set(ownWaiting);
    allowances.forEach((allowance, at) => {
      const price = beside[cells + at] ?? 0;
      if (price === 0) return;
      for (const booking of allowance.bookings) {
        if (allowance.reason !== 'waiting') changing[booking] = (changing[booking] ?? 0) + price;
        if (uses(allowance, seekers[booking], undefined) === 1)
          waiting[booking] = (waiting[booking] ?? 0) + price;
      }
    });
    for (const { index, booking, told } of seats) {
      let sum = (own[index] ?? 0) + (told ? (changing[booking] ?? 0) : 0);
      for (const each of stretches[index] ?? []) sum += (sums[each.end] ?? 0) - (sums[each.first] ?? 0);
      cost[index] = sum;
    }
  };
  /** What a room has left by each moment of the Day, of what it takes until then. */
  const fill = (list: Int32Array) => {
    let next = 0;
    for (let slot = 1; slot <= slots; slot++) {
      let most = left[slot - 1] ?? 0;
      let best = -1;
      for (; next < list.length && end[list[next] ?? 0] === slot; next++) {
        const seat = list[next] ?? 0;
        const gain = (left[first[seat] ?? 0] ?? 0) + (offers[bookingOf[seat] ?? 0] ?? 0) - (cost[seat] ?? 0);
        if (gain <= most) continue;
        most = gain;
        best = seat;
      }
      left[slot] = most;
      last[slot] = best;
    }
  };
  const take = (seat: number) => {
    const booking = bookingOf[seat] ?? 0;
    taken[booking] = (taken[booking] ?? 0) + 1;
    for (const each of stretches[seat] ?? [])
      for (let cell = each.first; cell < each.end; cell++) wanted[cell] = (wanted[cell] ?? 0) + 1;
    if (seats[seat]?.told !== 1) return;
    for (const cell of member[booking] ?? [])
      if (allowances[cell - cells]?.reason !== 'waiting') wanted[cell] = (wanted[cell] ?? 0) + 1;
  };
  const look = (): number => {
    let value = 0;
    taken.fill(0);
    wanted.fill(0);
    for (let i = 0; i < rest; i++) value -= (beside[i] ?? 0) * (room[i] ?? 0);
    seekers.forEach((seeker, booking) => {
      const offer = offers[booking] ?? 0;
      const most = waiting[booking] ?? 0;
      value += Math.min(offer, most);
      if (offer <= most) return;
      taken[booking] = 1;
      for (const cell of member[booking] ?? []) {
        const allowance = allowances[cell - cells];
        if (allowance !== undefined) wanted[cell] = (wanted[cell] ?? 0) + uses(allowance, seeker, undefined);
      }
    });
    for (const list of rooms) {
      if (list.length === 0) continue;
      fill(list);
      value -= left[slots] ?? 0;
      for (let slot = slots; slot > 0; ) {
        const seat = last[slot] ?? -1;
        if (seat >= 0) take(seat);
        slot = seat < 0 ? slot - 1 : (first[seat] ?? 0);
      }
    }
    return value;
  };

  let best = { value: Number.NEGATIVE_INFINITY, offers: offers.slice(), beside: beside.slice() };
  let [step, idle] = [1, 0];
  for (let pass = 0; pass < passes; pass++) {
    priceBeside();
    const value = look();
    if (value > best.value + 1e-9) {
      best = { value, offers: offers.slice(), beside: beside.slice() };
      idle = 0;
    } else if (++idle >= PATIENCE) {
      step /= 2;
      idle = 0;
    }
    if (Math.ceil(best.value - 1e-6) >= target || step < LEAST_STEP || stop()) break;
    let length = 0;
    for (let b = 0; b < direction.length; b++) {
      const along = 1 - (taken[b] ?? 0) + MEMORY * (direction[b] ?? 0);
      direction[b] = along;
      length += along ** 2;
    }
    for (let i = 0; i < rest; i++) {
      const along = (wanted[i] ?? 0) - (room[i] ?? 0) + MEMORY * (besideDirection[i] ?? 0);
      besideDirection[i] = (beside[i] ?? 0) === 0 && along < 0 ? 0 : along;
      length += (besideDirection[i] ?? 0) ** 2;
    }
    if (length === 0) break;
    const aim = Math.min(target, best.value + Math.max(AIM_AT_LEAST, AIM * best.value));
    const by = (step * (aim - value)) / length;
    for (let b = 0; b < offers.length; b++) offers[b] = (offers[b] ?? 0) + by * (direction[b] ?? 0);
    for (let i = 0; i < rest; i++) beside[i] = Math.max(0, (beside[i] ?? 0) + by * (besideDirection[i] ?? 0));
  }

  offers.set(best.offers);
  beside.set(best.beside);
  priceBeside();
  const moments = resources.map((_, resource): { at: number; price: number }[] => {
    const base = cellOf.get(resource);
    const list = rooms[resource] ?? new Int32Array();
    // What a moment costs is what the room has more by its end, be it filled from the morning or from the evening: half of each.
    fill(list);
    const since = left.slice();
    const until = new Float64Array(slots + 1);
    const byFirst = list.toSorted((a, b) => (first[b] ?? 0) - (first[a] ?? 0) || a - b);
    let next = 0;
    for (let slot = slots - 1; slot >= 0; slot--) {
      let most = until[slot + 1] ?? 0;
      for (; next < byFirst.length && first[byFirst[next] ?? 0] === slot; next++) {
        const seat = byFirst[next] ?? 0;
        const gain = (until[end[seat] ?? 0] ?? 0) + (offers[bookingOf[seat] ?? 0] ?? 0) - (cost[seat] ?? 0);
        if (gain > most) most = gain;
      }
      until[slot] = most;
    }
    return Array.from({ length: slots }, (_unused, slot) => {
      const forward = (since[slot + 1] ?? 0) - (since[slot] ?? 0);
      const backward = (until[slot] ?? 0) - (until[slot + 1] ?? 0);
      const also = base === undefined ? 0 : (beside[base + slot] ?? 0);
      return {
        at: times[slot] ?? 0,
        price: list.length === 0 ? also : (forward + backward) / 2 + also,
      };
    }).filter(({ price }) => price > 0);
  });
  const prices = { moments, allowances: [...beside.subarray(cells)] };
  return { prices, bound: boundAt(model, costs, prices) };
};

/** Resources that no room's own day knows: of several units, held besides a room, or as a part of another. */
const sharedOf = ({ seats, resources }: Model): readonly number[] => {
  const found = new Set<number>();
  for (const { claims, aside = [] } of seats) {
    for (const resource of claims.slice(1)) found.add(resource);
    for (const { resource } of aside) found.add(resource);
    const [first = -1] = claims;
    const { capacity, taken = [] } = resources[first] ?? {};
    if (capacity !== 1 || taken.length > 0) found.add(first);
  }
  return [...found].sort((a, b) => a - b);
};
