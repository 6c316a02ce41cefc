import type { LiveFact } from '../../domain/booking-event.ts';
import { type Block, overrunId, type Progress } from '../../domain/day.ts';
import { type Instant, MINUTE } from '../../domain/instant.ts';
import type { LiveRecord, Roomed } from '../visit-in-hand.ts';

/** What staff say of a running visit. */
export type CourseAction =
  | { readonly do: 'started' }
  | { readonly do: 'finished-early' }
  | { readonly do: 'running-late'; readonly minutes: number }
  | { readonly do: 'cleaning-done' };

/** Where a visit stands after that: what was said, and until when its room is held. */
export type Course = {
  readonly progress: Progress;
  /** End of the Occupancy. */
  readonly to: Instant;
  /** Behind the Occupancy, while the visit runs late. */
  readonly overrun?: Block;
};

/** Why that cannot be said now. */
export type CourseRefusal =
  | 'has-no-room'
  | 'not-yet'
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

/** What becomes of a visit by what staff say at `now`. */
export const courseAfter = (
  record: Pick<LiveRecord, 'fact' | 'placement' | 'progress' | 'uid'>,
  action: CourseAction,
  now: Instant,
): Course | CourseRefusal => {
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
    case 'started':
      if (progress.startedAt !== undefined) return 'already-started';
      if (now < fact.start - EARLIEST_START) return 'not-yet';
      return heldUntil(record.uid, placement, { ...progress, startedAt: now }, ready);
    case 'finished-early':
      if (now < (progress.startedAt ?? fact.start)) return 'not-started';
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

/** The Occupancy ends where it did, or earlier; what goes beyond stands as a Block. */
export const heldUntil = (uid: string, { to }: Roomed, progress: Progress, until: Instant): Course => ({
  progress,
  to: Math.min(to, until),
  ...(until > to
    ? { overrun: { id: overrunId(uid), start: to, end: until, reason: 'overrun' as const, uid } }
    : {}),
});

const turnaroundOf = (fact: LiveFact, { to }: Roomed): Instant => Math.max(0, to - fact.end);
