import type { RoomView } from '../../../../../shared/board/view/board-view.ts';

/** What hangs on a wall or at a door, by its address. */
export type Screen =
  | { readonly kind: 'floor'; readonly floor: string; readonly building?: string }
  | { readonly kind: 'building'; readonly building: string }
  | { readonly kind: 'house' }
  | { readonly kind: 'rooms'; readonly rooms: readonly string[] }
  | { readonly kind: 'door'; readonly room: string };

const FLOOR = 'floor-';
const BUILDING = 'building-';

/** `undefined`: a desk. */
export const screenOf = ({ door, rooms, kiosk, building }: Named): Screen | undefined => {
  if (door !== undefined) return { kind: 'door', room: door };
  if (rooms !== undefined) return { kind: 'rooms', rooms: [...new Set(rooms.split(',').filter(Boolean))] };
  if (kiosk === undefined) return undefined;
  if (kiosk === 'house') return { kind: 'house' };
  if (kiosk.startsWith(BUILDING)) return { kind: 'building', building: kiosk.slice(BUILDING.length) };
  const floor = kiosk.startsWith(FLOOR) ? kiosk.slice(FLOOR.length) : kiosk;
  return { kind: 'floor', floor, ...(building !== undefined && { building }) };
};

/** What an address may say of it. */
type Named = {
  readonly door?: string | undefined;
  readonly rooms?: string | undefined;
  readonly kiosk?: string | undefined;
  readonly building?: string | undefined;
};

/** What a wall shows of the rooms there are, and which of the rooms it names are not there. */
export const roomsOn = (
  screen: Exclude<Screen, { kind: 'door' }>,
  rooms: readonly RoomView[],
): { readonly rooms: readonly RoomView[]; readonly missing: readonly string[] } => {
  switch (screen.kind) {
    case 'house':
      return { rooms, missing: [] };
    case 'building':
      return { rooms: rooms.filter(({ building }) => isCalled(building, screen.building)), missing: [] };
    case 'floor':
      return {
        rooms: rooms.filter(
          ({ floor, building }) =>
            isCalled(floor, screen.floor) &&
            (screen.building === undefined || isCalled(building, screen.building)),
        ),
        missing: [],
      };
    case 'rooms': {
      const found = screen.rooms.map((named) => [named, roomCalled(rooms, named)] as const);
      return {
        rooms: [...new Set(found.flatMap(([, room]) => room ?? []))],
        missing: found.flatMap(([named, room]) => (room === undefined ? named : [])),
      };
    }
  }
};

/** By its id, else by what people call it. */
const roomCalled = (rooms: readonly RoomView[], named: string): RoomView | undefined =>
  rooms.find(({ id }) => id === named) ??
  rooms.find(({ id, name }) => isCalled(name, named) || isCalled(id, named));

/** In an address, as in the name of a group, a space may be written `-`. */
const isCalled = (name: string, named: string): boolean => written(name) === written(named);
const written = (name: string): string => name.trim().toLowerCase().replaceAll(/\s+/g, '-');
