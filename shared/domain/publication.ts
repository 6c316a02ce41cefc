import type { CredentialName, RoomId, SiteId } from './catalogue.ts';
import type { Instant } from './instant.ts';
import { type DriftReason, PATCH_404, type ParkedReason, type QueuedReason } from './publication-reasons.ts';

/*
 *   nothing ──decided──► queued ◄─────────────── decided again · refused once · unsent ──┐
 *      ▲                  │  │ attempt recorded, PATCH                                    │
 *      │ over, no room    │  └──► sent ──a GET shows the text──► verified ──another room──┘
 *      └──────────────────┤         └─ outcome unknown: read back before anything is sent again
 *   shadow ◄──mode, older─┤◄──staff adopt · publishing goes on
 *   parked ◄──refused, three times, unreadable──┤◄──staff retry · known again
 *   drift  ◄──gone or alive at Cal.com, dropped─┤◄──decided anew, where there is something to tell
 *   manual-edit ◄──a GET shows a person's text──┘◄──staff re-assert ours; seen: it stands
 *
 * `sent` and `verified` are `queued` and `nothing` as seen with the text that is wanted now (`phaseOf`): a renamed room wants
 * another text, and no item is written for that.
 */

/** What is left to staff. */
export type Drift = { readonly siteId: SiteId; readonly notBefore: Instant; readonly reason: DriftReason };

/** What is to become of a booking's publication. */
export type PublicationState =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'queued';
      readonly credential: CredentialName;
      readonly notBefore: Instant;
      /** While an attempt is on its way: from when on it is listed as due, most likely for good. Each time that changes is paid for. */
      readonly listedFrom?: Instant;
      /**
       * While an attempt is on its way to a visit far ahead: no publisher looks for it. Cal.com's list of changes shows that it arrived, or
       * the next reading of the horizon that it did not. Two writes of the index less, and one of the outcome.
       */
      readonly unlisted?: true;
      readonly reason?: QueuedReason;
      /** The booking could not be read at Cal.com: it is not tried again before this instant. */
      readonly retryAt?: Instant;
      /** How often that was while Cal.com gave others. */
      readonly unreadable?: number;
    }
  /** Would be queued, were publishing on, or had staff adopted it. */
  | { readonly kind: 'shadow'; readonly siteId: SiteId; readonly notBefore: Instant }
  /** Could not be sent, and is not tried again before staff say so. */
  | {
      readonly kind: 'parked';
      readonly siteId: SiteId;
      readonly notBefore: Instant;
      readonly reason: ParkedReason;
    }
  | ({ readonly kind: 'drift' } & Drift)
  /** A person at Cal.com wrote a location of their own; it stands until staff decide. */
  | {
      readonly kind: 'manual-edit';
      readonly editedAt: Instant;
      /** Keyed digest of that text: the same text again is no news, and staff may take back this one and no other. */
      readonly digest?: string;
      /** The Room that the text names and the booking could not be moved to. */
      readonly roomId?: RoomId;
      /** It has pinned the booking, which was not before. */
      readonly pins?: true;
      /** Staff have let the text stand. */
      readonly seenAt?: Instant;
      /** What staff have to decide about it. */
      readonly drift?: Drift;
    };

/** Where what is to be told waits: only `queued` is read by a publisher. */
export type SendingQueue =
  | { readonly kind: 'queued'; readonly credential: CredentialName }
  | { readonly kind: 'shadow'; readonly siteId: SiteId };

/** All that a Ledger lists; `unmapped` is of no Site: the clinic file does not know its event type, or not its host. */
export type PublicationQueue =
  | SendingQueue
  | { readonly kind: 'parked' | 'drift'; readonly siteId: SiteId }
  | { readonly kind: 'unmapped' };

/** The queues of one Site, beside those of the keys that it is told with. */
export const queuesOf = (siteId: SiteId): readonly PublicationQueue[] =>
  (['shadow', 'parked', 'drift'] as const).map((kind) => ({ kind, siteId }));

