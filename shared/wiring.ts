import type { ENV } from './env.ts';

/**
 * What is connected to what, and with which numbers. The stack and the local system both read this table, so a laptop
 * runs what a deployment runs; a test holds the synthesised template against it.
 */

/** One of the environment variables of `shared/env.ts`, by its key there. */
export type EnvKey = keyof typeof ENV;

/** One Lambda function: where its handler is, what it may cost, what it is told. */
export type FunctionWiring = {
  /** The file that exports `handler`, from the project's root. */
  readonly entry: string;
  readonly timeoutSeconds: number;
  /** Lambda gives CPU in proportion to memory: 1769 MB is one whole core. */
  readonly memoryMb: number;
  /** Always set. */
  readonly env: readonly EnvKey[];
  /** Files that must lie beside the bundle, from the project's root; a module (`.cjs`) bundled with all that it asks for. */
  readonly files?: readonly string[];
  /** Set only where the deployment's settings say so. */
  readonly optionalEnv?: readonly EnvKey[];
};

/** The solver's WebAssembly, which the bundled solver looks for beside itself. */
const SOLVER = 'node_modules/highs/build/highs.wasm';
/** The package that reckons repetitions, read when the first of it is asked for. */
const REPETITIONS = 'lib/rrule-temporal.cjs';

/** One whole core, for whatever may run the planner. */
const ONE_CORE_MB = 1769;

/** Sweeps start this far apart, in minutes. */
export const SWEEP_EVERY_MINUTES = 1;

/** The seven functions, in the order a booking meets them. */
export const FUNCTIONS = {
  /** The patient waits for this answer: much memory is a short cold start, and five seconds is already a failure. */
  receive: {
    entry: 'functions/webhook/receive.ts',
    timeoutSeconds: 5,
    memoryMb: 1024,
    env: ['bookingsQueueUrl', 'webhookSecretId', 'digestKeySecretId'],
  },
  assign: {
    entry: 'functions/worker/assign.ts',
    files: [REPETITIONS],
    timeoutSeconds: 30,
    // No one waits for it as for the webhook; it waits for the table most of its time.
    memoryMb: 512,
    env: [
      'tableName',
      'trailKeptDays',
      'occupancies',
      'bookingsQueueUrl',
      'publishQueueUrl',
      'replanQueueUrl',
      'calKeysSecretId',
      'calApiUrl',
      'calSettleSeconds',
      'digestKeySecretId',
    ],
  },
  /** Ten GETs and one PATCH at most, each with its own time-out. */
  publish: {
    entry: 'functions/worker/publish.ts',
    files: [REPETITIONS],
    timeoutSeconds: 60,
    // It waits for Cal.com: of a whole core it would use 17 ms a wake, and here these are some 120.
    memoryMb: 256,
    env: [
      'tableName',
      'trailKeptDays',
      'occupancies',
      'publishQueueUrl',
      'calKeysSecretId',
      'calApiUrl',
      'calPatchSeconds',
      'digestKeySecretId',
    ],
  },
  /** Ends before the next one starts; an overlap would be harmless but reads everything twice. */
  sweep: {
    entry: 'functions/sweep/schedule.ts',
    files: [SOLVER, REPETITIONS],
    timeoutSeconds: SWEEP_EVERY_MINUTES * 60,
    memoryMb: ONE_CORE_MB,
    env: [
      'tableName',
      'trailKeptDays',
      'occupancies',
      'bookingsQueueUrl',
      'publishQueueUrl',
      'replanQueueUrl',
      'calKeysSecretId',
      'calApiUrl',
      'calSettleSeconds',
      'calPatchSeconds',
      'sweepSeconds',
      'digestKeySecretId',
    ],
  },
  /** A plan within 75 s, even of the largest Days; in the time that is left a better one is looked for, for which no one waits. */
  replan: {
    entry: 'functions/sweep/replan.ts',
    files: [SOLVER, REPETITIONS],
    timeoutSeconds: 240,
    memoryMb: ONE_CORE_MB,
    env: [
      'tableName',
      'trailKeptDays',
      'occupancies',
      'replanQueueUrl',
      'publishQueueUrl',
      // What is offered at Cal.com follows at once.
      'calKeysSecretId',
      'calApiUrl',
      'calSettleSeconds',
      'calPatchSeconds',
      'digestKeySecretId',
    ],
  },
  /** An HTTP API gives up after 30 s; one second less lets the function answer for itself. */
  board: {
    entry: 'functions/board/board.ts',
    files: ['functions/board/openapi.json', REPETITIONS],
    timeoutSeconds: 29,
    memoryMb: ONE_CORE_MB,
    env: [
      'tableName',
      'trailKeptDays',
      'occupancies',
      'replanQueueUrl',
      'publishQueueUrl',
      'calSettleSeconds',
      'calAppUrl',
      'digestKeySecretId',
    ],
    // Cal.com's keys only where patients may be looked up.
    optionalEnv: ['oidcIssuer', 'oidcAudience', 'oidcGroupPrefix', 'calKeysSecretId', 'calApiUrl'],
  },
  /** A patient on the way waits for it. */
  visitPage: {
    entry: 'functions/visit-page/visit-page.ts',
    timeoutSeconds: 10,
    memoryMb: 512,
    env: ['tableName', 'trailKeptDays', 'occupancies', 'digestKeySecretId'],
  },
} as const satisfies Record<string, FunctionWiring>;

export type FunctionName = keyof typeof FUNCTIONS;

