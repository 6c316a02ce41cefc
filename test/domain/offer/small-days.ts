import fc from 'fast-check';
import type { Booking } from '../../../shared/domain/booking.ts';
import type { RequirementInputs } from '../../../shared/domain/booking-event.ts';
import type { BookingRecord } from '../../../shared/domain/booking-record.ts';
import type { Block, Occupancy } from '../../../shared/domain/day.ts';
import { DayTable } from '../../../shared/domain/day-table.ts';
import { choiceOf, occupancyOf } from '../../../shared/domain/decide.ts';
import { refusalOf } from '../../../shared/domain/hard-rules.ts';
import { MINUTE } from '../../../shared/domain/instant.ts';
import type { DayAsRead } from '../../../shared/domain/offer/occupied-day.ts';
import type { Offered } from '../../../shared/domain/offer/offer.ts';
import { NOTHING_PUBLISHED, type Publication } from '../../../shared/domain/publication.ts';
import { clinics } from '../../support/arbitraries.ts';
import {
  asks,
  at,
  block,
  booked,
  booking,
  dayOf,
  EARLY,
  MONDAY,
  requested,
  waits,
} from '../../support/builders.ts';
import { bookingRecord } from '../../support/ledger-records.ts';

/** Small Days on which rooms are scarce: a few visits that sit somewhere legal, some of which may move, and what may be offered. */

/** Why a visit stays where it is, if it does. */
const HELD_BY = [
  'told',
  'pinned',
  'arrived',
  'in-shadow',
  undefined,
  undefined,
  undefined,
  undefined,
] as const;

const TOLD: Publication = { ...NOTHING_PUBLISHED, verified: { text: 'Room', at: EARLY } };
const SHADOW: Publication = {
  ...NOTHING_PUBLISHED,
  state: { kind: 'shadow', siteId: 'north', notBefore: EARLY },
};

const visits = fc.record({
  quarter: fc.nat({ max: 8 }),
  quarters: fc.constantFrom(1, 2, 3, 4),
  eventTypeId: fc.constantFrom(1, 1, 2, 3),
  answered: fc.option(fc.constantFrom(asks('laser'), asks('trolley')), { freq: 2, nil: undefined }),
  practitionerId: fc.constantFrom(4711, 4712),
  hold: fc.boolean(),
  heldBy: fc.constantFrom(...HELD_BY),
  /** Which of the rooms that will do it takes; or it waits. */
  room: fc.nat({ max: 5 }),
});
type SmallVisit = typeof visits extends fc.Arbitrary<infer V> ? V : never;

const blocks = fc.record({
  room: fc.constantFrom('1A', '1B', '2A', '3B'),
  quarter: fc.nat({ max: 8 }),
  quarters: fc.constantFrom(1, 4, undefined),
});

export const smallDays = fc.record({
  clinic: clinics,
  visits: fc.array(visits, { minLength: 2, maxLength: 9 }),
  blocks: fc.array(blocks, { maxLength: 1 }),
  now: fc.constantFrom('06:00', '08:30', '08:45') as fc.Arbitrary<string>,
  minutes: fc.constantFrom(15, 30, 45, 60),
});
type SmallDay = typeof smallDays extends fc.Arbitrary<infer D> ? D : never;

const uidOf = (index: number): string => `visit-${index}`;
const timesOf = ({ quarter, quarters }: Pick<SmallVisit, 'quarter' | 'quarters'>) => {
  const start = at('09:00') + quarter * 15 * MINUTE;
  return { start, end: start + quarters * 15 * MINUTE };
};

const inputsOf = ({ eventTypeId, answered }: SmallVisit): RequirementInputs => ({
  eventTypeId,
  ...(answered && { answered }),
});

