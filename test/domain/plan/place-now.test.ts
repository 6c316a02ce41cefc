import { describe, expect, test } from 'vitest';
import {
  bestFree,
  type Candidate,
  type PlaceNow,
  placeNow,
} from '../../../shared/domain/plan/place-now/place-now.ts';
import { RoomIndex } from '../../../shared/domain/plan/place-now/room-index.ts';

const seat = (room: string, start: number, end: number, fit = 0): Candidate => ({
  room,
  things: [room],
  start,
  end,
  fit,
});

describe('a booking that arrives', () => {
  test('gets the best free room', () => {
    const index = new RoomIndex();
    index.add(['A'], { uid: 'x', start: 0, end: 10 });
    expect(bestFree([seat('A', 5, 15), seat('B', 5, 15, 4), seat('C', 5, 15, 3)], index)?.room).toBe('C');
  });

  test('may start the minute the previous one ends', () => {
    const index = new RoomIndex();
    index.add(['A'], { uid: 'x', start: 0, end: 10 });
    expect(bestFree([seat('A', 10, 20)], index)?.room).toBe('A');
  });

  test('sends tentative bookings on, the last one first, and never an announced one', () => {
    const index = new RoomIndex();
    index.add(['A'], { uid: 'x', start: 0, end: 10 });
    index.add(['B'], { uid: 'y', start: 0, end: 10 });
    const rooms: Record<string, readonly Candidate[]> = { x: [seat('B', 0, 10)], y: [seat('C', 0, 10)] };
    const day = (announced: string): PlaceNow => ({
      index,
      movable: (uid) => (uid === announced ? undefined : (rooms[uid] ?? [])),
    });
    expect(placeNow('new', [seat('A', 0, 10)], day('no-one')).map((s) => `${s.uid}→${s.to.room}`)).toEqual([
      'y→C',
      'x→B',
      'new→A',
    ]);
    expect(placeNow('new', [seat('A', 0, 10)], day('y'))).toEqual([]);
  });

  test('is given a room through three moves in a row, and not through four', () => {
    const index = new RoomIndex();
    const names = ['A', 'B', 'C', 'D'];
    for (const name of names) index.add([name], { uid: `in-${name}`, start: 0, end: 10 });
    const next: Record<string, string> = { 'in-A': 'B', 'in-B': 'C', 'in-C': 'D', 'in-D': 'E' };
    const day: PlaceNow = { index, movable: (uid) => [seat(next[uid] ?? '', 0, 10)] };
    expect(placeNow('new', [seat('B', 0, 10)], day).map((s) => `${s.uid}→${s.to.room}`)).toEqual([
      'in-D→E',
      'in-C→D',
      'in-B→C',
      'new→B',
    ]);
    expect(placeNow('new', [seat('A', 0, 10)], day)).toEqual([]);
  });
});
