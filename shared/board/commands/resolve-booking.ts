import { waitsHere } from '../../domain/admit.ts';
import type { BookingUid } from '../../domain/booking-event.ts';
import { factsOf } from '../../domain/booking-facts.ts';
import type { BookingRecord, LiveRecord } from '../../domain/booking-record.ts';
import { bookingWrite } from '../../domain/booking-write.ts';
import type { RoomId, SiteEntry } from '../../domain/catalogue.ts';
import { type Instant, MINUTE } from '../../domain/instant.ts';
import type { ChangeKind } from '../../domain/ledger-records.ts';
import { endedRecord, publishingOf, whileHere } from '../../domain/next-record.ts';
import type { Overruled } from '../../domain/overrule.ts';
import { planPublication } from '../../domain/plan-publication.ts';
import type { Publication } from '../../domain/publication.ts';
import { isAtRest, leftStanding, reasonOf, withoutManualEdit } from '../../domain/publication.ts';
import { GONE_AT_CAL_COM } from '../../domain/publication-reasons.ts';
import { isToldInPerson, roomOf } from '../../domain/room-of.ts';
import type { SiteState } from '../../domain/site-state.ts';
import { arrivedWaiting } from '../../domain/visit-progress.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import { bookingEtag } from '../rules/etag.ts';
import type { UndoStep } from '../rules/undo-step.ts';
import { wouldBeMoved } from '../rules/would-be-moved.ts';
import {
  type Action,
  type AsksFirst,
  type BoardDependencies,
  type IdempotentOutcome,
  runIdempotent,
  type Step,
} from '../run-idempotent.ts';
import { isManualEditOpen, publicationStatus } from '../view/publication-status.ts';
import { readAsSeen, type VisitSnapshot } from '../visit-snapshot.ts';
import type { Acted, BookingRefusal } from './record-progress.ts';

/** What staff decide about a booking, other than its room and its course. */
type ResolveAction =
  /** `overruled`: what had been, where it was pinned there before. */
  | { readonly do: 'pin'; readonly overruled?: Overruled }
  | { readonly do: 'unpin' }
  /** Equipment asked for that the catalogue does not know has been seen to. */
  | { readonly do: 'acknowledge-equipment' }
  /** Staff have told the patient of the room that Cal.com does not show, or does not show in time. */
  | { readonly do: 'told-in-person' }
  /** The patient of a visit that waits is here. */
  | { readonly do: 'arrived-waiting' }
  /** They are not here after all. */
  | { readonly do: 'not-arrived' }
  /** Staff have found a place for a visit that waits: it wants no room any more. */
  | { readonly do: 'arranged-by-hand' }
  /** It is looked for a room after all. */
  | { readonly do: 'plan-again' }
  /** Staff had not told them so: `told` is what they had, if anything. */
  | { readonly do: 'tell-otherwise'; readonly told?: RoomId | null }
  /** A location that a person wrote at Cal.com stands. */
  | { readonly do: 'adopt-theirs' }
  /** Our text goes over it, in one mail. */
  | { readonly do: 're-assert-ours' }
  /** All who share a booking are mailed its room again: some of them joined after it was told. */
  | { readonly do: 'tell-again' }
  /** A parked location is tried again. */
  | { readonly do: 'retry-publication' }
  /** A location from the time of `shadow` is sent after all. */
  | { readonly do: 'send-shadow' };

type ResolveOutcome = IdempotentOutcome<Acted> | BookingRefusal | AsksFirst;

type Resolved = {
  readonly record: Omit<BookingRecord, 'version'>;
  readonly what: ChangeKind;
  readonly undo?: UndoStep;
  /** Its Day wants planning. */
  readonly wantsPlan?: boolean;
  /** The booking is over, and gives up what it holds. */
  readonly ends?: boolean;
};

type Terms = {
  readonly now: Instant;
  readonly settleMs: number;
  /** Anyone that it touches has been seen. */
  readonly agreed: boolean;
  /** What goes with the press, where something does. */
  readonly overruled?: Overruled | undefined;
  readonly told?: RoomId | null | undefined;
};

