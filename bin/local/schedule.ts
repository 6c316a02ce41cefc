import { FUNCTIONS } from '../../shared/wiring.ts';
import { type LocalHandler, lambdaContext } from './lambda-context.ts';

/** So often it is looked whether the next sweep is due. */
const LOOK_MS = 250;

/**
 * The schedule: one sweep at a time, and no retry of one that fails. It goes by the clinic's clock: where that is set on, what is due
 * by then is found at once, and no one waits for the next sweep. On a machine so busy that a sweep takes longer than the next one is
 * away, that one follows at once, and no more of them lie in wait: they would find nothing, and keep the machine as busy.
 */
export const startSchedule = (sweep: LocalHandler, everySeconds: number): void => {
  const everyMs = everySeconds * 1000;
  let isSweeping = false;
  let due = Date.now() + everyMs;
  setInterval(
    async () => {
      const now = Date.now();
      if (isSweeping || now < due) return;
      due = now + everyMs;
      isSweeping = true;
      try {
        await sweep({} as never, lambdaContext('sweep', FUNCTIONS.sweep.timeoutSeconds));
      } catch (error) {
        console.error('sweep failed', error instanceof Error ? error.name : error);
      }
      isSweeping = false;
    },
    Math.min(LOOK_MS, everyMs),
  );
};
