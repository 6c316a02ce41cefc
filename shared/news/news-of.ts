import type { BookingRecord } from '../domain/booking-record.ts';
import { hasArrived } from '../domain/encounter.ts';
import { type Instant, toIso } from '../domain/instant.ts';
import type { News } from './news-schema.ts';

/** One write of a booking, as the table's stream tells of it. */
type Written = {
  /** The stream's name for it: the same whenever it is delivered again. */
  readonly id: string;
  readonly at: Instant;
  /** Absent: it is new. */
  readonly before?: BookingRecord | undefined;
  readonly after: BookingRecord;
  readonly visitCode: string;
};

/** What a write of a booking means to others: at most one of a room, beside that the booking waits or its patient is here. */
export const newsOf = ({ id, at, before, after, visitCode }: Written): readonly News[] => {
  const siteId = after.siteId ?? before?.siteId;
  if (siteId === undefined) return [];
  const of = <K extends News['kind']>(kind: K) => ({
    version: 1 as const,
    kind,
    id: `${id}.${kind}`,
    at: toIso(at),
    visit: visitCode,
    sequence: after.version,
    siteId,
  });
  const former = before?.siteId;
  const left = former === undefined || former === siteId ? {} : { fromSiteId: former };
  const [had, has] = [before && heldBy(before), heldBy(after)];
  const times = timesOf(after);
  const news: News[] = [];
  if (has !== undefined && times !== undefined) {
    if (had === undefined) news.push({ ...of('RoomAssigned'), roomId: has.roomId, ...times });
    else if (JSON.stringify(had) !== JSON.stringify(has))
      news.push({ ...of('RoomChanged'), roomId: has.roomId, fromRoomId: had.roomId, ...left, ...times });
  }
  if (had !== undefined && has === undefined)
    news.push({ ...of('RoomReleased'), fromRoomId: had.roomId, ...left, why: whyReleased(after) });
  if (times === undefined) return news;
  if (after.placement.kind === 'waiting' && before?.placement.kind !== 'waiting')
    news.push({ ...of('BookingWaiting'), ...times });
  if (hasArrived(after.progress) && !hasArrived(before?.progress))
    news.push({ ...of('VisitArrived'), ...(has && { roomId: has.roomId }), ...times });
  return news;
};

/** What others know of a visit in its room: where, and from when to when. */
const heldBy = (record: BookingRecord) =>
  record.placement.kind === 'roomed'
    ? { siteId: record.siteId, roomId: record.placement.roomId, ...timesOf(record) }
    : undefined;

const timesOf = ({ fact }: BookingRecord) =>
  fact.status === 'ended' ? undefined : { start: toIso(fact.start), end: toIso(fact.end) };

const whyReleased = ({ placement }: BookingRecord) => {
  if (placement.kind === 'waiting') return 'waiting';
  return placement.kind === 'ignored' ? 'needs-none' : 'ended';
};
