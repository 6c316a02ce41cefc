import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findIn, isNameLike } from '../../functions/board/page/app/model/find.ts';
import { wordsIn } from '../../functions/board/page/app/words.ts';
import type { BoardView, BookingView, RoomView } from '../../shared/board/view/board-view.ts';

const messages = JSON.parse(readFileSync('functions/board/page/app/language/en.json', 'utf8'));
const codes = { early: '7K3Q-M0XW', late: 'ABCD-EFGH' };
const words = wordsIn('en', messages, 'Europe/Berlin', {
  'code:early': codes.early,
  'code:late': codes.late,
  'room:r-3b': '3B',
});

const visit = (uid: string, over: Partial<BookingView>): BookingView =>
  ({ uid, visitType: 'abdominal-scan', roomId: 'r-3b', state: 'assigned', ...over }) as BookingView;
const board = {
  rooms: [{ id: 'r-3b', name: '3B' }] as RoomView[],
  bookings: [
    visit('early', { start: '2026-11-17T08:15:00.000Z', practitioner: 'Dr. Ötzi', state: 'done' }),
    visit('late', { start: '2026-11-17T13:30:00.000Z', visitType: 'laser', roomId: null, state: 'waiting' }),
  ],
} as unknown as BoardView;

const found = (asked: string): string[] => findIn(board, asked, words).visits.map(({ uid }) => uid);

test.each([
  ['the time on the clinic’s wall', '14:30', ['late']],
  ['the time without its colon', '0915', ['early']],
  ['its type', 'scan', ['early']],
  ['the practitioner, without accents', 'otz', ['early']],
  ['the visit code, with or without its hyphen', '7k3qm', ['early']],
  ['the room, and its time as well', '3b 09', ['early']],
  ['something that is nowhere', 'xyz', []],
  ['the middle of a word', 'can', []],
])('a visit is found by %s', (_by, asked, uids) => {
  expect(found(asked)).toEqual(uids);
});

test('what is over comes last, and a room is found beside however many visits it has', () => {
  const crowd = Array.from({ length: 20 }, (_, at) =>
    visit(`of-the-day-${at}`, {
      start: '2026-11-17T10:00:00.000Z',
      state: at < 10 ? 'done' : 'assigned',
    }),
  );
  const { visits, rooms, count } = findIn({ ...board, bookings: crowd }, '3b', words);
  expect(visits[0]?.uid).toBe('of-the-day-10');
  expect(visits.slice(0, 7).every(({ state }) => state === 'assigned')).toBe(true);
  expect([visits.length, rooms.length, count]).toEqual([7, 1, 21]);
});

test('Cal.com is asked for names, never for times, rooms or codes', () => {
  expect(['xy', 'Ann B', 'ß x', 'Łą'].filter(isNameLike)).toHaveLength(4);
  expect(['x', '3B', '10:30', '7K3Q', '', '--'].filter(isNameLike)).toEqual([]);
});
