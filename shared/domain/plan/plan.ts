import { seededChance } from '../chance.ts';
import type { Budget } from './budget.ts';
import { BUDGETS } from './budget.ts';
import { leastRoomChanges } from './continuity/least-room-changes.ts';
import { stayInRooms } from './continuity/stay-in-rooms.ts';
import { gapStage } from './gaps/gap-stage.ts';
import { leastGapPrice } from './gaps/least-gap-price.ts';
import { type Change, changesOf, tellInPerson } from './model/changes.ts';
import { componentsOf, seatInWhole } from './model/components.ts';
import { dutyCosts, fitCosts, leastFit } from './model/costs.ts';
import { Layout } from './model/layout.ts';
import { leaveAsIs } from './model/leave-as-is.ts';
import type { Model, Seat } from './model/model.ts';
import { boundAt, NO_PRICES } from './model/prices.ts';
import { RoomsInUse } from './model/rooms-in-use.ts';
import { type Chosen, compareScores, scoreOf, suits, totalWaiting, withinAllowances } from './model/score.ts';
import { modelOf } from './model-of.ts';
import type { PlanProblem } from './problem/problem.ts';
import { type AskSolver, askSolver, type PlanFault } from './proof/ask-solver.ts';
import { fewestTold, fewestToldByAscent } from './proof/fewest-told.ts';
import { fewestWaiting } from './proof/fewest-waiting.ts';
import { fitInWhole } from './proof/fit-in-whole.ts';
import type { MipSolver } from './proof/mip-solver.ts';
import { costOf, nearest, type Proof, prove, type SearchBudget } from './proof/prove.ts';
import { bringNear } from './search/bring-near.ts';
import { ejectionPool } from './search/ejection-pool.ts';
import { fillFree } from './search/fill-free.ts';
import { improveByHours, improveLocally } from './search/improve.ts';
import { improveByChains } from './search/improve-by-chains.ts';
import { maximiseSlack } from './search/maximise-slack.ts';
import { planByAscent, planByPrices } from './search/plan-by-prices.ts';
import { applySeats, cheapestFree, ejectionChain } from './search/rescue.ts';

/** How good a plan is and how good any plan could be. Bounds hold for the whole Day, not for a part of it. */
export type Certificate = {
  /** Bookings without a room in this plan, and the fewest any plan can have (that serves higher classes first). */
  readonly waiting: number;
  readonly waitingBound: number;
  /** People told of another room, or that they have none; the fewest in any plan that leaves as few waiting. */
  readonly messages: number;
  readonly messagesBound: number;
  /** Rooms in which practitioners work beyond their own, over all sessions; the fewest at so few waiting and messages. */
  readonly roomChanges: number;
  readonly roomChangesBound: number;
  /** What the gaps between visits cost, and the least at so few waiting, messages and room changes; 0 where no type has an overrun. */
  readonly gapPrice: number;
  readonly gapPriceBound: number;
  /** How far the fit of this plan is at most from the best one that keeps the levels before it. */
  readonly fitGap: number;
  /** No plan has fewer waiting, nor, at that, a smaller message cost. */
  readonly proved: boolean;
  /** The clock, not the work budget, ended the search. */
  readonly cut: boolean;
  /** The solver failed there: the plan is the best that was found before, and by the heuristics. */
  readonly fault?: PlanFault;
};

export type Plan = {
  /** Every booking of the problem; null where it waits. */
  readonly assignments: ReadonlyMap<string, string | null>;
  readonly changes: readonly Change[];
  readonly certificate: Certificate;
  readonly fit: number;
  /** Pinned bookings whose room has become unusable: for staff. */
  readonly flagged: readonly string[];
  /** Changed bookings that no PATCH can reach before the visit: for staff. */
  readonly tellInPerson: readonly string[];
};

/** What a plan may use besides the problem. Without a solver the heuristics stand alone and say so in the bounds. */
export type PlanOptions = {
  readonly budget?: Budget;
  readonly solver?: MipSolver;
  /**
   * Milliseconds of the processor, for the emergency stop only, so that no one else on the machine changes a plan; without
   * it there is none.
   */
  readonly spent?: () => number;
  /** Milliseconds until someone must have an answer, whatever it is. Absent: there is time. */
  readonly left?: () => number;
  readonly progress?: (line: string) => void;
  /** Told what the solver threw, or that it answered what cannot be; the certificate says where. */
  readonly solverFailed?: (fault: PlanFault, cause: unknown) => void;
};

