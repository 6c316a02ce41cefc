import type { BookingUid } from '../../domain/booking-event.ts';
import type { RoomId, SiteEntry } from '../../domain/catalogue.ts';
import type { Progress } from '../../domain/day.ts';
import { DayTable } from '../../domain/day-table.ts';
import { hasArrived, isForStaffToMove } from '../../domain/encounter.ts';
import { hasLapsed } from '../../domain/hard-rules.ts';
import { type Instant, MINUTE } from '../../domain/instant.ts';
import type { ChangeKind } from '../../domain/ledger-records.ts';
import { dayInterval, localDateOf } from '../../domain/local-time.ts';
import { overrulingOf } from '../../domain/overrule.ts';
import {
  heldUntil,
  LONGEST_OVERRUN_MINUTES,
  type ProgressRefusal,
  progressSaidByStaff,
  type SaidByStaff,
  type VisitProgress,
} from '../../domain/visit-progress.ts';
import { snapshotOfDay } from '../../replanning/snapshot-of-day.ts';
import { dayOf, occupancyIn } from '../../unit-of-work/day-snapshot.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import { bookingEtag } from '../rules/etag.ts';
import { hasItsUnitsNoMore, holdsUntil, isHeldByOthers } from '../rules/held-by-others.ts';
import { seatIn } from '../rules/seat.ts';
import { wouldBeMoved } from '../rules/would-be-moved.ts';
import {
  type Action,
  type AsksFirst,
  type BoardDependencies,
  type IdempotentOutcome,
  runIdempotent,
  type Step,
} from '../run-idempotent.ts';
import type { BookingView } from '../view/board-view.ts';
import { roomState } from '../view/room-state.ts';
import { readAsSeen, type VisitSnapshot } from '../visit-snapshot.ts';

/** The booking an action was about, as it stands afterwards. */
export type Acted = { readonly uid: BookingUid; readonly roomId: RoomId | null; readonly etag: string };

export type BookingRefusal =
  /** `other`: the one that it is to change rooms with. */
  | { readonly kind: 'no-such-booking'; readonly other?: true }
  | { readonly kind: 'changed'; readonly current: BookingView }
  | { readonly kind: 'not-now'; readonly reason: string };

export type ProgressOutcome = IdempotentOutcome<Acted> | BookingRefusal | AsksFirst;

const WHAT = {
  arrived: 'arrived',
  'not-arrived': 'undone',
  'in-room': 'in-room',
  started: 'started',
  'finished-early': 'ended',
  'no-show': 'no-show',
  'running-late': 'late',
  'cleaning-done': 'ready',
} as const satisfies Record<SaidByStaff['do'], ChangeKind>;

/** Notes what staff say of a running visit; what it frees or takes longer than booked is marked for planning. */
export const recordProgress = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  uid: BookingUid,
  said: SaidByStaff,
  ifMatch?: string,
): Promise<ProgressOutcome> =>
  changeProgress(deps, action, site, uid, ifMatch, { what: WHAT[said.do], reason: whyOf(said) }, (visit) => {
    const next = comesAfterAll(visit, said)
      ? backInItsRoom(visit, said, deps.now())
      : progressSaidByStaff(visit.record, said, deps.now());
    if (typeof next === 'string') return next;
    if (isHeldAnew(visit, next, deps.now())) return 'room-given-away';
    if (action.agreed) return next;
    if (isLeftToPlans(visit, next, deps.now())) return askedAsNotHere(uid);
    if (said.do !== 'running-late') return next;
    const { overrun } = next;
    const reached =
      overrun?.end !== undefined &&
      isHeldByOthers(visit, { start: overrun.start, end: overrun.end }, deps.now());
    return reached
      ? { kind: 'asks-first', question: { what: said.do, booking: uid, minutes: said.minutes } }
      : next;
  });

const STEPS = ['arrived', 'in-room', 'started'] as const;
type StepSaid = Extract<SaidByStaff, { do: (typeof STEPS)[number] }>;

/** Someone who was taken not to come stands at the desk. */
const comesAfterAll = ({ record }: VisitSnapshot, said: SaidByStaff): said is StepSaid =>
  record.progress?.absent === true && STEPS.some((step) => step === said.do);

/** The room that was let go of is theirs again, as long as it is no one else's by then; of portable units, one like theirs will do. */
const backInItsRoom = (
  visit: VisitSnapshot,
  said: StepSaid,
  now: Instant,
): VisitProgress | ProgressRefusal | 'room-given-away' => {
  const { placement, overruled, progress: _absent, ...record } = visit.record;
  if (placement.kind !== 'roomed') return 'has-no-room';
  const table = new DayTable(dayOf(visit.snapshot), now);
  table.lift(record.uid);
  const seat = seatIn(table, visit, placement.roomId, now, overrulingOf(overruled));
  if ('refusal' in seat) return 'room-given-away';
  const { to, claims } = seat.choice;
  const next = progressSaidByStaff({ ...record, placement: { ...placement, to } }, said, now);
  const isAnother = hasItsUnitsNoMore(visit, { start: placement.to, end: to }, now);
  return isAnother && typeof next !== 'string' ? { ...next, claims } : next;
};

