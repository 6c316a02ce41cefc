import type { CalBooking } from '../calcom/cal-api.ts';
import { locationDigest } from '../calcom/location-classifier.ts';
import { roomNamed } from '../calcom/room-named.ts';
import { admit } from '../domain/admit.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { Room, RoomId } from '../domain/catalogue.ts';
import { fitInto } from '../domain/decide.ts';
import type { Rejection } from '../domain/hard-rules.ts';
import type { IgnoreReason } from '../domain/ignore-reason.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { Publication } from '../domain/publication.ts';
import { driftOf, manuallyEdited } from '../domain/publication.ts';
import type { ManualEditReason } from '../domain/publication-reasons.ts';
import type { SiteState } from '../domain/site-state.ts';
import { dayOf } from '../unit-of-work/day-snapshot.ts';
import { readSnapshot } from '../unit-of-work/read-snapshot.ts';
import { seatBooking } from '../unit-of-work/seat-booking.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import { changeOf, savePublication } from './save-publication.ts';

/** `known`: the same text was outcome before. `stale`: the booking changed meanwhile; the next run looks again. */
type EditOutcome = 'pinned' | 'followed' | 'known' | 'stale';

/**
 * A person wrote a location of their own at Cal.com. It stands: the booking is pinned and never overwritten. Where the text
 * names one of the Site's rooms, the Ledger follows it, if that room is a legal one; everything else is Drift for staff
 * to decide.
 */
export const acceptManualEdit = async (
  ledger: Ledger,
  record: BookingRecord,
  state: SiteState,
  { shown }: Pick<CalBooking, 'shown'>,
  origin: 'manual-edit' | 'not-a-place',
  { now, digestKey }: { now: Instant; digestKey: string },
): Promise<EditOutcome> => {
  const { site } = state;
  const digest = locationDigest(shown, digestKey);
  const { state: before } = record.publication;
  if (before.kind === 'manual-edit' && before.digest === digest) return 'known';
  const pins = !record.pinned || (before.kind === 'manual-edit' && before.pins === true);
  const edit = { editedAt: now, digest, ...(pins && { pins }) };
  const edited = manuallyEdited(record.publication, edit);
  const drift = (reason: ManualEditReason, roomId?: RoomId): Publication =>
    manuallyEdited(record.publication, {
      ...edit,
      ...(roomId === undefined ? {} : { roomId }),
      drift: { siteId: site.id, notBefore: now, reason },
    });
  const pin = async (next: Publication): Promise<EditOutcome> => {
    const line = changeOf(record, site, now, 'manual-edit', driftOf(next)?.reason ?? 'same-room');
    const result = await savePublication(ledger, { ...record, pinned: true }, next, [line]);
    return result.kind === 'stale' ? 'stale' : 'pinned';
  };

  const room = origin === 'manual-edit' ? roomNamed(shown, site) : undefined;
  if (room === undefined) return pin(drift(origin === 'manual-edit' ? 'manual-edit' : 'not-a-place'));
  if (record.placement.kind === 'roomed' && record.placement.roomId === room.id) return pin(edited);
  const followed = await follow(ledger, { ...record, publication: edited, pinned: true }, state, room, now);
  if (followed.kind === 'refused') return pin(drift(`room-${followed.reason}`, room.id));
  return followed.kind;
};

type Followed =
  | { kind: 'followed' | 'stale' }
  | { kind: 'refused'; reason: Rejection | IgnoreReason | 'ended' | 'unknown' };

/** Moves the booking into the room, in one transaction, if the hard rules allow it. */
const follow = async (
  ledger: Ledger,
  record: BookingRecord,
  state: SiteState,
  room: Room,
  now: Instant,
): Promise<Followed> => {
  const { fact, placement } = record;
  if (fact.status === 'ended') return { kind: 'refused', reason: 'ended' };
  const currentRoom = placement.kind === 'roomed' ? placement.roomId : undefined;
  const facts = { ...record, fact };
  const admission = admit(facts, state.catalogue, now, currentRoom === undefined ? {} : { currentRoom });
  if (admission.kind === 'ignored') return { kind: 'refused', reason: admission.reason };
  const snapshot = await readSnapshot(ledger, state, fact);
  const choice = fitInto(room.id, admission.booking, dayOf(snapshot), now);
  if (choice === undefined) return { kind: 'refused', reason: 'unknown' };
  if ('rejection' in choice) return { kind: 'refused', reason: choice.rejection };
  const unit = new UnitOfWork(snapshot, now, 'publisher');
  seatBooking(unit, {
    facts,
    before: record,
    booking: admission.booking,
    decision: { kind: currentRoom === undefined ? 'assign' : 'move', ...choice },
    unknownEquipment: record.unknownEquipment,
    // Nothing is told after it: the person has said where to go.
    terms: { now, settleMs: 0 },
    pinned: true,
    reason: 'manual-edit',
  });
  const result = await ledger.commit(unit.writes());
  return { kind: result.kind === 'stale' ? 'stale' : 'followed' };
};
