import { describe, expect, test } from 'vitest';
import type { Day } from '../../../shared/domain/day.ts';
import { MINUTE } from '../../../shared/domain/instant.ts';
import { wallTimeOf } from '../../../shared/domain/local-time.ts';
import type { OfferOfDay } from '../../../shared/domain/offer/offer-of-day.ts';
import { offersOfDay } from '../../../shared/domain/offer/offer-of-day.ts';
import {
  at,
  block,
  catalogue,
  dayOf,
  EARLY,
  from,
  held,
  room,
  visitType,
  waits,
} from '../../support/builders.ts';

const scan = visitType({
  id: 'scan',
  eventTypeIds: [2],
  needs: { equipment: ['ultrasound'], accessible: false },
});

/** Three rooms, two of which have an ultrasound. */
const clinic = catalogue({
  rooms: [room('1A'), room('2A', { equipment: ['ultrasound'] }), room('2B', { equipment: ['ultrasound'] })],
  visitTypes: [visitType(), scan],
});

/** Half an hour of a scan with one practitioner, at each quarter from one to a quarter to three. */
const scansOn = (day: Day): OfferOfDay => {
  const starts = Array.from({ length: 8 }, (_, quarter) => at('13:00') + quarter * 15 * MINUTE);
  const offered = [{ visitType: scan, practitionerId: 1, minutes: 30, starts }];
  const [offer] = offersOfDay({ day, records: [], now: EARLY }, offered);
  if (offer === undefined) throw new Error('nothing was asked');
  return offer;
};

const walls = (starts: readonly number[]): readonly string[] =>
  starts.map((start) => wallTimeOf(start, 'Europe/Berlin'));

const QUARTERS = ['13:00', '13:15', '13:30', '13:45', '14:00', '14:15', '14:30', '14:45'];

describe('what a Day offers of a visit type', () => {
  test('is every start while a room is free, and then no freed room opens any', () => {
    const { open, busy, opens } = scansOn(dayOf(clinic, { blocks: { '2A': [block(at('08:00'))] } }));
    expect(walls(open)).toEqual(QUARTERS);
    expect([busy, opens]).toEqual([[], []]);
  });

  test('has starts without a room together as long as the same is in the way, and apart where it is another', () => {
    const day = dayOf(clinic, {
      held: { '2A': [held('2A', from('13:45', 15)), held('2A', from('14:15', 30))] },
      blocks: { '2B': [block(at('08:00'))] },
    });
    const { open, busy } = scansOn(day);
    expect(walls(open)).toEqual(['13:00', '13:15', '14:45']);
    const until = (end: string) => [
      { roomId: '2A', rejection: 'occupied', until: at(end) },
      { roomId: '2B', rejection: 'blocked' },
    ];
    expect(busy.map(({ starts, reason: { rooms } }) => ({ starts: walls(starts), rooms }))).toEqual([
      { starts: ['13:30', '13:45'], rooms: until('14:00') },
      { starts: ['14:00', '14:15', '14:30'], rooms: until('14:45') },
    ]);
  });

  test('is nothing while its practitioner has a visit, in a room or waiting for one: no start is then for want of a room', () => {
    const day = dayOf(clinic, {
      held: {
        '1A': [held('1A', from('13:00', 30), { practitionerId: 1 })],
        '2A': [held('2A', from('13:00', 120))],
      },
      blocks: { '2B': [block(at('08:00'))] },
      waiting: [waits('ada', { ...from('14:00', 60), practitionerId: 1 })],
    });
    expect(scansOn(day).busy.map(({ starts }) => walls(starts))).toEqual([['13:30']]);
  });
});

describe('one freed room', () => {
  const taken = {
    held: { '2A': [held('2A', from('13:00', 120))], '1A': [held('1A', from('13:00', 120))] },
  };

  test('opens the starts at which it is in the way, whether it is taken or blocked; one that would not do opens none', () => {
    const day = dayOf(clinic, { ...taken, blocks: { '2B': [block(at('13:00'), at('14:00'))] } });
    const { open, opens } = scansOn(day);
    expect(walls(open)).toEqual(['14:00', '14:15', '14:30', '14:45']);
    expect(opens).toEqual([
      { roomId: '2A', starts: 4 },
      { roomId: '2B', starts: 4 },
    ]);
  });

  test('opens none while it is closed', () => {
    const hours = { from: '08:00', to: '13:30' };
    const week = Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((each) => [each, [hours]]),
    );
    const rooms = [room('2A', { equipment: ['ultrasound'], hours: week })];
    const small = catalogue({ rooms, visitTypes: [visitType(), scan] });
    const { opens } = scansOn(dayOf(small, { held: { '2A': [held('2A', from('13:00', 30))] } }));
    expect(opens).toEqual([{ roomId: '2A', starts: 1 }]);
  });

  test('is found though more rooms are closed all day than are asked about', () => {
    const shut = Array.from({ length: 9 }, (_, index) =>
      room(`0${index}`, { equipment: ['ultrasound'], hours: {} }),
    );
    const rooms = [...shut, room('2A', { equipment: ['ultrasound'] })];
    const large = catalogue({ rooms, visitTypes: [visitType(), scan] });
    const { opens } = scansOn(dayOf(large, { held: { '2A': [held('2A', from('13:00', 30))] } }));
    expect(opens).toEqual([{ roomId: '2A', starts: 2 }]);
  });

  test('opens none that a visit which waits has before', () => {
    const rooms = [room('2A', { equipment: ['ultrasound'] })];
    const small = catalogue({ rooms, visitTypes: [visitType(), scan] });
    const waiting = [waits('ada', { ...from('13:00', 120), practitionerId: 2, inputs: { eventTypeId: 2 } })];
    const { open, opens } = scansOn(
      dayOf(small, { held: { '2A': [held('2A', from('13:00', 120))] }, waiting }),
    );
    expect([open, opens]).toEqual([[], []]);
  });
});
