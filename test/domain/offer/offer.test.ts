import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BookingRecord } from '../../../shared/domain/booking-record.ts';
import type { Catalogue } from '../../../shared/domain/catalogue.ts';
import type { Day, Occupancy } from '../../../shared/domain/day.ts';
import { MINUTE } from '../../../shared/domain/instant.ts';
import { busyInWords } from '../../../shared/domain/offer/busy-reason.ts';
import { type Answer, isOpen, type Offer, offerAfter, offerOf } from '../../../shared/domain/offer/offer.ts';
import {
  at,
  block,
  booked,
  catalogue,
  dayOf,
  EARLY,
  from,
  held,
  MONDAY,
  room,
  visitType,
  waits,
} from '../../support/builders.ts';
import { bookingRecord } from '../../support/ledger-records.ts';
import { runs } from '../../support/runs.ts';
import { answersAreTrue } from './offer-laws.ts';
import { aChange, dayAsReadOf, offeredOn, smallDays } from './small-days.ts';

const scan = visitType({
  id: 'scan',
  eventTypeIds: [2],
  needs: { equipment: ['ultrasound'], accessible: false },
});

/** Two rooms, one of which has the ultrasound. */
const clinic = catalogue({
  rooms: [room('1A'), room('2A', { equipment: ['ultrasound'] })],
  visitTypes: [visitType(), scan],
});

const QUARTERS = Array.from({ length: 8 }, (_, quarter) => at('13:00') + quarter * 15 * MINUTE);

/** Half an hour of a scan, at the quarters from one to a quarter to three. */
const scanOn = (day: Day, records: readonly BookingRecord[] = [], now = EARLY): readonly Answer[] =>
  scans({ day, records, now }).answers[0] ?? [];

const scans = (asRead: Parameters<typeof offerOf>[0]): Offer =>
  offerOf(asRead, [{ visitType: scan, minutes: 30, starts: QUARTERS }]);

const busyAt = (answers: readonly Answer[], day: Day): readonly string[] =>
  answers.flatMap(({ start, found }) =>
    found.kind === 'busy' ? [busyInWords(start, found.reason, day)] : [],
  );

/** A visit of no one who has been told, in the room with the ultrasound that it has no use for. */
const visit = from('14:00', 40);
const inTheWay = held('2A', visit, { uid: 'in-the-way' });
const recordOf = ({ uid, roomId }: Occupancy, over: Partial<BookingRecord> = {}): BookingRecord => ({
  ...bookingRecord(uid),
  version: 1,
  fact: booked(uid, { ...visit, practitionerId: 1 }).fact,
  placement: {
    kind: 'roomed',
    roomId,
    claims: [roomId],
    dates: [MONDAY],
    from: visit.start,
    to: visit.end,
    decidedAt: EARLY,
    catalogueVersion: 'v1',
  },
  ...over,
});

const withHost = (rooms: Catalogue['sites'][number]['rooms']): Catalogue => ({
  ...catalogue({ rooms, visitTypes: [visitType(), scan], practitioners: [{ id: 1, site: 'north' }] }),
});

describe('at each start of a small Day', () => {
  test('one more visit is said to have a room just where some way to seat all is found by trying each', () => {
    const seen = { room: 0, moves: 0, busy: 0, unproved: 0 };
    fc.assert(
      fc.property(smallDays, (small) => {
        for (const { found } of answersAreTrue(small.clinic, dayAsReadOf(small), offeredOn(small))) {
          seen[found.kind] += 1;
          if (found.kind === 'room' && found.moves.length > 0) seen.moves += 1;
        }
      }),
      { numRuns: runs(40) },
    );
    expect(seen.unproved).toBe(0);
    expect(Math.min(seen.room, seen.moves, seen.busy)).toBeGreaterThan(0);
  });

  test('the answer after a change is the one that a look at all of the Day would give', () => {
    fc.assert(
      fc.property(smallDays, aChange, (small, change) => {
        const offered = offeredOn(small);
        const after = dayAsReadOf({ ...small, ...change(small) });
        const before = offerOf(dayAsReadOf(small), offered);
        expect(offerAfter(before, after)).toEqual(offerOf(after, offered));
      }),
      { numRuns: runs(40) },
    );
  });
});