/** The recorded intention to PATCH: written before the request leaves. */
export type Attempt = {
  readonly id: string;
  readonly text: string;
  readonly at: Instant;
  /** Absent = no one knows yet whether it arrived. */
  readonly outcome?: AttemptOutcome;
  /** Of a booking with seats: keyed digests of those it was sent to. */
  readonly seats?: readonly string[];
  /** Staff wanted the text sent again that Cal.com showed already. */
  readonly again?: true;
};
type AttemptOutcome = 'accepted' | 'refused' | 'unsent';

/** The seats of a booking that several people share, as the last reading showed them. */
export type SeatsSeen = {
  readonly taken: number;
  /** Keyed digests of the seats that were told the room. */
  readonly told?: readonly string[];
  /** Taken since the room was told: Cal.com mailed them the event type's address. */
  readonly late: number;
};

/** What Cal.com has been and has yet to be told of one booking. */
export type Publication = {
  readonly state: PublicationState;
  /** Every text ever sent for this uid: what Cal.com shows of these is *ours*. */
  readonly texts: readonly string[];
  /** Keyed digest of what the first GET showed before any attempt: the event type's *default*. */
  readonly defaultDigest?: string;
  readonly attempt?: Attempt;
  /** How often `attempt.text` has been sent since it last changed. */
  readonly sends: number;
  /** What a GET has verified that Cal.com shows. */
  readonly verified?: { readonly text: string; readonly at: Instant };
  /**
   * One of our texts that Cal.com may show, though no one sent it for this uid: what its predecessor was told (a reschedule
   * through the API keeps it), or the words of a room that it was booked with.
   */
  readonly reads?: string;
  /** Who shares the booking, where several do. */
  readonly seats?: SeatsSeen;
  /** Staff want the text sent once more, though Cal.com shows it: some of those who share the booking do not know it. */
  readonly again?: true;
  /** Staff want our text over a person's, once. */
  readonly reassert?: boolean;
  /** Staff have said that this booking, older than the Site's publishing, is to be told. */
  readonly adopted?: true;
};

/** A booking of which Cal.com has been told nothing. */
export const NOTHING_PUBLISHED: Publication = { state: { kind: 'nothing' }, texts: [], sends: 0 };

/**
 * How long an attempt of unknown outcome is left alone, in milliseconds: Cal.com may still apply it, and sending
 * again before it shows would mail twice. Fifteen seconds more than the latest reply that is provided for.
 */
export const UNKNOWN_OUTCOME_MS = 75_000;

/** Whether Cal.com was told a room: it showed one, or an attempt was recorded. */
export const isTold = ({ attempt, verified }: Publication): boolean =>
  attempt !== undefined || verified !== undefined;

/** Whether the patient may know a room: Cal.com was told one, or in shadow would have been. */
export const isAnnounced = (publication: Publication): boolean =>
  isTold(publication) || publication.state.kind === 'shadow';

/** Whether Cal.com may show a room for the booking: its own, or what another text of ours said of it. */
export const mayReadARoom = (publication: Publication): boolean =>
  isAnnounced(publication) || publication.reads !== undefined;

/** What Cal.com shows of our texts, as far as anyone knows. */
export const lastText = ({ attempt, verified, reads, state }: Publication): string | undefined => {
  if (state.kind === 'manual-edit') return undefined;
  const arrived = attempt !== undefined && attempt.outcome !== 'refused' && attempt.outcome !== 'unsent';
  if (arrived && attempt.at >= (verified?.at ?? 0)) return attempt.text;
  return verified?.text ?? reads;
};

/** Whether it is unknown that the last attempt arrived. */
export const isUnknown = (publication: Publication): publication is Publication & { attempt: Attempt } =>
  publication.attempt !== undefined && publication.attempt.outcome === undefined;

/** Whether Cal.com has accepted the last attempt, and nothing else is asked of it: it is to be seen there. */
export const isSent = (publication: Publication): publication is Publication & { attempt: Attempt } =>
  publication.state.kind === 'queued' && publication.attempt?.outcome === 'accepted' && !publication.again;

