import { FURTHEST_AHEAD } from './believed-instant.ts';
import type { BookingUid, LiveFact } from './booking-event.ts';
import type { BookingRecord, LiveRecord, Roomed } from './booking-record.ts';
import { type Block, overrunId, type Progress } from './day.ts';
import { hasArrived } from './encounter.ts';
import { type Instant, MINUTE } from './instant.ts';

/** What staff say of a running visit. */
export type SaidByStaff =
  | { readonly do: 'arrived' }
  /** They are not, though it was said. */
  | { readonly do: 'not-arrived' }
  | { readonly do: 'in-room' }
  /** With the practitioner. */
  | { readonly do: 'started' }
  | { readonly do: 'finished-early' }
  | { readonly do: 'no-show' }
  | { readonly do: 'running-late'; readonly minutes: number }
  | { readonly do: 'cleaning-done' };

/** Where a visit stands after that: what was said, and until when its room is held. */
export type VisitProgress = {
  readonly progress: Progress;
  /** End of the Occupancy. */
  readonly to: Instant;
  /** Behind the Occupancy, while the visit runs late. */
  readonly overrun?: Block;
  /** All that it holds from now on, where one of its portable units is someone else's by now and another like it is free. */
  readonly claims?: readonly string[];
};

/** Why that cannot be said now. */
export type ProgressRefusal =
  | 'has-no-room'
  | 'not-yet'
  | 'already-arrived'
  | 'has-not-arrived'
  | 'already-in-room'
  | 'already-started'
  | 'not-started'
  | 'already-finished'
  | 'over'
  | 'too-late'
  | 'not-being-cleaned';

/** A visit begins no earlier than this before its time. */
const EARLIEST_START = 120 * MINUTE;
/** Longer than this no visit runs over. */
export const LONGEST_OVERRUN_MINUTES = 240;

/** Cal.com's word that the meeting of a booking has begun or is over. */
export type MeetingMark = {
  readonly uid: BookingUid;
  readonly what: 'started' | 'ended';
  readonly at: Instant;
  /** When that meeting was to start: it may be another time than the booking's by now. */
  readonly start: Instant;
};

/**
 * What becomes of a visit by Cal.com's word: the first one counts. `undefined`: known before, not about the visit as it stands
 * now, or staff know better.
 */
export const progressSaidByCalCom = (
  { uid, fact, placement, progress = {} }: BookingRecord,
  { what, at, start }: MeetingMark,
): VisitProgress | undefined => {
  if (fact.status === 'ended' || fact.start !== start || placement.kind !== 'roomed') return undefined;
  // Cal.com sends these at the booked times: what comes before the visit can begin is about no visit.
  if (progress.finishedAt !== undefined || at < start - FURTHEST_AHEAD) return undefined;
  if (what === 'started') {
    // Staff say the steps of this visit themselves.
    if (hasArrived(progress)) return undefined;
    const ready = placement.to + (progress.overrunMinutes ?? 0) * MINUTE;
    return progress.startedAt === undefined
      ? heldUntil(
          uid,
          placement,
          { ...progress, startedAt: at },
          progress.readyAt === undefined ? ready : placement.to,
        )
      : undefined;
  }
  // Cal.com sends this at the booked time: that a visit runs late only the staff know.
  if (progress.overrunMinutes !== undefined || at < start) return undefined;
  // Here, and not yet with the practitioner: it is not over because its time is.
  if (hasArrived(progress) && progress.startedAt === undefined) return undefined;
  const finished = at + turnaroundOf(fact, placement);
  return heldUntil(uid, placement, { ...progress, finishedAt: at }, Math.min(placement.to, finished));
};

