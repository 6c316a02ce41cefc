import type { Model, Seat, Seeker } from '../model/model.ts';
import { roomsBeyond } from '../problem/rooms-beyond.ts';

/**
 * A bound by counting: visits of one session of which no two may have one room, one after the other, need a room each. What other practitioners need is not looked at.
 */
export const leastRoomChanges = (model: Model, allowed: (seat: Seat) => boolean = () => true): number => {
  const members = model.sessions.map((): Seeker[] => []);
  for (const seeker of model.seekers) if (seeker.session !== undefined) members[seeker.session]?.push(seeker);
  return model.sessions.reduce((sum, session, at) => {
    const { heldRooms, rooms, pod } = session;
    const seated = (members[at] ?? []).map((seeker) => seeker.seats.filter(allowed));
    const unmet = seated
      .filter((seats) => seats.length > 0 && seats.every(({ room }) => !heldRooms.includes(room)))
      .sort((a, b) => a.length - b.length);
    const apart: (readonly Seat[])[] = [];
    for (const seats of unmet) if (apart.every((other) => !mayShare(seats, other))) apart.push(seats);
    const isOutside = (room: string) => pod !== undefined && !pod.includes(room);
    const outside = apart.filter((seats) => seats.every(({ room }) => isOutside(room))).length;
    const [used, usedOutside] = [
      heldRooms.length + apart.length,
      heldRooms.filter(isOutside).length + outside,
    ];
    return sum + Math.max(roomsBeyond(session, heldRooms), used - rooms, usedOutside);
  }, 0);
};

/** Is there a room in which both could be, one after the other? */
const mayShare = (one: readonly Seat[], other: readonly Seat[]): boolean => {
  return one.some((a) => other.some((b) => a.room === b.room && (a.to <= b.from || b.to <= a.from)));
};
