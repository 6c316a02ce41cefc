import { Gaps } from '../model/gaps.ts';
import { Layout } from '../model/layout.ts';
import type { Model, Seat } from '../model/model.ts';
import { RoomsInUse } from '../model/rooms-in-use.ts';
import type { Chosen } from '../model/score.ts';
import type { Work } from '../search/rescue.ts';

/** A gap weighs more than all that fit could gain. */
const GAP = 1e6;

/**
 * Everyone in turn looks for a seat at which the gaps between visits cost less, or as much and it suits better: a free one, or
 * one whose holder finds another. No practitioner works in more rooms for it. For a model in which all seats of a booking are
 * alike in waiting and messages.
 */
export const widenGaps = (model: Model, chosen: Chosen, work: Work): Chosen => {
  const layout = new Layout(model, chosen);
  const rooms = new RoomsInUse(model, chosen);
  const gaps = new Gaps(model, chosen);
  /** Every change made on the way, so that it can be taken back. */
  const trail: { readonly seat: Seat; readonly sits: boolean }[] = [];
  const change = (seat: Seat, sits: boolean): number => {
    if (sits) layout.place(seat);
    else layout.remove(seat.booking);
    if (sits) rooms.add(seat);
    else rooms.remove(seat);
    return GAP * (sits ? gaps.add(seat) : gaps.remove(seat)) + (sits ? seat.fit : -seat.fit);
  };
  const make = (seat: Seat, sits: boolean): number => {
    trail.push({ seat, sits });
    return change(seat, sits);
  };
  const takeBack = (): void => {
    for (let last = trail.pop(); last !== undefined; last = trail.pop()) change(last.seat, !last.sits);
  };
  const keep = (): true => {
    trail.length = 0;
    return true;
  };
  const beyondNow = () => (model.sessions.length === 0 ? 0 : rooms.beyond);
  /** The holder's best seat once its own is taken, if all is then cheaper than before. */
  const refuge = (holder: Seat, cost: number, beyond: number): Seat | undefined => {
    let best: Seat | undefined;
    let least = 0;
    for (const seat of model.seekers[holder.booking]?.seats ?? []) {
      work.left--;
      if (seat === holder || !layout.isFree(seat)) continue;
      if (beyondNow() + rooms.changeBy(undefined, seat) > beyond) continue;
      const all = cost + GAP * gaps.changeBy(undefined, seat) + seat.fit;
      if (all < least) [best, least] = [seat, all];
    }
    return best;
  };
  const tries = (from: Seat, to: Seat): boolean => {
    const beyond = beyondNow();
    let cost = make(from, false);
    const leaving = layout.conflicts(to);
    const [other, ...more] = leaving ?? [];
    const holder = other === undefined ? undefined : layout.chosen[other];
    if (leaving !== undefined && more.length === 0) {
      if (holder !== undefined) cost += make(holder, false);
      cost += make(to, true);
      if (holder === undefined && cost < 0 && beyondNow() <= beyond) return keep();
      const seat = holder && refuge(holder, cost, beyond);
      if (seat !== undefined) {
        change(seat, true);
        return keep();
      }
    }
    takeBack();
    return false;
  };
  // Those who have a room stay there, if it will do that the newcomers go elsewhere.
  const order = model.seekers.toSorted((a, b) => Number(a.keep !== undefined) - Number(b.keep !== undefined));
  for (let again = true; again && work.left > 0; ) {
    again = false;
    for (const { seats } of order) {
      if (seats.length < 2) continue;
      for (const seat of seats) {
        const present = layout.chosen[seat.booking];
        if (work.left-- <= 0 || present === undefined) break;
        if (seat !== present && tries(present, seat)) again = true;
      }
    }
  }
  return layout.chosen;
};
