import type { RoomId } from './catalogue.ts';
import type { DayRoom } from './day.ts';

type Combinable = { readonly id: RoomId; readonly parts?: readonly RoomId[] };

/** A room and all that it is made of. */
export const claimsByRoom = (rooms: readonly Combinable[]): ReadonlyMap<RoomId, readonly RoomId[]> => {
  const parts = new Map(rooms.map((room) => [room.id, room.parts ?? []]));
  const claims = new Map<RoomId, readonly RoomId[]>();
  for (const room of rooms) {
    const seen = new Set<RoomId>([room.id]);
    for (const id of seen) for (const part of parts.get(id) ?? []) seen.add(part);
    claims.set(room.id, [...seen]);
  }
  return claims;
};

/**
 * For each room that shares its walls: the others that cannot be used apart from it, which are its parts, the hall it is part
 * of, and halls that have a part in common with it. A clinic without halls has none.
 */
export const sharedWalls = (rooms: readonly Combinable[]): ReadonlyMap<RoomId, readonly RoomId[]> => {
  const shared = new Map<RoomId, readonly RoomId[]>();
  if (rooms.every(({ parts }) => parts === undefined)) return shared;
  const claims = claimsByRoom(rooms);
  const byClaim = new Map<RoomId, RoomId[]>();
  for (const [room, claimed] of claims)
    for (const claim of claimed) byClaim.set(claim, [...(byClaim.get(claim) ?? []), room]);
  for (const [room, claimed] of claims) {
    const others = new Set(claimed.flatMap((claim) => byClaim.get(claim) ?? []));
    others.delete(room);
    if (others.size > 0) shared.set(room, [...others]);
  }
  return shared;
};

/** The others that cannot be used apart from one room. */
export const sharingWith = (roomId: RoomId, rooms: readonly Combinable[]): readonly RoomId[] =>
  sharedWalls(rooms).get(roomId) ?? [];

/** One room with those that cannot be used apart from it. */
export const withSharing = (roomId: RoomId, rooms: readonly Combinable[]): readonly RoomId[] => [
  roomId,
  ...sharingWith(roomId, rooms),
];

/** The rooms of a Day, each with the Blocks of those it shares walls with: `of` says whose they are. */
export const withSharedBlocks = (rooms: readonly DayRoom[]): readonly DayRoom[] => {
  const shared = sharedWalls(rooms.map(({ room }) => room));
  if (shared.size === 0) return rooms;
  const own = new Map(rooms.map(({ room, blocks }) => [room.id, blocks]));
  return rooms.map((each) => {
    const others = (shared.get(each.room.id) ?? []).flatMap((of) =>
      (own.get(of) ?? []).map((block) => ({ ...block, of })),
    );
    if (others.length === 0) return each;
    // A visit that runs late does so in all that it claims: its overrun stands in each of them.
    const overruns = new Set(each.blocks.flatMap(({ uid }) => uid ?? []));
    const added = others.filter(({ uid }) => uid === undefined || !overruns.has(uid));
    return { ...each, blocks: [...each.blocks, ...added].sort((a, b) => a.start - b.start) };
  });
};
