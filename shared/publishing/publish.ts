import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { CredentialName } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';

import type { OwedEntry } from '../domain/ledger-records.ts';
import { publishingOf } from '../domain/next-record.ts';
import { queueFor } from '../domain/plan-publication.ts';
import { isUnknown, requeued, withdrawn } from '../domain/publication.ts';
import { KEY_REFUSED } from '../domain/publication-reasons.ts';
import type { SiteState } from '../domain/site-state.ts';
import type { Clinic } from '../ledger/clinic.ts';
import { breakerOf, EARLY_MS, readPace } from './credential-pace.ts';
import { examineBooking } from './examine-booking.ts';
import type { PublisherDependencies, WakeOutcome } from './publisher-dependencies.ts';
import { isOver, savePublication, startOf } from './save-publication.ts';
import { sendLocation } from './send-location.ts';
import { wantedText } from './wanted-text.ts';
import { withLink } from './with-link.ts';

/** GETs of one wake: at four wakes a minute a third of what Cal.com allows a key. */
const MAX_READS = 10;
/** Due bookings looked at in one wake. */
const MAX_DUE = 100;
/** Due entries read for that: those of a Site that is switched off must not hide the others. */
const MAX_ENTRIES = 1000;
/** A wake that comes back has as long as it may to read before its slot, less so much: a moment too early, it could not wait for it. */
const TOO_EARLY_MS = 250;
/** A wake begins nothing new after so long: its function has a time-out. */
const WAKE_BUDGET_MS = 20_000;

/**
 * One wake-up of a credential's publisher: verifies what was sent, then sends at most one PATCH, the most urgent
 * that is owed and due. It waits for no longer than a moment and never wakes itself. Crash-safe at every await: an attempt is recorded
 * before it is sent, an unknown outcome is read back before anything is sent again, and a booking stays owed until
 * a reading has shown its text: a GET of the publisher's, or a list, to which a visit far ahead is left.
 */
export const wakePublisher =
  (deps: PublisherDependencies) =>
  async (credential: CredentialName): Promise<WakeOutcome> => {
    const began = deps.now();
    const entries = await deps.ledger.readOwed(
      { kind: 'queued', credential },
      { limit: MAX_ENTRIES, dueBy: began },
    );
    if (entries.length === 0) return { kind: 'done', sent: false };
    await forgetModes(deps.clinic, entries);
    const uids = await ofOpenSites(deps.clinic, entries);
    // No one to tell: the one probe of a refused key is then left to reconciliation, which reads with it.
    if (uids.length === 0) return { kind: 'done', sent: false };
    const breaker = await breakerOf(deps.ledger, credential, began);
    if (breaker.kind === 'open')
      return { kind: 'stopped', ...(breaker.until === undefined ? {} : { until: breaker.until }) };
    let { pace } = breaker;
    // It may lag: whatever becomes of a booking is written under the version read.
    const due = (await deps.ledger.readBookings(uids.slice(0, MAX_DUE), { mayLag: true }))
      .filter(
        ({ publication: { state } }) =>
          state.kind === 'queued' && state.credential === credential && state.notBefore <= began,
      )
      .filter((record) => retryAt(record) <= began)
      // A probe tries each in turn: the one that Cal.com cannot show must not stand for all.
      .sort((a, b) => (breaker.kind === 'half-open' ? retryAt(a) - retryAt(b) : 0) || byUrgency(a, b));
    const slotFree = pace.nextAllowedAt <= began + EARLY_MS;
    let reads = 0;
    let sent = false;
    let lost = false;
    let leftOver = false;
    for (const each of due) {
      if (reads >= MAX_READS || deps.now() - began > WAKE_BUDGET_MS) break;
      const state = await siteOfRecord(deps.clinic, each);
      if (state === undefined || state.publishing === 'off') continue;
      const to = queueFor(each, publishingOf(state));
      // Adopted by no one yet, or another key's by a newer clinic file.
      if (to.kind !== 'queued' || to.credential !== credential) {
        await savePublication(deps.ledger, each, requeued(each.publication, to, began));
        continue;
      }
      const record = await withLink(deps, each, state);
      if (record === undefined) continue;
      const wanted = wantedText(record, state);
      const maySend = slotFree && !sent && !lost;
      if (wanted !== undefined && !maySend && !isSent(record, wanted)) {
        leftOver = true;
        continue;
      }
      if (isOver(record, deps.now()) || wanted === undefined) {
        await savePublication(deps.ledger, record, withdrawn(record.publication));
        deps.report({ what: 'nothing-to-tell', uid: record.uid });
        continue;
      }
      reads += 1;
      const finding = await examineBooking(deps, record, state, wanted, pace);
      pace = finding.pace ?? pace;
      if (finding.kind === 'stop') return finding.outcome;
      if (finding.kind === 'done') continue;
      if (!maySend) leftOver = true;
      else {
        const { record: read, publication, seats } = finding;
        const went = await sendLocation(deps, read, wanted, pace, publication, state.site, seats);
        sent = went === 'used';
        lost = went === 'lost';
      }
      // In troubled times one PATCH is all: a reading that works after it would shut the breaker it has just opened.
      if (sent && pace.failures > 0) break;
    }
    if (sent || !(leftOver || lost)) return { kind: 'done', sent };
    const next = await readPace(deps.ledger, credential);
    if (next.refused !== undefined) return { kind: 'stopped' };
    const at = Math.max(next.nextAllowedAt - EARLY_MS + TOO_EARLY_MS, next.blockedUntil, deps.now());
    return { kind: 'later', at, ...(lost && { lost }) };
  };

