/** Looks again and again until `recheck` answers something, and gives up after so long that something must be broken, on a busy machine too. */
export const eventually = async <T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  withinMs = 120_000,
  everyMs = 150,
): Promise<T> => {
  const until = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > until) throw new Error(`${what} did not happen within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
};
