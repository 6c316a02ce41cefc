import type { Booking } from '../domain/booking.ts';
import type { LiveFacts } from '../domain/booking-facts.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { bookingWrite } from '../domain/booking-write.ts';
import type { SiteId } from '../domain/catalogue.ts';
import type { Progress } from '../domain/day.ts';
import type { Decision } from '../domain/decide.ts';
import { plannedFrom } from '../domain/horizon.ts';
import { localDateOf } from '../domain/local-time.ts';
import { isLinkFirst } from '../domain/location-text.ts';
import { type NextRecord, roomedRecord, type Terms } from '../domain/next-record.ts';
import type { Overruled } from '../domain/overrule.ts';
import { isAnnounced, type Publication, waitsFrom } from '../domain/publication.ts';
import type { VisitProgress } from '../domain/visit-progress.ts';
import { noteLeaving } from './note-leaving.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** A booking, and the room that someone has decided on for it. */
export type Seating = {
  readonly facts: LiveFacts;
  readonly before: BookingRecord | undefined;
  readonly booking: Booking;
  readonly decision: Exclude<Decision, { readonly kind: 'wait' }>;
  readonly unknownEquipment: readonly string[];
  readonly terms: Terms;
  /** Staff move it to this Site. */
  readonly sentHere?: boolean;
  /** Staff, or a person at Cal.com, have decided that it is there. */
  readonly pinned?: boolean;
  /** The rules that they have decided so against. */
  readonly overruled?: Overruled;
  /** For the trail, where it is not the decision's own reason. */
  readonly reason?: string;
  /** How far it is already: someone who walks in is in the room. */
  readonly progress?: Pick<VisitProgress, 'progress' | 'overrun'>;
  /** Of one that waits: staff have found it a place. */
  readonly arrangedByHand?: boolean;
  /** What Cal.com shows of the room already, so that nothing is owed. */
  readonly publication?: Publication;
};

/** After so long a decision that was made alongside stands in the Ledger. */
const ALONGSIDE_MS = 10_000;

/**
 * The one way into a room, anyone who decides: what the booking held goes, what it takes and owes stands, and until when it may move
 * on without a mail is written beside it.
 */
export const seatBooking = (unit: UnitOfWork, seating: Seating): NextRecord => {
  const { facts, before, booking, unknownEquipment, terms, pinned = false, overruled, publication } = seating;
  const { sentHere = false } = seating;
  const { state } = unit;
  const date = localDateOf(booking.start, state.site.timeZone);
  const going = goingOn(before, booking, seating.decision, state.site.id);
  const decision = going?.decision ?? seating.decision;
  if (before)
    unit.giveUp(before, {
      due: freesSomething(before, decision),
      ...(going && decision.kind === 'keep' ? { goesOnIn: decision.claims } : {}),
    });
  if (before) noteLeaving(unit, before);
  // A pin means this room: it does not follow the booking to another one, nor to another site's of the same name.
  const kept =
    decision.kind !== 'keep' && before
      ? { ...onItsOwn(before), ...(pinned && { pinned }), ...(overruled && { overruled }) }
      : before && !isAt(before, booking)
        ? withoutOverruled(before)
        : before;
  const progress = seating.progress?.progress ?? going?.progress;
  const next = roomedRecord(facts, kept, decision, state, { ...terms, unknownEquipment, progress, sentHere });
  const record = {
    ...next,
    // Of one that is new nothing is kept.
    ...(before === undefined && pinned ? { pinned } : {}),
    ...(before === undefined && overruled ? { overruled } : {}),
    ...(publication === undefined ? {} : { publication }),
  };
  unit.seat(booking, decision, {
    ...(progress ? { progress } : {}),
    ...(record.pinned ? { pinned: true } : {}),
    ...(isLinkFirst(state.site.announcing)
      ? { quietUntil: booking.start }
      : isAnnounced(record.publication)
        ? {}
        : { quietUntil: waitsFrom(record.publication) ?? Number.MAX_SAFE_INTEGER }),
  });
  if (seating.progress?.overrun) unit.overrun(booking.uid, decision, seating.progress.overrun);
  unit.write(bookingWrite(before, record));
  const planned = plannedFrom(state.site, date);
  // Two that are decided at once about one person's visits do not see each other: a plan does, made before either is told; and one
  // that is made when the slower of them stands there too.
  if (state.site.ways !== undefined && planned <= terms.now) {
    unit.due(state.site.id, date, 'ways');
    unit.due(state.site.id, date, 'ways', terms.now + ALONGSIDE_MS);
  }
  if (booking.expiresAt !== undefined)
    unit.due(state.site.id, date, booking.uid, Math.max(booking.expiresAt, planned));
  if (decision.kind !== 'keep') {
    const from =
      decision.kind === 'move' && before?.placement.kind === 'roomed' ? before.placement : undefined;
    unit.change(
      state.site.id,
      date,
      decision.kind === 'assign' ? 'assigned' : 'moved',
      { bookingUid: booking.uid, roomId: decision.roomId, ...(from ? { fromRoomId: from.roomId } : {}) },
      seating.reason ?? decision.reason,
    );
  }
  return record;
};

/**
 * What staff have said of a visit that keeps its room and its times, and that room, held no longer than before: the
 * overrun begins where it ended. Who goes to another room at the same time, or has waited for one, has arrived all the same.
 */
const goingOn = (
  before: BookingRecord | undefined,
  { start, end }: Booking,
  decision: Seating['decision'],
  siteId: SiteId,
) => {
  if (before?.progress === undefined) return undefined;
  if (before.fact.status === 'ended' || before.siteId !== siteId) return undefined;
  if (before.fact.start !== start || before.fact.end !== end) return undefined;
  if (decision.kind !== 'keep' || before.placement.kind !== 'roomed') {
    const { arrivedAt, inRoomAt, startedAt } = before.progress;
    const progress: Progress = {
      ...(arrivedAt === undefined ? {} : { arrivedAt }),
      ...(inRoomAt === undefined ? {} : { inRoomAt }),
      ...(startedAt === undefined ? {} : { startedAt }),
    };
    return Object.keys(progress).length === 0 ? undefined : { progress, decision };
  }
  const to = Math.min(decision.to, before.placement.to);
  return { progress: before.progress, decision: { ...decision, to } };
};

/** Whether a decision leaves anything of what the booking held to others: another time in the same room does too. */
const freesSomething = ({ placement }: BookingRecord, decision: Seating['decision']): boolean =>
  placement.kind === 'roomed' &&
  (decision.kind !== 'keep' ||
    decision.from > placement.from ||
    decision.to < placement.to ||
    placement.claims.some((claim) => !decision.claims.includes(claim)));

/** Without what staff had decided of the room it had. */
const onItsOwn = ({ pinned: _pinned, ...record }: BookingRecord): BookingRecord => withoutOverruled(record);

/** What was overruled was so for these times. */
const withoutOverruled = ({ overruled: _overruled, ...record }: BookingRecord): BookingRecord => record;

const isAt = ({ fact }: BookingRecord, { start, end }: Booking): boolean =>
  fact.status !== 'ended' && fact.start === start && fact.end === end;
