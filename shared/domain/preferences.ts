import { homeRoomAt, type RoomId } from './catalogue.ts';
import type { DayTable } from './day-table.ts';
import { gapsAdded } from './gaps-added.ts';
import type { Candidate } from './hard-rules.ts';
import { MINUTE } from './instant.ts';
import { ownRooms } from './own-rooms.ts';
import { apartBy } from './plan/problem/apart.ts';
import { roomsBeyond } from './plan/problem/rooms-beyond.ts';

/** One wish among legal rooms: the smaller number wins. */
type Preference = {
  readonly name: PreferenceName;
  readonly cost: (candidate: Candidate, table: DayTable) => number;
};

export type PreferenceName =
  | 'stays'
  | 'room-before'
  | 'own-rooms'
  | 'longer-gaps'
  | 'practitioner'
  | 'near-other-visit'
  | 'smallest-sufficient'
  | 'least-fragmentation'
  | 'lower-floor'
  | 'tie-break';

/** What the room has and the booking does not need, the rarer the dearer, so that the laser room stays free. */
const surplus = ({ booking, room }: Candidate, table: DayTable): number => {
  const unused = room.room.equipment.filter((tag) => !booking.requirement.equipment.includes(tag));
  return unused.reduce((sum, tag) => sum + table.scarcityOf(tag), 0) + 1000 * (room.room.parts?.length ?? 0);
};

/** Minutes left idle in the free stretch that the booking would break into: the tightest fit is the best. */
const idleMinutesAround = ({ room, span, occupanciesOf }: Candidate): number => {
  const hours = room.open.find((open) => open.start <= span.end && span.start <= open.end) ?? span;
  let free = { start: Math.min(hours.start, span.start), end: Math.max(hours.end, span.end) };
  for (const each of occupanciesOf(room.room.id)) {
    if (each.to <= span.start && each.to > free.start) free = { ...free, start: each.to };
    if (each.from >= span.end && each.from < free.end) free = { ...free, end: each.from };
  }
  return Math.round((span.start - free.start + (free.end - span.end)) / MINUTE);
};

/** How far it is to the patient's visits that belong to this one and, where there are ways, to the practitioner's before and after. */
const wayToOthers = ({ booking, room }: Candidate, table: DayTable): number => {
  const { uid, practitionerId, inputs } = booking;
  const linked = inputs.linked === undefined ? [] : table.linkedRooms(inputs.linked, uid);
  const neighbours =
    practitionerId === undefined || table.day.site.ways === undefined
      ? []
      : table.neighbouringRooms(practitionerId, booking);
  const way = (id: RoomId, isPatient: boolean): number => {
    const other = table.room(id)?.room;
    return other === undefined ? 0 : apartBy(room.room, other, isPatient);
  };
  return (
    linked.reduce((sum, id) => sum + way(id, true), 0) +
    neighbours.reduce((sum, id) => sum + way(id, false), 0)
  );
};

/** The clinic's wishes, most important first: the first difference decides. */
const PREFERENCES: readonly Preference[] = [
  { name: 'stays', cost: ({ booking, room }) => Number(booking.currentRoom !== room.room.id) },
  { name: 'room-before', cost: ({ booking, room }) => Number(booking.preferredRoom !== room.room.id) },
  {
    name: 'own-rooms',
    cost: ({ booking, room }, table) => roomsAdded(booking, room.room.id, table),
  },
  { name: 'longer-gaps', cost: gapsAdded },
  {
    name: 'practitioner',
    cost: ({ booking, room }, table) => Number(!isNearPractitioner(booking, room.room.id, table)),
  },
  { name: 'near-other-visit', cost: wayToOthers },
  { name: 'smallest-sufficient', cost: surplus },
  { name: 'least-fragmentation', cost: idleMinutesAround },
  { name: 'lower-floor', cost: ({ room }) => room.room.floorIndex },
  // A hash last: always the same answer, and twenty workers do not all queue for room 1A.
  { name: 'tie-break', cost: ({ booking, room }) => fnv1a(`${booking.uid} ${room.room.id}`) },
];

/** By how many rooms the practitioner would work beyond their own in this half-day, if the visit were in this one. */
const roomsAdded = (
  { practitionerId, start, end }: Candidate['booking'],
  roomId: RoomId,
  table: DayTable,
): number => {
  if (practitionerId === undefined) return 0;
  const own = ownRooms(practitionerId, { start, end }, table);
  const used = table.roomsInHalfDay(practitionerId, start);
  return roomsBeyond(own, [...new Set([...used, roomId])]) - roomsBeyond(own, used);
};

/** The room of the practitioner's session, their home room, or the room of their visit just before or after. */
const isNearPractitioner = (
  { practitionerId, start, end }: Candidate['booking'],
  roomId: string,
  table: DayTable,
): boolean => {
  if (practitionerId === undefined) return false;
  if (table.sessionRooms(practitionerId, { start, end }).includes(roomId)) return true;
  const home = homeRoomAt(table.day.catalogue, table.day.site.id, practitionerId);
  return home === roomId || table.neighbouringRooms(practitionerId, { start, end }).includes(roomId);
};

/** 32-bit FNV-1a (Fowler, Noll, Vo): spreads bookings over rooms, nothing secret about it. */
const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash;
};

/** The best of some legal candidates, and the wish that told it from the runner-up. */
export const best = <C extends Candidate>(
  candidates: readonly C[],
  table: DayTable,
): { chosen: C; reason: PreferenceName } | undefined => {
  let left = candidates;
  let reason: PreferenceName = 'tie-break';
  for (const { name, cost } of PREFERENCES) {
    if (left.length <= 1) break;
    const costs = left.map((each) => cost(each, table));
    const least = Math.min(...costs);
    const kept = left.filter((_, index) => costs[index] === least);
    if (kept.length < left.length) reason = name;
    left = kept;
  }
  const chosen = left[0];
  return chosen && { chosen, reason: reason };
};