/** Whether an attempt is on its way that only a list is to show. */
export const isLeftToLists = (publication: Publication): publication is Publication & { attempt: Attempt } =>
  publication.state.kind === 'queued' &&
  publication.state.unlisted === true &&
  publication.attempt !== undefined;

/** What is left to staff, where something is. */
export const driftOf = ({ state }: Publication): Drift | undefined =>
  state.kind === 'drift' ? state : state.kind === 'manual-edit' ? state.drift : undefined;

/** Why it is queued still, parked or left to staff. */
export const reasonOf = (publication: Publication): QueuedReason | ParkedReason | DriftReason | undefined => {
  const { state } = publication;
  return state.kind === 'queued' || state.kind === 'parked' ? state.reason : driftOf(publication)?.reason;
};

/** From when on someone is to do something about it, where there is something to do. */
export const waitsFrom = (publication: Publication): Instant | undefined => {
  const { state } = publication;
  return state.kind === 'nothing' || state.kind === 'manual-edit'
    ? driftOf(publication)?.notBefore
    : state.notBefore;
};

/** Whether neither Cal.com is to be told anything nor staff have to decide. */
export const isAtRest = (publication: Publication): boolean => waitsFrom(publication) === undefined;

/** Nothing is to be told, and nothing decided; what a person wrote stands. */
export const withdrawn = (publication: Publication): Publication => {
  if (publication.state.kind !== 'manual-edit') return { ...publication, state: { kind: 'nothing' } };
  const { drift: _decided, ...state } = publication.state;
  return { ...publication, state };
};

/** As if no one had written a location of their own. */
export const withoutManualEdit = ({ reassert: _once, ...publication }: Publication): Publication => {
  if (publication.state.kind !== 'manual-edit') return publication;
  const { drift } = publication.state;
  return { ...publication, state: drift === undefined ? { kind: 'nothing' } : { kind: 'drift', ...drift } };
};

/** Nothing is sent before staff have looked. */
export const parked = (
  publication: Publication,
  siteId: SiteId,
  reason: ParkedReason,
  now: Instant,
): Publication => ({ ...publication, state: { kind: 'parked', siteId, notBefore: now, reason } });

/** Staff have to decide; what a person wrote stands. */
export const drifted = (publication: Publication, drift: Drift): Publication => ({
  ...publication,
  state:
    publication.state.kind === 'manual-edit' ? { ...publication.state, drift } : { kind: 'drift', ...drift },
});

/** A GET has shown a person's text. */
export const manuallyEdited = (
  publication: Publication,
  edit: Omit<Extract<PublicationState, { kind: 'manual-edit' }>, 'kind' | 'seenAt'>,
): Publication => ({ ...publication, state: { kind: 'manual-edit', ...edit } });

/** Staff have let it stand: the text of a person, whichever it was by then. */
export const leftStanding = (publication: Publication, now: Instant): Publication => {
  const { state } = publication;
  if (state.kind !== 'manual-edit') return publication;
  const { drift: _decided, ...edit } = state;
  return { ...publication, state: { ...edit, seenAt: Math.max(now, state.editedAt) } };
};

/** Under another key, or mode, as before. */
export const requeued = (publication: Publication, to: SendingQueue, notBefore: Instant): Publication => ({
  ...publication,
  state: { ...to, notBefore },
});

/** Not before `notBefore`. */
export const deferred = (publication: Publication, notBefore: Instant): Publication =>
  queuedWith(publication, { notBefore });

/** Tried again at `retryAt`; queued since when it was: who waits for it must see for how long. */
export const unread = (publication: Publication, retryAt: Instant, unreadable: number): Publication =>
  queuedWith(publication, { retryAt, unreadable });

/** The key was refused for it. */
export const keyRefused = (publication: Publication): Publication =>
  queuedWith(publication, { reason: 'key-refused' });

/**
 * An attempt is recorded: it leaves next, and is read back before anything else is sent. `verifyFrom`: once it is accepted; `lists`: by no
 * one but the lists.
 */
