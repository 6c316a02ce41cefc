import type { RoomId } from '../catalogue.ts';
import type { Day } from '../day.ts';
import { isInForce } from '../hard-rules.ts';
import type { Interval } from '../instant.ts';
import { dayInterval, type LocalDate, localDateOf } from '../local-time.ts';
import { keptOf, wasThere } from './day-utilised.ts';
import type { Figures } from './figures.ts';
import { minutesWithin } from './minutes-of-place.ts';

/** How full a room is on a date, in minutes and in visits that begin on it. */
export type RoomLoad = Pick<Figures, 'open' | 'booked' | 'turnaround' | 'blocked' | 'visits'>;

export type DayLoad = {
  readonly date: LocalDate;
  readonly rooms: ReadonlyMap<RoomId, RoomLoad>;
  /** Visits of the date that no room takes, as things stand. */
  readonly waiting: number;
};

/** How full the rooms are on one date of those that the Day has. */
export const dayLoad = (date: LocalDate, day: Day): DayLoad => {
  const { timeZone } = day.site;
  const span = dayInterval(date, timeZone);
  const begins = ({ start }: Interval): boolean => localDateOf(start, timeZone) === date;
  return {
    date,
    rooms: new Map(
      day.rooms.map((room) => {
        const { open, booked, turnaround, blocked } = minutesWithin(span, keptOf(room, day));
        const own = room.occupancies.filter((each) => each.roomId === room.room.id);
        const visits = own.filter((each) => begins(each) && wasThere(each)).length;
        return [room.room.id, { open, booked, turnaround, blocked, visits }];
      }),
    ),
    waiting: day.waiting.filter((each) => begins(each) && isInForce(each, each.start)).length,
  };
};
