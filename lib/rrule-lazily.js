// Stands in a bundle for the package that reckons repetitions: with a Temporal of its own it is the largest of all, and needed only
// where a clinic's file has anything that comes again. So it lies beside the bundle, and is read when the first of it is asked for: no
// start waits for it, not even to skip over it.
let real;

export class RRuleTemporal {
  constructor(options) {
    real ??= process.getBuiltinModule('node:module').createRequire(import.meta.url)('./rrule-temporal.cjs');
    // biome-ignore lint/correctness/noConstructorReturn: it is the real one that is asked for
    return new real.RRuleTemporal(options);
  }
}