/** The Day with each visit set down in one of the rooms that will do; one for which there is none waits. */
export const dayAsReadOf = ({ clinic, visits: all, blocks: closed, now }: SmallDay): DayAsRead => {
  const blocksOf: Record<string, Block[]> = {};
  for (const [index, { room, quarter, quarters }] of closed.entries()) {
    const { start, end } = timesOf({ quarter, quarters: quarters ?? 1 });
    blocksOf[room] = [block(start, quarters && end, { id: `block-${index}` })];
  }
  const table = new DayTable(dayOf(clinic, { blocks: blocksOf }), at(now));
  const held: Record<string, Occupancy[]> = {};
  const records: BookingRecord[] = [];
  const waiting: Booking[] = [];
  for (const [index, visit] of all.entries()) {
    const of = booking(clinic, {
      uid: uidOf(index),
      ...timesOf(visit),
      inputs: inputsOf(visit),
      practitionerId: visit.practitionerId,
      ...(visit.hold ? { status: 'tentative' as const, expiresAt: EARLY + 600 * MINUTE } : {}),
    });
    const legal = table.day.rooms
      .map((room) => table.candidate(of, room))
      .filter((candidate) => refusalOf(candidate) === undefined);
    const chosen = legal[visit.room % Math.max(1, legal.length)];
    if (chosen === undefined) {
      waiting.push(of);
      continue;
    }
    const choice = choiceOf(chosen, [], 'only-room');
    const occupancy = occupancyOf(of, choice);
    table.place(occupancy, choice.claims);
    for (const claim of choice.claims) held[claim] = [...(held[claim] ?? []), occupancy];
    records.push(recordOf(visit, of, choice.claims, choice.roomId));
  }
  const day = dayOf(clinic, {
    held,
    blocks: blocksOf,
    waiting: waiting.map(({ uid, start, end, status, inputs, priority, expiresAt, practitionerId }) =>
      waits(uid, {
        start,
        end,
        status,
        inputs,
        priority,
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...(practitionerId === undefined ? {} : { practitionerId }),
      }),
    ),
  });
  return { day, records, now: at(now) };
};

const recordOf = (
  { heldBy, practitionerId, hold }: SmallVisit,
  of: Booking,
  claims: readonly string[],
  roomId: string,
): BookingRecord => {
  const { uid, start, end, inputs } = of;
  const { fact } = (hold ? requested : booked)(uid, { start, end, inputs, practitionerId });
  return {
    ...bookingRecord(uid),
    version: 1,
    fact,
    placement: {
      kind: 'roomed',
      roomId,
      claims,
      dates: [MONDAY],
      from: start,
      to: end,
      decidedAt: EARLY,
      catalogueVersion: 'v1',
    },
    ...(heldBy === 'pinned' && { pinned: true }),
    ...(heldBy === 'arrived' && { progress: { arrivedAt: EARLY } }),
    ...(heldBy === 'told' && { publication: TOLD }),
    ...(heldBy === 'in-shadow' && { publication: SHADOW }),
  };
};

/** Every quarter of an hour around the visits, for each visit type with each practitioner. */
export const offeredOn = ({ clinic, minutes }: SmallDay): readonly Offered[] =>
  clinic.visitTypes.flatMap((visitType) =>
    clinic.practitioners.map(({ id }) => ({
      visitType,
      practitionerId: id,
      minutes,
      starts: Array.from({ length: 7 }, (_, half) => at('08:30') + half * 30 * MINUTE),
    })),
  );

/** Something happens: the last visit is cancelled, one is told of its room, rooms are blocked or opened, time passes. */
export const aChange: fc.Arbitrary<(small: SmallDay) => Partial<SmallDay>> = fc.oneof(
  fc.constant((small: SmallDay) => ({ visits: small.visits.slice(0, -1) })),
  visits.map((more) => (small: SmallDay) => ({ visits: [...small.visits, more] })),
  fc.tuple(fc.nat({ max: 8 }), fc.constantFrom(...HELD_BY)).map(([index, heldBy]) => (small: SmallDay) => ({
    visits: small.visits.map((visit, at) => (at === index ? { ...visit, heldBy } : visit)),
  })),
  fc.array(blocks, { maxLength: 1 }).map((closed) => () => ({ blocks: closed })),
  fc.constantFrom('08:45', '09:30', '10:00').map((now) => () => ({ now })),
);