describe('what is busy', () => {
  test('is explained: what is needed, and until when the rooms that have it are in use', () => {
    const day = dayOf(clinic, { held: { '2A': [inTheWay] } });
    expect(busyAt(scanOn(day), day)).toEqual([
      '13:45: no ultrasound room; 2A until 14:40',
      '14:00: no ultrasound room; 2A until 14:40',
      '14:15: no ultrasound room; 2A until 14:40',
      '14:30: no ultrasound room; 2A until 14:40',
    ]);
  });

  test('is so where the only room is blocked, and nowhere else', () => {
    const day = dayOf(clinic, { blocks: { '2A': [block(at('14:00'))] } });
    expect(busyAt(scanOn(day), day)).toEqual([
      '13:45: no ultrasound room; 2A blocked',
      '14:00: no ultrasound room; 2A blocked',
      '14:15: no ultrasound room; 2A blocked',
      '14:30: no ultrasound room; 2A blocked',
      '14:45: no ultrasound room; 2A blocked',
    ]);
    expect(scanOn(dayOf(clinic)).every(isOpen)).toBe(true);
  });

  test('is so always where the house has no such room', () => {
    const day = dayOf(catalogue({ rooms: [room('1A')], visitTypes: [scan] }));
    expect(busyAt(scanOn(day), day)[0]).toBe('13:00: no ultrasound room; none suits it');
    expect(scanOn(day).some(isOpen)).toBe(false);
  });

  test('is so where a hold has the room, though a booking would take it from that', () => {
    const hold = { ...inTheWay, status: 'tentative' as const, expiresAt: at('15:00') };
    expect(scanOn(dayOf(clinic, { held: { '2A': [hold] } })).some((each) => !isOpen(each))).toBe(true);
    // The hold is over by then.
    expect(scanOn(dayOf(clinic, { held: { '2A': [hold] } }), [], at('15:00')).every(isOpen)).toBe(true);
  });

  test('is so where someone who waits will have the room first, unless what is offered is more important', () => {
    const waiting = [waits('waits', { ...visit, inputs: { eventTypeId: 2 } })];
    const day = dayOf(clinic, { waiting });
    expect(busyAt(scanOn(day), day)).toHaveLength(4);
    const urgent = offerOf({ day, records: [], now: EARLY }, [
      { visitType: { ...scan, priority: 0 }, minutes: 30, starts: QUARTERS },
    ]);
    expect(urgent.answers[0]?.every(isOpen)).toBe(true);
  });
});

describe('a visit that no one has been told of', () => {
  const house = withHost([room('1A'), room('2A', { equipment: ['ultrasound'] })]);
  const day = dayOf(house, { held: { '2A': [{ ...inTheWay, practitionerId: 1 }] } });

  test('moves for one more, as far as rooms go', () => {
    const found = scanOn(day, [recordOf(inTheWay)]).map((each) => each.found);
    expect(found).toContainEqual({
      kind: 'room',
      roomId: '2A',
      moves: [{ uid: 'in-the-way', roomId: '1A' }],
    });
    expect(found.some(({ kind }) => kind === 'busy')).toBe(false);
  });

  test.each([
    ['is pinned', { pinned: true }],
    ['is here', { progress: { arrivedAt: EARLY } }],
    [
      'has been told',
      {
        publication: {
          state: { kind: 'nothing' },
          texts: [],
          sends: 0,
          verified: { text: 'Room 2A', at: EARLY },
        },
      },
    ],
  ] as const)('does not once it %s', (_, over) => {
    expect(scanOn(day, [recordOf(inTheWay, over)]).some((each) => !isOpen(each))).toBe(true);
  });

  test('does not once it begins too soon', () => {
    expect(scanOn(day, [recordOf(inTheWay)], at('13:30')).some((each) => !isOpen(each))).toBe(true);
    expect(scanOn(day, [recordOf(inTheWay)], at('13:29')).every(isOpen)).toBe(true);
  });
});

test('one booking has only those starts looked at again that it can touch', () => {
  const before = scans({ day: dayOf(clinic), records: [], now: EARLY });
  const after = offerAfter(before, {
    day: dayOf(clinic, { held: { '2A': [inTheWay] } }),
    records: [],
    now: EARLY,
  });
  const again = QUARTERS.filter((_, at) => after.answers[0]?.[at] !== before.answers[0]?.[at]);
  expect(again).toEqual([at('13:45'), at('14:00'), at('14:15'), at('14:30')]);
});

test('a room freed later lets a start before it be offered, where one who makes room goes there', () => {
  const house = withHost([room('1A', { turnaroundMinutes: 15 }), room('2A', { equipment: ['ultrasound'] })]);
  const mover = { ...inTheWay, practitionerId: 1 };
  const records = [recordOf(inTheWay)];
  const later = held('1A', from('14:45', 60), { uid: 'later' });
  const before = scans({
    day: dayOf(house, { held: { '2A': [mover], '1A': [later] } }),
    records,
    now: EARLY,
  });
  const after = offerAfter(before, { day: dayOf(house, { held: { '2A': [mover] } }), records, now: EARLY });
  const isOpenAt = (offer: Offer, time: string): boolean | undefined =>
    offer.answers[0]?.filter(({ start }) => start === at(time)).every(isOpen);
  expect(isOpenAt(before, '13:45')).toBe(false);
  expect(isOpenAt(after, '13:45')).toBe(true);
});