/** Those that stand only where the deployment's settings say so; the local system has none of them. */
export const OPTIONAL_FUNCTIONS = {
  /** A hundred writes, of which few are news. */
  tell: {
    entry: 'functions/news/tell.ts',
    timeoutSeconds: 60,
    memoryMb: 256,
    env: ['newsBusName', 'digestKeySecretId'],
  },
} as const satisfies Record<string, FunctionWiring>;

export type OptionalFunctionName = keyof typeof OPTIONAL_FUNCTIONS;

/** Who is speaking, on the bus that others hear news from. */
export const NEWS_SOURCE = 'room-assigner';

/** One queue and the function it feeds. */
type QueueWiring = {
  readonly feeds: FunctionName;
  readonly batchSize: number;
  /** How many of the function run at once for this queue; AWS's least is 2. */
  readonly maxConcurrency: number;
  /** After so many receipts the message goes to the queue's dead-letter queue. */
  readonly maxReceiveCount: number;
};

/**
 * The three queues. Nothing a function sends ever comes back to it, directly or through others: Lambda cuts such loops.
 * A fed function knows its own queue's URL only to bring a message back sooner (ChangeMessageVisibility).
 */
export const QUEUES = {
  /** Ten receipts outlast a busy room's races and a short fault of the Ledger. */
  bookings: { feeds: 'assign', batchSize: 10, maxConcurrency: 20, maxReceiveCount: 10 },
  /** Wake-ups only: what is owed stands in the Ledger, so a lost one costs a minute. */
  publish: { feeds: 'publish', batchSize: 1, maxConcurrency: 2, maxReceiveCount: 5 },
  /** One Day per message. */
  replan: { feeds: 'replan', batchSize: 1, maxConcurrency: 5, maxReceiveCount: 5 },
} as const satisfies Record<string, QueueWiring>;

/** AWS feeds no more of a function at once from one queue. */
export const MOST_PUBLISHERS = 1_000;

/**
 * How many publishers run at once where there are so many credentials: one each, since each tells at its own pace and a wake takes
 * seconds; with fewer, keys wait for each other's answers. AWS's least is 2.
 */
export const publishersAtOnce = (credentials: number): number =>
  Math.max(QUEUES.publish.maxConcurrency, credentials);

/** Keys that one sweep looks after, with the Sites that they serve: it asks each for what changed every two minutes, in half of its time. */
export const KEYS_A_SWEEP = 100;

/** How many sweeps share the work of a minute where there are so many credentials. */
export const sweepsAtOnce = (credentials: number): number => Math.ceil(credentials / KEYS_A_SWEEP);

/** What the schedule tells each of them: which group of Sites and keys it is to sweep. */
export const sweepInputs = (credentials: number) => {
  const of = sweepsAtOnce(credentials);
  return Array.from({ length: of }, (_, nth) => ({ group: { nth, of } }));
};

export type QueueName = keyof typeof QUEUES;

/**
 * Seconds a received message stays hidden: six times its function's time-out, AWS's rule for Lambda, since the poller
 * may hold a batch through several throttled attempts.
 */
export const visibilitySeconds = (queue: QueueName): number =>
  6 * FUNCTIONS[QUEUES[queue].feeds].timeoutSeconds;

/** How long a dead-letter queue keeps a message: AWS's longest. */
export const DEAD_LETTER_DAYS = 14;

/** How many requests one route takes, a second and at once. */
export type Throttle = { readonly ratePerSecond: number; readonly burst: number };

/** Of what anyone may ask for who is not signed in: enough for all who wait, and for no one who tries links one after the other. */
const PAGE_THROTTLE: Throttle = { ratePerSecond: 50, burst: 100 };

/** One HTTP route: `{proxy+}` takes the rest of the path, the longest match wins. */
export type RouteWiring = {
  readonly method: 'GET' | 'POST' | 'ANY';
  readonly path: string;
  readonly function: FunctionName;
  /** Absent: what all the others take. */
  readonly throttle?: Throttle;
};

/** Every route there is; what the board serves beneath its three is in the board's own table. */
export const ROUTES = [
  { method: 'POST', path: '/api/webhooks/cal', function: 'receive' },
  { method: 'GET', path: '/', function: 'board' },
  { method: 'GET', path: '/{proxy+}', function: 'board' },
  { method: 'ANY', path: '/api/{proxy+}', function: 'board' },
  { method: 'GET', path: '/r/{proxy+}', function: 'visitPage', throttle: PAGE_THROTTLE },
  { method: 'POST', path: '/r/{proxy+}', function: 'board', throttle: PAGE_THROTTLE },
  { method: 'GET', path: '/feeds/{proxy+}', function: 'visitPage' },
] as const satisfies readonly RouteWiring[];

/** Requests a second, and at once, that one route takes. A throttled webhook is a booking that is unknown until reconciliation. */
export const THROTTLE = { ratePerSecond: 200, burst: 500 } as const;

/** How Cal.com is treated unless the settings say otherwise; both in seconds, meaning as in `shared/env.ts`. */
export const PACE = { settleSeconds: 10, patchSeconds: 15 } as const;

/** Where Cal.com's API is unless the settings say otherwise. */
export const CAL_API_URL = 'https://api.cal.com';

/** Where Cal.com shows bookings to people unless the settings say otherwise. */
export const CAL_APP_URL = 'https://app.cal.com';

/** For how many days after a Day its trail is kept unless the settings say otherwise: it tells who did what, and when. */
export const TRAIL_KEPT_DAYS = 90;
