import type { CalBooking } from '../calcom/cal-api.ts';
import { classifyLocation, type LocationOrigin, locationDigest } from '../calcom/location-classifier.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { Ledger } from '../domain/ledger.ts';
import { isTold, type Publication } from '../domain/publication.ts';
import type { SiteState } from '../domain/site-state.ts';

/** What stands at Cal.com as a booking's location: the publisher and reconciliation both ask here. */
export const originAtCalCom = async (
  ledger: Ledger,
  record: BookingRecord,
  state: SiteState,
  wanted: string | undefined,
  booking: CalBooking,
  digestKey: string,
): Promise<LocationOrigin> => {
  const { publication } = record;
  // A successor may first show its ancestor's room: what comes after that is no first reading either.
  const attempted = isTold(publication);
  const before = await ancestorsPublications(ledger, record);
  const told = before.flatMap(({ texts }) => texts);
  const { defaultDigest } = publication;
  // It was read first with an ancestor's room, of which no one had heard by then.
  const isTheirRoom = told.some((text) => locationDigest(text, digestKey) === defaultDigest);
  const own = isTheirRoom ? undefined : defaultDigest;
  return classifyLocation({
    shown: booking.shown,
    wanted,
    sent: [...publication.texts, ...told],
    defaultDigest: own ?? (attempted ? inheritedDefault(before) : undefined),
    attempted,
    predatesUs:
      publication.adopted !== true &&
      state.record !== undefined &&
      (booking.createdAt ?? record.firstEventAt) < state.record.knownSince,
    digestKey,
  });
};

/** A successor that first showed its ancestor's room has no default of its own: a revert shows the ancestor's. */
const inheritedDefault = (before: readonly Publication[]): string | undefined =>
  before.find((each) => each.defaultDigest !== undefined)?.defaultDigest;

const GENERATIONS = 20;

/** What was told of the bookings that this one replaces, the nearest first, and of those that they replaced. */
const ancestorsPublications = async (ledger: Ledger, record: BookingRecord): Promise<Publication[]> => {
  const seen = new Set<BookingUid>([record.uid]);
  const publications: Publication[] = [];
  let uids = record.replaces;
  for (let generation = 0; uids.length > 0 && generation < GENERATIONS; generation += 1) {
    const ancestors = await ledger.readBookings(uids.filter((uid) => !seen.has(uid)));
    for (const each of ancestors) seen.add(each.uid);
    publications.push(...ancestors.map((each) => each.publication));
    uids = ancestors.flatMap((each) => each.replaces).filter((uid) => !seen.has(uid));
  }
  return publications;
};
