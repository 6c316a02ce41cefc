/** All that can be read; of what cannot, only that is said. Without `unreadable` it is an error. */
export const readEach = async <Id, T>(
  ids: readonly Id[],
  read: (id: Id) => Promise<T | undefined>,
  unreadable?: (id: Id, error: unknown) => void,
): Promise<readonly T[]> => {
  const found = await Promise.all(
    ids.map(async (id) => {
      try {
        return await read(id);
      } catch (error) {
        if (unreadable === undefined) throw error;
        unreadable(id, error);
        return undefined;
      }
    }),
  );
  return found.flatMap((each) => each ?? []);
};
