import { describe, expect, test } from 'vitest';
import { fromBookingMessage } from '../../shared/queue/booking-message.ts';
import { toBookingMessage } from '../../shared/queue/to-booking-message.ts';
import {
  fromReplanMessage,
  fromWakeMessage,
  replanMessage,
  wakeMessage,
  whatIfMessage,
} from '../../shared/queue/wake-message.ts';
import { QUEUES, type QueueName } from '../../shared/wiring.ts';
import sent from './sent-messages.json' with { type: 'json' };

/**
 * Messages as they wait in the queues of a running clinic while another release takes over, or an older one comes back: frozen, one
 * for each form. None may be changed to please the code; a new form gets an entry of its own.
 */
const SENT: readonly {
  readonly name: string;
  readonly queue: string;
  readonly body: object;
  readonly read: object;
}[] = sent;

/** Reads a message, and sends what was read. */
const SENT_AGAIN: Readonly<Record<QueueName, (body: string) => string>> = {
  bookings: (body) => toBookingMessage(fromBookingMessage(body)),
  publish: (body) => wakeMessage(fromWakeMessage(body).credential),
  replan: (body) => {
    const message = fromReplanMessage(body);
    return 'whatIf' in message ? whatIfMessage(message.whatIf) : replanMessage(message.siteId, message.date);
  },
};
const READ: Readonly<Record<QueueName, (body: string) => object>> = {
  bookings: fromBookingMessage,
  publish: fromWakeMessage,
  replan: fromReplanMessage,
};

describe.each(SENT)('a message that waits in a queue: $name', ({ queue, body, read }) => {
  const text = JSON.stringify(body);

  test('is read as it was meant', () => {
    expect(READ[queue as QueueName](text)).toMatchObject(read);
  });

  test('is sent in that form still, which the release before understands', () => {
    expect(JSON.parse(SENT_AGAIN[queue as QueueName](text))).toEqual(body);
  });

  test('is read all the same with a field that a later release added, which goes no further', () => {
    const later = JSON.stringify({ ...body, addedLater: 'unknown here' });
    expect(READ[queue as QueueName](later)).toEqual(READ[queue as QueueName](text));
  });
});

test('each queue is among them', () => {
  expect([...new Set(SENT.map(({ queue }) => queue))].toSorted()).toEqual(Object.keys(QUEUES).toSorted());
});
