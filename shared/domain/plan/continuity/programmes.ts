import type { Model, Seat } from '../model/model.ts';
import type { Costs } from '../model/prices.ts';
import { RoomsInUse } from '../model/rooms-in-use.ts';
import { type Chosen, scoreOf } from '../model/score.ts';
import type { Programme } from '../proof/mip-solver.ts';
import {
  allowanceRows,
  assembled,
  type Claims,
  type Column,
  claim,
  momentRows,
  type ProgrammeRow,
} from '../proof/programme.ts';
import { type Party, partyOf } from './party.ts';
import { addSessions } from './session-rows.ts';

type Row = Pick<ProgrammeRow, 'lower' | 'upper' | 'entries'>;

/** A programme about levels 3 and 4 in one number: rooms beyond the practitioners' own, then fit. */
export type ContinuityProgramme = {
  readonly programme: Programme;
  /** The plan that it is begun with, as one of its answers. */
  readonly start: Float64Array;
  /** The plan that an answer stands for. */
  readonly chosenOf: (values: Float64Array) => Chosen;
  /** What the answer of its cost says of the two levels at the least, where the cost is a bound. */
  readonly levelsOf: (bound: number) => { readonly roomChanges: number; readonly fit: number };
};

/** A room beyond weighs more than all that fit could gain; fit is counted from the least that each booking could have. */
const weights = (model: Model, chosen: Chosen): { beyond: number; floor: number } => {
  let [floor, span] = [0, 0];
  model.seekers.forEach(({ seats }, booking) => {
    if (chosen[booking] === undefined) return;
    const fits = seats.map(({ fit }) => fit);
    const least = fits.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    floor += least;
    span += fits.reduce((a, b) => Math.max(a, b), least) - least;
  });
  return { beyond: span + 1, floor };
};

const leastLevels =
  ({ beyond, floor }: ReturnType<typeof weights>) =>
  (bound: number) => {
    const roomChanges = Math.max(0, Math.ceil((bound - floor - (beyond - 1) - 1e-6) / beyond));
    return { roomChanges, fit: bound - roomChanges * beyond };
  };

/**
 * Who keeps who company is decided: the visits that are in one room in this plan stay together, and each such party
 * takes one room. So few columns that Days of hundreds of rooms have an answer; and where every practitioner works in one
 * room in the end, there is no other way for them to.
 */
export const partyProgramme = (model: Model, chosen: Chosen): ContinuityProgramme => {
  const weight = weights(model, chosen);
  const parties = partiesIn(model, chosen);
  const cost: number[] = [];
  const rows: Row[] = [];
  const claims: Claims = new Map();
  const seats: (readonly Seat[])[] = [];
  for (const { places } of parties) {
    const entries = places.map((place) => {
      for (const seat of place.seats) claim(claims, seat, cost.length);
      seats.push(place.seats);
      return cost.push(place.fit + weight.beyond * place.beyond) - 1;
    });
    rows.push({ lower: 1, upper: 1, entries });
  }
  rows.push(...momentRows(model, claims));
  return {
    programme: assembled(rows, cost, true),
    start: Float64Array.from(seats, ([seat]) =>
      seat !== undefined && chosen[seat.booking] === seat ? 1 : 0,
    ),
    chosenOf: (values) => {
      const next: Chosen[number][] = model.seekers.map(() => undefined);
      seats.forEach((members, column) => {
        if ((values[column] ?? 0) > 0.5) for (const seat of members) next[seat.booking] = seat;
      });
      return next;
    },
    levelsOf: leastLevels(weight),
  };
};

/** Whether no plan without rooms beyond looks otherwise than one of the programme of parties. */
export const partiesAreAll = (model: Model, chosen: Chosen): boolean => {
  return (
    scoreOf(model, chosen).roomChanges === 0 &&
    model.sessions.every(({ rooms, heldRooms }) => rooms === 1 && heldRooms.length <= 1)
  );
};

