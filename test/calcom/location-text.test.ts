import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundedText, locationText } from '../../shared/calcom/location-text.ts';
import { venueOfText } from '../../shared/calcom/venue-of-visit.ts';
import { anyCharacter } from '../support/arbitraries.ts';

const room = { id: '3B', floor: '2', building: 'North wing' };
const site = { name: 'Clinic North', locationFormat: 'Room {room} — Floor {floor}, {building}' };

test('a room is told as Room 3B — Floor 2, North wing', () => {
  expect(locationText(site, room)).toBe('Room 3B — Floor 2, North wing');
});

test('a Site words its rooms as it likes', () => {
  const own = { ...site, locationFormat: '{site}: {building} / {floor} / {room} ({room}) {unknown}' };
  expect(locationText(own, room)).toBe('Clinic North: North wing / 2 / 3B (3B) {unknown}');
});

test('a room’s own name is never taken for a placeholder', () => {
  expect(locationText(site, { ...room, id: '{building}' })).toBe('Room {building} — Floor 2, North wing');
});

test('line breaks, control and invisible characters do not reach calendars and SMS', () => {
  expect(boundedText(' Room\r\n3B\u0000\u0007\u202e —\u2028 Floor\t2\u200b ')).toBe('Room 3B — Floor 2');
});

test('a text too long for a calendar is cut between characters', () => {
  expect(boundedText('💉'.repeat(201))).toBe('💉'.repeat(200));
});

test('whatever a Site and a room are called, the text is one line of at most 200 characters', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: anyCharacter, maxLength: 300, size: 'max' }),
      fc.string({ unit: anyCharacter, maxLength: 300, size: 'max' }),
      (format, id) => {
        const told = locationText({ name: id, locationFormat: format }, { id, floor: id, building: id });
        expect(Array.from(told).length).toBeLessThanOrEqual(200);
        expect(told).toBe(told.trim());
        expect(told).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(told.isWellFormed()).toBe(true);
        expect(boundedText(told)).toBe(told);
      },
    ),
  );
});

test('what is told of a room is a place by our own reading', () => {
  expect(venueOfText(locationText(site, room))).toBe('on-site');
});
