import type { SQSRecord } from 'aws-lambda';
import type { CredentialName } from '../../shared/domain/catalogue.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import type { WakeOutcome } from '../../shared/publishing/publisher-dependencies.ts';
import type { ReturnSoon } from '../../shared/queue/return-soon.ts';
import { fromWakeMessage } from '../../shared/queue/wake-message.ts';

type TakeWakeDependencies = {
  readonly wake: (credential: CredentialName) => Promise<WakeOutcome>;
  readonly returnSoon: ReturnSoon;
  readonly now: () => Instant;
};

/** A wake that loses the race for a slot is received no more often than this: fewer times than the queue gives up after. */
const RECEIPTS_OF_A_LOSER = 3;

/**
 * Takes one wake-up of the publish queue. One that finds the slot taken comes back once, when it is free, and one that loses it
 * to another wake once more; dropping it instead leaves slots unused, bringing it back for ever keeps the queue full.
 * The sweep sends more.
 */
export const takeWake =
  ({ wake, returnSoon, now }: TakeWakeDependencies) =>
  async (record: Pick<SQSRecord, 'body' | 'receiptHandle' | 'attributes'>): Promise<void> => {
    const outcome = await wake(fromWakeMessage(record.body).credential);
    if (outcome.kind !== 'later') return;
    if (Number(record.attributes.ApproximateReceiveCount) >= (outcome.lost ? RECEIPTS_OF_A_LOSER : 2)) return;
    await returnSoon(record.receiptHandle, outcome.at - now());
    throw new SlotTaken('comes back when the slot is free');
  };

/** Another wake-up has the slot. */
class SlotTaken extends Error {
  override readonly name = 'SlotTaken';
}
