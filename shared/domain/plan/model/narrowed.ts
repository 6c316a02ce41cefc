import type { Model, Seat, Seeker } from './model.ts';
import type { Chosen } from './score.ts';

/** A model in which bookings may take only some of their seats; positions of bookings are those of the whole. */
export type Narrowed = {
  readonly model: Model;
  /** A plan of the whole as one of the narrowed model; who sits elsewhere waits. */
  readonly fitInto: (chosen: Chosen) => Chosen;
  /** And back. */
  readonly back: (chosen: Chosen) => Chosen;
};

/** Whatever a search does in the narrowed model, no booking takes any other seat. */
export const narrowed = (model: Model, usable: (seat: Seat) => boolean): Narrowed => {
  const seats: Seat[] = [];
  const whole: Seat[] = [];
  const seekers = model.seekers.map((seeker): Seeker => {
    const own = seeker.seats.filter(usable).map((seat): Seat => {
      whole.push(seat);
      const copy = { ...seat, index: seats.length };
      seats.push(copy);
      return copy;
    });
    return { ...seeker, seats: own, keep: own.find(({ room }) => room === seeker.keep?.room) };
  });
  const copies = new Map(whole.map((seat, at) => [seat, seats[at]]));
  return {
    model: { ...model, seekers, seats },
    fitInto: (chosen) => chosen.map((seat) => seat && copies.get(seat)),
    back: (chosen) => chosen.map((seat) => seat && whole[seat.index]),
  };
};