/** Resolves one thing about a booking: all that staff find among what needs attention can be resolved so. */
export const resolveBooking = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  uid: BookingUid,
  decision: ResolveAction,
  ifMatch?: string,
): Promise<ResolveOutcome> =>
  runIdempotent(deps, action, async (): Promise<Step<Acted, BookingRefusal | AsksFirst>> => {
    const now = deps.now();
    const visit = await readAsSeen(deps, site, uid, ifMatch, now);
    if ('refusal' in visit) return { kind: 'refuse', ...visit };
    const { agreed = false } = action;
    const resolved = RESOLVE[decision.do](visit, { ...decision, now, settleMs: deps.settleMs, agreed });
    if (typeof resolved === 'string')
      return { kind: 'refuse', refusal: { kind: 'not-now', reason: resolved } };
    if ('question' in resolved) return { kind: 'refuse', refusal: resolved };
    const { placement } = visit.record;
    const unit = new UnitOfWork(visit.snapshot, now, action.by);
    unit.write(bookingWrite(visit.record, resolved.record));
    const pinned = resolved.record.pinned ?? false;
    if (resolved.ends) unit.giveUp(visit.record);
    else if (pinned !== (visit.record.pinned ?? false)) {
      unit.pin(visit.record, pinned);
      // Let go, it may be moved out of a room that had become unusable.
      if (!pinned && placement.kind === 'roomed') unit.due(site.id, visit.date, uid);
    }
    if (resolved.wantsPlan) unit.due(site.id, visit.date, uid);
    const { arrangedByHand } = resolved.record;
    const isHereOrNot = waitsHere(resolved.record) !== waitsHere(visit.record);
    // What waits is seen by the plan as it stands there, on each of its Days: one that is as it was is not planned anew.
    if (arrangedByHand !== visit.record.arrangedByHand || isHereOrNot)
      for (const { date, waiting } of visit.snapshot.days.values()) {
        const waits = waiting.find((each) => each.uid === uid);
        if (waits === undefined) continue;
        const { arrangedByHand: _before, ...before } = waits;
        const lapses = { ...before, ...lapseOf(visit.record, visit.snapshot.state) };
        const entry = whileHere(isHereOrNot ? lapses : before, resolved.record);
        unit.wait(site.id, date, arrangedByHand ? { ...entry, arrangedByHand } : entry);
      }
    const roomId = roomOf(visit.record);
    const about = { bookingUid: uid, ...(roomId === null ? {} : { roomId }) };
    unit.change(site.id, visit.date, resolved.what, about, 'said-by-staff');
    return {
      kind: 'commit',
      unit,
      result: { uid, roomId, etag: bookingEtag({ ...resolved.record, version: 0 }) },
      ...(resolved.undo === undefined ? {} : { undo: resolved.undo }),
    };
  });

const RESOLVE: Record<
  ResolveAction['do'],
  (visit: VisitSnapshot, terms: Terms) => Resolved | AsksFirst | string
