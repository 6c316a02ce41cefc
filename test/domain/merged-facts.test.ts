import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AskedEquipment, BookingFact, LiveFact } from '../../shared/domain/booking-event.ts';
import {
  type BookingFacts,
  factsIn,
  inputsOf,
  mergeFacts,
  practitionerOf,
  sameFacts,
} from '../../shared/domain/booking-facts.ts';
import { runs } from '../support/runs.ts';

const asked = (ofSeat: boolean): fc.Arbitrary<AskedEquipment> =>
  fc.record({
    tags: fc.subarray(['ecg', 'laser', 'ultrasound']),
    unreadable: fc.boolean(),
    ...(ofSeat ? { ofSeat: fc.constant(true as const) } : {}),
  });

/** What Cal.com may say of one booking: requested, unpaid, confirmed, paid, moved, a seat more, over. */
const fact = (seats: boolean): fc.Arbitrary<BookingFact> =>
  fc.oneof(
    { weight: 4, arbitrary: live(seats) },
    {
      weight: 1,
      arbitrary: fc.record({
        uid: fc.constant('b'),
        status: fc.constant('ended' as const),
        createdAt: fc.nat(9),
        reason: fc.constantFrom('cancelled', 'rejected', 'rescheduled'),
      }),
    },
  );

const live = (seats: boolean): fc.Arbitrary<BookingFact> =>
  fc
    .record({
      uid: fc.constant('b'),
      status: fc.constantFrom('tentative', 'confirmed'),
      createdAt: fc.nat(9),
      start: fc.constantFrom(100, 200),
      end: fc.constant(300),
      practitionerId: fc.constantFrom(1, 2, undefined),
      venue: fc.constant('on-site' as const),
      inputs: fc.record(
        {
          eventTypeId: fc.constantFrom(7, 8),
          eventTypeSlug: fc.constantFrom('a', 'b'),
          answered: asked(seats),
          ...(seats ? { seats: fc.constantFrom(0, 8) } : {}),
          linked: fc.constantFrom('~a', '~b'),
        },
        { requiredKeys: [] },
      ),
      address: fc.constantFrom('~north', '~south', undefined),
      partial: fc.constant(true as const),
    })
    .map(({ practitionerId, address, ...fact }) => ({
      ...fact,
      ...(practitionerId === undefined ? {} : { practitionerId }),
      ...(address === undefined ? {} : { address }),
    }))
    .chain(({ partial, ...whole }) => fc.constantFrom<BookingFact>(whole, { ...whole, partial }));

const factsOf = (each: BookingFact): BookingFacts => factsIn({ fact: each }).own;
const joined = (facts: readonly BookingFact[]): BookingFacts =>
  facts.map(factsOf).reduce<BookingFacts | undefined>(mergeFacts, undefined) ??
  factsOf(facts[0] as BookingFact);

test.each([false, true])(
  'whatever is told in whatever order, and however often, ends in the same life (seats: %s)',
  (seats) => {
    fc.assert(
      fc.property(
        fc.array(fact(seats), { minLength: 1, maxLength: 6 }).chain((facts) =>
          fc.record({
            facts: fc.constant(facts),
            again: fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2 }),
          }),
        ),
        ({ facts, again }) => {
          expect(sameFacts(joined(facts), joined(again))).toBe(true);
        },
      ),
      { numRuns: runs(150) },
    );
  },
);

const booked = (over: Partial<LiveFact>): LiveFact => ({
  uid: 'b',
  status: 'confirmed',
  createdAt: 1,
  start: 100,
  end: 200,
  venue: 'on-site',
  inputs: { eventTypeId: 7 },
  ...over,
});

test('a delivery without event type or host erases neither', () => {
  const whole = booked({ practitionerId: 4711 });
  const { practitionerId: _left, ...sparse } = booked({ createdAt: 5, inputs: {} });
  const facts = joined([whole, sparse]);
  expect(inputsOf(facts).eventTypeId).toBe(7);
  expect(practitionerOf(facts)).toBe(4711);
});

test('what a life stored without stamps knew of event type and host is not lost either', () => {
  const whole = booked({ practitionerId: 4711 });
  const { practitionerId: _left, ...sparse } = booked({ createdAt: 5, inputs: {} });
  const facts = mergeFacts({ ...factsOf(whole), asked: {} }, factsOf(sparse));
  expect([inputsOf(facts).eventTypeId, practitionerOf(facts)]).toEqual([7, 4711]);
});

test('a room must have what any seat asked for, whichever was told of last', () => {
  const seat = (tag: string, createdAt: number): BookingFact =>
    booked({ createdAt, inputs: { answered: { tags: [tag], unreadable: false, ofSeat: true } } });
  const facts = joined([seat('ecg', 1), seat('laser', 2)]);
  expect(inputsOf(facts).answered?.tags).toEqual(['ecg', 'laser']);
});

test('what is said without the booking’s answers does not push aside what was said with them', () => {
  const whole = booked({ venue: 'elsewhere', inputs: { eventTypeId: 7, eventTypeSlug: 'home-visit' } });
  const paid = booked({ createdAt: 5, partial: true });
  expect(joined([whole, paid]).fact).toEqual(whole);
});

test('a paid booking whose other webhooks were lost keeps the event type it was requested under', () => {
  const requested: BookingFact = { ...booked({ inputs: { eventTypeSlug: 'scan' } }), status: 'tentative' };
  const facts = joined([requested, booked({ createdAt: 5, inputs: {}, partial: true })]);
  expect(inputsOf(facts).eventTypeSlug).toBe('scan');
});
