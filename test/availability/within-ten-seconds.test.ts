import { expect, test } from 'vitest';
import { SimulatedClinic } from '../../bin/simulation/simulated-clinic.ts';
import { OFFERED } from '../../bin/simulation/world-catalogue.ts';
import { MINUTE } from '../../shared/domain/instant.ts';

/** All of the system, on virtual time: who blocks a room, the queue, the re-plan, Cal.com, who looks for a start there. */

/** A Tuesday; at seven the clinic opens. */
const DATE = '2026-10-06';
const at = (time: string): number => Date.parse(`${DATE}T${time}:00+02:00`);
/** The only room for it, and the minutes that it needs after a visit, which takes so many. */
const [ROOM, TURNAROUND, LENGTH] = ['2A', 10, 30];
/** Of the same doctor, and offered whatever rooms there are. */
const ALWAYS_OFFERED = 3004;
const SOON = 10_000;

const clinicAtEvery = async (slotInterval: number) => {
  const world = new SimulatedClinic({
    seed: 1,
    start: '2026-10-05T05:00:00.000Z',
    kind: { ownKey: true, offered: true },
    horizonDays: 2,
  });
  world.sandbox.changeType(OFFERED, { slotInterval });
  await world.open();
  // All dates have been looked at by then.
  await world.pass(12 * MINUTE);
  const starts = async (eventType: number): Promise<readonly number[]> => {
    const query = { eventTypeId: String(eventType), start: DATE, end: DATE, timeZone: 'Europe/Berlin' };
    const headers = { 'cal-api-version': '2024-09-04' };
    const request = { method: 'GET', path: '/v2/slots', query, headers, body: '' };
    const { body } = await world.time.until(world.sandbox.handle(request));
    const byDate = JSON.parse(body).data as Record<string, { start: string }[]>;
    return Object.values(byDate).flatMap((all) => all.map(({ start }) => Date.parse(start)));
  };
  return { world, starts };
};

test.each([15, 30])(
  'a block takes just those starts that have no other room off Cal.com within ten seconds, of that type alone, and its end brings them back: one every %i minutes',
  async (interval) => {
    const { world, starts } = await clinicAtEvery(interval);
    const before = await starts(OFFERED);
    const others = await starts(ALWAYS_OFFERED);
    const [from, to] = [at('11:00'), at('13:00')];

    const block = await world.block(ROOM, DATE, { start: from, end: to });
    await world.pass(SOON);
    const hasRoom = (start: number): boolean => start + (LENGTH + TURNAROUND) * MINUTE <= from || start >= to;
    expect(await starts(OFFERED)).toEqual(before.filter(hasRoom));
    expect(before.filter(hasRoom).length).toBeLessThan(before.length);
    expect(await starts(ALWAYS_OFFERED)).toEqual(others);

    await world.unblock(ROOM, DATE, block);
    await world.pass(SOON);
    expect(await starts(OFFERED)).toEqual(before);
    expect(world.violations).toEqual([]);
  },
);
