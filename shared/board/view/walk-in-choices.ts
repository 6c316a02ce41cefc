import type { PractitionerId, RoomId, SiteEntry, VisitTypeId } from '../../domain/catalogue.ts';
import { DayTable } from '../../domain/day-table.ts';
import { choose } from '../../domain/decide.ts';
import type { Refusal } from '../../domain/hard-rules.ts';
import type { Instant } from '../../domain/instant.ts';
import type { OverruledRule } from '../../domain/overrule.ts';
import { walkInUid } from '../../domain/walk-in.ts';
import { type WalkIn, walkInBooking } from '../../domain/walk-in-booking.ts';
import { freeUntil, walkInSeat } from '../../domain/walk-in-seat.ts';
import { dayOf } from '../../unit-of-work/day-snapshot.ts';
import { readSnapshot } from '../../unit-of-work/read-snapshot.ts';
import type { BoardDependencies } from '../run-idempotent.ts';

/** Where someone who stands at the desk could be seated now. */
type WalkInChoices = {
  /** What the visit may be of, and who with, at this Site. */
  readonly visitTypes: readonly VisitTypeId[];
  readonly practitioners: readonly { readonly id: PractitionerId; readonly name?: string }[];
  /** The room that the assigner would give; `null`: none is free for so long. */
  readonly proposed: RoomId | null;
  /** The preference that decided for it. */
  readonly reason?: string;
  /** Every room of the Site: one without a refusal can be had, if need be by moving anyone who comes at `freeUntil`. */
  readonly rooms: readonly {
    readonly room: RoomId;
    readonly refusal?: Refusal;
    readonly freeUntil?: Instant;
    /** It can be had all the same: against these rules. */
    readonly overrule?: readonly OverruledRule[];
  }[];
};

/** Judges every room for a walk-in; `undefined` where the clinic file has no such visit type. */
export const readWalkInChoices = async (
  deps: BoardDependencies,
  entry: SiteEntry,
  walkIn: WalkIn,
): Promise<WalkInChoices | undefined> => {
  const now = deps.now();
  const state = await deps.clinic.site(entry);
  // As every walk-in is called before it is one: who ties is decided by lot, and the same each time it is asked.
  const asked = walkInBooking(state, walkInUid('proposed'), walkIn, now);
  if (asked === undefined) return undefined;
  const { booking } = asked;
  const snapshot = await readSnapshot(deps.ledger, state, booking);
  const table = new DayTable(dayOf(snapshot), now);
  const { choice } = choose(booking, table);
  const { site, catalogue } = state;
  return {
    visitTypes: catalogue.visitTypes.filter((each) => (each.site ?? site.id) === site.id).map(({ id }) => id),
    practitioners: catalogue.practitioners
      .filter((each) => [each, ...(each.alsoAt ?? [])].some((place) => place.site === site.id))
      .map(({ id, name }) => ({ id, ...(name === undefined ? {} : { name }) })),
    proposed: choice?.roomId ?? null,
    ...(choice === undefined ? {} : { reason: choice.reason }),
    rooms: table.day.rooms.map((room) => {
      const seat = walkInSeat(table, booking, room);
      const overruled = 'refusal' in seat ? walkInSeat(table, booking, room, 'by-staff', 'any') : seat;
      const until = 'refusal' in overruled ? undefined : freeUntil(table, booking, room);
      return {
        room: room.room.id,
        ...('refusal' in seat ? { refusal: seat.refusal } : {}),
        ...('refusal' in seat && 'against' in overruled ? { overrule: overruled.against } : {}),
        ...(until === undefined ? {} : { freeUntil: until }),
      };
    }),
  };
};
