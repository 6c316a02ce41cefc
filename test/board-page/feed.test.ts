import { describe, expect, test } from 'vitest';
import {
  BoardFeed,
  type FeedState,
  LOOK_EVERY_MS,
  STALE_AFTER_MS,
} from '../../functions/board/page/app/feed.ts';

type Answer = { status: number; body?: object; etag?: string; version?: string; at?: number };

/** A feed on a clock of its own, with an API that answers as it is told; `undefined` = it cannot be reached. */
const given = () => {
  let now = 1_000_000;
  let answer: Answer | undefined = {
    status: 200,
    body: { now: new Date(now).toISOString() },
    etag: '"1"',
  };
  const timers = new Set<{ at: number; act: () => void }>();
  const asked: { at: number; known: string | null }[] = [];
  const versions: string[] = [];
  let state: FeedState | undefined;
  const feed = new BoardFeed(
    {
      now: () => now,
      later: (act, delay) => {
        const timer = { at: now + delay, act };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
      seenVersion: (version) => void versions.push(version),
      fetch: async (_url, init) => {
        asked.push({ at: now, known: new Headers(init.headers).get('if-none-match') });
        if (answer === undefined) throw new TypeError('no network');
        const { status, body = {}, etag, version = 'v1', at } = answer;
        const headers = new Headers({
          ...(etag && { etag }),
          ...(at && { 'x-board-now': new Date(at).toISOString() }),
          'x-page-version': version,
        });
        return new Response(status === 304 ? null : JSON.stringify(body), { status, headers });
      },
    },
    (told) => {
      state = told;
    },
  );
  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
  return {
    feed,
    asked,
    versions,
    timers,
    answers: (next: Answer | undefined) => {
      answer = next;
    },
    state: () => state ?? feed.state,
    pass: async (duration: number) => {
      const end = now + duration;
      await nextTurn();
      for (;;) {
        const [due] = [...timers].filter((each) => each.at <= end).sort((a, b) => a.at - b.at);
        if (due === undefined) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.act();
        await nextTurn();
      }
      now = end;
      feed.tick();
    },
  };
};

describe('the board on the screen', () => {
  test('has the Site’s time by each look, though nothing has changed and the screen’s clock is set anew', async () => {
    const { feed, pass, state, answers } = given();
    feed.ask('');
    await pass(5_000);
    const before = state().now;
    answers({ status: 304, at: before + 3_600_000 });
    await pass(LOOK_EVERY_MS);
    expect(state().now).toBeGreaterThan(before + 3_500_000);
    answers({ status: 304 });
    await pass(LOOK_EVERY_MS);
    expect(state().now).toBeGreaterThan(before + 3_500_000);
  });

  test('is looked at often enough to show a change within ten seconds, by the etag it has', async () => {
    const { feed, asked, pass } = given();
    feed.ask('');
    await pass(10_000);
    expect(asked.map((each) => each.known)).toEqual([null, '"1"']);
    expect(LOOK_EVERY_MS).toBeLessThan(10_000);
  });

  test('is looked at at once after something was done, more often for a while, and then as before', async () => {
    const { feed, asked, pass, state, answers } = given();
    feed.ask('');
    await pass(5_000);
    answers({ status: 200, body: { site: 'changed' } });
    await feed.hurry();
    expect(state().board).toEqual({ site: 'changed' });
    expect(asked.length).toBe(2);
    await pass(2_000);
    expect(asked.length).toBe(3);
    await pass(8_000);
    const looks = asked.length;
    await pass(3 * LOOK_EVERY_MS);
    expect(asked.length - looks).toBe(3);
  });

  test('is called stale after thirty seconds without contact, and no longer when there is contact', async () => {
    const { feed, answers, pass, state } = given();
    feed.ask('');
    await pass(1_000);
    answers(undefined);
    await pass(STALE_AFTER_MS - 2_000);
    const { contactAt, stale } = state();
    expect(stale).toBe(false);
    await pass(10_000);
    expect(state()).toMatchObject({ stale: true, contactAt });
    expect(state().board).toBeDefined();
    answers({ status: 304 });
    await pass(5_000);
    expect(state().stale).toBe(false);
  });

  test('is called stale as well while the API answers only that it is broken', async () => {
    const { feed, answers, pass, state } = given();
    feed.ask('');
    await pass(1_000);
    answers({ status: 503, body: { type: 'urn:room-board:ledger-unavailable' } });
    await pass(60_000);
    expect(state()).toMatchObject({ stale: true, problem: { type: 'ledger-unavailable' } });
  });

  test('is shown no more to someone whose sign-in has ended', async () => {
    const { feed, answers, pass, state } = given();
    feed.ask('');
    await pass(1_000);
    answers({ status: 401, body: { type: 'urn:room-board:expired' } });
    await pass(LOOK_EVERY_MS);
    expect(state().board).toBeUndefined();
    expect(state().problem).toMatchObject({ type: 'expired', status: 401 });
  });

  test('tells the clinic’s time, however wrong the screen’s own clock is', async () => {
    const { feed, answers, pass, state } = given();
    answers({ status: 200, body: { now: '2026-11-17T09:00:00.000Z' } });
    feed.ask('');
    await pass(0);
    answers({ status: 304 });
    await pass(8_000);
    expect(new Date(feed.state.now).toISOString()).toBe('2026-11-17T09:00:08.000Z');
    expect(state().board).toBeDefined();
  });

  test('hears of a newer page with every answer', async () => {
    const { feed, answers, pass, versions } = given();
    feed.ask('');
    await pass(1_000);
    answers({ status: 304, version: 'v2' });
    await pass(LOOK_EVERY_MS);
    expect(versions).toEqual(['v1', 'v2']);
  });

  test('has one timer, after days as after a minute', async () => {
    const { feed, answers, pass, timers, asked } = given();
    feed.ask('');
    for (let hour = 0; hour < 24; hour += 1) {
      answers(hour % 3 === 0 ? undefined : { status: 304 });
      await pass(3_600_000);
    }
    expect(timers.size).toBe(1);
    expect(asked.length).toBeGreaterThan((24 * 3_600_000) / (LOOK_EVERY_MS + 1_000));
    expect(asked.length).toBeLessThan((24 * 3_600_000) / 3_900);
  });
});
