import { expect, test } from 'vitest';
import { type Attempt, type Publication, verified } from '../../shared/domain/publication.ts';

const NOW = Date.parse('2026-10-05T08:00:00Z');
const TEXT = 'Room 3B';
const tried = (attempt: Partial<Attempt> = {}): Publication => ({
  state: { kind: 'queued', credential: 'default', notBefore: NOW },
  texts: [TEXT],
  sends: 1,
  attempt: { id: 'a', text: TEXT, at: NOW - 60_000, ...attempt },
});

test.each([
  ['has shown the text of an attempt of which nothing is known: it has arrived', {}, 'accepted'],
  ['has shown another text than the attempt’s: nothing is known of it still', { text: 'Room 2A' }, undefined],
  [
    'has shown what was to be sent again, and stood there before: nothing is known still',
    { again: true },
    undefined,
  ],
  [
    'has shown a text that Cal.com had refused to take: a person may have written it',
    { outcome: 'refused' },
    'refused',
  ],
] as const)('a reading %s', (_, attempt, outcome) => {
  const seen = verified(tried(attempt), TEXT, NOW);
  expect(seen.attempt?.outcome).toBe(outcome);
  expect(seen.verified).toEqual({ text: TEXT, at: NOW });
  expect(seen.state).toEqual({ kind: 'nothing' });
});
