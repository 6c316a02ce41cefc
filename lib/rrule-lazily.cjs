// Stands in a bundle for the package that reckons repetitions: with a Temporal of its own it is the largest of all, and needed only
// where a clinic's file has anything that comes again. So it is read when the first of it is asked for, and no start waits for it.
let real;

exports.RRuleTemporal = class {
  constructor(options) {
    real ??= require('../node_modules/rrule-temporal/dist/index.cjs');
    // biome-ignore lint/correctness/noConstructorReturn: it is the real one that is asked for
    return new real.RRuleTemporal(options);
  }
};
