import type { Room } from '../../shared/domain/catalogue.ts';
import type { Weekday } from '../../shared/domain/local-time.ts';
import type { OneMore } from '../../shared/domain/utilisation/one-more.ts';

const DAYS: Readonly<Record<Weekday, string>> = {
  mon: 'Mondays',
  tue: 'Tuesdays',
  wed: 'Wednesdays',
  thu: 'Thursdays',
  fri: 'Fridays',
  sat: 'Saturdays',
  sun: 'Sundays',
};

/** For people: a line for each, the most first. */
export const oneMoreText = (found: readonly OneMore[], rooms: readonly Room[]): string =>
  found.length === 0
    ? 'One more of anything would have seated no one else.'
    : ['One more would have seated, as those dates were planned with it:', ...found.map(lineOf(rooms))].join(
        '\n',
      );

const lineOf =
  (rooms: readonly Room[]) =>
  (each: OneMore): string => {
    const what =
      'unit' in each
        ? `${each.unit}, ${DAYS[each.weekday]}`
        : `${likeOf(rooms.find(({ id }) => id === each.room))}, ${DAYS[each.weekday]} ${each.from}–${each.to}`;
    return `  ${each.seats} more: ${what}, on ${each.dates} date(s) on which anyone was left waiting`;
  };

const likeOf = (room: Room | undefined): string =>
  room === undefined ? 'a room' : `a room like ${room.id} (${[room.kind, ...room.equipment].join(', ')})`;
