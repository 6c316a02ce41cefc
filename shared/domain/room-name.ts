import type { RoomId } from './catalogue.ts';

type Called = { readonly id: RoomId; readonly name?: string | undefined };

/** A room as far as its name and whereabouts go. */
export type Whereabouts = Called & { readonly building: string; readonly floor: string };

/** The room as patients read it. */
export const roomName = ({ id, name }: Called): string => name ?? id;

/** The room as staff read it beside those of other floors and buildings: with as much of its whereabouts as tells it apart. */
export const roomLabel = (
  room: Whereabouts,
  { rooms }: { readonly rooms: readonly Whereabouts[] },
): string => {
  const name = roomName(room);
  const alike = rooms.filter((each) => each.id !== room.id && isSameName(roomName(each), name));
  if (alike.length === 0) return name;
  const inBuilding = alike.every(({ building }) => building !== room.building);
  const onFloor = alike.every(({ floor }) => floor !== room.floor);
  const where = inBuilding ? room.building : onFloor ? room.floor : `${room.building}, ${room.floor}`;
  return `${name} (${where})`;
};

/** The room as staff of another Site read it; `undefined`: there is none. */
export const roomAtSite = (
  id: RoomId | null,
  site: { readonly name: string; readonly rooms: readonly Whereabouts[] },
): string | undefined => {
  const room = site.rooms.find((each) => each.id === id);
  return room && `${roomLabel(room, site)}, ${site.name}`;
};

/** Whether two names are one to a reader. */
export const isSameName = (a: string, b: string): boolean => plain(a) === plain(b);

const plain = (name: string): string => name.normalize('NFKC').toLowerCase();
