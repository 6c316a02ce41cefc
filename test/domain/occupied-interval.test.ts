import { expect, test } from 'vitest';
import { MINUTE } from '../../shared/domain/instant.ts';
import { occupiedInterval } from '../../shared/domain/occupied-interval.ts';

const visit = { start: 600 * MINUTE, end: 630 * MINUTE };
const occupied = (setupMinutes: number, turnaroundMinutes: number, ofRoom: number) => {
  const { start, end } = occupiedInterval(
    visit,
    { setupMinutes, turnaroundMinutes },
    { turnaroundMinutes: ofRoom },
  );
  return [start / MINUTE, end / MINUTE];
};

test('a visit that needs nothing around it occupies the room for itself only', () => {
  expect(occupied(0, 0, 0)).toEqual([600, 630]);
});

test('a room is occupied from the start of the setup', () => {
  expect(occupied(5, 0, 0)).toEqual([595, 630]);
});

test('the longer turnaround counts, of the visit or of the room', () => {
  expect(occupied(0, 10, 5)).toEqual([600, 640]);
  expect(occupied(0, 10, 15)).toEqual([600, 645]);
});
