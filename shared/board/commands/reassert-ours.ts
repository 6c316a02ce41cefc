import type { BookingUid } from '../../domain/booking-event.ts';
import { bookingWrite } from '../../domain/booking-write.ts';
import type { SiteEntry } from '../../domain/catalogue.ts';
import { localDateOf } from '../../domain/local-time.ts';
import { withdrawn } from '../../domain/publication.ts';
import { roomOf } from '../../domain/room-of.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import { bookingEtag } from '../rules/etag.ts';
import {
  type Action,
  type AsksFirst,
  type BoardDependencies,
  type IdempotentOutcome,
  runIdempotent,
  type Step,
} from '../run-idempotent.ts';
import type { Acted, BookingRefusal } from './record-progress.ts';
import { resolveBooking } from './resolve-booking.ts';

/**
 * What stands in the Ledger is right. Our text goes over a person's; a booking that Cal.com knows otherwise, though it be
 * over here, is off the list as it is, until a reconciliation finds the same again.
 */
export const reassertOurs = async (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  uid: BookingUid,
  ifMatch?: string,
): Promise<IdempotentOutcome<Acted> | BookingRefusal | AsksFirst> => {
  const { publication } = (await deps.ledger.readBooking(uid)) ?? {};
  return publication?.state.kind === 'drift'
    ? offTheList(deps, action, site, uid)
    : resolveBooking(deps, action, site, uid, { do: 're-assert-ours' }, ifMatch);
};

const offTheList = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  uid: BookingUid,
): Promise<IdempotentOutcome<Acted> | BookingRefusal> =>
  runIdempotent(deps, action, async (): Promise<Step<Acted, BookingRefusal>> => {
    const found = await deps.ledger.readBooking(uid);
    if (found === undefined || found.siteId !== site.id)
      return { kind: 'refuse', refusal: { kind: 'no-such-booking' } };
    const { version: _seen, ...record } = found;
    const { state } = record.publication;
    if (state.kind !== 'drift') return { kind: 'refuse', refusal: { kind: 'not-now', reason: 'no-drift' } };
    const now = deps.now();
    const unit = new UnitOfWork(undefined, now, action.by);
    unit.write(bookingWrite(found, { ...record, publication: withdrawn(record.publication) }));
    const day = localDateOf(record.fact.status === 'ended' ? now : record.fact.start, site.timeZone);
    unit.change(site.id, day, 'acknowledged', { bookingUid: uid }, state.reason);
    const roomId = roomOf(record);
    return { kind: 'commit', unit, result: { uid, roomId, etag: bookingEtag(found) } };
  });
