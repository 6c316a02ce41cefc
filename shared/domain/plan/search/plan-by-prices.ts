import { dutyCosts } from '../model/costs.ts';
import type { Model, Seat } from '../model/model.ts';
import { boundAt, type Costs, NO_PRICES } from '../model/prices.ts';
import { type Chosen, compareScores, priorityClasses, scoreOf } from '../model/score.ts';
import { MAX_DISCOMFORT } from '../problem/message-cost.ts';
import { ascend } from '../proof/ascent.ts';
import type { AskSolver } from '../proof/ask-solver.ts';
import { dayPrices } from '../proof/day-prices.ts';
import { costOf, type SearchBudget } from '../proof/prove.ts';
import { improveByWindows } from './improve.ts';
import { rollForward } from './roll-forward.ts';

/** As many people would be told for one who waits: more than ever must be, and few enough for prices that tell people apart. */
const TOLD_FOR_ONE_WAITING = 100;
/** A seat that by the prices costs one person more than another of the same booking is hardly ever worth it. */
const NEAR = 1;

/**
 * A plan from the prices of the whole Day: made from morning to evening, then window by window. Where many must be told this
 * finds nearly the fewest, which no search does that begins from a plan in which too many are.
 */
export const planByPrices = (
  model: Model,
  start: Chosen,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Chosen => {
  const costs = peopleCosts(model);
  const priced = dayPrices(model, costs, ask, searchBudget);
  if (priced === undefined) return start;
  const { prices, bound } = priced;
  searchBudget.progress(`the Day has its prices, at least ${bound.value.toFixed(1)}`);
  const usable = (seat: Seat) => (bound.seats[seat.index] ?? 0) - (bound.cheapest[seat.booking] ?? 0) <= NEAR;
  const rolled = rollForward(model, costs, prices, usable, ask, searchBudget);
  const isBetter = rolled !== undefined && compareScores(scoreOf(model, rolled), scoreOf(model, start)) < 0;
  const chosen = isBetter ? rolled : start;
  const duty = dutyCosts(model, scoreOf(model, chosen));
  const { cheapest } = boundAt(model, duty, NO_PRICES);
  const ideally = (booking: number) => cheapest[booking] ?? 0;
  return improveByWindows(model, chosen, duty, ask, searchBudget, ideally, usable);
};

/** Passes of the ascent on Days too large for their relaxation. */
const PASSES = 700;

/**
 * Window by window from a plan, where the relaxation of the whole Day would be too large: among the seats that the prices of an
 * ascent leave worth it.
 */
export const improveByAscent = (
  model: Model,
  start: Chosen,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Chosen => {
  const costs = peopleCosts(model);
  const prices = ascend(model, costs, costOf(model, start, costs), PASSES, { near: true });
  searchBudget.progress(`prices for the windows, at least ${prices.value.toFixed(1)}`);
  const duty = dutyCosts(model, scoreOf(model, start));
  const { cheapest } = boundAt(model, duty, NO_PRICES);
  const ideally = (booking: number) => cheapest[booking] ?? 0;
  const usable = (seat: Seat) =>
    (prices.seats[seat.index] ?? 0) - (prices.cheapest[seat.booking] ?? 0) <= NEAR;
  return improveByWindows(model, start, duty, ask, searchBudget, ideally, usable);
};

/** In people told: discomfort only decides between as many, and priority between those who could wait. */
const peopleCosts = (model: Model): Costs => {
  const unwelcome = 1 / (100 * MAX_DISCOMFORT);
  const classes = priorityClasses(model);
  return {
    seat: (seat) => seat.told + unwelcome * seat.discomfort,
    waiting: (at) => {
      const seeker = model.seekers[at];
      if (seeker === undefined) return 0;
      return (
        TOLD_FOR_ONE_WAITING * (classes.length - classes.indexOf(seeker.booking.priority)) +
        seeker.toldIfWaiting +
        unwelcome * seeker.discomfortIfWaiting
      );
    },
  };
};
