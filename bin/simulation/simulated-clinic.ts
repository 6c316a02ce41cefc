import { createHash } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { takeDay } from '../../functions/sweep/take-day.ts';
import { receiveDelivery } from '../../functions/webhook/receive-delivery.ts';
import { takeDelivery } from '../../functions/worker/take-delivery.ts';
import { takeWake } from '../../functions/worker/take-wake.ts';
import { ASK_TIMEOUT_MS, askPredecessor } from '../../shared/assigning/ask-predecessor.ts';
import { assignBooking } from '../../shared/assigning/assign-booking.ts';
import { handleNotice } from '../../shared/assigning/handle-notice.ts';
import { RECHECKS } from '../../shared/assigning/rechecks.ts';
import { mirrorDay, mirrorInTurn } from '../../shared/availability/mirror-offers.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { eventTypesSeen } from '../../shared/calcom/cal-account.ts';
import type { CalApi } from '../../shared/calcom/cal-api.ts';
import { calBooker } from '../../shared/calcom/cal-booker.ts';
import { calClient } from '../../shared/calcom/cal-client.ts';
import { calFeeds } from '../../shared/calcom/cal-feeds.ts';
import { type CalClientOptions, calHttp } from '../../shared/calcom/cal-http.ts';
import { type CalLister, calLister } from '../../shared/calcom/cal-lister.ts';
import { type CalSchedules, calSchedules } from '../../shared/calcom/cal-schedules.ts';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import type { BookingEvent, BookingMessage } from '../../shared/domain/booking-event.ts';
import {
  type Catalogue,
  type CredentialName,
  type PublishingMode,
  type SeatsTold,
  type Site,
  type SiteId,
  sitesByCredential,
} from '../../shared/domain/catalogue.ts';
import { type Chance, seededChance } from '../../shared/domain/chance.ts';
import { claimsByRoom } from '../../shared/domain/combination-rooms.ts';
import type { Block } from '../../shared/domain/day.ts';
import { lastPlanned } from '../../shared/domain/horizon.ts';
import { hourOf } from '../../shared/domain/hours-silent.ts';
import { type Ledger, LedgerUnavailable, type MayLag, type Write } from '../../shared/domain/ledger.ts';
import type { DueMarker, OwedEntry } from '../../shared/domain/ledger-records.ts';
import { BUDGETS } from '../../shared/domain/plan/budget.ts';
import type { MipSolver } from '../../shared/domain/plan/proof/mip-solver.ts';
import { isLeftToLists, reasonOf } from '../../shared/domain/publication.ts';
import { GONE_AT_CAL_COM } from '../../shared/domain/publication-reasons.ts';
import { linkToken } from '../../shared/domain/visit-link.ts';
import { isWalkIn } from '../../shared/domain/walk-in.ts';
import { noteHeard, readHeardHours } from '../../shared/hearing/heard-hours.ts';
import { catalogueWrites } from '../../shared/ledger/catalogue-parts.ts';
import { Clinic, FILE_AGE_MS } from '../../shared/ledger/clinic.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { TransactionTooLarge } from '../../shared/ledger/transaction-size.ts';
import { digestKeyIn } from '../../shared/publishing/digest-key.ts';
import { CAL_TIMEOUT_MS, VERIFY_AFTER_MS } from '../../shared/publishing/pace.ts';
import { wakePublisher } from '../../shared/publishing/publish.ts';
import type { PublisherReport } from '../../shared/publishing/publisher-dependencies.ts';
import { isOver } from '../../shared/publishing/save-publication.ts';
import { NotEnqueued } from '../../shared/queue/booking-sender.ts';
import { returnSoonTo } from '../../shared/queue/return-soon.ts';
import { toBookingMessage } from '../../shared/queue/to-booking-message.ts';
import { replanMessage } from '../../shared/queue/wake-message.ts';
import { wakeSender } from '../../shared/queue/wake-sender.ts';
import { readProgress } from '../../shared/reconciling/progress.ts';
import { NOTHING_FOUND, reconcile } from '../../shared/reconciling/reconcile.ts';
import { proveWhatIf } from '../../shared/replanning/prove-what-if.ts';
import { isPutOff, LONGEST_PUT_OFF_MS, putOffDay } from '../../shared/replanning/put-off-day.ts';
import { replanDay } from '../../shared/replanning/replan-day.ts';
import { reportNights } from '../../shared/reporting/report-nights.ts';
import { calKeys } from '../../shared/secrets/cal-keys.ts';
import type { ReadSecret } from '../../shared/secrets/read-secret.ts';
import { webhookSecrets } from '../../shared/secrets/webhook-secrets.ts';
import { forgetClosures } from '../../shared/sweeping/forget-closures.ts';
import { runSweep } from '../../shared/sweeping/run-sweep.ts';
import { type RunStep, stepRunner } from '../../shared/sweeping/steps.ts';
import { type SweepGroup, WHOLE } from '../../shared/sweeping/sweep-group.ts';
import type { Dependencies } from '../../shared/unit-of-work/dependencies.ts';
import { FUNCTIONS, PACE, SWEEP_EVERY_MINUTES, TRAIL_KEPT_DAYS } from '../../shared/wiring.ts';
import type { SandboxRequest, SandboxResponse } from '../sandbox/api-message.ts';
import { CalSandbox } from '../sandbox/cal-sandbox.ts';
import { demoAddress } from '../sandbox/demo-clinic.ts';
import type { WebhookRequest } from '../sandbox/webhook-sender.ts';
import type { Behaviour, OddRow } from '../sandbox/world.ts';
import { madeUpDigests, madeUpWords } from './digests.ts';
import {
  calFault,
  EVICTION_STORM,
  type FaultCounts,
  HOUR_NOT_NOTED,
  ourFault,
  renamed,
  sumOfFaults,
  UNMAPPED_BOOKING,
  type WorldFault,
} from './fault-counts.ts';
import { LaggingCopy } from './lagging-copy.ts';
import { LaggingIndex } from './lagging-index.ts';
import { Lambda, type Process, type ProcessWorld } from './lambda.ts';
import { Mirror } from './mirror.ts';
import { OfferWatch } from './offer-watch.ts';
import { PublisherWatch } from './publisher-watch.ts';
import { nothingStrikes, type PortCall, type Strikes } from './strikes.ts';
import { virtualFetch } from './virtual-fetch.ts';
import { type QueueRecord, VirtualQueue } from './virtual-queue.ts';
import { VirtualTime } from './virtual-time.ts';
import {
  type ClinicKind,
  KEYHOLDER,
  OWN_CREDENTIAL,
  worldAtCalcom,
  worldCatalogue,
} from './world-catalogue.ts';
import { brokenAtRest, brokenByCommit } from './world-invariants.ts';

