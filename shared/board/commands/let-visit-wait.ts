import type { BookingUid } from '../../domain/booking-event.ts';
import type { SiteEntry } from '../../domain/catalogue.ts';
import { admitForStaff } from '../../domain/in-its-room.ts';
import { roomOf } from '../../domain/room-of.ts';
import { letWait } from '../../unit-of-work/let-wait.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import { bookingEtag } from '../rules/etag.ts';
import { type Action, type BoardDependencies, runIdempotent, type Step } from '../run-idempotent.ts';
import { isToldOfItsRoom } from '../view/publication-status.ts';
import { readAsSeen } from '../visit-snapshot.ts';
import type { PlaceOutcome, PlaceRefusal } from './move-visit.ts';
import type { Acted } from './record-progress.ts';

/** Takes back that staff gave a room to a visit that waited: it waits again, and is planned like anyone who does. */
export const letVisitWait = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  uid: BookingUid,
  ifMatch?: string,
): Promise<PlaceOutcome> =>
  runIdempotent(deps, action, async (): Promise<Step<Acted, PlaceRefusal>> => {
    const now = deps.now();
    const visit = await readAsSeen(deps, site, uid, ifMatch, now);
    if ('refusal' in visit) return { kind: 'refuse', ...visit };
    const { record, snapshot } = visit;
    const room = roomOf(record);
    if (room === null) return { kind: 'refuse', refusal: { kind: 'not-now', reason: 'has-no-room' } };
    if (record.progress?.startedAt !== undefined)
      return { kind: 'refuse', refusal: { kind: 'not-now', reason: 'already-started' } };
    const admission = admitForStaff(record, snapshot.state.catalogue, now);
    if (admission.kind === 'ignored')
      return { kind: 'refuse', refusal: { kind: 'not-now', reason: admission.reason } };
    if (!action.agreed && isToldOfItsRoom(record, snapshot.state))
      return {
        kind: 'refuse',
        refusal: { kind: 'asks-first', question: { what: 'let-wait', booking: uid } },
      };
    const unit = new UnitOfWork(snapshot, now, action.by);
    const { booking, unknownEquipment } = admission;
    letWait(
      unit,
      {
        facts: record,
        before: record,
        booking,
        unknownEquipment,
        terms: { now, settleMs: deps.settleMs },
      },
      { fromRoomId: room, reason: 'undo' },
    );
    const next = unit.recordOf(uid) ?? record;
    return {
      kind: 'commit',
      unit,
      result: { uid, roomId: null, etag: bookingEtag({ ...next, version: 0 }) },
    };
  });
