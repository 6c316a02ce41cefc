import { toldText } from '../calcom/location-text.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { RoomId, Site } from '../domain/catalogue.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import { isAnnounced, isToldOf } from '../domain/plan/problem/message-cost.ts';
import { occupancy, type PlanBooking, type PlanProblem } from '../domain/plan/problem/problem.ts';
import { isTold, lastText } from '../domain/publication.ts';
import { isToldInPerson } from '../domain/room-of.ts';

/** A Day as its patients know it. */
export type AsTold = {
  /** Each visit in the room that its patient was last told of, wherever it is by now. */
  readonly problem: PlanProblem;
  /** Where each of them is. */
  readonly present: ReadonlyMap<BookingUid, RoomId | null>;
};

/**
 * The Day's problem as if the changes of which Cal.com has yet to be told had not been made: the mails of a plan for it are all
 * that would leave from now on. Anyone that the publisher may have come to by `until` stays where they are, as does anyone who is frozen by then.
 */
export const problemAsTold = (
  problem: PlanProblem,
  records: readonly BookingRecord[],
  site: Site,
  until: Instant,
): AsTold => {
  const byUid = new Map(records.map((record) => [record.uid, record]));
  const present = new Map(problem.bookings.map(({ uid, holds }) => [uid, holds?.room ?? null]));
  const soon = toldBy(until, records, problem);
  const gone: Instant[] = [];
  const bookings = problem.bookings.map((booking): PlanBooking => {
    const record = byUid.get(booking.uid);
    if (record === undefined || !(booking.state === 'announced' || booking.state === 'new')) return booking;
    if (soon.has(booking.uid)) return booking.holds === undefined ? booking : { ...booking, state: 'pinned' };
    const known = roomKnown(record, site);
    const option = booking.options.find(({ room }) => room === known);
    if (option === undefined || known === booking.holds?.room) return booking;
    gone.push(booking.start);
    const { untold: _known, ...rest } = booking;
    const holds = {
      room: option.room,
      ...occupancy(booking, option),
      ...(option.portable === undefined ? {} : { portable: option.portable }),
    };
    const fit = Math.max(0, ...booking.options.map((each) => each.fit));
    const options = booking.options.map((each) => ({
      ...each,
      fit: each === option ? 0 : each.room === booking.holds?.room ? fit : each.fit,
    }));
    return { ...rest, state: 'announced', holds, options };
  });
  const { policy, now } = problem;
  return {
    problem: {
      ...problem,
      bookings,
      owed: withoutEach(problem.owed, gone),
      policy: { ...policy, freezeMinutes: policy.freezeMinutes + Math.max(0, until - now) / MINUTE },
    },
    present,
  };
};

/** Does it cost its patient a message to be in that room, or in none? */
export const isNews = (booking: PlanBooking, room: RoomId | null): boolean => {
  if (!isAnnounced(booking) || booking.holds?.room === room) return false;
  const option = booking.options.find((each) => each.room === room);
  return option === undefined || isToldOf(booking, option);
};

/** The room of which the patient knows by what Cal.com shows, and nothing else; `undefined` where that is not certain. */
const roomKnown = (record: BookingRecord, site: Site): RoomId | undefined => {
  const { publication, link, toldInPerson } = record;
  if (publication.state.kind !== 'queued' || !isTold(publication)) return undefined;
  if (toldInPerson !== undefined && isToldInPerson(record)) return undefined;
  const text = lastText(publication);
  if (text === undefined) return undefined;
  const [room, another] = site.rooms.filter((each) => toldText(site, each, link) === text);
  return another === undefined ? room?.id : undefined;
};

/** Those that the publisher may come to by then: of each key's the soonest visits first, at its pace. */
const toldBy = (
  until: Instant,
  records: readonly BookingRecord[],
  { now, policy }: PlanProblem,
): ReadonlySet<BookingUid> => {
  const most = Math.max(0, Math.floor(((until - now) / MINUTE) * policy.patchesPerMinute));
  const due = records.flatMap(({ uid, fact, publication: { state } }) =>
    state.kind === 'queued' && state.notBefore <= until
      ? [{ uid, key: state.credential, start: fact.status === 'ended' ? 0 : fact.start }]
      : [],
  );
  return new Set(
    [...Map.groupBy(due, ({ key }) => key).values()].flatMap((own) =>
      own
        .toSorted((a, b) => a.start - b.start)
        .slice(0, most)
        .map(({ uid }) => uid),
    ),
  );
};

const withoutEach = (all: readonly Instant[], gone: readonly Instant[]): readonly Instant[] => {
  const left = [...all];
  for (const each of gone) {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
};
