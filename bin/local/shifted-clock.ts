import { readFileSync } from 'node:fs';

/**
 * Preloaded into a process (`--import`), lets its clock run ahead by the milliseconds that stand in `CLOCK_FILE`, so
 * that a clinic's day can be seen at any hour of ours. Timers keep their pace.
 */
const file = process.env.CLOCK_FILE;

/**
 * Anyone who asks for the time hears of another one so many milliseconds after it was set, in each thread, however busy the
 * machine is: a timer that reads the file would come too late there.
 */
const READ_EVERY_MS = 10;

if (file !== undefined) {
  let ahead = 0;
  let readAt = Number.NEGATIVE_INFINITY;
  const aheadNow = (): number => {
    if (performance.now() - readAt < READ_EVERY_MS) return ahead;
    const text = readFileSync(file, 'utf8');
    // Empty while it is being written.
    if (text === '') return ahead;
    ahead = Number(text);
    readAt = performance.now();
    return ahead;
  };
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...given: [] | [number | string]) {
      if (given.length === 0) super(RealDate.now() + aheadNow());
      else super(...(given as [number]));
    }
    static override now(): number {
      return RealDate.now() + aheadNow();
    }
  } as DateConstructor;
}
