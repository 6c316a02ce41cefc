import { dutyCosts } from '../model/costs.ts';
import type { Model, Seat } from '../model/model.ts';
import { boundAt, type Costs, NO_PRICES } from '../model/prices.ts';
import { type Chosen, compareScores, priorityClasses, scoreOf, totalWaiting } from '../model/score.ts';
import { MAX_DISCOMFORT } from '../problem/message-cost.ts';
import { ascendByRooms } from '../proof/ascend-by-rooms.ts';
import type { AskSolver } from '../proof/ask-solver.ts';
import { dayPrices, type Priced } from '../proof/day-prices.ts';
import { fewestToldByAscent } from '../proof/fewest-told.ts';
import { costOf, type SearchBudget } from '../proof/prove.ts';
import { branchNear, type Near } from './branch-near.ts';
import { improveByWindows } from './improve.ts';
import { leastFirst } from './least-first.ts';
import { rollForward } from './roll-forward.ts';

/** As many people would be told for one who waits: more than ever must be, and few enough for prices that tell people apart. */
const TOLD_FOR_ONE_WAITING = 100;
/**
 * `near`: a seat that by the prices costs so many people more than another of the same booking is hardly ever worth it.
 * `gap`: in people, how exactly each hour and a half is placed; a search over the whole Day mends what that leaves, where there is one.
 * `waitsAtFirst`: on the largest Days one or two wait in what the prices make at first; a window mostly seats them.
 */
const RELAXED = { near: 1, gap: 0.3, waitsAtFirst: false };
const LARGEST = { near: 0.4, gap: 0.02, waitsAtFirst: true };

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
  const close = planAt(priced, RELAXED, model, start, ask, searchBudget, seek);
  const isFar = costOf(model, close, people) - atLeast > MANY_OPEN;
  const wider = closed || isFar ? close : branch(close, WIDER).chosen;
  const chosen = closed || isLeastSought ? wider : seekLeast(wider);
  const waiting = totalWaiting(scoreOf(model, chosen));
  const told = (atLeast - TOLD_FOR_ONE_WAITING * waiting) / (1 + HARDLY * MAX_DISCOMFORT);
  const isOneClass = priorityClasses(model).length === 1;
  return { chosen, toldAtLeast: isOneClass ? Math.max(0, Math.ceil(told - 1e-6)) : 0 };
};

/** The same where the relaxation of the whole Day would be too large: its prices are those of an ascent. */
export const planByAscent = (
  model: Model,
  start: Chosen,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Planned => {
  if (searchBudget.stop()) return { chosen: start, toldAtLeast: 0 };
  const costs = peopleCosts(model, UNWELCOME);
  const priced = ascendByRooms(model, costs, costOf(model, start, costs), PASSES);
  const chosen = planAt(priced, LARGEST, model, start, ask, searchBudget);
  return { chosen, toldAtLeast: searchBudget.stop() ? 0 : fewestToldByAscent(model, chosen) };
};

const planAt = (
  { prices, bound }: Priced,
  { near, gap, waitsAtFirst }: typeof LARGEST,
  model: Model,
  start: Chosen,
  ask: AskSolver,
  searchBudget: SearchBudget,
  /** Looks for one person less over the whole Day. */
  branch = (chosen: Chosen): Pick<Near, 'chosen' | 'closed'> => ({ chosen, closed: false }),
): Chosen => {
  searchBudget.progress(`the Day has its prices, at least ${bound.value.toFixed(1)}`);
  const regret = (seat: Seat) => (bound.seats[seat.index] ?? 0) - (bound.cheapest[seat.booking] ?? 0);
  const usable = (seat: Seat) => regret(seat) <= near;
  const people = peopleCosts(model, UNWELCOME);
  const rolled = rollForward(model, people, prices, usable, gap, ask, searchBudget);
  const isBetter = (made: Chosen) => compareScores(scoreOf(model, made), scoreOf(model, start)) < 0;
  const byWindows = (from: Chosen) => {
    const duty = dutyCosts(model, scoreOf(model, from));
    const { cheapest } = boundAt(model, duty, NO_PRICES);
    return improveByWindows(model, from, duty, ask, searchBudget, (b) => cheapest[b] ?? 0, usable);
  };
  if (rolled === undefined) return branch(byWindows(start)).chosen;
  if (isBetter(rolled)) {
    const { chosen, closed } = branch(rolled);
    return closed ? chosen : byWindows(chosen);
  }
  const seated = waitsAtFirst ? byWindows(rolled) : rolled;
  if (isBetter(seated)) return seated;
  const { chosen, closed } = branch(start);
  return closed ? chosen : byWindows(chosen);
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
