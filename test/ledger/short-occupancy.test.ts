import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROOM_DAY_BYTES } from '../../bin/cost/monthly-bill.ts';
import type { Occupancy } from '../../shared/domain/day.ts';
import { LedgerUnavailable } from '../../shared/domain/ledger.ts';
import type { RoomDayRecord } from '../../shared/domain/ledger-records.ts';
import type { Item } from '../../shared/ledger/item-shape.ts';
import { roomDayItem, roomDayOf } from '../../shared/ledger/items.ts';
import { at } from '../support/builders.ts';

const visit: Occupancy = {
  uid: 'bfgX4wWBe8wJTzbYoM1hA2',
  roomId: '1A',
  from: at('09:00'),
  to: at('09:40'),
  start: at('09:00'),
  end: at('09:30'),
  practitionerId: 4711,
  status: 'confirmed',
  quietUntil: at('08:59') + 123,
  inputs: { eventTypeId: 123_456 },
};

const dayOf = (...all: readonly Occupancy[]): RoomDayRecord => ({
  siteId: 'north',
  date: '2026-10-05',
  roomId: '1A',
  blocks: {},
  occupancies: Object.fromEntries(all.map((each) => [each.uid, each])),
  version: 1,
});

const textOf = (one: Occupancy, form: 'short' | 'long'): string =>
  (roomDayItem(dayOf(one), form).occupancies as Record<string, string>)[one.uid] ?? '';

const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });
const occupancy: fc.Arbitrary<Occupancy> = fc.record(
  {
    uid: fc.constantFrom('ada', 'ben'),
    roomId: fc.constantFrom('1A', 'hall'),
    from: instant,
    to: instant,
    start: instant,
    end: instant,
    practitionerId: fc.nat(),
    status: fc.constantFrom('tentative', 'confirmed'),
    expiresAt: instant,
    pinned: fc.boolean(),
    quietUntil: instant,
    progress: fc.record({ startedAt: instant }),
    inputs: fc.record(
      { eventTypeId: fc.nat(), eventTypeSlug: fc.string(), linked: fc.string(), seats: fc.nat() },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['uid', 'roomId', 'from', 'to', 'start', 'end', 'status', 'inputs'] },
);

describe('a visit in its room’s Day', () => {
  test('is read as it was written, in either form, to the millisecond', () => {
    fc.assert(
      fc.property(occupancy, fc.constantFrom('short', 'long'), (one, form) => {
        expect(roomDayOf(roomDayItem(dayOf(one), form)).occupancies).toEqual({ [one.uid]: one });
      }),
    );
  });

  test('takes a quarter of the bytes that the long form takes, and no more than the bill reckons with', () => {
    expect(textOf(visit, 'short')).toBe('[30064800,30,0,10,4711,123456,-59877]');
    expect(textOf(visit, 'short').length * 4).toBeLessThan(textOf(visit, 'long').length);
    expect(visit.uid.length + textOf(visit, 'short').length).toBeLessThan(ROOM_DAY_BYTES.visit);
  });

  test.each([
    ['a start that is no number', '["soon",30,0,0,4711,1]'],
    ['too few entries', '[29854500]'],
    ['a rest that is no object', '[29854500,30,0,0,4711,1,null,7]'],
    ['something else', '7'],
    ['no JSON', '[29854500,'],
  ])('with %s is named, and nothing is guessed', (_what, text) => {
    const item: Item = { ...roomDayItem(dayOf(visit), 'short'), occupancies: { ada: text } };
    expect(() => roomDayOf(item)).toThrow(LedgerUnavailable);
    try {
      roomDayOf(item);
    } catch (error) {
      expect((error as Error).cause).toMatchObject({ message: '/occupancies/ada is no map' });
    }
  });
});
