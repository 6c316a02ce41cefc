import { Layout } from '../model/layout.ts';
import type { Model, Seat } from '../model/model.ts';
import { RoomsInUse } from '../model/rooms-in-use.ts';
import type { Chosen } from '../model/score.ts';
import type { Work } from '../search/rescue.ts';

/** A room beyond a practitioner's own weighs more than all that fit could gain. */
const BEYOND = 1e6;

/**
 * Everyone in turn looks for a seat at which fewer rooms are used beyond the practitioners' own, or as few and they suit
 * better: a free one, or one whose holder finds another. For a model in which all seats of a booking are alike in
 * waiting and messages.
 */
export const rejoin = (model: Model, chosen: Chosen, work: Work): Chosen => {
  const layout = new Layout(model, chosen);
  const rooms = new RoomsInUse(model, chosen);
  const costOf = (from: Seat, to: Seat) => BEYOND * rooms.changeBy(from, to) + to.fit - from.fit;
  const move = (from: Seat, to: Seat) => {
    layout.remove(from.booking);
    rooms.remove(from);
    layout.place(to);
    rooms.add(to);
  };
  /** The holder's best seat once `from` is free and `to` taken, cheaper than `below`. */
  const refuge = (holder: Seat, below: number): Seat | undefined => {
    let best: Seat | undefined;
    let least = below;
    for (const seat of model.seekers[holder.booking]?.seats ?? []) {
      work.left--;
      if (seat === holder || !layout.isFree(seat)) continue;
      const cost = costOf(holder, seat);
      if (cost < least) [best, least] = [seat, cost];
    }
    return best;
  };
  /** Moves a booking to a seat if that, with what its holder must do then, is worth it. */
  const tries = (from: Seat, to: Seat): boolean => {
    layout.remove(from.booking);
    const [other, ...more] = layout.conflicts(to) ?? [from.booking, from.booking];
    const cost = costOf(from, to);
    layout.place(from);
    if (more.length > 0) return false;
    if (other === undefined) {
      if (cost < 0) move(from, to);
      return cost < 0;
    }
    const holder = layout.chosen[other];
    if (holder === undefined) return false;
    layout.remove(from.booking);
    layout.remove(other);
    rooms.remove(from);
    rooms.add(to);
    layout.place(to);
    const seat = refuge(holder, -cost);
    if (seat !== undefined) {
      layout.place(seat);
      rooms.remove(holder);
      rooms.add(seat);
      return true;
    }
    layout.remove(to.booking);
    rooms.remove(to);
    rooms.add(from);
    layout.place(from);
    layout.place(holder);
    return false;
  };
  for (let again = true; again && work.left > 0; ) {
    again = false;
    for (const { seats } of model.seekers) {
      if (seats.length < 2) continue;
      for (const seat of seats) {
        const present = layout.chosen[seat.booking];
        if (work.left-- <= 0 || present === undefined) break;
        if (seat === present) continue;
        // Only what brings someone together, or suits better, is worth making room for.
        if (costOf(present, seat) >= 0 && !rooms.worksIn(seat.booking, seat.room)) continue;
        if (tries(present, seat)) again = true;
      }
    }
  }
  return layout.chosen;
};
