import { createHash } from 'node:crypto';
import type { BookingRecord } from '../../domain/booking-record.ts';
import type { Block, Occupancy } from '../../domain/day.ts';

/** A short name for a content: equal content, equal etag. */
export const etagOf = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 16);

/** Names all that staff act upon in a booking, and nothing that changes behind their backs, such as a publication. */
export const bookingEtag = ({ fact, placement, pinned, progress }: BookingRecord): string =>
  etagOf([
    fact.status,
    fact.status === 'ended' ? [] : [fact.start, fact.end],
    placement.kind,
    placement.kind === 'roomed' ? [placement.roomId, placement.from, placement.to] : [],
    pinned ?? false,
    progress?.startedAt,
    progress?.finishedAt,
    progress?.overrunMinutes,
    progress?.readyAt,
    ...(progress?.arrivedAt === undefined ? [] : ['arrived', progress.arrivedAt, progress.inRoomAt]),
    ...(progress?.absent ? ['absent'] : []),
  ]);

/** Names what blocks a room and who is in it. */
export const roomEtag = (room: {
  readonly blocks: readonly Block[];
  readonly occupancies: readonly Occupancy[];
}): string =>
  etagOf([
    [...room.blocks].map((each) => [each.id, each.start, each.end]).sort(),
    [...room.occupancies].map((each) => [each.uid, each.from, each.to, each.pinned ?? false]).sort(),
  ]);
