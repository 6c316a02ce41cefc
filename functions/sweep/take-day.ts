import type { SQSRecord } from 'aws-lambda';
import type { MirrorReport } from '../../shared/availability/mirror-offers.ts';
import type { SiteId } from '../../shared/domain/catalogue.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import type { LocalDate } from '../../shared/domain/local-time.ts';
import type { ReturnSoon } from '../../shared/queue/return-soon.ts';
import { fromReplanMessage } from '../../shared/queue/wake-message.ts';
import type { WhatIfProof } from '../../shared/replanning/prove-what-if.ts';
import type { ReplanOutcome } from '../../shared/replanning/replan-day.ts';
import { type BetterPlanSought, mayBeBettered } from '../../shared/replanning/seek-better-plan.ts';
import type { OneMorePlanned } from '../../shared/reporting/plan-one-more.ts';
import type { RunStep } from '../../shared/sweeping/steps.ts';

type TakeDayDependencies = {
  readonly replan: (siteId: SiteId, date: LocalDate) => Promise<ReplanOutcome>;
  /** Makes the schedules of ours at Cal.com offer what the Day now has rooms for; absent = there are none. */
  readonly mirror?: (date: LocalDate) => Promise<MirrorReport>;
  /** Looks for a plan that tells fewer than the one just made, and offers it to staff; absent: none is looked for. */
  readonly seek?: (siteId: SiteId, date: LocalDate) => Promise<BetterPlanSought | 'left-out'>;
  /** Works a what-if out and stores the answer. */
  readonly prove: (whatIf: string) => Promise<WhatIfProof | OneMorePlanned>;
  readonly runStep: RunStep;
  /** A Day that could not be planned is due again later. */
  readonly putOff: (siteId: SiteId, date: LocalDate) => Promise<Instant | undefined>;
  readonly returnSoon: ReturnSoon;
  readonly log: Record<'info', (sentence: string, fields: Record<string, unknown>) => void>;
  /** Uniform in [0, 1). */
  readonly chance: () => number;
};

/**
 * Takes one message of the replan queue: one Day, or one what-if. Throws where a race was lost and the message must come back;
 * a Day that cannot be planned is put off in the Ledger, where the sweep finds it again.
 */
export const takeDay =
  ({ replan, mirror, seek, prove, runStep, putOff, returnSoon, log, chance }: TakeDayDependencies) =>
  async (record: Pick<SQSRecord, 'body' | 'receiptHandle'>): Promise<void> => {
    const message = fromReplanMessage(record.body);
    if ('whatIf' in message) {
      log.info('what-if proved', { whatIf: message.whatIf, outcome: await prove(message.whatIf) });
      return;
    }
    const { siteId, date } = message;
    const ran = await runStep('day', { siteId, date }, () => replan(siteId, date));
    if (ran.kind === 'done') log.info('Day re-planned', { siteId, date, ...ran.value });
    else log.info('Day put off', { siteId, date, again: await putOff(siteId, date) });
    if (mirror !== undefined) {
      const mirrored = await runStep('offers', { siteId, date }, () => mirror(date));
      if (mirrored.kind === 'done' && mirrored.value.mirrors > 0)
        log.info('Day mirrored', { siteId, date, ...mirrored.value });
    }
    if (seek !== undefined && ran.kind === 'done' && mayBeBettered(ran.value)) {
      const sought = await runStep('better-plan', { siteId, date }, () => seek(siteId, date));
      if (sought.kind === 'done') log.info('better plan sought', { siteId, date, outcome: sought.value });
    }
    if (ran.kind !== 'done' || ran.value.kind !== 'contended') return;
    await returnSoon(record.receiptHandle, 1_000 * (1 + chance()));
    throw new Contended('lost a race for a room');
  };

/** The Day was changed meanwhile. */
class Contended extends Error {
  override readonly name = 'Contended';
}
