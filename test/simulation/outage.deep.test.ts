import { expect, test } from 'vitest';
import type { FaultRule } from '../../bin/sandbox/faults.ts';
import { patient, SimulatedClinic } from '../../bin/simulation/simulated-clinic.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BLOOD = 3006;
const SCAN = 3001;

/** The first visit of the first day. */
const FIRST = Date.parse('2026-10-05T05:45:00Z');

/** Sixty visits a day, as many as the rooms for blood tests and scans hold: everyone gets a room. */
const visit = (index: number) => {
  const day = FIRST + Math.floor(index / 60) * 24 * HOUR;
  const nth = index % 60;
  return nth < 40
    ? { eventType: BLOOD, start: day + Math.floor(nth / 2) * 30 * MINUTE, attendee: patient }
    : { eventType: SCAN, start: day + Math.floor((nth - 40) / 2) * 70 * MINUTE, attendee: patient };
};

const told = (world: SimulatedClinic) => world.watch.sent.map(({ startsAt, at }) => ({ startsAt, at }));

test('three hundred bookings in a minute have their rooms within a minute, and are told at the allowed pace, the next two hours first', async () => {
  const world = await new SimulatedClinic({
    seed: 3,
    horizonDays: 8,
    start: '2026-10-05T05:00:00.000Z',
  }).open();
  for (let second = 0; second < 60; second += 1) {
    // The most distant visits are booked first.
    for (let each = 0; each < 5; each += 1)
      world.act(() => world.sandbox.book(visit(299 - second * 5 - each)));
    await world.pass(1_000);
  }
  await world.pass(MINUTE);
  const { bookings } = world.mirror;
  expect(bookings.size).toBe(300);
  expect([...bookings.values()].filter(({ placement }) => placement.kind !== 'roomed')).toEqual([]);
  const slowest = Math.max(
    ...[...bookings.values()].map(({ placement, firstEventAt }) =>
      placement.kind === 'roomed' ? placement.decidedAt - firstEventAt : Number.POSITIVE_INFINITY,
    ),
  );
  expect(await world.rest(180)).toEqual([]);
  const sent = told(world);
  const soon = sent.flatMap(({ startsAt, at }, index) => (startsAt - at < 2 * HOUR ? [index] : []));
  console.log(
    `300 bookings: slowest decision ${slowest} ms (virtual), ${sent.length} PATCHes in ${Math.round(((sent.at(-1)?.at ?? 0) - (sent[0]?.at ?? 0)) / MINUTE)} minutes`,
  );
  expect(slowest).toBeLessThanOrEqual(MINUTE);
  // A handful had been told before the last of the urgent was booked.
  expect(soon.length).toBeGreaterThan(8);
  expect(Math.max(...soon)).toBeLessThan(soon.length + 8);
});

const outages: readonly (readonly [string, readonly FaultRule[]])[] = [
  [
    'answers nothing but 500',
    [
      { on: 'get', kind: 'server-error' },
      { on: 'list', kind: 'server-error' },
      { on: 'patch', kind: 'server-error' },
    ],
  ],
  [
    'does not answer at all',
    [
      { on: 'get', kind: 'timeout-not-applied' },
      { on: 'list', kind: 'timeout-not-applied' },
      { on: 'patch', kind: 'timeout-not-applied' },
    ],
  ],
  ['reads, and fails every PATCH', [{ on: 'patch', kind: 'server-error' }]],
];

test.each(outages)(
  'after six hours in which Cal.com %s, three hundred bookings are told, the urgent first, never over the limit',
  async (_, rules) => {
    const world = await new SimulatedClinic({
      seed: 5,
      horizonDays: 8,
      start: '2026-10-04T22:30:00.000Z',
    }).open();
    for (const rule of rules) world.sandbox.faults.add(rule);
    for (let index = 0; index < 300; index += 1) world.act(() => world.sandbox.book(visit(index)));
    await world.pass(6 * HOUR);
    const during = world.watch.sent.length;
    expect(world.mirror.bookings.size).toBe(300);
    expect(world.sandbox.patches().filter(({ appliedAt }) => appliedAt !== null)).toEqual([]);
    expect(await world.rest(180)).toEqual([]);
    const after = told(world).slice(during);
    const unordered = after.filter(({ startsAt }, index) => startsAt < (after[index - 1]?.startsAt ?? 0));
    console.log(
      `${during} PATCHes during the outage, ${after.length} after it, ${unordered.length} out of order`,
    );
    expect(after).toHaveLength(300);
    // What was tried just before the end waits out its unknown outcome.
    expect(unordered.length).toBeLessThanOrEqual(8);
  },
);
