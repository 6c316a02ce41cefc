import type { Chance } from '../../chance.ts';
import { Layout } from '../model/layout.ts';
import type { Model, Seat } from '../model/model.ts';
import { RoomsInUse } from '../model/rooms-in-use.ts';
import type { Chosen } from '../model/score.ts';
import type { Work } from '../search/rescue.ts';

/**
 * Seats those who were left over when sessions were gathered, one by one and by force, as the ejection pool does; but a
 * room in which the practitioner works anyhow is preferred, by as much as if in another someone had been hard to seat
 * `beyond` times more often. Those who wait in `asked` go on waiting.
 */
export const seatRest = (
  model: Model,
  start: Chosen,
  asked: Chosen,
  beyond: number,
  chance: Chance,
  work: Work,
): Chosen => {
  const layout = new Layout(model, start);
  const rooms = new RoomsInUse(model, start);
  const trouble = new Float64Array(model.seekers.length).fill(1);
  const waiting = model.seekers.flatMap((_, at) =>
    asked[at] !== undefined && layout.chosen[at] === undefined ? [at] : [],
  );
  let best: Chosen = [...layout.chosen];
  let least = waiting.length;
  const put = (seat: Seat) => {
    layout.place(seat);
    rooms.add(seat);
  };
  const lift = (booking: number) => {
    const seat = layout.remove(booking);
    if (seat !== undefined) rooms.remove(seat);
    return seat;
  };
  const easiest = (booking: number): Seat | undefined => {
    let choice: Seat | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const seat of model.seekers[booking]?.seats ?? []) {
      work.left--;
      const own = beyond * rooms.changeBy(undefined, seat) + 1e-3 * (seat.fit / (1 + seat.fit) + chance());
      if (own >= least) continue;
      const weight = own + layout.weightOfConflicts(seat, trouble, least - own);
      if (weight < least) [choice, least] = [seat, weight];
    }
    return choice;
  };
  while (waiting.length > 0 && work.left > 0) {
    const booking = waiting.shift() ?? 0;
    const seat = easiest(booking);
    if (seat === undefined) continue;
    const leaving = layout.conflicts(seat) ?? [];
    for (const other of leaving) {
      lift(other);
      waiting.push(other);
    }
    put(seat);
    if (leaving.length > 0) trouble[booking] = (trouble[booking] ?? 1) + 1;
    if (waiting.length < least) [best, least] = [[...layout.chosen], waiting.length];
  }
  return best;
};
