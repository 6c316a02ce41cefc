import { uses } from './allowance.ts';
import { Apart } from './apart.ts';
import { Gaps } from './gaps.ts';
import type { Model, Seat } from './model.ts';
import { RoomsInUse } from './rooms-in-use.ts';

/** What a plan is worth, in the order in which it counts; every part is better when smaller. */
export type Score = {
  /** How many wait in each priority class, the highest class first. */
  readonly waiting: readonly number[];
  /** People told of a change, or of having lost their room. */
  readonly messages: number;
  /** Sum of `discomfort` over them. */
  readonly discomfort: number;
  /** Rooms in which practitioners work beyond those that are theirs, summed over their sessions. */
  readonly roomChanges: number;
  /** What the gaps between visits cost: `gapPrice`, summed over all visits that have a room. */
  readonly gapPrice: number;
  readonly fit: number;
  /** How far those are apart who are better near each other: of one weight with fit. */
  readonly apart: number;
};

export type Chosen = readonly (Seat | undefined)[];

export const priorityClasses = (model: Pick<Model, 'seekers'>): readonly number[] => {
  return [...new Set(model.seekers.map((seeker) => seeker.booking.priority))].sort((a, b) => b - a);
};

type ScoredModel = Pick<Model, 'seekers' | 'sessions' | 'gaps' | 'problem' | 'mobilities'>;

export const scoreOf = (model: ScoredModel, chosen: Chosen): Score => {
  const classes = priorityClasses(model);
  const waiting = classes.map(() => 0);
  let [messages, discomfort, fit] = [0, 0, 0];
  model.seekers.forEach((seeker, at) => {
    const seat = chosen[at];
    if (seat === undefined) {
      const rank = classes.indexOf(seeker.booking.priority);
      waiting[rank] = (waiting[rank] ?? 0) + 1;
    }
    messages += seat?.told ?? (seat === undefined ? seeker.toldIfWaiting : 0);
    discomfort += seat === undefined ? seeker.discomfortIfWaiting : seat.discomfort;
    fit += seat?.fit ?? 0;
  });
  const roomChanges = new RoomsInUse(model, chosen).beyond;
  const gapPrice = new Gaps(model, chosen).price;
  const apart = new Apart(model, chosen).total;
  return { waiting, messages, discomfort, roomChanges, gapPrice, fit, apart };
};

/** Negative when `a` is the better plan. */
export const compareScores = (a: Score, b: Score): number => {
  for (let i = 0; i < a.waiting.length; i++) {
    const difference = (a.waiting[i] ?? 0) - (b.waiting[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return (
    a.messages - b.messages ||
    a.discomfort - b.discomfort ||
    a.roomChanges - b.roomChanges ||
    a.gapPrice - b.gapPrice ||
    suits(a) - suits(b)
  );
};

/** Level 5: how well the rooms suit, each by itself and one person's together. */
export const suits = ({ fit, apart }: Pick<Score, 'fit' | 'apart'>): number => fit + apart;

export const totalWaiting = (score: Score): number => {
  return score.waiting.reduce((sum, n) => sum + n, 0);
};

/** Are the allowances of the model (what can still be told, the mail budget) respected? */
export const withinAllowances = (model: Pick<Model, 'seekers' | 'allowances'>, chosen: Chosen): boolean => {
  return model.allowances.every((allowance) => {
    let used = 0;
    for (const booking of allowance.bookings)
      used += uses(allowance, model.seekers[booking], chosen[booking]);
    return used <= allowance.limit;
  });
};
