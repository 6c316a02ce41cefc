import { type MipSolver, missingSolver } from '../domain/plan/proof/mip-solver.ts';

/** The solver, or one that stands for it where it could not be loaded: the plan is made without it, and says so. */
export const loadedSolver = async (load: () => Promise<MipSolver>): Promise<MipSolver> => {
  try {
    return await load();
  } catch (cause) {
    return missingSolver(cause);
  }
};
