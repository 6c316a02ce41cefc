import type { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { assignBooking } from '../../shared/assigning/assign-booking.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import {
  fromReplanMessage,
  fromWakeMessage,
  replanMessage,
  wakeMessage,
  whatIfMessage,
} from '../../shared/queue/wake-message.ts';
import { wakeSender } from '../../shared/queue/wake-sender.ts';
import { booked, catalogue, daysLater, MONDAY, room } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

const sender = () => {
  const clock = { now: 0 };
  const sent: { date: string; arrives: number }[] = [];
  let works = true;
  const client = {
    send: async ({ input }: { input: { MessageBody: string; DelaySeconds: number } }) => {
      if (!works) throw new Error('no queue');
      const message = fromReplanMessage(input.MessageBody);
      sent.push({
        date: 'date' in message ? message.date : '',
        arrives: clock.now + input.DelaySeconds * 1000,
      });
      return {};
    },
  } as unknown as SQSClient;
  const wakes = wakeSender(
    client,
    { publish: 'p', replan: 'r' },
    () => undefined,
    () => clock.now,
  );
  return { clock, sent, wakes, works: (does: boolean) => (works = does) };
};

test('three hundred bookings that begin to wait at once ask for one re-plan of their Day, which reads all of them', async () => {
  const { clock, sent, wakes } = sender();
  const clinic = await clinicInMemory(memoryLedger(), catalogue({ rooms: [room('1A')] }));
  const assign = assignBooking({ ...clinic.deps, ...wakes });
  await assign(booked('in the room'));
  for (let guest = 0; guest < 300; guest += 1) {
    clock.now = guest * 3;
    expect(await assign(booked(`guest-${guest}`))).toMatchObject({ kind: 'waiting' });
  }
  expect(sent).toEqual([{ date: MONDAY, arrives: 1_000 }]);
});

test('a Day disturbed for a whole minute is asked for a few times, never later than half a minute after the last; another Day asks for itself', async () => {
  const { clock, sent, wakes } = sender();
  for (; clock.now < 60_000; clock.now += 200) await wakes.wakeReplan('north', MONDAY);
  await wakes.wakeReplan('north', daysLater(1));
  const arrivals = sent.filter(({ date }) => date === MONDAY).map(({ arrives }) => arrives);
  expect(arrivals).toEqual([1_000, 3_000, 7_000, 15_000, 31_000, 61_000]);
  expect(sent.at(-1)).toEqual({ date: daysLater(1), arrives: 61_000 });
});

test('after a quiet minute a Day is asked for at once again', async () => {
  const { clock, sent, wakes } = sender();
  for (const at of [0, 1_000, 64_000]) {
    clock.now = at;
    await wakes.wakeReplan('north', MONDAY);
  }
  expect(sent.map(({ arrives }) => arrives)).toEqual([1_000, 3_000, 65_000]);
});

test('an ask that could not be sent covers no other', async () => {
  const { sent, wakes, works } = sender();
  works(false);
  await wakes.wakeReplan('north', MONDAY);
  works(true);
  await wakes.wakeReplan('north', MONDAY);
  expect(sent).toHaveLength(1);
});

test('a wake of a later release is taken for what is known of it', () => {
  const later = (body: string) => JSON.stringify({ ...JSON.parse(body), urgent: true });
  expect(fromReplanMessage(later(replanMessage('north', MONDAY)))).toEqual({ siteId: 'north', date: MONDAY });
  expect(fromReplanMessage(later(whatIfMessage('w1')))).toEqual({ whatIf: 'w1' });
  expect(fromWakeMessage(later(wakeMessage('default')))).toEqual({ credential: 'default' });
});
