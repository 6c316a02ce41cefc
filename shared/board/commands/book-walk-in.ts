import type { Booked } from '../../calcom/cal-booker.ts';
import type { BookingUid } from '../../domain/booking-event.ts';
import { inputsOf, practitionerOf } from '../../domain/booking-facts.ts';
import { credentialFor, type SiteEntry, visitTypeOf } from '../../domain/catalogue.ts';
import { MINUTE } from '../../domain/instant.ts';
import { localDateOf } from '../../domain/local-time.ts';
import type { BoardDependencies } from '../run-idempotent.ts';

/** Cal.com takes no visit that begins in a minute which has begun: so long the request may be on its way. */
const ON_ITS_WAY_MS = 5_000;

/**
 * Books a walk-in at Cal.com, where the clinic wants it there: what Cal.com then says of the booking takes its place. Where Cal.com
 * will not, the visit stays as it is, and its history says why. `undefined`: this clinic does not.
 */
export const bookWalkIn = async (
  deps: BoardDependencies,
  site: SiteEntry,
  uid: BookingUid,
  by: string,
): Promise<Booked | undefined> => {
  const { booker, ledger, clinic, now } = deps;
  if (site.walkIns === undefined || booker === undefined) return undefined;
  const record = await ledger.readBooking(uid);
  if (record === undefined || record.fact.status === 'ended') return undefined;
  const catalogue = await clinic.catalogue();
  const eventTypeId = visitTypeOf(catalogue, inputsOf(record))?.eventTypeIds.at(0);
  const start = Math.ceil((now() + ON_ITS_WAY_MS) / MINUTE) * MINUTE;
  const minutes = Math.floor((record.fact.end - start) / MINUTE);
  const wanted = {
    start,
    minutes,
    attendee: { ...site.walkIns.attendee, timeZone: site.timeZone },
    walkIn: uid,
  };
  const booked: Booked =
    eventTypeId === undefined
      ? { kind: 'not-booked', reason: 'no-event-type' }
      : minutes < 1
        ? { kind: 'not-booked', reason: 'too-short' }
        : await booker({ ...wanted, eventTypeId }, credentialFor(catalogue, site, practitionerOf(record)));
  if (booked.kind === 'not-booked') {
    const date = localDateOf(record.fact.start, site.timeZone);
    const change = { siteId: site.id, date, id: deps.newId(), at: now(), by, bookingUid: uid } as const;
    await ledger.commit([
      { kind: 'change', change: { ...change, what: 'not-booked', reason: booked.reason } },
    ]);
  }
  return booked;
};
