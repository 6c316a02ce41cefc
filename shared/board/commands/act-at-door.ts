import type { RoomId, SiteEntry } from '../../domain/catalogue.ts';
import { type Instant, MINUTE } from '../../domain/instant.ts';
import { dayInterval, localDateOf } from '../../domain/local-time.ts';
import { isWalkIn } from '../../domain/walk-in.ts';
import { snapshotOfDay } from '../../replanning/snapshot-of-day.ts';
import { dayOf } from '../../unit-of-work/day-snapshot.ts';
import type { Action, AsksFirst, BoardDependencies, IdempotentOutcome } from '../run-idempotent.ts';
import { type RoomState, roomState } from '../view/room-state.ts';
import { type BookingRefusal, recordProgress } from './record-progress.ts';
import { type SeatRefusal, seatWalkIn } from './seat-walk-in.ts';

/** What someone says who stands at a room's door. */
export type SaidAtDoor =
  | { readonly do: 'use-now'; readonly minutes: number }
  /** `until`: when the door says that they leave; someone else may be in the room by now. */
  | { readonly do: 'extend'; readonly minutes: number; readonly until?: Instant | undefined }
  | { readonly do: 'leave'; readonly until?: Instant | undefined };

type DoorOutcome =
  | IdempotentOutcome<unknown>
  | Exclude<BookingRefusal, { kind: 'no-such-booking' | 'changed' }>
  | SeatRefusal;

/**
 * Does at a room's door what staff do at the desk: seats a walk-in there, has the visit in it run late, ends one that was begun there.
 * Whose visits are concerned is not told.
 */
export const actAtDoor = async (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  roomId: RoomId,
  said: SaidAtDoor,
): Promise<DoorOutcome> => {
  // No visit type is known, so that Cal.com is not told of it.
  if (said.do === 'use-now') return seatWalkIn(deps, action, site, { minutes: said.minutes }, { roomId });
  const sits = await whoSits(deps, site, roomId);
  if (sits === undefined) return { kind: 'no-such-room' };
  const isMeant =
    'uid' in sits &&
    (said.until === undefined || sits.until === said.until) &&
    (said.do === 'extend' || isWalkIn(sits.uid));
  // Asked again after it was done, the memo still answers.
  const uid = isMeant ? sits.uid : '';
  const outcome = await recordProgress(
    deps,
    action,
    site,
    uid,
    said.do === 'extend' ? { do: 'running-late', minutes: said.minutes } : { do: 'finished-early' },
  );
  if (outcome.kind === 'no-such-booking' || outcome.kind === 'changed')
    return { kind: 'not-now', reason: 'not-in-this-room' };
  if (outcome.kind !== 'asks-first' || said.do !== 'extend' || !('uid' in sits)) return outcome;
  const { readyAt: start } = sits;
  const end = start + said.minutes * MINUTE;
  return { kind: 'asks-first', question: { what: 'block', room: roomId, start, end } } satisfies AsksFirst;
};

/** The visit that sits in a room, as a room's state; an empty one where no visit does. */
const whoSits = async (
  deps: BoardDependencies,
  site: SiteEntry,
  roomId: RoomId,
): Promise<Extract<RoomState, { state: 'in-use' }> | Record<never, never> | undefined> => {
  const now = deps.now();
  const date = localDateOf(now, site.timeZone);
  const snapshot = await snapshotOfDay(deps.ledger, await deps.clinic.site(site), date);
  const room = dayOf(snapshot).rooms.find((each) => each.room.id === roomId);
  if (room === undefined) return undefined;
  const state = roomState(room, dayInterval(date, site.timeZone), now);
  return state.state === 'in-use' && state.phase === 'visit' && state.through === undefined ? state : {};
};
