import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Room } from '../../../shared/domain/catalogue.ts';
import type { Day } from '../../../shared/domain/day.ts';
import { type Interval, overlap } from '../../../shared/domain/instant.ts';
import { oneMore } from '../../../shared/domain/utilisation/one-more.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import {
  at,
  block,
  catalogue,
  dayOf,
  from,
  held,
  MONDAY,
  onlySite,
  room,
  visitType,
  waits,
} from '../../support/builders.ts';

const needing = (...equipment: string[]) => ({ equipment, accessible: false });
const ROOMS = [room('1A'), room('1B', { equipment: ['ultrasound'] })];
const clinicOf = (rooms: readonly Room[]) =>
  catalogue({
    rooms,
    visitTypes: [
      visitType(),
      visitType({ id: 'scan', eventTypeIds: [2], needs: needing('ultrasound') }),
      visitType({ id: 'infusion', eventTypeIds: [3], needs: needing('pump') }),
    ],
    portable: [{ tag: 'pump', units: ['pump-1'] }],
  });
const clinic = clinicOf(ROOMS);
const solver = await loadHighsSolver();
const found = (content: Parameters<typeof dayOf>[1], date = MONDAY) => {
  const day = dayOf(clinic, { ...content, dates: [date] });
  return oneMore(onlySite(clinic), [{ date, day }], { solver });
};
const scan = (uid: string, time: string, minutes = 60) =>
  waits(uid, { ...from(time, minutes), inputs: { eventTypeId: 2 } });

describe('what one more would have brought', () => {
  test('is the room that those needed who were left waiting, in the hours in which they did', () => {
    const inB = held('1B', from('10:00', 90), { inputs: { eventTypeId: 2 } });
    expect(found({ held: { '1B': [inB] }, waiting: [scan('a', '10:15'), scan('b', '16:00', 30)] })).toEqual([
      // The scan at four has 1B, as it is seen now.
      { weekday: 'mon', dates: 1, room: '1B', from: '10:00', to: '12:00', seats: 1 },
    ]);
  });

  test('is a room that someone else would have moved to, for the sake of anyone who waits', () => {
    const inB = held('1B', from('10:00', 60), { uid: 'plain' });
    const inA = held('1A', from('10:00', 60), { uid: 'other' });
    expect(found({ held: { '1A': [inA], '1B': [inB] }, waiting: [scan('a', '10:00')] })).toEqual(
      ['1B', '1A'].map((like) =>
        expect.objectContaining({ room: like, from: '10:00', to: '11:00', seats: 1 }),
      ),
    );
  });

  test('is nothing where a better plan alone would have seated everyone, or all had a room', () => {
    const inB = held('1B', from('10:00', 60), { uid: 'plain' });
    expect(found({ held: { '1B': [inB] }, waiting: [scan('a', '10:00')] })).toEqual([]);
    expect(found({ held: { '1B': [inB] } })).toEqual([]);
  });

  test('counts visits that staff fixed where they were, and blocks', () => {
    const inB = held('1B', from('10:00', 60), { uid: 'plain', pinned: true });
    const seats = [expect.objectContaining({ room: '1B', seats: 1 })];
    expect(found({ held: { '1B': [inB] }, waiting: [scan('a', '10:00')] })).toEqual(seats);
    expect(
      found({ blocks: { '1B': [block(at('09:00'), at('12:00'))] }, waiting: [scan('a', '10:00')] }),
    ).toEqual(seats);
  });

  test('is a unit of portable equipment, where rooms were to be had', () => {
    const infusion = { inputs: { eventTypeId: 3 } };
    const inA = held('1A', from('10:00', 60), { uid: 'first', ...infusion });
    const content = {
      held: { '1A': [inA], 'pump-1': [inA] },
      waiting: [waits('second', { ...from('10:00', 60), ...infusion })],
    };
    expect(found(content)).toEqual([{ weekday: 'mon', dates: 1, unit: 'pump', seats: 1 }]);
  });

  test('is nothing that there was no time to try', () => {
    const inB = held('1B', from('10:00', 90), { inputs: { eventTypeId: 2 } });
    const day = dayOf(clinic, { dates: [MONDAY], held: { '1B': [inB] }, waiting: [scan('a', '10:15')] });
    const means = (times: number) => {
      let left = times;
      return { solver, left: () => left-- };
    };
    const within = (times: number) => oneMore(onlySite(clinic), [{ date: MONDAY, day }], means(times));
    expect(within(100)).toHaveLength(1);
    for (const times of [0, 1]) expect(within(times)).toEqual([]);
  });

  test('is added up over the dates of a weekday', () => {
    const days = ['2027-03-01', '2027-03-08', '2027-03-09'].map((date) => {
      const start = at('10:00', date);
      const visit = { start, end: at('11:00', date), inputs: { eventTypeId: 2 } };
      const inB = held('1B', visit, { inputs: { eventTypeId: 2 } });
      return {
        date,
        day: dayOf(clinic, { dates: [date], held: { '1B': [inB] }, waiting: [waits('a', visit)] }),
      };
    });
    expect(oneMore(onlySite(clinic), days)).toMatchObject([
      { weekday: 'mon', dates: 2, room: '1B', seats: 2 },
      { weekday: 'tue', dates: 1, room: '1B', seats: 1 },
    ]);
  });
});

type Wish = Interval & { readonly isScan: boolean };
/** Rooms in which a wish may be, each with when it is open. */
type Place = Interval & { readonly scans: boolean };

/** The fewest who wait, by trying every way there is. */
const fewest = (
  wishes: readonly Wish[],
  places: readonly Place[],
  seated: readonly (readonly [Wish, Place])[] = [],
): number => {
  const [first, ...others] = wishes;
  if (first === undefined) return 0;
  const free = places.filter(
    (place) =>
      (place.scans || !first.isScan) &&
      place.start <= first.start &&
      first.end <= place.end &&
      !seated.some(([wish, at]) => at === place && overlap(wish, first)),
  );
  return Math.min(
    1 + fewest(others, places, seated),
    ...free.map((place) => fewest(others, places, [...seated, [first, place]])),
  );
};

const wishes = fc.array(
  fc.record({
    start: fc.nat({ max: 7 }).map((quarter) => at('09:00') + quarter * 15 * 60_000),
    minutes: fc.constantFrom(15, 30, 60),
    isScan: fc.boolean(),
  }),
  { minLength: 3, maxLength: 6 },
);

test('one more room seats as many more as it is said to, when every plan with and without it has been tried', () => {
  let seats = 0;
  fc.assert(
    fc.property(wishes, (drawn) => {
      const all = drawn.map(
        ({ start, minutes, isScan }): Wish => ({ start, end: start + minutes * 60_000, isScan }),
      );
      const open = { start: at('07:00'), end: at('19:00') };
      const places: Place[] = [
        { ...open, scans: false },
        { ...open, scans: true },
      ];
      const day: Day = dayOf(clinic, {
        waiting: all.map(({ isScan, ...visit }, i) =>
          waits(`v${i}`, { ...visit, inputs: { eventTypeId: isScan ? 2 : 1 } }),
        ),
      });
      for (const each of oneMore(onlySite(clinic), [{ date: MONDAY, day }])) {
        if (!('room' in each)) throw new Error('no unit is needed');
        const more = { scans: each.room === '1B', start: at(each.from), end: at(each.to) };
        expect(fewest(all, places) - fewest(all, [...places, more])).toBeGreaterThanOrEqual(each.seats);
        seats += each.seats;
      }
    }),
    { numRuns: 25, seed: 1 },
  );
  expect(seats).toBeGreaterThan(10);
});
