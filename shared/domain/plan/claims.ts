import type { PlanRoom } from './problem.ts';

/** What a visit in each room occupies: the room itself and, for a combination room, all its parts (theirs included). */
export function claimsByRoom(rooms: readonly PlanRoom[]): ReadonlyMap<string, readonly string[]> {
  const parts = new Map(rooms.map((room) => [room.id, room.parts ?? []]));
  const claims = new Map<string, readonly string[]>();
  for (const room of rooms) {
    const seen = new Set<string>([room.id]);
    for (const id of seen) for (const part of parts.get(id) ?? []) seen.add(part);
    claims.set(room.id, [...seen]);
  }
  return claims;
}
