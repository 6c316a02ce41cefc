import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BookingEvent } from '../../shared/domain/booking-event.ts';
import {
  type BookingFacts,
  contentOf,
  factsIn,
  inputsOf,
  mergeFacts,
  sameContent,
  sameFacts,
} from '../../shared/domain/booking-facts.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { asks, booked, cancelled, EARLY, from, requested } from '../support/builders.ts';
import { runs } from '../support/runs.ts';

const later = (minutes: number) => EARLY + minutes * MINUTE;

/** All that is known after these events of one uid, in this order. */
const lifeAfter = (uid: string, ...events: BookingEvent[]): BookingFacts => {
  const heard = events
    .flatMap((event) => {
      const { own, replaced } = factsIn(event);
      return replaced === undefined ? [own] : [own, replaced];
    })
    .filter((facts) => facts.uid === uid);
  const facts = heard.reduce<BookingFacts | undefined>((known, each) => mergeFacts(known, each), undefined);
  if (facts === undefined) throw new Error(`nothing was said of ${uid}`);
  return facts;
};

describe('what is known of a booking', () => {
  test('a cancellation is final, whatever is said before or after it', () => {
    const said = [booked('ada', { createdAt: later(5) }), cancelled('ada', { createdAt: later(1) })] as const;
    expect(lifeAfter('ada', ...said).fact.status).toBe('ended');
    expect(lifeAfter('ada', ...said.toReversed()).fact.status).toBe('ended');
  });

  test('a confirmed booking does not fall back to a request', () => {
    const said = [booked('ada'), requested('ada', { createdAt: later(5) })] as const;
    expect(lifeAfter('ada', ...said).fact.status).toBe('confirmed');
  });

  test('of two times the one said later counts, whichever arrives first', () => {
    const said = [
      booked('ada', { ...from('11:00', 30), createdAt: later(5) }),
      booked('ada', from('09:00', 30)),
    ] as const;
    expect(lifeAfter('ada', ...said).fact).toMatchObject(from('11:00', 30));
    expect(lifeAfter('ada', ...said.toReversed()).fact).toMatchObject(from('11:00', 30));
  });

  test('a booking that replaces another ends it, and each knows of the other', () => {
    const moved = booked('ada-2', { replaces: 'ada', createdAt: later(1) });
    expect(lifeAfter('ada', booked('ada'), moved)).toMatchObject({
      fact: { status: 'ended', reason: 'rescheduled' },
      replacedBy: ['ada-2'],
    });
    expect(lifeAfter('ada-2', moved).replaces).toEqual(['ada']);
  });

  test('a request to come at another time ends the old booking too', () => {
    const moved = requested('ada-2', { replaces: 'ada', createdAt: later(1) });
    expect(lifeAfter('ada', booked('ada'), moved).fact.status).toBe('ended');
  });

  test('a booking that says it replaces itself has merely moved in time', () => {
    const moved = booked('ada', { ...from('11:00', 30), replaces: 'ada', createdAt: later(1) });
    expect(lifeAfter('ada', booked('ada'), moved)).toMatchObject({
      fact: { status: 'confirmed', ...from('11:00', 30) },
      replaces: [],
      replacedBy: [],
    });
  });

  test('equipment asked for is not forgotten when the confirmation leaves it out', () => {
    const asked = requested('ada', { inputs: { eventTypeId: 1, metadata: asks('laser') } });
    const confirmed = booked('ada', { inputs: { eventTypeId: 1 }, createdAt: later(1) });
    for (const said of [[asked, confirmed] as const, [confirmed, asked] as const])
      expect(inputsOf(lifeAfter('ada', ...said))).toEqual({ eventTypeId: 1, metadata: asks('laser') });
  });

  test('a repetition with a later time stamp raises it and changes nothing else', () => {
    const facts = lifeAfter('ada', requested('ada'), requested('ada', { createdAt: later(9) }));
    expect(facts.fact).toEqual({ ...requested('ada').fact, createdAt: later(9) });
    expect(facts.firstEventAt).toBe(EARLY);
  });
});

describe('joining what is known', () => {
  const someone = fc.constantFrom('a', 'b');
  const asked = fc.option(fc.constantFrom(asks(), asks('laser'), asks('ecg')), { nil: undefined });
  const said = fc
    .record({
      createdAt: fc.nat({ max: 3 }).map(later),
      start: fc.nat({ max: 2 }).map(later),
      eventTypeId: fc.nat({ max: 1 }),
      answered: asked,
      metadata: asked,
      replaces: fc.option(someone, { nil: undefined }),
      practitionerId: fc.option(fc.nat({ max: 1 }), { nil: undefined }),
    })
    .map(({ answered, metadata, eventTypeId, replaces, practitionerId, start, createdAt }) => ({
      createdAt,
      start,
      end: start + MINUTE,
      inputs: { eventTypeId, ...(answered && { answered }), ...(metadata && { metadata }) },
      ...(replaces !== undefined && { replaces }),
      ...(practitionerId !== undefined && { practitionerId }),
    }));
  const event = fc.oneof(
    said.map((each) => booked('ada', each)),
    said.map((each) => requested('ada', each)),
    said.map(({ createdAt, end }) => cancelled('ada', { createdAt, end })),
    said.map((each) => booked('b', { ...each, replaces: 'ada' })),
  );
  const facts = event.map((each) => {
    const { own, replaced } = factsIn(each);
    return replaced?.uid === 'ada' ? replaced : own;
  });
  const allFacts = fc.tuple(facts, facts, facts);

  test('it does not matter who is told first', () => {
    fc.assert(
      fc.property(allFacts, ([a, b]) => {
        expect(mergeFacts(a, b)).toEqual(mergeFacts(b, a));
      }),
    );
  });

  test('it does not matter what is put together first', () => {
    fc.assert(
      fc.property(allFacts, ([a, b, c]) => {
        expect(mergeFacts(mergeFacts(a, b), c)).toEqual(mergeFacts(a, mergeFacts(b, c)));
      }),
      { numRuns: runs(200) },
    );
  });

  test('what is known already changes nothing', () => {
    fc.assert(
      fc.property(allFacts, ([a, b]) => {
        const both = mergeFacts(a, b);
        expect(sameFacts(mergeFacts(both, a), both)).toBe(true);
        expect(sameFacts(mergeFacts(a, a), a)).toBe(true);
      }),
    );
  });
});

describe('the content of two values', () => {
  const value = fc.jsonValue({ maxDepth: 3 });

  test('is the same exactly where their texts in the order of keys are', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(sameContent(a, b)).toBe(contentOf(a) === contentOf(b));
      }),
    );
  });

  test('is the same whatever the order of their keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (fields) => {
        expect(sameContent(fields, Object.fromEntries(Object.entries(fields).reverse()))).toBe(true);
      }),
    );
  });

  test('differs where one has a field more, or another entry', () => {
    expect(sameContent({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(sameContent({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(sameContent({ a: 1, b: 2 }, { a: 1 })).toBe(false);
    expect(sameContent({ a: 1 }, { b: 1 })).toBe(false);
    expect(sameContent({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] })).toBe(false);
    expect(sameContent([], {})).toBe(false);
    expect(sameContent(['1'], [1])).toBe(false);
    expect(sameContent(null, {})).toBe(false);
  });
});
