import type { Booking } from '../booking.ts';
import type { RoomId } from '../catalogue.ts';
import type { Day, DayRoom } from '../day.ts';
import type { DayTable } from '../day-table.ts';
import { type Candidate, isOnlyNotFree, type OnlyNotFree, refusalOf } from '../hard-rules.ts';
import { type Instant, type Interval, overlap } from '../instant.ts';
import { wallTimeOf } from '../local-time.ts';
import { roomLabel } from '../room-name.ts';

/** A room that suits the visit and is not to be had then. `until`: what is in the way now is over; absent = it does not end. */
export type InTheWay = {
  readonly roomId: RoomId;
  readonly rejection: OnlyNotFree;
  readonly until?: Instant;
};

/** Why one more visit of a type has no room at a start. */
export type BusyReason = {
  /** What it needs that not any room has. */
  readonly needs: { readonly equipment: readonly string[]; readonly kinds?: readonly string[] };
  /** The rooms that suit it, the soonest free first; none where the house has no such room for it. */
  readonly rooms: readonly InTheWay[];
};

export const busyReason = (booking: Booking, table: DayTable): BusyReason => {
  const { equipment, kinds } = booking.requirement;
  const rooms = table.day.rooms.flatMap((room): readonly InTheWay[] => {
    const candidate = table.candidate(booking, room);
    const rejection = refusalOf(candidate)?.rejection;
    if (rejection === undefined || !isOnlyNotFree(rejection)) return [];
    const until = OVER[rejection](candidate, table);
    return [{ roomId: room.room.id, rejection, ...(until === undefined ? {} : { until }) }];
  });
  return {
    needs: { equipment, ...(kinds && { kinds }) },
    rooms: rooms.sort(
      (a, b) => (a.until ?? Infinity) - (b.until ?? Infinity) || (a.roomId < b.roomId ? -1 : 1),
    ),
  };
};

/** When what is in the way is over. */
const OVER: Record<OnlyNotFree, (candidate: Candidate, table: DayTable) => Instant | undefined> = {
  closed: ({ booking, room }) =>
    first(room.open.map(({ start }) => start).filter((at) => at > booking.start)),
  'kept-for-session': ({ booking, ...each }) =>
    last(withParts(each).flatMap(({ sessions = [] }) => ends(sessions, booking))),
  blocked: ({ span, ...each }) =>
    last(
      withParts(each).flatMap(({ blocks }) =>
        ends(
          blocks.map(({ start, end = Infinity }) => ({ start, end })),
          span,
        ),
      ),
    ),
  occupied: ({ span, occupanciesOf, ...each }) =>
    last(withParts(each).flatMap(({ room }) => ends(occupanciesOf(room.id).map(held), span))),
  'equipment-in-use': ({ lacking, occupanciesOf }, { day }) =>
    last(
      lacking.flatMap(
        ({ tag, needed }) =>
          first(
            day.units.flatMap((unit) =>
              unit.tag === tag ? (last(ends(occupanciesOf(unit.id).map(held), needed)) ?? []) : [],
            ),
          ) ?? [],
      ),
    ),
  // It ends with the way, which is another one for each start.
  'too-far': () => undefined,
};

const withParts = ({ room, parts }: Pick<Candidate, 'room' | 'parts'>): readonly DayRoom[] => [
  room,
  ...parts,
];
const held = ({ from, to }: { from: Instant; to: Instant }): Interval => ({ start: from, end: to });
const ends = (all: readonly Interval[], span: Interval): readonly Instant[] =>
  all.flatMap((each) => (overlap(each, span) ? [each.end] : []));
const last = (all: readonly Instant[]): Instant | undefined => finite(Math.max(...all));
const first = (all: readonly Instant[]): Instant | undefined => finite(Math.min(...all));
const finite = (at: number): Instant | undefined => (Number.isFinite(at) ? at : undefined);

/** So many rooms are named; of the others, how many they are. */
const NAMED = 3;

/** `14:00: no ultrasound room; 2A until 14:40`. */
export const busyInWords = (
  start: Instant,
  { needs, rooms }: BusyReason,
  { site, catalogue }: Pick<Day, 'site' | 'catalogue'>,
): string => {
  const { timeZone } = site;
  const equipment = needs.equipment.map(
    (tag) => catalogue.equipmentNames?.find((each) => each.tag === tag)?.name ?? tag,
  );
  const kinds = (needs.kinds ?? []).map(
    (kind) => catalogue.kindNames?.find((each) => each.kind === kind)?.name ?? kind,
  );
  const what = [equipment.join(' and '), kinds.join(' or '), 'room'].filter((word) => word !== '').join(' ');
  const named = rooms.slice(0, NAMED).map(({ roomId, rejection, until }) => {
    const room = site.rooms.find(({ id }) => id === roomId);
    const name = room === undefined ? roomId : roomLabel(room, site);
    return `${name} ${until === undefined ? ENDLESS[rejection] : `until ${wallTimeOf(until, timeZone)}`}`;
  });
  const more = rooms.length > NAMED ? [`${rooms.length - NAMED} more`] : [];
  const why = rooms.length === 0 ? 'none suits it' : [...named, ...more].join(', ');
  return `${wallTimeOf(start, timeZone)}: no ${what}; ${why}`;
};

/** Said of a room where no end is known. */
const ENDLESS: Record<OnlyNotFree, string> = {
  closed: 'closed',
  'kept-for-session': 'kept for a session',
  blocked: 'blocked',
  occupied: 'in use',
  'equipment-in-use': 'without its equipment',
  'too-far': 'too far from the practitioner’s other visit',
};
