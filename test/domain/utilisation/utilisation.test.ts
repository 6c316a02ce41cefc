import { describe, expect, test } from 'vitest';
import type { Block, Occupancy, Progress } from '../../../shared/domain/day.ts';
import { overrunId } from '../../../shared/domain/day.ts';
import { MINUTE } from '../../../shared/domain/instant.ts';
import type { Change } from '../../../shared/domain/ledger-records.ts';
import { dayUtilised } from '../../../shared/domain/utilisation/day-utilised.ts';
import { utilisation } from '../../../shared/domain/utilisation/utilisation.ts';
import {
  at,
  block,
  catalogue,
  dayOf,
  EARLY,
  from,
  held,
  MONDAY,
  onlySite,
  room,
  visitType,
  waits,
} from '../../support/builders.ts';

const SCAN = visitType({
  id: 'scan',
  eventTypeIds: [2],
  needs: { equipment: ['ultrasound'], accessible: false },
});
const clinic = catalogue({
  rooms: [room('1A'), room('1B', { equipment: ['ultrasound'] }), room('hall', { parts: ['1A', '1B'] })],
  visitTypes: [visitType(), SCAN],
  portable: [{ tag: 'trolley', units: ['trolley-1'] }],
});

const used = (content: Parameters<typeof dayOf>[1] = {}, trail: readonly Change[] = []) =>
  utilisation(onlySite(clinic), [dayUtilised({ date: MONDAY, day: dayOf(clinic, content), trail })]);
const roomOf = (id: string, ...given: Parameters<typeof used>) =>
  used(...given).rooms.find((each) => each.room === id);
/** Half an hour from nine in 1A, with five minutes of setup and ten of turnaround. */
const visit = (over: Partial<Occupancy> = {}): Occupancy =>
  held('1A', from('09:00', 30), { uid: 'v', from: at('08:55'), to: at('09:40'), ...over });
const in1A = (progress: Progress, over: Partial<Occupancy> = {}, ...blocks: Block[]) =>
  roomOf('1A', { held: { '1A': [visit({ progress, ...over })] }, blocks: { '1A': blocks } });

describe('the open minutes of a room', () => {
  test('are booked, turnaround, blocked or idle', () => {
    const content = { held: { '1A': [visit()] }, blocks: { '1A': [block(at('12:00'), at('13:00'))] } };
    expect(roomOf('1A', content)).toMatchObject({
      open: 720,
      booked: 30,
      used: 30,
      turnaround: 15,
      blocked: 60,
      idle: 615,
      visits: 1,
    });
  });

  test('are counted once where blocks lie over each other or over a visit, and not outside of opening hours', () => {
    const blocks = [block(at('05:00'), at('07:30')), block(at('07:15'), at('09:10')), block(at('18:30'))];
    expect(roomOf('1A', { held: { '1A': [visit()] }, blocks: { '1A': blocks } })).toMatchObject({
      booked: 30,
      turnaround: 15,
      blocked: 115 + 30,
      idle: 720 - 45 - 145,
    });
  });

  test('are booked for a visit that runs late until it ends, and its turnaround after that', () => {
    const late = block(at('09:40'), at('10:00'), { id: overrunId('v'), reason: 'overrun', uid: 'v' });
    expect(in1A({ overrunMinutes: 20 }, {}, late)).toMatchObject({ booked: 50, turnaround: 15, blocked: 0 });
  });

  test('are idle again when staff said that a visit had ended early', () => {
    const progress = { arrivedAt: at('08:58'), startedAt: at('09:02'), finishedAt: at('09:15') };
    expect(in1A(progress, { to: at('09:25') })).toMatchObject({
      booked: 15,
      used: 13,
      turnaround: 15,
      lateStarts: 0,
    });
  });

  test('are whole: what staff said within a minute counts from its beginning', () => {
    const progress = { arrivedAt: at('09:00'), startedAt: at('09:06') + 59_000 };
    expect(in1A(progress)).toMatchObject({ booked: 30, used: 24, lateStarts: 1 });
  });

  test('are not used by anyone who never came, nor later than the patient by Cal.com’s word of a start', () => {
    expect(in1A({ finishedAt: at('09:20'), absent: true }, { to: at('09:20') })).toMatchObject({
      booked: 20,
      used: 0,
      turnaround: 5,
      noShows: 1,
      lateStarts: 0,
    });
    expect(in1A({ startedAt: at('09:10') })).toMatchObject({ used: 30, lateStarts: 0 });
  });

  test('are free of a hold that had lapsed', () => {
    const hold = visit({ status: 'tentative', expiresAt: at('08:00') });
    expect(roomOf('1A', { held: { '1A': [hold] } })).toMatchObject({ booked: 0, idle: 720, visits: 0 });
  });

  test('stand in the hours in which they are, and a visit in that in which it begins', () => {
    const late = held('1A', from('09:30', 60));
    expect(roomOf('1A', { held: { '1A': [late] } })?.hours.filter(({ booked }) => booked > 0)).toMatchObject([
      { weekday: 'mon', hour: 9, open: 60, booked: 30, visits: 1 },
      { weekday: 'mon', hour: 10, open: 60, booked: 30, visits: 0 },
    ]);
  });
});

