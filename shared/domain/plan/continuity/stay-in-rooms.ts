import { between, type Chance, seededChance } from '../../chance.ts';
import type { Budget } from '../budget.ts';
import type { Model, Seat } from '../model/model.ts';
import { type Narrowed, narrowed } from '../model/narrowed.ts';
import { RoomsInUse } from '../model/rooms-in-use.ts';
import { type Chosen, compareScores, scoreOf, totalWaiting, withinAllowances } from '../model/score.ts';
import type { AskSolver } from '../proof/ask-solver.ts';
import type { SearchBudget } from '../proof/prove.ts';
import { gather } from './gather.ts';
import { leastRoomChanges } from './least-room-changes.ts';
import {
  type ContinuityProgramme,
  type Duty,
  partiesAreAll,
  partyProgramme,
  roomsProgramme,
} from './programmes.ts';
import { rejoin } from './rejoin.ts';
import { seatRest } from './seat-rest.ts';

/** A plan in which practitioners stay in their rooms, and how good any could be that keeps the first two levels. */
type Continuity = {
  readonly chosen: Chosen;
  /** No such plan uses fewer rooms beyond the practitioners' own. */
  readonly roomChanges: number;
  /** Where that is reached and fit was decided with it: the least fit of such a plan. */
  readonly fit: number | undefined;
};

/** Levels 1 and 2 as they are decided. */
export type DutyDecided = {
  readonly duty: Duty;
  /** Whether a seat is in any plan that is as good there, if that is proved. */
  readonly allowed: (seat: Seat) => boolean;
  readonly proved: boolean;
};

/** Beginnings from which sessions are gathered. */
const GATHERINGS = 3;

/**
 * Level 3 and, where it can be had in one, level 4. Only seats are used that cost no more of levels 1 and 2 than the
 * present ones, so whatever is found is as good there; and where that does not cover all plans as good, others may be told
 * instead, if as many are.
 */
export const stayInRooms = (
  model: Model,
  start: Chosen,
  { duty, allowed, proved }: DutyDecided,
  budget: Budget,
  searchBudget: SearchBudget,
  ask?: AskSolver,
): Continuity => {
  const near = narrowedTo(model, start, duty);
  const waiting = start.filter((seat) => seat === undefined).length;
  // Anyone who waits needs no room, and it may be any of them.
  const counted = Math.max(0, leastRoomChanges(model, proved ? allowed : undefined) - waiting);
  const found = near.back(byHeuristics(near.model, near.fitInto(start), counted, budget));
  if (ask === undefined) return { chosen: found, roomChanges: counted, fit: undefined };
  // Whether every plan as good is made of the seats that cost each booking no more than its present one.
  const isAll = proved && waiting === 0 && model.seats.every((s) => asGood(start, duty)(s) || !allowed(s));
  const tied =
    proved && !isAll ? amongTies(model, found, duty, allowed, budget, searchBudget, ask) : undefined;
  const from = tied?.chosen ?? found;
  const least = Math.max(counted, tied?.roomChanges ?? 0);
  const alike = narrowedTo(model, from, duty);
  const solved = bySolver(alike.model, alike.fitInto(from), least, budget, searchBudget, ask);
  const roomChanges = Math.max(least, (isAll && solved.roomChanges) || 0);
  const isLeast = isAll && scoreOf(alike.model, solved.chosen).roomChanges === roomChanges;
  return {
    chosen: alike.back(solved.chosen),
    roomChanges,
    fit: isLeast && solved.fit !== undefined ? Math.ceil(solved.fit - 1e-6) : undefined,
  };
};

/** Does a seat cost its booking no more of levels 1 and 2 than the one it has? */
const asGood = (chosen: Chosen, duty: Duty) => (seat: Seat) => {
  const present = chosen[seat.booking];
  return present !== undefined && duty.seat(seat) <= duty.seat(present);
};

const narrowedTo = (model: Model, chosen: Chosen, duty: Duty): Narrowed =>
  narrowed(model, asGood(chosen, duty));

/** Others are told, or wait, if that costs no more and brings practitioners together; where few enough seats come in question. */
const amongTies = (
  model: Model,
  start: Chosen,
  duty: Duty,
  allowed: (seat: Seat) => boolean,
  budget: Budget,
  searchBudget: SearchBudget,
  ask: AskSolver,
): { readonly chosen: Chosen; readonly roomChanges: number } | undefined => {
  const near = narrowed(model, (seat) => allowed(seat) || start[seat.booking] === seat);
  if (near.model.seats.length > Math.min(ROOMS_UP_TO, budget.wholeUpTo) || searchBudget.stop())
    return undefined;
  const begin = near.fitInto(start);
  const { programme, start: values, chosenOf, levelsOf } = roomsProgramme(near.model, begin, duty);
  const limits = { iterations: budget.iterations * SHARE, nodes: budget.nodes, gap: 0.999 };
  const answer = ask('continuity', programme, { ...limits, stop: searchBudget.stop }, values);
  const next = answer.values && chosenOf(answer.values);
  const isBetter =
    next &&
    withinAllowances(near.model, next) &&
    compareScores(scoreOf(near.model, next), scoreOf(near.model, begin)) < 0;
  return { chosen: isBetter ? near.back(next) : start, roomChanges: levelsOf(answer.bound).roomChanges };
};

