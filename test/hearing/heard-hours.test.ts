import { expect, test } from 'vitest';
import { HOUR, LOOKED_BACK_MS } from '../../shared/domain/hours-silent.ts';
import { noteHeard, readHeardHours } from '../../shared/hearing/heard-hours.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { at } from '../support/builders.ts';

const NINE = at('09:00');
const never = (error: unknown): void => {
  throw error;
};

test('the hours in which deliveries came are known to all, each once', async () => {
  const ledger = memoryLedger();
  for (const process of [noteHeard(ledger, never), noteHeard(ledger, never)])
    for (const minutes of [1, 2, 61, 62]) await process(NINE + (minutes * HOUR) / 60);
  expect([...(await readHeardHours(ledger))]).toEqual([NINE, NINE + HOUR]);
});

test('a process reads what is noted once an hour, and writes only what is new', async () => {
  const ledger = memoryLedger();
  const calls: string[] = [];
  const note = noteHeard(
    {
      ...ledger,
      readMemo: (...asked) => {
        calls.push('read');
        return ledger.readMemo(...asked);
      },
      commit: (writes) => {
        calls.push('write');
        return ledger.commit(writes);
      },
    },
    never,
  );
  for (let minute = 0; minute < 60; minute += 1) await note(NINE + (minute * HOUR) / 60);
  expect(calls).toEqual(['read', 'write']);
  await noteHeard(ledger, never)(NINE + HOUR);
  await note(NINE + HOUR);
  expect(calls).toEqual(['read', 'write', 'read']);
});

test('hours that no one asks about any more are forgotten', async () => {
  const ledger = memoryLedger();
  const note = noteHeard(ledger, never);
  await note(NINE);
  await note(NINE + LOOKED_BACK_MS - HOUR);
  expect(await readHeardHours(ledger)).toContain(NINE);
  await note(NINE + LOOKED_BACK_MS);
  expect(await readHeardHours(ledger)).not.toContain(NINE);
});

test('an hour that could not be noted is noted by the next delivery, and no delivery suffers', async () => {
  const ledger = memoryLedger();
  let broken = true;
  const failures: unknown[] = [];
  const note = noteHeard(
    {
      ...ledger,
      commit: (writes) => (broken ? Promise.reject(new Error('out of reach')) : ledger.commit(writes)),
    },
    (error) => failures.push(error),
  );
  await note(NINE);
  expect(failures).toHaveLength(1);
  broken = false;
  await note(NINE + 1);
  expect([...(await readHeardHours(ledger))]).toEqual([NINE]);
});