/** What becomes of a visit by what staff say at `now`. */
export const progressSaidByStaff = (
  record: Pick<LiveRecord, 'fact' | 'placement' | 'progress' | 'uid'>,
  action: SaidByStaff,
  now: Instant,
): VisitProgress | ProgressRefusal => {
  const { fact, placement, progress = {} } = record;
  if (placement.kind !== 'roomed') return 'has-no-room';
  const finish = fact.end + (progress.overrunMinutes ?? 0) * MINUTE;
  const ready = placement.to + (progress.overrunMinutes ?? 0) * MINUTE;
  if (action.do === 'cleaning-done') {
    if (now < (progress.finishedAt ?? finish) || now >= ready || progress.readyAt !== undefined)
      return 'not-being-cleaned';
    return heldUntil(record.uid, placement, { ...progress, readyAt: now }, now);
  }
  if (progress.finishedAt !== undefined) return 'already-finished';
  if (now >= ready) return 'over';
  switch (action.do) {
    case 'arrived':
    case 'in-room':
    case 'started': {
      if (now < fact.start - EARLIEST_START) return 'not-yet';
      const next = stepTaken(action.do, progress, now);
      return typeof next === 'string' ? next : heldUntil(record.uid, placement, next, ready);
    }
    case 'not-arrived': {
      const { arrivedAt, ...rest } = progress;
      if (arrivedAt === undefined) return 'has-not-arrived';
      return progress.inRoomAt === undefined && progress.startedAt === undefined
        ? heldUntil(record.uid, placement, rest, ready)
        : 'already-in-room';
    }
    case 'no-show':
      if (hasArrived(progress)) return 'already-arrived';
      if (now <= fact.start) return 'not-yet';
      // No one was in it: there is nothing to clean.
      return heldUntil(
        record.uid,
        placement,
        { ...withoutCalComsWord(progress), finishedAt: now, absent: true },
        now,
      );
    case 'finished-early':
      if (now < (progress.startedAt ?? progress.inRoomAt ?? fact.start)) return 'not-started';
      return heldUntil(
        record.uid,
        placement,
        { ...progress, finishedAt: now },
        Math.min(ready, now + turnaroundOf(fact, placement)),
      );
    case 'running-late': {
      const overrunMinutes = (progress.overrunMinutes ?? 0) + action.minutes;
      if (overrunMinutes > LONGEST_OVERRUN_MINUTES) return 'too-late';
      return heldUntil(
        record.uid,
        placement,
        { ...progress, overrunMinutes },
        placement.to + overrunMinutes * MINUTE,
      );
    }
  }
};

/** What becomes of a visit that waits for a room when its patient is here; or why that cannot be said. */
export const arrivedWaiting = (
  { fact, placement, progress }: Pick<LiveRecord, 'fact' | 'placement' | 'progress'>,
  now: Instant,
): Progress | ProgressRefusal => {
  if (placement.kind !== 'waiting') return 'has-no-room';
  if (hasArrived(progress)) return 'already-arrived';
  if (now >= fact.end) return 'over';
  return now < fact.start - EARLIEST_START ? 'not-yet' : { arrivedAt: now };
};

/** For so many minutes longer than booked it needs a room, wherever it goes. */
export const minutesLate = ({ progress = {} }: Pick<BookingRecord, 'progress'>): number =>
  progress.finishedAt === undefined ? (progress.overrunMinutes ?? 0) : 0;

/** One step further, whatever was left out before it; or why it is none. */
const stepTaken = (
  step: 'arrived' | 'in-room' | 'started',
  progress: Progress,
  now: Instant,
): Progress | ProgressRefusal => {
  const before = withoutCalComsWord(progress);
  if (before.startedAt !== undefined) return 'already-started';
  if (step === 'started') return { ...before, arrivedAt: before.arrivedAt ?? now, startedAt: now };
  if (before.inRoomAt !== undefined) return 'already-in-room';
  if (step === 'in-room') return { ...before, arrivedAt: before.arrivedAt ?? now, inRoomAt: now };
  return hasArrived(before) ? 'already-arrived' : { ...before, arrivedAt: now };
};

/** Cal.com says at the booked time that a visit has begun: staff, who see the patient, know better. */
const withoutCalComsWord = ({ startedAt, ...progress }: Progress): Progress =>
  startedAt === undefined || !hasArrived(progress) ? progress : { ...progress, startedAt };

/**
 * The Occupancy ends where it did, or earlier; what goes beyond stands as a Block. Who is gone before the room was to be held at
 * all holds nothing of it: it begins and ends in one instant.
 */
export const heldUntil = (
  uid: string,
  { from, to }: Pick<Roomed, 'from' | 'to'>,
  progress: Progress,
  until: Instant,
): VisitProgress => ({
  progress,
  to: Math.max(from, Math.min(to, until)),
  ...(until > to
    ? { overrun: { id: overrunId(uid), start: to, end: until, reason: 'overrun' as const, uid } }
    : {}),
});

const turnaroundOf = (fact: LiveFact, { to }: Roomed): Instant => Math.max(0, to - fact.end);
