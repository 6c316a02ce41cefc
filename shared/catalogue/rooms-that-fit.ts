import type { Booking } from '../domain/booking.ts';
import type { Catalogue, Room, Site, VisitType } from '../domain/catalogue.ts';
import type { DayRoom } from '../domain/day.ts';
import { DayTable } from '../domain/day-table.ts';
import { hasWhatItNeeds } from '../domain/hard-rules.ts';
import { requirementOf } from '../domain/room-requirement.ts';

/** A room that has what a type of visit needs, and the portable equipment it would need brought. */
export type FittingRoom = {
  readonly site: Site;
  readonly room: Room;
  readonly portable: readonly string[];
};

/** The rooms that have all that a type of visit needs, at whatever Site it may take place; by the hard rules themselves. */
export const roomsThatFit = (catalogue: Catalogue, type: VisitType): FittingRoom[] => {
  const { requirement } = requirementOf({}, type, catalogue);
  const booking: Booking = {
    uid: type.id,
    start: 0,
    end: 0,
    status: 'confirmed',
    inputs: {},
    requirement,
    priority: type.priority,
    firstEventAt: 0,
  };
  return catalogue.sites
    .filter(({ id }) => type.site === undefined || type.site === id)
    .flatMap((site) => {
      const rooms = site.rooms.map((room): DayRoom => ({ room, open: [], blocks: [], occupancies: [] }));
      const units = site.portable.flatMap(({ units: ids, ...sort }) =>
        ids.map((id) => ({ id, ...sort, occupancies: [] })),
      );
      const table = new DayTable({ catalogue, site, dates: [], rooms, units, waiting: [] }, 0);
      return rooms.flatMap((each): FittingRoom[] => {
        const candidate = table.candidate(booking, each);
        return hasWhatItNeeds(candidate) ? [{ site, room: each.room, portable: candidate.portable }] : [];
      });
    });
};
