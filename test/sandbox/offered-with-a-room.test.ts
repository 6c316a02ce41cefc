import { expect, test } from 'vitest';
import type { ApiKey } from '../../bin/sandbox/api-message.ts';
import type { Booking } from '../../shared/domain/booking.ts';
import type { VisitType } from '../../shared/domain/catalogue.ts';
import type { Block, Occupancy } from '../../shared/domain/day.ts';
import { DayTable } from '../../shared/domain/day-table.ts';
import { choose, occupancyOf } from '../../shared/domain/decide.ts';
import { mirrored, startsToAsk } from '../../shared/domain/offer/mirror.ts';
import { isOpen, offerOf } from '../../shared/domain/offer/offer.ts';
import { at, block, booking, catalogue, dayOf, everyDay, room, visitType } from '../support/builders.ts';
import { dataOf, sandboxOnVirtualTime } from './sandbox-on-virtual-time.ts';
import { clinic as calClinic } from './two-types.ts';

/** What Cal.com offers of two visit types of one practitioner whose schedules are mirrored, beside what rooms there are. */

const doctor: ApiKey = { key: 'cal_doctor', userId: 4711, eventTypeIds: [1, 2] };
const MONDAY = '2026-10-12';
const NOW = at('06:00', MONDAY);

const laser = visitType({
  id: 'laser',
  eventTypeIds: [1],
  needs: { equipment: ['laser'], accessible: false },
});
const consultation = visitType({ id: 'consultation', eventTypeIds: [2] });
const LENGTHS: Readonly<Record<number, number>> = { 1: 60, 2: 45 };
const hours = everyDay({ from: '08:00', to: '18:00' });
const clinic = catalogue({
  rooms: [room('1A', { hours }), room('2B', { hours, equipment: ['laser'] })],
  visitTypes: [laser, consultation],
  practitioners: [{ id: 4711, site: 'north' }],
});

const clinicAtCal = async () => {
  const { time, call } = sandboxOnVirtualTime({
    clinic: calClinic,
    behaviour: { edition: 'public' },
    apiKeys: [doctor],
  });
  const send = (method: string, path: string, version: string, body?: unknown) =>
    time.until(call(method, path, { as: doctor.key, version, ...(body === undefined ? {} : { body }) }));
  const availability = [{ days: ['Monday'], startTime: '09:00', endTime: '17:00' }];
  const given = { timeZone: 'Europe/Berlin', availability };
  const source = dataOf(
    await send('POST', '/v2/schedules', '2024-06-11', { name: 'Mine', isDefault: true, ...given }),
  );
  const ours = new Map<number, number>();
  for (const eventTypeId of [1, 2]) {
    const made = { name: `Rooms for ${eventTypeId}`, isDefault: false, ...given };
    const { id } = dataOf(await send('POST', '/v2/schedules', '2024-06-11', made));
    ours.set(eventTypeId, id);
    await send('PATCH', `/v2/event-types/${eventTypeId}`, '2024-06-14', { scheduleId: id });
  }
  /** Writes what is to be offered with these rooms; answers how many schedules were written. */
  const mirror = async (
    blocks: Readonly<Record<string, readonly Block[]>> = {},
    held: Readonly<Record<string, readonly Occupancy[]>> = {},
  ) => {
    let written = 0;
    for (const visit of [laser, consultation]) {
      const eventTypeId = visit.eventTypeIds[0] ?? 0;
      const terms = { length: LENGTHS[eventTypeId] ?? 0 };
      const path = `/v2/schedules/${ours.get(eventTypeId)}`;
      const shown = dataOf(await send('GET', path, '2024-06-11')).overrides;
      const dates = [MONDAY];
      const { overrides, differs } = mirrored(source, {
        terms,
        dates,
        busy: busyStarts(visit, terms.length, startsToAsk(source, terms, dates), blocks, held),
        shown,
        written: shown,
      });
      if (!differs) continue;
      await send('PATCH', path, '2024-06-11', { overrides });
      written += 1;
    }
    return written;
  };
  const starts = async (eventTypeId: number): Promise<readonly string[]> => {
    await time.until(new Promise<void>((wake) => time.later(2_000, wake)));
    const query = `eventTypeId=${eventTypeId}&start=${MONDAY}&end=${MONDAY}&timeZone=Europe/Berlin`;
    const found = dataOf(await send('GET', `/v2/slots?${query}`, '2024-09-04'));
    return (found[MONDAY] ?? []).map(({ start }: { start: string }) => start.slice(11, 16));
  };
  return { mirror, starts };
};