> = {
  pin: ({ record }, { overruled }) => {
    if (record.placement.kind !== 'roomed') return 'has-no-room';
    if (record.pinned) return 'pinned-already';
    return {
      record: { ...unversioned(record), pinned: true, ...(overruled ? { overruled } : {}) },
      what: 'pinned',
      undo: { do: 'pin', uid: record.uid, pinned: false },
    };
  },
  unpin: (visit, { now, agreed }) => {
    const { record } = visit;
    if (!record.pinned) return 'not-pinned';
    // What it was overruled for, it may have to leave.
    const { pinned: _pinned, overruled, ...free } = record;
    if (!agreed && wouldBeMoved(visit, free, now))
      return { kind: 'asks-first', question: { what: 'unpin', booking: record.uid } };
    return {
      record: unversioned(free),
      what: 'unpinned',
      undo: { do: 'pin', uid: record.uid, pinned: true, ...(overruled ? { overruled } : {}) },
    };
  },
  'acknowledge-equipment': ({ record }) =>
    record.unknownEquipment.every((tag) => record.equipmentSeen?.includes(tag))
      ? 'nothing-unknown'
      : {
          record: { ...unversioned(record), equipmentSeen: record.unknownEquipment },
          what: 'acknowledged',
        },
  'told-in-person': ({ record }) =>
    isToldInPerson(record)
      ? 'told-already'
      : {
          record: { ...unversioned(record), toldInPerson: roomOf(record) },
          what: 'acknowledged',
          undo: {
            do: 'tell-otherwise',
            uid: record.uid,
            ...(record.toldInPerson === undefined ? {} : { told: record.toldInPerson }),
          },
        },
  'tell-otherwise': ({ record }, { told }) => {
    const { toldInPerson: _told, ...before } = unversioned(record);
    return { record: told === undefined ? before : { ...before, toldInPerson: told }, what: 'undone' };
  },
  'arrived-waiting': ({ record }, { now }) => {
    const progress = arrivedWaiting(record, now);
    return typeof progress === 'string'
      ? progress
      : {
          record: { ...unversioned(record), progress },
          what: 'arrived',
          undo: { do: 'not-arrived', uid: record.uid },
        };
  },
  'not-arrived': ({ record }) => {
    // By then it may have a room, and have gone further in it.
    if (record.placement.kind !== 'waiting') return 'has-a-room';
    const { progress: _arrived, ...before } = unversioned(record);
    return { record: before, what: 'undone' };
  },
  'arranged-by-hand': ({ record }) => {
    if (record.placement.kind !== 'waiting') return 'has-a-room';
    if (record.arrangedByHand) return 'arranged-already';
    return {
      record: { ...unversioned(record), arrangedByHand: true },
      what: 'arranged',
      undo: { do: 'plan-again', uid: record.uid },
    };
  },
  'plan-again': ({ record }) => {
    const { arrangedByHand, ...again } = unversioned(record);
    return arrangedByHand ? { record: again, what: 'undone', wantsPlan: true } : 'not-arranged';
  },
  'adopt-theirs': ({ record }, { now }) => {
    // Cal.com has no such booking any more: it is over here, too.
    if (reasonOf(record.publication) === GONE_AT_CAL_COM)
      return { record: endedNow(record, now), what: 'released', ends: true };
    if (!isManualEditOpen(record)) return 'no-manual-edit';
    const publication = leftStanding(record.publication, now);
    return { record: { ...unversioned(record), publication }, what: 'adopted' };
  },
  're-assert-ours': (visit, terms) => {
    const { publication } = visit.record;
    if (publication.state.kind !== 'manual-edit') return 'no-manual-edit';
    // A link or a number is a meeting: writing over it would delete it.
    if (publication.state.drift?.reason === 'not-a-place') return 'is-a-meeting';
    return owing(
      visit,
      { ...withoutManualEdit(publication), reassert: true, adopted: true },
      'reasserted',
      terms,
    );
  },
  'tell-again': (visit, terms) => {
    const { publication } = visit.record;
    if ((publication.seats?.late ?? 0) === 0) return 'no-one-joined-late';
    if (visit.snapshot.state.publishing !== 'on') return 'publishing-is-not-on';
    return owing(visit, { ...publication, sends: 0, again: true }, 'retried', { ...terms, settleMs: 0 });
  },
  'retry-publication': (visit, terms) =>
    visit.record.publication.state.kind === 'parked'
      ? owing(visit, { ...visit.record.publication, sends: 0 }, 'retried', terms)
      : 'not-parked',
  'send-shadow': (visit, terms) => {
    if (publicationStatus(visit.record, visit.snapshot.state) !== 'shadow') return 'not-in-shadow';
    if (visit.snapshot.state.publishing !== 'on') return 'publishing-is-not-on';
    // Older than the Site's publishing, it is told only because staff say so.
    return owing(visit, { ...visit.record.publication, adopted: true }, 'adopted', terms);
  },
};

/** Until when a hold waits whose patient is not here. */
const lapseOf = ({ fact }: LiveRecord, { site }: SiteState): { readonly expiresAt?: Instant } =>
  fact.status === 'tentative' ? { expiresAt: fact.createdAt + site.policy.holdMinutes * MINUTE } : {};

/** The booking as if Cal.com had sent its cancellation. */
const endedNow = (record: LiveRecord, now: Instant): Omit<BookingRecord, 'version'> => {
  const { uid, end } = record.fact;
  const fact = { uid, status: 'ended', createdAt: now, reason: 'cancelled', end } as const;
  const facts = { ...factsOf(record), fact };
  return endedRecord(facts, record, facts);
};

/** The booking queued anew, as after a decision. */
const owing = (
  { snapshot, record }: VisitSnapshot,
  publication: Publication,
  what: ChangeKind,
  { now, settleMs }: Terms,
): Resolved | string => {
  const next = { ...unversioned(record), publication };
  const told = planPublication(next, { ...publishingOf(snapshot.state), now, settleMs });
  return isAtRest(told) ? 'nothing-to-tell' : { record: { ...next, publication: told }, what };
};

const unversioned = ({ version: _version, ...record }: LiveRecord): Omit<LiveRecord, 'version'> => record;
