import { dutyCosts } from '../model/costs.ts';
import type { Model, Seat } from '../model/model.ts';
import { boundAt, type Costs, NO_PRICES } from '../model/prices.ts';
import { type Chosen, compareScores, priorityClasses, scoreOf, totalWaiting } from '../model/score.ts';
import { MAX_DISCOMFORT } from '../problem/message-cost.ts';
import { ascendByRooms } from '../proof/ascend-by-rooms.ts';
import type { AskSolver } from '../proof/ask-solver.ts';
import { dayPrices, type Priced } from '../proof/day-prices.ts';
import { fewestToldByAscent } from '../proof/fewest-told.ts';
import { costOf, nearest, type SearchBudget } from '../proof/prove.ts';
import { branchNear, type Near } from './branch-near.ts';
import { improveByWindows } from './improve.ts';
import { leastFirst } from './least-first.ts';
import { rollForward } from './roll-forward.ts';

/** As many people would be told for one who waits: more than ever must be, and few enough for prices that tell people apart. */
const TOLD_FOR_ONE_WAITING = 100;
/** A seat that by the prices costs so many people more than another of the same booking is hardly ever worth it. */
const WORTH_IT = 1;
/** In people, how exactly each step is placed: a search over the whole Day mends what that leaves. */
const EACH_HOUR = { ahead: 90, decided: 45, gap: 0.3 };

/** Of the largest Days, by the prices of an ascent: among which seats the Day's own prices are sought, and among which its windows. */
const NEAR = { reach: 0.4, most: 20_000 };
const NEAR_IN_WINDOWS = { reach: 0.8, most: 40_000 };
/** More than an hour of them at once takes long; and windows mend what is left. */
const EACH_HALF_HOUR = { ahead: 75, decided: 30, gap: 0.5 };

/** In people: how much more than the cheapest the seats may cost among which one person less is sought over the whole Day. */
const CLOSE = 0.2;
const WIDER = 0.55;

/** In people: where no more is open after that, the least that the prices allow is asked for at once; else last. */
const FEW_OPEN = 2;
/** Where more are open, the tree of a wider reach only takes long. */
const MANY_OPEN = 5;
/** One person more than must be told, with all discomfort. */
const NEARLY = 1.1;

/** A plan that costs so much less tells a person less. */
const A_PERSON = 0.9;

/** Discomfort in people: between as many it decides, and in the prices; all of it is less than a hundredth of all who are told. */
const UNWELCOME = 1 / (100 * MAX_DISCOMFORT);
/** Where people are counted, less than a ten-thousandth. */
const HARDLY = 1 / (10_000 * MAX_DISCOMFORT);

/** Passes of the ascent on Days too large for their relaxation. */
const PASSES = 1_800;

/** A plan, and how few must be told in any in which no more wait. */
type Planned = { readonly chosen: Chosen; readonly toldAtLeast: number };

/**
 * A plan from the prices of the whole Day: made from morning to evening, then over the whole Day at once among the seats that the
 * prices leave worth it, and window by window. Where many must be told this finds nearly the fewest, which no search does that
 * begins from a plan in which too many are.
 */
