import type { Booking } from './booking.ts';
import type { DayRoom } from './day.ts';
import type { DayTable } from './day-table.ts';
import { choiceOf, type RoomChoice } from './decide.ts';
import { type Candidate, isFirm, type Refusal, type Rejection, refusalsOf } from './hard-rules.ts';
import { type Instant, MINUTE, overlap } from './instant.ts';
import type { OverruledRule } from './overrule.ts';
import { heldUntil, type VisitProgress } from './visit-progress.ts';

/** A walk-in in a room from now on. */
export type WalkInSeat = {
  /** Its time, as far as no one else holds the room. */
  readonly booking: Booking;
  readonly choice: RoomChoice;
  /** The patient is in the room; what it takes of others' time it runs over, as any visit that needs its room for longer. */
  readonly progress: Pick<VisitProgress, 'progress' | 'overrun'>;
  /** The rules that it breaks, as staff have said that it may. */
  readonly against: readonly OverruledRule[];
};

/**
 * Seats a walk-in for as long as it wants the room, no matter who comes later; not where it is held already. `overruled`: rules that
 * staff know it breaks there, `any` where they only ask which; a firm one, or any in a locked room, refuses it all the same.
 */
export const walkInSeat = (
  table: DayTable,
  booking: Booking,
  room: DayRoom,
  reason: RoomChoice['reason'] = 'by-staff',
  overruled: readonly Rejection[] | 'any' = [],
): WalkInSeat | { readonly refusal: Refusal } => {
  const isOverruled = (each: Refusal): boolean =>
    !isFirm(each) && room.room.locked !== true && (overruled === 'any' || overruled.includes(each.rejection));
  const refusalOf = (candidate: Candidate): Refusal | undefined =>
    refusalsOf(candidate).find((each) => !isOverruled(each));
  const against = (candidate: Candidate): OverruledRule[] =>
    refusalsOf(candidate).map(({ rejection, detail }) => ({
      rejection,
      ...(detail !== undefined && { detail }),
    }));
  const progress = { arrivedAt: booking.start, inRoomAt: booking.start };
  const whole = table.candidate(booking, room);
  const refusal = refusalOf(whole);
  if (refusal === undefined)
    return { booking, choice: choiceOf(whole, [], reason), progress: { progress }, against: against(whole) };
  const held = freeUntil(table, booking, room);
  if (refusal.rejection !== 'occupied' || held === undefined) return { refusal };
  const turnaround = whole.span.end - booking.end;
  const end = Math.floor((held - turnaround) / MINUTE) * MINUTE;
  if (end < booking.start + MINUTE) return { refusal };
  const short = { ...booking, end };
  const candidate = table.candidate(short, room);
  const still = refusalOf(candidate);
  if (still !== undefined) return { refusal: still };
  const choice = choiceOf(candidate, [], reason);
  const late = { ...progress, overrunMinutes: Math.ceil((booking.end - end) / MINUTE) };
  return {
    booking: short,
    choice,
    progress: heldUntil(booking.uid, choice, late, whole.span.end),
    against: against(candidate),
  };
};

/** When the next one comes who holds the room, or one that shares its walls, while the walk-in wants it. */
export const freeUntil = (table: DayTable, booking: Booking, room: DayRoom): Instant | undefined => {
  const { span, parts } = table.candidate(booking, room);
  const next = [room, ...parts]
    .flatMap((each) => table.occupanciesOf(each.room.id))
    .filter((each) => overlap({ start: each.from, end: each.to }, span));
  return next.length === 0 ? undefined : Math.min(...next.map(({ from }) => from));
};