/**
 * Plans one Day: who gets which room, with the least waiting, then the fewest people told, then practitioners in their
 * rooms, then the best fit.
 */
export const plan = (problem: PlanProblem, planOptions: PlanOptions = {}): Plan => {
  const budget = planOptions.budget ?? BUDGETS.normal;
  const { spent = () => 0, left = () => Number.POSITIVE_INFINITY } = planOptions;
  const most = spent() + budget.seconds * 1000;
  const isTimed = planOptions.spent !== undefined;
  const secondsLeft = () =>
    Math.max(0, Math.min(left(), isTimed ? MOST_ELAPSED * (most - spent()) : Number.POSITIVE_INFINITY)) /
    1000;
  let fault: PlanFault | undefined;
  const asked =
    planOptions.solver &&
    askSolver(planOptions.solver, (stage, cause) => {
      fault = stage;
      planOptions.solverFailed?.(stage, cause);
    });
  // A step of the solver may take longer than there is time: it is told how much, and ends by itself. What it does beside the tree
  // it counts only once it is done, and on the largest programmes that is many times the work there is: they are branched at once.
  const ask: AskSolver | undefined =
    asked &&
    ((stage, programme, limits, start) => {
      const isLargest = programme.whole && programme.cost.length > BRANCHED_FROM;
      const within = {
        ...limits,
        seconds: secondsLeft(),
        ...(isLargest ? { branching: true as const } : {}),
      };
      const answer = asked(stage, programme, within, start);
      if (answer?.outOfTime) searchBudget.cut = true;
      limits.stop();
      return answer;
    });
  const searchBudget: SearchBudget = {
    ...budget,
    cut: false,
    stop: () => {
      if (spent() > most || left() <= 0) searchBudget.cut = true;
      return searchBudget.cut || fault !== undefined;
    },
    progress: planOptions.progress ?? (() => undefined),
  };
  const model = modelOf(problem);
  const asIs = leaveAsIs(model);
  if (isUndisturbed(model, asIs))
    return finish(
      model,
      asIs,
      {
        waiting: 0,
        messages: 0,
        roomChanges: leastRoomChanges(model, isUntold),
        gapPrice: leastGapPrice(model, isUntold),
        proved: true,
        fit: leastFit(model, asIs),
      },
      NOTHING_ENDED_IT,
    );
  let solved = solveParts(model, asIs, false, budget, searchBudget, ask);
  if (!withinAllowances(model, solved.chosen))
    solved = solveParts(model, asIs, true, budget, searchBudget, ask);
  const filled = fillFree(model, solved.chosen);
  const better = compareScores(scoreOf(model, filled), scoreOf(model, asIs)) < 0;
  return finish(model, better ? filled : fillFree(model, asIs), solved, { cut: searchBudget.cut, fault });
};

/** A whole programme of so many columns is branched at once. */
const BRANCHED_FROM = 10_000;

/**
 * Seconds on the wall in which a step of the solver has surely had one of the processor. It asks for the emergency stop less often
 * than it should, and so has a limit of its own; on a machine with an eighth of the time for it work still ends a plan, not that.
 */
const MOST_ELAPSED = 8;

/** The progress line after which it is known that no fewer can wait, nor, at that, fewer be told; only how unwelcome that is is open. */
export const TOLD_PROVED = 'how few wait and are told proved';

/** The progress line after which only fit is still sought. */
export const DUTY_PROVED = 'waiting and messages proved';

/** Fit is not chased beyond this share: the last half percent costs more than the rest. */
const FIT_GAP = 0.005;

type Solved = {
  readonly chosen: Chosen;
  readonly waiting: number;
  readonly messages: number;
  readonly roomChanges: number;
  readonly gapPrice: number;
  readonly fit: number;
  readonly proved: boolean;
  /** Where it is open whether fewer could wait here: the fewest messages if no more do than in this plan. */
  readonly messagesIfAsFew?: number;
};

/** Where everyone can stay, no plan as good tells anyone anything. */
const isUntold = (seat: Seat): boolean => seat.told === 0;

