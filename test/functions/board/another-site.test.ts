import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { BookingRecord } from '../../../shared/domain/booking-record.ts';
import type { Catalogue } from '../../../shared/domain/catalogue.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { NOTHING_PUBLISHED } from '../../../shared/domain/publication.ts';
import { isToldInPerson, roomOf } from '../../../shared/domain/room-of.ts';
import { boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { withLedger } from '../../support/with-ledger.ts';

const NORTHERN = 4711;
const SOUTHERN = 4713;

const given = withLedger();
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
const moveTo = (uid: string, to: string, from = north, headers = {}) =>
  board.ask('POST', `/api/bookings/${uid}/actions?site=${from}`, {
    body: { do: 'move-to-site', to },
    headers,
  });
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
    for (const { id } of (await boardOf(south)).rooms)
      if (id !== roomOf(before))
        await board.ask('POST', `/api/rooms/${id}/blocks?site=${south}`, {
          body: { start: toIso(NINE), end: toIso(NINE + 60 * MINUTE), reason: 'other', agreed: true },
        });
    expect((await moveTo(uid, south)).status).toBe(200);
    const after = await recordOf(uid);
    expect(roomOf(after)).toBe(roomOf(before));
    expect([before, after].map(isToldInPerson)).toEqual([true, false]);
  });

  test('is pinned there where the clinic file would have it elsewhere: they have decided', async () => {
    const uid = await visitOf();
    expect((await moveTo(uid, south)).status).toBe(200);
    expect(await recordOf(uid)).toMatchObject({ siteId: south, pinned: true });
    expect((await boardOf(south)).attention).toEqual([]);
    await board.book(uid, { practitionerId: NORTHERN, createdAt: NINE - 20 * MINUTE });
    await board.replan();
    expect((await recordOf(uid)).siteId).toBe(south);
  });

  test('waits there while no room will do, and one who was told of a room is owed the other text', async () => {
    const uid = await visitOf();
    const { version, ...record } = await recordOf(uid);
    const attempt = { id: 'a', text: 'Room 1A', at: NINE - 60 * MINUTE, outcome: 'accepted' as const };
    const publication = { ...NOTHING_PUBLISHED, texts: ['Room 1A'], sends: 1, attempt };
    await given().ledger.commit([{ kind: 'booking', seen: version, record: { ...record, publication } }]);
    for (const { id } of (await boardOf(south)).rooms)
      await board.ask('POST', `/api/rooms/${id}/blocks?site=${south}`, {
        body: { start: toIso(NINE), end: toIso(NINE + 60 * MINUTE), reason: 'other', agreed: true },
      });
    expect((await moveTo(uid, south)).body.booking.roomId).toBeNull();
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
    expect((await moveTo(uid, south, north, { 'if-match': '"other"' })).status).toBe(412);
    const key = { 'idempotency-key': randomUUID() };
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
