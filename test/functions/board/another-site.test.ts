import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { BookingRecord } from '../../../shared/domain/booking-record.ts';
import type { Catalogue } from '../../../shared/domain/catalogue.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { NOTHING_PUBLISHED } from '../../../shared/domain/publication.ts';
import { isToldInPerson, roomOf } from '../../../shared/domain/room-of.ts';
import { type Answered, boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

const NORTHERN = 4711;
const SOUTHERN = 4713;

const given = withAnyLedger();
let board: Awaited<ReturnType<typeof boardOnLedger>>;
let north: string;
let south: string;
beforeEach(async () => {
  const catalogue = withSouth(ownNorth());
  board = await boardOnLedger(given().ledger, { catalogue });
  north = board.site;
  south = `${north}-south`;
});

/** A second house like the first, where one of the practitioners works. */
const withSouth = (one: Catalogue): Catalogue => ({
  ...one,
  sites: one.sites.flatMap((site) => [
    site,
    { ...site, id: `${site.id}-south`, name: 'Clinic South', fallbackLocation: 'Ask at the desk' },
  ]),
  practitioners: one.practitioners.map((each) =>
    each.id === SOUTHERN ? { id: each.id, site: `${each.site}-south` } : each,
  ),
});

const recordOf = async (uid: string): Promise<BookingRecord> =>
  (await given().ledger.readBooking(uid)) ?? expect.fail('no one has heard of it');
const boardOf = async (site: string) =>
  (await board.ask('GET', `/api/board?site=${site}&date=${MONDAY}`)).body;
const trailOf = async (site: string) =>
  (await board.ask('GET', `/api/trail?site=${site}&date=${MONDAY}`)).body.changes;
type Asking = { readonly agreed?: boolean; readonly headers?: Readonly<Record<string, string>> };
const moveTo = (uid: string, to: string, from = north, { headers = {}, ...more }: Asking = {}) =>
  board.ask('POST', `/api/bookings/${uid}/actions?site=${from}`, {
    body: { do: 'move-to-site', to, ...more },
    headers,
  });
const agreed = { agreed: true };
const ask = async (question: object) => {
  const asked = await board.ask('POST', '/api/what-ifs', { body: question });
  expect(asked.status, asked.text).toBe(202);
  return asked.body.answer;
};
const undo = (done: Answered, more = {}) =>
  board.ask('POST', `/api/actions/${done.body.action.id}/undo`, { body: { site: north, ...more } });
/** No room there is to be had at nine, but those that are named. */
const blockSouth = async (...but: (string | null)[]): Promise<void> => {
  for (const { id } of (await boardOf(south)).rooms)
    if (!but.includes(id))
      await board.ask('POST', `/api/rooms/${id}/blocks?site=${south}`, {
        body: { start: toIso(NINE), end: toIso(NINE + 60 * MINUTE), reason: 'other', agreed: true },
      });
};
const visitOf = async (practitionerId = NORTHERN): Promise<string> => {
  const uid = randomUUID();
  await board.book(uid, { practitionerId });
  expect((await recordOf(uid)).siteId).toBe(north);
  return uid;
};
/** Handed to the doctor of the other house. */
const handedOver = async (): Promise<string> => {
  const uid = await visitOf();
  await board.book(uid, { practitionerId: SOUTHERN, createdAt: NINE - 30 * MINUTE });
  return uid;
};

describe('a visit moved to another site by staff', () => {
  test('has a room there, and leaves its room here to others', async () => {
    const uid = await handedOver();
    const { placement } = await recordOf(uid);
    const room = placement.kind === 'roomed' ? placement.roomId : '';
    expect((await boardOf(north)).attention).toMatchObject([
      { kind: 'in-doubt', booking: uid, resolve: ['pin', 'move-to', 'move-to-site'] },
    ]);
    const moved = await moveTo(uid, south);
    expect(moved.status, moved.text).toBe(200);
    const record = await recordOf(uid);
    expect(record).toMatchObject({ siteId: south, placement: { kind: 'roomed' } });
    expect(record.pinned).toBeUndefined();
    const [here, there] = [await boardOf(north), await boardOf(south)];
    expect(here.attention).toEqual([]);
    expect(here.bookings).toEqual([]);
    expect(there.attention).toEqual([]);
    expect(there.bookings).toMatchObject([{ uid, roomId: moved.body.booking.roomId }]);
    expect(there.bookings[0].etag).toBe(moved.body.booking.etag);
    expect(await trailOf(north)).toContainEqual(
      expect.objectContaining({ what: 'released', room, reason: 'to-another-site' }),
    );
    expect(await trailOf(south)).toContainEqual(expect.objectContaining({ what: 'assigned' }));
    expect(board.woken.some((each) => each.startsWith(`${north} `))).toBe(true);
  });

  test('is one that staff have told nothing of the room there, though it is called like the one here', async () => {
    const uid = await visitOf();
    const told = await board.ask('POST', `/api/bookings/${uid}/actions?site=${north}`, {
      body: { do: 'told-in-person' },
    });
    expect(told.status, told.text).toBe(200);
    const before = await recordOf(uid);
    await blockSouth(roomOf(before));
    expect((await moveTo(uid, south, north, agreed)).status).toBe(200);
    const after = await recordOf(uid);
    expect(roomOf(after)).toBe(roomOf(before));
    expect([before, after].map(isToldInPerson)).toEqual([true, false]);
  });

  describe('belongs there, though the clinic file would have it elsewhere: they have decided', () => {
    const blockFor = (room: string | null, minutes: number) =>
      board.ask('POST', `/api/rooms/${room}/blocks?site=${south}`, {
        body: { start: toIso(NINE), end: toIso(NINE + minutes * MINUTE), reason: 'fault', agreed: true },
      });
    const waitingThere = async (): Promise<string> => {
      const uid = await visitOf();
      await blockSouth();
      expect((await moveTo(uid, south, north, agreed)).body.booking.roomId).toBeNull();
      return uid;
    };
    const unblock = async (at: number): Promise<string> => {
      const { id, blocks } = (await boardOf(south)).rooms[at];
      await board.ask('DELETE', `/api/rooms/${id}/blocks/${blocks[0].id}?site=${south}`);
      return id;
    };

    test('and no one is asked about it', async () => {
      const uid = await visitOf();
      expect((await moveTo(uid, south)).status).toBe(200);
      expect((await boardOf(south)).attention).toEqual([]);
      await board.book(uid, { practitionerId: NORTHERN, createdAt: NINE - 20 * MINUTE });
      await board.replan();
      expect((await recordOf(uid)).siteId).toBe(south);
      expect((await boardOf(south)).attention).toEqual([]);
    });

    test('and leaves a room there that is blocked for another one', async () => {
      const uid = await visitOf();
      const room = (await moveTo(uid, south)).body.booking.roomId;
      expect((await blockFor(room, 30)).status).toBe(201);
      await board.replan();
      const { siteId, placement } = await recordOf(uid);
      expect([siteId, placement.kind]).toEqual([south, 'roomed']);
      expect(roomOf({ placement })).not.toBe(room);
    });

    test('as one does that had to wait there, once it has a room', async () => {
      const uid = await waitingThere();
      const first = await unblock(0);
      await board.replan();
      expect(roomOf(await recordOf(uid))).toBe(first);
      expect((await boardOf(south)).attention).toEqual([]);
      const second = await unblock(1);
      await blockFor(first, 30);
      await board.replan();
      expect(roomOf(await recordOf(uid))).toBe(second);
      expect((await boardOf(south)).attention).toEqual([]);
    });

    test('until it is to begin at another time: then they are asked', async () => {
      const uid = await visitOf();
      await moveTo(uid, south);
      const start = NINE + 60 * MINUTE;
      await board.book(uid, {
        practitionerId: NORTHERN,
        start,
        end: start + 30 * MINUTE,
        createdAt: NINE - 20 * MINUTE,
      });
      expect((await boardOf(south)).attention).toMatchObject([
        { kind: 'in-doubt', booking: uid, reason: 'at-another-site' },
      ]);
    });

    test('and does so again where a further move is taken back', async () => {
      const uid = await waitingThere();
      const further = await moveTo(uid, north, south);
      expect(further.status, further.text).toBe(200);
      const undone = await board.ask('POST', `/api/actions/${further.body.action.id}/undo`, {
        body: { site: south, ...agreed },
      });
      expect(undone.status, undone.text).toBe(200);
      await unblock(0);
      await board.replan();
      expect(await recordOf(uid)).toMatchObject({ siteId: south, placement: { kind: 'roomed' } });
      expect((await boardOf(south)).attention).toEqual([]);
    });
  });

  test('waits there while no room will do, and one who was told of a room is owed the other text', async () => {
    const uid = await visitOf();
    const { version, ...record } = await recordOf(uid);
    const attempt = { id: 'a', text: 'Room 1A', at: NINE - 60 * MINUTE, outcome: 'accepted' as const };
    const publication = { ...NOTHING_PUBLISHED, texts: ['Room 1A'], sends: 1, attempt };
    await given().ledger.commit([{ kind: 'booking', seen: version, record: { ...record, publication } }]);
    await blockSouth();
    expect((await moveTo(uid, south, north, agreed)).body.booking.roomId).toBeNull();
    expect(await recordOf(uid)).toMatchObject({
      siteId: south,
      placement: { kind: 'waiting' },
      publication: { state: { kind: 'queued' } },
    });
    expect((await boardOf(south)).waiting).toMatchObject([{ uid }]);
    expect((await moveTo(uid, north, south)).status).toBe(200);
    expect(await recordOf(uid)).toMatchObject({ siteId: north, placement: { kind: 'roomed' } });
    expect(await trailOf(south)).toContainEqual(expect.objectContaining({ what: 'left' }));
    expect((await boardOf(south)).waiting).toEqual([]);
  });

  test('is asked for once, of what was seen, and of a site that there is', async () => {
    const uid = await visitOf();
    expect(await moveTo(uid, north)).toMatchObject({ status: 409, body: { reason: 'there-already' } });
    expect(await moveTo(uid, 'nowhere')).toMatchObject({ status: 404, body: { errors: [{ field: 'to' }] } });
    expect((await moveTo(uid, south, north, { headers: { 'if-match': '"other"' } })).status).toBe(412);
    const key = { headers: { 'idempotency-key': randomUUID() } };
    const [first, second] = [await moveTo(uid, south, north, key), await moveTo(uid, south, north, key)];
    expect([first.body.action.repeated, second.body.action.repeated]).toEqual([false, true]);
    expect((await moveTo(uid, south)).status).toBe(404);
  });

  test('has not begun yet', async () => {
    const uid = await visitOf();
    board.at(NINE);
    await board.ask('POST', `/api/bookings/${uid}/actions?site=${north}`, { body: { do: 'started' } });
    expect(await moveTo(uid, south)).toMatchObject({ status: 409, body: { reason: 'already-started' } });
  });
});

describe('a move to another site is asked about first', () => {
  /** Who has been told of the room at North, half an hour before the visit. */
  const told = async (): Promise<string> => {
    const uid = await visitOf();
    await board.tell(uid);
    board.at(NINE - 30 * MINUTE);
    return uid;
  };
  /** A hold in the one room that is left at South. */
  const holdInTheLastRoom = async (): Promise<{ hold: string; room: string }> => {
    const hold = randomUUID();
    await board.book(hold, { practitionerId: SOUTHERN, status: 'tentative' });
    const room = roomOf(await recordOf(hold)) ?? expect.fail('the hold has no room');
    await blockSouth(room);
    return { hold, room };
  };

  test('where the patient has been told: from where to where, when, and in how many mails', async () => {
    const uid = await told();
    const from = roomOf(await recordOf(uid));
    const refused = await moveTo(uid, south);
    const question = { what: 'move-to-site', booking: uid, to: south, site: north };
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:room-board:asks-first', question } });
    expect((await recordOf(uid)).siteId).toBe(north);
    const answer = await ask(refused.body.question);
    expect(answer).toMatchObject({
      notifications: 1,
      waiting: [],
      affected: [{ uid, start: toIso(NINE), from, told: true, visitType: 'consultation' }],
    });
    const [own] = answer.affected;
    expect(own.toName).toContain('Clinic South');
    const moved = await moveTo(uid, south, north, agreed);
    expect(moved.body.booking.roomId).toBe(own.to);
    expect((await recordOf(uid)).publication.state.kind).toBe('queued');
  });

  test('and anyone who is on the way by then is to be told in person, whatever the pace of mails', async () => {
    const uid = await told();
    const question = { what: 'move-to-site', booking: uid, to: south, site: north };
    const { freezeMinutes } = (await board.deps.clinic.site(await entryOf(south))).site.policy;
    board.at(NINE - (freezeMinutes + 1) * MINUTE);
    expect((await ask(question)).tellInPerson).toEqual([]);
    board.at(NINE - (freezeMinutes - 1) * MINUTE);
    expect((await ask(question)).tellInPerson).toEqual([uid]);
  });

  test('where a hold would give way there, though this visit’s patient has been told nothing', async () => {
    const uid = await visitOf();
    const { hold, room } = await holdInTheLastRoom();
    const refused = await moveTo(uid, south);
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:room-board:asks-first' } });
    expect(await ask(refused.body.question)).toMatchObject({
      notifications: 0,
      waiting: [hold],
      affected: [
        { uid, to: room, told: false },
        { uid: hold, from: room, to: null, reason: 'gave-way' },
      ],
    });
    expect(roomOf(await recordOf(hold))).toBe(room);
    expect((await moveTo(uid, south, north, agreed)).body.booking.roomId).toBe(room);
    await board.replan();
    expect(roomOf(await recordOf(hold))).toBeNull();
  });

  test('where it would wait there: who the plan would move; it moves just them, and undone they are back', async () => {
    // Of the rooms with what it needs one is shut, and in the other is someone who could be elsewhere.
    const [uid, other, special] = [randomUUID(), randomUUID(), '3B'];
    await board.book(uid, { practitionerId: NORTHERN, inputs: { eventTypeId: 3001 } });
    await board.book(other, { practitionerId: SOUTHERN });
    await board.ask('POST', `/api/bookings/${other}/actions?site=${south}`, {
      body: { do: 'move-to', roomId: special },
    });
    await blockSouth(special, '1A');
    expect(roomOf(await recordOf(other))).toBe(special);
    await board.tell(other);
    const refused = await moveTo(uid, south);
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:room-board:asks-first' } });
    const answer = await ask(refused.body.question);
    expect(answer).toMatchObject({
      notifications: 1,
      waiting: [],
      affected: [
        { uid, to: special },
        { uid: other, from: special, to: '1A', told: true },
      ],
    });
    const moved = await moveTo(uid, south, north, agreed);
    await board.replan();
    expect(roomOf(await recordOf(uid))).toBe(special);
    expect(roomOf(await recordOf(other))).toBe('1A');
    expect((await undo(moved)).body).toMatchObject({ restored: [{ uid: other, home: special, room: '1A' }] });
    expect(roomOf(await recordOf(other))).toBe(special);
  });

  test('and of a site that the booking is at already, or that there is none of, is no question', async () => {
    const uid = await visitOf();
    const of = (to: string) =>
      board.ask('POST', '/api/what-ifs', { body: { what: 'move-to-site', booking: uid, to, site: north } });
    expect(await of(north)).toMatchObject({ status: 400, body: { field: 'to' } });
    expect(await of('nowhere')).toMatchObject({ status: 404, body: { field: 'to' } });
  });

  describe('and taken back', () => {
    test('it has its room again, its pin and what staff had said of it; the hold that gave way, too', async () => {
      const uid = await visitOf();
      const act = (what: string) =>
        board.ask('POST', `/api/bookings/${uid}/actions?site=${north}`, { body: { do: what } });
      for (const what of ['pin', 'told-in-person', 'arrived']) expect((await act(what)).status).toBe(200);
      const { hold, room } = await holdInTheLastRoom();
      const before = await recordOf(uid);
      const moved = await moveTo(uid, south, north, agreed);
      expect(moved.body.action.undoable).toBe(true);
      expect(await undo(moved)).toMatchObject({
        status: 200,
        body: { restored: [{ uid: hold, home: room, room: null }], stayed: [] },
      });
      const { siteId, pinned, progress, toldInPerson, placement } = await recordOf(uid);
      expect({ siteId, pinned, progress, toldInPerson, room: roomOf({ placement }) }).toEqual({
        siteId: north,
        pinned: true,
        progress: before.progress,
        toldInPerson: roomOf(before),
        room: roomOf(before),
      });
      expect(roomOf(await recordOf(hold))).toBe(room);
      expect(await undo(moved)).toMatchObject({ status: 200, body: { action: { repeated: true } } });
    });

    test('it waits again, with what staff had said of it and done about it', async () => {
      for (const { id } of (await boardOf(north)).rooms)
        await board.ask('POST', `/api/rooms/${id}/blocks?site=${north}`, {
          body: { start: toIso(NINE), end: toIso(NINE + 60 * MINUTE), reason: 'other', agreed: true },
        });
      const uid = await visitOf();
      for (const what of ['arrived', 'arranged-by-hand'])
        await board.ask('POST', `/api/bookings/${uid}/actions?site=${north}`, { body: { do: what } });
      const before = await recordOf(uid);
      expect(before).toMatchObject({
        placement: { kind: 'waiting' },
        progress: { arrivedAt: expect.any(Number) },
      });
      const moved = await moveTo(uid, south);
      expect((await undo(moved)).status).toBe(200);
      const { placement, progress, arrangedByHand } = await recordOf(uid);
      expect({ kind: placement.kind, progress, arrangedByHand }).toEqual({
        kind: 'waiting',
        progress: before.progress,
        arrangedByHand: true,
      });
      const [block] = (await boardOf(north)).rooms[0].blocks;
      await board.ask('DELETE', `/api/rooms/1A/blocks/${block.id}?site=${north}`);
      await board.replan();
      expect(roomOf(await recordOf(uid))).toBeNull();
    });

    test('after its patient was told of the other house, only where the second mail is agreed to', async () => {
      const uid = await told();
      const home = roomOf(await recordOf(uid));
      const moved = await moveTo(uid, south, north, agreed);
      await board.tell(uid);
      const refused = await undo(moved);
      const question = { what: 'move-to-site', booking: uid, to: north, home, site: south };
      expect(refused).toMatchObject({ status: 409, body: { type: 'urn:room-board:asks-first', question } });
      expect(await ask(refused.body.question)).toMatchObject({
        notifications: 1,
        affected: [{ uid, to: home }],
      });
      expect((await recordOf(uid)).siteId).toBe(south);
      expect((await undo(moved, agreed)).status).toBe(200);
      expect(await recordOf(uid)).toMatchObject({ siteId: north, placement: { roomId: home } });
    });

    test('it has its room again, though it had to wait there, and a plan has given it a room since', async () => {
      const uid = await visitOf();
      await blockSouth();
      const moved = await moveTo(uid, south, north, agreed);
      expect(roomOf(await recordOf(uid))).toBeNull();
      const { blocks, id } = (await boardOf(south)).rooms[0];
      await board.ask('DELETE', `/api/rooms/${id}/blocks/${blocks[0].id}?site=${south}`);
      await board.replan();
      expect(roomOf(await recordOf(uid))).toBe(id);
      expect((await undo(moved)).status).toBe(200);
      expect(await recordOf(uid)).toMatchObject({ siteId: north, placement: { kind: 'roomed' } });
    });

    test('not into a room that is someone else’s by then', async () => {
      const uid = await visitOf();
      const home = roomOf(await recordOf(uid));
      const moved = await moveTo(uid, south);
      const next = await visitOf();
      await board.ask('POST', `/api/bookings/${next}/actions?site=${north}`, {
        body: { do: 'move-to', roomId: home },
      });
      expect(roomOf(await recordOf(next))).toBe(home);
      expect(await undo(moved)).toMatchObject({ status: 409, body: { reason: 'room-given-away' } });
      expect((await recordOf(uid)).siteId).toBe(south);
    });
  });
});

const entryOf = async (id: string) =>
  (await board.deps.clinic.catalogue()).sites.find((site) => site.id === id) ?? expect.fail('no such site');