export const planByPrices = (
  model: Model,
  start: Chosen,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Planned => {
  const priced = dayPrices(model, peopleCosts(model, HARDLY), ask, searchBudget);
  if (priced === undefined) return { chosen: start, toldAtLeast: 0 };
  const people = peopleCosts(model, HARDLY);
  const alone = peopleCosts(model, 0);
  // One more than the least that the prices allow is near enough: the least itself is then sought, or shown not to do.
  const enough = Math.ceil(boundAt(model, alone, priced.prices).value) + NEARLY;
  let atLeast = boundAt(model, people, priced.prices).value;
  let closed = false;
  const branch = (from: Chosen, reach: number, isEnough = {}): Near => {
    const limits = { gain: A_PERSON, reach, ...isEnough };
    const near = branchNear(model, from, people, priced.prices, limits, ask, searchBudget);
    atLeast = Math.max(atLeast, near.bound);
    ({ closed } = near);
    return near;
  };
  let isLeastSought = false;
  const seekLeast = (from: Chosen): Chosen => {
    isLeastSought = true;
    const least = leastFirst(model, from, alone, priced.prices, ask, searchBudget);
    atLeast = Math.max(atLeast, least.bound);
    closed = costOf(model, least.chosen, people) - A_PERSON <= atLeast;
    return least.chosen;
  };
  const seek = (from: Chosen): Pick<Near, 'chosen' | 'closed'> => {
    const near = branch(from, CLOSE, { enough });
    const isNearlyClosed = costOf(model, near.chosen, people) - atLeast <= FEW_OPEN;
    return closed || !isNearlyClosed ? near : { chosen: seekLeast(near.chosen), closed };
  };
  const close = planAt(priced, model, start, ask, searchBudget, seek);
  const isFar = costOf(model, close, people) - atLeast > MANY_OPEN;
  const wider = closed || isFar ? close : branch(close, WIDER).chosen;
  const chosen = closed || isLeastSought ? wider : seekLeast(wider);
  return { chosen, toldAtLeast: toldOf(model, chosen, atLeast) };
};

/**
 * The same where the relaxation of the whole Day would be too large: an ascent without a solver finds which seats come in question,
 * the relaxation of these the prices, window by window that is tried again with more seats. What these prices prove holds for the seats
 * that they know, so how few must be told an ascent says.
 */
export const planByAscent = (
  model: Model,
  start: Chosen,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Planned => {
  if (searchBudget.stop()) return { chosen: start, toldAtLeast: 0 };
  const costs = peopleCosts(model, HARDLY);
  const { bound } = ascendByRooms(model, costs, costOf(model, start, costs), PASSES);
  const regret = (seat: Seat) => (bound.seats[seat.index] ?? 0) - (bound.cheapest[seat.booking] ?? 0);
  const within = ({ reach, most }: typeof NEAR) => {
    const isNearest = nearest(model, regret, most);
    return (seat: Seat) => regret(seat) <= reach && isNearest(seat);
  };
  const isNear = within(NEAR);
  const near = {
    seat: (seat: Seat) => (isNear(seat) ? costs.seat(seat) : Number.POSITIVE_INFINITY),
    waiting: costs.waiting,
  };
  const priced = dayPrices(model, near, ask, searchBudget);
  if (priced === undefined) return { chosen: start, toldAtLeast: 0 };
  searchBudget.progress(`the Day has its prices, at least ${bound.value.toFixed(1)}`);
  const people = peopleCosts(model, UNWELCOME);
  const { cheapest } = boundAt(model, people, NO_PRICES);
  const rolled = rollForward(model, people, priced.prices, isNear, EACH_HALF_HOUR, ask, searchBudget);
  const byWindows = (from: Chosen) =>
    improveByWindows(model, from, people, ask, searchBudget, {
      minutes: [60],
      gap: A_PERSON,
      ideal: (b) => cheapest[b] ?? 0,
      usable: within(NEAR_IN_WINDOWS),
    });
  const made = rolled && byWindows(rolled);
  const isBetter = made !== undefined && compareScores(scoreOf(model, made), scoreOf(model, start)) < 0;
  const chosen = isBetter ? made : byWindows(start);
  if (searchBudget.stop()) return { chosen, toldAtLeast: 0 };
  const toldAtLeast = toldOf(model, chosen, bound.value);
  if (totalWaiting(scoreOf(model, chosen)) === 0) return { chosen, toldAtLeast };
  return { chosen, toldAtLeast: Math.max(toldAtLeast, fewestToldByAscent(model, chosen)) };
};

/** How few are told in any plan in which no more wait than in this one, where no plan costs less in people. */
const toldOf = (model: Model, chosen: Chosen, atLeast: number): number => {
  const waiting = totalWaiting(scoreOf(model, chosen));
  if (waiting > 0 && priorityClasses(model).length > 1) return 0;
  const told = (atLeast - TOLD_FOR_ONE_WAITING * waiting) / (1 + HARDLY * MAX_DISCOMFORT);
  return Math.max(0, Math.ceil(told - 1e-6));
};

/** The plan that is made from prices, searched over the whole Day by `branch`, and window by window where that does not close it. */
const planAt = (
  { prices, bound }: Priced,
  model: Model,
  start: Chosen,
  ask: AskSolver,
  searchBudget: SearchBudget,
  /** Looks for one person less over the whole Day. */
  branch: (chosen: Chosen) => Pick<Near, 'chosen' | 'closed'>,
): Chosen => {
  searchBudget.progress(`the Day has its prices, at least ${bound.value.toFixed(1)}`);
  const regret = (seat: Seat) => (bound.seats[seat.index] ?? 0) - (bound.cheapest[seat.booking] ?? 0);
  const usable = (seat: Seat) => regret(seat) <= WORTH_IT;
  const people = peopleCosts(model, UNWELCOME);
  const rolled = rollForward(model, people, prices, usable, EACH_HOUR, ask, searchBudget);
  const isBetter = rolled !== undefined && compareScores(scoreOf(model, rolled), scoreOf(model, start)) < 0;
  const { chosen, closed } = branch(isBetter ? rolled : start);
  if (closed) return chosen;
  const duty = dutyCosts(model, scoreOf(model, chosen));
  const { cheapest } = boundAt(model, duty, NO_PRICES);
  return improveByWindows(model, chosen, duty, ask, searchBudget, {
    minutes: [60, 90, 120],
    gap: 0.999,
    ideal: (b) => cheapest[b] ?? 0,
    usable,
  });
};

/** In people told: discomfort only decides between as many, and priority between those who could wait. */
const peopleCosts = (model: Model, unwelcome: number): Costs => {
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
