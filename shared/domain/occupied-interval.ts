import type { Room } from './catalogue.ts';
import { type Interval, MINUTE } from './instant.ts';
import type { RoomRequirement } from './room-requirement.ts';

/**
 * How long a visit occupies a room: Setup + Visit + Turnaround. After the visit the longer of the two turnarounds counts,
 * the room's or the visit's: cleaning up after a laser treatment cleans the room too.
 */
export const occupiedInterval = (
  visit: Interval,
  requirement: Pick<RoomRequirement, 'setupMinutes' | 'turnaroundMinutes'>,
  room: Pick<Room, 'turnaroundMinutes'>,
): Interval => ({
  start: visit.start - requirement.setupMinutes * MINUTE,
  end: visit.end + Math.max(room.turnaroundMinutes, requirement.turnaroundMinutes) * MINUTE,
});
