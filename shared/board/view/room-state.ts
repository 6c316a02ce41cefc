import type { BookingUid } from '../../domain/booking-event.ts';
import type { RoomId } from '../../domain/catalogue.ts';
import type { Block, DayRoom, Occupancy } from '../../domain/day.ts';
import { isInForce } from '../../domain/hard-rules.ts';
import { type Instant, type Interval, MINUTE } from '../../domain/instant.ts';

/** What a room is doing: said in words on its card; `through`: by another that shares its walls. */
export type RoomState =
  /** Nothing stands in it; `until` the next block, if there is one that day. */
  | { readonly state: 'free'; readonly until?: Instant }
  /**
   * `visit`: people are in the room, until the visit ends, late or not; `turnaround`: it is being made ready, until
   * it is.
   */
  | {
      readonly state: 'in-use';
      readonly phase: 'visit' | 'turnaround';
      readonly uid: BookingUid;
      readonly from: Instant;
      readonly until: Instant;
      readonly readyAt: Instant;
      readonly through?: RoomId;
    }
  | {
      readonly state: 'blocked';
      readonly blockId: string;
      readonly reason: Block['reason'];
      readonly until?: Instant;
      readonly through?: RoomId;
    }
  /** Free now; the next visit is known. `setup`: it is being prepared for it. */
  | {
      readonly state: 'assigned';
      readonly phase?: 'setup';
      readonly uid: BookingUid;
      readonly from: Instant;
      readonly through?: RoomId;
    };

/** When people are, or will be, in the room: what staff said, else what was booked. */
export const peopleIn = ({ start, end, progress }: Occupancy): Interval => ({
  start: progress?.inRoomAt ?? progress?.startedAt ?? start,
  end: progress?.finishedAt ?? end + (progress?.overrunMinutes ?? 0) * MINUTE,
});

/** When the room is ready after a visit: its turnaround, and behind it the overrun's block. */
export const readyAfter = (occupancy: Occupancy, blocks: readonly Block[]): Instant =>
  Math.max(
    occupancy.to,
    ...blocks.flatMap((each) =>
      each.reason === 'overrun' && each.uid === occupancy.uid ? (each.end ?? []) : [],
    ),
  );

/**
 * The state of a room at an instant, seen over one local date. A visit that people sit in comes before a block
 * laid over it, and a block before whatever is to come.
 */
export const roomState = (room: DayRoom, date: Interval, at: Instant): RoomState => {
  const held = room.occupancies
    .filter(
      (each) => isInForce(each, at) && each.from < date.end && readyAfter(each, room.blocks) > date.start,
    )
    .sort((a, b) => a.start - b.start);
  const sitting = held.find((each) => isWithin(peopleIn(each), at));
  if (sitting !== undefined) return inUse(sitting, room, 'visit', peopleIn(sitting));
  const block = room.blocks
    .filter(
      (each) => each.reason !== 'overrun' && each.start <= at && at < (each.end ?? Number.POSITIVE_INFINITY),
    )
    .sort((a, b) => (b.end ?? Number.POSITIVE_INFINITY) - (a.end ?? Number.POSITIVE_INFINITY))[0];
  if (block !== undefined)
    return {
      state: 'blocked',
      blockId: block.id,
      reason: block.reason,
      ...(block.end === undefined ? {} : { until: block.end }),
      ...(block.of === undefined ? {} : { through: block.of }),
    };
  const leaving = held.find((each) => peopleIn(each).end <= at && at < readyAfter(each, room.blocks));
  if (leaving !== undefined)
    return inUse(leaving, room, 'turnaround', {
      start: peopleIn(leaving).start,
      end: readyAfter(leaving, room.blocks),
    });
  const next = held.find((each) => peopleIn(each).start > at);
  if (next !== undefined)
    return {
      state: 'assigned',
      ...(next.from <= at ? { phase: 'setup' as const } : {}),
      uid: next.uid,
      from: next.start,
      ...throughOf(next, room),
    };
  const closing = room.blocks
    .filter((each) => each.start > at && each.start < date.end)
    .sort((a, b) => a.start - b.start)[0];
  return { state: 'free', ...(closing === undefined ? {} : { until: closing.start }) };
};

const inUse = (
  occupancy: Occupancy,
  room: DayRoom,
  phase: 'visit' | 'turnaround',
  { start, end }: Interval,
): RoomState => ({
  state: 'in-use',
  phase,
  uid: occupancy.uid,
  from: start,
  until: end,
  readyAt: readyAfter(occupancy, room.blocks),
  ...throughOf(occupancy, room),
});

const throughOf = ({ roomId }: Occupancy, { room }: DayRoom): { through?: RoomId } =>
  roomId === room.id ? {} : { through: roomId };

const isWithin = ({ start, end }: Interval, at: Instant): boolean => start <= at && at < end;
