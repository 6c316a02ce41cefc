import { expect, test } from 'vitest';
import { locationText } from '../../shared/domain/location-text.ts';

const room = { id: '3B', floor: '2', building: 'North wing' };

test('a patient reads room, floor, building and site in the words of the clinic', () => {
  const site = { name: 'Clinic North', locationFormat: '{site}: {building}, {floor}. Stock, Raum {room}' };
  expect(locationText(site, room)).toBe('Clinic North: North wing, 2. Stock, Raum 3B');
});

test('a name is filled in as it is written, whatever its characters', () => {
  const site = { name: '{room}', locationFormat: '{room} {building} {site}' };
  expect(locationText(site, { ...room, building: '$& $1' })).toBe('3B $& $1 {room}');
});
