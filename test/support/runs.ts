/** Set by `npm run test:deep`, which tries every law on many more examples. */
const TIMES_AS_MANY = Number(process.env.TIMES_AS_MANY ?? 1);

/** How many examples a law is tried on: so many in `npm test`. */
export const runs = (count: number): number => count * TIMES_AS_MANY;
