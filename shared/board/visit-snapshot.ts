import type { BookingUid } from '../domain/booking-event.ts';
import type { LiveRecord } from '../domain/booking-record.ts';
import type { SiteEntry } from '../domain/catalogue.ts';
import type { Day } from '../domain/day.ts';
import type { Instant } from '../domain/instant.ts';
import { datesOf, type LocalDate, localDateOf } from '../domain/local-time.ts';
import { type DaySnapshot, dayOf } from '../unit-of-work/day-snapshot.ts';
import { readSnapshot } from '../unit-of-work/read-snapshot.ts';
import { bookingEtag } from './rules/etag.ts';
import type { BoardDependencies } from './run-idempotent.ts';
import { type BookingView, bookingView } from './view/board-view.ts';

/** One live booking with the Days an action on it has read. */
export type VisitSnapshot = {
  readonly snapshot: DaySnapshot;
  readonly record: LiveRecord;
  /** The date of its start: where its line of history stands. */
  readonly date: LocalDate;
};

/** Reads a live booking of a Site and its Days up to `until`; `undefined` where there is none. */
export const readVisit = async (
  deps: BoardDependencies,
  site: SiteEntry,
  uid: BookingUid,
  until: Instant = 0,
): Promise<VisitSnapshot | undefined> => {
  const record = await deps.ledger.readBooking(uid);
  if (record === undefined || record.siteId !== site.id || record.fact.status === 'ended') return undefined;
  const live = { ...record, fact: record.fact };
  const state = await deps.clinic.site(site);
  const { snapshot } = await withDates(deps, await readSnapshot(deps.ledger, state, live.fact), live, until);
  return { snapshot, record: live, date: localDateOf(live.fact.start, state.site.timeZone) };
};

/** The snapshot, with every date that the booking's Occupancy stands on or its overrun may reach. */
const withDates = async (
  deps: BoardDependencies,
  snapshot: DaySnapshot,
  { placement }: LiveRecord,
  until: Instant,
): Promise<{ snapshot: DaySnapshot }> => {
  if (placement.kind !== 'roomed') return { snapshot };
  const { site } = snapshot.state;
  const span = { start: placement.from, end: Math.max(placement.to, until) };
  const dates = new Set([...placement.dates, ...datesOf(span, site.timeZone)]);
  const missing = [...dates].filter((date) => !snapshot.days.has(date));
  const read = await Promise.all(missing.map((date) => deps.ledger.readDay(site.id, date)));
  return {
    snapshot: {
      ...snapshot,
      days: new Map([...snapshot.days, ...read.map((day) => [day.date, day] as const)]),
    },
  };
};

/** Both snapshots in one: what an exchange of two visits has read. */
export const joinSnapshots = (a: DaySnapshot, b: DaySnapshot): DaySnapshot => ({
  ...a,
  days: new Map([...b.days, ...a.days]),
});

/** The booking as the board shows it, for anyone who had another picture of it. */
export const viewOf = ({ snapshot, record }: VisitSnapshot, now: Instant): BookingView => {
  const day: Day = dayOf(snapshot);
  const roomId = record.placement.kind === 'roomed' ? record.placement.roomId : undefined;
  const room = day.rooms.find((each) => each.room.id === roomId);
  const occupancy = room?.occupancies.find((each) => each.uid === record.uid);
  return bookingView(record, room && occupancy ? { room, occupancy } : undefined, day, now);
};

/** Whether someone who saw `ifMatch` sees the booking as it is. */
export const isAsSeen = ({ record }: VisitSnapshot, ifMatch: string | undefined): boolean =>
  ifMatch === undefined || bookingEtag(record) === ifMatch;

/** What speaks against an act on a visit, whatever the act is. */
type NotAsSeen =
  | { readonly kind: 'no-such-booking' }
  | { readonly kind: 'changed'; readonly current: BookingView };

/** Reads a live booking for an act on it: refused where there is none, or none as the one who acts saw it. */
export const readAsSeen = async (
  deps: BoardDependencies,
  site: SiteEntry,
  uid: BookingUid,
  ifMatch: string | undefined,
  now: Instant,
  until?: Instant,
): Promise<VisitSnapshot | { readonly refusal: NotAsSeen }> => {
  const visit = await readVisit(deps, site, uid, until);
  if (visit === undefined) return { refusal: { kind: 'no-such-booking' } };
  return isAsSeen(visit, ifMatch) ? visit : { refusal: { kind: 'changed', current: viewOf(visit, now) } };
};
