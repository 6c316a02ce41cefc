import type { BookingUid } from '../../domain/booking-event.ts';
import type { SiteEntry } from '../../domain/catalogue.ts';
import { localDateOf } from '../../domain/local-time.ts';
import { withdrawn } from '../../domain/publication.ts';
import { roomOf } from '../../domain/room-of.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import { type Action, type BoardSurroundings, type OnceOutcome, once, type Step } from '../once.ts';
import { bookingTag } from '../rules/tag.ts';
import type { Acted, BookingRefusal } from './record-progress.ts';
import { settleBooking } from './settle-booking.ts';

/**
 * What stands in the Ledger is right. Our text goes over a person's; a booking that Cal.com knows otherwise, though it be
 * over here, is off the list as it is, until a reconciliation finds the same again.
 */
export const reassertOurs = async (
  around: BoardSurroundings,
  action: Action,
  site: SiteEntry,
  uid: BookingUid,
  ifTag?: string,
): Promise<OnceOutcome<Acted> | BookingRefusal> => {
  const { publication } = (await around.ledger.readBooking(uid)) ?? {};
  return publication?.state.kind === 'drift'
    ? offTheList(around, action, site, uid)
    : settleBooking(around, action, site, uid, { do: 're-assert-ours' }, ifTag);
};

const offTheList = (
  around: BoardSurroundings,
  action: Action,
  site: SiteEntry,
  uid: BookingUid,
): Promise<OnceOutcome<Acted> | BookingRefusal> =>
  once(around, action, async (): Promise<Step<Acted, BookingRefusal>> => {
    const found = await around.ledger.readBooking(uid);
    if (found === undefined || found.siteId !== site.id)
      return { kind: 'refuse', refusal: { kind: 'no-such-booking' } };
    const { version: seen, ...record } = found;
    const { state } = record.publication;
    if (state.kind !== 'drift') return { kind: 'refuse', refusal: { kind: 'not-now', why: 'no-drift' } };
    const now = around.now();
    const unit = new UnitOfWork(undefined, now, action.by);
    unit.write({ kind: 'booking', seen, record: { ...record, publication: withdrawn(record.publication) } });
    const day = localDateOf(record.fact.standing === 'ended' ? now : record.fact.start, site.timeZone);
    unit.change(site.id, day, 'acknowledged', { bookingUid: uid }, state.reason);
    const roomId = roomOf(record);
    return { kind: 'commit', unit, result: { uid, roomId, tag: bookingTag(found) } };
  });