describe('a combination room', () => {
  test('is kept from others by who is in a part of it, and does not count twice', () => {
    const inHall = held('hall', from('15:00', 60), { uid: 'h' });
    const found = used({ held: { '1A': [visit(), inHall], '1B': [inHall], hall: [inHall] } });
    expect(found.rooms.map(({ booked, visits }) => [booked, visits])).toEqual([
      [90, 1],
      [60, 0],
      [90, 1],
    ]);
    expect(found.total).toMatchObject({ open: 2 * 720, booked: 150, visits: 2 });
  });
});

describe('equipment', () => {
  test('has the minutes of its rooms, and the visits that asked for it', () => {
    const scan = held('1B', from('09:00', 30), { uid: 's', inputs: { eventTypeId: 2 } });
    const other = held('1B', from('10:00', 30), { uid: 'o' });
    expect(used({ held: { '1B': [scan, other] } }).equipment).toMatchObject([
      { equipment: 'trolley', units: 1, rooms: 0, open: 720, booked: 0, visits: 0 },
      { equipment: 'ultrasound', units: 0, rooms: 1, open: 720, booked: 60, visits: 1 },
    ]);
  });

  test('that is portable is in use with its visit', () => {
    const brought = visit();
    const [trolley] = used({ held: { '1A': [brought], 'trolley-1': [brought] } }).equipment;
    expect(trolley).toMatchObject({ booked: 30, turnaround: 15, idle: 675 });
  });
});

describe('a visit that waited', () => {
  const line: Change = {
    siteId: 'north',
    date: MONDAY,
    id: 'a-line',
    at: EARLY,
    what: 'waiting',
    by: 'webhook',
    reason: 'no-room',
    bookingUid: 'v',
  };

  test('for a time or in the end is counted once, for each room that suits it', () => {
    const scan = waits('s', { inputs: { eventTypeId: 2 } });
    const found = used({ held: { '1A': [visit()] }, waiting: [scan] }, [
      line,
      { ...line, id: 'b', at: EARLY + MINUTE },
    ]);
    expect(found.total).toMatchObject({ visits: 2, waited: 2 });
    expect(found.rooms.map(({ waited }) => waited)).toEqual([1, 2, 1]);
    expect(found.visitTypes).toEqual([
      expect.objectContaining({ visitType: 'consultation', visits: 1, booked: 30, waited: 1 }),
      expect.objectContaining({ visitType: 'scan', visits: 1, booked: 0, waited: 1 }),
    ]);
  });

  test('and is gone counts no more, as nothing is kept of it', () => {
    expect(used({}, [line]).total).toMatchObject({ visits: 0, waited: 0 });
  });
});
