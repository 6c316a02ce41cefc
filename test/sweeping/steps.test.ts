import { describe, expect, test } from 'vitest';
import { METRIC } from '../../shared/metrics.ts';
import { STEPS, type StepName, stepRunner } from '../../shared/sweeping/steps.ts';
import { daysLater, MONDAY } from '../support/builders.ts';
import { type PortCall, sweptClinic, TUESDAY } from './swept-sites.ts';

const SUNDAY = daysLater(-1);

/** A better plan is looked for by re-plans alone. */
type SweepStep = Exclude<StepName, 'better-plan'>;

/** How one step of each kind that a sweep has is made to throw, and the effects that are then missing: its own, and no other's. */
const SABOTAGE: Record<
  SweepStep,
  {
    readonly throws: PortCall;
    /** Which of these calls, from 1; absent: each. */
    readonly nth?: number;
    readonly missing: readonly string[] /** What is done then that is not done otherwise. */;
    readonly instead?: readonly string[];
  }
> = {
  'due-days': {
    throws: { port: 'readDue', about: 'north' },
    missing: [`handed over south ${TUESDAY}`, `planned north ${MONDAY}`, `planned north ${TUESDAY}`],
    // With two Days fewer there is time for the fourth.
    instead: [`planned south ${TUESDAY}`],
  },
  parked: {
    throws: { port: 'readOwed', about: 'parked north' },
    missing: ['looked through what is parked at north'],
  },
  waiting: { throws: { port: 'readWaiting', about: 'north' }, missing: ['told how many wait'] },
  silence: {
    throws: { port: 'readMemo', about: 'heard deliveries' },
    missing: ['told how long it has been silent'],
  },
  wakes: {
    throws: { port: 'wakePublisher', about: 'default' },
    missing: ['woke the publisher of default'],
  },
  day: {
    throws: { port: 'replan', about: `north ${MONDAY}` },
    missing: [`planned north ${MONDAY}`],
    instead: [`handed over north ${MONDAY}`],
  },
  'hand-over': {
    throws: { port: 'wakeReplan', about: `south ${TUESDAY}` },
    missing: [`handed over south ${TUESDAY}`],
  },
  reconciliation: {
    throws: { port: 'readMemo', about: 'reconciling-lease all' },
    missing: [
      'looked at emil',
      'looked at fay',
      'looked for what a new clinic file knows',
      'read the horizon of default',
      'read the horizon of southern',
      'read what changed at default',
      'read what changed at southern',
      'told of ada',
      'told of ben',
      'told of cleo',
      'told of dora',
    ],
  },
  readmission: {
    throws: { port: 'readOwed', about: 'unmapped' },
    missing: ['looked for what a new clinic file knows'],
  },
  rechecks: { throws: { port: 'readDue', about: '~looks' }, missing: ['looked at emil', 'looked at fay'] },
  recheck: { throws: { port: 'getBooking', about: 'emil' }, missing: ['looked at emil'] },
  credential: {
    throws: { port: 'readSite', about: 'north' },
    nth: 1,
    missing: ['read the horizon of default', 'read what changed at default', 'told of ada', 'told of ben'],
  },
  changes: {
    throws: { port: 'updatedSince', about: 'default' },
    missing: ['read what changed at default', 'told of ada', 'told of ben'],
  },
  horizon: { throws: { port: 'between', about: 'default' }, missing: ['read the horizon of default'] },
  booking: { throws: { port: 'enqueue', about: 'ada' }, missing: ['told of ada'] },
  availability: {
    throws: { port: 'readMemo', about: 'availability all' },
    missing: [
      'looked at 61 dates of what may be offered',
      'looked at the schedule of 1',
      'looked at the schedule of 2',
      'looked through what may be offered',
      'told how old the schedules are',
    ],
  },
  offers: {
    throws: { port: 'readMemo', about: 'availability 1' },
    nth: 2,
    missing: ['looked at 61 dates of what may be offered'],
    instead: ['looked at 60 dates of what may be offered'],
  },
  schedule: { throws: { port: 'eventType', about: '1' }, missing: ['looked at the schedule of 1'] },
  'horizon-age': {
    throws: { port: 'readMemo', about: 'reconciling default' },
    nth: 4,
    missing: ['told how old the horizon is'],
  },
  forgetting: {
    throws: { port: 'commit', about: 'room of north' },
    missing: ['forgot what was over at north'],
  },
  night: {
    throws: { port: 'readMemo', about: `shadow-report south ${SUNDAY}` },
    missing: [`counted south ${SUNDAY}`],
  },
};

