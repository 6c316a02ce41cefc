import type { BookingUid } from './booking-event.ts';
import type { RoomId } from './catalogue.ts';
import type { Day } from './day.ts';

/** The Day without a booking that is about to end: its room, its overrun, its units and its turn are free. */
export const withoutBooking = (day: Day, uid: BookingUid | undefined): Day => {
  if (uid === undefined) return day;
  const others = (each: { readonly uid: BookingUid }): boolean => each.uid !== uid;
  const { rooms } = withoutOverrun(day, uid);
  return {
    ...day,
    rooms: rooms.map((room) => ({ ...room, occupancies: room.occupancies.filter(others) })),
    units: day.units.map((unit) => ({ ...unit, occupancies: unit.occupancies.filter(others) })),
    waiting: day.waiting.filter(others),
  };
};

/** The Day without certain rooms to choose from, nor those that they are parts of. */
export const withoutRooms = (day: Day, ids: ReadonlySet<RoomId>): Day => {
  if (ids.size === 0) return day;
  const rooms = day.rooms.filter(({ room }) => ![room.id, ...(room.parts ?? [])].some((id) => ids.has(id)));
  return { ...day, rooms };
};

/** The Day on which a booking's own overrun stands in no one's way. */
export const withoutOverrun = (day: Day, uid: BookingUid): Day => ({
  ...day,
  rooms: day.rooms.map((room) => ({ ...room, blocks: room.blocks.filter((block) => block.uid !== uid) })),
});