const busyStarts = (
  type: VisitType,
  minutes: number,
  starts: readonly number[],
  blocks: Readonly<Record<string, readonly Block[]>>,
  held: Readonly<Record<string, readonly Occupancy[]>>,
): ReadonlySet<number> => {
  const day = dayOf(clinic, { blocks, held, dates: [MONDAY] });
  const offered = [{ visitType: type, practitionerId: 4711, minutes, starts }];
  const [answers = []] = offerOf({ day, records: [], now: NOW }, offered).answers;
  return new Set(answers.flatMap((answer) => (isOpen(answer) ? [] : [answer.start])));
};

test('blocking the only laser takes exactly the laser treatments then off Cal.com, and unblocking it brings them back', async () => {
  const { mirror, starts } = await clinicAtCal();
  await mirror();
  const before = { laser: await starts(1), consultation: await starts(2) };
  expect(before.laser).toEqual(['09:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00', '16:00']);

  const written = await mirror({ '2B': [block(at('11:30', MONDAY), at('13:00', MONDAY))] });
  expect(written).toBe(1);
  expect(await starts(1)).toEqual(['09:00', '10:00', '13:00', '14:00', '15:00', '16:00']);
  expect(await starts(2)).toEqual(before.consultation);

  expect(await mirror()).toBe(1);
  expect(await starts(1)).toEqual(before.laser);
  expect(await mirror()).toBe(0);
});

test('where both rooms are taken no visit of three quarters of an hour is offered then, and no start more than the shift demands is lost', async () => {
  const { mirror, starts } = await clinicAtCal();
  await mirror();
  const before = await starts(2);
  expect(before).toEqual([
    '09:00',
    '09:45',
    '10:30',
    '11:15',
    '12:00',
    '12:45',
    '13:30',
    '14:15',
    '15:00',
    '15:45',
  ]);
  const taken = [block(at('12:50', MONDAY), at('13:40', MONDAY))];
  await mirror({ '1A': taken, '2B': taken });
  // After 12:05 and until 13:39 none could begin: of those before, 12:45 and 13:30; what comes after is shifted to a quarter to two.
  expect(await starts(2)).toEqual([
    '09:00',
    '09:45',
    '10:30',
    '11:15',
    '12:00',
    '13:45',
    '14:30',
    '15:15',
    '16:00',
  ]);
});

test('whatever is booked of what is offered has a room, until no more is offered', async () => {
  const { mirror, starts } = await clinicAtCal();
  const held: Record<string, Occupancy[]> = {};
  let booked = 0;
  for (;;) {
    await mirror({}, held);
    const [start] = await starts(1);
    if (start === undefined) break;
    booked += 1;
    const one: Booking = booking(clinic, {
      uid: `laser-${booked}`,
      inputs: { eventTypeId: 1 },
      practitionerId: 4711,
      start: at(start, MONDAY),
      end: at(start, MONDAY) + 60 * 60_000,
    });
    const { choice } = choose(one, new DayTable(dayOf(clinic, { held, dates: [MONDAY] }), NOW));
    if (choice === undefined) throw new Error(`no room at ${start}`);
    for (const claim of choice.claims) held[claim] = [...(held[claim] ?? []), occupancyOf(one, choice)];
  }
  expect(booked).toBe(8);
});
