import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { bookingSender } from '../../shared/queue/booking-sender.ts';

afterEach(() => void vi.unstubAllEnvs());

test('a queue that hangs is given up on after two tries, for the patient waits', async () => {
  let calls = 0;
  const silent = createServer(() => {
    calls += 1;
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', `http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
  const enqueue = bookingSender('http://127.0.0.1/000000000000/bookings');
  const sent = enqueue({
    deliveryId: 'ab'.repeat(32),
    trigger: 'BOOKING_CANCELLED',
    receivedAt: 1,
    fact: { uid: 'x', standing: 'ended', createdAt: 1, how: 'cancelled' },
  });
  await expect(sent).rejects.toMatchObject({ name: 'NotEnqueued' });
  silent.closeAllConnections();
  silent.close();
  expect(calls).toBe(2);
});
