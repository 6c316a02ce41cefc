import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../bin/sandbox/faults.ts';
import { playScenario, struckAnywhere } from '../../bin/simulation/play-scenario.ts';
import { SCENARIOS } from '../../bin/simulation/scenarios.ts';
import { DEFAULT_LOCATION, patient, SimulatedClinic } from '../../bin/simulation/simulated-clinic.ts';
import { type PortCall, STRIKES } from '../../bin/simulation/strikes.ts';
import { onePerKind } from '../support/one-per-kind.ts';
import { WHOLE_MATRIX } from '../support/whole-matrix.ts';

const MINUTE = 60_000;
const TEN = Date.parse('2026-10-05T10:00:00Z');
const SCAN = 3001;
const BLOOD = 3006;

const worldOf = (
  options: Partial<ConstructorParameters<typeof SimulatedClinic>[0]> = {},
): Promise<SimulatedClinic> => new SimulatedClinic({ seed: 7, horizonDays: 1, ...options }).open();

const bookScan = (world: SimulatedClinic, start = TEN): void =>
  world.act(() => world.sandbox.book({ eventType: SCAN, start, attendee: patient }));

const onlyBooking = (world: SimulatedClinic) => {
  const [row] = world.sandbox.bookings();
  if (row === undefined) throw new Error('no one has booked');
  return row;
};

/** Mails about a new location that the patient got. */
const mailsOf = (world: SimulatedClinic): string[] =>
  world.sandbox
    .mails({ kind: 'location-changed', role: 'attendee' })
    .filter(({ channel }) => channel === 'email')
    .map(({ text }) => text.split('Where: ')[1] ?? '');

const scenario = (name: string) => {
  const found = SCENARIOS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
};

/**
 * Each kind of call that the publisher makes, readings included: what hangs or is slow there, what it does after that may not.
 * `crashes.deep.test.ts` strikes every one of them.
 */
const ofPublisher = (ports: RegExp) => {
  const isNew = onePerKind(() => true);
  return (call: PortCall): boolean => call.fn === 'publish' && ports.test(call.port) && isNew(call);
};

/** The others of a new booking in the deep tests, and here in the other scenario. */
const OF_CREATE = STRIKES.filter(
  (strike) => WHOLE_MATRIX || !['crash-before', 'late', 'slow'].includes(strike),
);

describe.each([
  ['create', /./, 12, OF_CREATE],
  // Until it knows the booking it does what it did for the other.
  ['cancel during the PATCH', /^cal|^secrets|ledger\.(commit|readBooking)/, 7, STRIKES],
] as const)('the publisher struck at any await (%s)', (name, ports, kinds, strikes) => {
  test.each(strikes)('loses no location and doubles no mail: %s', async (strike) => {
    const { struck, broken } = await struckAnywhere(scenario(name), strike, ofPublisher(ports));
    expect(broken).toEqual([]);
    expect(struck).toBeGreaterThanOrEqual(kinds);
  });
});

test('forty bookings at once are told one by one, the urgent first, about four a minute', async () => {
  const world = await worldOf();
  for (let index = 0; index < 40; index += 1)
    world.act(() =>
      world.sandbox.book({
        eventType: BLOOD,
        start: TEN - 2 * 60 * MINUTE + (39 - index) * 15 * MINUTE,
        attendee: patient,
      }),
    );
  expect(await world.rest()).toEqual([]);
  const { sent } = world.watch;
  const told = [...world.mirror.bookings.values()].filter(({ placement }) => placement.kind === 'roomed');
  expect(sent).toHaveLength(told.length);
  expect(mailsOf(world)).toHaveLength(told.length);
  const gaps = sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0));
  // The first wakes find a few due, and each comes back once: from then on the sweep keeps the pace.
  const sustained = gaps.slice(3);
  const perMinute = MINUTE / (sustained.reduce((sum, gap) => sum + gap, 0) / sustained.length);
  const inAnyMinute = sent.map(
    ({ at }) => sent.filter((other) => other.at >= at && other.at < at + MINUTE).length,
  );
  console.log(
    `${sent.length} PATCHes, least gap ${Math.min(...gaps) / 1000} s, at most ${Math.max(...inAnyMinute)} in 60 s, ${perMinute.toFixed(2)} a minute`,
  );
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(15_000);
  expect(Math.max(...inAnyMinute)).toBeLessThanOrEqual(5);
  expect(perMinute).toBeGreaterThan(3.5);
  const starts = sent.slice(1).map(({ startsAt }) => startsAt);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
});

