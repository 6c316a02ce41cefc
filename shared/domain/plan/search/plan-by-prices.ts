import { dutyCosts } from '../model/costs.ts';
import type { Model, Seat } from '../model/model.ts';
import { boundAt, type Costs, NO_PRICES } from '../model/prices.ts';
import { type Chosen, compareScores, priorityClasses, scoreOf } from '../model/score.ts';
import { MAX_DISCOMFORT } from '../problem/message-cost.ts';
import { ascendByRooms } from '../proof/ascend-by-rooms.ts';
import type { AskSolver } from '../proof/ask-solver.ts';
import { dayPrices, type Priced } from '../proof/day-prices.ts';
import { costOf, type SearchBudget } from '../proof/prove.ts';
import { improveByLongWindows, improveByWindows } from './improve.ts';
import { rollForward } from './roll-forward.ts';

/** As many people would be told for one who waits: more than ever must be, and few enough for prices that tell people apart. */
const TOLD_FOR_ONE_WAITING = 100;
/**
 * `near`: a seat that by the prices costs so many people more than another of the same booking is hardly ever worth it.
 * `waitsAtFirst`: on the largest Days one or two wait in what the prices make at first; a window mostly seats them.
 */
const RELAXED = { near: 1, waitsAtFirst: false, long: 0.55 };
const LARGEST = { near: 0.4, waitsAtFirst: true, long: 0 };

/** A plan that costs so much less tells a person less. */
const A_PERSON = 0.9;

/** Passes of the ascent on Days too large for their relaxation. */
const PASSES = 1_800;

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
  const priced = dayPrices(model, peopleCosts(model), ask, searchBudget);
  return priced === undefined ? start : planAt(priced, RELAXED, model, start, ask, searchBudget);
};

/** The same where the relaxation of the whole Day would be too large: its prices are those of an ascent. */
export const planByAscent = (
  model: Model,
  start: Chosen,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Chosen => {
  if (searchBudget.stop()) return start;
  const costs = peopleCosts(model);
  const priced = ascendByRooms(model, costs, costOf(model, start, costs), PASSES);
  return planAt(priced, LARGEST, model, start, ask, searchBudget);
};

const planAt = (
  { prices, bound }: Priced,
  { near, waitsAtFirst, long }: typeof LARGEST,
  model: Model,
  start: Chosen,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Chosen => {
  searchBudget.progress(`the Day has its prices, at least ${bound.value.toFixed(1)}`);
  const people = peopleCosts(model);
  const regret = (seat: Seat) => (bound.seats[seat.index] ?? 0) - (bound.cheapest[seat.booking] ?? 0);
  const usable = (seat: Seat) => regret(seat) <= near;
  const rolled = rollForward(model, people, prices, usable, ask, searchBudget);
  const isBetter = (made: Chosen) => compareScores(scoreOf(model, made), scoreOf(model, start)) < 0;
  const byWindows = (from: Chosen) => {
    const duty = dutyCosts(model, scoreOf(model, from));
    const { cheapest } = boundAt(model, duty, NO_PRICES);
    const close = improveByWindows(model, from, duty, ask, searchBudget, (b) => cheapest[b] ?? 0, usable);
    // Where someone waits, who weighs more than all who are told, no solver sees soon that no person less can be had.
    if (close.includes(undefined)) return close;
    const missing = Math.min(long, costOf(model, close, people) - A_PERSON - bound.value);
    if (missing <= 0) return close;
    const within = (seat: Seat) => regret(seat) <= missing;
    return improveByLongWindows(model, close, duty, ask, searchBudget, A_PERSON * duty.messageWeight, within);
  };
  if (rolled === undefined) return byWindows(start);
  if (isBetter(rolled)) return byWindows(rolled);
  const seated = waitsAtFirst ? byWindows(rolled) : rolled;
  return isBetter(seated) ? seated : byWindows(start);
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
