import { readFileSync } from 'node:fs';

/**
 * Preloaded into a process (`--import`), lets its clock run ahead by the milliseconds that stand in `CLOCK_FILE`, so
 * that a clinic's day can be seen at any hour of ours. Timers keep their pace.
 */
const file = process.env.CLOCK_FILE;
if (file !== undefined) {
  let ahead = 0;
  const read = (): void => {
    const text = readFileSync(file, 'utf8');
    if (text !== '') ahead = Number(text);
  };
  read();
  setInterval(read, 25).unref();
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...given: [] | [number | string]) {
      if (given.length === 0) super(RealDate.now() + ahead);
      else super(...(given as [number]));
    }
    static override now(): number {
      return RealDate.now() + ahead;
    }
  } as DateConstructor;
}
