/** How much work a plan may cost. Work is counted, never timed: the same budget gives the same plan everywhere. */
export type Budget = {
  /** Simplex iterations over all programmes. */
  readonly iterations: number;
  /** The share of them for fit alone, per component. */
  readonly fitIterations: number;
  readonly nodes: number;
  readonly neighbourhoods: number;
  /** Seats the ejection pool may look at. */
  readonly ejections: number;
  /** No programme about waiting and messages that has more seats is handed to the solver. */
  readonly wholeUpTo: number;
  /** Up to so many seats the linear relaxation is solved, whose prices beat those of the ascent; and no programme about fit is larger. */
  readonly relaxUpTo: number;
  /** On Days of more seats than that, too, plans are made from prices, those of an ascent first: for those who have a minute. */
  readonly largestByPrices: boolean;
  /** Up to so many seats fit is sought in one programme over the whole Day, as long as the iterations last; 0: never. */
  readonly fitWholeUpTo: number;
  /** The emergency stop in seconds of the processor, for one far slower than expected; a plan it touched says `cut`. */
  readonly seconds: number;
};

export type Effort = 'small' | 'normal' | 'large';

export const BUDGETS: Readonly<Record<Effort, Budget>> = {
  small: {
    iterations: 20_000,
    fitIterations: 2_000,
    nodes: 100,
    neighbourhoods: 10,
    ejections: 2_000_000,
    wholeUpTo: 6_000,
    relaxUpTo: 8_000,
    largestByPrices: false,
    fitWholeUpTo: 2_000,
    seconds: 10,
  },
  normal: {
    iterations: 100_000,
    fitIterations: 3_000,
    nodes: 2_000,
    neighbourhoods: 400,
    ejections: 80_000_000,
    wholeUpTo: 20_000,
    relaxUpTo: 40_000,
    largestByPrices: true,
    fitWholeUpTo: 7_000,
    seconds: 120,
  },
  large: {
    iterations: 2_000_000,
    fitIterations: 400_000,
    nodes: 20_000,
    neighbourhoods: 600,
    ejections: 100_000_000,
    wholeUpTo: 60_000,
    relaxUpTo: 60_000,
    largestByPrices: true,
    fitWholeUpTo: 7_000,
    seconds: 600,
  },
};
