import { isForWant, waitsHere } from './admit.ts';
import type { Booking } from './booking.ts';
import {
  type BookingFacts,
  factsOf,
  inputsOf,
  type LiveFacts,
  sameContent,
  sameFacts,
} from './booking-facts.ts';
import type { BookingRecord, Placement } from './booking-record.ts';
import { datesBeyond } from './dates-touched.ts';
import type { Progress } from './day.ts';
import type { RoomChoice } from './decide.ts';
import { inheritedText } from './former-of.ts';
import { type IgnoreReason, TOO_LONG } from './ignore-reason.ts';
import type { Instant } from './instant.ts';
import { datesOf, localDateOf } from './local-time.ts';
import { type PublishingTerms, planPublication } from './plan-publication.ts';
import {
  drifted,
  driftOf,
  mayReadARoom,
  NOTHING_PUBLISHED,
  withdrawn,
  withoutManualEdit,
} from './publication.ts';
import type { SiteState } from './site-state.ts';

/** Days a record outlives its visit: longer than any delivery, redrive or reconciliation can be late. */
export const BOOKING_KEPT_DAYS = 35;
const DAY_MS = 86_400_000;

/** A booking's next record, without its version. */
export type NextRecord = Omit<BookingRecord, 'version'>;

const keptFor = (end: Instant): number => Math.ceil((end + BOOKING_KEPT_DAYS * DAY_MS) / 1000);

/** When a visit ended, or would have: of one that is over only how long its record is kept may tell. */
export const endAsKept = ({ fact, ttl }: Pick<BookingRecord, 'fact' | 'ttl'>): Instant =>
  fact.end ?? ttl * 1000 - BOOKING_KEPT_DAYS * DAY_MS;

/** What all placements share: the joined BookingFacts, what was known before, and what Cal.com may show of its predecessor's. */
const base = (
  facts: BookingFacts,
  before: BookingRecord | undefined,
  reads?: string,
): Omit<NextRecord, 'placement'> => {
  const publication = before?.publication ?? NOTHING_PUBLISHED;
  const end = Math.max(
    ...[facts.fact, before?.fact].flatMap((fact) => fact?.end ?? []),
    facts.fact.createdAt,
  );
  return {
    ...factsOf(facts),
    ...(before?.siteId === undefined ? {} : { siteId: before.siteId }),
    ...(before?.pinned === undefined ? {} : { pinned: before.pinned }),
    ...(before?.overruled === undefined ? {} : { overruled: before.overruled }),
    unknownEquipment: before?.unknownEquipment ?? [],
    ...(before?.equipmentSeen === undefined ? {} : { equipmentSeen: before.equipmentSeen }),
    ...(before?.toldInPerson === undefined || !isTheSameVisit(facts, before)
      ? {}
      : { toldInPerson: before.toldInPerson }),
    publication: reads === undefined ? publication : { ...publication, reads },
    ...(before?.link === undefined ? {} : { link: before.link }),
    ...(before?.noShow === undefined ? {} : { noShow: before.noShow }),
    ttl: Math.max(before?.ttl ?? 0, keptFor(end)),
  };
};

/** What staff have said to someone about a visit no longer holds when it is at another time, of another status, or needs something else. */
const isTheSameVisit = (facts: BookingFacts, before: BookingRecord): boolean => {
  const [is, was] = [facts.fact, before.fact];
  if (is.status === 'ended' || was.status === 'ended') return is.status === was.status;
  return (
    is.status === was.status &&
    is.start === was.start &&
    is.end === was.end &&
    sameContent(inputsOf(facts), inputsOf(before))
  );
};

/** At which Site it is by their word holds for as long as it is there, at the time that they have decided on. */
const bySiteOfStaff = (
  { fact }: LiveFacts,
  before: BookingRecord | undefined,
  { site }: SiteState,
  sentHere: boolean,
): Pick<BookingRecord, 'siteByStaff'> => {
  const stands =
    before?.siteByStaff === true &&
    before.siteId === site.id &&
    before.fact.status !== 'ended' &&
    before.fact.start === fact.start;
  return sentHere || stands ? { siteByStaff: true } : {};
};

/**
 * A tombstone: holds nothing, owes nothing, is never pinned. It outlives the visit as `heard` tells it too: the end of
 * a booking often arrives before anything that says when the visit would have been. One that was over before anything was known
 * of it hands on the house and the words of the booking that it replaced: the one that replaces it may show them.
 */
export const endedRecord = (
  facts: BookingFacts,
  before: BookingRecord | undefined,
  heard: BookingFacts,
  replaced?: BookingRecord,
): NextRecord => {
  const reads = inheritedText(before, replaced);
  const siteId = before?.siteId ?? replaced?.siteId;
  const { pinned: _pinned, overruled: _overruled, publication, ttl, ...rest } = base(facts, before, reads);
  return {
    ...rest,
    ...(siteId === undefined ? {} : { siteId }),
    publication: withdrawn(publication),
    placement: { kind: 'ended' },
    ttl: Math.max(ttl, keptFor(heard.fact.end ?? 0)),
  };
};

/** The tombstone to be written; `undefined` where the one that stands says all of it. */
export const tombstoneOf = (
  facts: BookingFacts,
  before: BookingRecord | undefined,
  heard: BookingFacts,
  replaced?: BookingRecord,
): NextRecord | undefined => {
  const record = endedRecord(facts, before, heard, replaced);
  const isKnown = before?.placement.kind === 'ended' && sameFacts(before, facts) && before.ttl >= record.ttl;
  return isKnown ? undefined : record;
};

