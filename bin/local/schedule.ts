import { FUNCTIONS } from '../../shared/wiring.ts';
import { type LocalHandler, lambdaContext } from './lambda-context.ts';

/** The schedule: one sweep at a time, and no retry of one that fails. */
export const startSchedule = (sweep: LocalHandler, everySeconds: number): void => {
  let running: Promise<unknown> = Promise.resolve();
  setInterval(() => {
    running = running.then(() =>
      sweep({} as never, lambdaContext('sweep', FUNCTIONS.sweep.timeoutSeconds)).catch((error: unknown) => {
        console.error('sweep failed', error instanceof Error ? error.name : error);
      }),
    );
  }, everySeconds * 1000);
};
