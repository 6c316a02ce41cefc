import { carryOut } from '../../assigning/carry-out.ts';
import { admit } from '../../domain/admit.ts';
import type { BookingUid } from '../../domain/booking-event.ts';
import type { SiteEntry } from '../../domain/catalogue.ts';
import { decide } from '../../domain/decide.ts';
import { doubtAbout } from '../../domain/doubt-about.ts';
import { roomOf } from '../../domain/room-of.ts';
import { isWalkIn } from '../../domain/walk-in.ts';
import { dayOf } from '../../unit-of-work/day-snapshot.ts';
import { readSnapshot } from '../../unit-of-work/read-snapshot.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import { bookingEtag } from '../rules/etag.ts';
import {
  type Action,
  type BoardDependencies,
  type IdempotentOutcome,
  runIdempotent,
  type Step,
} from '../run-idempotent.ts';
import { readAsSeen } from '../visit-in-hand.ts';
import type { Acted, BookingRefusal } from './record-progress.ts';

/**
 * Moves a visit to another Site, as no one but staff does: it gives up its room here, and has one there if one will do, else
 * it waits there. Where the clinic file would have it elsewhere, its room is pinned: staff have decided.
 */
export const moveToSite = (
  deps: BoardDependencies,
  action: Action,
  from: SiteEntry,
  uid: BookingUid,
  to: SiteEntry,
  ifMatch?: string,
): Promise<IdempotentOutcome<Acted> | BookingRefusal> =>
  runIdempotent(deps, action, async (): Promise<Step<Acted, BookingRefusal>> => {
    const now = deps.now();
    const visit = await readAsSeen(deps, from, uid, ifMatch, now);
    if ('refusal' in visit) return { kind: 'refuse', ...visit };
    const notNow = (reason: string) => ({ kind: 'refuse', refusal: { kind: 'not-now', reason } }) as const;
    // What staff told the patient was about a room of this house, though the other has one of the same name.
    const { pinned: _pinned, toldInPerson: _told, ...record } = visit.record;
    if (to.id === from.id) return notNow('there-already');
    if (record.progress?.startedAt !== undefined || isWalkIn(uid)) return notNow('already-started');
    const state = await deps.clinic.site(to);
    const there = { ...record, siteId: to.id };
    const admission = admit(there, state.catalogue, now);
    if (admission.kind === 'ignored') return notNow(admission.reason);
    const { booking, unknownEquipment } = admission;
    const snapshot = await readSnapshot(deps.ledger, state, record.fact);
    const decision = decide(booking, dayOf(snapshot), now);
    const evicted = decision.kind === 'wait' ? [] : await deps.ledger.readBookings(decision.evicts);
    const unit = new UnitOfWork(snapshot, now, action.by);
    carryOut(unit, {
      facts: record,
      before: record,
      booking,
      decision,
      evicted,
      terms: { now, settleMs: deps.settleMs },
      unknownEquipment,
      pinned: doubtAbout(there, state.catalogue) !== undefined,
    });
    const roomId = roomOf(record);
    const about = { bookingUid: uid, ...(roomId === null ? {} : { roomId }) };
    unit.change(from.id, visit.date, roomId === null ? 'left' : 'released', about, 'to-another-site');
    const next = unit.recordOf(uid);
    return {
      kind: 'commit',
      unit,
      result: {
        uid,
        roomId: decision.kind === 'wait' ? null : decision.roomId,
        etag: next === undefined ? '' : bookingEtag({ ...next, version: 0 }),
      },
    };
  });
