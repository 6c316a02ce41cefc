import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { LONGEST_WAKE_MS } from '../../shared/queue/longest-wake.ts';
import { stepRunner } from '../../shared/sweeping/steps.ts';
import { sweep } from '../../shared/sweeping/sweep.ts';
import { WHOLE } from '../../shared/sweeping/sweep-group.ts';
import { PACE } from '../../shared/wiring.ts';
import {
  at,
  booked,
  cancelled,
  catalogue,
  daysLater,
  EARLY,
  from,
  MONDAY,
  room,
} from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';
import { sweptClinic as twoSites } from './swept-sites.ts';

const SECOND = 1_000;

/** Counts the calls of each method. */
const counted = (ledger: Ledger): { ledger: Ledger; calls: () => Record<string, number> } => {
  const calls: Record<string, number> = {};
  const watched = new Proxy(ledger, {
    get: (target, name: keyof Ledger) => {
      calls[name] = (calls[name] ?? 0) + 1;
      return target[name];
    },
  });
  return { ledger: watched, calls: () => calls };
};

const sweptClinic = async ({ everyMs = MINUTE, settleMs }: { everyMs?: number; settleMs?: number } = {}) => {
  const ledger = memoryLedger();
  const clinic = await clinicInMemory(ledger, catalogue({ rooms: [room('1A')] }));
  const fanned: string[] = [];
  const wakes: number[] = [];
  const sweeping = (on: Ledger) =>
    sweep({
      ...clinic.deps,
      ledger: on,
      ...(settleMs === undefined ? {} : { settleMs }),
      spacingMs: 15_000,
      everyMs,
      runStep: stepRunner({ log: { error: () => undefined }, count: () => undefined, now: clinic.clock.now }),
      replan: (_siteId, date) => clinic.replan(date),
      wakeReplan: async (_siteId, date) => void fanned.push(date),
      wakePublisher: async (_credential, delayMs) => void wakes.push(delayMs),
    })(WHOLE);
  return { ...clinic, ledger, fanned, wakes, sweep: (on: Ledger = ledger) => sweeping(on) };
};

/** When so many sweeps from now on wake the publisher for one visit that is due then, and owed until it is told. */
const wokenFor = async (
  { clock, ledger, wakes, sweep }: Awaited<ReturnType<typeof sweptClinic>>,
  { notBefore, sweeps, everyMs }: { notBefore: number; sweeps: number; everyMs: number },
  isTold: (woken: readonly number[]) => boolean,
): Promise<readonly number[]> => {
  const first = clock.now();
  const owed = { uid: 'ada', siteId: 'north', start: first + 300 * MINUTE, notBefore };
  const woken: number[] = [];
  for (let nth = 0; nth < sweeps; nth += 1) {
    clock.set(first + nth * everyMs);
    wakes.length = 0;
    const told = isTold(woken);
    await sweep({
      ...ledger,
      readOwed: async ({ kind }, { dueBy = 0 }) =>
        kind === 'queued' && !told && notBefore <= dueBy ? [owed] : [],
    });
    const sent = wakes.filter((delay) => delay <= LONGEST_WAKE_MS);
    woken.push(...sent.map((delay) => clock.now() + delay));
  }
  return woken;
};

test('a site that nothing has disturbed is asked once what is due, and no Day of it is read', async () => {
  const clinic = await sweptClinic();
  await clinic.assign(booked('ada'));
  await clinic.sweep();
  const { ledger, calls } = counted(clinic.ledger);
  expect(await clinic.sweep(ledger)).toMatchObject({ replanned: 0, fannedOut: 0 });
  expect(calls()).toEqual({ readDue: 1, readOwed: 2 });
});

test('a room freed a minute ago is given to no matter who waits', async () => {
  const clinic = await sweptClinic();
  await clinic.assign(booked('ada'));
  await clinic.assign(booked('ben'));
  await clinic.sweep();
  await clinic.assign(cancelled('ada', { createdAt: EARLY + MINUTE }));
  expect(await clinic.sweep()).toMatchObject({ replanned: 1 });
  expect(await clinic.roomOf('ben')).toBe('1A');
});

test('more disturbed Days than a few are left to the queue, the nearest planned at once', async () => {
  const clinic = await sweptClinic();
  for (const days of [4, 3, 2, 1, 0])
    for (const uid of ['ada', 'ben'])
      await clinic.assign(booked(`${uid}-${days}`, from('09:00', 30, daysLater(days))));
  expect(await clinic.sweep()).toMatchObject({ replanned: 3, fannedOut: 2 });
  expect(clinic.fanned).toEqual([daysLater(3), daysLater(4)]);
});

test('a Day beyond the horizon is left for later', async () => {
  const clinic = await sweptClinic();
  for (const uid of ['ada', 'ben']) await clinic.assign(booked(uid, from('09:00', 30, daysLater(61))));
  expect(await clinic.sweep()).toMatchObject({ replanned: 0, fannedOut: 0 });
  for (const uid of ['cleo', 'dora']) await clinic.assign(booked(uid, from('09:00', 30, daysLater(60))));
  expect(await clinic.sweep()).toMatchObject({ replanned: 1, fannedOut: 0 });
});

