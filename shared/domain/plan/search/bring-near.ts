import { Apart } from '../model/apart.ts';
import { Gaps } from '../model/gaps.ts';
import { Layout } from '../model/layout.ts';
import type { Model } from '../model/model.ts';
import { RoomsInUse } from '../model/rooms-in-use.ts';
import type { Chosen } from '../model/score.ts';

/**
 * Of level 5 what one visit alone cannot say: those who are better near each other take free seats that are nearer, where that is worth
 * what they suit worse, and nothing of the levels before is lost. Each step lowers the sum, so it ends.
 */
export const bringNear = (model: Model, chosen: Chosen): Chosen => {
  const layout = new Layout(model, chosen);
  const apart = new Apart(model, chosen);
  const rooms = new RoomsInUse(model, chosen);
  const gaps = new Gaps(model, chosen);
  const books = [apart, rooms, gaps];
  for (let again = true; again; ) {
    again = false;
    for (const [booking, { seats, toldIfWaiting }] of model.seekers.entries()) {
      const present = layout.chosen[booking];
      if (present === undefined || !apart.concerns(booking)) continue;
      layout.remove(booking);
      let [best, least] = [present, 0];
      for (const seat of seats) {
        if (seat.told !== present.told || seat.discomfort !== present.discomfort) continue;
        // No one who was told of a room leaves it for this.
        if (seat.told === 0 && toldIfWaiting === 1) continue;
        const cost = seat.fit - present.fit + apart.changeBy(present, seat);
        if (cost >= least || !layout.isFree(seat)) continue;
        if (rooms.changeBy(present, seat) > 0 || gaps.changeBy(present, seat) > 0) continue;
        [best, least] = [seat, cost];
      }
      layout.place(best);
      if (best === present) continue;
      for (const book of books) {
        book.remove(present);
        book.add(best);
      }
      again = true;
    }
  }
  return layout.chosen;
};
