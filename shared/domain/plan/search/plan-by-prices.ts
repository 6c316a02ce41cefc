import { dutyCosts } from '../model/costs.ts';
import type { Model, Seat } from '../model/model.ts';
import { type Bound, boundAt, type Costs, NO_PRICES } from '../model/prices.ts';
import { type Chosen, compareScores, priorityClasses, scoreOf, totalWaiting } from '../model/score.ts';
import { MAX_DISCOMFORT } from '../problem/message-cost.ts';
import { ascendByRooms } from '../proof/ascend-by-rooms.ts';
import type { AskSolver } from '../proof/ask-solver.ts';
import { dayPrices, type Priced } from '../proof/day-prices.ts';
import { fewestToldByAscent } from '../proof/fewest-told.ts';
import { costOf, regretOf, type SearchBudget } from '../proof/prove.ts';
import { branchNear } from './branch-near.ts';
import { byHours, fromMorning } from './by-hours.ts';
import { fewestNear } from './fewest-near.ts';
import { improveByWindows } from './improve.ts';
import { leastFirst } from './least-first.ts';
import { A_PERSON, HARDLY, peopleCosts, TOLD_FOR_ONE_WAITING } from './people-costs.ts';

/** In people: how much more than the cheapest of their booking the seats may cost among which one person less is sought. */
const CLOSE = 0.2;
const WIDER = 0.55;
/** In people: where more are open, the tree of a wider reach only takes long. */
const MANY_OPEN = 5;
/** One person more than must be told, with all discomfort. */
const NEARLY = 1.1;

/** A seat that by the prices costs so many people more than another of the same booking is hardly ever worth it. */
const WORTH_IT = 1;
/** Of the largest Days, by the prices of an ascent: among which seats the Day's own prices are sought, and among which its windows. */
const NEAR = { reach: 0.4, most: 20_000 };
const NEAR_IN_WINDOWS = { reach: 0.8, most: 40_000 };

/** Passes of the ascent on Days too large for their relaxation. */
const PASSES = 1_800;

/** A plan, and how few must be told in any in which no more wait. */
type Planned = { readonly chosen: Chosen; readonly toldAtLeast: number };

/**
 * A plan from the prices of the whole Day: the fewest that they allow to be told are asked for, then one more, and so on, among the
 * few seats that the prices leave worth it. Where many must be told this finds the fewest, or nearly, which no search does that begins
 * from a plan in which too many are.
 */
