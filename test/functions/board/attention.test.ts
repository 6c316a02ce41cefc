import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { asWords } from '../../../bin/simulation/digests.ts';
import type { BookingRecord } from '../../../shared/domain/booking-record.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { NOTHING_PUBLISHED } from '../../../shared/domain/publication.ts';
import {
  type DriftReason,
  mayNotChange,
  type ParkedReason,
} from '../../../shared/domain/publication-reasons.ts';
import { type Answered, boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

const given = withAnyLedger();
let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeEach(async () => {
  board = await boardOnLedger(given().ledger, { catalogue: ownNorth() });
});

type Item = { kind: string; booking?: string; words: string };
const attention = async (): Promise<Item[]> =>
  (await board.ask('GET', `/api/board?date=${MONDAY}`)).body.attention;
const kinds = async () => (await attention()).map((each) => each.kind);
const act = (uid: string, body: object): Promise<Answered> =>
  board.ask('POST', `/api/bookings/${uid}/actions`, { body });
const recordOf = async (uid: string): Promise<BookingRecord> => {
  const record = await given().ledger.readBooking(uid);
  if (record === undefined) throw new Error(`no one has heard of ${uid}`);
  return record;
};
/** Writes what the publisher would have. */
const amend = async (uid: string, change: Partial<BookingRecord>): Promise<void> => {
  const { version, ...record } = await recordOf(uid);
  await given().ledger.commit([{ kind: 'booking', seen: version, record: { ...record, ...change } }]);
};
/** What no one tells any more, and what differs at Cal.com, until staff look. */
const parkedFor = (reason: ParkedReason) => ({ kind: 'parked' as const, ...sinceNine(reason) });
const driftOf = (reason: DriftReason) => ({ kind: 'drift' as const, ...sinceNine(reason) });
const sinceNine = <Reason>(reason: Reason) => ({ siteId: board.site, notBefore: NINE, reason });
const roomOf = async (uid: string): Promise<string | undefined> => {
  const { placement } = await recordOf(uid);
  return placement.kind === 'roomed' ? placement.roomId : undefined;
};
const visit = async (after = 0, eventTypeId = 3002): Promise<string> => {
  const uid = randomUUID();
  const start = NINE + after * MINUTE;
  await board.book(uid, { start, end: start + 30 * MINUTE, inputs: { eventTypeId } });
  return uid;
};

describe('needing attention', () => {
  test('nothing does on a quiet day', async () => {
    await visit();
    expect(await attention()).toEqual([]);
  });

  test('those who wait come first, the soonest visit before the others, with who is in the way', async () => {
    const laser = 3003;
    const [late, soon] = [await visit(180, laser), await visit(60, laser)];
    const [lateWaits, soonWaits] = [await visit(180, laser), await visit(60, laser)];
    await amend(late, {
      publication: {
        texts: [],
        sends: 0,
        state: parkedFor('sent-three-times'),
      },
    });
    expect(await attention()).toMatchObject([
      {
        kind: 'waiting',
        booking: soonWaits,
        start: toIso(NINE + 60 * MINUTE),
        others: [soon],
        rejections: { 'lacks-equipment': 5, occupied: 1 },
        words: `${soonWaits} has no room: 5 lacks-equipment, 1 occupied (${soon}).`,
      },
      { kind: 'waiting', booking: lateWaits, others: [late] },
      {
        kind: 'parked',
        booking: late,
        reason: 'sent-three-times',
        resolve: ['retry-publication', 'told-in-person'],
      },
    ]);
  });

  test('a parked location is tried again', async () => {
    const uid = await visit();
    const { publication } = await recordOf(uid);
    const attempt = { id: 'a', text: 'Room', at: NINE - 70 * MINUTE, outcome: 'accepted' as const };
    await amend(uid, {
      publication: {
        ...publication,
        attempt,
        sends: 3,
        state: parkedFor('patch-400'),
      },
    });
    expect(await kinds()).toEqual(['parked']);
    expect((await act(uid, { do: 'retry-publication' })).status).toBe(200);
    expect((await recordOf(uid)).publication).toMatchObject({
      sends: 0,
      state: { kind: 'queued', credential: board.site },
    });
    expect(await kinds()).toEqual([]);
    expect(await act(uid, { do: 'retry-publication' })).toMatchObject({
      status: 409,
      body: { reason: 'not-parked' },
    });
  });

  test('a booking whose event type the key may not change says so, with the event type’s number', async () => {
    const uid = await visit();
    const state = parkedFor(mayNotChange(3001));
    await amend(uid, { publication: { texts: [], sends: 1, state } });
    expect(await attention()).toMatchObject([
      { kind: 'parked', words: expect.stringContaining('the key may not change event type 3001') },
    ]);
  });

  test('a parked location is off the list once staff have told of the room, and on it again with another room', async () => {
    const uid = await visit();
    const state = parkedFor('patch-404-though-found');
    await amend(uid, { publication: { texts: [], sends: 3, state } });
    expect((await act(uid, { do: 'told-in-person' })).status).toBe(200);
    expect(await kinds()).toEqual([]);
    expect((await recordOf(uid)).publication.state).toEqual(state);
    expect(await act(uid, { do: 'told-in-person' })).toMatchObject({
      status: 409,
      body: { reason: 'told-already' },
    });
    const other = (await roomOf(uid)) === '1B' ? '1A' : '1B';
    expect((await act(uid, { do: 'move-to', roomId: other, agreed: true })).status).toBe(200);
    await amend(uid, { publication: { texts: [], sends: 3, state } });
    expect(await kinds()).toEqual(['parked']);
  });

  test('a parked booking that Cal.com does not know any more is over as soon as staff say so', async () => {
    const uid = await visit();
    const state = parkedFor('gone-at-cal-com');
    await amend(uid, { publication: { texts: [], sends: 1, state } });
    expect(await attention()).toMatchObject([
      { kind: 'parked', resolve: ['adopt-theirs', 'retry-publication'] },
    ]);
    expect((await act(uid, { do: 'adopt-theirs' })).status).toBe(200);
    expect((await recordOf(uid)).fact.status).toBe('ended');
    expect(await kinds()).toEqual([]);
  });

  test('a visit that no mail can tell of in time, until staff have told of it themselves', async () => {
    const uid = await visit();
    await amend(uid, {
      publication: {
        ...NOTHING_PUBLISHED,
        texts: ['Room'],
        verified: { text: 'Room', at: NINE - 60 * MINUTE },
      },
    });
    board.at(NINE - MINUTE / 6);
    await board.ask('POST', `/api/rooms/${await roomOf(uid)}/blocks`, {
      body: { reason: 'fault', agreed: true },
    });
    await board.replan();
    expect(await attention()).toMatchObject([
      { kind: 'tell-in-person', booking: uid, resolve: ['told-in-person', 'move-to'] },
    ]);
    expect((await act(uid, { do: 'told-in-person' })).status).toBe(200);
    expect(await kinds()).toEqual([]);
  });

  test('a person’s text at Cal.com stands when it is adopted', async () => {
    const uid = await visit();
    await amend(uid, {
      pinned: true,
      publication: { ...NOTHING_PUBLISHED, state: { kind: 'manual-edit', editedAt: NINE } },
    });
    expect(await attention()).toMatchObject([
      { kind: 'manual-edit', resolve: ['adopt-theirs', 're-assert-ours'] },
    ]);
    expect((await act(uid, { do: 'adopt-theirs' })).status).toBe(200);
    expect(await kinds()).toEqual([]);
    expect((await recordOf(uid)).publication.state).not.toHaveProperty('drift');
  });

  test('or is written over once, when ours is re-asserted', async () => {
    const uid = await visit();
    await amend(uid, {
      pinned: true,
      publication: { ...NOTHING_PUBLISHED, state: { kind: 'manual-edit', editedAt: NINE } },
    });
    expect((await act(uid, { do: 're-assert-ours' })).status).toBe(200);
    expect((await recordOf(uid)).publication).toMatchObject({
      reassert: true,
      state: { kind: 'queued', credential: board.site },
    });
    expect(await kinds()).toEqual([]);
  });

  test('never over a meeting’s link or number', async () => {
    const uid = await visit();
    const drift = { siteId: board.site, notBefore: NINE, reason: 'not-a-place' as const };
    await amend(uid, {
      publication: { ...NOTHING_PUBLISHED, state: { kind: 'manual-edit', editedAt: NINE, drift } },
    });
    expect(await attention()).toMatchObject([
      { kind: 'manual-edit', reason: 'not-a-place', resolve: ['adopt-theirs'] },
    ]);
    expect(await act(uid, { do: 're-assert-ours' })).toMatchObject({
      status: 409,
      body: { reason: 'is-a-meeting' },
    });
  });

  test('a newer text of a person’s asks again', async () => {
    const uid = await visit();
    await amend(uid, {
      publication: { ...NOTHING_PUBLISHED, state: { kind: 'manual-edit', editedAt: NINE, seenAt: NINE - 1 } },
    });
    expect(await kinds()).toEqual(['manual-edit']);
  });

  test('a booking that Cal.com knows otherwise, though it be over here, until someone has seen it', async () => {
    const uid = await visit();
    await board.cancel(uid);
    const state = driftOf('alive-at-cal-com');
    await amend(uid, { siteId: board.site, publication: { texts: [], sends: 0, state } });
    expect(await attention()).toMatchObject([{ kind: 'drift', booking: uid, reason: 'alive-at-cal-com' }]);
    expect((await act(uid, { do: 're-assert-ours' })).status).toBe(200);
    expect(await kinds()).toEqual([]);
  });

  test('a booking that Cal.com does not know any more, which is over as soon as staff say so', async () => {
    const uid = await visit();
    await act(uid, { do: 'pin' });
    const state = driftOf('gone-at-cal-com');
    await amend(uid, { publication: { texts: [], sends: 0, state } });
    expect(await attention()).toMatchObject([
      { kind: 'drift', booking: uid, resolve: ['adopt-theirs', 're-assert-ours'] },
    ]);
    expect((await act(uid, { do: 'adopt-theirs' })).status).toBe(200);
    const view = (await board.ask('GET', `/api/board?date=${MONDAY}`)).body;
    expect(view.bookings).toEqual([]);
    expect(view.rooms.every((room: { state: string }) => room.state === 'free')).toBe(true);
    expect(await kinds()).toEqual([]);
  });

  test('that Cal.com does not know a booking needs no one once its visit is over', async () => {
    const uid = await visit();
    const state = driftOf('gone-at-cal-com');
    await amend(uid, { publication: { texts: [], sends: 0, state } });
    board.at(NINE + 29 * MINUTE);
    expect(await kinds()).toContain('drift');
    board.at(NINE + 30 * MINUTE);
    expect(await kinds()).not.toContain('drift');
  });

  test('a patient who stayed away, as Cal.com was told', async () => {
    const uid = await visit();
    await amend(uid, { noShow: { value: true, at: NINE } });
    // Nothing can be said of it before its time.
    expect(await kinds()).toEqual([]);
    board.at(NINE);
    expect(await attention()).toMatchObject([{ kind: 'no-show', booking: uid, reason: 'said-at-cal-com' }]);
    expect((await act(uid, { do: 'finished-early' })).status).toBe(200);
    expect(await kinds()).toEqual([]);
  });

  test('that something unknown is asked for is shown, and not what, until someone has seen to it, and stays seen when the room changes', async () => {
    const uid = randomUUID();
    await board.book(uid, {
      // The second as bookings were kept once, before words were digested.
      inputs: {
        eventTypeId: 3002,
        answered: { tags: [...asWords('mueller-anna'), 'hiv'], unreadable: false },
      },
    });
    const shown = await board.ask('GET', `/api/board?date=${MONDAY}`);
    expect(shown.body.attention).toMatchObject([{ kind: 'unknown-equipment', booking: uid }]);
    expect(shown.body.bookings).toMatchObject([{ uid, asksForUnknown: true }]);
    expect(shown.text).not.toMatch(/hiv|mueller|~/);
    await act(uid, { do: 'acknowledge-equipment' });
    expect(await kinds()).toEqual([]);
    const { placement } = await recordOf(uid);
    await act(uid, {
      do: 'move-to',
      roomId: placement.kind === 'roomed' && placement.roomId === '1B' ? '1A' : '1B',
    });
    expect(await kinds()).toEqual([]);
  });

  test('a pinned visit whose room has been blocked is shown with the ways out', async () => {
    const uid = await visit();
    await act(uid, { do: 'pin' });
    const { placement } = await recordOf(uid);
    const room = placement.kind === 'roomed' ? placement.roomId : '';
    await board.ask('POST', `/api/rooms/${room}/blocks`, { body: { reason: 'fault', agreed: true } });
    await board.replan();
    expect(await attention()).toMatchObject([
      { kind: 'room-unusable', booking: uid, room, reason: 'blocked', resolve: ['unpin', 'move-to'] },
    ]);
    await act(uid, { do: 'unpin', agreed: true });
    await board.replan();
    expect(await kinds()).toEqual([]);
    expect((await recordOf(uid)).placement).not.toMatchObject({ roomId: room });
  });

  test('a visit that the clinic file says too little of is left for staff to move, and shown, where its room is blocked', async () => {
    const uid = await visit();
    const { placement, fact } = await recordOf(uid);
    const room = placement.kind === 'roomed' ? placement.roomId : '';
    if (fact.status === 'ended') throw new Error('it is still to come');
    await amend(uid, { fact: { ...fact, inputs: { eventTypeId: 1, eventTypeSlug: 'unheard-of' } } });
    await board.ask('POST', `/api/rooms/${room}/blocks`, { body: { reason: 'fault', agreed: true } });
    await board.replan();
    expect((await recordOf(uid)).placement).toMatchObject({ roomId: room });
    expect(await attention()).toContainEqual(
      expect.objectContaining({ kind: 'room-unusable', booking: uid, room, reason: 'blocked' }),
    );
  });

  test('where staff say when visits begin, one that has not begun is asked about', async () => {
    const [first, second] = [await visit(), await visit()];
    board.at(NINE + 20 * MINUTE);
    expect(await kinds()).toEqual([]);
    await act(first, { do: 'started' });
    expect(await attention()).toMatchObject([{ kind: 'no-show', booking: second }]);
    await act(second, { do: 'finished-early' });
    expect(await kinds()).toEqual([]);
  });

  test('what shadow would send is listed, and sent once publishing is on', async () => {
    const { ledger } = given();
    const setMode = async (publishing: 'shadow' | 'on') => {
      const { site } = await ledger.readSite(board.site);
      const { version = 0, ...record } = site ?? { siteId: board.site, knownSince: 0, publishingSince: 0 };
      await ledger.commit([{ kind: 'site', seen: version, record: { ...record, publishing } }]);
      board.deps.clinic.forget();
    };
    await setMode('shadow');
    const uid = await visit();
    expect(await attention()).toMatchObject([{ kind: 'shadow', booking: uid }]);
    expect(await act(uid, { do: 'send-shadow' })).toMatchObject({
      status: 409,
      body: { reason: 'publishing-is-not-on' },
    });
    await setMode('on');
    expect((await act(uid, { do: 'send-shadow' })).status).toBe(200);
    expect((await recordOf(uid)).publication.state).toMatchObject({ kind: 'queued', credential: board.site });
    expect(await kinds()).toEqual([]);
  });

  test('a key that Cal.com refuses is tried again when someone has renewed it', async () => {
    const credential = board.site;
    const pace = { credential, nextAllowedAt: 0, blockedUntil: 0, failures: 0 };
    await given().ledger.commit([
      { kind: 'credential', seen: 0, record: { ...pace, refused: { status: 401, at: NINE } } },
    ]);
    expect(await attention()).toMatchObject([{ kind: 'credential-refused', reason: '401' }]);
    expect((await board.ask('POST', '/api/credential/renewed', { body: {} })).status).toBe(200);
    expect(await kinds()).toEqual([]);
    expect((await board.ask('POST', '/api/credential/renewed', { body: {} })).status).toBe(409);
  });
});
