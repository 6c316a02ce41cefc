import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BookingRecord, Placement } from '../../shared/domain/booking-record.ts';
import { newsOf } from '../../shared/news/news-of.ts';
import { type News, newsJsonSchema, newsSchema } from '../../shared/news/news-schema.ts';
import { NEWS_SOURCE } from '../../shared/wiring.ts';
import { bookingRecord, NINE } from '../support/ledger-records.ts';
import { runs } from '../support/runs.ts';

const HOUR = 3_600_000;
const UID = 'QRfK8wSZ8DsPu5jT4QBtMT';
const AT = NINE - HOUR;

const roomed = (roomId: string): Placement => ({
  kind: 'roomed',
  roomId,
  claims: [roomId],
  dates: ['2027-03-01'],
  from: NINE,
  to: NINE + HOUR,
  decidedAt: 1,
  catalogueVersion: 'one',
});
const waits: Placement = { kind: 'waiting', date: '2027-03-01', since: 1 };

/** The states that a booking can be in, as the Ledger has them one after the other. */
const states: fc.Arbitrary<Omit<BookingRecord, 'version'>> = fc
  .record({
    place: fc.constantFrom<Placement>(roomed('1A'), roomed('1B'), waits, {
      kind: 'ignored',
      reason: 'takes-no-room',
    }),
    start: fc.constantFrom(NINE, NINE + HOUR),
    siteId: fc.constantFrom('north', 'south'),
    isHere: fc.boolean(),
    hasEnded: fc.boolean(),
    pinned: fc.boolean(),
  })
  .map(({ place, start, siteId, isHere, hasEnded, pinned }) => {
    const record = bookingRecord(UID, { start, siteId, pinned });
    if (hasEnded)
      return {
        ...record,
        fact: { uid: UID, status: 'ended', createdAt: 2, reason: 'cancelled' },
        placement: { kind: 'ended' },
      };
    return { ...record, placement: place, ...(isHere ? { progress: { arrivedAt: AT } } : {}) };
  });
const lives = fc.array(states, { minLength: 1, maxLength: 8 });

/** The news of a life, write by write. */
const told = (life: readonly Omit<BookingRecord, 'version'>[]): (readonly News[])[] =>
  life.map((state, index) => {
    const record = (at: number, of = state): BookingRecord => ({ ...of, version: at + 1 });
    const former = life[index - 1];
    return newsOf({
      id: `write-${index}`,
      at: AT,
      before: former && record(index - 1, former),
      after: record(index),
      visitCode: '7K3Q-M0XW',
    });
  });

const OF_A_ROOM: readonly News['kind'][] = ['RoomAssigned', 'RoomChanged', 'RoomReleased'];
const ofARoom = (news: readonly News[]) => news.filter(({ kind }) => OF_A_ROOM.includes(kind));

/** Where a visit is, when, and of which house; as text, to be compared. */
const held = (state: Omit<BookingRecord, 'version'> | undefined): string | undefined =>
  state?.placement.kind === 'roomed' && state.fact.status !== 'ended'
    ? JSON.stringify([state.siteId, state.placement.roomId, new Date(state.fact.start).toISOString()])
    : undefined;

