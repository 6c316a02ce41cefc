import type { MipSolver, SolverAnswer } from '../../shared/domain/plan/proof/mip-solver.ts';

/** A solver that remembers, for one Day planned again and again, what it answered at each call. */
export const remembering = (real: MipSolver): (() => MipSolver) => {
  const known: { readonly columns: number; readonly answer: SolverAnswer }[] = [];
  return () => {
    let calls = 0;
    return {
      name: real.name,
      solve: (programme, limits, start) => {
        const columns = programme.cost.length;
        const found = known[calls] ?? { columns, answer: real.solve(programme, limits, start) };
        if (found.columns !== columns) throw new Error('the same Day was planned in another way');
        known[calls] = found;
        calls += 1;
        return found.answer;
      },
    };
  };
};

/** A solver that does something else at its `nth` call, from 1, and counts them. */
export const faultyAt = (
  real: MipSolver,
  nth: number,
  instead: (answer: SolverAnswer) => SolverAnswer,
): MipSolver & { readonly calls: () => number } => {
  let calls = 0;
  return {
    name: 'faulty',
    calls: () => calls,
    solve: (programme, limits, start) => {
      calls += 1;
      const answer = real.solve(programme, limits, start);
      return calls === nth ? instead(answer) : answer;
    },
  };
};

export const crashes = (): never => {
  throw new Error('the solver crashed');
};

const filled = (like: Float64Array | undefined, value: number): Float64Array =>
  new Float64Array(like?.length ?? 0).fill(value);

/** Answers that cannot be: what each makes of a right one. */
export const NONSENSE: Readonly<Record<string, (answer: SolverAnswer) => SolverAnswer>> = {
  'everyone in every room': (answer) => ({ ...answer, values: filled(answer.values, 1) }),
  'no one anywhere': (answer) => ({ ...answer, values: filled(answer.values, 0) }),
  'halves of people': (answer) => ({ ...answer, values: filled(answer.values, 0.5) }),
  'no numbers': (answer) => ({
    ...answer,
    values: answer.values && filled(answer.values, Number.NaN),
    rowDuals: answer.rowDuals && filled(answer.rowDuals, Number.NaN),
  }),
  'too few numbers': (answer) => ({
    ...answer,
    values: answer.values?.slice(1),
    rowDuals: answer.rowDuals?.slice(1),
  }),
  'a bound that is no number': (answer) => ({ ...answer, bound: Number.NaN }),
  'a bound above what is possible': (answer) => ({ ...answer, bound: 1e15 }),
  'that nothing is possible': (answer) => ({ ...answer, status: 'infeasible', values: undefined }),
  'that the best is none': (answer) => ({ ...answer, status: 'optimal', values: undefined }),
  'work that is no number': (answer) => ({ ...answer, iterations: Number.NaN }),
};
