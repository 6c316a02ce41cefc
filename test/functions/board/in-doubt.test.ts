import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { importCatalogue } from '../../../shared/catalogue/import-catalogue.ts';
import type { Catalogue } from '../../../shared/domain/catalogue.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

const given = withAnyLedger();
let catalogue: Catalogue;
let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeEach(async () => {
  catalogue = ownNorth();
  board = await boardOnLedger(given().ledger, { catalogue });
});

/** The clinic file without the consultations that visits have been booked for. */
const forgetConsultations = async (): Promise<void> => {
  const without: Catalogue = {
    ...catalogue,
    version: randomUUID(),
    visitTypes: catalogue.visitTypes.filter(({ eventTypeIds }) => !eventTypeIds.includes(3002)),
  };
  const terms = { dryRun: false, removeRoomsInUse: false };
  await importCatalogue({ ledger: given().ledger, now: NINE - 60 * MINUTE }, without, terms);
  board.deps.clinic.forget();
};

const attention = async () => (await board.ask('GET', `/api/board?date=${MONDAY}`)).body.attention;
const roomOf = async (uid: string): Promise<string | undefined> => {
  const record = await given().ledger.readBooking(uid);
  return record?.placement.kind === 'roomed' ? record.placement.roomId : record?.placement.kind;
};

describe('a visit whose event type has left the clinic file', () => {
  test('can be moved by staff to a room that is free, after they have seen what that costs', async () => {
    const uid = randomUUID();
    await board.book(uid);
    const own = await roomOf(uid);
    await forgetConsultations();
    expect(await attention()).toMatchObject([
      { kind: 'in-doubt', booking: uid, room: own, resolve: ['pin', 'move-to'] },
    ]);
    const { status, body } = await board.ask('GET', `/api/bookings/${uid}/rooms`);
    expect(status).toBe(200);
    const free = body.rooms.find(
      (each: { room: string; refusal?: unknown }) => each.room !== own && !each.refusal,
    );
    const asked = await board.ask('POST', '/api/what-ifs', {
      body: { what: 'move-to', booking: uid, room: free.room },
    });
    expect(asked.body.answer.impossible).toBeUndefined();
    expect(asked.body.answer.affected).toMatchObject([{ uid, from: own, to: free.room }]);
    const moved = await board.ask('POST', `/api/bookings/${uid}/actions`, {
      body: { do: 'move-to', roomId: free.room },
    });
    expect(moved.status).toBe(200);
    expect(await roomOf(uid)).toBe(free.room);
  });

  test('that waits can be given a room by staff', async () => {
    for (const { rooms } of catalogue.sites)
      for (const { id } of rooms)
        await board.ask('POST', `/api/rooms/${id}/blocks`, {
          body: { start: toIso(NINE), end: toIso(NINE + 30 * MINUTE), reason: 'other', agreed: true },
        });
    const uid = randomUUID();
    await board.book(uid);
    expect(await roomOf(uid)).toBe('waiting');
    await forgetConsultations();
    const room = catalogue.sites[0]?.rooms[0]?.id ?? '';
    const { body } = await board.ask('GET', `/api/board?date=${MONDAY}`);
    const [block] = body.rooms.find((each: { id: string }) => each.id === room).blocks;
    await board.ask('DELETE', `/api/rooms/${room}/blocks/${block.id}`);
    const moved = await board.ask('POST', `/api/bookings/${uid}/actions`, {
      body: { do: 'move-to', roomId: room },
    });
    expect(moved.status).toBe(200);
    expect(await roomOf(uid)).toBe(room);
  });

  test('is shown with its blocked room, and the ways out of it', async () => {
    const uid = randomUUID();
    await board.book(uid);
    const own = await roomOf(uid);
    await forgetConsultations();
    await board.ask('POST', `/api/rooms/${own}/blocks`, {
      body: { start: toIso(NINE), end: toIso(NINE + 30 * MINUTE), reason: 'other', agreed: true },
    });
    await board.replan();
    expect(await roomOf(uid)).toBe(own);
    expect(await attention()).toContainEqual(
      expect.objectContaining({ kind: 'room-unusable', booking: uid, reason: 'blocked' }),
    );
  });
});
