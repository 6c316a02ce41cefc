import type { CalBooking } from '../calcom/cal-api.ts';
import { classifyLocation, type LocationStanding } from '../calcom/location-classifier.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { SiteState } from '../ledger/clinic.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** What stands at Cal.com as a booking's location: the publisher and reconciliation both ask here. */
export const standingAtCalCom = async (
  ledger: Ledger,
  record: BookingRecord,
  state: SiteState,
  wanted: string | undefined,
  booking: CalBooking,
  digestKey: string,
): Promise<LocationStanding> => {
  const { telling } = record;
  return classifyLocation({
    shown: booking.shown,
    wanted,
    sent: [...telling.texts, ...(await ancestorsTexts(ledger, record))],
    defaultDigest: telling.defaultDigest,
    attempted: telling.attempt !== undefined,
    predatesUs:
      telling.adopted !== true &&
      state.record !== undefined &&
      (booking.createdAt ?? record.firstEventAt) < state.record.knownSince,
    digestKey,
  });
};

const GENERATIONS = 20;

/** Every text sent for the bookings that this one replaces, and for those that they replaced. */
const ancestorsTexts = async (ledger: Ledger, record: BookingRecord): Promise<string[]> => {
  const seen = new Set<BookingUid>([record.uid]);
  const texts: string[] = [];
  let uids = record.replaces;
  for (let generation = 0; uids.length > 0 && generation < GENERATIONS; generation += 1) {
    const ancestors = await ledger.readBookings(uids.filter((uid) => !seen.has(uid)));
    for (const each of ancestors) seen.add(each.uid);
    texts.push(...ancestors.flatMap((each) => each.telling.texts));
    uids = ancestors.flatMap((each) => each.replaces).filter((uid) => !seen.has(uid));
  }
  return texts;
};
