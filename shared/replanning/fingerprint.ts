import { createHash } from 'node:crypto';
import type { Hand } from '../assigning/hand.ts';
import { isInForce } from '../domain/hard-rules.ts';
import type { Instant } from '../domain/instant.ts';
import type { LocalDate } from '../domain/local-time.ts';

/**
 * Names the state of a Day: the catalogue, the versions of its room-days and of the Site's Rooms, who waits, which
 * holds have expired. A Day whose fingerprint is that of its last plan needs no planning.
 */
export const fingerprintOf = ({ state, days }: Hand, date: LocalDate, now: Instant): string => {
  const day = days.get(date);
  const rooms = [...state.rooms.values()].map((room) => `${room.roomId}:${room.version}`).sort();
  const roomDays = (day?.roomDays ?? []).map((each) => `${each.roomId}:${each.version}`).sort();
  const waiting = (day?.waiting ?? [])
    .map((each) => `${each.uid}:${each.start}:${each.end}:${each.standing}:${isInForce(each, now)}`)
    .sort();
  const expired = (day?.roomDays ?? [])
    .flatMap((each) => Object.values(each.occupancies))
    .filter((each) => !isInForce(each, now))
    .map((each) => each.uid)
    .sort();
  const content = JSON.stringify([state.catalogue.version, rooms, roomDays, waiting, expired]);
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
};
