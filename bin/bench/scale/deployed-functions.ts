import type { SQSClient } from '@aws-sdk/client-sqs';
import { takeDay } from '../../../functions/sweep/take-day.ts';
import { takeDelivery } from '../../../functions/worker/take-delivery.ts';
import { takeWake } from '../../../functions/worker/take-wake.ts';
import { askPredecessor } from '../../../shared/assigning/ask-predecessor.ts';
import { assignBooking } from '../../../shared/assigning/assign-booking.ts';
import { handleNotice } from '../../../shared/assigning/handle-notice.ts';
import type { BookingMessage } from '../../../shared/domain/booking-event.ts';
import { MINUTE } from '../../../shared/domain/instant.ts';
import { type Ledger, LedgerUnavailable } from '../../../shared/domain/ledger.ts';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { linkToken } from '../../../shared/domain/visit-link.ts';
import { noteHeard } from '../../../shared/hearing/heard-hours.ts';
import { Clinic, FILE_AGE_MS } from '../../../shared/ledger/clinic.ts';
import { CAL_TIMEOUT_MS, VERIFY_AFTER_MS } from '../../../shared/publishing/pace.ts';
import { wakePublisher } from '../../../shared/publishing/publish.ts';
import { returnSoonTo } from '../../../shared/queue/return-soon.ts';
import { wakeSender } from '../../../shared/queue/wake-sender.ts';
import { reconcile } from '../../../shared/reconciling/reconcile.ts';
import { proveWhatIf } from '../../../shared/replanning/prove-what-if.ts';
import { putOffDay } from '../../../shared/replanning/put-off-day.ts';
import { replanDay } from '../../../shared/replanning/replan-day.ts';
import { runSweep } from '../../../shared/sweeping/run-sweep.ts';
import { stepRunner } from '../../../shared/sweeping/steps.ts';
import type { SweepGroup } from '../../../shared/sweeping/sweep-group.ts';
import type { Dependencies } from '../../../shared/unit-of-work/dependencies.ts';
import { FUNCTIONS, PACE, type QueueName, SWEEP_EVERY_MINUTES } from '../../../shared/wiring.ts';
import { madeUpWords } from '../../simulation/digests.ts';
import { Lambda, type Process, type ProcessWorld } from '../../simulation/lambda.ts';
import type { VirtualQueue } from '../../simulation/virtual-queue.ts';
import type { CheapCalCom } from './cheap-cal-com.ts';

type Around = {
  readonly world: ProcessWorld;
  /** The Ledger as a function sees it. */
  readonly ledgerOf: (fn: string) => Ledger;
  readonly cal: CheapCalCom;
  readonly queues: () => Readonly<Record<QueueName, VirtualQueue>>;
  readonly deliver: (message: BookingMessage) => void;
  /** Told what should not have happened. */
  readonly found: (violation: string) => void;
  /** Told how long a sweep took to look at its own sites, before it plans and asks Cal.com. */
  readonly lookedAtSites: (ms: number) => void;
  /** Told which booking found no room when it came. */
  readonly waits: (uid: string) => void;
};

/** Answers, in milliseconds, as `walls.ts` reckons with them; a plan takes a second. */
export const TAKES: Readonly<Record<string, number>> = { ledger: 5, sqs: 5, cal: 300, plan: 1_000 };

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

class PortFailed extends Error {
  override readonly name = 'PortFailed';
}
const ports = { fails: (reason: string) => new PortFailed(reason) };

/** Heuristics alone, and few: what a better plan would be is not the question here. */
const planning = {
  spacingMs: PACE.patchSeconds * 1000,
  effort: 'small',
  budget: { ...BUDGETS.small, ejections: 300, neighbourhoods: 2 },
} as const;

