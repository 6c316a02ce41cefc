import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, vi } from 'vitest';
import { startHttpFront } from '../../bin/local/http-front.ts';
import type { LocalHandler } from '../../bin/local/lambda-context.ts';
import { startQueueThread } from '../../bin/local/queue-thread.ts';
import { startSecretsEndpoint } from '../../bin/local/secrets-endpoint.ts';
import { ENV } from '../../shared/env.ts';
import { examplePayload, signatureOf } from '../support/signed-delivery.ts';

const OLD = 'the-old-secret';
const NEW = 'the-new-secret';
const AT_ONCE = 4;
const BURST = 12;
const TURNED_AWAY = '503 temporarily unavailable';

/**
 * The webhook as it runs locally: HTTP, the deployed handler, Secrets Manager and SQS on loopback. Deliveries come without a
 * pause while the secret goes from the old one to both to the new one, and no one waits for a cache. Answers how many were
 * answered how.
 */
export const rotateUnderLoad = async (
  deliveries: number,
  progress: (line: string) => void,
): Promise<Record<string, number>> => {
  const account = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  for (const [name, value] of Object.entries(account)) vi.stubEnv(name, value);
  const secrets = new Map([
    ['webhook', JSON.stringify({ current: OLD })],
    ['digest-key', JSON.stringify({ key: 'd'.repeat(64) })],
  ]);
  const secretsManager = await startSecretsEndpoint(secrets);
  const queueThread = startQueueThread();
  const queues = await queueThread.queues;
  for (const [name, value] of Object.entries({
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.endpoint,
    POWERTOOLS_METRICS_DISABLED: 'true',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    [ENV.bookingsQueueUrl]: queues.urls.bookings,
    [ENV.webhookSecretId]: 'webhook',
    [ENV.digestKeySecretId]: 'digest-key',
  }))
    vi.stubEnv(name, value);
  const { handler } = (await import('../../functions/webhook/receive.ts')) as unknown as {
    handler: LocalHandler;
  };
  const { log } = await import('../../functions/runtime.ts');
  let outOfTime = 0;
  vi.spyOn(log, 'error').mockImplementation((...said) => {
    if (JSON.stringify(said).includes('TimeoutError')) outOfTime += 1;
  });
  const front = await startHttpFront(0, () => handler);
  const sqs = new SQSClient({ endpoint: queues.endpoint, useQueueUrlAsEndpoint: false });
  try {
    let signedWith = OLD;
    const calComSignsWith = (secret: string) => (): void => {
      signedWith = secret;
    };
    const store = (value: object) => (): void => {
      secrets.set('webhook', JSON.stringify(value));
    };
    /** What a person does, and Cal.com after it, at these parts of the way. */
    const steps: [part: number, act: () => void][] = [
      [0.25, store({ current: NEW, previous: OLD })],
      [0.4, calComSignsWith(NEW)],
      // Some of Cal.com's processes still sign with the old one.
      [0.5, calComSignsWith(OLD)],
      [0.6, calComSignsWith(NEW)],
      [0.8, store({ current: NEW })],
    ];
    const example = examplePayload('BOOKING_CREATED');
    const answers: Record<string, number> = {};
    let sent = 0;
    const deliver = async (): Promise<void> => {
      sent += 1;
      if (sent % 2_000 === 0) progress(`${sent} of ${deliveries} deliveries: ${JSON.stringify(answers)}`);
      const body = JSON.stringify({ ...example, payload: { ...example.payload, uid: `visit-${sent}` } });
      const response = await fetch(`${front.url}/api/webhooks/cal`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-cal-signature-256': signatureOf(body, signedWith) },
        body,
      });
      const { outcome, error } = (await response.json()) as { outcome?: string; error?: string };
      const answer = `${response.status} ${outcome ?? error}`;
      answers[answer] = (answers[answer] ?? 0) + 1;
    };
    const send = async (): Promise<void> => {
      while (sent < deliveries) {
        const step = steps[0];
        if (step !== undefined && sent >= step[0] * deliveries) {
          steps.shift();
          step[1]();
          // The first that know of it come all at once.
          const first = Math.min(BURST, deliveries - sent);
          await Promise.all(Array.from({ length: first }, deliver));
        } else await deliver();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, send));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queues.urls.bookings,
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    );
    // What was acknowledged is in the queue; an SDK that tried twice may have put it there twice.
    expect(Number(Attributes?.ApproximateNumberOfMessages)).toBeGreaterThanOrEqual(
      answers['200 accepted'] ?? 0,
    );
    expect(sent).toBeGreaterThanOrEqual(deliveries);
    // A busy machine may not keep the time that a delivery has; that says nothing about the secret.
    const turnedAway = (answers[TURNED_AWAY] ?? 0) - outOfTime;
    const { [TURNED_AWAY]: _, ...others } = answers;
    return turnedAway > 0 ? { ...others, [TURNED_AWAY]: turnedAway } : others;
  } finally {
    sqs.destroy();
    await front.close();
    await queueThread.close();
    await secretsManager.close();
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  }
};
