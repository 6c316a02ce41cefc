import { expect, test } from 'vitest';
import type { CalBooking } from '../../shared/calcom/cal-api.ts';
import { factsIn, mergeFacts } from '../../shared/domain/booking-facts.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { eventOfReading } from '../../shared/reconciling/event-of-reading.ts';

const NOW = Date.parse('2026-10-05T07:00:00Z');
const DAY = 24 * 60 * MINUTE;
const seen: CalBooking = {
  uid: 'a',
  status: 'accepted',
  start: NOW + DAY,
  end: NOW + DAY + 30 * MINUTE,
  venue: 'on-site',
  inputs: { eventTypeId: 7 },
  createdAt: NOW - 3 * DAY,
  updatedAt: NOW - 2 * DAY,
};
const { createdAt: _made, ...undated } = seen;
const lifeAt = (booking: CalBooking, at: number) => factsIn(eventOfReading(booking, at)).own;
const toldAt = (start: number, createdAt: number) => {
  const { fact } = eventOfReading({ ...seen, start, updatedAt: createdAt }, createdAt + 1);
  return factsIn({ fact: { ...fact, createdAt } }).own;
};

test.each([
  ['a minute ago and more', 60_001, seen.start],
  ['less than a minute ago', 59_999, seen.start + MINUTE],
])('what was said %s against what is read', (_when, ago, start) => {
  const told = toldAt(seen.start + MINUTE, NOW - ago);
  expect(mergeFacts(told, lifeAt(seen, NOW)).fact).toMatchObject({ start });
});

test.each([
  ['by when it was made', seen, seen.createdAt],
  ['by its last change, where that is all that is known', undated, seen.updatedAt],
])('a booking is as old as it is, %s, and no newer for being read', (_how, booking, since) => {
  expect(lifeAt(booking, NOW).firstEventAt).toBe(since);
});

test.each([
  ['dated', seen],
  ['undated', undated],
])('a request that is read again is held no longer (%s)', (_which, booking) => {
  const [once, again] = [NOW, NOW + DAY].map((at) => lifeAt({ ...booking, status: 'pending' }, at));
  expect(again?.fact.createdAt).toBe(once?.fact.createdAt);
});
