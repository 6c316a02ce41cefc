import fc from 'fast-check';
import type { Booking } from '../../shared/domain/booking.ts';
import type { BookingEvent, LiveFact, RequirementInputs } from '../../shared/domain/booking-event.ts';
import type { Catalogue, Practitioner, Room, VisitType } from '../../shared/domain/catalogue.ts';
import type { Block } from '../../shared/domain/day.ts';
import { type Instant, MINUTE } from '../../shared/domain/instant.ts';
import {
  asks,
  at,
  booked,
  booking,
  cancelled,
  catalogue,
  daysLater,
  EARLY,
  everyDay,
  requested,
  room,
  visitType,
} from './builders.ts';

const SURROGATES = 0x800;

/**
 * Any character, none of them half of one; the first of them, which programs stumble over, as often as all others.
 * fast-check's own `binary` (and its `webUrl`) would make a table of all there are at each place that names it.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .oneof(
    fc.integer({ min: 0, max: 0xff }),
    fc.integer({ min: 0, max: 0x10ffff - SURROGATES }).map((n) => (n < 0xd800 ? n : n + SURROGATES)),
  )
  .map((code) => String.fromCodePoint(code));

/** Small clinics with everything in them that rooms can quarrel about, and what Cal.com may say of their bookings. */

const TAGS = ['laser', 'ultrasound'];
const PORTABLE = 'trolley';
const PRACTITIONERS = [4711, 4712];
const ROOM_IDS = ['1A', '1B', '2A', '3B'];

const DAYTIME = everyDay({ from: '07:00', to: '19:00' });
const AROUND_THE_CLOCK = everyDay({ from: '00:00', to: '24:00' });

const aRoom = (id: string): fc.Arbitrary<Room> =>
  fc
    .record({
      equipment: fc.subarray(TAGS),
      kind: fc.constantFrom('consulting', 'consulting', 'procedure'),
      accessible: fc.boolean(),
      hours: fc.constantFrom(DAYTIME, AROUND_THE_CLOCK, AROUND_THE_CLOCK),
      turnaroundMinutes: fc.constantFrom(0, 0, 5, 15),
      floorIndex: fc.nat({ max: 2 }),
      practitioners: fc.option(fc.subarray(PRACTITIONERS, { minLength: 1 }), { freq: 4, nil: undefined }),
    })
    .map(({ practitioners, ...over }) => room(id, { ...over, ...(practitioners && { practitioners }) }));

/** 1, 2 and 3 are mapped event types, 9 is one that no one has mapped. */
const visitTypes: fc.Arbitrary<VisitType[]> = fc
  .tuple(
    fc.subarray([...TAGS, PORTABLE], { maxLength: 2 }),
    fc.boolean(),
    fc.boolean(),
    fc.constantFrom(0, 5, 20),
  )
  .map(([equipment, accessible, procedure, deps]) => [
    visitType(),
    visitType({
      id: 'treatment',
      eventTypeIds: [2],
      needs: { equipment, accessible, ...(procedure && { kinds: ['procedure'] }) },
      setupMinutes: deps,
      turnaroundMinutes: 10,
    }),
    visitType({ id: 'emergency', eventTypeIds: [3], priority: 0 }),
  ]);

/** A clinic of two to five rooms; the fifth is two of the others put together. */
export const clinics: fc.Arbitrary<Catalogue> = fc
  .record({
    rooms: fc.integer({ min: 2, max: 4 }).chain((count) => fc.tuple(...ROOM_IDS.slice(0, count).map(aRoom))),
    combined: fc.boolean(),
    visitTypes,
    homes: fc.array(fc.constantFrom(...ROOM_IDS), { minLength: 2, maxLength: 2 }),
    units: fc.integer({ min: 1, max: 2 }),
    /** It is one who cleans the rooms of those who ask for it. */
    cleans: fc.constantFrom(false, false, true),
  })
  .map(({ rooms, combined, visitTypes: types, homes, units, cleans }) =>
    catalogue({
      rooms: combined ? [...rooms, room('1AB', { parts: ['1A', '1B'], hours: AROUND_THE_CLOCK })] : rooms,
      visitTypes: types,
      practitioners: PRACTITIONERS.map(
        (id, index): Practitioner => ({ id, site: 'north', homeRoom: homes[index] ?? '1A' }),
      ),
      portable: [
        {
          tag: PORTABLE,
          units: ['trolley-1', 'trolley-2'].slice(0, units),
          ...(cleans && { during: 'turnaround' }),
        },
      ],
      site: {
        policy: { horizonDays: 60, freezeMinutes: 30, holdMinutes: HOLD_MINUTES, maxAnnouncedChanges: 1 },
      },
    }),
  );

