import type { PractitionerId, RoomId } from './catalogue.ts';
import type { DayTable } from './day-table.ts';
import type { Interval } from './instant.ts';

/** In how many rooms a practitioner works at once, and in which they should; in any, without a pod. */
export type OwnRooms = { readonly rooms: number; readonly pod?: readonly RoomId[] };

/** What the clinic says of a practitioner then: the rooms that are kept for their session, else their pod at this Site. */
export const ownRooms = (practitionerId: PractitionerId, visit: Interval, table: DayTable): OwnRooms => {
  const { catalogue, site } = table.day;
  const practitioner = catalogue.practitioners.find(({ id }) => id === practitionerId);
  const kept = table.sessionRooms(practitionerId, visit);
  const pod = kept.length > 0 ? kept : practitioner?.site === site.id ? practitioner.pod : undefined;
  return {
    rooms: practitioner?.rooms ?? pod?.length ?? 1,
    ...(pod === undefined ? {} : { pod }),
  };
};
