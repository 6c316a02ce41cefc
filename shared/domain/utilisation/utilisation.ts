import type { EquipmentTag, RoomId, Site, VisitTypeId } from '../catalogue.ts';
import { WEEKDAYS, type Weekday } from '../local-time.ts';
import { type DayUtilised, figuresOf } from './day-utilised.ts';
import { type Figures, sumOf } from './figures.ts';

type HourOfWeek = Figures & { readonly weekday: Weekday; readonly hour: number };

/** How the rooms of one Site were used over some dates. */
export type Utilisation = {
  readonly total: Figures;
  /** With a room's hours of the week; what waited has none, since it waited for any room that suited. */
  readonly rooms: readonly (Figures & { readonly room: RoomId; readonly hours: readonly HourOfWeek[] })[];
  /** Minutes of the rooms that have it and of its units; visits that asked for it. */
  readonly equipment: readonly (Figures & {
    readonly equipment: EquipmentTag;
    readonly rooms: number;
    readonly units: number;
  })[];
  /** Visits and their minutes, wherever they were: a type has no hours of its own. */
  readonly visitTypes: readonly (Pick<
    Figures,
    'visits' | 'booked' | 'used' | 'turnaround' | 'noShows' | 'lateStarts' | 'waited'
  > & {
    readonly visitType: VisitTypeId;
  })[];
  /** Visits by the hour in which they begin. */
  readonly hours: readonly HourOfWeek[];
};

/** A combination room's walls are those of its parts: in sums over rooms it counts through them alone. */
export const utilisation = ({ rooms, portable }: Site, days: readonly DayUtilised[]): Utilisation => {
  const visits = days.flatMap((day) => day.visits);
  const hours = days.flatMap((day) => day.rooms);
  const units = days.flatMap((day) => day.units);
  const combined = new Set(rooms.flatMap(({ id, parts = [] }) => (parts.length > 0 ? [id] : [])));
  const walls = hours.filter(({ place }) => !combined.has(place));
  const ofRoom = Map.groupBy(hours, ({ place }) => place);
  const tags = [
    ...new Set([...rooms.flatMap(({ equipment }) => equipment), ...portable.map(({ tag }) => tag)]),
  ].sort();
  const visitTypes = [...new Set(visits.flatMap(({ visitType }) => visitType ?? []))].sort();
  return {
    total: figuresOf(walls, visits),
    rooms: rooms.map(({ id }) => {
      const own = ofRoom.get(id) ?? [];
      const seen = visits.filter(({ room }) => room === id);
      const waited = visits.filter(({ suits }) => suits.includes(id)).length;
      return {
        room: id,
        ...figuresOf(own, seen),
        waited,
        hours: byHour(own, seen).map((each) => ({ ...each, waited: 0 })),
      };
    }),
    equipment: tags.map((tag) => {
      const having = rooms.filter(({ equipment }) => equipment.includes(tag)).map(({ id }) => id);
      const pieces = portable.filter((each) => each.tag === tag).flatMap((each) => each.units);
      const places = new Set([...having, ...pieces]);
      const of = [...hours, ...units].filter(({ place }) => places.has(place));
      return {
        equipment: tag,
        rooms: having.length,
        units: pieces.length,
        ...figuresOf(
          of,
          visits.filter(({ needs }) => needs.includes(tag)),
        ),
      };
    }),
    visitTypes: visitTypes.map((visitType) => {
      const of = visits.filter((visit) => visit.visitType === visitType);
      const { booked, used, turnaround, noShows, lateStarts, waited } = sumOf(of);
      return { visitType, visits: of.length, booked, used, turnaround, noShows, lateStarts, waited };
    }),
    hours: byHour(walls, visits),
  };
};

const byHour = (
  hours: DayUtilised['rooms'],
  visits: DayUtilised['visits'],
): readonly (Figures & { readonly weekday: Weekday; readonly hour: number })[] => {
  const key = ({ weekday, hour }: { weekday: Weekday; hour: number }): number =>
    WEEKDAYS.indexOf(weekday) * 24 + hour;
  const ofHours = Map.groupBy(hours, key);
  const ofVisits = Map.groupBy(visits, key);
  return [...new Set([...ofHours.keys(), ...ofVisits.keys()])]
    .sort((a, b) => a - b)
    .map((at) => ({
      weekday: WEEKDAYS[Math.floor(at / 24)] as Weekday,
      hour: at % 24,
      ...figuresOf(ofHours.get(at) ?? [], ofVisits.get(at) ?? []),
    }));
};