export const HOLD_MINUTES = 600;

/** Mostly a crowded morning, now and then around midnight, so that visits meet. */
const start: fc.Arbitrary<Instant> = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 10 }).map((quarters) => at('09:00') + quarters * 15 * MINUTE) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat({ max: 1 }), fc.nat({ max: 6 }))
      .map(([day, quarters]) => at('23:15', daysLater(day)) + quarters * 15 * MINUTE),
  },
);

const visit = fc
  .tuple(start, fc.constantFrom(15, 30, 60, 90))
  .map(([from, minutes]) => ({ start: from, end: from + minutes * MINUTE }));

const inputs: fc.Arbitrary<RequirementInputs> = fc
  .record({
    eventTypeId: fc.constantFrom(1, 1, 1, 2, 2, 3, 9),
    answered: fc.option(fc.constantFrom(asks(), asks('laser'), asks('never-heard-of')), {
      freq: 2,
      nil: undefined,
    }),
    metadata: fc.option(fc.constantFrom(asks('ultrasound'), asks(PORTABLE)), { freq: 3, nil: undefined }),
  })
  .map(({ answered, metadata, ...rest }) => ({
    ...rest,
    ...(answered && { answered }),
    ...(metadata && { metadata }),
  }));

type Statement = Pick<LiveFact, 'start' | 'end' | 'venue' | 'inputs'> & { practitionerId?: number };

const statement: fc.Arbitrary<Statement> = fc
  .record({
    visit,
    inputs,
    venue: fc.constantFrom(
      'on-site' as const,
      'on-site' as const,
      'on-site' as const,
      'on-site' as const,
      'video' as const,
    ),
    practitionerId: fc.option(fc.constantFrom(...PRACTITIONERS), { freq: 5, nil: undefined }),
  })
  .map(({ visit: times, practitionerId, ...rest }) => ({
    ...times,
    ...rest,
    ...(practitionerId !== undefined && { practitionerId }),
  }));

/** What happens to a booking after it was made. */
const twist = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('moves-in-time' as const), visit }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('is-rescheduled' as const), visit, hold: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'is-confirmed' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'is-told-again' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('changes' as const), statement }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'is-cancelled' as const }) },
);

/** One patient's bookings: made, and then whatever happens; every event in the order in which it happened. */
const story = (index: number): fc.Arbitrary<BookingEvent[]> =>
  fc
    .record({
      statement,
      hold: fc.boolean(),
      longAgo: fc.constantFrom(0, 0, 0, HOLD_MINUTES * MINUTE),
      twists: fc.array(twist, { maxLength: 3 }),
    })
    .map(({ statement: first, hold, longAgo, twists }) => {
      let when = EARLY - (5 * 60 - index) * MINUTE - longAgo;
      let told = first;
      let status: 'tentative' | 'confirmed' = hold ? 'tentative' : 'confirmed';
      let moves = 0;
      const uid = () => `patient-${index}${moves === 0 ? '' : `-moved-${moves}`}`;
      const say = (replaces?: string) => {
        when += 7 * MINUTE;
        const said = { ...told, createdAt: when, ...(replaces === undefined ? {} : { replaces }) };
        return status === 'tentative' ? requested(uid(), said) : booked(uid(), said);
      };
      const events = [say()];
      for (const each of twists) {
        switch (each.kind) {
          case 'moves-in-time':
            told = { ...told, ...each.visit };
            events.push(say());
            break;
          case 'is-rescheduled': {
            const before = uid();
            moves += 1;
            told = { ...told, ...each.visit };
            status = each.hold ? 'tentative' : 'confirmed';
            events.push(say(before));
            break;
          }
          case 'is-confirmed': {
            // Cal.com's confirm path forgets the metadata.
            const { metadata: _lost, ...kept } = told.inputs;
            told = { ...told, inputs: kept };
            status = 'confirmed';
            events.push(say());
            break;
          }
          case 'is-told-again':
            events.push(say());
            break;
          case 'changes':
            told = each.statement;
            events.push(say());
            break;
          case 'is-cancelled':
            when += 7 * MINUTE;
            events.push(cancelled(uid(), { createdAt: when, end: told.end }));
            return events;
        }
      }
      return events;
    });

