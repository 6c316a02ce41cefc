/** Does `work` for each, in their order but so many at once: those that wait for an answer do not wait for each other's. */
export const sideBySide = async <T>(
  all: readonly T[],
  atOnce: number,
  work: (each: T) => Promise<void>,
): Promise<void> => {
  // Each takes the next one as soon as it is free.
  const left = all.values();
  const takeAll = async (): Promise<void> => {
    for (const each of left) await work(each);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, takeAll));
};
