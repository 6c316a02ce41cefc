import { expect, test } from 'vitest';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import { calPeople } from '../../shared/calcom/cal-people.ts';
import { MINUTE } from '../../shared/domain/instant.ts';

const NOW = Date.UTC(2026, 9, 5, 7);

/** A Cal.com of our own: what it is asked, and what it answers. */
const asking = (answer: (url: URL, version: string | null) => Response) => {
  const asked: string[] = [];
  const people = calPeople({
    origin: 'https://cal.example',
    keyOf: async () => 'key',
    timeoutMs: 1_000,
    now: () => NOW,
    words: madeUpWords,
    fetch: async (input, init) => {
      const url = new URL(String(input));
      const version = new Headers(init?.headers).get('cal-api-version');
      asked.push(`${version} ${url.pathname}${url.search}`);
      return answer(url, version);
    },
  });
  return { people, asked };
};

const success = (data: unknown, more: object = {}): Response =>
  Response.json({ status: 'success', data, ...more });
const noSuchRoute = (): Response =>
  Response.json(
    {
      status: 'error',
      error: { code: 'NotFoundException', message: 'Cannot GET /v2/bookings', details: {} },
    },
    { status: 404 },
  );
const of = (uid: string, ...names: unknown[]) => ({ uid, attendees: names.map((name) => ({ name })) });
const window = { from: NOW, to: NOW + 60 * MINUTE };

test('where Cal.com serves its newer list alone, the day is read from page to page', async () => {
  const { people, asked } = asking((url, version) => {
    if (version !== '2026-05-01') return noSuchRoute();
    return url.searchParams.has('cursor')
      ? success([of('c', 'Third')], { pagination: { hasMore: false, nextCursor: null } })
      : success([of('a', 'First'), of('b', 'Second')], { pagination: { hasMore: true, nextCursor: 'n' } });
  });
  const found = await people.between(window, 'default');
  expect(found.flatMap(({ names }) => names)).toEqual(['First', 'Second', 'Third']);
  expect(asked).toHaveLength(3);
});

test('a list that never ends is given up', async () => {
  const { people, asked } = asking((_url, version) =>
    version === '2026-05-01'
      ? success([of('a', 'Again')], { pagination: { hasMore: true, nextCursor: 'n' } })
      : noSuchRoute(),
  );
  await people.between(window, 'default');
  expect(asked.length).toBeLessThan(10);
});

test('everyone who shares a booking is named, and a row that is none is stepped over', async () => {
  const { people } = asking(() =>
    success([
      of('seats', 'Ann', 'Ben'),
      'nonsense',
      { uid: 7 },
      of('none'),
      of('odd', null, 7, ' Cleo\n\u202e '),
    ]),
  );
  expect(await people.between(window, 'default')).toEqual([
    { uid: 'seats', names: ['Ann', 'Ben'] },
    { uid: 'none', names: [] },
    { uid: 'odd', names: ['Cleo'] },
  ]);
});

test.each([
  ['another booking', () => success(of('another', 'Ann'))],
  ['a series', () => success([of('one', 'Ann')])],
  ['a login page', () => new Response('<html>Sign in</html>')],
  ['too many requests', () => new Response('{}', { status: 429 })],
])('asked of one booking, %s is no answer about it', async (_what, answer) => {
  expect(await asking(answer).people.ofBooking('one', 'default')).toBeUndefined();
});
