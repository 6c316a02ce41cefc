import type { BookingUid } from '../../shared/domain/booking-event.ts';
import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import { type Occupancy, overrunId, type Waiting } from '../../shared/domain/day.ts';
import type { Write } from '../../shared/domain/ledger.ts';
import type { CredentialRecord, RoomDayRecord, RoomRecord } from '../../shared/domain/ledger-records.ts';

export type HeldDay = Omit<RoomDayRecord, 'version' | 'occupancies'> & {
  readonly occupancies: ReadonlyMap<BookingUid, Occupancy>;
};

/** What one transaction changed, as far as an invariant could notice. */
export type Touched = {
  readonly roomDays: readonly HeldDay[];
  readonly bookings: readonly { before: BookingRecord | undefined; after: BookingRecord }[];
  readonly credentials: readonly Omit<CredentialRecord, 'version'>[];
  /** Whose room staff decided on. */
  readonly byStaff: ReadonlySet<BookingUid>;
  /** Whose room a worker decided on when it took a message in. */
  readonly byWorker: ReadonlySet<BookingUid>;
};

/** Who a worker decides for. */
const WORKERS: ReadonlySet<string> = new Set(['webhook', 'reconciliation', 'import']);

/** Everything in the Ledger that an invariant speaks of, kept by replaying what was committed. */
export class Mirror {
  readonly bookings = new Map<BookingUid, BookingRecord>();
  readonly roomDays = new Map<string, HeldDay>();
  readonly rooms = new Map<string, Omit<RoomRecord, 'version'>>();
  /** When each closure that stands was committed, by Site, room and its id. */
  readonly closedAt = new Map<string, number>();
  readonly waiting = new Map<BookingUid, { date: string; waiting: Waiting }>();
  readonly credentials = new Map<string, Omit<CredentialRecord, 'version'>>();

  apply(writes: readonly Write[], now: number): Touched {
    const roomDays: HeldDay[] = [];
    const bookings: { before: BookingRecord | undefined; after: BookingRecord }[] = [];
    const credentials: Omit<CredentialRecord, 'version'>[] = [];
    const byStaff = new Set<BookingUid>();
    const byWorker = new Set<BookingUid>();
    const hold = (day: HeldDay): void => {
      this.roomDays.set(`${day.siteId} ${day.date} ${day.roomId}`, day);
      roomDays.push(day);
    };
    for (const write of writes) {
      switch (write.kind) {
        case 'room-day': {
          const { occupancies, ...day } = write.record;
          hold({ ...day, occupancies: new Map(Object.entries(occupancies)) });
          break;
        }
        case 'vacate': {
          const day = this.roomDays.get(`${write.siteId} ${write.date} ${write.roomId}`);
          if (day === undefined) break;
          const left = [...day.occupancies].filter(([uid]) => !write.uids.includes(uid));
          const overruns = write.uids.map(overrunId);
          const blocks = Object.entries(day.blocks).filter(([id]) => !overruns.includes(id));
          hold({ ...day, occupancies: new Map(left), blocks: Object.fromEntries(blocks) });
          break;
        }
        case 'booking': {
          const after = { ...write.record, version: write.seen + 1 };
          bookings.push({ before: this.bookings.get(after.uid), after });
          this.bookings.set(after.uid, after);
          break;
        }
        case 'room': {
          const key = `${write.record.siteId} ${write.record.roomId}`;
          const before = this.rooms.get(key)?.closures ?? [];
          for (const { id } of write.record.closures)
            if (!before.some((each) => each.id === id)) this.closedAt.set(`${key} ${id}`, now);
          this.rooms.set(key, write.record);
          break;
        }
        case 'wait':
          this.waiting.set(write.waiting.uid, { date: write.date, waiting: write.waiting });
          break;
        case 'unwait':
          if (this.waiting.get(write.uid)?.date === write.date) this.waiting.delete(write.uid);
          break;
        case 'change':
          if (write.change.bookingUid === undefined) break;
          if (write.change.by === 'staff') byStaff.add(write.change.bookingUid);
          if (WORKERS.has(write.change.by)) byWorker.add(write.change.bookingUid);
          break;
        case 'credential':
          this.credentials.set(write.record.credential, write.record);
          credentials.push(write.record);
          break;
      }
    }
    return { roomDays, bookings, credentials, byStaff, byWorker };
  }

  /** All that stands under a booking's name in any room-day. */
  occupanciesOf(uid: BookingUid): { day: HeldDay; held: Occupancy }[] {
    const found: { day: HeldDay; held: Occupancy }[] = [];
    for (const day of this.roomDays.values()) {
      const held = day.occupancies.get(uid);
      if (held !== undefined) found.push({ day, held });
    }
    return found;
  }
}
