import type { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { WordDigest } from '../domain/equipment-words.ts';
import { required, requiredMs } from '../environment.ts';
import { Clinic } from '../ledger/clinic.ts';
import { ledgerOfEnv } from '../ledger/ledger-of-env.ts';
import { type AsksProof, wakeSender } from '../queue/wake-sender.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';

/**
 * The assigner's dependencies as the environment variables name them. `replans`: whether it may wake the re-plan; `looksAtOnce`:
 * it works for staff, who look at what they have done; `fileAge`: how old
 * the clinic file may be, as `Clinic` has it.
 */
export const dependenciesOfEnv = ({
  log,
  words,
  replans,
  looksAtOnce = false,
  fileAge,
}: {
  log: Pick<Logger, 'warn'>;
  words: () => Promise<WordDigest>;
  replans: boolean;
  looksAtOnce?: boolean;
  fileAge?: number;
}): Dependencies & AsksProof & { sqs: SQSClient } => {
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  const ledger = ledgerOfEnv({ looksAtOnce });
  const queues = {
    publish: required('publishQueueUrl'),
    ...(replans ? { replan: required('replanQueueUrl') } : {}),
  };
  return {
    sqs,
    ledger,
    clinic: new Clinic(ledger, Date.now, words, { ...(fileAge !== undefined && { fileAge }) }),
    now: Date.now,
    chance: Math.random,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    settleMs: requiredMs('calSettleSeconds'),
    ...wakeSender(
      sqs,
      queues,
      (queue, error) =>
        log.warn('wake not sent', { queue, reason: error instanceof Error ? error.name : 'unknown' }),
      Date.now,
    ),
  };
};