export const planByPrices = (
  model: Model,
  start: Chosen,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Planned => {
  const priced = dayPrices(model, peopleCosts(model, HARDLY), ask, searchBudget);
  if (priced === undefined) return { chosen: start, toldAtLeast: 0 };
  searchBudget.progress(`the Day has its prices, at least ${priced.bound.value.toFixed(1)}`);
  const people = peopleCosts(model, 0);
  const least = leastFirst(model, start, people, priced.prices, ask, searchBudget);
  const fewest =
    costOf(model, least.chosen, people) <= least.bound
      ? least.chosen
      : fewestNear(model, people, priced.prices, least.bound, ask, searchBudget);
  const { chosen, atLeast } =
    fewest === undefined
      ? byBranching(model, start, priced, least.bound, ask, searchBudget)
      : { chosen: fewest, atLeast: least.bound };
  return planned(model, start, chosen, atLeast);
};

/**
 * The same where the relaxation of the whole Day would be too large: an ascent without a solver finds which seats come in question,
 * the relaxation of these the prices, from which a plan is made hour by hour. What these prices prove holds for the seats that they
 * know, so how few must be told the ascent says.
 */
export const planByAscent = (
  model: Model,
  start: Chosen,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Planned => {
  if (searchBudget.stop()) return { chosen: start, toldAtLeast: 0 };
  const people = peopleCosts(model, HARDLY);
  const { bound } = ascendByRooms(model, people, costOf(model, start, people), PASSES, searchBudget.stop);
  const isNear = nearestBy(model, bound, NEAR);
  const priced = dayPrices(model, limitedTo(people, isNear), ask, searchBudget);
  if (priced === undefined) return planned(model, start, start, bound.value);
  searchBudget.progress(`the Day has its prices, at least ${bound.value.toFixed(1)}`);
  const usable = { steps: isNear, windows: nearestBy(model, bound, NEAR_IN_WINDOWS) };
  const chosen = byHours(model, start, priced.prices, usable, ask, searchBudget);
  const found = planned(model, start, chosen, bound.value);
  const isSeated = totalWaiting(scoreOf(model, found.chosen)) === 0;
  if (isSeated || priorityClasses(model).length > 1 || searchBudget.stop()) return found;
  return { ...found, toldAtLeast: Math.max(found.toldAtLeast, fewestToldByAscent(model, found.chosen)) };
};

/** The better of the two plans, where no plan costs less in people than `atLeast`. */
const planned = (model: Model, start: Chosen, made: Chosen, atLeast: number): Planned => {
  const isBetter = compareScores(scoreOf(model, made), scoreOf(model, start)) < 0;
  const chosen = isBetter ? made : start;
  return { chosen, toldAtLeast: toldOf(model, chosen, atLeast) };
};

/** From morning to evening first; then one person less over the whole Day at once, and window by window, where discomfort counts, too. */
const byBranching = (
  model: Model,
  start: Chosen,
  { prices, bound }: Priced,
  least: number,
  ask: AskSolver,
  searchBudget: SearchBudget,
): { readonly chosen: Chosen; readonly atLeast: number } => {
  const people = peopleCosts(model, HARDLY);
  const branch = (from: Chosen, limits: { readonly reach: number; readonly enough?: number }) =>
    branchNear(model, from, people, prices, { gain: A_PERSON, ...limits }, ask, searchBudget);
  const usable = (seat: Seat) => regretOf(bound, seat) <= WORTH_IT;
  const begun = fromMorning(model, start, prices, usable, ask, searchBudget);
  // One more than the least that the prices allow is near enough.
  const close = branch(begun, { reach: CLOSE, enough: least + NEARLY });
  const atLeast = Math.max(least, close.bound);
  if (close.closed) return { chosen: close.chosen, atLeast };
  const duty = dutyCosts(model, scoreOf(model, close.chosen));
  const { cheapest } = boundAt(model, duty, NO_PRICES);
  const windows = {
    minutes: [60, 90, 120],
    gap: 0.999,
    ideal: (booking: number) => cheapest[booking] ?? 0,
    usable,
  };
  const chosen = improveByWindows(model, close.chosen, duty, ask, searchBudget, windows);
  if (costOf(model, chosen, people) - atLeast > MANY_OPEN) return { chosen, atLeast };
  const wider = branch(chosen, { reach: WIDER });
  return { chosen: wider.chosen, atLeast: Math.max(atLeast, wider.bound) };
};

/** The seats that are so near to the cheapest of their booking; no more than so many, the first few of everyone before more of anyone. */
const nearestBy = (
  { seekers }: Model,
  bound: Bound,
  { reach, most }: typeof NEAR,
): ((seat: Seat) => boolean) => {
  const nearest = seekers
    .flatMap(({ seats }) =>
      seats
        .map((seat) => ({ index: seat.index, regret: regretOf(bound, seat) }))
        .filter((each) => each.regret <= reach)
        .sort((a, b) => a.regret - b.regret || a.index - b.index)
        .map((each, rank) => ({ ...each, rank })),
    )
    .sort((a, b) => a.regret - b.regret || a.rank - b.rank || a.index - b.index)
    .slice(0, most);
  const indices = new Set(nearest.map(({ index }) => index));
  return ({ index }) => indices.has(index);
};

const limitedTo = (costs: Costs, isNear: (seat: Seat) => boolean): Costs => ({
  seat: (seat) => (isNear(seat) ? costs.seat(seat) : Number.POSITIVE_INFINITY),
  waiting: costs.waiting,
});

/** How few are told in any plan in which no more wait than in this one, where no plan costs less in people. */
const toldOf = (model: Model, chosen: Chosen, atLeast: number): number => {
  const waiting = totalWaiting(scoreOf(model, chosen));
  if (waiting > 0 && priorityClasses(model).length > 1) return 0;
  const told = (atLeast - TOLD_FOR_ONE_WAITING * waiting) / (1 + HARDLY * MAX_DISCOMFORT);
  return Math.max(0, Math.ceil(told - 1e-6));
};
