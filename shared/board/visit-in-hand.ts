import { dayInHand, type Hand, roomDayInHand } from '../assigning/hand.ts';
import { readHand } from '../assigning/read-hand.ts';
import type { BookingUid, LiveFact } from '../domain/booking-event.ts';
import type { BookingRecord, Placement } from '../domain/booking-record.ts';
import type { SiteEntry } from '../domain/catalogue.ts';
import type { Day } from '../domain/day.ts';
import type { Instant } from '../domain/instant.ts';
import type { Write } from '../domain/ledger.ts';
import type { RoomDayRecord } from '../domain/ledger-records.ts';
import { datesOf, type LocalDate, localDateOf } from '../domain/local-time.ts';
import type { BoardSurroundings } from './once.ts';
import { bookingTag } from './rules/tag.ts';
import { type BookingView, bookingView } from './view/board-view.ts';

export type LiveRecord = BookingRecord & { readonly fact: LiveFact };
export type Roomed = Extract<Placement, { kind: 'roomed' }>;

/** One live booking with the Days an action on it has read. */
export type VisitInHand = {
  readonly hand: Hand;
  readonly record: LiveRecord;
  /** The date of its start: where its line of history stands. */
  readonly date: LocalDate;
};

/** Reads a live booking of a Site and its Days up to `until`; `undefined` where there is none. */
export const readVisit = async (
  around: BoardSurroundings,
  site: SiteEntry,
  uid: BookingUid,
  until: Instant = 0,
): Promise<VisitInHand | undefined> => {
  const record = await around.ledger.readBooking(uid);
  if (record === undefined || record.siteId !== site.id || record.fact.standing === 'ended') return undefined;
  const live = { ...record, fact: record.fact };
  const state = await around.clinic.site(site);
  const { hand } = await withDates(around, await readHand(around.ledger, state, live.fact), live, until);
  return { hand, record: live, date: localDateOf(live.fact.start, state.site.timeZone) };
};

/** The hand, with every date that the booking's Occupancy stands on or its overrun may reach. */
const withDates = async (
  around: BoardSurroundings,
  hand: Hand,
  { placement }: LiveRecord,
  until: Instant,
): Promise<{ hand: Hand }> => {
  if (placement.kind !== 'roomed') return { hand };
  const { site } = hand.state;
  const span = { start: placement.from, end: Math.max(placement.to, until) };
  const dates = new Set([...placement.dates, ...datesOf(span, site.timeZone)]);
  const missing = [...dates].filter((date) => !hand.days.has(date));
  const read = await Promise.all(missing.map((date) => around.ledger.readDay(site.id, date)));
  return { hand: { ...hand, days: new Map([...hand.days, ...read.map((day) => [day.date, day] as const)]) } };
};

/** Both hands in one: what an exchange of two visits has read. */
export const joinHands = (a: Hand, b: Hand): Hand => ({ ...a, days: new Map([...b.days, ...a.days]) });

/** The booking as the board shows it, for whoever had another picture of it. */
export const viewOf = ({ hand, record }: VisitInHand, now: Instant): BookingView => {
  const day: Day = dayInHand(hand);
  const roomId = record.placement.kind === 'roomed' ? record.placement.roomId : undefined;
  const room = day.rooms.find((each) => each.room.id === roomId);
  const occupancy = room?.occupancies.find((each) => each.uid === record.uid);
  return bookingView(record, room && occupancy ? { room, occupancy } : undefined, day, now);
};

/** Whether somebody who saw `ifTag` sees the booking as it is. */
export const isAsSeen = ({ record }: VisitInHand, ifTag: string | undefined): boolean =>
  ifTag === undefined || bookingTag(record) === ifTag;

/** Room-days in hand being changed; each is written once, whole, under the version read. */
export class RoomDayEdits {
  readonly #hand: Hand;
  readonly #edited = new Map<string, RoomDayRecord>();

  constructor(hand: Hand) {
    this.#hand = hand;
  }

  edit(date: LocalDate, claim: string, change: (roomDay: RoomDayRecord) => RoomDayRecord): void {
    const key = `${date} ${claim}`;
    const roomDay = this.#edited.get(key) ?? roomDayInHand(this.#hand, date, claim);
    if (roomDay !== undefined) this.#edited.set(key, change(roomDay));
  }

  writes(): Write[] {
    return [...this.#edited.values()].map(({ version: seen, ...record }) => ({
      kind: 'room-day',
      seen,
      record,
    }));
  }
}
