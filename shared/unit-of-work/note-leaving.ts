import type { BookingRecord } from '../domain/booking-record.ts';
import { localDateOf } from '../domain/local-time.ts';
import { roomOf } from '../domain/room-of.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** One that goes to another Site has left this one: that stands in the history here, too. */
export const noteLeaving = (unit: UnitOfWork, before: BookingRecord): void => {
  const { uid, siteId, placement, fact } = before;
  const { site, catalogue } = unit.state;
  if (siteId === undefined || siteId === site.id || fact.status === 'ended') return;
  if (placement.kind !== 'roomed' && placement.kind !== 'waiting') return;
  const { timeZone } = catalogue.sites.find(({ id }) => id === siteId) ?? site;
  const roomId = roomOf(before);
  const about = { bookingUid: uid, ...(roomId === null ? {} : { roomId }) };
  const what = roomId === null ? 'left' : 'released';
  unit.change(siteId, localDateOf(fact.start, timeZone), what, about, 'to-another-site');
};
