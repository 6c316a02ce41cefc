/**
 * What a thing costs, in US dollars for so many of it, how many of it an account has free each month for as long as it lives, and
 * where the price was last read. AWS's own pages fill in their tables by script, so what was read is the price list of a
 * date as others quote it. No `seen`: no page was found that says it.
 */
export type Price = {
  readonly dollars: number;
  readonly each: number;
  readonly free?: number;
  readonly seen?: Seen;
};

type Seen = { readonly page: string; readonly of: string; readonly in: Region };

/** `elsewhere`: for another region, or without one. */
type Region = 'eu-central-1' | 'elsewhere';

const MILLION = 1_000_000;

/** They are written down by hand: look before you rely on them. */
export const PRICE_LIST = { region: 'eu-central-1', lookedUp: '2026-11-29' } as const;

/** The price list that is at https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/<offer>/current/eu-central-1/index.json. */
const listed = (offer: string, of: string): Seen => ({
  page: `AWS Price List, ${offer}, as a published comparison of three regions quotes it`,
  of,
  in: 'eu-central-1',
});

const DYNAMO = listed('AmazonDynamoDB', '2026-08-15');
const CLOUDWATCH = listed('AmazonCloudWatch', '2026-08-06');
const SECRETS: Seen = {
  page: 'hivebook.wiki/wiki/aws-secrets-manager-rotated-secrets-dynamic-db-credentials-kms',
  of: 'undated',
  in: 'elsewhere',
};

export const PRICES = {
  httpRequests: {
    dollars: 1.2,
    each: MILLION,
    seen: { page: 'a published reckoning of a service in this region', of: 'undated', in: 'eu-central-1' },
  },
  invocations: {
    dollars: 0.2,
    each: MILLION,
    free: MILLION,
    seen: {
      page: 'AWS Price List, AWSLambda, EUC1-Request, as a published bill quotes it',
      of: '2026-08-12',
      in: 'eu-central-1',
    },
  },
  /** On ARM. On x86 the two regions cost the same. */
  gigabyteSeconds: {
    dollars: 0.0000133334,
    each: 1,
    free: 400_000,
    seen: { page: 'cloudchipr.com/blog/aws-lambda-pricing', of: '2024', in: 'elsewhere' },
  },
  writeUnits: { dollars: 0.7625, each: MILLION, seen: DYNAMO },
  readUnits: { dollars: 0.1525, each: MILLION, seen: DYNAMO },
  storedGigabytes: { dollars: 0.306, each: 1, free: 25, seen: DYNAMO },
  recoverableGigabytes: { dollars: 0.2448, each: 1, seen: DYNAMO },
  queueRequests: {
    dollars: 0.4,
    each: MILLION,
    free: MILLION,
    seen: listed('AWSQueueService', '2025-08-28'),
  },
  loggedGigabytes: { dollars: 0.63, each: 1, free: 5, seen: CLOUDWATCH },
  metrics: { dollars: 0.3, each: 1, free: 10, seen: CLOUDWATCH },
  /** Those with up to fifty metrics are free. */
  dashboards: {
    dollars: 3,
    each: 1,
    free: 3,
    seen: {
      page: 'factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards',
      of: '2026-06-13',
      in: 'elsewhere',
    },
  },
  /** Of standard resolution, for each metric that an alarm looks at. */
  alarmMetrics: { dollars: 0.1, each: 1, free: 10, seen: CLOUDWATCH },
  scheduled: {
    dollars: 1.15,
    each: MILLION,
    free: 14 * MILLION,
    seen: listed('AWSEvents', '2026-05-29'),
  },
  secrets: { dollars: 0.4, each: 1, seen: SECRETS },
  secretReads: { dollars: 0.05, each: 10_000, seen: SECRETS },
  traces: { dollars: 5, each: MILLION, free: 100_000 },
} as const satisfies Record<string, Price>;

export type Priced = keyof typeof PRICES;

/** The prices that no page was found to say of this region. */
export const unconfirmed = (): Priced[] =>
  Object.entries<Price>(PRICES)
    .filter(([, { seen }]) => seen?.in !== PRICE_LIST.region)
    .map(([priced]) => priced as Priced);
