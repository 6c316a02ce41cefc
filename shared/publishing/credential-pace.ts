import type { CredentialName } from '../domain/catalogue.ts';
import { credentialWrite } from '../domain/credential-write.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Ledger, MayLag } from '../domain/ledger.ts';
import type { CredentialRecord } from '../domain/ledger-records.ts';
import { commitWithRetry } from '../unit-of-work/commit-with-retry.ts';

/** Consecutive unknown outcomes (5xx, time-outs) after which Cal.com is taken to be down. */
const BREAKER_OPENS_AT = 5;
/** While it is, one request may try so often. */
const PROBE_EVERY_MS = MINUTE;
/** So long before its slot is free a wake may begin to read: by the time it has, the slot is there. */
export const EARLY_MS = 3_000;
/** A refused key is tried again so often, by a reading: by then a renewed one is known everywhere. */
const REFUSED_RETRY_MS = 5 * MINUTE;

/** A credential whose publisher may work, or until when it may not. */
type Breaker =
  | { readonly kind: 'closed'; readonly pace: CredentialRecord }
  /** Cal.com was down or refused the key: one reading may show that it is not so any more. */
  | { readonly kind: 'half-open'; readonly pace: CredentialRecord }
  | { readonly kind: 'open'; readonly until?: Instant };

/** What a request came to, as far as the credential goes. */
type Contact = 'read' | 'sent' | 'read-unknown' | 'sent-unknown';

/**
 * Whether a credential may be used now, as it was a moment ago: what is claimed by it is so under the version read. A probe is claimed under the version read, so that of two wakes at once one goes.
 */
export const breakerOf = async (
  ledger: Ledger,
  credential: CredentialName,
  now: Instant,
): Promise<Breaker> => {
  const pace = await readPace(ledger, credential, { mayLag: true });
  if (pace.refused !== undefined && now - pace.refused.at < REFUSED_RETRY_MS)
    return { kind: 'open', until: pace.refused.at + REFUSED_RETRY_MS };
  if (pace.blockedUntil > now) return { kind: 'open', until: pace.blockedUntil };
  if (pace.refused === undefined && !isBroken(pace)) return { kind: 'closed', pace };
  const { version, ...record } = pace;
  const claimed: Omit<CredentialRecord, 'version'> = {
    ...record,
    blockedUntil: now + PROBE_EVERY_MS,
    ...(record.refused && { refused: { ...record.refused, at: now } }),
  };
  const result = await ledger.commit([credentialWrite(pace, claimed)]);
  if (result.kind === 'stale') return { kind: 'open', until: now + PROBE_EVERY_MS };
  return { kind: 'half-open', pace: { ...claimed, version: version + 1 } };
};

export const isBroken = ({ failures }: CredentialRecord): boolean => failures >= BREAKER_OPENS_AT;

/**
 * Takes note of one request. Unknown outcomes in a row open the breaker; a reading that works closes it, unless it was
 * the PATCHes that failed: those must work again themselves. Writes only where that changes anything.
 */
export const noteContact = async (
  ledger: Ledger,
  { credential }: CredentialRecord,
  contact: Contact,
  now: () => Instant,
): Promise<CredentialRecord> =>
  amend(ledger, credential, (record) => {
    if (contact === 'read-unknown' || contact === 'sent-unknown') {
      const failures = record.failures + 1;
      const open = failures >= BREAKER_OPENS_AT;
      return {
        ...record,
        failures,
        lastFailed: contact === 'sent-unknown' ? 'send' : 'read',
        ...(open && { blockedUntil: Math.max(record.blockedUntil, now() + PROBE_EVERY_MS) }),
      };
    }
    const { refused: _renewed, lastFailed, ...rest } = record;
    const stillBroken = contact === 'read' && lastFailed === 'send' && record.failures > 0;
    const probing = record.refused !== undefined || record.failures >= BREAKER_OPENS_AT;
    return {
      ...rest,
      ...(stillBroken && { lastFailed }),
      failures: stillBroken ? record.failures : 0,
      // The probe's own claim ends with it; a real block is longer than what is left of that.
      blockedUntil: probing && record.blockedUntil <= now() + PROBE_EVERY_MS ? 0 : record.blockedUntil,
    };
  });

/**
 * Notes whether Cal.com lists bookings with this key at all: a system admin's key reads each by name and lists none, so that
 * what webhooks leave out would never be found. Writes only where that has changed.
 */
export const noteListing = async (
  ledger: Ledger,
  credential: CredentialName,
  listsNothing: boolean,
  now: Instant,
): Promise<void> => {
  if (((await readPace(ledger, credential)).listsNothing !== undefined) === listsNothing) return;
  await amend(ledger, credential, ({ listsNothing: _before, ...record }) => ({
    ...record,
    ...(listsNothing ? { listsNothing: now } : {}),
  }));
};

/** No request with this credential before `until`. */
export const blockUntil = (ledger: Ledger, credential: CredentialName, until: Instant) =>
  amend(ledger, credential, (record) => ({
    ...record,
    blockedUntil: Math.max(record.blockedUntil, until),
  }));

/** Cal.com says that the window is used up: no PATCH before it ends. Never sooner than our own pace allows. */
export const holdBack = (ledger: Ledger, credential: CredentialName, until: Instant) =>
  amend(ledger, credential, (record) => ({
    ...record,
    nextAllowedAt: Math.max(record.nextAllowedAt, until),
  }));

/** Cal.com refuses the key: nothing is sent with it before a reading has worked again. */
export const markKeyRefused = (ledger: Ledger, credential: CredentialName, status: number, at: Instant) =>
  amend(ledger, credential, (record) => ({ ...record, refused: { status, at } }));

export const readPace = async (
  ledger: Ledger,
  credential: CredentialName,
  terms?: MayLag,
): Promise<CredentialRecord> =>
  (await ledger.readCredential(credential, terms)) ?? {
    credential,
    version: 0,
    nextAllowedAt: 0,
    blockedUntil: 0,
    failures: 0,
  };

/** The record after the change; as it was found, where others were faster again and again. */
const amend = async (
  ledger: Ledger,
  credential: CredentialName,
  change: (record: Omit<CredentialRecord, 'version'>) => Omit<CredentialRecord, 'version'>,
): Promise<CredentialRecord> => {
  const outcome = await commitWithRetry({}, async () => {
    const found = await readPace(ledger, credential);
    const { version, ...record } = found;
    const next = change(record);
    if (JSON.stringify(next) === JSON.stringify(record)) return found;
    const result = await ledger.commit([credentialWrite(found, next)]);
    return result.kind === 'stale' ? result : { ...next, version: version + 1 };
  });
  return 'credential' in outcome ? outcome : readPace(ledger, credential);
};
