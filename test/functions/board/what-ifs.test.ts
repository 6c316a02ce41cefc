import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { NOTHING_PUBLISHED } from '../../../shared/domain/publication.ts';
import { proveWhatIf } from '../../../shared/replanning/prove-what-if.ts';
import { type Answered, boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

const given = withAnyLedger();
let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeEach(async () => {
  board = await boardOnLedger(given().ledger, { catalogue: ownNorth() });
});

const ask = (body: object): Promise<Answered> => board.ask('POST', '/api/what-ifs', { body });
const roomsNow = async (): Promise<Record<string, string | null>> => {
  const { bookings } = (await board.ask('GET', `/api/board?date=${MONDAY}`)).body;
  return Object.fromEntries(bookings.map((each: { uid: string; roomId: string }) => [each.uid, each.roomId]));
};
/** A visit of which the patient has been told. */
const announced = async (after: number, eventTypeId = 3002): Promise<string> => {
  const uid = randomUUID();
  const start = NINE + after * MINUTE;
  await board.book(uid, { start, end: start + 30 * MINUTE, inputs: { eventTypeId } });
  const { version = 0, ...record } = (await given().ledger.readBooking(uid)) ?? {};
  const attempt = { id: 'a', text: 'Room', at: NINE - 60 * MINUTE, outcome: 'accepted' as const };
  await given().ledger.commit([
    {
      kind: 'booking',
      seen: version,
      record: {
        ...(record as Parameters<typeof Object>[0]),
        publication: { ...NOTHING_PUBLISHED, texts: ['Room'], sends: 1, attempt },
      },
    },
  ]);
  return uid;
};

describe('a what-if', () => {
  test('of a block says who it moves and how many mails it costs; done, it moves just them', async () => {
    const [first, second] = [await announced(180), await announced(180)];
    const before = await roomsNow();
    const room = before[first];
    const block = { room, start: toIso(NINE + 170 * MINUTE), end: toIso(NINE + 240 * MINUTE) };
    const asked = await ask({ what: 'block', ...block });
    expect(asked).toMatchObject({
      status: 202,
      body: {
        dates: [MONDAY],
        answer: {
          notifications: 1,
          silent: [],
          waiting: [],
          affected: [{ uid: first, from: room, told: true }],
        },
      },
    });
    expect(await roomsNow()).toEqual(before);
    expect(asked.headers.location).toBe(`/api/what-ifs/${asked.body.id}`);

    await board.ask('POST', `/api/rooms/${room}/blocks`, {
      body: { start: block.start, end: block.end, reason: 'fault', agreed: true },
    });
    await board.replan();
    const after = await roomsNow();
    expect(after[second]).toBe(before[second]);
    expect(after[first]).toBe(asked.body.answer.affected[0].to);
  });

  test('counts only what it changes: not who waits already, and each it makes wait by time and type', async () => {
    const visits = [await announced(180, 3001), await announced(180, 3001), await announced(180, 3001)];
    const rooms = await roomsNow();
    const [seated = ''] = visits.filter((uid) => rooms[uid] !== null);
    expect(Object.values(rooms).filter((room) => room === null)).toHaveLength(1);
    const block = { what: 'block', room: rooms[seated], end: toIso(NINE + 240 * MINUTE) };
    const { answer } = (await ask(block)).body;
    expect(answer.certificate.waiting).toBe(2);
    expect(answer.waiting).toHaveLength(1);
    expect(answer.affected).toMatchObject([
      { uid: answer.waiting[0], to: null, visitType: expect.any(String) },
    ]);
    expect(answer.words[0]).toBe(
      `1 more waits (12:00 ${answer.affected[0].visitType}); fewer is impossible.`,
    );
    expect((await ask({ ...block, notifications: 0 })).body.answer).toMatchObject({
      notifications: 0,
      tellInPerson: answer.waiting,
    });
    const { id } = (await ask({ ...block, curve: true })).body;
    await proveWhatIf({ ...board.deps, spacingMs: 15_000, effort: 'small' })(id);
    const { curve } = (await board.ask('GET', `/api/what-ifs/${id}`)).body.answer;
    expect(curve).toEqual(
      curve.map(({ notifications }: { notifications: number }) => ({
        notifications,
        waiting: 1,
        waitingBound: 1,
      })),
    );
  });

  test('that asks for the whole curve is proven by the re-plan, and anyone who polls sees it', async () => {
    await announced(180);
    const { body } = await ask({ what: 'block', room: '1A', end: toIso(NINE + 240 * MINUTE), curve: true });
    expect(body.state).toBe('proving');
    expect(board.proofs).toEqual([body.id]);
    const prove = proveWhatIf({ ...board.deps, spacingMs: 15_000, effort: 'small' });
    expect(await prove(body.id)).toBe('proved');
    const answered = (await board.ask('GET', `/api/what-ifs/${body.id}`)).body;
    expect(answered.state).toBe('proved');
    expect(answered.answer.certificate.proved).toBe(true);
    expect(answered.answer.curve.at(-1)).toMatchObject({ waiting: 0 });
    expect(await prove(body.id)).toBe('answered');
  });

  test('of running late names the next visit, and how many hear of it', async () => {
    const first = await announced(0);
    const next = await announced(35);
    const room = (await roomsNow())[first] ?? '';
    if ((await roomsNow())[next] !== room)
      await board.ask('POST', `/api/bookings/${next}/actions`, { body: { do: 'move-to', roomId: room } });
    board.at(NINE + 20 * MINUTE);
    const { body } = await ask({ what: 'running-late', booking: first, minutes: 15 });
    expect(body.answer).toMatchObject({ notifications: 1, affected: [{ uid: next, from: room }] });
    expect((await ask({ what: 'running-late', booking: next, minutes: 15 })).body.answer).toMatchObject({
      notifications: 0,
      affected: [],
    });
  });

  test('of a swap says who is told, and whether the rooms will do for both', async () => {
    const [a, b] = [await announced(240), await announced(240)];
    const before = await roomsNow();
    const told = await ask({ what: 'swap-with', booking: a, other: b });
    expect(told.status, told.text).toBe(202);
    expect(told.body).toMatchObject({
      state: 'proved',
      answer: { notifications: 2, waiting: [], tellInPerson: [] },
    });
    const byUid = Map.groupBy(told.body.answer.affected, ({ uid }: { uid: string }) => uid);
    expect([byUid.get(a), byUid.get(b)].flat()).toMatchObject([
      { uid: a, from: before[a], to: before[b], reason: 'as-asked' },
      { uid: b, from: before[b], to: before[a], reason: 'as-asked' },
    ]);
    const laser = await announced(240, 3003);
    expect((await ask({ what: 'swap-with', booking: laser, other: a })).body).toMatchObject({
      state: 'proved',
      answer: { impossible: true, affected: [], notifications: 0 },
    });
    expect(await roomsNow()).toMatchObject(before);
  });

  test('of a swap with a visit that is not there that day, or with itself, is none, and names it', async () => {
    const [uid, gone] = [await announced(240), await announced(240)];
    const tomorrow = randomUUID();
    const start = NINE + 24 * 60 * MINUTE;
    await board.book(tomorrow, { start, end: start + 30 * MINUTE });
    await board.cancel(gone);
    const swap = (other: string) => ask({ what: 'swap-with', booking: uid, other });
    for (const other of ['no-one', gone, tomorrow])
      expect(await swap(other)).toMatchObject({ status: 404, body: { field: 'other' } });
    expect(await swap(uid)).toMatchObject({ status: 400, body: { field: 'other' } });
    expect(board.proofs).toEqual([]);
  });

  test('of a swap so soon that no mail comes in time says who to tell in person', async () => {
    const [a, b] = [await announced(1), await announced(1)];
    board.at(NINE + (5 / 6) * MINUTE);
    expect((await ask({ what: 'swap-with', booking: a, other: b })).body.answer.tellInPerson.sort()).toEqual(
      [a, b].sort(),
    );
  });

  test('of a swap of visits within the freeze says to tell both in person, however soon a mail could leave', async () => {
    const [a, b] = [await announced(50), await announced(50)];
    const inPerson = async (): Promise<string[]> =>
      (await ask({ what: 'swap-with', booking: a, other: b })).body.answer.tellInPerson;
    board.at(NINE + 15 * MINUTE);
    expect(await inPerson()).toEqual([]);
    board.at(NINE + 25 * MINUTE);
    expect((await inPerson()).sort()).toEqual([a, b].sort());
  });

  test('of a room that only one visit can have says what it would take', async () => {
    const uid = await announced(180, 3001);
    const other = await announced(180, 3001);
    const rooms = await roomsNow();
    const { body } = await ask({ what: 'move-to', booking: uid, room: rooms[other] });
    expect(body.answer.notifications).toBe(2);
    expect(body.answer.affected.map((each: { uid: string }) => each.uid).sort()).toEqual([uid, other].sort());
    expect((await ask({ what: 'move-to', booking: uid, room: '4A' })).body.answer.impossible).toBe(true);
  });

  test.each([
    [{ what: 'block', room: '9Z' }, 404, 'room'],
    [{ what: 'running-late', booking: 'no-one', minutes: 5 }, 404, 'booking'],
    [{ what: 'block', room: '1A', end: toIso(NINE - 120 * MINUTE) }, 400, 'end'],
    [{ what: 'guess' }, 400, 'what'],
    [{ what: 'block', room: '1A', notifications: -1 }, 400, 'notifications'],
  ])('of %j is none', async (body, status, field) => {
    expect(await ask(body)).toMatchObject({ status, body: { field } });
    expect(board.proofs).toEqual([]);
  });

  test('is forgotten, and never another’s', async () => {
    const { body } = await ask({ what: 'block', room: '1A', end: toIso(NINE) });
    board.at(NINE + 120 * MINUTE);
    expect((await board.ask('GET', `/api/what-ifs/${body.id}`)).status).toBe(404);
    expect((await board.ask('GET', '/api/what-ifs/nothing')).status).toBe(404);
  });
});