/** Where a deliberately broken twin of the system may differ from the real one. */
export type Twin = {
  readonly ledger?: (ledger: Ledger) => Ledger;
  readonly cal?: (cal: CalApi, ledger: Ledger) => CalApi;
  readonly lister?: (lister: CalLister) => CalLister;
  readonly schedules?: (schedules: CalSchedules) => CalSchedules;
  /** The one version of Cal.com's API by which it reads bookings. */
  readonly readsBy?: string;
  readonly settleMs?: number;
  /** How steps of a sweep are run. */
  readonly runStep?: (real: RunStep) => RunStep;
  readonly verifyAfterMs?: number;
  /** What becomes of an hour with deliveries that could not be noted. */
  readonly notNoted?: (error: unknown) => void;
};

/** What can fail beside the ports. */
type Hazard = 'planner' | 'solver' | 'step' | 'hearing';

export type SimulatedClinicOptions = {
  readonly seed: number;
  readonly strikes?: Strikes;
  /** What the clinic has beyond one house with one key. */
  readonly kind?: ClinicKind;
  readonly behaviour?: Partial<Behaviour>;
  readonly publishing?: PublishingMode;
  /** When the classes of the clinic are told their room; never unless given. */
  readonly tellSeats?: SeatsTold | undefined;
  /**
   * How often the planner and its solver fail, a step of a sweep throws, and an hour with deliveries cannot be noted; each in [0, 1],
   * never unless given.
   */
  readonly hazards?: Partial<Record<Hazard, number>>;
  /** How often SQS delivers a message again that was dealt with. */
  readonly duplicates?: number;
  readonly twin?: Twin;
  /** Days ahead that are re-planned and reconciled: each costs a reading of Cal.com. */
  readonly horizonDays?: number;
  /** Whether the sweep holds the Ledger against Cal.com; without it nothing mends what the publisher leaves. */
  readonly reconciles?: boolean;
  /** A Monday morning unless given. */
  readonly start?: string;
  /** Told of every commit and every failure, for a person who wants to know why. */
  readonly trace?: (line: string) => void;
};

/** Told once to every patient of the world: may never be seen outside Cal.com. */
const PERSONAL = ['Zoë Planted', 'zoe.planted@mail.example', '+4915550001'];
const SHORTEST_PERSONAL = Math.min(...PERSONAL.map(({ length }) => length));
export const patient = { name: PERSONAL[0] ?? '', email: PERSONAL[1] ?? '', phoneNumber: PERSONAL[2] ?? '' };

const SITE = 'north';
const API_KEY = 'cal_test_key';
/** Opens every booking, and lists those of its owner. */
const OWN_KEY = 'cal_test_key_of_a_doctor';
const credentialOf = (key: string): CredentialName => (key === OWN_KEY ? OWN_CREDENTIAL : 'default');
const MINUTE = 60_000;
/** So many holds that give way at once are a storm. */
const STORM = 10;
/** So much is read of any answer: a few dozen rows, as a day here has, are to it what thousands are to 4 MiB. */
const LONGEST_ANSWER = 128 * 1024;
/** Rows that no list, and nothing else, can show. */
const ODD_ROWS = {
  'Cal.com: unlistable row': { broken: true },
  'Cal.com: row too long': { bytes: LONGEST_ANSWER },
} satisfies Partial<Record<WorldFault, OddRow>>;
const isEviction = (write: Write): boolean =>
  write.kind === 'change' && write.change.reason === 'gave-way-to-confirmed';
/** Two rounds of reconciliation: what they find nothing wrong with is at rest. */
const QUIET_MINUTES = 5;
/** What is offered is right by then, if it ever is: all dates are looked at every ten minutes. */
const MIRRORED_MINUTES = 18;
/** What counts as bounded time: a Day that was put off waits a quarter of an hour, and what it sets off comes after it. */
const LONGEST_UNREST_MINUTES = 60;

/**
 * A whole clinic in one process: Cal.com's sandbox, the handlers' cores and use cases as deployed, queues, secrets and
 * the Ledger in memory, all on virtual time and seeded chance. Whatever a function awaits can be struck; what must
 * always hold is looked at after every commit and every PATCH.
 */
