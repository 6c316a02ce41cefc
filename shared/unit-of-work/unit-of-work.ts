import type { Booking } from '../domain/booking.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord, Roomed } from '../domain/booking-record.ts';
import { bookingWrite } from '../domain/booking-write.ts';
import type { RoomId, SiteId } from '../domain/catalogue.ts';
import { closedSince } from '../domain/closed.ts';
import { type Block, type Occupancy, overrunId, type Progress, type Waiting } from '../domain/day.ts';
import { occupancyOf, type RoomChoice } from '../domain/decide.ts';
import { isForStaffToMove } from '../domain/encounter.ts';
import { plannedFrom } from '../domain/horizon.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Write } from '../domain/ledger.ts';
import type { Change, ChangeKind } from '../domain/ledger-records.ts';
import { addDays, datesOf, type LocalDate } from '../domain/local-time.ts';
import type { NextRecord } from '../domain/next-record.ts';
import type { SiteState } from '../domain/site-state.ts';
import type { VisitProgress } from '../domain/visit-progress.ts';
import { type DaySnapshot, roomDayIn } from './day-snapshot.ts';
import { withStands } from './with-stands.ts';

/**
 * One transaction to be: the one way in which room-days are written. It gathers what several bookings take and give up, so that each
 * is named once: written whole under the version read where its date was read, by map key where it was not.
 */
export class UnitOfWork {
  readonly #snapshot: DaySnapshot | undefined;
  readonly #now: Instant;
  readonly #by: string;
  readonly #standsOnLeft: boolean;
  readonly #standsOnTaken: boolean;
  readonly #edits = new Map<string, RoomDayEdit>();
  readonly #rooms = new Set<RoomId>();
  readonly #waits = new Map<string, Write>();
  readonly #writes: Write[] = [];
  readonly #dueDates = new Map<string, { siteId: SiteId; date: LocalDate }>();

  /**
   * The transaction stands on the Rooms that are taken: they are as they were read; with `standsOnLeft` on those that are left, too.
   * Without `standsOnTaken` who commits it looks at them afterwards, for a read in place of two writes: see `lookAtRooms`.
   */
  constructor(
    snapshot: DaySnapshot | undefined,
    now: Instant,
    by: string,
    { standsOnLeft = false, standsOnTaken = true }: { standsOnLeft?: boolean; standsOnTaken?: boolean } = {},
  ) {
    this.#snapshot = snapshot;
    this.#now = now;
    this.#by = by;
    this.#standsOnLeft = standsOnLeft;
    this.#standsOnTaken = standsOnTaken;
  }

