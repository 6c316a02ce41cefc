import { Layout } from '../model/layout.ts';
import type { Model } from '../model/model.ts';
import type { Chosen } from '../model/score.ts';
import { applySeats, ejectionChain, seatCost, type Work } from './rescue.ts';

/**
 * Everyone in turn looks for a chain that ends cheaper than it began: fewer people told, then less discomfort, then
 * better fit. No one loses a seat; repeated until no one finds one or the work is done.
 */
export const improveByChains = (model: Model, chosen: Chosen, work: Work, perSearch = 300): Chosen => {
  const layout = new Layout(model, chosen);
  for (let again = true; again && work.left > 0; ) {
    again = false;
    for (let booking = 0; booking < model.seekers.length && work.left > 0; booking++) {
      const present = layout.chosen[booking];
      const best = model.seekers[booking]?.seats.reduce(
        (min, seat) => Math.min(min, seatCost(seat)),
        Number.POSITIVE_INFINITY,
      );
      if (present === undefined || best === undefined || best >= seatCost(present)) continue;
      layout.remove(booking);
      const search = { left: Math.min(perSearch, work.left) };
      const before = search.left;
      const chain = ejectionChain(layout, booking, 2, search, undefined, seatCost(present));
      work.left -= before - search.left + 1;
      if (chain === undefined) layout.place(present);
      else applySeats(layout, chain);
      again ||= chain !== undefined;
    }
  }
  return layout.chosen;
};
