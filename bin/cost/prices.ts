/** What a thing costs, in US dollars for so many of it, and how many of it an account has free each month for as long as it lives. */
export type Price = { readonly dollars: number; readonly each: number; readonly free?: number };

const MILLION = 1_000_000;

/** Where and when these stood in AWS's public price lists. They are written down by hand: look before you rely on them. */
export const PRICE_LIST = { region: 'eu-central-1', asOf: '2025-07' } as const;

export const PRICES = {
  httpRequests: { dollars: 1.2, each: MILLION },
  invocations: { dollars: 0.2, each: MILLION, free: MILLION },
  /** On ARM. */
  gigabyteSeconds: { dollars: 0.0000133334, each: 1, free: 400_000 },
  writeUnits: { dollars: 0.7625, each: MILLION },
  readUnits: { dollars: 0.1525, each: MILLION },
  storedGigabytes: { dollars: 0.306, each: 1, free: 25 },
  recoverableGigabytes: { dollars: 0.2448, each: 1 },
  queueRequests: { dollars: 0.4, each: MILLION, free: MILLION },
  loggedGigabytes: { dollars: 0.63, each: 1, free: 5 },
  metrics: { dollars: 0.3, each: 1, free: 10 },
  alarms: { dollars: 0.1, each: 1, free: 10 },
  secrets: { dollars: 0.4, each: 1 },
  secretReads: { dollars: 0.05, each: 10_000 },
  traces: { dollars: 5, each: MILLION, free: 100_000 },
} as const satisfies Record<string, Price>;

export type Priced = keyof typeof PRICES;
