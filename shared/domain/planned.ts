import { type Admission, admit } from './admit.ts';
import type { Booking } from './booking.ts';
import type { LiveFacts } from './booking-facts.ts';
import type { BookingRecord } from './booking-record.ts';
import { homeRoomAt, type RoomId } from './catalogue.ts';
import type { Day, DayRoom, Waiting } from './day.ts';
import type { DayTable } from './day-table.ts';
import { choiceOf, type Decision, occupancyOf, type RoomChoice } from './decide.ts';
import { doubtAbout } from './doubt-about.ts';
import { couldDo, refusalOf } from './hard-rules.ts';
import { admitForStaff } from './in-its-room.ts';
import type { Instant } from './instant.ts';
import type { ChangeReason } from './plan/model/changes.ts';
import { fitCost, type Scarcity } from './plan/problem/fit-cost.ts';
import type { RoomOption } from './plan/problem/problem.ts';

/** A live booking of the Day with its requirement read, ready to be placed anew. */
export type Planned = {
  readonly record: BookingRecord;
  readonly facts: LiveFacts;
  readonly booking: Booking;
  readonly unknownEquipment: readonly string[];
};

/** `byStaff`: it is they who ask. `undefined`: not ours to move: over, taking no room, or in a room that staff are to look at first. */
export const plannedOf = (
  record: BookingRecord,
  day: Day,
  now: Instant,
  { waiting, byStaff = false }: { waiting?: Pick<Waiting, 'preferredRoom'>; byStaff?: boolean } = {},
): Planned | undefined => {
  const { fact, placement } = record;
  if (fact.status === 'ended') return undefined;
  if (placement.kind === 'waiting' && record.arrangedByHand) return undefined;
  const facts = { ...record, fact };
  const inDoubt = placement.kind === 'roomed' && doubtAbout(facts, day.catalogue) !== undefined;
  if (inDoubt && !byStaff) return undefined;
  const wishes = {
    ...(placement.kind === 'roomed' ? { currentRoom: placement.roomId } : {}),
    ...(waiting?.preferredRoom === undefined ? {} : { preferredRoom: waiting.preferredRoom }),
  };
  const admission: Admission = byStaff
    ? admitForStaff(facts, day.catalogue, now)
    : admit(facts, day.catalogue, now);
  if (admission.kind === 'ignored') return undefined;
  const { booking, unknownEquipment } = admission;
  return { record, facts, booking: { ...booking, ...wishes }, unknownEquipment };
};

/** What a room adds that is not the pinned room of the booking's predecessor: more than any home room. */
const AWAY_FROM_PINNED = 10;

/** A room that will do for a booking, blocks and other bookings apart; `undefined` where it never will. `overruled`: staff say that it does. */
export const optionOf = (
  booking: Booking,
  room: DayRoom,
  table: DayTable,
  rarity: Scarcity,
  overruled = false,
): RoomOption | undefined => {
  const candidate = table.candidate(booking, room);
  if (!couldDo(candidate) && !(overruled && !room.room.locked)) return undefined;
  // What staff know to be lacking is not fetched from others.
  const fetches = candidate.portable.length > 0 && !(overruled && candidate.units.length === 0);
  const homeRoom =
    (booking.practitionerId === undefined
      ? undefined
      : table.sessionRooms(booking.practitionerId, booking).at(0)) ??
    homeRoomAt(table.day.catalogue, table.day.site.id, booking.practitionerId);
  return {
    room: room.room.id,
    fit:
      (booking.preferredRoom === undefined || booking.preferredRoom === room.room.id ? 0 : AWAY_FROM_PINNED) +
      fitCost({
        needed: booking.requirement.equipment,
        room: room.room,
        rarity,
        ...(homeRoom === undefined ? {} : { homeRoom }),
      }),
    setupMinutes: booking.requirement.setupMinutes,
    turnaroundMinutes: Math.max(room.room.turnaroundMinutes, booking.requirement.turnaroundMinutes),
    ...(fetches ? { portable: candidate.portable } : {}),
  };
};

/** A planned change as a Decision, set down on the table and checked against the hard rules once more: `undefined` where it breaks one. */
export const decisionOf = (
  to: RoomId | null,
  reason: ChangeReason,
  booking: Booking,
  table: DayTable,
): Decision | undefined => {
  if (to === null) return { kind: 'wait', rejections: {} };
  const room = table.room(to);
  if (room === undefined) return undefined;
  const candidate = table.candidate(booking, room);
  if (refusalOf(candidate) !== undefined) return undefined;
  const choice: RoomChoice = choiceOf(candidate, [], reason);
  table.place(occupancyOf(booking, choice), choice.claims);
  return { kind: booking.currentRoom === undefined ? 'assign' : 'move', ...choice };
};