/**
 * A live booking that takes no room, and so is pinned to none. Where the clinic file says too little, staff see it. `drop`: it
 * had been told one, or may read one: staff are shown that it has none any more.
 */
export const ignoredRecord = (
  facts: BookingFacts,
  before: BookingRecord | undefined,
  reason: IgnoreReason,
  siteId: string | undefined,
  drop?: { readonly reads: string | undefined; readonly now: Instant },
): NextRecord => {
  const { pinned: _pinned, overruled: _overruled, publication, ...rest } = base(facts, before, drop?.reads);
  const told = withdrawn(publication);
  const placement = { kind: 'ignored', reason } as const;
  const isDropped = drop !== undefined && !isForWant(placement) && mayReadARoom(told);
  return {
    ...rest,
    ...(siteId === undefined ? {} : { siteId }),
    publication:
      siteId === undefined
        ? told
        : isDropped
          ? drifted(withoutManualEdit(told), { siteId, notBefore: drop.now, reason })
          : reason === TOO_LONG
            ? drifted(told, { siteId, notBefore: facts.fact.createdAt, reason })
            : told,
    placement,
  };
};

/** Terms of telling that a decision is made under. */
export type Terms = {
  readonly now: Instant;
  readonly settleMs: number;
  /** One of our texts that Cal.com may show for the booking: what its predecessor was told. */
  readonly reads?: string | undefined;
};

/** What is said of a live booking beside its place; `sentHere`: staff move it to this Site. */
type Placing = Terms & { readonly unknownEquipment: readonly string[]; readonly sentHere?: boolean };

/** A live booking with the room chosen for it; `progress`: what still holds of a visit that stays as it was. */
export const roomedRecord = (
  facts: LiveFacts,
  before: BookingRecord | undefined,
  choice: RoomChoice,
  state: SiteState,
  { progress, sentHere = false, ...terms }: Placing & { readonly progress?: Progress | undefined },
): NextRecord => {
  const { site } = state;
  const placement: Placement = {
    kind: 'roomed',
    roomId: choice.roomId,
    claims: choice.claims,
    dates: datesOf({ start: choice.from, end: choice.to }, site.timeZone),
    from: choice.from,
    to: choice.to,
    decidedAt: terms.now,
    catalogueVersion: state.catalogue.version,
  };
  return owing(
    {
      ...base(facts, before, terms.reads),
      siteId: site.id,
      ...bySiteOfStaff(facts, before, state, sentHere),
      unknownEquipment: terms.unknownEquipment,
      placement,
      ...(progress === undefined ? {} : { progress }),
    },
    state,
    terms,
  );
};

/** A live booking that no legal room can take now. */
export const waitingRecord = (
  facts: LiveFacts,
  before: BookingRecord | undefined,
  state: SiteState,
  { sentHere = false, ...terms }: Placing,
): NextRecord => {
  const { pinned: _pinned, overruled: _overruled, ...rest } = base(facts, before, terms.reads);
  // Who is here is so without a room, too.
  const { arrivedAt, finishedAt } = before?.progress ?? {};
  const isHere =
    arrivedAt !== undefined &&
    finishedAt === undefined &&
    before?.siteId === state.site.id &&
    isTheSameVisit(facts, before);
  const since = before?.placement.kind === 'waiting' ? before.placement.since : terms.now;
  const date = localDateOf(facts.fact.start, state.site.timeZone);
  const alsoOn = datesBeyond(state, facts.fact);
  return owing(
    {
      ...rest,
      siteId: state.site.id,
      ...bySiteOfStaff(facts, before, state, sentHere),
      unknownEquipment: terms.unknownEquipment,
      placement: { kind: 'waiting', date, ...(alsoOn.length > 0 ? { alsoOn } : {}), since },
      ...(isHere ? { progress: { arrivedAt } } : {}),
    },
    state,
    terms,
  );
};

/** What the Ledger writes beside a waiting booking's record, so that one reading of the Day shows who waits. */
export const waitingEntry = (booking: Booking, record: Pick<NextRecord, 'placement' | 'progress'>) => {
  const { requirement: _read, currentRoom: _none, ...entry } = booking;
  return whileHere(entry, record);
};

/** A hold whose patient is here waits on, whatever the clock says. */
export const whileHere = <T extends { readonly expiresAt?: Instant }>(
  entry: T,
  record: Pick<NextRecord, 'placement' | 'progress'>,
): T => {
  const { expiresAt: _lapses, ...lasting } = entry;
  return waitsHere(record) ? (lasting as T) : entry;
};

/** How a Site publishes; one that has no item in the Ledger yet does as its catalogue says, and always did. */
export const publishingOf = ({ catalogue, site, publishing, record }: SiteState): PublishingTerms => ({
  site,
  catalogue,
  publishing,
  publishingSince: record?.publishingSince ?? 0,
});

const owing = ({ publication, ...rest }: NextRecord, state: SiteState, terms: Terms): NextRecord => {
  // It is no longer than a week any more.
  const isTooLong = driftOf(publication)?.reason === TOO_LONG;
  const record = { ...rest, publication: isTooLong ? withdrawn(publication) : publication };
  return { ...record, publication: planPublication(record, { ...publishingOf(state), ...terms }) };
};
