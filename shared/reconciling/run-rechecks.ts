import { GONE_AGAIN_MS, lookedAt, RECHECKS, recheckMarker } from '../assigning/rechecks.ts';
import type { BookingReading } from '../calcom/cal-api.ts';
import { isForWant } from '../domain/admit.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import { practitionerOf } from '../domain/booking-facts.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { type CredentialName, credentialFor, sitesByCredential } from '../domain/catalogue.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import { drifted, isAtRest, reasonOf } from '../domain/publication.ts';
import { GONE_AT_CAL_COM } from '../domain/publication-reasons.ts';
import { isWalkIn } from '../domain/walk-in.ts';
import { isOver, savePublication } from '../publishing/save-publication.ts';
import { SecretUnavailable } from '../secrets/stored-secret.ts';
import { sideBySide } from '../sweeping/side-by-side.ts';
import { isOf, type SweepGroup } from '../sweeping/sweep-group.ts';
import { AGAIN_AFTER_MS, compareAll } from './compare-all.ts';
import { compareBooking, type Found, type ReconcileDependencies, type ShownTo } from './compare-booking.ts';
import type { UsableKeys } from './usable-keys.ts';

/** So many unreadable ones in a row are Cal.com's trouble and not theirs. */
const GIVE_UP_AFTER = 3;
/**
 * Bookings that the sweeps of one minute look at with a key: with the publisher's readings still well below what Cal.com allows a key.
 * Any group may have bookings of any key, so that each has its part of it.
 */
export const LOOKS_A_KEY = 30;
/** Looks that are taken side by side: each waits for an answer of Cal.com's. */
const LOOKS_AT_ONCE = 10;
/** Keys that are asked side by side for a booking that may be any one's: a thousand in turn take longer than a sweep may. */
const KEYS_AT_ONCE = 20;
/** A booking that still cannot be read so long after its visit is not looked at any more. */
const OVER_FOR_LONG_MS = 24 * 60 * MINUTE;
/** Writes at once that leave room in a transaction. */
export const AT_ONCE = 90;

/**
 * What a look came to. `unreadable`: Cal.com gave no answer. `no-key`: the one credential that could tell may not be used
 * in this run. `later`: its key has had its share of this run.
 */
type Looked = 'taken' | 'unreadable' | 'no-key' | 'later';

/** Shared by the looks of one run. */
type Looking = {
  readonly deps: ReconcileDependencies;
  readonly keys: UsableKeys;
  /** Bookings and series that were read already. */
  readonly seen: Set<string>;
  /** What one key may be asked for in this run. */
  readonly share: number;
  /** Looks with each key so far. */
  readonly looks: Map<CredentialName, number>;
  readonly count: (found: Found) => void;
};

/**
 * Reads at Cal.com each booking that is to be read again, the longest-waiting first, and the siblings of one that
 * belongs to a series. A look that cannot be taken is put off.
 */
export const runRechecks = async (
  deps: ReconcileDependencies,
  keys: UsableKeys,
  { until, group, count }: { until: Instant; group: SweepGroup; count: (found: Found) => void },
): Promise<number> => {
  // What was answered this very moment is looked at twice, what was asked for a minute later.
  const due = await deps.ledger.readDue(RECHECKS, deps.now(), { mayLag: true });
  const byUid = Map.groupBy(
    due.filter((marker) => isOf(group, lookedAt(marker))),
    lookedAt,
  );
  const share = Math.max(1, Math.floor(LOOKS_A_KEY / group.of));
  const looking: Looking = { deps, keys, seen: new Set(), share, looks: new Map(), count };
  let taken = 0;
  let unreadable = 0;
  await sideBySide([...byUid], LOOKS_AT_ONCE, async ([uid, asked]) => {
    if (deps.now() >= until || unreadable >= GIVE_UP_AFTER) return;
    const ran = await deps.runStep('recheck', {}, () => takeLook(looking, uid));
    const looked = ran.kind === 'done' ? ran.value : 'threw';
    if (looked === 'later') return;
    const answered = asked.slice(0, AT_ONCE).map((marker) => ({ kind: 'undue', marker }) as const);
    if (looked === 'taken') {
      await deps.ledger.commit(answered);
      taken += 1;
      unreadable = 0;
      return;
    }
    if (looked === 'unreadable') unreadable += 1;
    const marker = recheckMarker(uid, 'again', deps.now() + AGAIN_AFTER_MS);
    await deps.ledger.commit([...answered, { kind: 'due', marker }]);
  });
  return taken;
};

const takeLook = async (looking: Looking, uid: BookingUid): Promise<Looked> => {
  const { deps, seen } = looking;
  if (seen.has(uid) || isWalkIn(uid)) return 'taken';
  const record = await deps.ledger.readBooking(uid);
  const looked = await lookAt(looking, uid, record);
  const end = record?.fact.end ?? Number.POSITIVE_INFINITY;
  return deps.now() - end > OVER_FOR_LONG_MS ? 'taken' : looked;
};