const isUndisturbed = (model: Model, asIs: Chosen): boolean => {
  return model.seekers.every((_, at) => asIs[at] !== undefined);
};

const solveParts = (
  model: Model,
  asIs: Chosen,
  together: boolean,
  budget: Budget,
  searchBudget: SearchBudget,
  ask?: AskSolver,
): Solved => {
  const chosen: Chosen[number][] = model.seekers.map(() => undefined);
  let [waiting, messages, roomChanges, gapPrice, fit, proved] = [0, 0, 0, 0, 0, true];
  const open: Solved[] = [];
  for (const component of componentsOf(model, together)) {
    const start = component.origin.map((at, own) => {
      const seat = asIs[at];
      return seat && component.model.seekers[own]?.seats.find((other) => other.room === seat.room);
    });
    const part: Solved = isUndisturbed(component.model, start)
      ? {
          chosen: start,
          waiting: 0,
          messages: 0,
          roomChanges: leastRoomChanges(component.model, isUntold),
          gapPrice: leastGapPrice(component.model, isUntold),
          fit: leastFit(component.model, start),
          proved: true,
        }
      : solvePart(component.model, start, budget, searchBudget, ask);
    part.chosen.forEach((seat, own) => {
      chosen[component.origin[own] ?? -1] = seatInWhole(model, component, seat);
    });
    waiting += part.waiting;
    messages += part.messages;
    roomChanges += part.roomChanges;
    gapPrice += part.gapPrice;
    fit += part.fit;
    proved &&= part.proved;
    if (part.waiting < part.chosen.filter((seat) => seat === undefined).length) open.push(part);
  }
  // Of two parts of which that is open, fewer could wait in one, and more, so that fewer are told, in the other.
  const [only] = open;
  if (only?.messagesIfAsFew !== undefined && open.length === 1)
    messages += Math.max(0, only.messagesIfAsFew - only.messages);
  return { chosen, waiting, messages, roomChanges, gapPrice, fit, proved };
};

/** What force cannot do in so many tries for the size of a Day it will not do in millions: that is for the solver to decide. */
const EJECTIONS_PER_SEAT = 4_000;

/** Seats from which a Day whose optimum is not found at once gets prices before it is proved; below, the proof itself is as quick. */
const PRICES_FROM = 8_000;

/** The part of a large Day's work that is kept for the bound on who must be told, however long the search before. */
const LAST_BOUND = 0.05;

/** What the prices of the ascent prove with a programme or two of a few seats, where no more than so many people are open. */
const QUICKLY = { stages: ['relaxation', 'proof'], most: 2_500, relaxUpTo: 0 } as const;
const QUICKLY_UP_TO = 16;

/** What is known of a plan without a solver. */
const byCounting = (model: Model, chosen: Chosen, fewest: number) => {
  const duty = dutyCosts(model, scoreOf(model, chosen));
  const ideal = boundAt(model, duty, NO_PRICES);
  const hopeless = model.seekers.filter((seeker) => seeker.seats.length === 0).length;
  const cost = costOf(model, chosen, duty);
  const proof: Proof = {
    chosen,
    cost,
    // Waiting costs its weight more than the cheapest seat: being told is no cheaper, nor less unwelcome, without a room.
    bound: ideal.value + (duty.waitingWeights.at(-1) ?? 0) * (fewest - hopeless),
    slack: cost - ideal.value,
    regret: (seat) => duty.seat(seat) - (ideal.cheapest[seat.booking] ?? 0),
  };
  return { duty, ideal, proof };
};

