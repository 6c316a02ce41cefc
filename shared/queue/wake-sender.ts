import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Instant } from '../domain/instant.ts';
import type { Wakes } from '../unit-of-work/commit.ts';
import { LONGEST_WAKE_MS } from './longest-wake.ts';
import { oneAsk } from './one-ask.ts';
import { replanMessage, wakeMessage, whatIfMessage } from './wake-message.ts';

/** Reports that a wake could not be sent; the sweep will find the work. */
type WakeFailed = (queue: 'publish' | 'replan', error: unknown) => void;

/** Asks for the proof of a what-if; where it cannot be asked for, the quick answer stands alone. */
export type AsksProof = { readonly askProof: (whatIf: string) => Promise<void> };

/**
 * Sends wakes to the publish and replan queues. A wake is only a hint (what is due and owed stands in the Ledger, and
 * the sweep looks every minute), so one that cannot be sent is reported, not thrown; one too far ahead is left to the sweep.
 * A Day that is disturbed many times over in a moment is asked for once.
 */
export const wakeSender = (
  client: SQSClient,
  queues: { readonly publish: string; readonly replan?: string },
  failed: WakeFailed,
  now: () => Instant,
): Wakes & AsksProof => {
  const send = async (
    queue: 'publish' | 'replan',
    url: string,
    body: string,
    delaySeconds: number,
  ): Promise<boolean> => {
    try {
      await client.send(
        new SendMessageCommand({ QueueUrl: url, MessageBody: body, DelaySeconds: delaySeconds }),
      );
      return true;
    } catch (error) {
      failed(queue, error);
      return false;
    }
  };
  const days = oneAsk(now);
  return {
    wakePublisher: async (credential, delayMs) => {
      const delay = Math.max(0, Math.ceil(delayMs / 1000));
      if (delay * 1000 <= LONGEST_WAKE_MS)
        await send('publish', queues.publish, wakeMessage(credential), delay);
    },
    wakeReplan: async (siteId, date) => {
      if (queues.replan === undefined) return;
      const day = replanMessage(siteId, date);
      const delay = days.delayOf(day);
      if (delay !== undefined && !(await send('replan', queues.replan, day, delay))) days.takeBack(day);
    },
    askProof: async (whatIf) => {
      if (queues.replan !== undefined) await send('replan', queues.replan, whatIfMessage(whatIf), 0);
    },
  };
};
