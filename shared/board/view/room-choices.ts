import type { BookingUid } from '../../domain/booking-event.ts';
import type { RoomId, SiteEntry } from '../../domain/catalogue.ts';
import { DayTable } from '../../domain/day-table.ts';
import { withoutOverrun } from '../../domain/day-without.ts';
import { isFirm, type Refusal, refusalsOf } from '../../domain/hard-rules.ts';
import { admitForStaff } from '../../domain/in-its-room.ts';
import { mayOverrule, type OverruledRule } from '../../domain/overrule.ts';
import { roomOf } from '../../domain/room-of.ts';
import { dayOf } from '../../unit-of-work/day-snapshot.ts';
import { refusalOfLate } from '../rules/seat.ts';
import type { BoardDependencies } from '../run-idempotent.ts';
import { readVisit } from '../visit-snapshot.ts';

/** Why a booking has its room, and why it has no other. */
export type RoomChoices = {
  readonly uid: BookingUid;
  readonly roomId: RoomId | null;
  /** What last gave it this room: the preference that decided, or who did. */
  readonly reason?: string;
  /** Every room of the Site; one without a refusal would do as things stand. */
  readonly rooms: readonly {
    readonly room: RoomId;
    readonly refusal?: Refusal;
    /** It is free, and staff may put the visit there all the same: the rules that this breaks. */
    readonly overrule?: readonly OverruledRule[];
  }[];
};

/** Lines of the Day's history looked at for the last decision about the booking. */
const LINES_READ = 2_000;

/** Judges every room for a booking as if it had none; `undefined` where there is no such booking. */
export const readRoomChoices = async (
  deps: BoardDependencies,
  site: SiteEntry,
  uid: BookingUid,
): Promise<RoomChoices | undefined> => {
  const visit = await readVisit(deps, site, uid);
  if (visit === undefined) return undefined;
  const { snapshot, record, date } = visit;
  const now = deps.now();
  const admission = admitForStaff(record, snapshot.state.catalogue, now);
  if (admission.kind === 'ignored') return undefined;
  const { booking } = admission;
  const table = new DayTable(withoutOverrun(dayOf(snapshot), uid), now);
  table.lift(uid);
  const trail = await deps.ledger.readTrail(site.id, date, LINES_READ);
  const roomId = roomOf(record);
  const decided = trail.find((each) => each.bookingUid === uid && DECIDES.has(each.what));
  return {
    uid,
    roomId,
    ...(roomId !== null && decided !== undefined && decided.roomId === roomId
      ? { reason: decided.reason }
      : {}),
    rooms: table.day.rooms.map((room) => {
      const broken = refusalsOf(table.candidate(booking, room));
      const firm = broken.find(isFirm) ?? refusalOfLate(table, booking, room, record);
      const refusal = firm ?? broken[0];
      return {
        room: room.room.id,
        ...(refusal === undefined ? {} : { refusal }),
        ...(firm === undefined && mayOverrule(room.room, broken)
          ? { overrule: broken.map(withoutHolders) }
          : {}),
      };
    }),
  };
};

const withoutHolders = ({ heldBy: _firm, needed: _then, ...rule }: Refusal): OverruledRule => rule;

const DECIDES: ReadonlySet<string> = new Set(['assigned', 'moved']);
