import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  classifyLocation,
  type LocationReading,
  locationDigest,
} from '../../shared/calcom/location-classifier.ts';
import { anyCharacter } from '../support/arbitraries.ts';

const KEY = 'digest-key';
const wanted = 'Room 3B — Floor 2, North wing';
const address = 'Clinic North, 1 Harbour Street';

/** A booking that we want to tell of room 3B, never told before, showing its event type's address. */
const reading = (but: Partial<LocationReading>): LocationReading => ({
  shown: address,
  wanted,
  sent: [],
  attempted: false,
  predatesUs: false,
  digestKey: KEY,
  ...but,
});
const told = { attempted: true, sent: [wanted], defaultDigest: locationDigest(address, KEY) };

describe('what Cal.com shows', () => {
  test.each<[string, Partial<LocationReading>, string]>([
    ['the room we want is nothing to do', { shown: wanted }, 'wanted'],
    ['the room we want in other white space is nothing to do', { shown: ` ${wanted}\n` }, 'wanted'],
    ['the first thing seen is the default', {}, 'default'],
    ['nothing at all is the default', { shown: null }, 'default'],
    ['nothing at all after an attempt is the default', { ...told, shown: ' ' }, 'default'],
    ['a room told earlier is ours', { ...told, sent: ['Room 1A', wanted], shown: 'Room 1A' }, 'ours'],
    ["an ancestor's room on the first reading is ours", { sent: ['Room 1A'], shown: 'Room 1A' }, 'ours'],
    ['the default again after an attempt is a revert', { ...told, shown: address }, 'default'],
    ['other words after an attempt are a person’s', { ...told, shown: 'Use the back door' }, 'manual-edit'],
    [
      'other words after an attempt, with no default known, are a person’s',
      { attempted: true, sent: [wanted], shown: 'Use the back door' },
      'manual-edit',
    ],
    [
      'other words than the default, before any attempt, are a person’s',
      {
        defaultDigest: locationDigest(address, KEY),
        shown: 'Use the back door',
      },
      'manual-edit',
    ],
    ['words older than we are may be a person’s', { predatesUs: true }, 'manual-edit'],
    ['a meeting link is never a place', { shown: 'https://meet.example/x' }, 'not-a-place'],
    ['a phone number is never a place', { ...told, shown: '+493012345678' }, 'not-a-place'],
    ['an integration is never a place', { shown: 'integrations:daily' }, 'not-a-place'],
    ['nothing, where nothing is to be said, is nothing to do', { shown: null, wanted: undefined }, 'wanted'],
  ])('%s', (_, but, status) => {
    expect(classifyLocation(reading(but))).toBe(status);
  });
});

const text = fc.oneof(
  fc.constantFrom(wanted, address, 'Room 1A', 'https://meet.example/x', '+4930123456', ' ', 'inPerson'),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);
const anyReading: fc.Arbitrary<LocationReading> = fc.record({
  shown: fc.option(text, { nil: undefined }),
  wanted: fc.option(text, { nil: undefined }),
  sent: fc.array(text, { maxLength: 4 }),
  defaultDigest: fc.option(
    text.map((each) => locationDigest(each, KEY)),
    { nil: undefined },
  ),
  attempted: fc.boolean(),
  predatesUs: fc.boolean(),
  digestKey: fc.constant(KEY),
});

const anyLink = fc
  .tuple(fc.constantFrom('http', 'https'), fc.domain(), fc.array(fc.string({ unit: anyCharacter })))
  .map(([scheme, domain, path]) => `${scheme}://${[domain, ...path.map(encodeURIComponent)].join('/')}`);

describe('laws of the classification', () => {
  test('a text that we once sent is never taken for a person’s', () => {
    fc.assert(
      fc.property(anyReading, text, (any, sent) => {
        const status = classifyLocation({ ...any, shown: sent, sent: [...any.sent, sent] });
        expect(['wanted', 'ours', 'default']).toContain(status);
      }),
    );
  });

  test('a link that we did not send is never overwritten', () => {
    fc.assert(
      fc.property(anyReading, anyLink, (any, shown) => {
        expect(classifyLocation({ ...any, shown })).toBe('not-a-place');
      }),
    );
  });

  test('what the first reading called the default is the default after a revert, whatever was sent between', () => {
    fc.assert(
      fc.property(anyReading, (any) => {
        const first = { ...any, attempted: false, defaultDigest: undefined };
        fc.pre(classifyLocation(first) === 'default' && (any.shown ?? '').trim() !== '');
        const later = { ...any, attempted: true, defaultDigest: locationDigest(any.shown, KEY) };
        expect(classifyLocation(later)).toBe('default');
      }),
    );
  });

  test('after an attempt, words that no one of us knows are a person’s', () => {
    fc.assert(
      fc.property(anyReading, (any) => {
        const shown = 'Please ring twice';
        fc.pre(![...any.sent, any.wanted].includes(shown));
        expect(classifyLocation({ ...any, shown, attempted: true })).toBe('manual-edit');
      }),
    );
  });

  test('white space never makes a difference', () => {
    fc.assert(
      fc.property(anyReading, fc.constantFrom(' ', '\n', '\t ', '\u00a0'), (any, space) => {
        const padded = { ...any, shown: `${space}${any.shown ?? ''}${space}` };
        expect(classifyLocation(padded)).toBe(classifyLocation(any));
      }),
    );
  });
});

describe('the digest of a location', () => {
  test('does not hold the text, and differs by key', () => {
    expect(locationDigest(address, KEY)).toMatch(/^[0-9a-f]{24}$/);
    expect(locationDigest(address, KEY)).not.toBe(locationDigest(address, 'another-key'));
  });
});
