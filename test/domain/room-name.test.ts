import { expect, test } from 'vitest';
import { roomLabel } from '../../shared/domain/room-name.ts';

const room = (id: string, name: string, building: string, floor: string) => ({ id, name, building, floor });

test('staff read a room’s name, and with it as much of its whereabouts as tells it from its namesakes', () => {
  const rooms = [
    room('a', 'Sprechzimmer 1', 'Haus A', '1'),
    room('b', 'Sprechzimmer 1', 'Haus B', '1'),
    room('c', 'Labor', 'Haus A', '1'),
    room('d', 'labor', 'Haus A', '2'),
    room('e', 'OP', 'Haus A', '1'),
    room('f', 'OP', 'Haus A', '2'),
    room('g', 'OP', 'Haus B', '1'),
    room('h', 'Küche', 'Haus B', '1'),
  ];
  expect(rooms.map((each) => roomLabel(each, { rooms }))).toEqual([
    'Sprechzimmer 1 (Haus A)',
    'Sprechzimmer 1 (Haus B)',
    'Labor (1)',
    'labor (2)',
    'OP (Haus A, 1)',
    'OP (2)',
    'OP (Haus B)',
    'Küche',
  ]);
});
