import { dutyCosts } from '../../../shared/domain/plan/model/costs.ts';
import { Layout } from '../../../shared/domain/plan/model/layout.ts';
import { leaveAsIs } from '../../../shared/domain/plan/model/leave-as-is.ts';
import type { Model } from '../../../shared/domain/plan/model/model.ts';
import { type Chosen, scoreOf, totalWaiting } from '../../../shared/domain/plan/model/score.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { chosenOf, programmeOf } from '../../../shared/domain/plan/proof/programme.ts';

export type Figures = {
  readonly waiting: number;
  readonly messages: number;
  /** Absent where it was measured before practitioners were looked at. */
  readonly roomChanges?: number;
  readonly fit: number;
};

const figures = (model: Model, chosen: Chosen): Figures => {
  const score = scoreOf(model, chosen);
  const { messages, roomChanges, fit } = score;
  return { waiting: totalWaiting(score), messages, roomChanges, fit };
};

/** Everyone without a room takes the first free one, in the order of the file. */
export const firstFit = (model: Model): Figures => {
  const layout = new Layout(model, leaveAsIs(model));
  for (const [at, seeker] of model.seekers.entries()) {
    if (layout.chosen[at] !== undefined) continue;
    const seat = seeker.seats.find((s) => layout.isFree(s));
    if (seat !== undefined) layout.place(seat);
  }
  return figures(model, layout.chosen);
};

/** Everyone without a room takes the best suiting free one, in the order of the file. */
export const bestPreference = (model: Model): Figures => {
  const layout = new Layout(model, leaveAsIs(model));
  for (const [at, seeker] of model.seekers.entries()) {
    if (layout.chosen[at] !== undefined) continue;
    const seat = seeker.seats.toSorted((a, b) => a.fit - b.fit).find((s) => layout.isFree(s));
    if (seat !== undefined) layout.place(seat);
  }
  return figures(model, layout.chosen);
};

/** Seconds of the processor that this thread has used. */
const spent = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
};

/** The whole Day as one programme, all levels weighed together, handed to the solver for as much of the processor as the planner took. */
export const rawSolver = (model: Model, solver: MipSolver, seconds: number): Figures | undefined => {
  const asIs = leaveAsIs(model);
  const duty = dutyCosts(model, scoreOf(model, asIs));
  const costs = {
    seat: (s: Model['seats'][number]) => 1000 * duty.seat(s) + s.fit,
    waiting: (b: number) => 1000 * duty.waiting(b),
  };
  const choices = new Map(model.seekers.map((seeker, at) => [at, seeker.seats]));
  const end = spent() + seconds;
  const whole = programmeOf(model, {
    choices,
    costs,
    whole: true,
    allowances: model.allowances.map((_, at) => at),
  });
  const answer = solver.solve(whole.programme, {
    iterations: 2 ** 31 - 1,
    nodes: 2 ** 31 - 1,
    gap: 0.999,
    stop: () => spent() > end,
  });
  if (answer.values === undefined) return undefined;
  return figures(
    model,
    chosenOf(
      whole,
      answer.values,
      model.seekers.map(() => undefined),
    ),
  );
};

/**
 * The sample this project began from: the first room that has the equipment, no matter who is in it. A visit in a room that
 * is closed or taken by an earlier one counts as waiting: two parties stand before one door.
 */
export const samplePick = (model: Model): Figures => {
  const layout = new Layout(model, leaveAsIs(model));
  for (const [at, seeker] of model.seekers.entries()) {
    if (layout.chosen[at] !== undefined) continue;
    const room = seeker.booking.options[0]?.room;
    const seat = seeker.seats.find((s) => s.room === room);
    if (seat !== undefined && layout.isFree(seat)) layout.place(seat);
  }
  return figures(model, layout.chosen);
};
