import { admit } from '../domain/admit.ts';
import type { Booking } from '../domain/booking.ts';
import type { BookingRecord, LiveRecord } from '../domain/booking-record.ts';
import type { RoomId } from '../domain/catalogue.ts';
import type { Day, Progress } from '../domain/day.ts';
import { DayTable } from '../domain/day-table.ts';
import { choiceOf, type Decision, decide } from '../domain/decide.ts';
import { isFirm, refusalsOf } from '../domain/hard-rules.ts';
import { admitForStaff } from '../domain/in-its-room.ts';
import type { Instant } from '../domain/instant.ts';
import type { NextRecord } from '../domain/next-record.ts';
import { notOverruled, type Overruled } from '../domain/overrule.ts';
import type { SiteState } from '../domain/site-state.ts';
import { isWalkIn } from '../domain/walk-in.ts';
import { dayOf } from '../unit-of-work/day-snapshot.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { readSnapshot } from '../unit-of-work/read-snapshot.ts';
import type { Seating } from '../unit-of-work/seat-booking.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import { carryOut } from './carry-out.ts';

/** What a visit had at the Site to which it is taken back, as far as staff had decided or said it. */
export type Home = {
  /** `null`: it waited there. */
  readonly roomId: RoomId | null;
  readonly siteByStaff?: boolean;
  readonly pinned?: boolean;
  readonly overruled?: Overruled;
  /** No rule but a firm one is asked: for one who only wants to know. */
  readonly overrule?: boolean;
  readonly progress?: Progress;
  readonly arrangedByHand?: boolean;
  readonly told?: RoomId | null;
};

/** A visit at another Site, not yet written: what would be, there and here. */
export type SiteMove = {
  readonly unit: UnitOfWork;
  readonly record: NextRecord;
  readonly decision: Decision;
  /** Holds that give way to it there. */
  readonly evicted: readonly BookingRecord[];
};

/**
 * A visit goes to another Site: it gives up its room here, and has one there if one will do, else it waits there. It belongs there
 * from then on, wherever the clinic file would have it: staff have decided. `home`: it is taken back, to just what it had.
 */
export const siteMove = async (
  deps: Pick<Dependencies, 'ledger' | 'now' | 'settleMs'>,
  live: LiveRecord,
  to: SiteState,
  by: string,
  home?: Home,
): Promise<SiteMove | { readonly refused: string }> => {
  const now = deps.now();
  if (live.siteId === to.site.id) return { refused: 'there-already' };
  if (live.progress?.startedAt !== undefined || isWalkIn(live.uid)) return { refused: 'already-started' };
  // What staff told the patient was about a room of this house, though the other has one of the same name.
  const { pinned: _pinned, toldInPerson: _told, ...rest } = live;
  const record = home?.told === undefined ? rest : { ...rest, toldInPerson: home.told };
  const there = { ...record, siteId: to.site.id };
  const admission = (home ? admitForStaff : admit)(there, to.catalogue, now);
  if (admission.kind === 'ignored') return { refused: admission.reason };
  const { booking, unknownEquipment } = admission;
  const snapshot = await readSnapshot(deps.ledger, to, record.fact);
  const day = dayOf(snapshot);
  const decision = home ? asBefore(booking, day, home, now) : decide(booking, day, now);
  if (decision === undefined) return { refused: 'room-given-away' };
  const evicted = decision.kind === 'wait' ? [] : await deps.ledger.readBookings(decision.evicts);
  const unit = new UnitOfWork(snapshot, now, by);
  carryOut(unit, {
    facts: record,
    before: record,
    booking,
    decision,
    evicted,
    terms: { now, settleMs: deps.settleMs },
    unknownEquipment,
    ...(home ? decidedBefore(home) : { sentHere: true }),
  });
  const next = unit.recordOf(live.uid);
  if (next === undefined) throw new TypeError('a visit that goes to another Site is written');
  return { unit, record: next, decision, evicted };
};

const decidedBefore = ({
  siteByStaff = false,
  pinned = false,
  overruled,
  progress,
  arrangedByHand = false,
}: Home): Partial<Seating> => ({
  sentHere: siteByStaff,
  pinned,
  ...(overruled ? { overruled } : {}),
  ...(progress ? { progress: { progress } } : {}),
  arrangedByHand,
  reason: 'put-back',
});

/** Its place as it was; `undefined` where the room is someone else's by now, or will not do any more. */
const asBefore = (booking: Booking, day: Day, home: Home, now: Instant): Decision | undefined => {
  if (home.roomId === null) return { kind: 'wait', rejections: {} };
  const table = new DayTable(day, now);
  const room = table.room(home.roomId);
  if (room === undefined) return undefined;
  const candidate = table.candidate(booking, room);
  const broken = refusalsOf(candidate);
  const stillBroken = home.overrule ? broken.filter(isFirm) : notOverruled(broken, room.room, home.overruled);
  return stillBroken.length === 0 ? { kind: 'assign', ...choiceOf(candidate, [], 'by-staff') } : undefined;
};
