import { FURTHEST_AHEAD } from '../domain/believed-instant.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { Progress } from '../domain/day.ts';
import type { Instant } from '../domain/instant.ts';
import type { Write } from '../domain/ledger.ts';
import { localDateOf } from '../domain/local-time.ts';
import type { SiteState } from '../domain/site-state.ts';
import { commit } from '../unit-of-work/commit.ts';
import { roomDayIn } from '../unit-of-work/day-snapshot.ts';
import { readSnapshot } from '../unit-of-work/read-snapshot.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import type { Dependencies } from './assign-booking.ts';

/** `unchanged`: known before, not about the visit as it stands now, or staff know better. */
export type MarkOutcome = { readonly kind: 'marked' | 'unchanged' | 'unknown-booking' | 'contended' };

/** Cal.com's word that the meeting of a booking has begun or is over. */
export type MeetingMark = {
  readonly uid: BookingUid;
  readonly what: 'started' | 'ended';
  readonly at: Instant;
  /** When that meeting was to start: it may be another time than the booking's by now. */
  readonly start: Instant;
};

const MAX_TRIES = 8;

/**
 * Notes that a visit has begun or is over. The first word counts, so repetition makes no difference. A visit that is over
 * early gives its room back: the Occupancy ends a Turnaround after it, and the Day is planned for those who wait.
 */
export const markVisit =
  (deps: Dependencies) =>
  async (mark: MeetingMark): Promise<MarkOutcome> => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if (tries > 0) await deps.pause(deps.chance() * 25 * 2 ** Math.min(tries, 5));
      const record = await deps.ledger.readBooking(mark.uid);
      if (record === undefined) return { kind: 'unknown-booking' };
      const site = (await deps.clinic.catalogue()).sites.find((each) => each.id === record.siteId);
      const course = courseOf(record, mark);
      if (course === undefined || site === undefined) return { kind: 'unchanged' };
      const unit = await drafted(deps, await deps.clinic.site(site), record, course, mark);
      const result = await commit(deps, unit);
      if (result.kind === 'committed') return { kind: 'marked' };
    }
    return { kind: 'contended' };
  };

type Course = { readonly progress: Progress; readonly to: Instant };

const courseOf = (
  { fact, placement, progress = {} }: BookingRecord,
  { what, at, start }: MeetingMark,
): Course | undefined => {
  if (fact.standing === 'ended' || fact.start !== start || placement.kind !== 'roomed') return undefined;
  // Cal.com sends these at the booked times: what comes before the visit can begin is about no visit.
  if (progress.finishedAt !== undefined || at < start - FURTHEST_AHEAD) return undefined;
  if (what === 'started')
    return progress.startedAt === undefined
      ? { progress: { ...progress, startedAt: at }, to: placement.to }
      : undefined;
  // Cal.com sends this at the booked time: that a visit runs late only the staff know.
  if (progress.overrunMinutes !== undefined || at < start) return undefined;
  const turnaround = Math.max(0, placement.to - fact.end);
  return { progress: { ...progress, finishedAt: at }, to: Math.min(placement.to, at + turnaround) };
};

const drafted = async (
  { ledger, now }: Dependencies,
  state: SiteState,
  { version, ...before }: BookingRecord,
  { progress, to }: Course,
  { uid, what }: MeetingMark,
): Promise<UnitOfWork> => {
  const unit = new UnitOfWork(undefined, now(), 'webhook');
  const { fact, placement } = before;
  if (fact.standing === 'ended' || placement.kind !== 'roomed') return unit;
  const snapshot = await readSnapshot(ledger, state, { start: placement.from, end: placement.to });
  for (const date of placement.dates)
    for (const claim of placement.claims) {
      const roomDay = roomDayIn(snapshot, date, claim);
      const occupancy = roomDay?.occupancies[uid];
      if (roomDay === undefined || occupancy === undefined) continue;
      const { version: seen, ...record } = roomDay;
      const occupancies = { ...record.occupancies, [uid]: { ...occupancy, progress, to } };
      const write: Write = { kind: 'room-day', seen, record: { ...record, occupancies } };
      unit.write(write);
      if (to < placement.to) unit.due(state.site.id, date, uid);
    }
  unit.write({
    kind: 'booking',
    seen: version,
    record: { ...before, progress, placement: { ...placement, to } },
  });
  unit.change(
    state.site.id,
    localDateOf(fact.start, state.site.timeZone),
    what,
    { bookingUid: uid, roomId: placement.roomId },
    'said-by-cal-com',
  );
  return unit;
};