describe('whatever Cal.com answers, the room arrives and the patient is mailed once', () => {
  const ROOM = 'Room 3B — Floor 2, North wing';
  const faults: readonly (readonly [string, FaultRule, mails: number])[] = [
    ['429 and a block', { on: 'patch', kind: 'too-many-requests' }, 1],
    ['500, nothing done', { on: 'patch', kind: 'server-error' }, 1],
    ['500, and yet done', { on: 'patch', kind: 'server-error-applied' }, 1],
    ['a time-out, and yet done', { on: 'patch', kind: 'timeout-applied' }, 1],
    ['a time-out, done a minute late', { on: 'patch', kind: 'timeout-applied-late', delayMs: 60_000 }, 1],
    ['a time-out, nothing done', { on: 'patch', kind: 'timeout-not-applied' }, 1],
    ['200 with a web page, nothing done', { on: 'patch', kind: 'html' }, 1],
    ['200 with a web page, and yet done', { on: 'patch', kind: 'html-applied' }, 1],
    ['the right answer, nine seconds late', { on: 'patch', kind: 'slow', delayMs: 9_000 }, 1],
    ['a PATCH that is reverted before it is verified', { on: 'patch', kind: 'reverted', delayMs: 15_000 }, 2],
    ['a PATCH that is reverted long after', { on: 'patch', kind: 'reverted', delayMs: 90_000 }, 2],
    ['500 to the reading before', { on: 'get', kind: 'server-error' }, 1],
    ['429 to the reading before', { on: 'get', kind: 'too-many-requests' }, 1],
    ['no answer to the reading before', { on: 'get', kind: 'timeout-not-applied' }, 1],
  ];
  test.each(faults)('%s', async (_, rule, mails) => {
    const world = await worldOf();
    world.sandbox.faults.add({ times: 1, ...rule });
    bookScan(world);
    await world.pass(4 * MINUTE);
    expect(await world.rest()).toEqual([]);
    expect(onlyBooking(world).location).toBe(ROOM);
    expect(mailsOf(world)).toEqual(Array.from({ length: mails }, () => ROOM));
    expect(Object.values(world.sandbox.faults.injected)).toEqual([1]);
  });
});

test('a person’s words at Cal.com are never written over, and staff see them', async () => {
  const { world, violations } = await playScenario(scenario('a person writes another location'));
  expect(violations).toEqual([]);
  const row = onlyBooking(world);
  expect(row.location).toBe('by hand: the old annexe');
  expect(world.record(row.uid)).toMatchObject({ pinned: true });
  expect(mailsOf(world)).toEqual(['Room 3B — Floor 2, North wing', 'by hand: the old annexe']);
});

describe('publishing', () => {
  test('off tells no one, and keeps what it owes', async () => {
    const world = await worldOf({ publishing: 'off' });
    bookScan(world);
    await world.pass(5 * MINUTE);
    const { uid, location } = onlyBooking(world);
    expect(world.watch.sent).toEqual([]);
    expect(location).toBe(DEFAULT_LOCATION);
    expect(world.record(uid)?.publication.state).toMatchObject({ kind: 'queued', credential: 'default' });
  });

  test('shadow tells no one and lists what it would', async () => {
    const world = await worldOf({ publishing: 'shadow' });
    bookScan(world);
    await world.pass(5 * MINUTE);
    expect(world.watch.sent).toEqual([]);
    expect(world.record(onlyBooking(world).uid)?.publication.state).toMatchObject({
      kind: 'shadow',
      siteId: 'north',
    });
  });

  test('going on tells new bookings only, until staff adopt the rest', async () => {
    const world = await worldOf({ publishing: 'shadow' });
    bookScan(world);
    await world.pass(2 * MINUTE);
    await world.setPublishing('on');
    await world.pass(MINUTE);
    bookScan(world, TEN + 2 * 60 * MINUTE);
    expect(await world.rest()).toEqual([]);
    expect(world.sandbox.bookings().map(({ location }) => location)).toEqual([
      DEFAULT_LOCATION,
      'Room 3B — Floor 2, North wing',
    ]);
  });

  test('switched off in the midst of a burst, nothing leaves any more', async () => {
    const world = await worldOf();
    for (let index = 0; index < 8; index += 1)
      world.act(() =>
        world.sandbox.book({ eventType: BLOOD, start: TEN + index * 15 * MINUTE, attendee: patient }),
      );
    await world.pass(MINUTE);
    await world.setPublishing('off');
    const before = world.watch.sent.length;
    await world.pass(5 * MINUTE);
    expect(before).toBeGreaterThan(0);
    expect(world.watch.sent.length - before).toBeLessThanOrEqual(1);
    expect(world.violations).toEqual([]);
  });
});