const solvePart = (
  model: Model,
  start: Chosen,
  budget: Budget,
  searchBudget: SearchBudget,
  ask?: AskSolver,
): Solved => {
  const fewest = fewestWaiting(model);
  let chosen = byHeuristics(model, start, fewest, budget);
  let { duty, ideal, proof } = byCounting(model, chosen, fewest);
  const isLarge = model.seats.length >= PRICES_FROM && model.seats.length <= budget.relaxUpTo;
  const isLargest = model.seats.length > budget.relaxUpTo && budget.largestByPrices;
  let toldAtLeast = 0;
  let [isWaitingOpen, isToldOpen] = [false, false];
  const kept = isLarge ? budget.iterations * LAST_BOUND : 0;
  searchBudget.iterations -= kept;
  if (ask !== undefined && (isLarge || isLargest) && proof.cost > proof.bound) {
    proof = prove(model, chosen, duty, ask, searchBudget, {
      ...QUICKLY,
      first: duty.messageWeight / 4,
      closeUpTo: QUICKLY_UP_TO * duty.messageWeight,
    });
    chosen = proof.chosen;
    if (proof.cost > proof.bound) {
      const byWhich = isLarge ? planByPrices : planByAscent;
      ({ chosen, toldAtLeast } = byWhich(model, chosen, ask, searchBudget));
      ({ duty, ideal, proof } = byCounting(model, chosen, fewest));
      const { messages, waiting } = boundsOf(model, chosen, duty, proof, fewest, toldAtLeast);
      const score = scoreOf(model, chosen);
      isWaitingOpen = waiting < totalWaiting(score);
      isToldOpen = messages < score.messages;
      if (!isWaitingOpen && !isToldOpen) searchBudget.progress(TOLD_PROVED);
    }
  }
  if (ask !== undefined && proof.cost > proof.bound) {
    // No programme over the whole of the largest Days ends while it is open who waits or is told; of who waits the ascent still knows.
    if (!isLargest || isWaitingOpen || !isToldOpen)
      proof = prove(model, chosen, duty, ask, searchBudget, {
        stages: ['relaxation', 'proof'],
        first: duty.messageWeight / 4,
        most: isLargest && isWaitingOpen ? 0 : budget.wholeUpTo,
        relaxUpTo: budget.relaxUpTo,
        ...(isLarge ? { told: { atLeast: toldAtLeast, person: duty.messageWeight }, branching: true } : {}),
      });
    if (proof.cost > proof.bound) {
      const { regret } = proof;
      const usable = (seat: Seat) => regret(seat) <= 2 * duty.messageWeight;
      const ideally = (booking: number) => ideal.cheapest[booking] ?? 0;
      const { chosen: sofar } = proof;
      chosen = improveLocally(model, sofar, duty, ask, searchBudget, seededChance(3), ideally, usable);
      proof = { ...proof, chosen, cost: costOf(model, chosen, duty) };
    }
  }
  chosen = proof.chosen;
  searchBudget.iterations = Math.max(0, searchBudget.iterations) + kept;
  searchBudget.progress(DUTY_PROVED);
  if (gainsNothing(model, start, chosen))
    return {
      ...boundsOf(model, start, duty, proof, fewest, toldAtLeast),
      chosen: start,
      roomChanges: 0,
      gapPrice: 0,
      fit: leastFit(model, start),
    };
  const fitBudget: SearchBudget = {
    ...searchBudget,
    iterations: budget.fitIterations,
    gap: Math.max(0.999, FIT_GAP * scoreOf(model, chosen).fit),
  };
  const decided = fitsWithGaps(model, budget)
    ? { chosen, roomChanges: 0, fit: leastFit(model, chosen) }
    : model.sessions.length === 0
      ? { ...fitStage(model, proof, duty, fitBudget, budget, ask), roomChanges: 0 }
      : continuityStage(model, proof, duty, fitBudget, budget, ask);
  const spaced = gapStage(model, decided, proof, duty, fitBudget, budget, ask);
  const whole = wholeStage(model, spaced, proof, duty, searchBudget, budget, ask);
  chosen = maximiseSlack(model, bringNear(model, whole.chosen));
  const bounds = boundsOf(model, chosen, duty, proof, fewest, toldAtLeast);
  // Where it is open whether fewer could wait, a weight for it hides how few must be told.
  const asFewWait = (isLarge || isLargest) && bounds.waiting < totalWaiting(scoreOf(model, chosen));
  const solved = { ...decided, ...spaced, ...whole, chosen, ...bounds };
  if (ask === undefined || bounds.proved) return solved;
  if (asFewWait)
    return {
      ...solved,
      messagesIfAsFew: isLarge ? fewestTold(model, chosen, ask, searchBudget) : toldAtLeast,
    };
  // Of prices of messages and discomfort together a part of a person may be lost.
  return isLarge
    ? { ...solved, messages: Math.max(bounds.messages, fewestToldByAscent(model, chosen)) }
    : solved;
};

