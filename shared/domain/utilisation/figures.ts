/** What is counted of a place, an hour, or all of them: minutes first. `open` is booked, turnaround, blocked and idle together. */
export const FIGURES = [
  'open',
  /** Held for visits, less what is turnaround. */
  'booked',
  /** Of the booked minutes those in which a patient was there, as far as anyone knows. */
  'used',
  /** Setup too. */
  'turnaround',
  'blocked',
  'idle',
  'visits',
  'noShows',
  'lateStarts',
  /** Visits that waited, for a time or in the end: of a room those that it would have suited. */
  'waited',
] as const;
export type Figures = Readonly<Record<(typeof FIGURES)[number], number>>;

export const NO_FIGURES = Object.fromEntries(FIGURES.map((name) => [name, 0])) as Figures;

export const sumOf = (all: readonly Partial<Figures>[]): Figures => {
  const sum: Record<keyof Figures, number> = { ...NO_FIGURES };
  for (const each of all) for (const name of FIGURES) sum[name] += each[name] ?? 0;
  return sum;
};
