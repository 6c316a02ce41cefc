import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { kioskView } from '../../../shared/board/view/board-view.ts';
import { readBoard } from '../../../shared/board/view/read-board.ts';
import type { Catalogue, Room } from '../../../shared/domain/catalogue.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import type { Ledger } from '../../../shared/domain/ledger.ts';
import { type Answered, boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { onlySite } from '../../support/builders.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

const given = withAnyLedger();

/** Rooms 1A and 1B, whose wall opens to the hall 1AB, and a hall beside it that shares 1B. */
const withHalls = (): Catalogue => {
  const demo = ownNorth();
  return {
    ...demo,
    sites: demo.sites.map((site) => {
      const [first] = site.rooms;
      if (first === undefined) throw new Error('no rooms');
      const hall = (id: string, parts: string[]): Room => ({
        ...first,
        id,
        kind: 'hall',
        equipment: [],
        parts,
      });
      return { ...site, rooms: [...site.rooms, hall('1AB', ['1A', '1B']), hall('1B2A', ['1B', '2A'])] };
    }),
    visitTypes: demo.visitTypes.map((type) =>
      type.id === 'group-class' ? { ...type, needs: { ...type.needs, kinds: ['hall'] } } : type,
    ),
  };
};

let clinic: Catalogue;
let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeEach(async () => {
  clinic = withHalls();
  board = await boardOnLedger(given().ledger, { catalogue: clinic });
});

const recheck = async (): Promise<Answered['body']> =>
  (await board.ask('GET', `/api/board?site=${board.site}&date=${MONDAY}`)).body;
const states = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await recheck()).rooms.map((room: { id: string; state: string; through?: string }) => [
      room.id,
      room.through === undefined ? room.state : `${room.state} through ${room.through}`,
    ]),
  );
const block = (room: string, body: object): Promise<Answered> =>
  board.ask('POST', `/api/rooms/${room}/blocks`, {
    body: { site: board.site, reason: 'fault', agreed: true, ...body },
  });
const CONSULTATION = { inputs: { eventTypeId: 3002 } };
const CLASS = { inputs: { eventTypeId: 3008 } };
const placeOf = (view: Answered['body'], uid: string) =>
  view.bookings.find((each: { uid: string }) => each.uid === uid)?.roomId;