/**
 * Where nothing is open on levels 1 and 2, fit once more over the whole Day in what work is left: so no plan that is as good before
 * suits better. Where gaps have a price, their own programmes seek it.
 */
const wholeStage = (
  model: Model,
  spaced: Pick<Solved, 'chosen' | 'fit'>,
  proof: Proof,
  duty: ReturnType<typeof dutyCosts>,
  searchBudget: SearchBudget,
  { fitWholeUpTo }: Budget,
  ask: AskSolver | undefined,
): Pick<Solved, 'chosen' | 'fit'> => {
  const { chosen, fit } = spaced;
  const proved = duty.exact && proof.bound >= proof.cost;
  if (ask === undefined || !proved || model.gaps !== undefined || scoreOf(model, chosen).fit <= fit)
    return { chosen, fit };
  const allowed = (seat: Seat) => proof.regret(seat) <= proof.slack + 1e-6;
  const found = fitInWhole(model, chosen, allowed, ask, searchBudget, fitWholeUpTo);
  return found === undefined ? { chosen, fit } : { chosen: found.chosen, fit: Math.max(fit, found.fit) };
};

/** Is fit sought together with the gaps? Then it need not be sought before: few enough seats, each as often as it has tails. */
const fitsWithGaps = ({ gaps, sessions, seats }: Model, { relaxUpTo }: Budget): boolean =>
  gaps !== undefined && sessions.length === 0 && 4 * seats.length <= relaxUpTo;

/** Is all as good as it stands? Then no one moves for the sake of fit, nor of who works where. */
const gainsNothing = (model: Model, start: Chosen, chosen: Chosen): boolean => {
  const [before, after] = [scoreOf(model, start), scoreOf(model, chosen)];
  return (
    withinAllowances(model, start) &&
    before.messages === after.messages &&
    before.discomfort === after.discomfort &&
    before.waiting.every((waiting, rank) => waiting === after.waiting[rank])
  );
};

/** Practitioners in their rooms first, then the best fit that leaves them there. */
const continuityStage = (
  model: Model,
  proof: Proof,
  duty: ReturnType<typeof dutyCosts>,
  searchBudget: SearchBudget,
  budget: Budget,
  ask: AskSolver | undefined,
) => {
  const { regret, slack } = proof;
  const as = {
    duty: { ...duty, largest: duty.waitingWeights[0] ?? 0 },
    allowed: (seat: Seat) => regret(seat) <= slack + 1e-6,
    proved: duty.exact && proof.bound >= proof.cost,
  };
  const { chosen, roomChanges, fit } = stayInRooms(model, proof.chosen, as, budget, searchBudget, ask);
  searchBudget.progress('practitioners kept in their rooms');
  if (fit !== undefined && scoreOf(model, chosen).fit - fit <= (searchBudget.gap ?? 0))
    return { chosen, roomChanges, fit };
  // How well the rooms could suit if practitioners changed them at will is a bound for how well they can where they stay.
  const bound = fit ?? fitStage(model, proof, duty, { ...searchBudget }, budget, ask).fit;
  const rooms = new RoomsInUse(model, chosen);
  const from = { ...proof, chosen, cost: costOf(model, chosen, duty) };
  const within = (seat: Seat) => rooms.worksIn(seat.booking, seat.room);
  const fitted = fitStage(model, from, duty, searchBudget, budget, ask, within);
  return { chosen: fitted.chosen, roomChanges, fit: bound };
};

/** Free rooms first, then chains, then force. Keeps within the allowances, or leaves things as they are. */
const byHeuristics = (model: Model, start: Chosen, fewest: number, budget: Budget): Chosen => {
  const chained = byChains(model, start, budget);
  const forced = goHome(model, byEjection(model, start, chained, fewest, budget));
  const candidates = [improveByChains(model, forced, { left: budget.ejections / 4 }), forced, chained, start];
  return candidates.find((chosen) => withinAllowances(model, chosen)) ?? start;
};

