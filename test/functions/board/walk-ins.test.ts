import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { madeUpDigests } from '../../../bin/simulation/digests.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { type Answered, boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

const given = withAnyLedger();

let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeEach(async () => {
  board = await boardOnLedger(given().ledger, { catalogue: ownNorth() });
  // Seconds of the minute that has begun are part of the visit.
  board.at(NINE + 20_000);
});

type Shown = { uid: string; roomId: string | null; start: string; end: string; [field: string]: unknown };
const recheck = async (): Promise<Answered['body']> =>
  (await board.ask('GET', `/api/board?date=${MONDAY}`)).body;
const shown = async (uid: string): Promise<Shown | undefined> =>
  (await recheck()).bookings.find((each: Shown) => each.uid === uid);
const seat = (body: object, headers: Readonly<Record<string, string>> = {}) =>
  board.ask('POST', '/api/walk-ins', { body, headers });
const seated = async (
  body: object,
): Promise<Answered['body']['booking'] & { uid: string; roomId: string }> => {
  const answer = await seat(body);
  expect(answer.status, answer.text).toBe(201);
  return answer.body.booking;
};
const act = (uid: string, body: object) => board.ask('POST', `/api/bookings/${uid}/actions`, { body });
const rooms = (query: string) => board.ask('GET', `/api/walk-ins/rooms?${query}`);
const undo = (done: Answered, body = {}) =>
  board.ask('POST', `/api/actions/${done.body.action.id}/undo`, { body });

/** A consultation so many minutes after nine, in that room. */
const visitIn = async (room: string, after: number): Promise<string> => {
  const uid = randomUUID();
  await board.book(uid, { start: NINE + after * MINUTE, end: NINE + (after + 30) * MINUTE });
  if ((await shown(uid))?.roomId !== room)
    expect((await act(uid, { do: 'move-to', roomId: room })).status).toBe(200);
  return uid;
};

