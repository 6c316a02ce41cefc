import type { PortableEquipment } from './catalogue.ts';
import type { Occupancy } from './day.ts';
import type { Instant, Interval } from './instant.ts';

/** Of a sort of portable equipment, when a unit of it is in use. */
type Sort = Pick<PortableEquipment, 'during'>;

/**
 * For how long a visit that has a room for a time has a unit with it: as long; or, where one cleans the room, from the end of the visit on,
 * which may be no time at all.
 */
export const useOfUnit = ({ during }: Sort, visit: { readonly end: Instant }, inRoom: Interval): Interval =>
  during === 'turnaround' ? { start: Math.max(visit.end, inRoom.start), end: inRoom.end } : inRoom;

/** What is written under a unit, for as long as it is in use: the Ledger has it under all that a visit claims alike. */
export const asUsed = (sort: Sort, occupancy: Occupancy): Occupancy =>
  sort.during === undefined
    ? occupancy
    : {
        ...occupancy,
        from: useOfUnit(sort, occupancy, { start: occupancy.from, end: occupancy.to }).start,
      };