/** Takes back what was said: the visit's progress is again as it was. */
export const restoreProgress = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  before: { readonly uid: BookingUid; readonly progress: Progress; readonly to: Instant },
  ifMatch?: string,
): Promise<ProgressOutcome> =>
  changeProgress(deps, action, site, before.uid, ifMatch, { what: 'undone', reason: 'undo' }, (visit) => {
    const { record } = visit;
    if (record.placement.kind !== 'roomed') return 'has-no-room';
    const { progress, to } = before;
    const until = to + (progress.overrunMinutes ?? 0) * MINUTE;
    const shut = progress.finishedAt === undefined && progress.readyAt === undefined ? until : to;
    // The room's rest, and what it ran over, may have been given to someone in the meantime.
    const end = holdsUntil(visit);
    if (end < shut && isHeldByOthers(visit, { start: end, end: shut }, deps.now())) return 'room-given-away';
    const next = heldUntil(record.uid, { ...record.placement, to }, progress, shut);
    const again = { start: record.placement.to, end: next.to };
    if (again.end > again.start && hasItsUnitsNoMore(visit, again, deps.now())) return 'room-given-away';
    return !action.agreed && isLeftToPlans(visit, next, deps.now()) ? askedAsNotHere(record.uid) : next;
  });

/**
 * Whether a visit that was for staff alone to move, since its patient was here or gone again, is for plans to move from now on, and the
 * next one takes its room.
 */
const isLeftToPlans = (visit: VisitSnapshot, { progress }: VisitProgress, now: Instant): boolean =>
  isForStaffToMove(visit.record.progress) && wouldBeMoved(visit, { ...visit.record, progress }, now);

/** Whether a hold had lapsed, and its room is someone else’s, when its patient is said to be here after all. */
const isHeldAnew = (visit: VisitSnapshot, { progress, to }: VisitProgress, now: Instant): boolean => {
  const held = occupancyIn(visit.snapshot, visit.record);
  if (held === undefined || !hasLapsed(held, now)) return false;
  if (hasArrived(visit.record.progress) || !hasArrived(progress)) return false;
  const time = { start: held.from, end: to };
  return isHeldByOthers(visit, time, now) || hasItsUnitsNoMore(visit, time, now);
};

const askedAsNotHere = (booking: BookingUid): AsksFirst => ({
  kind: 'asks-first',
  question: { what: 'not-arrived', booking },
});

/** Says that a room is clean: ends the turnaround after the visit that was in it. */
export const cleaningDone = async (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  roomId: RoomId,
): Promise<
  ProgressOutcome | { readonly kind: 'no-such-room' } | { readonly kind: 'blocked'; readonly blockId: string }
> => {
  const now = deps.now();
  const date = localDateOf(now, site.timeZone);
  const snapshot = await snapshotOfDay(deps.ledger, await deps.clinic.site(site), date);
  const room = dayOf(snapshot).rooms.find((each) => each.room.id === roomId);
  if (room === undefined) return { kind: 'no-such-room' };
  const state = roomState(room, dayInterval(date, site.timeZone), now);
  if (state.state === 'blocked' && state.reason === 'cleaning')
    return { kind: 'blocked', blockId: state.blockId };
  const last = state.state === 'in-use' && state.phase === 'turnaround' ? state.uid : undefined;
  // Asked again after it was done, the memo still answers.
  return recordProgress(deps, action, site, last ?? '', { do: 'cleaning-done' });
};

const changeProgress = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  uid: BookingUid,
  ifMatch: string | undefined,
  { what, reason }: { what: ChangeKind; reason: string },
  progressOf: (visit: VisitSnapshot) => VisitProgress | ProgressRefusal | 'room-given-away' | AsksFirst,
): Promise<ProgressOutcome> =>
  runIdempotent(deps, action, async (): Promise<Step<Acted, BookingRefusal | AsksFirst>> => {
    const now = deps.now();
    const visit = await readAsSeen(deps, site, uid, ifMatch, now, now + LONGEST_OVERRUN_MINUTES * MINUTE);
    if ('refusal' in visit) return { kind: 'refuse', ...visit };
    const { placement, progress = {} } = visit.record;
    const next = progressOf(visit);
    if (typeof next === 'string' || placement.kind !== 'roomed')
      return { kind: 'refuse', refusal: { kind: 'not-now', reason: String(next) } };
    if ('question' in next) return { kind: 'refuse', refusal: next };
    const unit = new UnitOfWork(visit.snapshot, now, action.by);
    const record = unit.progress(visit.record, next);
    unit.change(site.id, visit.date, what, { bookingUid: uid, roomId: placement.roomId }, reason);
    return {
      kind: 'commit',
      unit,
      result: {
        uid,
        roomId: placement.roomId,
        etag: bookingEtag({ ...record, version: visit.record.version + 1 }),
      },
      ...(what === 'undone'
        ? {}
        : {
            undo: {
              do: 'progress',
              uid,
              progress,
              to: placement.to,
              ...(what === 'late' ? { claims: placement.claims } : {}),
            },
          }),
    };
  });

const whyOf = (said: SaidByStaff): string =>
  said.do === 'running-late' ? `${said.minutes} min` : 'said-by-staff';
