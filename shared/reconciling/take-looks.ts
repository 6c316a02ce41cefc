import { LOOKS, lookedAt } from '../assigning/looks.ts';
import type { BookingReading, CalBooking } from '../calcom/cal-api.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { CredentialName } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { DueMarker } from '../ledger/ledger.ts';
import { settle } from '../publishing/record-telling.ts';
import { compareBooking, type Found, type ReconcileSurroundings } from './compare-booking.ts';

/** So many unreadable ones in a row are Cal.com's trouble and not theirs. */
const GIVE_UP_AFTER = 3;
/** Looks that one sweep takes: with the publisher's readings still well below what Cal.com allows a key. */
const MAX_LOOKS = 30;

/**
 * Reads at Cal.com each booking that somebody asked to be looked at, and the siblings of one that belongs to a series. A look
 * that cannot be taken stays.
 */
export const takeLooks = async (
  around: ReconcileSurroundings,
  { until, count }: { until: Instant; count: (found: Found) => void },
): Promise<number> => {
  const markers = (await around.ledger.readDue(LOOKS, around.now())).slice(0, MAX_LOOKS);
  const byUid = Map.groupBy(markers, lookedAt);
  const seen = new Set<string>();
  let taken = 0;
  let unreadable = 0;
  for (const [uid, asked] of byUid) {
    if (around.now() >= until) break;
    const done = seen.has(uid) ? 'taken' : await takeLook(around, uid, seen, count);
    unreadable = done === 'later' ? unreadable + 1 : 0;
    if (done === 'stop' || unreadable === GIVE_UP_AFTER) break;
    if (done === 'later') continue;
    await around.ledger.commit(asked.map((marker: DueMarker) => ({ kind: 'undue', marker }) as const));
    taken += 1;
  }
  return taken;
};

const takeLook = async (
  around: ReconcileSurroundings,
  uid: BookingUid,
  seen: Set<string>,
  count: (found: Found) => void,
): Promise<'taken' | 'later' | 'stop'> => {
  const record = await around.ledger.readBooking(uid);
  const { reading, credential } = await readWherever(around, uid, record);
  switch (reading.kind) {
    case 'found': {
      seen.add(uid);
      count(await compareBooking(around, reading.booking, reading.requestedAt, record, credential));
      const series = reading.booking.recurringBookingUid;
      if (series === undefined || seen.has(series)) return 'taken';
      seen.add(series);
      const siblings = await around.cal.getBooking(series, credential);
      if (siblings.kind !== 'series') return siblings.kind === 'unknown' ? 'later' : 'taken';
      const others = siblings.bookings.filter((each) => each.uid !== uid);
      await compareAll(around, others, siblings.requestedAt, credential, count);
      for (const each of others) seen.add(each.uid);
      return 'taken';
    }
    case 'series':
      await compareAll(around, reading.bookings, reading.requestedAt, credential, count);
      return 'taken';
    case 'gone':
      if (record !== undefined) await gone(around, record);
      return 'taken';
    case 'unknown':
      return 'later';
    case 'refused':
      if (reading.status === 401) return 'stop';
      // Not for this key to see: as good as gone.
      if (record !== undefined) await gone(around, record);
      return 'taken';
    case 'throttled':
      return 'stop';
  }
};

/** Compares many bookings, with one reading of the Ledger. */
export const compareAll = async (
  around: ReconcileSurroundings,
  bookings: readonly CalBooking[],
  requestedAt: Instant,
  credential: CredentialName,
  count: (found: Found, booking: CalBooking) => void,
): Promise<void> => {
  const records = await around.ledger.readBookings(bookings.map((each) => each.uid));
  const byUid = new Map(records.map((record) => [record.uid, record]));
  for (const booking of bookings)
    count(await compareBooking(around, booking, requestedAt, byUid.get(booking.uid), credential), booking);
};

/** A booking by its Site's credential; one of no known Site by each, until one may see it. */
const readWherever = async (
  around: ReconcileSurroundings,
  uid: BookingUid,
  record: BookingRecord | undefined,
): Promise<{ reading: BookingReading; credential: CredentialName }> => {
  const { sites } = await around.clinic.catalogue();
  const own = sites.find((site) => site.id === record?.siteId);
  const credentials = [...new Set((own ? [own] : sites).map((site) => site.credential))];
  let last: { reading: BookingReading; credential: CredentialName } = {
    reading: { kind: 'gone' },
    credential: '',
  };
  for (const credential of credentials) {
    last = { reading: await around.cal.getBooking(uid, credential), credential };
    if (last.reading.kind !== 'gone' && !isHidden(last.reading)) break;
  }
  return last;
};

const isHidden = (reading: BookingReading): boolean => reading.kind === 'refused' && reading.status === 403;

/** Cal.com says that there is no such booking, or none that we may see: staff decide which. */
const gone = async ({ ledger, now }: ReconcileSurroundings, record: BookingRecord): Promise<void> => {
  const { siteId, telling, fact } = record;
  if (siteId === undefined || fact.standing === 'ended' || fact.end <= now()) return;
  if (telling.owed && !telling.owed.to.startsWith('CRED#')) return;
  const owed = { to: `DRIFT#${siteId}`, notBefore: now(), reason: 'gone-at-cal-com' } as const;
  await settle(ledger, record, { ...telling, owed });
};
