import { sharedWalls } from '../../combination-rooms.ts';
import type { Closure, PlanRoom } from './problem.ts';

/** The rooms, each closed whenever one is that it shares walls with: a hall with its parts, and they with it. */
export const withSharedClosures = (rooms: readonly PlanRoom[]): readonly PlanRoom[] => {
  const shared = sharedWalls(rooms);
  if (shared.size === 0) return rooms;
  const own = new Map(rooms.map((room) => [room.id, room.closed]));
  return rooms.map((room) => {
    const others = (shared.get(room.id) ?? []).flatMap((id) => own.get(id) ?? []);
    return others.length === 0 ? room : { ...room, closed: each([...room.closed, ...others]) };
  });
};

/** The closures of a room that are not those of one of its parts: with the parts', all there is to write of it. */
export const ownClosures = (room: PlanRoom, rooms: readonly PlanRoom[]): readonly Closure[] => {
  const parts = rooms.filter(({ id }) => room.parts?.includes(id));
  const theirs = new Set(parts.flatMap(({ closed }) => closed.map(keyOf)));
  return room.closed.filter((closure) => !theirs.has(keyOf(closure)));
};

const keyOf = ({ start, end, reason = '' }: Closure): string => `${start} ${end} ${reason}`;

/** Each closure once. */
const each = (closures: readonly Closure[]): readonly Closure[] => {
  return [...new Map(closures.map((one) => [keyOf(one), one])).values()];
};
