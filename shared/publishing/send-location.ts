import type { PatchReply } from '../calcom/cal-api.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { bookingWrite } from '../domain/booking-write.ts';
import type { Site } from '../domain/catalogue.ts';
import { credentialWrite } from '../domain/credential-write.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Write } from '../domain/ledger.ts';
import type { CredentialRecord } from '../domain/ledger-records.ts';
import {
  type Attempt,
  attempted,
  type Conclusion,
  concluded,
  deferred,
  isLeftToLists,
  isUnknown,
  type Publication,
  UNKNOWN_OUTCOME_MS,
  waitsFrom,
} from '../domain/publication.ts';
import {
  mayNotChange,
  PATCH_404,
  PATCH_404_THOUGH_FOUND,
  type ParkedReason,
} from '../domain/publication-reasons.ts';
import { roomOf } from '../domain/room-of.ts';
import { unreachable } from '../domain/unreachable.ts';
import { commitWithRetry } from '../unit-of-work/commit-with-retry.ts';
import {
  blockUntil,
  EARLY_MS,
  holdBack,
  isBroken,
  markKeyRefused,
  noteContact,
  readPace,
} from './credential-pace.ts';
import { SETTLED_AFTER_MS } from './pace.ts';
import type { PublisherDependencies } from './publisher-dependencies.ts';
import { changeOf, isNoNewsOf, park, startOf, withoutVersion } from './save-publication.ts';
import { withSeatsTold } from './seats-seen.ts';

/** A PATCH leaves within so many milliseconds of its claim or not at all: so much later the next may be claimed, too. */
export const LEAVE_WITHIN_MS = 500;
/** Cal.com accepts a PATCH within so many milliseconds, as a rule: so much later than it leaves it is listed as due to be verified. */
const ANSWERS_WITHIN_MS = 2_000;
/** What starts within so many milliseconds is read back as soon as it may be: minutes later a lost telling would come too late. */
const SOON_MS = 30 * MINUTE;
const DAY_MS = 24 * 60 * MINUTE;
/** Claims of one slot: a publisher that is late for the first has sent nothing, and may take the same slot again. */
const MOST_CLAIMS = 3;
/** How often one text is sent before a person must look. */
const MAX_SENDS = 3;

/** `used`: the slot is. `lost`: another writer was faster, with the slot or with the booking. `parked`: nothing is sent. */
type SendOutcome = 'used' | 'lost' | 'parked';

/**
 * Takes the slot, records the attempt, then sends. A slot that is free in a moment is waited for: the
 * booking was read meanwhile, and a message cannot come back to the tenth of a second.
 */
export const sendLocation = async (
  deps: PublisherDependencies,
  record: BookingRecord,
  text: string,
  /** As it was read before the booking was: the slot is taken under that version. */
  known: CredentialRecord,
  publication: Publication,
  site: Site,
  /** Keyed digests of those who share the booking, and will be mailed. */
  seats: readonly string[],
): Promise<SendOutcome> => {
  const tried = await sendAtPace(deps, record, text, known, publication, site, seats);
  if (tried !== 'outdated' && tried !== 'too-often') return tried;
  // Another wake has taken the slot meanwhile, or run into a block; or it is no more than that a trouble is over.
  const pace = await readPace(deps.ledger, known.credential);
  const again = await sendAtPace(deps, record, text, pace, publication, site, seats);
  if (again === 'outdated') return 'lost';
  if (again !== 'too-often') return again;
  const reason = 'sent-three-times';
  await park(deps.ledger, record, site, reason, deps.now());
  deps.report({ what: 'parked', uid: record.uid, reason });
  return 'parked';
};

/**
 * A visit far ahead is seen in a list, without anyone looking for it: where the horizon comes to it, and what a list shows of it is not
 * remembered as in order. Of what staff have decided on it may be, and of what staff want sent again a reading says nothing.
 */
const verifiedFrom = (
  { verifyAfterMs }: PublisherDependencies,
  record: BookingRecord,
  publication: Publication,
  { policy }: Site,
  at: Instant,
): Instant | 'lists' =>
  isNoNewsOf(record, publication, at) &&
  startOf(record) < at + policy.horizonDays * DAY_MS &&
  !publication.adopted &&
  !publication.again
    ? 'lists'
    : at + ANSWERS_WITHIN_MS + verifyAfterMs;