const byChains = (model: Model, start: Chosen, budget: Budget): Chosen => {
  const layout = new Layout(model, start);
  const work = { left: budget.ejections };
  const waiting = () =>
    model.seekers
      .map((seeker, at) => ({ seeker, at }))
      .filter(({ at }) => layout.chosen[at] === undefined)
      .sort(
        (a, b) =>
          b.seeker.booking.priority - a.seeker.booking.priority ||
          a.seeker.seats.length - b.seeker.seats.length ||
          a.at - b.at,
      );
  for (const { seeker } of waiting()) {
    const seat = cheapestFree(layout, seeker, work);
    if (seat !== undefined) layout.place(seat);
  }
  for (const { at } of waiting()) {
    const seats = ejectionChain(layout, at, 3, { left: 4_000 });
    if (seats !== undefined) applySeats(layout, seats);
  }
  return layout.chosen;
};

/** The gentle try comes first: on the largest Days it disturbs a third of those that the others disturb. */
const HOME = [50, 2, 2, 2];

/**
 * The ejection pool, begun again and again from other beginnings and for longer: its luck varies widely, so many short
 * tries find what one long one may not. Ends where no plan leaves fewer waiting.
 */
const byEjection = (model: Model, start: Chosen, chained: Chosen, fewest: number, budget: Budget): Chosen => {
  let best = chained;
  const seats = model.seats.length;
  // Where no one has been told anything, seating everyone is the whole proof; elsewhere the solver must count messages.
  const noOneTold = model.seekers.every((seeker) => seeker.toldIfWaiting === 0);
  let left = Math.min(budget.ejections, (noOneTold ? EJECTIONS_PER_SEAT : EJECTIONS_PER_SEAT / 8) * seats);
  for (let attempt = 0; left > 0 && totalWaiting(scoreOf(model, best)) > fewest; attempt++) {
    const slice = Math.min(left, Math.max(50_000, 250 * seats) * 2 ** (attempt >> 2));
    const found = ejectionPool(
      model,
      attempt % 4 < 2 ? start : chained,
      { turn: attempt % 2 === 0 ? 'hardest' : 'oldest', home: HOME[attempt % HOME.length] ?? 0 },
      seededChance(attempt + 1),
      { left: slice },
    );
    if (compareScores(scoreOf(model, found), scoreOf(model, best)) < 0) best = found;
    left -= slice;
  }
  return best;
};

/** A booking that was moved on the way goes back where its room is free again. */
const goHome = (model: Model, chosen: Chosen): Chosen => {
  const layout = new Layout(model, chosen);
  for (let again = true; again; ) {
    again = false;
    for (const { keep } of model.seekers) {
      const present = keep && layout.chosen[keep.booking];
      if (keep === undefined || present === undefined || present === keep || keep.told >= present.told)
        continue;
      layout.remove(keep.booking);
      const back = layout.isFree(keep);
      layout.place(back ? keep : present);
      again ||= back;
    }
  }
  return layout.chosen;
};

/** The share of a model's seats up to which a programme about fit alone is worth its time. */
const FEW = 0.25;
const FEW_AT_LEAST = 1_500;
/** The solver ends no first relaxation before it is done: of so many seats for an iteration that may be spent it takes many times more. */
const SEATS_PER_ITERATION = 4;
/** Of the largest Days the solver looks for minutes at a programme of more, before it branches. */
const SEATS_OF_LARGEST = 2.5;
/** Seats per booking that the hourly programmes about fit choose among. */
const SEATS_PER_BOOKING = 8;

