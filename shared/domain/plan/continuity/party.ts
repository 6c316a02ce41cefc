import type { Model, Seat } from '../model/model.ts';
import { roomsBeyond } from '../problem/rooms-beyond.ts';

/** Visits that stay together: all that one practitioner has in one session, or a part of them. */
export type Party = {
  readonly members: readonly number[];
  readonly session: number | undefined;
  readonly places: readonly PartyPlace[];
};

/** All members of a party in one room. */
export type PartyPlace = {
  readonly room: string;
  readonly seats: readonly Seat[];
  /** Whether the practitioner would work here beyond their own rooms, as far as the party alone can tell. */
  readonly beyond: 0 | 1;
  readonly fit: number;
};

/** Bookings as one party, with each room that can take them all. */
export const partyOf = (model: Model, members: readonly number[], session: number | undefined): Party => {
  const byRoom = new Map<string, Seat[]>();
  members.forEach((booking, at) => {
    for (const seat of model.seekers[booking]?.seats ?? []) {
      const seats = at === 0 ? [] : byRoom.get(seat.room);
      if (seats?.length !== at) continue;
      if (seats.some((other) => other.from < seat.to && seat.from < other.to)) continue;
      seats.push(seat);
      if (at === 0) byRoom.set(seat.room, seats);
    }
  });
  const of = session === undefined ? undefined : model.sessions[session];
  const places = [...byRoom].flatMap(([room, seats]): PartyPlace[] =>
    seats.length < members.length
      ? []
      : [
          {
            room,
            seats,
            beyond:
              of && roomsBeyond(of, [...new Set([...of.heldRooms, room])]) > roomsBeyond(of, of.heldRooms)
                ? 1
                : 0,
            fit: seats.reduce((sum, seat) => sum + seat.fit, 0),
          },
        ],
  );
  return { members, session, places };
};
