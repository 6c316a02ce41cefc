/**
 * Does `work` for each, in their order but so many at once: those that wait for an answer do not wait for each other's. Once one
 * throws no other is begun, and it is thrown when all that were have ended.
 */
export const sideBySide = async <T>(
  all: readonly T[],
  atOnce: number,
  work: (each: T) => Promise<void>,
): Promise<void> => {
  // Each takes the next one as soon as it is free.
  const left = all.values();
  let failed = false;
  const takeAll = async (): Promise<void> => {
    for (const each of left) {
      if (failed) return;
      try {
        await work(each);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(atOnce, all.length) }, takeAll));
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
};
