import { FUNCTIONS } from '../../shared/wiring.ts';
import { type LocalHandler, lambdaContext } from './lambda-context.ts';

/** So often it is looked whether the next sweep is due. */
const LOOK_MS = 250;

/**
 * The schedule: one sweep at a time, and no retry of one that fails. It goes by the clinic's clock: where that is set on, what is due
 * by then is found at once, and no one waits for the next sweep.
 */
export const startSchedule = (sweep: LocalHandler, everySeconds: number): void => {
  const everyMs = everySeconds * 1000;
  let running: Promise<unknown> = Promise.resolve();
  let due = Date.now() + everyMs;
  setInterval(
    () => {
      const now = Date.now();
      if (now < due) return;
      due = now + everyMs;
      running = running.then(() =>
        sweep({} as never, lambdaContext('sweep', FUNCTIONS.sweep.timeoutSeconds)).catch((error: unknown) => {
          console.error('sweep failed', error instanceof Error ? error.name : error);
        }),
      );
    },
    Math.min(LOOK_MS, everyMs),
  );
};