/** Everything Cal.com ever said of a handful of bookings, in the order in which it happened. */
export const histories: fc.Arbitrary<BookingEvent[]> = fc
  .integer({ min: 2, max: 7 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => story(index))))
  .map((stories) => stories.flat().sort((a, b) => a.fact.createdAt - b.fact.createdAt));

/** The same deliveries in any order, some of them several times, none left out. */
export const deliveredAnyhow = (history: readonly BookingEvent[]): fc.Arbitrary<BookingEvent[]> =>
  fc
    .array(fc.nat({ max: Math.max(0, history.length - 1) }), { maxLength: history.length })
    .map((again) => [...history, ...again.flatMap((index) => history[index] ?? [])])
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }));

/** Something that happens besides deliveries. */
type Interruption =
  | { readonly kind: 'block'; readonly roomId: string; readonly block: Block }
  | { readonly kind: 'unblock'; readonly roomId: string; readonly blockId: string }
  | { readonly kind: 'pin' | 'announce'; readonly uid: string }
  | { readonly kind: 'replan' }
  | { readonly kind: 'wait'; readonly minutes: number };

export type Step = { readonly kind: 'delivery'; readonly event: BookingEvent } | Interruption;

/** Two rooms and the hall that they make, in clinics that have it. */
const BLOCKED_ROOMS = ['1A', '1B', '1AB'];

const interruption = (uids: readonly string[]): fc.Arbitrary<Interruption> =>
  fc.oneof(
    fc
      .record({
        roomId: fc.constantFrom(...BLOCKED_ROOMS),
        id: fc.constantFrom('x', 'y'),
        visit,
        open: fc.boolean(),
      })
      .map(({ roomId, id, visit: times, open }) => ({
        kind: 'block' as const,
        roomId,
        block: {
          id: open ? `${id}-open` : id,
          reason: 'cleaning' as const,
          start: times.start,
          ...(open ? {} : { end: times.end }),
        },
      })),
    fc.record({
      kind: fc.constant('unblock' as const),
      roomId: fc.constantFrom(...BLOCKED_ROOMS),
      blockId: fc.constantFrom('x', 'y', 'x-open', 'y-open'),
    }),
    fc.record({
      kind: fc.constantFrom('pin' as const, 'announce' as const, 'announce' as const),
      uid: fc.constantFrom(...uids),
    }),
    fc.constant({ kind: 'replan' as const }),
    fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(1, 40) }),
  );

/** Deliveries in any order, while staff block rooms and pin bookings, and the sweep comes and goes. */
export const stormyDays: fc.Arbitrary<{ clinic: Catalogue; steps: Step[] }> = fc
  .tuple(clinics, histories)
  .chain(([clinic, history]) =>
    fc.record({
      clinic: fc.constant(clinic),
      steps: fc
        .tuple(
          deliveredAnyhow(history),
          fc.array(fc.tuple(fc.nat(), interruption(uidsIn(history))), { maxLength: 8 }),
        )
        .map(([deliveries, interruptions]) => {
          const steps: Step[] = deliveries.map((event) => ({ kind: 'delivery', event }));
          for (const [position, each] of interruptions) steps.splice(position % (steps.length + 1), 0, each);
          return steps;
        }),
    }),
  );

/** Every uid that a history speaks of. */
export const uidsIn = (history: readonly BookingEvent[]): string[] => [
  ...new Set(
    history.flatMap(({ fact, replaces }) => (replaces === undefined ? [fact.uid] : [fact.uid, replaces])),
  ),
];

/** Bookings that want rooms in a clinic, none of them twice, with their requirements read. */
export const bookingsIn = (clinic: Catalogue): fc.Arbitrary<Booking[]> =>
  fc.array(fc.record({ statement, hold: fc.boolean() }), { minLength: 1, maxLength: 12 }).map((all) =>
    all.flatMap(({ statement: { start: begins, end, inputs: asked, practitionerId }, hold }, index) =>
      asked.eventTypeId === 9
        ? []
        : booking(clinic, {
            uid: `patient-${index}`,
            start: begins,
            end,
            inputs: asked,
            ...(practitionerId !== undefined && { practitionerId }),
            ...(hold && { status: 'tentative' as const, expiresAt: EARLY + 60 * MINUTE }),
          }),
    ),
  );