/** The handlers' cores as deployed, each call of a port in its time. */
export const deployedFunctions = (around: Around) => {
  const { world, cal, queues, deliver, found, lookedAtSites, waits } = around;
  const { chance } = world;
  const { now, later } = world.time;
  const through = <Port extends object>(
    process: Process,
    name: string,
    port: Port,
    terms: { readonly fails: (reason: string) => Error } = ports,
  ): Port =>
    Object.fromEntries(
      Object.entries(port).map(([method, call]) => [
        method,
        (...args: never[]) =>
          process.call(
            `${name}.${method}`,
            () => (call as (...args: never[]) => Promise<unknown>)(...args),
            terms,
          ),
      ]),
    ) as Port;
  const ledgerOf = (process: Process): Ledger =>
    through(process, 'ledger', around.ledgerOf(process.fn), {
      fails: (reason) => new LedgerUnavailable(reason),
    });
  const sqsOf = (process: Process): SQSClient =>
    through(process, 'sqs', {
      send: async ({ input }: { input: Record<string, unknown> }) => {
        const queue = queues()[input.QueueUrl as QueueName];
        if ('ReceiptHandle' in input)
          queue.changeVisibility(String(input.ReceiptHandle), Number(input.VisibilityTimeout) * 1000);
        else queue.send(String(input.MessageBody), Number(input.DelaySeconds ?? 0) * 1000);
        return {};
      },
    }) as unknown as SQSClient;
  const pauseOf = (process: Process) => (ms: number) =>
    process.call('pause', () => new Promise<void>((wake) => later(Math.ceil(ms), wake)), ports);
  const dependenciesOf = (process: Process, replans: boolean, fileAge?: number): Dependencies => {
    const ledger = ledgerOf(process);
    const to = { publish: 'publish', ...(replans ? { replan: 'replan' } : {}) };
    return {
      ledger,
      clinic: new Clinic(ledger, now, madeUpWords, { ...(fileAge !== undefined && { fileAge }) }),
      now,
      chance,
      pause: pauseOf(process),
      settleMs: PACE.settleSeconds * 1000,
      ...wakeSender(sqsOf(process), to, () => undefined, now),
    };
  };
  const runStepOf = () =>
    stepRunner({
      log: { error: (sentence, fields) => found(`${sentence}: ${JSON.stringify(fields)}`) },
      count: () => undefined,
      now,
    });
  const plannerOf =
    (process: Process, deps: Dependencies): ReturnType<typeof replanDay> =>
    async (siteId, date) => {
      await process.call('plan', async () => undefined, ports);
      return replanDay({ ...deps, ...planning })(siteId, date);
    };
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return String(ids);
  };

  const assign = new Lambda('assign', world, (process) => {
    const deps = dependenciesOf(process, true, FILE_AGE_MS);
    const assignIt = assignBooking(deps);
    return takeDelivery({
      ask: askPredecessor({ ...deps, cal: through(process, 'cal', cal.api) }),
      assign: async (event) => {
        const outcome = await assignIt(event);
        if (outcome.kind === 'waiting') waits(event.fact.uid);
        return outcome;
      },
      notice: handleNotice(deps),
      heard: noteHeard(deps.ledger, (error) => found(`an hour could not be noted: ${String(error)}`)),
      returnSoon: returnSoonTo(sqsOf(process), 'bookings'),
      count: () => undefined,
      log: silent,
      chance,
    });
  });
  const publish = new Lambda('publish', world, (process) => {
    const ledger = ledgerOf(process);
    return takeWake({
      wake: wakePublisher({
        ledger,
        clinic: new Clinic(ledger, now, madeUpWords, { fileAge: FILE_AGE_MS }),
        cal: through(process, 'cal', cal.api),
        now,
        newId,
        newToken: () => linkToken(Buffer.from(newId())),
        spacingMs: PACE.patchSeconds * 1000,
        verifyAfterMs: VERIFY_AFTER_MS,
        digestKey: async () => 'key',
        pause: pauseOf(process),
        report: ({ what }) => {
          if (what === 'parked' || what === 'manual-edit') found(`the publisher reports ${what}`);
        },
      }),
      returnSoon: returnSoonTo(sqsOf(process), 'publish'),
      now,
    });
  });
  const replan = new Lambda('replan', world, (process) => {
    const deps = dependenciesOf(process, false);
    return takeDay({
      replan: plannerOf(process, deps),
      prove: proveWhatIf({ ...deps, ...planning }),
      runStep: runStepOf(),
      putOff: putOffDay(deps),
      returnSoon: returnSoonTo(sqsOf(process), 'replan'),
      log: silent,
      chance,
    });
  });
  const sweep = new Lambda('sweep', world, (process) => {
    const ours = dependenciesOf(process, true);
    let began = 0;
    let looked = 0;
    const deps: Dependencies = {
      ...ours,
      ledger: {
        ...ours.ledger,
        readOwed: async (queue, options) => {
          const entries = await ours.ledger.readOwed(queue, options);
          if (queue.kind === 'parked') looked = now();
          return entries;
        },
      },
    };
    const runStep = runStepOf();
    const run = runSweep({
      ...deps,
      ...planning,
      everyMs: SWEEP_EVERY_MINUTES * MINUTE,
      runStep,
      replan: plannerOf(process, deps),
      reconcile: reconcile({
        ...deps,
        cal: through(process, 'cal', cal.api),
        lister: through(process, 'cal', cal.lister),
        runStep,
        eventTypes: async () => [],
        enqueue: async (message) => {
          found('reconciliation found what a delivery has told');
          deliver(message);
        },
        digestKey: async () => 'key',
      }),
      gauge: () => undefined,
      log: silent,
    });
    return async (group: SweepGroup): Promise<void> => {
      began = now();
      await run({
        group,
        until: began + FUNCTIONS.sweep.timeoutSeconds * 1000 - CAL_TIMEOUT_MS - 5_000,
      });
      if (looked > began) lookedAtSites(looked - began);
    };
  });
  return { assign, publish, replan, sweep };
};
