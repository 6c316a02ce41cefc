import type { BookingUid } from './booking-event.ts';
import type { RoomId } from './catalogue.ts';
import { type Block, type Occupancy, overrunId, type Waiting } from './day.ts';
import type { Instant } from './instant.ts';
import { CHANGES, type Change, type DayRecord, type RoomDayRecord } from './ledger-records.ts';
import type { Stands, StandsThere } from './stands.ts';

/** What the Ledger has of a date now: its records, for as long as they are kept, and its whole history. */
export type DateNow = {
  readonly record: DayRecord;
  /** Whether all that stands on the date is still there. */
  readonly isKept: boolean;
  readonly trail: readonly Change[];
};

/** A date as it stood; `unseen`: nothing says how it stood before `since`, or ever. */
export type AsItStood =
  | {
      readonly kind: 'stood';
      readonly record: DayRecord;
      readonly visits: ReadonlyMap<BookingUid, StandsThere>;
    }
  | { readonly kind: 'unseen'; readonly since?: Instant };

/**
 * A date as it stood at an instant, from the lines of its history up to then: each says how what it is about stands from then on. What
 * no line of that sort is about is taken as it is now: it stands as a release left it whose lines did not say.
 */
export const asItStood = ({ record, isKept, trail }: DateNow, at: Instant): AsItStood => {
  const lines = [...trail].sort((a, b) => a.at - b.at || versionOf(a) - versionOf(b));
  const since = seenSince(lines, isKept);
  if (at < since) return { kind: 'unseen', ...(Number.isFinite(since) ? { since } : {}) };
  const visits = new Map<BookingUid, StandsThere>();
  const known = new Set<BookingUid>();
  const blocks = new Map<string, { roomId: RoomId; block: Block } | undefined>();
  for (const line of lines) {
    const { bookingUid, roomId, stands } = line;
    if (bookingUid !== undefined && says(stands)) {
      known.add(bookingUid);
      if (line.at <= at && stands === 'gone') visits.delete(bookingUid);
      else if (line.at <= at && stands !== 'gone') visits.set(bookingUid, stands);
    } else if (bookingUid === undefined && roomId !== undefined) {
      const { laid = [], lifted = [] } = line;
      for (const block of laid) {
        const key = `${roomId} ${block.id}`;
        if (line.at <= at) blocks.set(key, { roomId, block });
        else if (!blocks.has(key)) blocks.set(key, undefined);
      }
      for (const block of lifted) {
        const key = `${roomId} ${block.id}`;
        if (line.at <= at) blocks.set(key, undefined);
        else if (!blocks.has(key)) blocks.set(key, { roomId, block });
      }
    }
  }
  const roomDays = new Map<string, RoomDayRecord>();
  const on = (roomId: string): RoomDayRecord =>
    roomDays.get(roomId) ?? {
      siteId: record.siteId,
      date: record.date,
      roomId,
      version: 0,
      blocks: {},
      occupancies: {},
    };
  const block = (roomId: string, each: Block): void => {
    const before = on(roomId);
    roomDays.set(roomId, { ...before, blocks: { ...before.blocks, [each.id]: each } });
  };
  const seat = (roomId: string, each: Occupancy): void => {
    const before = on(roomId);
    roomDays.set(roomId, { ...before, occupancies: { ...before.occupancies, [each.uid]: each } });
  };
  for (const each of blocks.values()) if (each !== undefined) block(each.roomId, each.block);
  for (const { roomId, ...now } of record.roomDays) {
    for (const each of Object.values(now.blocks))
      if (each.uid === undefined ? !blocks.has(`${roomId} ${each.id}`) : !known.has(each.uid))
        block(roomId, each);
    for (const each of Object.values(now.occupancies)) if (!known.has(each.uid)) seat(roomId, each);
  }
  for (const [uid, stands] of visits) {
    const { in: room } = stands;
    if (room === undefined) continue;
    const { roomId, also = [], overrun } = room;
    const occupancy = occupancyOf(uid, stands, room);
    for (const claim of [roomId, ...also]) {
      seat(claim, occupancy);
      if (overrun) block(claim, { id: overrunId(uid), reason: 'overrun', uid, ...overrun });
    }
  }
  const waiting = [
    ...record.waiting.filter(({ uid }) => !known.has(uid)),
    ...[...visits].flatMap(([uid, stands]) => (stands.in === undefined ? waitingOf(uid, stands) : [])),
  ];
  const { siteId, date } = record;
  return { kind: 'stood', record: { siteId, date, roomDays: [...roomDays.values()], waiting }, visits };
};

const says = (stands: Stands | undefined): stands is 'gone' | StandsThere =>
  stands !== undefined && stands !== 'same';

const versionOf = ({ stands }: Change): number =>
  typeof stands === 'object' ? (stands.version ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;

/** From when on every line says how what it is about stands: what an older one is about is known from the next line about it. */
const seenSince = (lines: readonly Change[], isKept: boolean): Instant => {
  let since = Number.NEGATIVE_INFINITY;
  for (const [index, { what, at, bookingUid, stands, laid }] of lines.entries()) {
    if (CHANGES[what] === 'beside' || stands !== undefined || laid !== undefined) continue;
    const next = lines
      .slice(index)
      .find((each) => bookingUid !== undefined && each.bookingUid === bookingUid && says(each.stands));
    since = Math.max(since, next?.at ?? (isKept ? at : Number.POSITIVE_INFINITY));
  }
  return since;
};

const holderOf = (
  uid: BookingUid,
  { start, end, status, expiresAt, practitionerId, visitType }: StandsThere,
) => ({
  uid,
  start,
  end,
  status,
  inputs: visitType === undefined ? {} : { visitTypeId: visitType },
  ...(expiresAt === undefined ? {} : { expiresAt }),
  ...(practitionerId === undefined ? {} : { practitionerId }),
});

const occupancyOf = (
  uid: BookingUid,
  stands: StandsThere,
  { roomId, from, to, pinned }: NonNullable<StandsThere['in']>,
): Occupancy => ({
  ...holderOf(uid, stands),
  roomId,
  from,
  to,
  ...(pinned === undefined ? {} : { pinned }),
  ...(stands.progress === undefined ? {} : { progress: stands.progress }),
});

/** Nothing is decided about one that waited: what would decide is left out. */
const waitingOf = (uid: BookingUid, stands: StandsThere): Waiting => ({
  ...holderOf(uid, stands),
  priority: 0,
  firstEventAt: 0,
});