/** Better fit at the same duty: exactly, where few seats could be better, and else hour by hour. */
const fitStage = (
  model: Model,
  proof: Proof,
  duty: ReturnType<typeof dutyCosts>,
  searchBudget: SearchBudget,
  { relaxUpTo, fitIterations }: Budget,
  ask: AskSolver | undefined,
  within: (seat: Seat) => boolean = () => true,
) => {
  const { chosen } = proof;
  const costs = fitCosts(model, duty, chosen);
  const least = leastFit(model, chosen);
  if (ask === undefined || scoreOf(model, chosen).fit <= least) return { chosen, fit: least };
  const { regret, slack } = proof;
  const proved = proof.bound >= proof.cost;
  const asGood = (seat: Seat) => {
    const present = chosen[seat.booking];
    return present !== undefined && duty.seat(seat) <= duty.seat(present);
  };
  const allowed = (seat: Seat) =>
    seat === chosen[seat.booking] || (within(seat) && (proved ? regret(seat) <= slack + 1e-6 : asGood(seat)));
  const fitted = prove(model, chosen, costs, ask, searchBudget, {
    stages: ['fit-relaxation', 'fit'],
    first: proof.cost > 0 ? 4 : 0.5,
    most: Math.min(
      relaxUpTo,
      (model.seats.length > relaxUpTo ? SEATS_OF_LARGEST : SEATS_PER_ITERATION) * fitIterations,
      Math.max(FEW * model.seats.length, FEW_AT_LEAST),
    ),
    // Where duty has its price, steps towards good prices are too coarse for fit.
    relaxUpTo: proof.cost > 0 ? relaxUpTo : 0,
    allowed,
  });
  const near = nearest(model, fitted.regret, SEATS_PER_BOOKING * model.seekers.length);
  const hourly =
    fitted.cost - fitted.bound > (searchBudget.gap ?? 0)
      ? improveByHours(model, fitted.chosen, costs, ask, searchBudget, (seat) => allowed(seat) && near(seat))
      : fitted.chosen;
  const dutyPart = fitted.cost - scoreOf(model, fitted.chosen).fit;
  const narrower = costs.narrower || !proved;
  return { chosen: hourly, fit: narrower ? least : Math.max(least, fitted.bound - dutyPart) };
};

const boundsOf = (
  model: Model,
  chosen: Chosen,
  duty: ReturnType<typeof dutyCosts>,
  proof: Proof,
  fewest: number,
  /** If no more wait than in this plan. */
  toldAtLeast: number,
) => {
  const score = scoreOf(model, chosen);
  const waiting = totalWaiting(score);
  const proved = duty.exact && proof.bound >= proof.cost;
  if (proved) return { waiting, messages: score.messages, proved };
  const mustBeTold = model.seekers.filter(
    ({ displaced, toldIfWaiting, seats }) => displaced && toldIfWaiting === 1 && !seats.some(isUntold),
  ).length;
  const weights = duty.waitingWeights;
  const lightest = weights.at(-1) ?? 1;
  const oneClass = weights.length === 1 && duty.exact;
  const waitingBound = Math.max(fewest, oneClass ? Math.ceil((proof.bound - lightest + 1) / lightest) : 0);
  const rest = proof.bound - lightest * waiting;
  const byPrice = oneClass && waitingBound >= waiting ? Math.ceil(rest / (duty.messageWeight + 9)) : 0;
  const byAscent = waitingBound >= waiting ? toldAtLeast : 0;
  return {
    waiting: Math.min(waiting, waitingBound),
    messages: Math.min(score.messages, Math.max(mustBeTold, byPrice, byAscent)),
    proved,
  };
};

/** What ended a search before its time. */
type Ending = { readonly cut: boolean; readonly fault: PlanFault | undefined };

const NOTHING_ENDED_IT: Ending = { cut: false, fault: undefined };

const finish = (
  model: Model,
  chosen: Chosen,
  solved: Omit<Solved, 'chosen'>,
  { cut, fault }: Ending,
): Plan => {
  const { problem } = model;
  const score = scoreOf(model, chosen);
  const assignments = new Map<string, string | null>();
  for (const booking of problem.bookings) assignments.set(booking.uid, booking.holds?.room ?? null);
  model.seekers.forEach(({ booking }, at) => {
    assignments.set(booking.uid, chosen[at]?.room ?? null);
  });
  return {
    assignments,
    changes: changesOf(model, chosen),
    certificate: {
      waiting: totalWaiting(score),
      waitingBound: solved.waiting,
      messages: score.messages,
      messagesBound: Math.min(solved.messages, score.messages),
      roomChanges: score.roomChanges,
      roomChangesBound: Math.min(solved.roomChanges, score.roomChanges),
      gapPrice: score.gapPrice,
      gapPriceBound: Math.min(solved.gapPrice, score.gapPrice),
      fitGap: Math.max(0, suits(score) - solved.fit),
      proved: solved.proved,
      cut,
      ...(fault === undefined ? {} : { fault }),
    },
    fit: suits(score),
    flagged: problem.bookings.flatMap((booking, at) => {
      const mobility = model.mobilities[at];
      return mobility?.kind === 'fixed' && mobility.flagged ? [booking.uid] : [];
    }),
    tellInPerson: tellInPerson(model, chosen),
  };
};