describe('a walk-in', () => {
  test('is seated in the room that staff name, for so many minutes from now, and has a visit code', async () => {
    const { uid, roomId } = await seated({ room: '2A', minutes: 20 });
    expect(roomId).toBe('2A');
    expect(await shown(uid)).toMatchObject({
      walkIn: true,
      visitType: 'walk-in',
      state: 'in-use',
      start: toIso(NINE),
      end: toIso(NINE + 20 * MINUTE),
      encounter: 'in-room',
      encounterSince: toIso(NINE),
      publication: 'nothing',
    });
    // No one waits for longer than usual who has the room for as long as staff said.
    expect(await shown(uid)).not.toHaveProperty('encounterLimit');
    const { visitCodes, rooms, owed, attention } = await recheck();
    expect(visitCodes[uid]).toBe(madeUpDigests.visit(uid));
    expect(rooms.find(({ id }: { id: string }) => id === '2A')).toMatchObject({
      state: 'in-use',
      booking: uid,
    });
    expect({ owed, attention }).toEqual({ owed: [], attention: [] });
  });

  test('who asks for a room by its needs gets the best that is free, and the reason is told', async () => {
    const { body } = await rooms('minutes=30&type=abdominal-scan&practitioner=4711');
    expect(body.proposed).toBe('3B');
    expect(body.rooms.find(({ room }: { room: string }) => room === '1A').refusal).toMatchObject({
      rejection: 'lacks-equipment',
    });
    expect(body.visitTypes).toContain('consultation');
    expect(body.practitioners.map(({ id }: { id: number }) => id)).toEqual([4711, 4712, 4713]);
    const done = await seated({ minutes: 30, type: 'abdominal-scan', practitioner: 4711 });
    expect(done).toMatchObject({ roomId: '3B', reason: body.reason });
    // What the room needs afterwards is held, and nothing before: the patient is there.
    expect(await shown(done.uid)).toMatchObject({
      visitType: 'abdominal-scan',
      from: toIso(NINE),
      to: toIso(NINE + 40 * MINUTE),
    });
  });

  test('is not seated where a hard rule speaks against it, which is named', async () => {
    expect(await seat({ room: '1A', minutes: 30, type: 'abdominal-scan' })).toMatchObject({
      status: 409,
      body: { type: 'urn:room-board:room-refused', rejection: 'lacks-equipment' },
    });
    const { uid } = await seated({ room: '1A', minutes: 30 });
    expect(await seat({ room: '1A', minutes: 5 })).toMatchObject({
      status: 409,
      body: { rejection: 'occupied', heldBy: [uid] },
    });
    expect((await recheck()).bookings).toHaveLength(1);
  });

  test('of no visit type is not seated in a room that the clinic file locks, nor moved there', async () => {
    const refused = { status: 409, body: { type: 'urn:room-board:room-refused', rejection: 'wrong-kind' } };
    expect(await seat({ room: '4A', minutes: 10 })).toMatchObject(refused);
    const { uid } = await seated({ room: '1A', minutes: 10 });
    expect(await act(uid, { do: 'move-to', roomId: '4A' })).toMatchObject(refused);
    const overrule = { rules: ['wrong-kind'], reason: 'emergency' };
    expect(await act(uid, { do: 'move-to', roomId: '4A', overrule })).toMatchObject({
      status: 409,
      body: { reason: 'room-locked' },
    });
    await seated({ room: '4A', minutes: 10, type: 'laser-treatment' });
  });

  test.each([
    ['minutes', { room: '1A', minutes: 0 }, 400],
    ['minutes', { room: '1A', minutes: 241 }, 400],
    ['minutes', { room: '1A' }, 400],
    ['type', { minutes: 5, type: 'no-such' }, 404],
    ['practitioner', { minutes: 5, practitioner: 1 }, 404],
    ['room', { minutes: 5, room: '9Z' }, 404],
    ['name', { minutes: 5, name: 'x' }, 400],
  ])('whose %s is wrong is refused by that name: %o', async (field, body, status) => {
    expect(await seat(body)).toMatchObject({ status, body: { field } });
    expect((await recheck()).bookings).toEqual([]);
  });

  describe('against a rule', () => {
    const scan = { type: 'abdominal-scan', minutes: 20 };
    const overrule = (...rules: string[]) => ({ overrule: { rules, reason: 'emergency' } });

    test('is seated in one step, once staff name each that it breaks; it is pinned there, with reason and person', async () => {
      const { body } = await rooms('minutes=20&type=abdominal-scan');
      expect(body.rooms.find(({ room }: { room: string }) => room === '1A')).toMatchObject({
        refusal: { rejection: 'lacks-equipment' },
        overrule: [{ rejection: 'lacks-equipment', detail: 'ultrasound' }],
      });
      expect(await seat({ room: '1A', ...scan, ...overrule('wrong-kind') })).toMatchObject({
        status: 409,
        body: { type: 'urn:room-board:room-refused', rejection: 'lacks-equipment' },
      });
      const { uid } = await seated({ room: '1A', ...scan, ...overrule('lacks-equipment') });
      const put = {
        roomId: '1A',
        pinned: true,
        encounter: 'in-room',
        overruled: {
          rules: [{ rejection: 'lacks-equipment', detail: 'ultrasound' }],
          reason: 'emergency',
          by: 'loopback',
        },
      };
      expect(await shown(uid)).toMatchObject(put);
      await board.replan();
      expect(await shown(uid)).toMatchObject(put);
      expect((await recheck()).attention).toEqual([]);
    });

    test('and in the way of a later visit asks about that as well', async () => {
      await visitIn('1A', 15);
      const wanted = { room: '1A', ...scan, ...overrule('lacks-equipment') };
      expect(await seat(wanted)).toMatchObject({ status: 409, body: { type: 'urn:room-board:asks-first' } });
      expect((await seat({ ...wanted, agreed: true })).status).toBe(201);
    });

    test('is not seated where the room is held, nor where the clinic file locks it', async () => {
      await visitIn('1A', 0);
      expect(await seat({ room: '1A', ...scan, ...overrule('occupied', 'lacks-equipment') })).toMatchObject({
        status: 409,
        body: { type: 'urn:room-board:room-refused', rejection: 'occupied' },
      });
      expect(await seat({ room: '4A', ...scan, ...overrule('lacks-equipment') })).toMatchObject({
        status: 409,
        body: { reason: 'room-locked' },
      });
      const { body } = await rooms('minutes=20&type=abdominal-scan');
      for (const id of ['1A', '4A']) {
        const judged = body.rooms.find(({ room }: { room: string }) => room === id);
        expect(judged.refusal).toBeDefined();
        expect(judged.overrule).toBeUndefined();
      }
    });
  });

  test('waits for no one: where no room is free for so long, that is said and nothing is done', async () => {
    for (const room of ['1A', '1B', '2A', '3B', '3C']) await seated({ room, minutes: 10 });
    expect((await rooms('minutes=10')).body.proposed).toBeNull();
    expect(await seat({ minutes: 10 })).toMatchObject({ status: 409, body: { reason: 'no-free-room' } });
    expect((await recheck()).waiting).toEqual([]);
  });

  test('sent again after a lost answer is seated once', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const [once, twice] = [
      await seat({ minutes: 20, room: '1B' }, headers),
      await seat({ minutes: 20, room: '1B' }, headers),
    ];
    expect(twice.body.booking).toEqual(once.body.booking);
    expect(twice.body.action.repeated).toBe(true);
    expect((await recheck()).bookings).toHaveLength(1);
    expect((await seat({ minutes: 25, room: '1B' }, headers)).status).toBe(422);
  });

  test('is not moved by the plan, no matter who waits for its room', async () => {
    const { uid } = await seated({ room: '3B', minutes: 60 });
    const waits = randomUUID();
    await board.book(waits, {
      start: NINE + 30 * MINUTE,
      end: NINE + 60 * MINUTE,
      inputs: { eventTypeId: 3001 },
    });
    board.woken.push(`${board.site} ${MONDAY}`);
    await board.replan();
    expect((await shown(uid))?.roomId).toBe('3B');
    expect((await shown(waits))?.roomId).not.toBe('3B');
  });

  test('is given more time, moved and finished as any other visit', async () => {
    const { uid } = await seated({ room: '1A', minutes: 20 });
    expect((await act(uid, { do: 'running-late', minutes: 10 })).status).toBe(200);
    expect(await shown(uid)).toMatchObject({ overrunMinutes: 10, to: toIso(NINE + 35 * MINUTE) });
    expect((await act(uid, { do: 'move-to', roomId: '1B' })).status).toBe(200);
    expect(await shown(uid)).toMatchObject({ roomId: '1B', walkIn: true });
    board.at(NINE + 12 * MINUTE);
    expect((await act(uid, { do: 'finished-early' })).status).toBe(200);
    expect(await shown(uid)).toMatchObject({ state: 'done', to: toIso(NINE + 17 * MINUTE) });
  });

  test('is previewed moving, or making way, with no mail: no one was told of its room', async () => {
    const ask = async (question: object) =>
      (await board.ask('POST', '/api/what-ifs', { body: question })).body.answer;
    const [walked, other] = [
      await seated({ room: '1A', minutes: 20 }),
      await seated({ room: '1B', minutes: 20 }),
    ];
    const moved = { uid: walked.uid, from: '1A', to: '2A', told: false };
    expect(await ask({ what: 'move-to', booking: walked.uid, room: '2A' })).toMatchObject({
      affected: [moved],
      silent: [walked.uid],
      notifications: 0,
      tellInPerson: [],
    });
    const swapped = await ask({ what: 'swap-with', booking: walked.uid, other: other.uid });
    expect(swapped).toMatchObject({ notifications: 0, tellInPerson: [] });
    expect([...swapped.silent].sort()).toEqual([walked.uid, other.uid].sort());
    expect(await ask({ what: 'let-wait', booking: walked.uid })).toMatchObject({
      notifications: 0,
      tellInPerson: [],
    });
  });

  test('stands in the history with who seated it, and who took that back; then its room is free', async () => {
    const done = await seat({ minutes: 20, room: '1A' });
    const { uid } = done.body.booking;
    expect(await undo(done)).toMatchObject({ status: 200, body: { restored: [], stayed: [] } });
    expect(await undo(done)).toMatchObject({ status: 200, body: { action: { repeated: true } } });
    const board = await recheck();
    expect(board.bookings).toEqual([]);
    expect(board.rooms[0]).toMatchObject({ id: '1A', state: 'free' });
    expect(await trailOf(uid)).toMatchObject([
      { what: 'undone', by: 'loopback', room: '1A' },
      { what: 'assigned', by: 'loopback', room: '1A', reason: 'walked-in' },
    ]);
  });

  test('that has been moved or finished since is not taken back over someone’s head', async () => {
    const done = await seat({ minutes: 20, room: '1A' });
    await act(done.body.booking.uid, { do: 'move-to', roomId: '1B' });
    expect(await undo(done)).toMatchObject({ status: 412 });
    expect((await recheck()).bookings).toHaveLength(1);
  });
});

