import type { VisitType } from '../domain/catalogue.ts';

/** What says which rooms a visit can have. */
const WHAT = {
  equipment: ({ needs }: VisitType) => needs.equipment.toSorted(),
  kinds: ({ needs }: VisitType) => needs.kinds?.toSorted(),
  accessible: ({ needs }: VisitType) => needs.accessible,
  people: ({ people }: VisitType) => people,
  site: ({ site }: VisitType) => site,
} as const;

/** The first two of these visit types that do not need the same rooms, and in what they differ. */
export const needsApart = (
  types: readonly VisitType[],
): { readonly one: VisitType; readonly other: VisitType; readonly by: readonly string[] } | undefined => {
  const [one, ...rest] = types;
  if (one === undefined) return undefined;
  for (const other of rest) {
    const by = Object.entries(WHAT).flatMap(([name, of]) =>
      JSON.stringify(of(one)) === JSON.stringify(of(other)) ? [] : [name],
    );
    if (by.length > 0) return { one, other, by };
  }
  return undefined;
};
