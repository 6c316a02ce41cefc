/**
 * Why something failed, for a log: the names of an error and of its causes, outermost first. Never their messages, which
 * may name a patient.
 */
export const reasonsOf = (error: unknown): string => {
  const names: string[] = [];
  for (let each: unknown = error; each instanceof Error && names.length < MOST_CAUSES; each = each.cause)
    names.push(each.name);
  return names.length === 0 ? 'unknown' : names.join(' ← ');
};

/** Causes may go in a circle. */
const MOST_CAUSES = 5;

/** Where it was thrown: the first line of the stack that names a place in the code. */
export const placeOf = (error: unknown): string =>
  (error instanceof Error ? error.stack : undefined)
    ?.split('\n')
    .find((line) => /^\s+at /.test(line))
    ?.trim() ?? 'unknown';