export class SimulatedClinic {
  readonly seed: number;
  readonly time: VirtualTime;
  readonly sandbox: CalSandbox;
  readonly mirror = new Mirror();
  readonly memory = memoryLedger();
  readonly violations: string[] = [];
  /** How often each kind of strike really struck, by kind and port. */
  readonly struck: Record<string, number> = {};
  readonly #worldFaults: Partial<Record<WorldFault, number>> = {};
  readonly calls: PortCall[] = [];
  /** Events that were acknowledged: they may not get lost. */
  readonly accepted: BookingEvent[] = [];
  readonly #read = new Map<string, BookingMessage>();
  readonly reports: PublisherReport[] = [];
  readonly watch: PublisherWatch;
  /** Where one event type is offered only with a room. */
  readonly offers: OfferWatch | undefined;
  readonly queues: Record<'bookings' | 'publish' | 'replan', VirtualQueue>;
  /** What the clinic has written down about itself, as it is in force. */
  catalogue: Catalogue;
  /** The same with all that the clinic offers: in force once someone has imported it. */
  readonly wholeFile: Catalogue;
  readonly secrets = new Map([
    ['webhook', JSON.stringify({ current: 'whsec_test' })],
    ['keys', JSON.stringify({ default: API_KEY, [OWN_CREDENTIAL]: OWN_KEY })],
  ]);
  redriven = 0;
  /** How many were seated without a booking. */
  walkIns = 0;
  /** How often staff have put a visit into a room against a rule, and found a place for one that waits themselves. */
  overruled = 0;
  arranged = 0;
  /** Visits that staff have moved to the other house. */
  readonly sentElsewhere = new Set<string>();
  readonly #options: SimulatedClinicOptions;
  readonly #process: ProcessWorld;
  readonly #index: LaggingIndex;
  readonly #copy: LaggingCopy;
  readonly #edited = new Set<string>();
  #publishing: PublishingMode;
  #publishingSince = 0;
  readonly #hazardChance: Chance;
  readonly #hearingChance: Chance;
  #calm = false;
  #calls = 0;
  #pending = 0;
  #acting = 0;
  #attempts = 0;
  #links = 0;
  #blocks = 0;
  readonly #lambdas: {
    receive: Lambda<ReturnType<typeof receiveDelivery>>;
    assign: Lambda<ReturnType<typeof takeDelivery>>;
    publish: Lambda<ReturnType<typeof takeWake>>;
    replan: Lambda<ReturnType<typeof takeDay>>;
    sweep: Lambda<(group: SweepGroup) => Promise<void>>;
  };
  /** What someone does with a command of their own. */
  readonly #command: Lambda<Ledger>;
  readonly #board: Lambda<BoardDependencies>;

  constructor(options: SimulatedClinicOptions) {
    this.#options = options;
    this.seed = options.seed;
    const { unmapped: _learned, ...kind } = options.kind ?? {};
    const file = (of: ClinicKind): Catalogue =>
      worldCatalogue(options.horizonDays ?? 8, options.tellSeats ?? 'never', of);
    this.wholeFile = file(kind);
    this.catalogue = file(options.kind ?? {});
    this.time = new VirtualTime(options.start ?? '2026-10-05T07:00:00.000Z');
    this.#publishing = options.publishing ?? 'on';
    // Its own stream: what fails here changes nothing of what happens elsewhere.
    this.#hazardChance = seededChance(options.seed ^ 0x1b56c4e9);
    this.#hearingChance = seededChance(options.seed ^ 0x7feb352d);
    const { time } = this;
    const chance = seededChance(options.seed);
    this.#index = new LaggingIndex(time, chance);
    this.#copy = new LaggingCopy(time, seededChance(options.seed ^ 0x2c7e1a05));
    this.#process = {
      time,
      chance,
      strikes: options.strikes ?? nothingStrikes,
      nextCall: () => this.#calls++,
      called: (call, strike) => {
        this.calls.push(call);
        if (strike !== undefined) this.#count(`${strike} ${call.port}`);
      },
      pending: (ms, act) => {
        this.#pending += 1;
        time.later(ms, () => {
          void act()
            .catch(() => undefined)
            .finally(() => {
              this.#pending -= 1;
            });
        });
      },
    };
    this.sandbox = new CalSandbox({
      now: time.now,
      later: time.later,
      clinic: worldAtCalcom,
      chance: seededChance(options.seed ^ 0x5bd1e995),
      apiKeys: [
        API_KEY,
        ...(options.kind?.ownKey
          ? [{ key: OWN_KEY, userId: KEYHOLDER, eventTypeIds: 'all' as const, systemAdmin: true as const }]
          : []),
      ],
      webhook: {
        subscriberUrl: 'https://rooms.example/api/webhooks/cal',
        secret: 'whsec_test',
      },
      deliver: (request) => this.#deliver(request),
      behaviour: options.behaviour ?? {},
    });
    this.watch = new PublisherWatch(
      this.sandbox,
      this.mirror,
      () => this.catalogue,
      credentialOf,
      time.now,
      (violation) => this.#found(violation),
    );
    this.offers = options.kind?.offered
      ? new OfferWatch({
          sandbox: this.sandbox,
          ledger: { ...this.memory, commit: (writes) => this.#commit(writes) },
          now: time.now,
          key: OWN_KEY,
          found: (violation) => this.#found(violation),
        })
      : undefined;
    const queue = <Handler extends (record: QueueRecord) => Promise<void>>(
      name: 'bookings' | 'publish' | 'replan',
      lambda: () => Lambda<Handler>,
    ) =>
      new VirtualQueue({
        name,
        time,
        chance,
        duplicates: options.duplicates ?? 0,
        duplicated: () => this.strike('SQS: delivered twice'),
        consume: (records) => lambda().invoke((handler) => batch(handler, records, options.trace)),
      });
    this.queues = {
      bookings: queue('bookings', () => this.#lambdas.assign),
      publish: queue('publish', () => this.#lambdas.publish),
      replan: queue('replan', () => this.#lambdas.replan),
    };
    this.#lambdas = {
      receive: new Lambda('receive', this.#process, (process) => this.#receive(process)),
      assign: new Lambda('assign', this.#process, (process) =>
        takeDelivery({
          ...this.#taking(process),
          returnSoon: returnSoonTo(this.#sqs(process), 'bookings'),
          count: () => undefined,
          log: silent,
          chance,
        }),
      ),
      publish: new Lambda('publish', this.#process, (process) => this.#publish(process)),
      replan: new Lambda('replan', this.#process, (process) => {
        const deps = { ...this.#dependencies(process, { replans: false }), ...planning, ...this.#solver() };
        return takeDay({
          replan: this.#planner(replanDay(deps)),
          ...(this.offers && { mirror: mirrorDay(this.#mirroring(process, deps)) }),
          prove: proveWhatIf(deps),
          runStep: this.#runStep(),
          putOff: putOffDay(deps),
          returnSoon: returnSoonTo(this.#sqs(process), 'replan'),
          log: silent,
          chance,
        });
      }),
      sweep: new Lambda('sweep', this.#process, (process) => this.#sweep(process)),
    };
    this.#command = new Lambda('board', this.#process, (process) => this.#ledger(process));
    let ids = 0;
    this.#board = new Lambda('board', this.#process, (process) => ({
      ...this.#dependencies(process, { replans: true }),
      digests: async () => madeUpDigests,
      trailKeptDays: 90,
      newId: () => {
        ids += 1;
        return `id-${ids}`;
      },
      askProof: async () => undefined,
      booker: calBooker(this.#client(process)),
    }));
  }

  /** Imports the catalogue and starts the schedule. */
  async open(): Promise<this> {
    const now = this.time.now();
    await this.#commit([
      ...catalogueWrites(this.catalogue, { seen: 0, importedAt: now }),
      ...this.catalogue.sites.map(({ id: siteId }): Write => {
        const publishing = this.#publishing;
        return {
          kind: 'site',
          seen: 0,
          record: { siteId, knownSince: now, publishing, publishingSince: now },
        };
      }),
    ]);
    if (this.offers !== undefined) await this.time.until(this.offers.setUp(this.catalogue));
    this.#everyMinute();
    return this;
  }

  /** Someone does something at Cal.com, while the clinic goes on; refusals of Cal.com's are theirs to bear. */
  act(doing: () => Promise<unknown> | unknown): void {
    this.#acting += 1;
    void (async () => doing())()
      .catch(() => undefined)
      .finally(() => {
        this.#acting -= 1;
      });
  }

  /** A person at Cal.com writes a location of their own. */
  editLocation(uid: string, text: string): void {
    this.#edited.add(uid);
    this.sandbox.editLocation(uid, text);
    this.watch.edited(uid);
  }

  /** Someone imports the clinic file that knows all event types, again and again until it is in force. */
  async importWholeFile(): Promise<void> {
    for (;;) {
      const ended = await this.#command.invoke((ledger) =>
        importCatalogue({ ledger, now: this.time.now() }, this.wholeFile, {
          dryRun: false,
          removeRoomsInUse: false,
        }),
      );
      if (ended.kind !== 'returned') this.strike('ours: an import died');
      else if (ended.value.kind === 'imported' || ended.value.kind === 'unchanged') return;
      else if (ended.value.kind !== 'stale') return this.#found(`an import was ${ended.value.kind}`);
    }
  }

  /** The same where it is not done again: no one knows then whether it was. */
  async atDeskOnce(act: (deps: BoardDependencies, site: Site) => Promise<unknown>): Promise<void> {
    const [site] = this.catalogue.sites;
    if (site !== undefined) await this.#board.invoke((deps) => act(deps, site));
  }

  /** Staff do something at the board; where no answer comes they press again. */
  async atDesk<T>(act: (deps: BoardDependencies, site: Site) => Promise<T>): Promise<T> {
    const [site] = this.catalogue.sites;
    if (site === undefined) throw new Error('the clinic has no site');
    for (;;) {
      const ended = await this.#board.invoke((deps) => act(deps, site));
      if (ended.kind === 'returned') return ended.value;
      if (ended.kind === 'threw' && !isTransient(ended.error)) {
        this.#found(`the board failed: ${String(ended.error)}`);
        throw ended.error;
      }
    }
  }

  pass(ms: number): Promise<void> {
    return this.time.pass(ms);
  }

  /** From now on nothing is struck. */
  calm(): void {
    this.#calm = true;
    this.#process.strikes = nothingStrikes;
    this.sandbox.faults.clear();
    this.sandbox.behaviour.listMsPerRow = 0;
    for (const { uid } of this.sandbox.bookings()) this.sandbox.makeOdd(uid, {});
  }

  /**
   * Lets the clinic come to rest, with an operator who redrives the dead letters, and judges it. `limitMinutes`: what
   * counts as bounded time.
   */
  async rest(limitMinutes = LONGEST_UNREST_MINUTES): Promise<string[]> {
    this.calm();
    let quietMinutes = 0;
    await this.pass(
      MINUTE / 2 - (this.time.now() % MINUTE) + (this.time.now() % MINUTE > MINUTE / 2 ? MINUTE : 0),
    );
    const isAtRest = async (): Promise<boolean> =>
      quietMinutes >= MIRRORED_MINUTES ||
      (quietMinutes >= QUIET_MINUTES && ((await this.offers?.broken()) ?? []).length === 0);
    for (let minute = 0; minute < limitMinutes && !(await isAtRest()); minute += 1) {
      await this.pass(MINUTE);
      this.redriven += this.queues.bookings.redrive() + this.queues.replan.redrive();
      quietMinutes = (await this.#isQuiet()) ? quietMinutes + 1 : 0;
    }
    this.watch.judge();
    if (quietMinutes < QUIET_MINUTES)
      this.#found(`liveness: not at rest after ${limitMinutes} minutes: ${await this.unrest()}`);
    const broken = await brokenAtRest({
      ledger: this.memory,
      mirror: this.mirror,
      catalogue: this.catalogue,
      now: this.time.now(),
      rows: this.sandbox.bookings(),
      publishing: this.#publishing,
      publishingSince: this.#publishingSince,
      accepted: this.accepted,
      answered: (uid, status) =>
        this.sandbox.patches().filter((patch) => patch.uid === uid && patch.status === status).length,
      notOurs: new Set([...this.#editedOnes(), ...this.watch.beyondPromise]),
      saidLess: new Set(
        this.sandbox.deliveries().flatMap(({ fault, uid }) => (fault === 'says-less' && uid ? uid : [])),
      ),
      sentElsewhere: this.sentElsewhere,
    });
    for (const each of broken) this.#found(each);
    await this.#judgeHeard();
    for (const each of (await this.offers?.broken()) ?? []) this.#found(each);
    if (this.offers !== undefined) await this.time.until(this.offers.undo());
    return this.violations;
  }

  /** What keeps the clinic from resting. */
  async unrest(): Promise<string> {
    const owed = await this.#owed();
    const due = await this.#due(this.time.now());
    return JSON.stringify({
      bookings: this.queues.bookings.size,
      replan: this.queues.replan.size,
      owed: owed.length,
      due: due.map(({ date, id, dueAt }) => `${date} ${id} ${dueAt}`),
      rechecks: (await this.memory.readDue(RECHECKS, Number.POSITIVE_INFINITY)).length,
      putOff: (await this.#due(this.time.now() + LONGEST_PUT_OFF_MS)).filter(isPutOff).length,
      running: Object.values(this.#lambdas).filter((lambda) => lambda.running > 0).length,
      refused: await this.#isRefused(),
      steppedOver: await this.#hasSteppedOver(),
      pending: this.#pending,
      acting: this.#acting,
    });
  }

  async block(
    roomId: string,
    date: string,
    span: { start: number; end?: number },
    siteId: SiteId = SITE,
  ): Promise<string> {
    this.#blocks += 1;
    const block: Block = { id: `block-${this.#blocks}`, reason: 'fault', ...span };
    const rooms = this.catalogue.sites.find(({ id }) => id === siteId)?.rooms ?? [];
    const claims = claimsByRoom(rooms).get(roomId) ?? [roomId];
    await this.#staff(async () => {
      const day = await this.memory.readDay(siteId, date);
      // As the board does it: with its parts, unchanged, so that an assignment that has seen one of them free fails.
      const writes = claims.map((each): Write => {
        const found = day.roomDays.find((of) => of.roomId === each);
        const { version: seen, ...record } = found ?? {
          version: 0,
          siteId,
          date,
          roomId: each,
          blocks: {},
          occupancies: {},
        };
        const blocks = each === roomId ? { ...record.blocks, [block.id]: block } : record.blocks;
        return { kind: 'room-day', seen, record: { ...record, blocks } };
      });
      return [...writes, this.#marker(siteId, date)];
    });
    this.queues.replan.send(replanMessage(siteId, date));
    return block.id;
  }

  async unblock(roomId: string, date: string, id: string, siteId: SiteId = SITE): Promise<void> {
    await this.#staff(async () => {
      const day = await this.memory.readDay(siteId, date);
      const found = day.roomDays.find((each) => each.roomId === roomId);
      if (found === undefined) return [];
      const { version: seen, ...record } = found;
      const blocks = Object.fromEntries(Object.entries(record.blocks).filter(([each]) => each !== id));
      return [{ kind: 'room-day', seen, record: { ...record, blocks } }, this.#marker(siteId, date)];
    });
    this.queues.replan.send(replanMessage(siteId, date));
  }

  /** Closes a room from now on (or opens it again), on every Day that knows it. */
  async close(roomId: string, closed: boolean): Promise<void> {
    const days = [...this.mirror.roomDays.values(), ...this.mirror.waiting.values()];
    const dates = [...new Set(days.map((day) => day.date))];
    await this.#staff(async () => {
      const { rooms } = await this.memory.readSite(SITE);
      const found = rooms.find((room) => room.roomId === roomId);
      const { version: seen, ...record } = found ?? {
        version: 0,
        siteId: SITE,
        roomId,
        closures: [],
        catalogueVersion: this.catalogue.version,
      };
      const closures: Block[] = closed ? [{ id: 'closed', reason: 'fault', start: this.time.now() }] : [];
      return [
        { kind: 'room', seen, record: { ...record, closures } },
        ...dates.map((date) => this.#marker(SITE, date)),
      ];
    });
    for (const date of dates) this.queues.replan.send(replanMessage(SITE, date));
  }

  async setPublishing(publishing: PublishingMode): Promise<void> {
    if (publishing === 'on' && this.#publishing !== 'on') this.#publishingSince = this.time.now();
    this.#publishing = publishing;
    this.watch.publishing(publishing);
    for (const { id } of this.catalogue.sites)
      await this.#staff(async () => {
        const { site } = await this.memory.readSite(id);
        if (site === undefined) return [];
        const { version: seen, ...record } = site;
        const { publishingSince } = record;
        return [
          {
            kind: 'site',
            seen,
            record: {
              ...record,
              publishing,
              publishingSince:
                publishing === 'on' && record.publishing !== 'on' ? this.time.now() : publishingSince,
            },
          },
        ];
      });
  }

  /** One of the bookings is shown by no list any more, until all is calm. */
  makeUnlistable(fault: keyof typeof ODD_ROWS = 'Cal.com: unlistable row'): void {
    const [row] = this.sandbox.bookings();
    if (row === undefined) return;
    this.sandbox.makeOdd(row.uid, ODD_ROWS[fault]);
    this.strike(fault);
  }

  /** A fault of the world's own has struck. */
  strike(kind: WorldFault): void {
    this.#worldFaults[kind] = (this.#worldFaults[kind] ?? 0) + 1;
  }

  /** Every fault that has really struck so far, by kind, no matter whose it was. */
  faultsInjected(): FaultCounts {
    return sumOfFaults([
      renamed(this.struck, (kind) => ourFault(kind.split(' ')[0] ?? kind)),
      renamed(this.sandbox.faults.injected, calFault),
      this.#worldFaults,
    ]);
  }

  record(uid: string) {
    return this.mirror.bookings.get(uid);
  }

  /** The room a booking has, or undefined. */
  roomOf(uid: string): string | undefined {
    const placement = this.record(uid)?.placement;
    return placement?.kind === 'roomed' ? placement.roomId : undefined;
  }

  #receive(process: Process) {
    return receiveDelivery({
      secrets: webhookSecrets('webhook', this.#secret(process), this.time.now),
      words: madeUpWords,
      enqueue: (message) => {
        this.#read.set(message.deliveryId, message);
        return this.#enqueue(process, message);
      },
      log: silent,
      count: () => undefined,
      now: this.time.now,
    });
  }

  #enqueue(process: Process, message: BookingMessage): Promise<void> {
    return process.call(
      'sqs.enqueue',
      async () => {
        const body = toBookingMessage(message);
        this.#noPersons('the bookings queue', body);
        this.queues.bookings.send(body);
      },
      { fails: (reason) => new NotEnqueued(reason), hangMs: 1_900 },
    );
  }

  #taking(process: Process) {
    const deps = this.#dependencies(process, { replans: true, fileAge: FILE_AGE_MS });
    const cal = calClient({ ...this.#client(process), timeoutMs: ASK_TIMEOUT_MS });
    return {
      ask: askPredecessor({ ...deps, cal }),
      assign: assignBooking(deps),
      notice: handleNotice(deps),
      heard: this.#hearing(),
    };
  }

  /** Takes no time, and fails by a chance of its own: all else is as it would be without. */
  #hearing() {
    const struck =
      <Args extends unknown[], T>(ask: (...args: Args) => Promise<T>) =>
      async (...args: Args): Promise<T> => {
        const chance = this.#hearingChance;
        const fails = this.#struckBy('hearing', HOUR_NOT_NOTED, chance);
        if (fails && chance() < 0.5) throw new LedgerUnavailable('struck before');
        const answer = await ask(...args);
        if (fails) throw new LedgerUnavailable('struck after');
        return answer;
      };
    const ledger = {
      ...this.memory,
      readMemo: struck(this.memory.readMemo),
      commit: struck((writes: readonly Write[]) => this.#commit(writes)),
    };
    const note = noteHeard(ledger, this.#options.twin?.notNoted ?? (() => undefined));
    return async (receivedAt: number): Promise<void> => {
      try {
        await note(receivedAt);
      } catch (error) {
        this.#found('I13: an hour that could not be noted sent a delivery back');
        throw error;
      }
    };
  }

  /** Are the hours noted in which deliveries came, and no others? Of those that could not be noted some may be missing. */
  async #judgeHeard(): Promise<void> {
    const noted = await readHeardHours(this.memory);
    const came = new Set([...this.#read.values()].map(({ receivedAt }) => hourOf(receivedAt)));
    if ([...noted].some((hour) => !came.has(hour)))
      this.#found('I13: an hour is noted in which nothing came');
    const isMissing = this.accepted.length > 0 && noted.size === 0;
    if (isMissing && this.#worldFaults[HOUR_NOT_NOTED] === undefined)
      this.#found('I13: no hour is noted, and deliveries came');
  }

  #sweep(process: Process) {
    const deps = this.#dependencies(process, { replans: true });
    const client = this.#client(process);
    let begun = false;
    const runStep = this.#runStep(() => {
      begun = true;
    });
    const reconciles = reconcile({
      ...deps,
      runStep,
      cal: calClient(client),
      lister: this.#lister(client),
      eventTypes: eventTypesSeen(calHttp(client)),
      enqueue: (event) => this.#enqueue(process, event),
      digestKey: digestKeyIn(deps.ledger),
    });
    const run = runSweep({
      everyMs: SWEEP_EVERY_MINUTES * MINUTE,
      ...deps,
      ...planning,
      runStep,
      replan: this.#planner(replanDay({ ...deps, ...planning, ...this.#solver() })),
      ...(this.offers && { mirror: mirrorInTurn(this.#mirroring(process, deps, runStep)) }),
      reconcile: async (terms) => (this.#options.reconciles === false ? NOTHING_FOUND : reconciles(terms)),
      forget: forgetClosures({ ...deps, runStep, trailKeptDays: TRAIL_KEPT_DAYS }),
      nights: reportNights({ ...deps, runStep, trailKeptDays: TRAIL_KEPT_DAYS }),
      gauge: () => undefined,
      log: silent,
    });
    return async (group: SweepGroup): Promise<void> => {
      begun = false;
      try {
        await run({
          group,
          until: this.time.now() + FUNCTIONS.sweep.timeoutSeconds * 1000 - CAL_TIMEOUT_MS - 5_000,
        });
      } catch (error) {
        // Where not even the catalogue can be read there is nothing to sweep.
        if (begun) this.#found('I13: one step that threw ended a whole sweep');
        throw error;
      }
    };
  }

  #mirroring(process: Process, deps: Dependencies, runStep = this.#runStep()) {
    const http = calHttp(this.#client(process));
    const real = calSchedules(http, this.time.now);
    return {
      ...deps,
      runStep,
      cal: this.#options.twin?.schedules?.(real) ?? real,
      feeds: calFeeds(http, this.time.now),
    };
  }

  /** Whether a hazard strikes here and now. */
  #struckBy(hazard: Hazard, kind: WorldFault, chance = this.#hazardChance): boolean {
    const probability = this.#calm ? 0 : (this.#options.hazards?.[hazard] ?? 0);
    if (probability === 0 || chance() >= probability) return false;
    this.strike(kind);
    return true;
  }

  #planner(replan: ReturnType<typeof replanDay>): ReturnType<typeof replanDay> {
    return async (siteId, date) => {
      if (this.#struckBy('planner', 'planner: throws')) throw new RangeError('a Day no one thought of');
      return replan(siteId, date);
    };
  }

  /** A solver that gives up, where it does not fail: a real one costs seconds. */
  #solver(): { loadSolver?: () => Promise<MipSolver> } {
    if (this.#options.hazards?.solver === undefined) return {};
    const solve: MipSolver['solve'] = (programme) => {
      if (this.#struckBy('solver', 'planner: solver throws')) throw new Error('the solver crashed');
      const nonsense = this.#struckBy('solver', 'planner: solver answers nonsense');
      return {
        status: nonsense ? 'optimal' : 'limit',
        values: nonsense ? new Float64Array(programme.cost.length).fill(1) : undefined,
        rowDuals: undefined,
        bound: Number.NEGATIVE_INFINITY,
        iterations: 0,
        nodes: 0,
      };
    };
    return { loadSolver: async () => ({ name: 'hazardous', solve }) };
  }

  #runStep(begins: () => void = () => undefined): RunStep {
    const real = stepRunner({ log: silent, count: () => undefined, now: this.time.now });
    const run = this.#options.twin?.runStep?.(real) ?? real;
    return (step, of, work) => {
      begins();
      return run(step, of, async () => {
        if (this.#struckBy('step', 'sweep: a step throws')) throw new Error('the step threw');
        return work();
      });
    };
  }

  #lister(client: CalClientOptions): CalLister {
    const real = calLister(client);
    return this.#options.twin?.lister?.(real) ?? real;
  }

  #client(process: Process) {
    return {
      origin: 'https://api.cal.example',
      keyOf: calKeys('keys', this.#secret(process), this.time.now),
      timeoutMs: CAL_TIMEOUT_MS,
      longestAnswer: LONGEST_ANSWER,
      patience: () => ENDLESS,
      now: this.time.now,
      words: madeUpWords,
      fetch: virtualFetch(process, this.time, {
        leaves: (request) => {
          const asked = request.path.split('/').at(-1) ?? '';
          if (isWalkIn(asked)) this.#found(`I12: Cal.com was asked about the walk-in ${asked}`);
          this.watch.leaves(request);
        },
        handle: (request, by) => this.#handle(request, by),
        applyLate: ({ method, path }, delayMs) => {
          // What is not of a booking is done at once, and not answered.
          if (method === 'POST' || !path.startsWith('/v2/bookings')) return;
          const uid = path.split('/')[3];
          const on = method === 'PATCH' ? 'patch' : 'get';
          this.sandbox.faults.add({ on, kind: 'timeout-applied-late', times: 1, uid, delayMs });
        },
      }),
    };
  }

  async #handle(request: SandboxRequest, by: Process): Promise<SandboxResponse> {
    const { readsBy } = this.#options.twin ?? {};
    const headers =
      readsBy === undefined || request.method !== 'GET'
        ? request.headers
        : { ...request.headers, 'cal-api-version': readsBy };
    this.offers?.arrives(request, by);
    const response = await this.watch.handle({ ...request, headers }, by);
    this.offers?.answered(request, response, by);
    const isTooLong = response.body.length > LONGEST_ANSWER;
    if (isTooLong && this.sandbox.behaviour.listedRowBytes > 0) this.strike('Cal.com: page too long');
    return response;
  }

  #publish(process: Process) {
    const { twin } = this.#options;
    const ledger = this.#ledger(process);
    const real = calClient(this.#client(process));
    return takeWake({
      wake: wakePublisher({
        ledger,
        clinic: new Clinic(ledger, this.time.now, madeUpWords, { fileAge: FILE_AGE_MS }),
        cal: twin?.cal?.(real, ledger) ?? real,
        now: this.time.now,
        newId: () => `attempt-${this.#attempts++}`,
        newToken: () => linkToken(Buffer.from(`link ${this.seed} ${this.#links++}`)),
        spacingMs: PACE.patchSeconds * 1000,
        verifyAfterMs: twin?.verifyAfterMs ?? VERIFY_AFTER_MS,
        digestKey: digestKeyIn(ledger),
        pause: this.#pause(process),
        report: (line) => void this.reports.push(line),
      }),
      returnSoon: returnSoonTo(this.#sqs(process), 'publish'),
      now: this.time.now,
    });
  }

  #pause(process: Process) {
    return (ms: number): Promise<void> =>
      process.call('pause', () => new Promise((wake) => this.time.later(Math.ceil(ms), () => wake())), ports);
  }

  #dependencies(
    process: Process,
    { replans, fileAge }: { replans: boolean; fileAge?: number },
  ): Dependencies {
    const ledger = this.#ledger(process);
    return {
      ledger,
      clinic: new Clinic(ledger, this.time.now, madeUpWords, { ...(fileAge !== undefined && { fileAge }) }),
      now: this.time.now,
      chance: this.#process.chance,
      pause: this.#pause(process),
      settleMs: this.#options.twin?.settleMs ?? PACE.settleSeconds * 1000,
      ...wakeSender(
        this.#sqs(process),
        { publish: 'publish', ...(replans ? { replan: 'replan' } : {}) },
        () => undefined,
        this.time.now,
      ),
    };
  }

  #ledger(process: Process): Ledger {
    const fails = { fails: (reason: string) => new LedgerUnavailable(reason) };
    const bare: Ledger = {
      ...this.memory,
      readCatalogue: async (terms) => (await this.#asItWas(terms)).readCatalogue(),
      readCatalogueParts: async (version, of, terms) =>
        (await this.#asItWas(terms)).readCatalogueParts(version, of),
      readSite: async (siteId, terms) => (await this.#asItWas(terms)).readSite(siteId),
      readDay: async (siteId, date, terms) => (await this.#asItWas(terms)).readDay(siteId, date),
      readWaiting: async (siteId, date, terms) => (await this.#asItWas(terms)).readWaiting(siteId, date),
      readBooking: async (uid, terms) => (await this.#asItWas(terms)).readBooking(uid),
      readBookings: async (uids, terms) => (await this.#asItWas(terms)).readBookings(uids),
      readDue: async (siteId, until, terms) => (await this.#asItWas(terms)).readDue(siteId, until),
      readCredential: async (name, terms) => (await this.#asItWas(terms)).readCredential(name),
      readMemo: async (scope, id, terms) => (await this.#asItWas(terms)).readMemo(scope, id),
      readOwed: this.#index.readOwed,
      commit: (writes) => this.#commit(writes),
    };
    const { twin } = this.#options;
    const below = twin?.ledger?.(bare) ?? bare;
    const through =
      <Args extends unknown[], T>(name: string, method: (...args: Args) => Promise<T>) =>
      (...args: Args): Promise<T> =>
        process.call(`ledger.${name}`, () => method(...args), fails);
    return {
      readCatalogue: through('readCatalogue', below.readCatalogue),
      readCatalogueParts: through('readCatalogueParts', below.readCatalogueParts),
      readBoardVersion: through('readBoardVersion', below.readBoardVersion),
      readSite: through('readSite', below.readSite),
      readRooms: through('readRooms', below.readRooms),
      readDay: through('readDay', below.readDay),
      readWaiting: through('readWaiting', below.readWaiting),
      readBooking: through('readBooking', below.readBooking),
      readBookings: through('readBookings', below.readBookings),
      readDue: through('readDue', below.readDue),
      readOwed: through('readOwed', below.readOwed),
      readCredential: through('readCredential', below.readCredential),
      readMemo: through('readMemo', below.readMemo),
      readTrail: through('readTrail', below.readTrail),
      commit: through('commit', below.commit),
    };
  }

  /** What a reading is answered from: as it is, or as it was where it may lag. */
  async #asItWas(terms: MayLag | undefined): Promise<Ledger> {
    return terms === undefined ? this.memory : this.#copy.caughtUp();
  }

  async #commit(writes: readonly Write[]) {
    const result = await this.#written(writes);
    if (result.kind === 'committed' && writes.filter(isEviction).length >= STORM) this.strike(EVICTION_STORM);
    this.#options.trace?.(
      `${new Date(this.time.now()).toISOString().slice(11, 19)} ${result.kind} ${shown(writes)}`,
    );
    if (result.kind === 'stale') return result;
    for (const each of personalIn(writes)) this.#found(`I11: "${each}" stands in the Ledger`);
    for (const write of writes) this.#follow(write);
    const touched = this.mirror.apply(writes, this.time.now());
    this.#index.follow(writes);
    this.#copy.follow(writes);
    for (const each of brokenByCommit(this.mirror, touched, {
      catalogue: this.catalogue,
      now: this.time.now(),
    }))
      this.#found(each);
    return result;
  }

  async #written(writes: readonly Write[]): ReturnType<Ledger['commit']> {
    try {
      return await this.memory.commit(writes);
    } catch (error) {
      if (error instanceof TransactionTooLarge) this.#found(`I16: ${error.message}`);
      throw error;
    }
  }

  /** What a write means for the clinic beside its rooms. */
  #follow(write: Write): void {
    if (write.kind === 'catalogue' && write.record.catalogueVersion === this.wholeFile.version)
      this.catalogue = this.wholeFile;
    if (
      write.kind === 'booking' &&
      write.record.placement.kind === 'ignored' &&
      write.record.placement.reason === 'event-type-unmapped' &&
      this.catalogue !== this.wholeFile
    )
      this.strike(UNMAPPED_BOOKING);
  }

  /** SQS as far as the senders of wakes and returns use it. */
  #sqs(process: Process): SQSClient {
    const send = ({ input }: { input: Record<string, unknown> }): Promise<object> => {
      const returns = 'ReceiptHandle' in input;
      const queue = this.queues[input.QueueUrl as 'bookings'];
      return process.call(
        returns ? 'sqs.returnSoon' : `sqs.wake-${String(input.QueueUrl)}`,
        async () => {
          if (returns)
            queue.changeVisibility(String(input.ReceiptHandle), Number(input.VisibilityTimeout) * 1000);
          else {
            this.#noPersons('a wake queue', String(input.MessageBody));
            queue.send(String(input.MessageBody), Number(input.DelaySeconds ?? 0) * 1000);
          }
          return {};
        },
        ports,
      );
    };
    return { send } as unknown as SQSClient;
  }

  /** Secrets Manager behind Powertools' cache. */
  #secret(process: Process): ReadSecret {
    const cache = new Map<string, { text: string; at: number }>();
    return async (id, { maxAgeSeconds, forceFetch }) => {
      const known = cache.get(id);
      if (!forceFetch && known !== undefined && this.time.now() - known.at < maxAgeSeconds * 1000)
        return known.text;
      const text = await process.call('secrets.read', async () => this.secrets.get(id) ?? '', {
        ...ports,
        hangMs: 1_600,
      });
      cache.set(id, { text, at: this.time.now() });
      return text;
    };
  }

  async #deliver(request: WebhookRequest): Promise<number> {
    const event = {
      version: '2.0',
      rawPath: '/api/webhooks/cal',
      headers: {
        ...Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
        ),
        'content-length': String(Buffer.byteLength(request.body)),
      },
      body: request.body,
      isBase64Encoded: false,
    } as unknown as APIGatewayProxyEventV2;
    const ended = await this.#lambdas.receive.invoke((receive) => receive(event));
    if (ended.kind !== 'returned') return 504;
    if (ended.value.body === JSON.stringify({ ok: true, outcome: 'accepted' })) {
      const event = this.#read.get(createHash('sha256').update(request.body).digest('hex'));
      if (event === undefined) this.#found('I10: a delivery was acknowledged that no one read');
      else if ('fact' in event) this.accepted.push(event);
    }
    return ended.value.statusCode ?? 500;
  }

  /** Two sweeps at once where there are two houses or two keys to share. */
  get #groups(): readonly SweepGroup[] {
    const { houses, ownKey } = this.#options.kind ?? {};
    return houses || ownKey ? TWO_GROUPS : [WHOLE];
  }

  #everyMinute(): void {
    this.time.later(SWEEP_EVERY_MINUTES * MINUTE, () => {
      for (const group of this.#groups) void this.#lambdas.sweep.invoke((run) => run(group));
      this.#everyMinute();
    });
  }

  async #staff(writes: () => Promise<Write[]>): Promise<void> {
    for (;;) {
      const drafted = await writes();
      if (drafted.length === 0 || (await this.#commit(drafted)).kind === 'committed') return;
    }
  }

  #marker(siteId: SiteId, date: string): Write {
    this.#blocks += 1;
    return { kind: 'due', marker: { siteId, date, id: `board-${this.#blocks}`, dueAt: this.time.now() } };
  }

  /** The markers of all Days that are kept in order, and of those that could not be planned. */
  async #due(until: number): Promise<readonly DueMarker[]> {
    const bySite = await Promise.all(
      this.catalogue.sites.map(async (site) =>
        (await this.memory.readDue(site.id, until)).filter(
          (marker) => marker.date <= lastPlanned(site, this.time.now()) || isPutOff(marker),
        ),
      ),
    );
    return bySite.flat();
  }

  async #owed(): Promise<readonly OwedEntry[]> {
    const keys = [...sitesByCredential(this.catalogue).keys()];
    const byKey = keys.map((each) =>
      this.memory.readOwed({ kind: 'queued', credential: each }, { limit: 1000 }),
    );
    return (await Promise.all(byKey)).flat();
  }

  /** Whether Cal.com has refused a key that no one has tried again since. */
  async #isRefused(): Promise<boolean> {
    const keys = [...sitesByCredential(this.catalogue).keys()];
    const paces = await Promise.all(keys.map((each) => this.memory.readCredential(each)));
    return paces.some((pace) => pace?.refused !== undefined);
  }

  /** Whether a row of a list was stepped over, and no horizon has been begun since. */
  async #hasSteppedOver(): Promise<boolean> {
    for (const key of sitesByCredential(this.catalogue).keys()) {
      const { progress } = await readProgress(this.memory, key);
      if (progress.unread.length > 0) return true;
    }
    return false;
  }

  async #isQuiet(): Promise<boolean> {
    const { bookings, replan } = this.queues;
    if (this.#pending + this.#acting + bookings.size + replan.size > 0) return false;
    if (Object.values(this.#lambdas).some((lambda) => lambda.running > 0)) return false;
    if ((await this.#owed()).length > 0 && this.#publishing === 'on') return false;
    // What was parked for a 404 is told after all, once a list shows the booking.
    for (const record of this.mirror.bookings.values()) {
      // What a list is to show is not listed as owed; no list shows whose visit is over.
      if (isLeftToLists(record.publication) && !isOver(record, this.time.now()) && this.#publishing === 'on')
        return false;
      const isParked = record.publication.state.kind === 'parked';
      if (reasonOf(record.publication) === GONE_AT_CAL_COM && (isParked || !isOver(record, this.time.now())))
        return false;
    }
    // A key that was refused is tried again: who has not been read of meanwhile is not known yet.
    if (await this.#isRefused()) return false;
    // A row that a list could not give is seen again with the next horizon.
    if (await this.#hasSteppedOver()) return false;
    // A look that was put off is still to come.
    const rechecks =
      this.#options.reconciles === false ? [] : await this.memory.readDue(RECHECKS, Number.POSITIVE_INFINITY);
    const due = await this.#due(this.time.now() + LONGEST_PUT_OFF_MS);
    // A Day that could not be planned is still to come.
    const wanted = due.filter((marker) => marker.dueAt <= this.time.now() || isPutOff(marker));
    return rechecks.length + wanted.length === 0;
  }

  /** Anyone who was edited by hand, and anyone who inherited the words by being rescheduled through the API. */
  #editedOnes(): ReadonlySet<string> {
    const edited = new Set(this.#edited);
    // Successors stand behind those they replace.
    for (const { uid, rescheduledFromUid } of this.sandbox.bookings())
      if (rescheduledFromUid !== null && edited.has(rescheduledFromUid)) edited.add(uid);
    return edited;
  }

  #noPersons(where: string, text: string): void {
    for (const each of PERSONAL) if (text.includes(each)) this.#found(`I11: "${each}" stands in ${where}`);
  }

  #count(name: string): void {
    this.struck[name] = (this.struck[name] ?? 0) + 1;
  }

  #found(violation: string): void {
    const at = new Date(this.time.now()).toISOString().slice(11, 23);
    this.violations.push(`${violation} (at ${at})`);
  }
}

/** The planner's heuristics alone: the solver, and a whole budget, cost seconds of real time. */
const planning = {
  spacingMs: PACE.patchSeconds * 1000,
  effort: 'small',
  budget: { ...BUDGETS.small, ejections: 300, neighbourhoods: 2 },
} as const;
const TWO_GROUPS: readonly SweepGroup[] = [0, 1].map((nth) => ({ nth, of: 2 }));
/** What of the personal stands anywhere in a value: each once, in the order of `PERSONAL`, as in a text of it. */
const personalIn = (value: unknown): string[] => {
  const texts: string[] = [];
  const collect = (each: unknown): void => {
    if (typeof each === 'string') {
      if (each.length >= SHORTEST_PERSONAL) texts.push(each);
    } else if (typeof each === 'object' && each !== null) {
      if (Array.isArray(each)) for (const one of each) collect(one);
      else
        for (const [name, one] of Object.entries(each)) {
          collect(name);
          collect(one);
        }
    }
  };
  collect(value);
  return PERSONAL.filter((each) => texts.some((text) => text.includes(each)));
};

/** Nothing takes real time here: `virtualFetch` loses patience by the virtual clock. */
const ENDLESS = new AbortController().signal;
/** A port that was struck: anyone who waits for it may ask again. */
class PortStruck extends Error {
  override readonly name = 'PortStruck';
}
const ports = { fails: (reason: string) => new PortStruck(reason) };
const isTransient = (error: unknown): boolean =>
  error instanceof LedgerUnavailable || error instanceof PortStruck;
/** Transactions in one line each, as a person looks for them. */
const shown = (writes: readonly Write[]): string =>
  writes
    .map((write) => {
      switch (write.kind) {
        case 'booking':
          return `booking ${write.record.uid.slice(0, 6)} v${write.seen} ${write.record.placement.kind} ${JSON.stringify(write.record.publication.state)}`;
        case 'room-day':
          return `room-day ${write.record.date} ${write.record.roomId} v${write.seen} ${Object.keys(write.record.occupancies).map((uid) => uid.slice(0, 6))}`;
        case 'due':
        case 'undue':
          return `${write.kind} ${write.marker.date} ${write.marker.id}`;
        case 'change':
          return `${write.change.what} (${write.change.reason})`;
        default:
          return write.kind;
      }
    })
    .join(' | ');
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** As Powertools' batch processor does it: all records at once, those that throw are reported. */
const batch = async (
  handler: (record: QueueRecord) => Promise<void>,
  records: readonly QueueRecord[],
  trace: ((line: string) => void) | undefined,
): Promise<ReadonlySet<string>> => {
  const failed = new Set<string>();
  await Promise.all(
    records.map((record) =>
      handler(record).catch((error: unknown) => {
        trace?.(`failed ${record.receiptHandle}: ${String(error)}`);
        failed.add(record.receiptHandle);
      }),
    ),
  );
  return failed;
};

export const DEFAULT_LOCATION = demoAddress;