const partiesIn = (model: Model, chosen: Chosen): readonly Party[] => {
  const groups = new Map<string, number[]>();
  const single: Party[] = [];
  model.seekers.forEach(({ session }, booking) => {
    const room = chosen[booking]?.room;
    if (room === undefined) return;
    if (session === undefined) single.push(partyOf(model, [booking], session));
    else groups.set(`${session} ${room}`, [...(groups.get(`${session} ${room}`) ?? []), booking]);
  });
  const together = [...groups.values()].map((members) =>
    partyOf(model, members, model.seekers[members[0] ?? -1]?.session),
  );
  return [...together, ...single];
};

/** Levels 1 and 2 as one whole number, to be kept as low as in the plan that a programme is begun with. */
export type Duty = Costs & { readonly largest: number };

/** The largest weight that the solver's arithmetic can be trusted with. */
const LARGEST_WEIGHT = 1e9;

/**
 * Every booking for itself: `x[b, s]` as ever, and per session and room `n = 1 − y`: the practitioner does *not* work
 * there. `x + n ≤ 1` for each seat; the rooms that are used, less those that are theirs, are what is paid for. With `duty`,
 * levels 1 and 2 come first and fit is left out: so it may be another who is told, or who waits, if that costs no more.
 */
export const roomsProgramme = (model: Model, chosen: Chosen, duty?: Duty): ContinuityProgramme => {
  // Whatever costs a unit more of duty could not win that back by all rooms there are to save.
  const lambda = new RoomsInUse(model, chosen).beyond + 1;
  const weight = duty === undefined ? weights(model, chosen) : { beyond: 1, floor: 0 };
  const mayWait = duty !== undefined && chosen.includes(undefined) && lambda * duty.largest <= LARGEST_WEIGHT;
  const cost: number[] = [];
  const rows: Row[] = [];
  const claims: Claims = new Map();
  const columns: Column[] = [];
  const choices = new Map<number, readonly Seat[]>();
  for (const [booking, { seats }] of model.seekers.entries()) {
    if (chosen[booking] === undefined && !mayWait) continue;
    choices.set(booking, seats);
    const entries = seats.map((seat) => {
      claim(claims, seat, cost.length);
      columns.push({ booking, seat });
      return cost.push(duty === undefined ? seat.fit : lambda * duty.seat(seat)) - 1;
    });
    if (duty !== undefined && mayWait) {
      columns.push({ booking, seat: undefined });
      entries.push(cost.push(lambda * duty.waiting(booking)) - 1);
    }
    rows.push({ lower: 1, upper: 1, entries });
  }
  rows.push(...momentRows(model, claims));
  const allowances = model.allowances.map((_, at) => at);
  if (duty !== undefined)
    rows.push(...allowanceRows(model, { choices, others: chosen, allowances }, columns));
  const start = columns.map(({ booking, seat }) => Number(chosen[booking] === seat));
  addSessions({ model, chosen, columns, cost, rows, start }, weight.beyond);
  return {
    programme: assembled(rows, cost, true),
    start: Float64Array.from(start),
    chosenOf: (values) => {
      const next: Chosen[number][] = model.seekers.map(() => undefined);
      columns.forEach(({ booking, seat }, column) => {
        if ((values[column] ?? 0) > 0.5) next[booking] = seat;
      });
      return next;
    },
    levelsOf:
      duty === undefined
        ? leastLevels(weight)
        : (bound) => {
            // Where it is decided who waits, nothing is said of plans in which others do.
            if (chosen.includes(undefined) && !mayWait) return { roomChanges: 0, fit: 0 };
            const paid = [...choices.keys()].reduce((sum, booking) => {
              const seat = chosen[booking];
              return sum + lambda * (seat === undefined ? duty.waiting(booking) : duty.seat(seat));
            }, 0);
            return { roomChanges: Math.max(0, Math.ceil(bound - paid - 1e-6)), fit: 0 };
          },
  };
};