describe('a hall', () => {
  test('is in use where someone is in a part of it, and says through which', async () => {
    const uid = randomUUID();
    await board.book(uid, { ...CONSULTATION, practitionerId: 4712 });
    expect(placeOf(await recheck(), uid)).toBe('1A');
    board.at(NINE + 5 * MINUTE);
    expect(await states()).toMatchObject({
      '1A': 'in-use',
      '1B': 'free',
      '1AB': 'in-use through 1A',
      '1B2A': 'free',
    });
  });

  test('is blocked where a part of it is, and only for as long', async () => {
    const { body } = await block('1B', { start: toIso(NINE), end: toIso(NINE + 60 * MINUTE) });
    board.at(NINE + 5 * MINUTE);
    expect(await states()).toMatchObject({
      '1A': 'free',
      '1B': 'blocked',
      '1AB': 'blocked through 1B',
      '1B2A': 'blocked through 1B',
    });
    const hall = (await recheck()).rooms.find((each: { id: string }) => each.id === '1AB');
    expect(hall.blocks).toMatchObject([{ id: body.id, room: '1B' }]);
    expect(hall.sharesWith).toEqual(['1A', '1B', '1B2A']);
    await board.ask('DELETE', `/api/rooms/1B/blocks/${body.id}?site=${board.site}`);
    expect(await states()).toMatchObject({ '1AB': 'free', '1B2A': 'free' });
  });

  test('blocks its parts with it, and every hall that shares one of them', async () => {
    await block('1AB', {});
    board.at(NINE);
    expect(await states()).toMatchObject({
      '1AB': 'blocked',
      '1A': 'blocked through 1AB',
      '1B': 'blocked through 1AB',
      '1B2A': 'blocked through 1AB',
      '2A': 'free',
    });
  });

  test('that is held leaves its parts to no one else, and they say so', async () => {
    const uid = randomUUID();
    await board.book(uid, CLASS);
    const hall = placeOf(await recheck(), uid);
    board.at(NINE + 5 * MINUTE);
    const parts = hall === '1AB' ? ['1A', '1B'] : ['1B', '2A'];
    for (const part of parts) expect((await states())[part]).toBe(`in-use through ${hall}`);
  });

  test('shows on a wall’s screen what it is used or blocked through', async () => {
    await block('1A', {});
    const wall = kioskView(await readBoard(board.deps, onlySite(clinic), MONDAY, NINE), { floors: ['1'] });
    expect(wall.rooms.map(({ id, state, through }) => [id, state, through])).toEqual([
      ['1A', 'blocked', undefined],
      ['1B', 'free', undefined],
      ['1AB', 'blocked', '1A'],
      ['1B2A', 'free', undefined],
    ]);
  });

  test('blocked while a part is in use moves who comes to that part, as the what-if says beforehand', async () => {
    const uid = randomUUID();
    await board.book(uid, { ...CONSULTATION, practitionerId: 4712 });
    const asked = await board.ask('POST', '/api/what-ifs', {
      body: {
        site: board.site,
        what: 'block',
        room: '1AB',
        start: toIso(NINE),
        end: toIso(NINE + 60 * MINUTE),
      },
    });
    expect(asked.body.answer.affected).toMatchObject([{ uid, from: '1A', to: '3B' }]);
    const unasked = await block('1AB', {
      start: toIso(NINE),
      end: toIso(NINE + 60 * MINUTE),
      agreed: false,
    });
    expect(unasked.status).toBe(409);
    await block('1AB', { start: toIso(NINE), end: toIso(NINE + 60 * MINUTE) });
    await board.replan();
    expect(placeOf(await recheck(), uid)).toBe('3B');
  });

  test('closed for good moves who comes to its parts on any day to come', async () => {
    const uid = randomUUID();
    const start = NINE + 7 * 24 * 60 * MINUTE;
    await board.book(uid, { ...CONSULTATION, practitionerId: 4712, start, end: start + 30 * MINUTE });
    await block('1AB', {});
    await board.replan();
    const { body } = await board.ask('GET', `/api/board?site=${board.site}&date=2027-03-08`);
    expect(placeOf(body, uid)).toBe('3B');
  });
});

describe('anyone who was about to be given a part while its hall was blocked', () => {
  /** The hall is blocked between what the assigner reads and what it writes. */
  const blockedMeanwhile = async (over: object): Promise<() => Promise<string | null>> => {
    const { ledger } = given();
    let meanwhile: (() => Promise<unknown>) | undefined;
    const racing: Ledger = {
      ...ledger,
      commit: async (writes) => {
        const [act] = [meanwhile];
        meanwhile = undefined;
        await act?.();
        return ledger.commit(writes);
      },
    };
    board = await boardOnLedger(racing, { catalogue: clinic });
    const uid = randomUUID();
    meanwhile = () => block('1AB', over);
    await board.book(uid, { ...CONSULTATION, practitionerId: 4712 });
    return async () => placeOf(await recheck(), uid);
  };

  test('is given another room, where it is blocked for an hour', async () => {
    const place = await blockedMeanwhile({ start: toIso(NINE), end: toIso(NINE + 60 * MINUTE) });
    expect(await place()).toBe('3B');
  });

  test('is found there and given another room, where it is blocked until further notice', async () => {
    const place = await blockedMeanwhile({});
    expect(await place()).toMatch(/^1[AB]$/);
    expect(board.woken).toEqual([`${board.site} ${MONDAY}`]);
    await board.replan();
    expect(await place()).toBe('3B');
  });
});
