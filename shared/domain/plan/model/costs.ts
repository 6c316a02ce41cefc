import { MAX_DISCOMFORT } from '../problem/message-cost.ts';
import type { Model } from './model.ts';
import type { Costs } from './prices.ts';
import { type Chosen, priorityClasses, type Score, scoreOf } from './score.ts';

/** The first two levels (who waits; who is told and how unwelcome that is) as one whole number per choice. */
export type DutyCosts = Costs & {
  /** Weight of one waiting booking per class, the highest class first. */
  readonly waitingWeights: readonly number[];
  readonly messageWeight: number;
  /** False where the classes are so many that the weights had to be capped: then nothing is called proved. */
  readonly exact: boolean;
};

const LARGEST_WEIGHT = 1e9;

/**
 * A = Σ W·waiting + B·messages + discomfort. B exceeds all the discomfort of a plan that tells no more people than the
 * incumbent does, the lowest W all messages together, each further W all the classes below it: so the least A is the
 * lexicographic least.
 */
export const dutyCosts = (model: Model, incumbent: Score): DutyCosts => {
  const announced = model.seekers.reduce((n, seeker) => n + seeker.toldIfWaiting, 0);
  const messageWeight =
    announced === 0 ? 1 : MAX_DISCOMFORT * Math.min(announced, incumbent.messages + 8) + 1;
  const classes = priorityClasses(model);
  const weights: number[] = [];
  let weight = announced * (messageWeight + MAX_DISCOMFORT) + 1;
  let exact = true;
  for (const priority of classes.toReversed()) {
    weights.unshift(weight);
    const size = model.seekers.filter((seeker) => seeker.booking.priority === priority).length;
    weight = weight * (size + 1) + 1;
    if (weight > LARGEST_WEIGHT) {
      exact = exact && weights.length === classes.length;
      weight = LARGEST_WEIGHT;
    }
  }
  const rank = new Map(classes.map((priority, at) => [priority, weights[at] ?? 1]));
  return {
    waitingWeights: weights,
    messageWeight,
    exact,
    seat: (seat) => seat.told * messageWeight + seat.discomfort,
    waiting: (b) => {
      const seeker = model.seekers[b];
      if (seeker === undefined) return 0;
      return (
        (rank.get(seeker.booking.priority) ?? 1) +
        seeker.toldIfWaiting * messageWeight +
        seeker.discomfortIfWaiting
      );
    },
  };
};

/**
 * Duty first, then fit: λ·A + fit, where λ exceeds what fit could gain at all. No one may begin to wait where no one
 * does. Where someone does and the weights would be too large for the solver, who waits is taken as decided: the
 * answer is then a plan, but no bound for plans in which others wait (`narrower`).
 */
export const fitCosts = (
  model: Model,
  duty: DutyCosts,
  chosen: Chosen,
): Costs & { readonly narrower: boolean } => {
  const everyoneSits = model.seekers.every((_, at) => chosen[at] !== undefined);
  // Who waits has no fit to pay for: where waiting is open, a worse plan could fit as well as 0.
  const lambda = scoreOf(model, chosen).fit - (everyoneSits ? leastFit(model, chosen) : 0) + 1;
  const decided = everyoneSits || lambda * (duty.waitingWeights[0] ?? 1) > LARGEST_WEIGHT;
  const waits = (booking: number) => decided && chosen[booking] === undefined;
  return {
    narrower: decided && !everyoneSits,
    seat: (seat) => (waits(seat.booking) ? Number.POSITIVE_INFINITY : lambda * duty.seat(seat) + seat.fit),
    waiting: (b) => (waits(b) ? 0 : decided ? Number.POSITIVE_INFINITY : lambda * duty.waiting(b)),
  };
};

/** The fit no plan can fall below in which as many wait: every other booking in its best seat. */
export const leastFit = (model: Model, chosen: Chosen): number => {
  const least = model.seekers.map((seeker) =>
    seeker.seats.reduce((min, seat) => Math.min(min, seat.fit), Number.POSITIVE_INFINITY),
  );
  const waiting =
    chosen.reduce((n, seat) => n + (seat === undefined ? 1 : 0), 0) + (model.seekers.length - chosen.length);
  const placeable = least.map((fit) => (Number.isFinite(fit) ? fit : 0)).sort((a, b) => a - b);
  return placeable.slice(0, Math.max(0, placeable.length - waiting)).reduce((sum, fit) => sum + fit, 0);
};