  /**
   * Whatever the record holds or waits for is given up, and its Day wants planning. `goesOnIn`: what the visit takes again
   * for the same times; there its overrun stays.
   */
  giveUp(
    record: BookingRecord,
    { due = true, goesOnIn = [] }: { due?: boolean; goesOnIn?: readonly string[] } = {},
  ): void {
    const { uid, placement, siteId } = record;
    if (siteId === undefined) return;
    if (placement.kind === 'roomed') {
      for (const date of placement.dates)
        for (const claim of placement.claims) this.#edit(siteId, date, claim).remove.add(uid);
      for (const date of datesHeld(placement, record.progress)) {
        for (const claim of placement.claims)
          if (!goesOnIn.includes(claim)) this.#edit(siteId, date, claim).lift.add(uid);
        if (due) this.due(siteId, date, uid);
      }
      // Who must leave a closed Room must not do so any more once it is open again: it would be told for nothing.
      if (this.#standsOnLeft) this.#standsOn(placement.claims);
    }
    if (placement.kind === 'waiting')
      for (const date of [placement.date, ...(placement.alsoOn ?? [])])
        this.#waits.set(`${siteId} ${date} ${uid}`, { kind: 'unwait', siteId, date, uid });
  }

  /** The Site as it was read. */
  get state(): SiteState {
    return this.#read().state;
  }

  /** For `seatBooking`: an Occupancy under everything the choice claims, on every date it touches. */
  seat(
    booking: Booking,
    choice: RoomChoice,
    terms: { pinned?: boolean; quietUntil?: Instant; progress?: Progress } = {},
  ): void {
    const { site } = this.state;
    const { pinned, quietUntil, progress } = terms;
    const occupancy: Occupancy = {
      ...occupancyOf(booking, choice),
      ...(pinned ? { pinned } : {}),
      ...(quietUntil === undefined ? {} : { quietUntil }),
      ...(progress === undefined ? {} : { progress }),
    };
    for (const date of datesOf({ start: choice.from, end: choice.to }, site.timeZone)) {
      for (const claim of choice.claims) this.#edit(site.id, date, claim).add.set(booking.uid, occupancy);
      // Beyond the horizon no one looks whether the room stays usable: someone will once the Day is within.
      const comesWithin = plannedFrom(site, date);
      if (comesWithin > this.#now) this.due(site.id, date, booking.uid, comesWithin);
    }
    if (this.#standsOnTaken) this.#standsOn(choice.claims);
  }

  /** A Room is out of use on the Days read; `parts` of it are written with it, unchanged. */
  block(roomId: RoomId, block: Block, parts: readonly RoomId[]): void {
    const { state, days } = this.#read();
    for (const date of days.keys()) {
      this.#edit(state.site.id, date, roomId).put.set(block.id, block);
      for (const part of parts) this.#edit(state.site.id, date, part);
      this.due(state.site.id, date, block.id);
    }
  }

  /** The Room is to be had again on those of the Days read on which it was out of use. */
  unblock(roomId: RoomId, blockId: string): void {
    const { state, days } = this.#read();
    for (const date of days.keys()) {
      if (!this.#hasBlock(date, roomId, blockId)) continue;
      this.#edit(state.site.id, date, roomId).drop.add(blockId);
      this.due(state.site.id, date, blockId);
    }
  }

  /** Whether the assigner may move the visit, written under everything it holds. */
  pin(record: BookingRecord, pinned: boolean): void {
    this.#amend(record, ({ pinned: _before, ...free }) => (pinned ? { ...free, pinned } : free));
  }

  /**
   * How far a visit is, written under everything it holds and into its record; what it runs over stands as a Block behind it. Where
   * it holds its room for longer or shorter than before, or its patient is not here after all, its Days want planning: what
   * plans have passed over meanwhile, for staff to move, is theirs again.
   */
  progress(before: BookingRecord, { progress, to, overrun, claims }: VisitProgress): NextRecord {
    const { uid, placement } = before;
    if (placement.kind !== 'roomed') throw new TypeError('a visit without a room has no progress');
    const { site } = this.state;
    const holds = { ...placement, claims: claims ?? placement.claims };
    const amended = (occupancy: Occupancy): Occupancy => ({ ...occupancy, progress, to });
    this.#amend({ ...before, placement: holds }, amended);
    this.#exchange(before, holds.claims, amended);
    this.#runOver(uid, holds.claims, overrun);
    const { version: _seen, ...rest } = before;
    const record = { ...rest, progress, placement: { ...holds, to } };
    this.write(bookingWrite(before, record));
    const held = placement.to + (before.progress?.overrunMinutes ?? 0) * MINUTE;
    const heldUntil = overrun?.end ?? to;
    const isForPlansAgain = isForStaffToMove(before.progress) && !isForStaffToMove(progress);
    if (heldUntil !== held || isForPlansAgain)
      for (const date of datesOf({ start: placement.from, end: Math.max(held, heldUntil) }, site.timeZone))
        this.due(site.id, date, uid);
    return record;
  }

  /** What a visit that has just been seated will run over; its Days want planning. */
  overrun(uid: BookingUid, { claims }: RoomChoice, overrun: Block): void {
    const { site } = this.state;
    this.#runOver(uid, claims, overrun);
    for (const date of datesOf({ start: overrun.start, end: overrun.end ?? overrun.start }, site.timeZone))
      this.due(site.id, date, uid);
  }

  #runOver(uid: BookingUid, claims: readonly string[], overrun: Block | undefined): void {
    const { state, days } = this.#read();
    const { site } = state;
    const id = overrunId(uid);
    const late =
      overrun?.end === undefined ? [] : datesOf({ start: overrun.start, end: overrun.end }, site.timeZone);
    for (const date of days.keys())
      for (const claim of claims.filter((each) => site.rooms.some((room) => room.id === each)))
        if (overrun !== undefined && late.includes(date))
          this.#edit(site.id, date, claim).put.set(id, overrun);
        else if (this.#hasBlock(date, claim, id)) this.#edit(site.id, date, claim).drop.add(id);
  }

  #hasBlock(date: LocalDate, roomId: RoomId, blockId: string): boolean {
    return roomDayIn(this.#read(), date, roomId)?.blocks[blockId] !== undefined;
  }

  /** Changes a visit's Occupancy wherever it stands among the Days read. */
  #amend({ uid, placement }: BookingRecord, change: (occupancy: Occupancy) => Occupancy): void {
    if (placement.kind !== 'roomed') return;
    for (const date of placement.dates)
      for (const claim of placement.claims) {
        const occupancy = roomDayIn(this.#read(), date, claim)?.occupancies[uid];
        if (occupancy) this.#edit(this.state.site.id, date, claim).add.set(uid, change(occupancy));
      }
  }

  /** A visit in its room gives some portable units away for others. */
  #exchange(
    { uid, placement }: BookingRecord,
    claims: readonly string[],
    change: (occupancy: Occupancy) => Occupancy,
  ): void {
    if (placement.kind !== 'roomed') return;
    for (const date of placement.dates) {
      const occupancy = roomDayIn(this.#read(), date, placement.roomId)?.occupancies[uid];
      for (const claim of claims)
        if (occupancy && !placement.claims.includes(claim))
          this.#edit(this.state.site.id, date, claim).add.set(uid, change(occupancy));
      for (const claim of placement.claims)
        if (!claims.includes(claim)) this.#edit(this.state.site.id, date, claim).remove.add(uid);
    }
  }

  /** The decision holds only as long as these Rooms are as they were read. */
  #standsOn(claims: readonly string[]): void {
    const { rooms } = this.state.site;
    for (const claim of claims) if (rooms.some((room) => room.id === claim)) this.#rooms.add(claim);
  }

  /** The booking waits on a Day; whatever it waited for on that Day before is written over. */
  wait(siteId: SiteId, date: LocalDate, waiting: Waiting): void {
    this.#waits.set(`${siteId} ${date} ${waiting.uid}`, { kind: 'wait', siteId, date, waiting });
  }

  write(write: Write): void {
    this.#writes.push(write.kind === 'room' ? this.#remembering(write) : write);
  }

  /** Which closures the Room has had is remembered with it. */
  #remembering(write: Extract<Write, { kind: 'room' }>): Write {
    const { record } = write;
    const closed = closedSince(this.state.rooms.get(record.roomId), record.closures, this.#now);
    return closed.length === 0 ? write : { ...write, record: { ...record, closed } };
  }

  /** The Day wants planning, from now on or from a later instant. */
  due(siteId: SiteId, date: LocalDate, about: string, dueAt: Instant = this.#now): void {
    // Never the same twice: who deletes the markers it has read must not delete one written since.
    const id = `${about}@${this.#now}`;
    const key = `${siteId} ${date} ${id} ${dueAt}`;
    if (this.#dueDates.has(key)) return;
    this.#dueDates.set(key, { siteId, date });
    this.#writes.push({ kind: 'due', marker: { siteId, date, id, dueAt } });
  }

  /** A line of history. */
  change(
    siteId: SiteId,
    date: LocalDate,
    what: ChangeKind,
    about: Pick<Change, 'bookingUid' | 'roomId' | 'fromRoomId' | 'note'>,
    reason: string,
  ): void {
    const id = `${about.bookingUid ?? about.roomId ?? ''}-${what}`;
    this.#writes.push({
      kind: 'change',
      change: { siteId, date, id, at: this.#now, what, by: this.#by, reason, ...about },
    });
  }

  /** The booking as it will be written. */
  recordOf(uid: BookingUid): Omit<BookingRecord, 'version'> | undefined {
    for (const write of this.#writes)
      if (write.kind === 'booking' && write.record.uid === uid) return write.record;
    return undefined;
  }

  /** The Days that want planning at once. */
  dueNow(): { siteId: SiteId; date: LocalDate }[] {
    const days = new Map<string, { siteId: SiteId; date: LocalDate }>();
    for (const [key, day] of this.#dueDates)
      if (key.endsWith(` ${this.#now}`)) days.set(`${day.siteId} ${day.date}`, day);
    return [...days.values()];
  }

  /** Days on which someone takes a room, where Cal.com is to offer no start without one. */
  offeredAnew(): { siteId: SiteId; date: LocalDate }[] {
    if (!this.#snapshot?.state.catalogue.visitTypes.some(({ offer }) => offer !== undefined)) return [];
    const days = new Map<string, { siteId: SiteId; date: LocalDate }>();
    for (const { siteId, date, add } of this.#edits.values())
      if (add.size > 0) days.set(`${siteId} ${date}`, { siteId, date });
    for (const { siteId, date } of this.dueNow()) days.delete(`${siteId} ${date}`);
    return [...days.values()];
  }

  writes(): Write[] {
    const writes: Write[] = [...this.#edits.values()].flatMap((edit) => this.#roomDayWrites(edit));
    for (const roomId of this.#rooms) {
      const { state } = this;
      writes.push({
        kind: 'check-room',
        siteId: state.site.id,
        roomId,
        seen: state.rooms.get(roomId)?.version ?? 0,
      });
    }
    writes.push(...this.#waits.values(), ...this.#writes);
    return withStands(writes, this.#snapshot, { at: this.#now, by: this.#by });
  }

  #roomDayWrites({ siteId, date, roomId, add, remove, lift, put, drop }: RoomDayEdit): Write[] {
    const read =
      this.#snapshot?.state.site.id === siteId ? roomDayIn(this.#snapshot, date, roomId) : undefined;
    if (read === undefined) {
      if (add.size > 0)
        throw new TypeError(`a unit of work takes ${roomId} on ${date}, which no one has read`);
      return [{ kind: 'vacate', siteId, date, roomId, uids: [...new Set([...remove, ...lift])] }];
    }
    const { version, ...record } = read;
    const kept = Object.entries(record.occupancies).filter(([uid]) => !remove.has(uid) && !add.has(uid));
    // Who leaves a room does not overrun in it any more.
    const blocks = Object.entries(record.blocks).filter(
      ([id, { uid }]) => !drop.has(id) && (uid === undefined || !lift.has(uid)),
    );
    return [
      {
        kind: 'room-day',
        seen: version,
        record: {
          ...record,
          blocks: Object.fromEntries([...blocks, ...put]),
          occupancies: Object.fromEntries([...kept, ...add]),
        },
      },
    ];
  }

  #edit(siteId: SiteId, date: LocalDate, roomId: RoomId): RoomDayEdit {
    const key = `${siteId}#${date}#${roomId}`;
    const edit = this.#edits.get(key) ?? {
      siteId,
      date,
      roomId,
      add: new Map(),
      remove: new Set(),
      lift: new Set(),
      put: new Map(),
      drop: new Set(),
    };
    this.#edits.set(key, edit);
    return edit;
  }

  #read(): DaySnapshot {
    if (this.#snapshot === undefined)
      throw new TypeError('a unit of work that takes rooms needs a Day that was read');
    return this.#snapshot;
  }
}

/** The dates that a visit's Occupancy stands on, and the one its overrun may reach: that is never as long as a day. */
const datesHeld = ({ dates }: Roomed, progress: Progress | undefined): readonly LocalDate[] => {
  const last = dates.at(-1);
  return progress?.overrunMinutes === undefined || last === undefined ? dates : [...dates, addDays(last, 1)];
};

type RoomDayEdit = {
  readonly siteId: SiteId;
  readonly date: LocalDate;
  readonly roomId: RoomId;
  readonly add: Map<BookingUid, Occupancy>;
  readonly remove: Set<BookingUid>;
  /** Whose overruns go. */
  readonly lift: Set<BookingUid>;
  readonly put: Map<string, Block>;
  /** Blocks that go, by their ids. */
  readonly drop: Set<string>;
};
