import { createHash } from 'node:crypto';
import { contentOf } from '../domain/booking-facts.ts';
import { isInForce } from '../domain/hard-rules.ts';
import type { Instant } from '../domain/instant.ts';
import type { DaySnapshot } from '../unit-of-work/day-snapshot.ts';

/**
 * Names the state of a Day and of those beside it that its visits reach into: the catalogue, the versions of the
 * room-days and of the Site's Rooms, who waits for what, which holds have expired. A Day whose fingerprint is that of
 * its last plan needs no planning.
 */
export const fingerprintOf = ({ state, days }: DaySnapshot, now: Instant): string => {
  const all = [...days.values()];
  const rooms = [...state.rooms.values()].map((room) => `${room.roomId}:${room.version}`).sort();
  const roomDays = all
    .flatMap((day) => day.roomDays.map((each) => `${day.date}:${each.roomId}:${each.version}`))
    .sort();
  const waiting = all
    .flatMap((day) => day.waiting.map((each) => `${contentOf(each)}:${isInForce(each, now)}`))
    .sort();
  const expired = all
    .flatMap((day) => day.roomDays)
    .flatMap((each) => Object.values(each.occupancies))
    .filter((each) => !isInForce(each, now))
    .map((each) => each.uid)
    .sort();
  const content = JSON.stringify([state.catalogue.version, rooms, roomDays, waiting, expired]);
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
};
