import { Apart } from '../model/apart.ts';
import { Gaps } from '../model/gaps.ts';
import { Layout } from '../model/layout.ts';
import type { Model, Seat } from '../model/model.ts';
import { RoomsInUse } from '../model/rooms-in-use.ts';
import type { Chosen } from '../model/score.ts';

/** Slack beyond half an hour protects no one further. */
const ENOUGH = 30 * 60_000;

/**
 * Level 6: between seats that are alike in everything else, the one with more free time around the visit, so that an
 * overrun hurts no one. Each step strictly increases the total slack, so it ends, and ends there again.
 */
export const maximiseSlack = (model: Model, chosen: Chosen): Chosen => {
  const layout = new Layout(model, chosen);
  const rooms = new RoomsInUse(model, chosen);
  const gaps = new Gaps(model, chosen);
  const apart = new Apart(model, chosen);
  for (let again = true, pass = 0; again && pass < 50; pass++) {
    again = false;
    for (const seeker of model.seekers) {
      const [first] = seeker.seats;
      const present = first && layout.chosen[first.booking];
      if (present === undefined) continue;
      layout.remove(present.booking);
      let best = present;
      for (const seat of seeker.seats) {
        if (seat.told !== present.told || seat.discomfort !== present.discomfort || seat.fit !== present.fit)
          continue;
        if (seat.told === 0 && seeker.toldIfWaiting === 1) continue;
        if (rooms.changeBy(present, seat) > 0 || apart.changeBy(present, seat) > 0) continue;
        if (gain(layout, seat) <= gain(layout, best) || !layout.isFree(seat)) continue;
        if (gaps.changeBy(present, seat) <= 0) best = seat;
      }
      layout.place(best);
      if (best === present) continue;
      rooms.remove(present);
      rooms.add(best);
      gaps.remove(present);
      gaps.add(best);
      apart.remove(present);
      apart.add(best);
      again = true;
    }
  }
  return layout.chosen;
};

/** How the slack of the rooms changes by this seat being taken (never positive). */
export const gain = (layout: Layout, seat: Seat): number => {
  let sum = 0;
  for (const resource of seat.claims) {
    if (!layout.isRoom(resource)) continue;
    const { before, after } = layout.freeAround(resource, seat);
    const open = before + (seat.to - seat.from) + after;
    sum += Math.min(ENOUGH, before) + Math.min(ENOUGH, after) - Math.min(ENOUGH, open);
  }
  return sum;
};