/** The soonest visit first; those that the key was refused for last: one that is not its to change must not stop all others. */
const byUrgency = (a: BookingRecord, b: BookingRecord): number =>
  Number(isRefused(a)) - Number(isRefused(b)) || startOf(a) - startOf(b) || (a.uid < b.uid ? -1 : 1);

const retryAt = ({ publication }: BookingRecord): Instant =>
  (publication.state.kind === 'queued' && publication.state.retryAt) || 0;
const isRefused = ({ publication }: BookingRecord): boolean =>
  publication.state.kind === 'queued' && publication.state.reason === KEY_REFUSED;

const siteOfRecord = async (clinic: Clinic, record: BookingRecord): Promise<SiteState | undefined> => {
  const site = (await clinic.catalogue()).sites.find((each) => each.id === record.siteId);
  return site && clinic.site(site);
};

/** A mode may have been switched a second ago: `off` must mean off. What is owed at a Site that no one knows asks for a newer file. */
const forgetModes = async (clinic: Clinic, entries: readonly OwedEntry[]): Promise<void> => {
  clinic.forgetSites();
  const known = new Set((await clinic.catalogue()).sites.map(({ id }) => id));
  if (entries.some(({ siteId }) => siteId !== undefined && !known.has(siteId))) clinic.forget();
};

/** The bookings among the entries whose Site is not switched off, in the same order. */
const ofOpenSites = async (clinic: Clinic, entries: readonly OwedEntry[]): Promise<BookingUid[]> => {
  const { sites } = await clinic.catalogue();
  const owing = new Set(entries.map(({ siteId }) => siteId));
  const off = new Set<string | undefined>();
  for (const site of sites)
    if (owing.has(site.id) && (await clinic.site(site)).publishing === 'off') off.add(site.id);
  return entries.filter(({ siteId }) => !off.has(siteId)).map(({ uid }) => uid);
};

/** Whether the wanted text has left already and only wants verifying. */
const isSent = ({ publication }: BookingRecord, wanted: string): boolean =>
  publication.attempt?.text === wanted &&
  (isUnknown(publication) || publication.attempt.outcome === 'accepted');
