import { hash } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { bookingEventOf, type DeliveryReading } from '../../shared/calcom/booking-event-of.ts';
import {
  isSignature,
  isSignedBy,
  SIGNATURE_HEADER,
  type WebhookSecrets,
} from '../../shared/calcom/signature.ts';
import { subjectOf } from '../../shared/domain/booking-event.ts';
import type { WordDigest } from '../../shared/domain/equipment-words.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import { DELIVERY_METRICS, METRIC } from '../../shared/metrics.ts';
import type { EnqueueBooking } from '../../shared/queue/booking-sender.ts';
import type { StoredSecret } from '../../shared/secrets/stored-secret.ts';

/** The longest body that is looked at, in bytes; Cal.com's are about 5 KiB. */
const LARGEST_DELIVERY = 200 * 1024;

/** Under which name each thing is counted that becomes of a delivery. `mailedAgain`: not of the delivery, but of what it tells. */
export const COUNTED_AS = { ...DELIVERY_METRICS, mailedAgain: METRIC.duplicateMails } as const;

export type ReceiveDependencies = {
  readonly secrets: StoredSecret<WebhookSecrets>;
  /** What stands for the words of an answer; asked for by each delivery that is believed, used by few. */
  readonly words: () => Promise<WordDigest>;
  readonly enqueue: EnqueueBooking;
  readonly log: Record<
    'info' | 'warn' | 'error',
    (sentence: string, fields: Record<string, unknown>) => void
  >;
  readonly count: (what: keyof typeof COUNTED_AS) => void;
  readonly now: () => Instant;
};

/**
 * Answers one HTTP attempt by Cal.com. The patient waits for this answer and Cal.com never repeats a delivery, so:
 * nothing but the signature is checked before it is believed, whatever is understood is in the queue before it is
 * acknowledged, and what is not understood is acknowledged too, and counted.
 */
export const receiveDelivery =
  (dependencies: ReceiveDependencies) =>
  async (request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    try {
      return await received(request, dependencies);
    } catch (error) {
      dependencies.log.error('delivery could not be taken', { reason: nameOf(error), ...causeOf(error) });
      dependencies.count('failed');
      return answer(503, { ok: false, error: 'temporarily unavailable' });
    }
  };

/** A message might quote the body: names alone are logged. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'UnknownFault');
const causeOf = (error: unknown): { readonly cause?: string } =>
  error instanceof Error && error.cause !== undefined ? { cause: nameOf(error.cause) } : {};

const received = async (
  request: APIGatewayProxyEventV2,
  { secrets, words, enqueue, log, count, now }: ReceiveDependencies,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const receivedAt = now();
  const body = bodyOf(request);
  if (body === 'too-large') {
    log.warn('delivery refused', { reason: 'too-large' });
    count('refused');
    return answer(413, { ok: false, error: 'body too large' });
  }
  const deliveryId = hash('sha256', body);
  if (!(await isGenuine(body, request.headers?.[SIGNATURE_HEADER], secrets))) {
    log.warn('delivery refused', { reason: 'signature', deliveryId, bytes: body.byteLength });
    count('refused');
    return answer(401, { ok: false, error: 'invalid signature' });
  }
  const reading = readingOf(body, deliveryId, receivedAt, await digestOf(words));
  switch (reading.outcome) {
    case 'accepted':
      await enqueue(reading.event);
      if (reading.mailedAgain) count('mailedAgain');
      log.info('delivery accepted', {
        deliveryId,
        trigger: reading.event.trigger,
        bookingUid: subjectOf(reading.event),
      });
      break;
    case 'ignored':
      log.info('delivery ignored', { deliveryId, trigger: reading.trigger, reason: reading.reason });
      break;
    case 'quarantined':
      log.error('delivery quarantined', {
        deliveryId,
        bytes: body.byteLength,
        trigger: reading.trigger,
        paths: reading.paths,
      });
      break;
  }
  count(reading.outcome);
  return answer(200, { ok: true, outcome: reading.outcome });
};

/** The exact bytes that were sent. A wrong base64 flag gives other bytes, which no signature fits. */
const bodyOf = (request: APIGatewayProxyEventV2): Buffer | 'too-large' => {
  const text = request.body ?? '';
  const announced = Number(request.headers?.['content-length'] ?? 0);
  // base64 is longer than its bytes and UTF-8 never shorter than its UTF-16: no need to decode what cannot fit
  if (announced > LARGEST_DELIVERY || text.length > LARGEST_DELIVERY * (4 / 3) + 4) return 'too-large';
  const bytes = Buffer.from(text, request.isBase64Encoded ? 'base64' : 'utf8');
  return bytes.byteLength > LARGEST_DELIVERY ? 'too-large' : bytes;
};

/** A miss may only mean that the secret has been exchanged since it was cached. */
const isGenuine = async (
  body: Buffer,
  header: string | undefined,
  secrets: StoredSecret<WebhookSecrets>,
): Promise<boolean> => {
  const known = await secrets.get();
  if (!isSignature(header)) return false;
  return isSignedBy(body, header, known) || isSignedBy(body, header, await secrets.refetched());
};

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** Without its key only a delivery that asks for something is turned away. */
const digestOf = async (words: () => Promise<WordDigest>): Promise<WordDigest> => {
  try {
    return await words();
  } catch (cause) {
    return () => {
      throw cause;
    };
  }
};

const readingOf = (
  body: Buffer,
  deliveryId: string,
  receivedAt: Instant,
  digest: WordDigest,
): DeliveryReading => {
  let json: unknown;
  try {
    json = JSON.parse(UTF_8.decode(body));
  } catch {
    return { outcome: 'quarantined', trigger: 'unknown', paths: ['(json)'] };
  }
  return bookingEventOf(json, { deliveryId, receivedAt }, digest);
};

const answer = (statusCode: number, body: object): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});
