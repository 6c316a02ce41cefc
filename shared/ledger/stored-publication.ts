import { isForWant } from '../domain/admit.ts';
import type { BookingFact } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { RoomId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import { LedgerUnavailable } from '../domain/ledger.ts';
import type { OwedEntry } from '../domain/ledger-records.ts';
import type { Drift, Publication, PublicationQueue, PublicationState } from '../domain/publication.ts';
import type { DriftReason, ParkedReason, QueuedReason } from '../domain/publication-reasons.ts';
import { unreachable } from '../domain/unreachable.ts';
import { editOf, storedEdit } from '../stored-words.ts';

/** A publication as a booking's item holds it, and the sparse index of those that wait for someone. */
export type StoredPublication = Omit<Publication, 'state'> & {
  readonly owed?: Owed;
  readonly humanEditAt?: Instant;
  readonly humanEditSeenAt?: Instant;
  readonly humanDigest?: string;
  readonly humanRoom?: RoomId;
  readonly humanPins?: true;
};

type Owed = {
  /** The partition key of the index. */
  readonly to: string;
  readonly notBefore: Instant;
  readonly listedFrom?: Instant;
  readonly unlisted?: true;
  readonly reason?: string;
  readonly retryAt?: Instant;
  readonly unreadable?: number;
};

/** The partition key that a queue has in the index. */
export const queueKey = (queue: PublicationQueue): string => {
  switch (queue.kind) {
    case 'queued':
      return `CRED#${queue.credential}`;
    case 'shadow':
      return `SHADOW#${queue.siteId}`;
    case 'parked':
      return `PARKED#${queue.siteId}`;
    case 'drift':
      return `DRIFT#${queue.siteId}`;
    case 'unmapped':
      return 'UNMAPPED';
    default:
      return unreachable(queue);
  }
};

type Unversioned = Omit<BookingRecord, 'version'>;

/** The row that a booking has in the index, where it has one. */
export const rowOf = (record: Unversioned): (OwedEntry & { readonly to: string }) | undefined => {
  const owed = owedIn(record);
  if (owed === undefined || owed.unlisted) return undefined;
  return {
    uid: record.uid,
    ...(record.siteId === undefined ? {} : { siteId: record.siteId }),
    start: owedStart(record.fact),
    notBefore: owed.listedFrom ?? owed.notBefore,
    to: owed.to,
  };
};

/** Urgency in the index: the start of the visit. One that ended owes nothing; were it owed, it would not get lost. */
const owedStart = (fact: BookingFact): Instant =>
  fact.status === 'ended' ? (fact.end ?? fact.createdAt) : fact.start;

export const storedPublication = (record: Unversioned): StoredPublication => {
  const { state, ...facts } = record.publication;
  const owed = owedIn(record);
  return {
    ...facts,
    ...(owed === undefined ? {} : { owed }),
    ...(state.kind === 'manual-edit' ? editFields(state) : {}),
  };
};

export const publicationOf = (stored: StoredPublication): Publication => {
  const { owed, humanEditAt, humanEditSeenAt, humanDigest, humanRoom, humanPins, ...facts } = stored;
  const waits = owed === undefined ? undefined : stateOf(owed);
  if (humanEditAt === undefined || (waits !== undefined && waits.kind !== 'drift'))
    return { ...facts, state: waits ?? { kind: 'nothing' } };
  const { kind: _drift, ...drift } = waits ?? { kind: undefined };
  const state: PublicationState = {
    kind: 'manual-edit',
    editedAt: humanEditAt,
    ...(humanDigest === undefined ? {} : { digest: humanDigest }),
    ...(humanRoom === undefined ? {} : { roomId: humanRoom }),
    ...(humanPins ? { pins: humanPins } : {}),
    ...(humanEditSeenAt === undefined ? {} : { seenAt: humanEditSeenAt }),
    ...(waits === undefined ? {} : { drift: drift as Drift }),
  };
  return { ...facts, state };
};

/** What the clinic file does not know waits for it, whatever was told before. */
const owedIn = ({ publication: { state }, placement, fact }: Unversioned): Owed | undefined => {
  if (placement.kind === 'ignored' && isForWant(placement))
    return { to: queueKey({ kind: 'unmapped' }), notBefore: fact.createdAt, reason: placement.reason };
  switch (state.kind) {
    case 'nothing':
      return undefined;
    case 'queued': {
      const { kind: _kind, credential: _to, ...owed } = state;
      return { to: queueKey(state), ...owed };
    }
    case 'shadow':
    case 'parked': {
      const { kind: _kind, siteId: _to, ...owed } = state;
      return { to: queueKey(state), ...owed };
    }
    case 'drift':
      return owedDrift(state);
    case 'manual-edit':
      return state.drift && owedDrift(state.drift);
    default:
      return unreachable(state);
  }
};

const owedDrift = ({ siteId, notBefore, reason }: Drift): Owed => ({
  to: queueKey({ kind: 'drift', siteId }),
  notBefore,
  reason: storedEdit(reason),
});

/** `undefined`: no one waits for it. What is unmapped shows in its placement. */
const stateOf = ({ to, notBefore, reason, ...tries }: Owed): PublicationState | undefined => {
  const at = to.indexOf('#');
  const name = to.slice(at + 1);
  switch (at < 0 ? to : to.slice(0, at)) {
    case 'CRED':
      return {
        kind: 'queued',
        credential: name,
        notBefore,
        ...(reason === undefined ? {} : { reason: reason as QueuedReason }),
        ...tries,
      };
    case 'SHADOW':
      return { kind: 'shadow', siteId: name, notBefore };
    case 'PARKED':
      return { kind: 'parked', siteId: name, notBefore, reason: (reason ?? 'unreadable') as ParkedReason };
    case 'DRIFT':
      return {
        kind: 'drift',
        siteId: name,
        notBefore,
        reason: editOf((reason ?? 'unknown') as DriftReason),
      };
    case 'UNMAPPED':
      return undefined;
    default:
      throw new LedgerUnavailable(`a booking waits for ${to}, which is nothing that we know`);
  }
};

const editFields = ({
  editedAt,
  seenAt,
  digest,
  roomId,
  pins,
}: Extract<PublicationState, { kind: 'manual-edit' }>): Partial<StoredPublication> => ({
  humanEditAt: editedAt,
  ...(seenAt === undefined ? {} : { humanEditSeenAt: seenAt }),
  ...(digest === undefined ? {} : { humanDigest: digest }),
  ...(roomId === undefined ? {} : { humanRoom: roomId }),
  ...(pins ? { humanPins: pins } : {}),
});
