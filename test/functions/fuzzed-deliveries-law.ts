import * as fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import { receiveDelivery } from '../../functions/webhook/receive-delivery.ts';
import { fromBookingMessage } from '../../shared/queue/booking-message.ts';
import { toBookingMessage } from '../../shared/queue/to-booking-message.ts';
import { type FuzzedDelivery, fuzzedDelivery } from '../support/fuzzed-delivery.ts';
import { plantedIn } from '../support/planted-delivery.ts';
import { WEBHOOK_SECRET } from '../support/signed-delivery.ts';

const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);
beforeAll(() => {
  process.on('uncaughtException', note).on('unhandledRejection', note);
});
afterAll(() => {
  process.off('uncaughtException', note).off('unhandledRejection', note);
});

/** How many were answered in which way. */
export type Answers = Record<string, number>;

const PREVIOUS = 'the-secret-before-this-one';

/** One body: answered, never by 5xx; believed only if signed; and no one's words or secrets left behind. */
const holds = async ({ request, genuine }: FuzzedDelivery, answers: Answers): Promise<void> => {
  const lines: string[] = [];
  const messages: string[] = [];
  const write = (sentence: string, fields: Record<string, unknown>): void => {
    lines.push(`${sentence} ${JSON.stringify(fields)}`);
  };
  const secrets = async () => ({ current: WEBHOOK_SECRET, previous: PREVIOUS });
  const { statusCode, body } = await receiveDelivery({
    secrets: { get: secrets, refetched: secrets },
    words: madeUpWords,
    enqueue: async (message) => void messages.push(toBookingMessage(message)),
    log: { info: write, warn: write, error: write },
    count: () => undefined,
    now: () => Date.UTC(2026, 9, 13), // later than all of Cal.com's examples
  })(request);
  const { outcome, error } = JSON.parse(body ?? '') as { outcome?: string; error?: string };
  const answer = `${statusCode} ${outcome ?? error}`;
  answers[answer] = (answers[answer] ?? 0) + 1;
  expect(statusCode).toBeOneOf(genuine ? [200, 413] : [401, 413]);
  expect(messages).toHaveLength(outcome === 'accepted' ? 1 : 0);
  for (const message of messages) fromBookingMessage(message); // or the worker could not take it
  const left = [...lines, ...messages, body].join('\n');
  expect(plantedIn(left)).toEqual([]);
  expect(left).not.toContain(WEBHOOK_SECRET);
  expect(left).not.toContain(PREVIOUS);
  expect(lines).toHaveLength(1);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
};

/** As many bodies as asked for; a failure prints the seed that replays it. */
export const fuzzedDeliveriesHold = async (runs: number, seed: number): Promise<Answers> => {
  const answers: Answers = {};
  await fc.assert(
    fc.asyncProperty(fuzzedDelivery, (delivery) => holds(delivery, answers)),
    { numRuns: runs, seed },
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(uncaught).toEqual([]);
  return answers;
};
