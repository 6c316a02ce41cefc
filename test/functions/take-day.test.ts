import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { takeDay } from '../../functions/sweep/take-day.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { METRIC } from '../../shared/metrics.ts';
import { replanMessage } from '../../shared/queue/wake-message.ts';
import { NOTHING_TO_PROVE } from '../../shared/replanning/affected.ts';
import { putOffDay } from '../../shared/replanning/put-off-day.ts';
import { stepRunner } from '../../shared/sweeping/steps.ts';
import { daysLater, EARLY, MONDAY } from '../support/builders.ts';

const TUESDAY = daysLater(1);
/** It cannot be told what may be offered then. */
const UNTOLD = daysLater(3);

/** Some must be told by the plan of this Day, and fewer would do for all that anyone knows. */
const OPEN = daysLater(4);
/** By the plan of this one as well, and fewer is impossible. */
const PROVED = daysLater(5);

/** The replan function, in which Monday cannot be planned. */
const replanFunction = async () => {
  const ledger = memoryLedger();
  const clock = { now: EARLY };
  const planned: string[] = [];
  const mirrored: string[] = [];
  const sought: string[] = [];
  const counted: string[] = [];
  const disturb = (date: string, id = `ada@${clock.now}`) =>
    ledger.commit([{ kind: 'due', marker: { siteId: 'north', date, dueAt: clock.now, id } }]);
  const take = takeDay({
    replan: async (_siteId, date) => {
      if (date === MONDAY) throw new RangeError('a Day no one thought of');
      planned.push(date);
      if (date !== OPEN && date !== PROVED) return { kind: 'undisturbed' };
      const certificate = { ...NOTHING_TO_PROVE, messages: 12, proved: date === PROVED };
      return { kind: 'planned', changed: 12, flagged: 0, untold: 12, certificate };
    },
    mirror: async (date) => {
      if (date === UNTOLD) throw new RangeError('a schedule no one thought of');
      mirrored.push(date);
      return {
        mirrors: 0,
        feeds: 0,
        dates: 1,
        busy: 0,
        lost: 0,
        written: 0,
        later: 0,
        reasons: {},
        ageMs: 0,
      };
    },
    seek: async (_siteId, date) => {
      sought.push(date);
      throw new RangeError('a search no one thought of');
    },
    prove: async () => 'unknown',
    runStep: stepRunner({
      log: { error: () => undefined },
      count: (metric) => void counted.push(metric),
      now: () => clock.now,
    }),
    putOff: putOffDay({ ledger, now: () => clock.now }),
    returnSoon: async () => undefined,
    log: { info: () => undefined },
    chance: () => 0,
  });
  const due = async (until = Number.POSITIVE_INFINITY) =>
    (await ledger.readDue('north', until)).filter(({ date }) => date === MONDAY);
  return { clock, planned, mirrored, sought, counted, disturb, take, due };
};

const recordOf = (date: string) => ({
  messageId: date,
  receiptHandle: date,
  body: replanMessage('north', date),
  eventSource: 'aws:sqs',
});

test('a Day that cannot be planned keeps no other of its batch from being planned, and does not come back as a message', async () => {
  const { disturb, take, planned, counted } = await replanFunction();
  const dates = [TUESDAY, MONDAY, daysLater(2)];
  for (const date of dates) await disturb(date);
  const event = { Records: dates.map(recordOf) } as unknown as SQSEvent;
  const answer = await processPartialResponse(event, take, new BatchProcessor(EventType.SQS), {
    context: {} as Context,
    throwOnFullBatchFailure: false,
  });
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(planned).toEqual([TUESDAY, daysLater(2)]);
  expect(counted).toEqual([METRIC.daysFailed]);
});

test('a Day that cannot be planned is due again after a minute, then after two, four and so on up to a quarter of an hour: one marker for all that were due', async () => {
  const { clock, disturb, take, due } = await replanFunction();
  for (let index = 0; index < 200; index += 1) await disturb(MONDAY, `guest-${index}@1`);
  const minutes: number[] = [];
  for (let tries = 0; tries < 8; tries += 1) {
    await take(recordOf(MONDAY));
    const [marker, ...others] = await due();
    expect(others).toEqual([]);
    minutes.push(((marker?.dueAt ?? 0) - clock.now) / MINUTE);
    clock.now = marker?.dueAt ?? 0;
  }
  expect(minutes).toEqual([1, 2, 4, 8, 16, 16, 16, 16]);
});

test('a Day that was put off and is disturbed anew is tried at once, and is put off for longer', async () => {
  const { clock, disturb, take, due } = await replanFunction();
  await disturb(MONDAY);
  await take(recordOf(MONDAY));
  await take(recordOf(MONDAY));
  clock.now += 1_000;
  await disturb(MONDAY);
  expect(await due(clock.now)).toHaveLength(1);
  await take(recordOf(MONDAY));
  expect(await due(clock.now)).toEqual([]);
  expect(await due()).toEqual([expect.objectContaining({ dueAt: clock.now + 4 * MINUTE })]);
});

test('a Day that someone else has planned meanwhile is not put off', async () => {
  const { take, due } = await replanFunction();
  await take(recordOf(MONDAY));
  expect(await due()).toEqual([]);
});

test('what is offered on a Day follows what has changed, planned or not; where it cannot be told, no message comes back', async () => {
  const { disturb, take, planned, mirrored, counted } = await replanFunction();
  for (const date of [MONDAY, TUESDAY, UNTOLD]) {
    await disturb(date);
    await take(recordOf(date));
  }
  expect(planned).toEqual([TUESDAY, UNTOLD]);
  expect(mirrored).toEqual([MONDAY, TUESDAY]);
  expect(counted).toEqual([METRIC.daysFailed, METRIC.stepsFailed]);
});

test('a better plan is looked for behind a plan that may be bettered and no other, and a search that fails keeps no Day from being planned', async () => {
  const { take, planned, sought, due } = await replanFunction();
  const dates = [TUESDAY, OPEN, PROVED];
  for (const date of dates) await take(recordOf(date));
  expect([planned, sought, await due()]).toEqual([dates, [OPEN], []]);
});
