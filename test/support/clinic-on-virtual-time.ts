import { randomBytes, randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { CalSandbox, type CalSandboxOptions } from '../../bin/sandbox/cal-sandbox.ts';
import { madeUpDigests, madeUpWords } from '../../bin/simulation/digests.ts';
import { asResponse } from '../../bin/simulation/virtual-fetch.ts';
import { VirtualTime } from '../../bin/simulation/virtual-time.ts';
import { receiveDelivery } from '../../functions/webhook/receive-delivery.ts';
import { askPredecessor } from '../../shared/assigning/ask-predecessor.ts';
import { assignBooking } from '../../shared/assigning/assign-booking.ts';
import { handleNotice, type NoticeOutcome } from '../../shared/assigning/handle-notice.ts';
import type { Outcome } from '../../shared/assigning/outcome.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { eventTypesSeen } from '../../shared/calcom/cal-account.ts';
import { calClient } from '../../shared/calcom/cal-client.ts';
import { calHttp } from '../../shared/calcom/cal-http.ts';
import { calLister, type ListContract } from '../../shared/calcom/cal-lister.ts';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import type { Catalogue, PublishingMode, Site } from '../../shared/domain/catalogue.ts';
import { seededChance } from '../../shared/domain/chance.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import type { MipSolver } from '../../shared/domain/plan/proof/mip-solver.ts';
import { linkToken, TOKEN_BYTES } from '../../shared/domain/visit-link.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { digestKeyIn } from '../../shared/publishing/digest-key.ts';
import { CAL_TIMEOUT_MS, VERIFY_AFTER_MS } from '../../shared/publishing/pace.ts';
import { wakePublisher } from '../../shared/publishing/publish.ts';
import type { PublisherReport } from '../../shared/publishing/publisher-dependencies.ts';
import { fromBookingMessage } from '../../shared/queue/booking-message.ts';
import { toBookingMessage } from '../../shared/queue/to-booking-message.ts';
import { type ReconcileReport, reconcile } from '../../shared/reconciling/reconcile.ts';
import { type ReplanDependencies, replanDay } from '../../shared/replanning/replan-day.ts';
import { runSweep } from '../../shared/sweeping/run-sweep.ts';
import { stepRunner } from '../../shared/sweeping/steps.ts';
import { WHOLE } from '../../shared/sweeping/sweep-group.ts';
import { demoCatalogue } from './demo-catalogue.ts';
import { httpEvent } from './http-event.ts';

const SECRET = 'a-secret-of-the-tests';
export const KEY = 'cal_a_key_of_the_tests';

export type VirtualTimeOptions = {
  /** When virtual time begins; a Monday morning unless given. */
  readonly now?: string;
  readonly publishing?: PublishingMode;
  readonly catalogue?: (demo: Catalogue) => Catalogue;
  readonly ledger?: Ledger;
  readonly sandbox?: Partial<CalSandboxOptions>;
  /** Listed at Cal.com by this contract alone; the older one unless given. */
  readonly contract?: ListContract | 'any';
  /** Nothing longer, in bytes, is read of an answer of Cal.com's. */
  readonly longestAnswer?: number;
  /** What the re-plan proves its plans with; without one the heuristics stand alone. */
  readonly solver?: MipSolver;
  /** Nothing runs by itself: for what was there before us. */
  readonly asleep?: boolean;
};

/** No request is given up on by real time. */
const ENDLESS = new AbortController().signal;

const SETTLE_MS = 10_000;
const SPACING_MS = 15_000;
const SWEEP_MS = 60_000;

/**
 * The whole clinic in this process on virtual time: Cal.com's sandbox, its webhooks to the webhook's use case, one message
 * after the other to the assigner, wakes to the publisher, a sweep with reconciliation every minute.
 */
export const clinicOnVirtualTime = async (options: VirtualTimeOptions = {}) => {
  const time = new VirtualTime(options.now ?? '2026-10-05T06:00:00Z');
  const chance = seededChance(1);
  const ledger = options.ledger ?? memoryLedger();
  const { solver } = options;
  const outcomes: (Outcome | NoticeOutcome)[] = [];
  const reports: PublisherReport[] = [];
  const reconciled: ReconcileReport[] = [];
  /** Steps of a sweep that threw. */
  const failures: Record<string, unknown>[] = [];
  let up = options.asleep !== true;

  const sandbox = new CalSandbox({
    now: time.now,
    later: time.later,
    chance,
    apiKeys: [KEY],
    deliver: async ({ headers, body }) => {
      const answer = await receive(requestOf(headers, body));
      return answer.statusCode ?? 500;
    },
    webhook: { subscriberUrl: 'https://rooms.example/api/webhooks/cal', secret: SECRET },
    ...options.sandbox,
  });
  const catalogue = (options.catalogue ?? ((demo) => demo))(demoPublishing(options.publishing ?? 'on'));
  const start = (): Promise<unknown> =>
    importCatalogue({ ledger, now: time.now() }, catalogue, { dryRun: false, removeRoomsInUse: false });

  const clinicOf = () => new Clinic(ledger, time.now, madeUpWords);
  const wakes: ReplanDependencies = {
    ledger,
    clinic: clinicOf(),
    now: time.now,
    chance,
    pause: async () => undefined,
    settleMs: SETTLE_MS,
    spacingMs: SPACING_MS,
    effort: 'small',
    ...(solver ? { loadSolver: async () => solver } : {}),
    wakePublisher: async (credential, delayMs) => {
      time.later(Math.max(0, delayMs), () => void wake(credential, true));
    },
    wakeReplan: async (siteId, date) => {
      time.later(0, () => void replanDay(wakes)(siteId, date));
    },
  };
  const take = async (body: string): Promise<void> => {
    const message = fromBookingMessage(body);
    outcomes.push(
      'notice' in message
        ? await handleNotice(wakes)(message)
        : await assignBooking(wakes)(await asked(message)),
    );
  };
  const enqueue = async (message: Parameters<typeof toBookingMessage>[0]): Promise<void> => {
    if (up) time.later(0, () => void take(toBookingMessage(message)));
  };
  const receive = receiveDelivery({
    secrets: {
      get: async () => ({ current: SECRET }),
      refetched: async () => ({ current: SECRET }),
    },
    words: madeUpWords,
    enqueue,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    count: () => undefined,
    now: time.now,
  });

  const keys: { current: string } & Record<string, string> = { current: KEY };
  let reads = 0;
  const fetchOnVirtualTime = fetchOf(sandbox, time, () => {
    reads += 1;
  });
  const client = {
    origin: 'https://cal.test',
    keyOf: async (credential: string) => keys[credential] ?? keys.current,
    timeoutMs: CAL_TIMEOUT_MS,
    now: time.now,
    words: madeUpWords,
    fetch: fetchOnVirtualTime,
    patience: () => ENDLESS,
    ...(options.longestAnswer === undefined ? {} : { longestAnswer: options.longestAnswer }),
  };
  const asked = askPredecessor({ ledger, clinic: clinicOf(), cal: calClient(client), now: time.now });
  const publisher = wakePublisher({
    ledger,
    clinic: clinicOf(),
    cal: calClient(client),
    now: time.now,
    newId: randomUUID,
    newToken: () => linkToken(randomBytes(TOKEN_BYTES)),
    spacingMs: SPACING_MS,
    verifyAfterMs: VERIFY_AFTER_MS,
    digestKey: digestKeyIn(ledger),
    pause: (ms) => new Promise((wake) => time.later(ms, () => wake())),
    report: (line) => reports.push(line),
  });
  const wake = async (credential: string, first: boolean): Promise<void> => {
    if (!up) return;
    const outcome = await publisher(credential);
    if (outcome.kind === 'later' && first)
      time.later(Math.max(0, outcome.at - time.now()), () => void wake(credential, false));
  };

  const runStep = stepRunner({
    log: { error: (sentence, fields) => failures.push({ sentence, ...fields }) },
    count: () => undefined,
    now: time.now,
  });
  const newReconcile = () =>
    reconcile({
      ledger,
      runStep,
      clinic: clinicOf(),
      cal: calClient(client),
      lister: calLister(client, ...contractsOf(options.contract)),
      eventTypes: eventTypesSeen(calHttp(client)),
      enqueue,
      now: time.now,
      digestKey: digestKeyIn(ledger),
      settleMs: SETTLE_MS,
      wakePublisher: wakes.wakePublisher,
    });
  let runReconcile = newReconcile();
  const sweepOnce = runSweep({
    everyMs: SWEEP_MS,
    ...wakes,
    runStep,
    replan: replanDay(wakes),
    reconcile: async (terms) => {
      const report = await runReconcile(terms);
      reconciled.push(report);
      return report;
    },
    gauge: () => undefined,
    log: { info: () => undefined, warn: () => undefined },
  });
  let sweeping: Promise<unknown> = Promise.resolve();
  const sweepNow = (): Promise<unknown> => {
    sweeping = sweeping.then(() => sweepOnce({ group: WHOLE, until: time.now() + 45_000 }));
    return sweeping;
  };
  const schedule = (): void => {
    time.later(SWEEP_MS, () => {
      if (up) void sweepNow();
      schedule();
    });
  };
  if (up) {
    await start();
    schedule();
  }

  const record = (uid: string): Promise<BookingRecord | undefined> => ledger.readBooking(uid);
  return {
    time,
    sandbox,
    ledger,
    catalogue,
    dependencies: wakes,
    client,
    keys,
    outcomes,
    reports,
    reconciled,
    failures,
    record,
    /** How often our side has read at Cal.com. */
    reads: () => reads,
    sweepNow,
    /** The next sweep is another process's, which remembers nothing. */
    forgetInSweep: () => {
      runReconcile = newReconcile();
    },
    /** Only now does our side exist. */
    wakeUp: async () => {
      await start();
      up = true;
      schedule();
    },
    minutes: (count: number) => time.pass(count * 60_000),
    /** A visit booked through Cal.com; resolves when the patient has their answer. */
    book: (input: Parameters<CalSandbox['book']>[0]) => time.until(sandbox.book(input)),
    roomOf: async (uid: string) => {
      const found = await record(uid);
      return found?.placement.kind === 'roomed' ? found.placement.roomId : found?.placement.kind;
    },
    locationMails: (uid?: string) =>
      sandbox.mails({ kind: 'location-changed', role: 'attendee', ...(uid === undefined ? {} : { uid }) }),
    setMode: async (publishing: PublishingMode) => {
      for (const site of catalogue.sites) {
        const { site: before } = await ledger.readSite(site.id);
        if (before === undefined) throw new Error('no such site');
        const { version, ...rest } = before;
        await ledger.commit([
          {
            kind: 'site',
            seen: version,
            record: {
              ...rest,
              publishing,
              publishingSince: publishing === 'on' ? time.now() : before.publishingSince,
            },
          },
        ]);
      }
    },
  };
};

export type ClinicOnVirtualTime = Awaited<ReturnType<typeof clinicOnVirtualTime>>;

/** The staff of a running clinic's only Site, as the board's use cases see them. */
export const staffAt = ({
  dependencies,
  catalogue,
}: ClinicOnVirtualTime): { readonly deps: BoardDependencies; readonly site: Site } => {
  const site = catalogue.sites[0];
  if (site === undefined) throw new Error('the clinic has no site');
  return {
    deps: {
      ...dependencies,
      newId: randomUUID,
      askProof: async () => undefined,
      digests: async () => madeUpDigests,
      trailKeptDays: 90,
    },
    site,
  };
};

const demoPublishing = (publishing: PublishingMode): Catalogue => {
  const demo = demoCatalogue();
  return { ...demo, sites: demo.sites.map((site) => ({ ...site, publishing })) };
};

const contractsOf = (contract: ListContract | 'any' = '2024-08-13'): [] | [[ListContract]] =>
  contract === 'any' ? [] : [[contract]];

const requestOf = (headers: Readonly<Record<string, string>>, body: string): APIGatewayProxyEventV2 =>
  httpEvent('POST', '/api/webhooks/cal', {
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body,
  });

/** `fetch` answered by the sandbox; gives up on virtual time, as the client's own time-out would. */
const fetchOf =
  (sandbox: CalSandbox, time: VirtualTime, reads: () => void): typeof fetch =>
  async (input, init) => {
    const url = new URL(String(input));
    const method = init?.method ?? 'GET';
    if (method === 'GET') reads();
    const answered = sandbox.handle({
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...(init?.headers as Record<string, string>) },
      body: typeof init?.body === 'string' ? init.body : '',
    });
    return asResponse(
      await new Promise((resolve, reject) => {
        const heard = time.later(CAL_TIMEOUT_MS, () => reject(new DOMException('too slow', 'TimeoutError')));
        answered.then(resolve, reject).finally(heard);
      }),
    );
  };

/** Who works in the south, by their Cal.com user id. */
export const SOUTHERN = 4713;
export const SOUTHERN_KEY = 'cal_key_of_the_south';

/** The demo clinic with a second Site like the first, where one of the practitioners works. */
export const withSouth =
  (credential: string) =>
  (demo: Catalogue): Catalogue => ({
    ...demo,
    sites: demo.sites.flatMap((site) => [site, { ...site, id: 'south', name: 'Clinic South', credential }]),
    practitioners: demo.practitioners.map((each) =>
      each.id === SOUTHERN ? { id: each.id, site: 'south' } : each,
    ),
  });