describe('what others are told of a booking', () => {
  test('of each change of a room, or of its time, is exactly one piece of news, and none where nothing changed', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const news = told(life);
        for (const [index, each] of news.entries()) {
          const changed = held(life[index - 1]) !== held(life[index]);
          expect(ofARoom(each)).toHaveLength(changed ? 1 : 0);
        }
      }),
      { numRuns: runs(200) },
    );
  });

  test('is enough to know where everyone is, in whatever order it comes, and however often', () => {
    fc.assert(
      fc.property(
        lives.chain((life) => {
          const all = told(life).flatMap(ofARoom);
          return fc.record({
            life: fc.constant(life),
            came: fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length }),
          });
        }),
        ({ life, came }) => {
          // As the page for consumers says it: the news with the greatest sequence counts.
          const newest = came.toSorted((a, b) => b.sequence - a.sequence)[0];
          const knows =
            newest?.kind === 'RoomAssigned' || newest?.kind === 'RoomChanged'
              ? JSON.stringify([newest.siteId, newest.roomId, newest.start])
              : undefined;
          expect(knows).toBe(held(life.at(-1)));
        },
      ),
      { numRuns: runs(200) },
    );
  });

  test('has the same id when the same write is delivered again, and another one for anything else', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const ids = told(life)
          .flat()
          .map(({ id }) => id);
        expect(
          told(life)
            .flat()
            .map(({ id }) => id),
        ).toEqual(ids);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: runs(50) },
    );
  });

  test('is as the schema says, and names no booking at Cal.com', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const news = told(life).flat();
        expect(news.map((each) => newsSchema.parse(each))).toEqual(news);
        expect(JSON.stringify(news)).not.toContain(UID);
      }),
      { numRuns: runs(100) },
    );
  });

  test('says that a booking begins to wait, why its room is free, and that its patient is here, once', () => {
    const state = (over: Partial<BookingRecord>) => bookingRecord(UID, over);
    const here = { progress: { arrivedAt: AT } };
    const kinds = told([
      state({ placement: waits }),
      state({ placement: waits, pinned: true }),
      state({ placement: roomed('1A') }),
      state({ placement: roomed('1A'), ...here }),
      state({ placement: roomed('1B'), ...here }),
      state({ placement: waits, ...here }),
    ]).map((news) => news.map((each) => [each.kind, 'why' in each ? each.why : null]));
    expect(kinds).toEqual([
      [['BookingWaiting', null]],
      [],
      [['RoomAssigned', null]],
      [['VisitArrived', null]],
      [['RoomChanged', null]],
      [
        ['RoomReleased', 'waiting'],
        ['BookingWaiting', null],
      ],
    ]);
  });
});

test('the schema that consumers read is the one that news is made by', () => {
  const file = new URL('../../shared/news/news-1.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(newsJsonSchema())));
});

describe('the example for consumers', () => {
  const page = readFileSync(new URL('../../shared/news/news.md', import.meta.url), 'utf8');
  const block = (language: string): string =>
    new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? expect.fail();

  const door = (name: string) =>
    import(`data:text/javascript,${encodeURIComponent(`${stripTypeScriptTypes(block('ts'))}// ${name}`)}`);

  test('shows at the door who is due, though the news came twice, and the last of it first', async () => {
    const { hear, dueIn } = await door('one');
    const at = (roomId: string) => bookingRecord(UID, { placement: roomed(roomId) });
    const news = told([at('1A'), at('1B'), at('1A')])
      .flatMap(ofARoom)
      .toReversed();
    for (const each of [...news, ...news]) hear(each);
    expect(dueIn('north', '1A')).toEqual([news[0]]);
    expect(dueIn('north', '1B')).toEqual([]);
    for (const each of told([at('1A'), at('1B'), at('1A'), bookingRecord(UID)]).flatMap(ofARoom)) hear(each);
    expect(dueIn('north', '1A')).toEqual([]);
  });

  test('is told of a visit that goes to another Site, where a room has the same name, with a room or without', async () => {
    const { detail } = JSON.parse(block('json'));
    const isLetThrough = (news: News): boolean =>
      detail.$or.some((each: Readonly<Record<string, readonly string[]>>) =>
        Object.entries(each).every(([field, may]) => may.includes(news[field as 'siteId'])),
      );
    for (const placement of [roomed('1A'), waits]) {
      const { hear, dueIn } = await door(placement.kind);
      const [comes = [], leaves = [], changes = []] = told([
        bookingRecord(UID, { placement: roomed('1A') }),
        bookingRecord(UID, { siteId: 'south', placement }),
        bookingRecord(UID, { siteId: 'south', placement: roomed('1B') }),
      ]);
      for (const each of comes.filter(isLetThrough)) hear(each);
      expect(dueIn('north', '1A')).toHaveLength(1);
      for (const each of leaves.filter(isLetThrough)) hear(each);
      expect(dueIn('north', '1A')).toEqual([]);
      expect(leaves.map((each) => 'fromSiteId' in each && each.fromSiteId)).toContain('north');
      expect(changes.filter(isLetThrough)).toEqual([]);
    }
  });

  test('listens to who speaks, for kinds that there are', () => {
    const rule = JSON.parse(block('json'));
    expect(rule.source).toEqual([NEWS_SOURCE]);
    expect(rule['detail-type']).toEqual(OF_A_ROOM);
  });
});
