/** Set by `npm run test:deep`, which tries every law on forty times as many examples as `npm test` has the time for. */
const TIMES_AS_MANY = Number(process.env.TIMES_AS_MANY ?? 0.25);

/** Whether there is the time for what takes long, however few examples it is tried on. */
export const THOROUGHLY = TIMES_AS_MANY > 1;

/** How many examples a law is tried on: a quarter as many in `npm test`. */
export const runs = (count: number): number => Math.ceil(count * TIMES_AS_MANY);
