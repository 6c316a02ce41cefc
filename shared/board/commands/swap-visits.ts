import type { BookingUid } from '../../domain/booking-event.ts';
import type { SiteEntry } from '../../domain/catalogue.ts';
import { DayTable } from '../../domain/day-table.ts';
import { withoutOverrun } from '../../domain/day-without.ts';
import { occupancyOf } from '../../domain/decide.ts';
import { type Overruled, overrulingOf } from '../../domain/overrule.ts';
import { dayOf } from '../../unit-of-work/day-snapshot.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import { bookingEtag } from '../rules/etag.ts';
import { seatIn, takeSeat } from '../rules/seat.ts';
import { type Action, type BoardDependencies, runIdempotent, type Step } from '../run-idempotent.ts';
import { isToldOfItsRoom } from '../view/publication-status.ts';
import { isAsSeen, joinSnapshots, readVisit, type VisitSnapshot, viewOf } from '../visit-snapshot.ts';
import type { PlaceOutcome, PlaceRefusal } from './move-visit.ts';
import type { Acted } from './record-progress.ts';

/**
 * Two bookings exchange their rooms, or nothing changes; once it is agreed, since it moves someone else. `back`: an exchange is
 * taken back, with what had been overruled of either in its room; no one is asked where no one has been told.
 */
export const swapVisits = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  { uid, withUid, back }: SwapOf,
  ifMatch?: string,
): Promise<PlaceOutcome> =>
  runIdempotent(deps, action, async (): Promise<Step<Acted, PlaceRefusal>> => {
    const now = deps.now();
    const [mine, theirs] = await Promise.all([readVisit(deps, site, uid), readVisit(deps, site, withUid)]);
    if (mine === undefined) return { kind: 'refuse', refusal: { kind: 'no-such-booking' } };
    if (theirs === undefined) return { kind: 'refuse', refusal: { kind: 'no-such-booking', other: true } };
    if (!isAsSeen(mine, ifMatch))
      return { kind: 'refuse', refusal: { kind: 'changed', current: viewOf(mine, now) } };
    const [here, there] = [mine.record.placement, theirs.record.placement];
    if (uid === withUid || here.kind !== 'roomed' || there.kind !== 'roomed' || here.roomId === there.roomId)
      return { kind: 'refuse', refusal: { kind: 'not-now', reason: 'no-two-rooms' } };
    const snapshot = joinSnapshots(mine.snapshot, theirs.snapshot);
    const day = withoutOverrun(withoutOverrun(dayOf(snapshot), uid), withUid);
    const table = new DayTable(day, now);
    table.lift(uid);
    table.lift(withUid);
    const a = seatIn(table, mine, there.roomId, now, overrulingOf(back?.[uid]));
    if ('refusal' in a) return { kind: 'refuse', refusal: a.refusal };
    table.place(occupancyOf(a.booking, a.choice), a.choice.claims);
    const b = seatIn(table, theirs, here.roomId, now, overrulingOf(back?.[withUid]));
    if ('refusal' in b) return { kind: 'refuse', refusal: b.refusal };
    const { state } = snapshot;
    const isUnasked =
      back !== undefined && ![mine, theirs].some(({ record }) => isToldOfItsRoom(record, state));
    const isOverruling = [a, b].some(({ against }) => against.length > 0);
    if (!action.agreed && !isUnasked)
      return {
        kind: 'refuse',
        refusal: {
          kind: 'asks-first',
          question: {
            what: 'swap-with',
            booking: uid,
            other: withUid,
            ...(isOverruling && { overrule: true }),
          },
        },
      };
    const unit = new UnitOfWork(snapshot, now, action.by);
    const said = { reason: 'swapped-by-staff', by: action.by };
    const record = takeSeat(deps, unit, mine, a, mine.record.pinned ?? false, said);
    takeSeat(deps, unit, theirs, b, theirs.record.pinned ?? false, said);
    return {
      kind: 'commit',
      unit,
      result: { uid, roomId: there.roomId, etag: bookingEtag({ ...record, version: 0 }) },
      undo: { do: 'swap', uid, withUid, ...overruledOf(mine, theirs) },
    };
  });

type SwapOf = {
  readonly uid: BookingUid;
  readonly withUid: BookingUid;
  readonly back?: Readonly<Record<BookingUid, Overruled>>;
};

const overruledOf = (...visits: readonly VisitSnapshot[]): Pick<SwapOf, 'back'> => {
  const back = Object.fromEntries(
    visits.flatMap(({ record: { uid, overruled } }) => (overruled ? [[uid, overruled]] : [])),
  );
  return Object.keys(back).length === 0 ? {} : { back };
};