export const attempted = (
  { again, ...publication }: Publication,
  attempt: Pick<Attempt, 'id' | 'text' | 'at'>,
  { seats, sends, verifyFrom }: { seats: readonly string[]; sends: number; verifyFrom?: Instant | 'lists' },
): Publication => {
  const { state, texts } = publication;
  if (state.kind !== 'queued') return publication;
  return {
    ...publication,
    texts: withText(texts, attempt.text),
    attempt: {
      ...attempt,
      ...(publication.seats === undefined ? {} : { seats }),
      ...(again ? { again } : {}),
    },
    sends,
    state: {
      kind: 'queued',
      credential: state.credential,
      notBefore: attempt.at + UNKNOWN_OUTCOME_MS,
      ...(verifyFrom === 'lists' ? { unlisted: true } : verifyFrom && { listedFrom: verifyFrom }),
      ...(state.reason === PATCH_404 ? { reason: PATCH_404 } : {}),
    },
  };
};

/** What became of an attempt. */
export type Conclusion = {
  /** Absent: still no one knows. */
  readonly outcome?: AttemptOutcome;
  readonly notBefore: Instant;
  /** The text never got as far as being tried. */
  readonly uncounted?: boolean;
  /** Why nothing more is sent. */
  readonly park?: ParkedReason;
  /** Why it is queued still. */
  readonly reason?: QueuedReason;
};

/** `moved`: another text is wanted by now; then what became of this one says nothing of that, and it is due at once. */
export const concluded = (
  publication: Publication & { attempt: Attempt },
  { outcome, notBefore, uncounted, park, reason }: Conclusion,
  { moved, siteId, now }: { moved: boolean; siteId: SiteId | undefined; now: Instant },
): Publication => {
  const next: Publication = {
    ...publication,
    attempt: { ...publication.attempt, ...(outcome === undefined ? {} : { outcome }) },
    sends: uncounted ? Math.max(0, publication.sends - 1) : publication.sends,
  };
  const { state } = publication;
  if (state.kind !== 'queued') return next;
  const { reason: before, listedFrom, unlisted: _leftToLists, ...queued } = state;
  if (moved) return { ...next, state: { ...queued, notBefore: now } };
  if (park !== undefined && siteId !== undefined) return parked(next, siteId, park, notBefore);
  const still = reason ?? (outcome === undefined ? before : undefined);
  return {
    ...next,
    state: {
      ...queued,
      notBefore: outcome === 'accepted' ? Math.max(notBefore, listedFrom ?? 0) : notBefore,
      ...(still === undefined ? {} : { reason: still }),
    },
  };
};

/**
 * A reading has shown the text: where the attempt was to bring it, and nothing is known of that, it has arrived. Of what stood there
 * before, and was to be sent again, a reading says nothing.
 */
export const verified = (publication: Publication, text: string, now: Instant): Publication => ({
  ...withoutManualEdit(withdrawn(publication)),
  ...(isUnknown(publication) &&
    publication.attempt.text === text &&
    !publication.attempt.again && { attempt: { ...publication.attempt, outcome: 'accepted' } }),
  texts: withText(publication.texts, text),
  verified: { text, at: now },
});

const queuedWith = (
  publication: Publication,
  change: Partial<Extract<PublicationState, { kind: 'queued' }>>,
): Publication => {
  if (publication.state.kind !== 'queued') return publication;
  const { listedFrom: _onItsWay, unlisted: _leftToLists, ...state } = publication.state;
  return { ...publication, state: { ...state, ...change } };
};

const withText = (texts: readonly string[], text: string): string[] => [...new Set([...texts, text])];

/** Where the text that is wanted now stands: what staff read of it. */
type PublicationPhase = PublicationState['kind'] | 'sent' | 'verified';

export const phaseOf = (
  { state, attempt, verified }: Publication,
  wanted: string | undefined,
): PublicationPhase => {
  switch (state.kind) {
    case 'queued':
      return attempt?.text === wanted && (attempt?.outcome === 'accepted' || state.unlisted)
        ? 'sent'
        : 'queued';
    case 'nothing':
      return wanted !== undefined && verified?.text === wanted ? 'verified' : 'nothing';
    default:
      return state.kind;
  }
};
