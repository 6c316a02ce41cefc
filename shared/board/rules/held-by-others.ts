import type { LiveRecord } from '../../domain/booking-record.ts';
import { type Occupancy, overrunId } from '../../domain/day.ts';
import { isInForce } from '../../domain/hard-rules.ts';
import { type Instant, type Interval, overlap } from '../../domain/instant.ts';
import { asUsed, useOfUnit } from '../../domain/use-of-unit.ts';
import { dayOf } from '../../unit-of-work/day-snapshot.ts';
import type { VisitSnapshot } from '../visit-snapshot.ts';

/** Whether, in the rooms that a visit has, someone else holds any of that time. */
export const isHeldByOthers = ({ snapshot, record }: VisitSnapshot, time: Interval, now: Instant): boolean =>
  dayOf(snapshot).rooms.some(({ room, occupancies }) => isTaken(record, room.id, occupancies, time, now));

/** Whether someone else has any of the portable units that a visit has, at any of that time. */
export const hasItsUnitsNoMore = (
  { snapshot, record }: VisitSnapshot,
  time: Interval,
  now: Instant,
): boolean =>
  dayOf(snapshot).units.some(({ id, occupancies, ...sort }) =>
    isTaken(
      record,
      id,
      occupancies.map((each) => asUsed(sort, each)),
      useOfUnit(sort, record.fact, time),
      now,
    ),
  );

const isTaken = (
  { uid, placement }: LiveRecord,
  claim: string,
  occupancies: readonly Occupancy[],
  time: Interval,
  now: Instant,
): boolean =>
  placement.kind === 'roomed' &&
  placement.claims.includes(claim) &&
  occupancies.some(
    (each) => each.uid !== uid && isInForce(each, now) && overlap({ start: each.from, end: each.to }, time),
  );

/** Until when its room is held for a visit, what it runs over included. */
export const holdsUntil = ({ snapshot, record: { uid, placement } }: VisitSnapshot): Instant => {
  if (placement.kind !== 'roomed') return 0;
  const room = dayOf(snapshot).rooms.find((each) => each.room.id === placement.roomId);
  return room?.blocks.find(({ id }) => id === overrunId(uid))?.end ?? placement.to;
};
