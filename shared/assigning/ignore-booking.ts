import type { Ignored } from '../domain/booking-decision.ts';
import { inputsOf, type LiveFacts, practitionerOf } from '../domain/booking-facts.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { SiteId } from '../domain/catalogue.ts';
import type { IgnoreReason } from '../domain/ignore-reason.ts';
import type { Instant } from '../domain/instant.ts';
import { localDateOf } from '../domain/local-time.ts';
import { takeNoRoom } from '../unit-of-work/take-no-room.ts';
import type { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import { releaseRoom } from './end-booking.ts';
import { recheckMarker } from './rechecks.ts';

/** A live booking takes no room: what it had stands in the trail, and where it may read one, staff see it. */
export const ignoreBooking = (
  unit: UnitOfWork,
  { facts, reason, site, reads }: Ignored,
  { own, cameFrom, now }: { own: BookingRecord | undefined; cameFrom: SiteId | undefined; now: Instant },
): void => {
  const siteId = site?.id ?? own?.siteId ?? cameFrom;
  takeNoRoom(unit, {
    facts,
    before: own,
    reason,
    siteId,
    drop: reason === 'past' ? undefined : { reads, now },
  });
  if (isUnheardOf(facts, reason))
    unit.write({ kind: 'due', marker: recheckMarker(facts.uid, 'says-less', now) });
  const released = own && releaseRoom(unit, own, reason);
  if (site && !released) {
    const date = localDateOf(facts.fact.start, site.timeZone);
    unit.change(site.id, date, 'ignored', { bookingUid: facts.uid }, reason);
  }
};

/** No delivery has named what it would take to place the booking, so that Cal.com has to be asked. */
const isUnheardOf = (facts: LiveFacts, reason: IgnoreReason): boolean => {
  const { eventTypeId, eventTypeSlug } = inputsOf(facts);
  if (reason === 'event-type-unmapped') return eventTypeId === undefined && eventTypeSlug === undefined;
  return reason === 'no-site' && practitionerOf(facts) === undefined;
};
