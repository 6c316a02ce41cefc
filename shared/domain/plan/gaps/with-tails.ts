import { gapPrice } from '../../overrun.ts';
import { Layout } from '../model/layout.ts';
import type { FixedVisit, Model, Seat, Seeker } from '../model/model.ts';
import type { Chosen } from '../model/score.ts';
import { leastGapAfter } from './least-gap-price.ts';

/** A model in which each seat says, too, for how long no one comes after it. */
export type Tailed = {
  readonly model: Model;
  /** What the gap behind a seat costs at most: the price of its tail. */
  readonly price: (seat: Seat) => number;
  readonly fitInto: (chosen: Chosen) => Chosen;
  readonly back: (chosen: Chosen) => Chosen;
};

const MINUTE = 60_000;

/**
 * Each seat once for each time at which the next visit could come, with a tail until then that no one else may be in. So what a
 * gap costs depends on one seat alone, and all that is true of plans without gaps is true of these. A visit that no one may move
 * has a tail, too, and no seat: it is one more seeker, at the end. `undefined` where that would be more than `most` seats, or
 * where present rooms contradict each other.
 */
export const withTails = (model: Model, most: number): Tailed | undefined => {
  const { gaps } = model;
  if (gaps === undefined || doMeet(gaps.fixed)) return undefined;
  const isRoom = (claim: number) => claim < model.problem.rooms.length;
  const comings = model.resources.map(() => new Set<number>());
  for (const { from, claims } of model.seats) for (const claim of claims) comings[claim]?.add(from);
  const sorted = comings.map((times) => Float64Array.from(times).sort());
  /** The ends that a tail may have, the shortest first, each with its price. */
  const tailsOf = ({
    overrun,
    to,
    rooms,
  }: {
    overrun: Seeker['booking']['overrun'];
    to: number;
    rooms: readonly number[];
  }) => {
    if (overrun === undefined) return [{ to, price: 0 }];
    const limit = leastGapAfter(model, { to, rooms });
    const last = to + Math.min(overrun.p95, limit) * MINUTE;
    const times = new Set<number>([to]);
    for (const room of rooms) for (const at of sorted[room] ?? []) if (at >= to && at < last) times.add(at);
    const ends = [...times, last].sort((a, b) => a - b);
    const priceAt = (end: number) => gapPrice(overrun, Math.floor((end - to) / MINUTE), gaps.weight);
    // Of tails that cost the same the shortest is in the fewest others' way.
    return ends.flatMap((end, i) => {
      const price = priceAt(end);
      return i > 0 && priceAt(ends[i - 1] ?? to) === price ? [] : [{ to: end, price }];
    });
  };
  const [seats, prices, whole]: [Seat[], number[], (Seat | undefined)[]] = [[], [], []];
  const add = (seat: Seat, price: number, of: Seat | undefined): Seat => {
    seats.push(seat);
    prices.push(price);
    whole.push(of);
    return seat;
  };
  const seekers: Seeker[] = [];
  for (const seeker of model.seekers) {
    const own = seeker.seats.flatMap((seat) => {
      const rooms = seat.claims.filter(isRoom);
      // What it borrows is given back when the visit is: only in its rooms does no one come in the tail.
      const borrowed = seat.claims.filter((claim) => !isRoom(claim));
      const aside = [
        ...(seat.aside ?? []),
        ...borrowed.map((resource) => ({ resource, from: seat.from, to: seat.to })),
      ];
      const held = { claims: rooms, ...(aside.length === 0 ? {} : { aside }) };
      return tailsOf({ overrun: seeker.booking.overrun, to: seat.to, rooms }).map(({ to, price }) =>
        add({ ...seat, ...held, index: seats.length, to }, price, seat),
      );
    });
    if (seats.length > most) return undefined;
    seekers.push({ ...seeker, seats: own, keep: own.find(({ room }) => room === seeker.keep?.room) });
  }
  for (const { to, rooms, overrun } of gaps.fixed) {
    const [someone] = model.seekers;
    if (overrun === undefined || someone === undefined) continue;
    const own = tailsOf({ overrun, to, rooms }).map((tail) =>
      add(
        {
          index: seats.length,
          booking: seekers.length,
          room: '',
          from: to,
          to: tail.to,
          fit: 0,
          told: 0,
          discomfort: 0,
          claims: tail.to > to ? rooms : [],
        },
        tail.price,
        undefined,
      ),
    );
    seekers.push({
      booking: { ...someone.booking, options: [] },
      seats: own,
      keep: undefined,
      displaced: false,
      toldIfWaiting: 0,
      discomfortIfWaiting: 0,
      session: undefined,
    });
  }
  const tailed: Model = { ...model, seekers, seats };
  return {
    model: tailed,
    price: ({ index }) => prices[index] ?? 0,
    fitInto: (chosen) => {
      const copies = new Map<Seat, Seat[]>();
      whole.forEach((seat, at) => {
        const copy = seats[at];
        if (seat !== undefined && copy !== undefined) copies.set(seat, [...(copies.get(seat) ?? []), copy]);
      });
      const choices = seekers.map((seeker, at) => {
        const seat = chosen[at];
        if (at >= model.seekers.length) return seeker.seats;
        return seat === undefined ? [] : (copies.get(seat) ?? []);
      });
      const layout = new Layout(
        tailed,
        choices.map(([shortest]) => shortest),
      );
      choices.forEach((tails, at) => {
        layout.remove(at);
        const longest = tails.findLast((seat) => layout.isFree(seat));
        if (longest !== undefined) layout.place(longest);
      });
      return layout.chosen;
    },
    back: (chosen) => chosen.slice(0, model.seekers.length).map((seat) => seat && whole[seat.index]),
  };
};

/** Two that no one may move in one room at one time: what stands in whose way is then no question of tails. */
const doMeet = (fixed: readonly FixedVisit[]): boolean =>
  fixed.some((one, at) =>
    fixed
      .slice(0, at)
      .some(
        (other) =>
          one.from < other.to && other.from < one.to && one.rooms.some((room) => other.rooms.includes(room)),
      ),
  );
