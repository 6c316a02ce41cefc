import { describe, expect, test } from 'vitest';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import type { PublishingMode } from '../../shared/domain/catalogue.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { catalogueWrites } from '../../shared/ledger/catalogue-parts.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { readKeptReport } from '../../shared/reporting/kept-report.ts';
import { reportNights } from '../../shared/reporting/report-nights.ts';
import { stepRunner } from '../../shared/sweeping/steps.ts';
import { at, catalogue, daysLater, MONDAY, room } from '../support/builders.ts';

const TUESDAY = daysLater(1);
const HOUR = 60 * MINUTE;

/** A clinic of one Site, whose nights are counted whenever `sweep` is called. */
const clinicAtNight = async ({
  publishing = 'shadow',
  knownSince = at('06:00'),
  port = () => undefined,
}: {
  publishing?: PublishingMode;
  knownSince?: number;
  /** Called before each call of the Ledger; what it throws is thrown there. */
  port?: (call: keyof Ledger, about: unknown[]) => void;
} = {}) => {
  const memory = memoryLedger();
  await memory.commit([
    ...catalogueWrites(catalogue({ rooms: [room('1A')] }), { seen: 0, importedAt: knownSince }),
    {
      kind: 'site',
      seen: 0,
      record: { siteId: 'north', knownSince, publishing, publishingSince: knownSince },
    },
  ]);
  let now = knownSince;
  const ledger = new Proxy(memory, {
    get:
      (target, name: keyof Ledger) =>
      async (...about: unknown[]) => {
        port(name, about);
        return (target[name] as (...args: unknown[]) => unknown)(...about);
      },
  });
  const processOf = () =>
    reportNights({
      ledger,
      clinic: new Clinic(ledger, () => now, madeUpWords),
      now: () => now,
      settleMs: 10_000,
      trailKeptDays: 90,
      runStep: stepRunner({ log: { error: () => undefined }, count: () => undefined, now: () => now }),
    });
  const sweep = processOf();
  return {
    processOf,
    /** The date that is counted by a sweep at that time. */
    sweepAt: async (time: number): Promise<string | undefined> => {
      now = time;
      return (await sweep())?.date;
    },
    timesWritten: async (date: string) => (await memory.readMemo('shadow-report', `north ${date}`))?.version,
    missing: async (...dates: string[]) => (await readKeptReport(memory, 'north', dates)).missing,
  };
};

describe('a day in shadow', () => {
  test('is counted once, from three in the morning after it on, by the clock of its site', async () => {
    const clinic = await clinicAtNight();
    const three = at('03:00', TUESDAY);
    expect(await clinic.sweepAt(three - 1)).toBeUndefined();
    expect(await clinic.sweepAt(three)).toBe(MONDAY);
    expect(await clinic.sweepAt(three + MINUTE)).toBeUndefined();
    expect(await clinic.missing(MONDAY, TUESDAY)).toEqual([TUESDAY]);
  });

  test.each(['on', 'off'] as const)(
    'is one of a site in shadow: of one that is %s none is counted',
    async (publishing) => {
      const clinic = await clinicAtNight({ publishing });
      expect(await clinic.sweepAt(at('04:00', TUESDAY))).toBeUndefined();
    },
  );

  test('that no sweep came to is counted later, one by each sweep, from when the site is known', async () => {
    const clinic = await clinicAtNight();
    const late = at('04:00', daysLater(3));
    const counted: (string | undefined)[] = [];
    for (let minutes = 0; minutes < 4; minutes += 1)
      counted.push(await clinic.sweepAt(late + minutes * MINUTE));
    expect(counted).toEqual([MONDAY, TUESDAY, daysLater(2), undefined]);
  });

  test('is counted no more once bookings of it may be gone', async () => {
    const clinic = await clinicAtNight({ knownSince: at('06:00', daysLater(-100)) });
    expect(await clinic.sweepAt(at('04:00'))).toBe(daysLater(-34));
  });

  test('that two sweeps count at once is kept as the first has counted it', async () => {
    const writes: unknown[] = [];
    const clinic = await clinicAtNight({
      port: (call, about) => {
        if (call === 'commit') writes.push(about);
      },
    });
    await clinic.sweepAt(at('02:00', TUESDAY));
    const other = clinic.processOf();
    const time = at('04:00', TUESDAY);
    await Promise.all([clinic.sweepAt(time), other()]);
    expect(writes).toHaveLength(2);
    expect(await clinic.timesWritten(MONDAY)).toBe(1);
    expect(await clinic.sweepAt(time + MINUTE)).toBeUndefined();
    expect(writes).toHaveLength(2);
  });

  test('that cannot be counted holds up no other, and is tried again', async () => {
    let broken = true;
    const clinic = await clinicAtNight({
      port: (call, [, date]) => {
        if (broken && call === 'readTrail' && date === MONDAY)
          throw new RangeError('a line no one thought of');
      },
    });
    const night = at('04:00', daysLater(2));
    const counted: (string | undefined)[] = [];
    for (let minutes = 0; minutes < 3; minutes += 1)
      counted.push(await clinic.sweepAt(night + minutes * MINUTE));
    broken = false;
    counted.push(await clinic.sweepAt(night + HOUR));
    expect(counted).toEqual([undefined, undefined, TUESDAY, MONDAY]);
  });

  test('that is counted costs later sweeps no reading', async () => {
    const calls: string[] = [];
    const clinic = await clinicAtNight({ port: (call) => calls.push(call) });
    const night = at('04:00', TUESDAY);
    for (let seconds = 0; seconds < 2; seconds += 1) await clinic.sweepAt(night + seconds * 1000);
    calls.length = 0;
    await clinic.sweepAt(night + 2000);
    expect(calls).toEqual([]);
  });
});