const trailOf = async (uid: string) =>
  (await board.ask('GET', `/api/trail?date=${MONDAY}&visit=${madeUpDigests.visit(uid)}`)).body.changes;

describe('a walk-in who needs the room longer than it is free', () => {
  test('is proposed another; that room says until when it is free', async () => {
    await visitIn('1A', 30);
    const { body } = await rooms('minutes=45');
    expect(body.proposed).not.toBe('1A');
    expect(body.rooms[0]).toEqual({ room: '1A', freeUntil: toIso(NINE + 30 * MINUTE) });
  });

  test('moves no one unasked: who would move, from where to where, comes first', async () => {
    const next = await visitIn('1A', 30);
    const refused = await seat({ room: '1A', minutes: 45 });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        type: 'urn:room-board:asks-first',
        field: 'agreed',
        question: {
          what: 'block',
          room: '1A',
          start: toIso(NINE + 30 * MINUTE),
          end: toIso(NINE + 50 * MINUTE),
          site: board.site,
        },
      },
    });
    expect((await recheck()).bookings).toHaveLength(1);
    const { answer } = (await board.ask('POST', '/api/what-ifs', { body: refused.body.question })).body;
    expect(answer.affected).toMatchObject([{ uid: next, start: toIso(NINE + 30 * MINUTE), from: '1A' }]);
    const { uid } = await seated({ room: '1A', minutes: 45, agreed: true });
    await board.replan();
    expect((await shown(next))?.roomId).toBe(answer.affected[0].to);
    expect(await shown(uid)).toMatchObject({ roomId: '1A', to: toIso(NINE + 50 * MINUTE) });
  });

  test('taken back puts everyone back who had to make way', async () => {
    const next = await visitIn('1A', 30);
    const done = await seat({ room: '1A', minutes: 45, agreed: true });
    await board.replan();
    const other = (await shown(next))?.roomId;
    expect(other).not.toBe('1A');
    expect(await undo(done)).toMatchObject({
      status: 200,
      body: { restored: [{ uid: next, home: '1A', room: other }], stayed: [] },
    });
    const { bookings, rooms } = await recheck();
    expect(bookings).toMatchObject([{ uid: next, roomId: '1A' }]);
    expect(rooms[0].blocks).toEqual([]);
  });

  test('is not seated where the next one comes at once', async () => {
    const next = await visitIn('1A', 5);
    expect(await seat({ room: '1A', minutes: 20, agreed: true })).toMatchObject({
      status: 409,
      body: { rejection: 'occupied', heldBy: [next] },
    });
  });
});