const lookAt = async (
  looking: Looking,
  uid: BookingUid,
  record: BookingRecord | undefined,
): Promise<Looked> => {
  const { deps, seen, count } = looking;
  if (!(await hasItsTurn(looking, record))) return 'later';
  const { reading, credential } = await readWherever(looking, uid, record);
  const shownTo: ShownTo = { credential, by: 'name' };
  switch (reading.kind) {
    case 'found': {
      seen.add(uid);
      count(await compareBooking(deps, reading.booking, reading.requestedAt, record, shownTo));
      const series = reading.booking.recurringBookingUid;
      if (series === undefined || seen.has(series)) return 'taken';
      seen.add(series);
      const siblings = await readWith(looking, series, credential);
      if (siblings.kind === 'no-key') return 'no-key';
      if (siblings.kind !== 'series') return siblings.kind === 'unknown' ? 'unreadable' : 'taken';
      const others = siblings.bookings.filter((each) => each.uid !== uid);
      await compareAll(deps, others, siblings.requestedAt, shownTo, count);
      for (const each of others) seen.add(each.uid);
      return 'taken';
    }
    case 'series':
      await compareAll(deps, reading.bookings, reading.requestedAt, shownTo, count);
      return 'taken';
    // Refused, it is not for this key to see: as good as gone.
    case 'gone':
    case 'refused':
      if (record !== undefined) await gone(deps, record);
      return 'taken';
    case 'unknown':
      return 'unreadable';
    case 'no-key':
      return 'no-key';
  }
};

/** What one credential shows of a booking; `no-key`: it may not be used, or not any more. */
type Shown = Exclude<BookingReading, { kind: 'throttled' }> | { readonly kind: 'no-key' };

const readWith = async (
  { deps, keys }: Looking,
  uid: BookingUid,
  credential: CredentialName,
): Promise<Shown> => {
  if ((await keys.trouble(credential)) !== undefined) return { kind: 'no-key' };
  // A key that is not there is its own trouble, which its passes tell of: another one may see the booking.
  const reading = await deps.cal.getBooking(uid, credential).catch((fault: unknown) => {
    if (fault instanceof SecretUnavailable) return undefined;
    throw fault;
  });
  if (reading === undefined) return { kind: 'no-key' };
  if (reading.kind !== 'throttled' && !(reading.kind === 'refused' && reading.status === 401)) return reading;
  keys.stop(credential, reading.kind);
  return { kind: 'no-key' };
};

const ANY_KEY = '';

/** Whether its key may take one more look in this run; those that may be any key's have a share of their own. */
const hasItsTurn = async (
  { deps, share, looks }: Looking,
  record: BookingRecord | undefined,
): Promise<boolean> => {
  const credential = (await credentialOf(deps, record)) ?? ANY_KEY;
  const before = looks.get(credential) ?? 0;
  looks.set(credential, before + 1);
  return before < share;
};

/** The key of a booking of a known Site. */
const credentialOf = async (
  { clinic }: ReconcileDependencies,
  record: BookingRecord | undefined,
): Promise<CredentialName | undefined> => {
  const catalogue = await clinic.catalogue();
  const site = catalogue.sites.find(({ id }) => id === record?.siteId);
  return record && site && credentialFor(catalogue, site, practitionerOf(record));
};

/** A booking by its own credential; one of no known Site by each, until one shows it. */
const readWherever = async (
  looking: Looking,
  uid: BookingUid,
  record: BookingRecord | undefined,
): Promise<ReadBy> => {
  const own = await credentialOf(looking.deps, record);
  const credentials =
    own === undefined ? [...sitesByCredential(await looking.deps.clinic.catalogue()).keys()] : [own];
  let best: ReadBy = { reading: { kind: 'gone' }, credential: '' };
  await sideBySide(credentials, KEYS_AT_ONCE, async (credential) => {
    if (isShown(best.reading)) return;
    const reading = await readWith(looking, uid, credential);
    if (tellsMore(reading, best.reading)) best = { reading, credential };
  });
  return best;
};

type ReadBy = { readonly reading: Shown; readonly credential: CredentialName };

const isShown = ({ kind }: Shown): boolean => kind === 'found' || kind === 'series';

/**
 * Of two keys' answers that which goes for the booking, no matter which came first: shown by one, it is there. The one that gave no
 * answer, or could not be asked, may be the one that sees it; no more than a booking that is gone is one that a key may not see.
 */
const tellsMore = (reading: Shown, than: Shown): boolean => weightOf(reading) > weightOf(than);

const weightOf = (reading: Shown): number => {
  switch (reading.kind) {
    case 'found':
    case 'series':
      return 3;
    case 'unknown':
    case 'no-key':
      return 2;
    case 'refused':
      return reading.status === 403 ? 0 : 1;
    case 'gone':
      return 0;
  }
};

/**
 * Cal.com says that there is no such booking, or none that we may see: staff decide which. A list that shows it proves this wrong, but
 * none may before the horizon has come to it.
 */
const gone = async ({ ledger, now }: ReconcileDependencies, record: BookingRecord): Promise<void> => {
  const { siteId, placement, publication } = record;
  if (siteId === undefined || isOver(record, now())) return;
  // What the clinic file does not know waits for that, and what staff have to decide for them.
  if (placement.kind === 'ignored' && isForWant(placement)) return;
  const again = {
    kind: 'due',
    marker: recheckMarker(record.uid, 'gone', now() + GONE_AGAIN_MS),
  } as const;
  if (reasonOf(publication) === GONE_AT_CAL_COM) await ledger.commit([again]);
  if (publication.state.kind !== 'queued' && !isAtRest(publication)) return;
  const drift = { siteId, notBefore: now(), reason: GONE_AT_CAL_COM } as const;
  await savePublication(ledger, record, drifted(publication, drift), [again]);
};