/** `outdated`: the pace is another than the one known. `too-often`: as far as the pace tells of troubles, the text was sent so. */
const sendAtPace = async (
  deps: PublisherDependencies,
  record: BookingRecord,
  text: string,
  pace: CredentialRecord,
  publication: Publication,
  site: Site,
  seats: readonly string[],
): Promise<SendOutcome | 'outdated' | 'too-often'> => {
  const soon = pace.nextAllowedAt - deps.now();
  if (soon > 0 && soon <= EARLY_MS) await deps.pause(soon);
  const at = deps.now();
  if (pace.refused !== undefined || pace.blockedUntil > at || pace.nextAllowedAt > at) return 'lost';
  // While Cal.com is down, an attempt that never arrived says nothing against this booking.
  const uncounted = isUnknown(publication) && isBroken(pace) ? 1 : 0;
  const sends = (publication.attempt?.text === text ? publication.sends - uncounted : 0) + 1;
  if (sends > MAX_SENDS) return 'too-often';
  const id = deps.newId();
  const attemptedAt = (at: Instant): Publication =>
    attempted(
      publication,
      { id, text, at },
      // In troubled times it is not listed before it may be read: a wake for nothing would use up the one probe of a minute. Nor later
      // than that what starts soon.
      {
        seats,
        sends,
        ...(pace.failures === 0 &&
          !isSoon(record, at) && { verifyFrom: verifiedFrom(deps, record, publication, site, at) }),
      },
    );
  const claim = await claimSlot(deps, record, pace, attemptedAt);
  if (typeof claim === 'string') return claim;
  const { mine, leaveBy } = claim;
  if (deps.now() > leaveBy) {
    await conclude(deps, mine, id, (now) => ({ outcome: 'unsent', notBefore: now, uncounted: true }));
    deps.report({ what: 'unsent', uid: record.uid });
    return 'used';
  }
  const reply = await deps.cal.patchLocation(record.uid, text, pace.credential, leaveBy);
  deps.report({ what: 'sent', uid: record.uid, reply: reply.kind });
  await afterReply(deps, mine, id, pace, site, reply);
  return 'used';
};

/**
 * Takes the slot, then records the attempt: a crash in between costs the slot, the other way round an attempt would be read back that
 * no one made. One that took too long to leave by has sent nothing: the same slot is taken again, under the versions it wrote.
 * `outdated` where another writer was faster with the pace, `lost` with the booking.
 */
const claimSlot = async (
  { ledger, now, spacingMs }: PublisherDependencies,
  record: BookingRecord,
  { version: paceSeen, ...pace }: CredentialRecord,
  attemptedAt: (at: Instant) => Publication,
): Promise<{ readonly mine: BookingRecord; readonly leaveBy: Instant } | 'outdated' | 'lost'> => {
  let claim: { mine: BookingRecord; leaveBy: Instant } | undefined;
  for (let claims = 0; claims < MOST_CLAIMS && (claim === undefined || now() > claim.leaveBy); claims += 1) {
    const at = now();
    const leaveBy = at + LEAVE_WITHIN_MS;
    const taken = await ledger.commit([
      credentialWrite(
        { ...pace, version: paceSeen + claims },
        { ...pace, nextAllowedAt: leaveBy + spacingMs },
      ),
    ]);
    if (taken.kind === 'stale') return claim ?? 'outdated';
    const seen = claim?.mine ?? record;
    const publication = attemptedAt(at);
    // Boards show its outcome: it follows within moments, and where it does not, no reading of theirs stands for many minutes.
    const recorded = await ledger.commit([
      { ...bookingWrite(seen, { ...withoutVersion(seen), publication }), showsTheSame: true },
    ]);
    if (recorded.kind === 'stale') return claim ?? 'lost';
    claim = { mine: { ...seen, version: seen.version + 1, publication }, leaveBy };
  }
  return claim ?? 'lost';
};