const striking = ({ throws, nth }: (typeof SABOTAGE)[SweepStep]) => {
  let calls = 0;
  return ({ port, about }: PortCall): boolean => {
    if (port !== throws.port || about !== throws.about) return false;
    calls += 1;
    return nth === undefined || calls === nth;
  };
};

const undisturbed = await (await sweptClinic()).sweep();

describe('a sweep in which one step throws', () => {
  test.each(Object.keys(SABOTAGE) as SweepStep[])('does all the others: %s', async (step) => {
    const clinic = await sweptClinic();
    const { missing, instead = [] } = SABOTAGE[step];
    const done = await clinic.sweep(striking(SABOTAGE[step]));
    expect(undisturbed.filter((effect) => !done.includes(effect))).toEqual([...missing].sort());
    expect(done.filter((effect) => !undisturbed.includes(effect))).toEqual(instead);
    expect(clinic.log).toEqual([
      expect.objectContaining({
        step,
        sentence: STEPS[step].failed,
        reason: 'Sabotage',
        at: expect.any(String),
      }),
    ]);
    expect(clinic.counted).toEqual([step === 'day' ? METRIC.daysFailed : METRIC.stepsFailed]);
  });

  test.each(Object.keys(SABOTAGE) as SweepStep[])('does it in the next ones: %s', async (step) => {
    const clinic = await sweptClinic();
    // A Day may be planned here or handed over.
    const missing = SABOTAGE[step].missing.map((effect) => effect.replace('handed over', 'planned'));
    const later = [...(await clinic.sweep(striking(SABOTAGE[step])))];
    // What changed is read every two minutes, a look is taken again after five, the horizon read every half hour.
    for (let minute = 0; minute < 32; minute += 1) {
      clinic.minutesLater(1);
      later.push(...(await clinic.sweep()));
    }
    expect(missing.filter((effect) => !later.includes(effect))).toEqual([]);
    expect(await clinic.rechecksLeft()).toBe(0);
  });

  test('says of an error what it is called, its causes and where it was thrown, and never what it says', async () => {
    const clinic = await sweptClinic();
    await clinic.sweep(({ port, about }) => {
      if (port === 'replan' && about === `north ${MONDAY}`)
        throw new RangeError('Zoë Planted', { cause: new TypeError('zoe@mail.example') });
      return false;
    });
    const [line] = clinic.log;
    expect(line).toMatchObject({ siteId: 'north', date: MONDAY, reason: 'RangeError ← TypeError' });
    expect(line?.at).toContain('steps.test.ts');
    expect(JSON.stringify(clinic.log)).not.toMatch(/planted|zoe/i);
  });

  test('is found out where its steps do not stand alone', async () => {
    const clinic = await sweptClinic(() => async (_step, _of, work) => ({
      kind: 'done',
      value: await work(),
    }));
    await expect(clinic.sweep(striking(SABOTAGE.day))).rejects.toThrow();
  });
});

test('a step that goes on failing is tried at the next sweep, then after two, four and eight minutes, and at once again after it went well', async () => {
  let now = 0;
  let tries = 0;
  let fails = true;
  const runStep = stepRunner({ log: { error: () => undefined }, count: () => undefined, now: () => now });
  const minutes: number[] = [];
  const sweepAt = async (minute: number): Promise<void> => {
    now = minute * 60_000;
    const before = tries;
    await runStep('wakes', { credential: 'default' }, async () => {
      tries += 1;
      if (fails) throw new Error('no');
    });
    if (tries > before) minutes.push(minute);
  };
  for (let minute = 0; minute <= 24; minute += 1) await sweepAt(minute);
  expect(minutes).toEqual([0, 1, 3, 7, 15, 23]);
  fails = false;
  for (let minute = 25; minute <= 33; minute += 1) await sweepAt(minute);
  expect(minutes.slice(6)).toEqual([31, 32, 33]);
});