test('doubled sweeps do the same as one', async () => {
  const clinic = await sweptClinic();
  for (const uid of ['ada', 'ben', 'cleo']) await clinic.assign(booked(uid));
  await clinic.assign(cancelled('ada', { createdAt: EARLY + MINUTE }));
  await Promise.all([clinic.sweep(), clinic.sweep()]);
  await clinic.sweep();
  const rooms = await Promise.all(['ben', 'cleo'].map(clinic.roomOf));
  expect(rooms.filter((each) => each !== undefined)).toEqual(['1A']);
  const { waiting } = await clinic.ledger.readDay('north', MONDAY);
  expect(waiting).toHaveLength(1);
});

describe('the publisher is woken for a credential', () => {
  const owing = async (everyMs: number, visits: number) => {
    const clinic = await sweptClinic({ everyMs });
    for (let index = 0; index < visits; index += 1)
      await clinic.assign(
        booked(
          `visit-${index}`,
          from(`${String(7 + (index % 12)).padStart(2, '0')}:00`, 30, daysLater(Math.floor(index / 12))),
        ),
      );
    clinic.wakes.length = 0;
    return clinic;
  };

  test.each([1, 2, 5, 15])(
    'as often as may be told until the next sweep, %d minute(s) later, each time a spacing later, and once beyond',
    async (minutes) => {
      const clinic = await owing(minutes * MINUTE, 4 * minutes + 3);
      // The next sweep may come late: a slot is not lost to that.
      const wakes = Array.from({ length: 4 * minutes + 1 }, (_, index) => index * 15_000);
      expect(await clinic.sweep()).toMatchObject({ wakes: 4 * minutes + 1 });
      // The settle time of what was decided just now is not over at once.
      expect(
        clinic.wakes
          .map((each, index) => each - (wakes[index] ?? 0))
          .every((late) => late >= 0 && late < 15_000),
      ).toBe(true);
    },
  );

  test('no more often than something is owed', async () => {
    const clinic = await owing(15 * MINUTE, 2);
    clinic.clock.set(clinic.clock.now() + MINUTE);
    expect(await clinic.sweep()).toMatchObject({ wakes: 2 });
  });

  test('only where the wake that a decision has sent got lost: by the sweep after the one that came just then', async () => {
    const clinic = await owing(MINUTE, 1);
    expect(await clinic.sweep()).toMatchObject({ wakes: 0, owed: 0 });
    // It is due, and the publisher that was woken reads at Cal.com.
    clinic.clock.set(clinic.clock.now() + clinic.deps.settleMs + 2_000);
    expect(await clinic.sweep()).toMatchObject({ wakes: 0, owed: 1 });
    clinic.clock.set(clinic.clock.now() + MINUTE - 2_000);
    expect(await clinic.sweep()).toMatchObject({ wakes: 1, owed: 1 });
    expect(clinic.wakes).toEqual([0]);
  });

  test('by a sweep that comes seconds after the one before, as in a local system, though it is due for a second or two', async () => {
    const clinic = await owing(6 * SECOND, 1);
    clinic.clock.set(clinic.clock.now() + clinic.deps.settleMs + 2_000);
    expect(await clinic.sweep()).toMatchObject({ wakes: 1, owed: 1 });
  });

  test('at once, though another may have been, for a visit within the next half an hour', async () => {
    const clinic = await sweptClinic();
    clinic.clock.set(at('08:30'));
    await clinic.assign(booked('ada', from('09:00', 30)));
    clinic.wakes.length = 0;
    expect(await clinic.sweep()).toMatchObject({ wakes: 1 });
  });

  test.each([0, 1, 5, 9, 10, 11, 30, 54, 59])(
    'once for what becomes due in some minutes and %d s, by one sweep of all those that see it ahead',
    async (seconds) => {
      const clinic = await sweptClinic();
      const notBefore = clinic.clock.now() + 4 * MINUTE + seconds * SECOND;
      const woken = await wokenFor(clinic, { notBefore, sweeps: 7, everyMs: MINUTE }, (before) =>
        before.some((each) => each + SECOND < clinic.clock.now()),
      );
      expect(woken).toHaveLength(1);
      expect(Math.abs((woken[0] ?? 0) - notBefore)).toBeLessThan(SECOND);
      expect(clinic.deps.settleMs).toBeLessThanOrEqual(PACE.settleSeconds * SECOND);
    },
  );

  test.each([
    [1, 1],
    [30, 1],
    [60, 1],
    [900, 1],
    [60, 5],
    [10, 14],
    [10, 15],
    [900, 15],
  ])(
    'in time for what is tried again later, though a decision is told after %d s, with sweeps every %d minute(s)',
    async (settleSeconds, minutes) => {
      const everyMs = minutes * MINUTE;
      const clinic = await sweptClinic({ everyMs, settleMs: settleSeconds * SECOND });
      const late: number[] = [];
      for (let seconds = 0; seconds <= minutes * 60; seconds += 1) {
        const notBefore = clinic.clock.now() + 2 * everyMs + seconds * SECOND;
        const woken = await wokenFor(clinic, { notBefore, sweeps: 5, everyMs }, () => false);
        late.push(Math.min(...woken.filter((each) => each >= notBefore)) - notBefore);
      }
      expect(Math.max(...late)).toBeLessThan(SECOND);
    },
  );
});

test('of all Sites together no more than three Days are planned by one sweep, the others are handed over', async () => {
  const effects = await (await twoSites()).sweep();
  expect(effects.filter((effect) => effect.startsWith('planned'))).toHaveLength(3);
  expect(effects.filter((effect) => effect.startsWith('handed over'))).toHaveLength(1);
});