const afterReply = async (
  deps: PublisherDependencies,
  record: BookingRecord,
  id: string,
  pace: CredentialRecord,
  site: Site,
  reply: PatchReply,
): Promise<void> => {
  const { ledger } = deps;
  const { credential } = pace;
  if (reply.kind !== 'unknown' && pace.failures > 0) await noteContact(ledger, pace, 'sent', deps.now);
  switch (reply.kind) {
    case 'accepted':
      // True from now on, whatever becomes of the rest: a crash before that is written leaves the line, and no second one follows.
      await ledger.commit([changeOf(record, site, deps.now(), 'told', 'accepted')]);
      if (!isLeftToLists(record.publication))
        await conclude(deps, record, id, (now) => ({
          outcome: 'accepted',
          notBefore:
            now + (isSoon(record, now) ? Math.min(SETTLED_AFTER_MS, deps.verifyAfterMs) : deps.verifyAfterMs),
        }));
      if (reply.quota?.remaining === 0) await holdBack(ledger, credential, reply.quota.resetsAt);
      return;
    case 'unknown': {
      // Stays owed, due again after UNKNOWN_OUTCOME_MS and read back first; what never reached Cal.com was no try of this text. It is
      // listed so: what is on its way is listed as if it were accepted.
      if (!reply.astray) await listAgain(deps, record, id);
      else
        await conclude(deps, record, id, (now) => ({
          notBefore: now + UNKNOWN_OUTCOME_MS,
          uncounted: true,
        }));
      const after = await noteContact(ledger, pace, 'sent-unknown', deps.now);
      if (isBroken(after)) deps.report({ what: 'breaker-open', credential, failures: after.failures });
      return;
    }
    case 'throttled':
      await blockUntil(ledger, credential, reply.until);
      deps.report({ what: 'throttled', credential, until: reply.until });
      await conclude(deps, record, id, () => ({
        outcome: 'unsent',
        notBefore: reply.until,
        uncounted: true,
      }));
      return;
    case 'refused':
      if (reply.status === 401) {
        await markKeyRefused(ledger, credential, reply.status, deps.now());
        deps.report({ what: 'credential-refused', credential, status: reply.status });
        await conclude(deps, record, id, (now) => ({
          outcome: 'unsent',
          notBefore: now,
          uncounted: true,
        }));
      } else if (reply.status === 404 && !isSecondTry(record)) {
        // Cal.com answers 404 for several things: the next wake's GET tells whether the booking is gone.
        await conclude(deps, record, id, (now) => ({
          outcome: 'refused',
          notBefore: now,
          reason: PATCH_404,
        }));
      } else {
        const reason = refusedBecause(reply, record);
        await conclude(deps, record, id, (now) => ({ outcome: 'refused', notBefore: now, park: reason }));
        deps.report({ what: 'parked', uid: record.uid, reason });
      }
      return;
    default:
      return unreachable(reply);
  }
};

const isSoon = (record: BookingRecord, now: Instant): boolean => startOf(record) - now < SOON_MS;

/** When what no one knows the outcome of may be read back. */
const dueAgainAt = ({ publication: { attempt } }: BookingRecord): Instant =>
  (attempt?.at ?? 0) + UNKNOWN_OUTCOME_MS;

/** A 404 was answered before. */
const isSecondTry = ({ publication: { state } }: BookingRecord): boolean =>
  state.kind === 'queued' && state.reason === PATCH_404;

const refusedBecause = (
  { status, code }: Extract<PatchReply, { kind: 'refused' }>,
  { fact }: BookingRecord,
): ParkedReason => {
  // About the booking's event type, not about the key: all others go on.
  if (status === 403) return mayNotChange(fact.status === 'ended' ? undefined : fact.inputs.eventTypeId);
  return status === 404 ? PATCH_404_THOUGH_FOUND : code ? `patch-${status}-${code}` : `patch-${status}`;
};

/** Records an attempt's outcome, if the attempt is still the booking's last one. The booking stays owed. */
const conclude = (
  deps: PublisherDependencies,
  record: BookingRecord,
  id: string,
  conclusion: (now: Instant) => Conclusion,
): Promise<void> =>
  whileLast(deps, record, id, (current) => {
    const { publication } = current;
    const ending = conclusion(deps.now());
    const next = concluded(publication, ending, {
      moved: current.placement.kind !== record.placement.kind || roomOf(current) !== roomOf(record),
      siteId: current.siteId,
      now: deps.now(),
    });
    const told = ending.outcome === 'accepted' ? withSeatsTold(next) : next;
    const write = bookingWrite(current, { ...withoutVersion(current), publication: told });
    const isNoNews = ending.outcome === 'accepted' && isNoNewsOf(current, told, deps.now());
    return isNoNews ? { ...write, showsTheSame: true } : write;
  });

/** Lists an attempt whose outcome no one knows as due to be read back, unless the booking was decided on anew meanwhile. */
const listAgain = (deps: PublisherDependencies, record: BookingRecord, id: string): Promise<void> =>
  whileLast(deps, record, id, (current) => {
    const { publication } = current;
    if (waitsFrom(publication) !== waitsFrom(record.publication)) return undefined;
    const listed = deferred(publication, dueAgainAt(record));
    return bookingWrite(current, { ...withoutVersion(current), publication: listed });
  });

/** Writes what is to be written of an attempt, as long as it is the booking's last one. */
const whileLast = async (
  { ledger }: PublisherDependencies,
  record: BookingRecord,
  id: string,
  writeOf: (
    current: BookingRecord & { readonly publication: { readonly attempt: Attempt } },
  ) => Write | undefined,
): Promise<void> => {
  let seen: BookingRecord | undefined = record;
  await commitWithRetry<undefined>({}, async () => {
    const current = seen ?? (await ledger.readBooking(record.uid));
    seen = undefined;
    if (current === undefined) return undefined;
    const { publication } = current;
    const { attempt } = publication;
    if (attempt?.id !== id) return undefined;
    const write = writeOf({ ...current, publication: { ...publication, attempt } });
    if (write === undefined) return undefined;
    const result = await ledger.commit([write]);
    return result.kind === 'stale' ? result : undefined;
  });
};
