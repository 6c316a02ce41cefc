import { Layout } from './layout.ts';
import type { Model } from './model.ts';
import type { Chosen } from './score.ts';

/** Everyone who can stay stays; where present rooms overlap, who was told, then who matters more, then the earlier start has the better claim. */
export const leaveAsIs = (model: Model): Chosen => {
  const layout = new Layout(model);
  const order = model.seekers.toSorted(
    (a, b) =>
      b.toldIfWaiting - a.toldIfWaiting ||
      b.booking.priority - a.booking.priority ||
      a.booking.start - b.booking.start,
  );
  for (const { keep } of order) if (keep !== undefined && layout.isFree(keep)) layout.place(keep);
  return layout.chosen;
};