/** What each try of seating the rest weighs a room beyond; on some Days little leads to few, on others much. */
const BEYOND = [10, 40, 160];

/** Sessions gathered as wholes, or visits rejoined one by one: whichever uses fewer rooms. */
const byHeuristics = (model: Model, start: Chosen, least: number, budget: Budget): Chosen => {
  const waiting = totalWaiting(scoreOf(model, start));
  const work = () => ({ left: Math.min(budget.ejections / 40, 100 * model.seats.length) });
  let best = rejoin(model, start, work());
  const keepBetter = (found: Chosen) => {
    if (totalWaiting(scoreOf(model, found)) > waiting || !withinAllowances(model, found)) return;
    const joined = rejoin(model, found, work());
    if (compareScores(scoreOf(model, joined), scoreOf(model, best)) < 0) best = joined;
  };
  for (let attempt = 0; attempt < GATHERINGS && scoreOf(model, best).roomChanges > least; attempt++) {
    const chance = seededChance(attempt + 11);
    const gathered = gather(model, start, chance, work());
    if (totalWaiting(scoreOf(model, gathered)) <= waiting) keepBetter(gathered);
    else for (const beyond of BEYOND) keepBetter(seatRest(model, gathered, start, beyond, chance, work()));
  }
  return best;
};

/** Of the budget's simplex iterations, what may be spent on the practitioners. */
const SHARE = 1 / 4;

/** Seats up to which every booking is decided for itself, together with all others. */
const ROOMS_UP_TO = 6_000;

type Solved = {
  readonly chosen: Chosen;
  readonly roomChanges?: number;
  readonly fit?: number;
};

const bySolver = (
  model: Model,
  start: Chosen,
  least: number,
  budget: Budget,
  searchBudget: SearchBudget,
  ask: AskSolver,
): Solved => {
  let chosen = start;
  const work = { iterations: budget.iterations * SHARE, nodes: budget.nodes };
  const solve = ({ programme, start: begin, chosenOf, levelsOf }: ContinuityProgramme, effort = work) => {
    if (searchBudget.stop() || work.iterations <= 0 || work.nodes <= 0) return undefined;
    const limits = { ...effort, gap: searchBudget.gap ?? 0.999, stop: searchBudget.stop };
    const answer = ask('continuity', programme, limits, begin);
    work.iterations -= answer.iterations;
    work.nodes -= answer.nodes;
    const next = answer.values && chosenOf(answer.values);
    if (
      next &&
      withinAllowances(model, next) &&
      compareScores(scoreOf(model, next), scoreOf(model, chosen)) < 0
    )
      chosen = next;
    return levelsOf(answer.bound);
  };
  const parties = partyProgramme(model, chosen);
  if (parties.programme.cost.length <= budget.wholeUpTo) {
    const levels = solve(parties);
    if (partiesAreAll(model, chosen)) return { chosen, ...levels };
  }
  const chance = seededChance(5);
  for (let tries = budget.neighbourhoods / 10; tries > 0; tries--) {
    const inUse = new RoomsInUse(model, chosen);
    const scattered = model.sessions.map((_, at) => at).filter((at) => inUse.beyondIn(at) > 0);
    if (inUse.beyond <= least || searchBudget.stop() || work.iterations <= 0) break;
    const session = scattered[between(chance, 0, scattered.length - 1)] ?? 0;
    const near = deps(model, chosen, session, chance);
    const programme = roomsProgramme(near.model, near.fitInto(chosen));
    solve(
      { ...programme, chosenOf: (values) => near.back(programme.chosenOf(values)) },
      { iterations: 3_000, nodes: 20 },
    );
  }
  searchBudget.progress(`practitioners in ${new RoomsInUse(model, chosen).beyond} rooms beyond their own`);
  if (model.seats.length > Math.min(ROOMS_UP_TO, budget.wholeUpTo)) return { chosen };
  return { ...solve(roomsProgramme(model, chosen)), chosen };
};

/** Rooms that are looked at around one session. */
const ROOMS_AROUND = 8;

/** Only who sits in some rooms at the time of a session may move, within these rooms; the practitioner's own are among them. */
const deps = (model: Model, chosen: Chosen, session: number, chance: Chance): Narrowed => {
  const members = model.seekers.flatMap((seeker, at) => (seeker.session === session ? [at] : []));
  const seats = members.flatMap((at) => chosen[at] ?? []);
  const rooms = new Set(seats.map(({ room }) => room));
  const others = [
    ...new Set(members.flatMap((at) => (model.seekers[at]?.seats ?? []).map(({ room }) => room))),
  ];
  while (rooms.size < Math.min(ROOMS_AROUND, others.length))
    rooms.add(others[between(chance, 0, others.length - 1)] ?? '');
  const from = Math.min(...seats.map((seat) => seat.from));
  const to = Math.max(...seats.map((seat) => seat.to));
  return narrowed(model, (seat) => {
    const present = chosen[seat.booking];
    if (seat === present) return true;
    const moves = present !== undefined && rooms.has(present.room) && present.from < to && from < present.to;
    return moves && rooms.has(seat.room);
  });
};
