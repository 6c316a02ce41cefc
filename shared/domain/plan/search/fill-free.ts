import { Layout } from '../model/layout.ts';
import type { Model } from '../model/model.ts';
import { type Chosen, withinAllowances } from '../model/score.ts';
import { cheapestFree } from './rescue.ts';

/** No one waits while a room is free that may be told: whatever ended a search early, the last word is this. */
export const fillFree = (model: Model, chosen: Chosen): Chosen => {
  const layout = new Layout(model, chosen);
  const waiting = model.seekers
    .flatMap((seeker, at) => (layout.chosen[at] === undefined ? [{ seeker, at }] : []))
    .sort((a, b) => b.seeker.booking.priority - a.seeker.booking.priority || a.at - b.at);
  for (const { seeker, at } of waiting) {
    const seat = cheapestFree(layout, seeker, { left: Number.POSITIVE_INFINITY });
    if (seat === undefined) continue;
    layout.place(seat);
    if (!withinAllowances(model, layout.chosen)) layout.remove(at);
  }
  return layout.chosen;
};