test('a walk-in that Cal.com does not take is seated all the same, and the answer and the history say why', async () => {
  const attendee = { name: 'Walk-in', email: 'desk@clinic.example' };
  const catalogue = ownNorth();
  const asked: unknown[] = [];
  board = await boardOnLedger(given().ledger, {
    catalogue: { ...catalogue, sites: catalogue.sites.map((site) => ({ ...site, walkIns: { attendee } })) },
    booker: async (wanted) => {
      asked.push(wanted);
      return asked.length > 1 ? { kind: 'booked' } : { kind: 'not-booked', reason: 'BadRequestException' };
    },
  });
  board.at(NINE + 20_000);
  const headers = { 'idempotency-key': randomUUID() };
  const body = { room: '1A', minutes: 20, type: 'consultation' };
  const done = await seat(body, headers);
  expect(done).toMatchObject({
    status: 201,
    body: { notBooked: 'BadRequestException', action: { undoable: true } },
  });
  const { uid } = done.body.booking;
  expect(asked).toEqual([
    {
      eventTypeId: 3002,
      start: NINE + MINUTE,
      minutes: 19,
      attendee: { ...attendee, timeZone: 'Europe/Berlin' },
      walkIn: uid,
    },
  ]);
  expect(await trailOf(uid)).toContainEqual(
    expect.objectContaining({ what: 'not-booked', by: 'loopback', reason: 'BadRequestException' }),
  );
  // Sent again after a lost answer it is not booked twice.
  await seat(body, headers);
  expect(asked).toHaveLength(1);
  // Of no visit type, Cal.com has no event type for it.
  expect((await seat({ room: '2A', minutes: 20 })).body).toMatchObject({ notBooked: 'no-event-type' });
  // What Cal.com has taken is cancelled there.
  const again = { 'idempotency-key': randomUUID() };
  const { action, ...other } = (await seat({ ...body, room: '1B' }, again)).body;
  expect(action.undoable).toBe(false);
  expect((await seat({ ...body, room: '1B' }, again)).body.action).toMatchObject({
    repeated: true,
    undoable: false,
  });
  expect(other).not.toHaveProperty('notBooked');
});
