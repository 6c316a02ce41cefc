import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { API_ROUTES } from '../../../functions/board/routes.ts';
import {
  betterPlanBody,
  blockBody,
  bookingAction,
  doorBody,
  undoBody,
  walkInBody,
} from '../../../functions/board/schemas.ts';
import type { UndoStep } from '../../../shared/board/rules/undo-step.ts';
import type { LiveFact } from '../../../shared/domain/booking-event.ts';
import type { Catalogue } from '../../../shared/domain/catalogue.ts';
import { type Instant, MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { type Answered, boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

/** Operations that do one of several things. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  bookingAction: bookingAction.options.map(({ shape }) => shape.do.value),
  door: doorBody.options.map(({ shape }) => shape.do.value),
};

/** Whatever changes something through the API: its operations, and of those on a booking or at a door each thing that is done. */
const ACTS: readonly string[] = [
  ...API_ROUTES.filter(({ method, operation }) => method !== 'GET' && !(operation in OPTIONS)).map(
    ({ operation }) => operation,
  ),
  ...Object.values(OPTIONS).flat(),
];

/** What moves, displaces or mails someone else, or this visit’s own patient beyond what was pressed: each as it would. */
const ASKED_FIRST: Readonly<Record<string, () => Promise<Act>>> = {
  block: async () => {
    const room = await roomOf(await told(0));
    return { path: `/api/rooms/${room}/blocks`, body: { reason: 'fault', end: toIso(NINE + 60 * MINUTE) } };
  },
  walkIn: async () => {
    const room = await roomOf(await told(0));
    board.at(NINE - 10 * MINUTE);
    return { path: '/api/walk-ins', body: { room, minutes: 20 } };
  },
  'use-now': async () => {
    const room = await roomOf(await told(0));
    board.at(NINE - 10 * MINUTE);
    return { path: `/api/rooms/${room}/door`, body: { do: 'use-now', minutes: 20 } };
  },
  extend: async () => {
    const [uid, next] = [await told(0), await told(35)];
    const room = await roomOf(uid);
    await moveInto(next, room);
    board.at(NINE + 20 * MINUTE);
    return { path: `/api/rooms/${room}/door`, body: { do: 'extend', minutes: 15 } };
  },
  undo: async () => undoing(await saidInBlockedRoom('arrived', NINE - 60 * MINUTE)),
  'running-late': async () => {
    const [uid, next] = [await told(0), await told(35)];
    await moveInto(next, await roomOf(uid));
    board.at(NINE + 20 * MINUTE);
    return { path: path(uid), body: { do: 'running-late', minutes: 15 } };
  },
  unpin: async () => {
    const uid = await told(0);
    await board.ask('POST', path(uid), { body: { do: 'pin' } });
    await blockRoomOf(uid);
    return { path: path(uid), body: { do: 'unpin' } };
  },
  'not-arrived': async () => {
    const uid = await told(0);
    board.at(NINE - 60 * MINUTE);
    await board.ask('POST', path(uid), { body: { do: 'arrived' } });
    await blockRoomOf(uid);
    return { path: path(uid), body: { do: 'not-arrived' } };
  },
  'move-to': async () => {
    const uid = await told(0);
    return { path: path(uid), body: { do: 'move-to', roomId: (await roomOf(uid)) === '1A' ? '1B' : '1A' } };
  },
  'swap-with': async () => {
    const [uid, other] = [await told(0), await told(0)];
    return { path: path(uid), body: { do: 'swap-with', uid: other } };
  },
  betterPlan: async () => {
    const uid = await told(180);
    const room = await roomOf(uid);
    const end = toIso(NINE + 240 * MINUTE);
    const blocked = await board.ask('POST', `/api/rooms/${room}/blocks`, {
      body: { reason: 'fault', end, agreed: true, site: board.site },
    });
    await board.replan();
    await board.ask('DELETE', `/api/rooms/${room}/blocks/${blocked.body.id}?site=${board.site}`);
    await board.replan();
    await board.seek();
    const { attention } = await boardNow();
    const plan = attention.find((each: { kind: string }) => each.kind === 'better-plan')?.better.id;
    return { path: '/api/better-plans', body: { date: MONDAY, plan } };
  },
  'move-to-site': async () => ({
    path: path(await told(0)),
    body: { do: 'move-to-site', to: `${board.site}-south` },
  }),
};

/** Why each of the others need not. */
const MOVES_NO_ONE: Readonly<Record<string, string>> = {
  unblock: 'no one goes back into the room; who waits may get it, as any room that becomes free',
  leave: 'the room is free sooner',
  roomAction: 'the room is free sooner',
  arrived: 'says how far the patient is; a room that is someone else’s by now is refused',
  'in-room': 'says how far the patient is; a room that is someone else’s by now is refused',
  started: 'says how far the patient is; a room that is someone else’s by now is refused',
  'finished-early': 'the room is free sooner',
  'no-show': 'the room is free sooner; who comes after all and whose room is gone is refused',
  pin: 'the visit stays where it is',
  'acknowledge-equipment': 'says that staff have seen to it',
  'arranged-by-hand': 'the visit wants no room any more',
  'told-in-person': 'says that staff have spoken to the patient',
  'adopt-theirs': 'what a person wrote at Cal.com stands, or a booking that is gone there gives up its room',
  're-assert-ours': 'is itself the telling: that this patient is mailed is what is pressed',
  'tell-again': 'is itself the telling: its button says how many are mailed',
  'retry-publication': 'is itself the telling: what was owed to this patient anyhow',
  'send-shadow': 'is itself the telling: what this patient would have been told',
  publishing: 'is the telling of all: the switch says what each mode tells, and who',
  credentialRenewed: 'what was owed anyhow goes on',
  token: 'signs in',
  lookUp: 'only asks',
  visitLookUp: 'only asks',
  whatIf: 'only asks',
  oneMore: 'only asks',
};

/** The same of what is taken back, by how it is undone: what makes it ask, or why it need not. */
const UNDONE: Readonly<Record<UndoStep['do'], Readonly<Record<string, () => Promise<Answered>>> | string>> = {
  unblock: 'who had to move and has not been told goes back; the others stay',
  block: {
    'a block that was lifted': async () => {
      const uid = await told(0);
      const room = await roomOf(uid);
      const other = room === '1A' ? '1B' : '1A';
      const fault = { reason: 'fault', end: toIso(NINE + 60 * MINUTE), site: board.site };
      const { body } = await board.ask('POST', `/api/rooms/${other}/blocks`, { body: fault });
      const lifted = await board.ask('DELETE', `/api/rooms/${other}/blocks/${body.id}?site=${board.site}`);
      await moveInto(uid, other);
      return lifted;
    },
  },
  pin: {
    pin: async () => {
      const uid = await told(0);
      const pinned = await act(uid, { do: 'pin' });
      await blockRoomOf(uid);
      return pinned;
    },
  },
  progress: {
    arrived: async () => saidInBlockedRoom('arrived', NINE - 60 * MINUTE),
    'in-room': async () => saidInBlockedRoom('in-room', NINE - 60 * MINUTE),
    started: async () => saidInBlockedRoom('started', NINE - 60 * MINUTE),
    'no-show': async () => saidInBlockedRoom('no-show', NINE + 5 * MINUTE),
    'finished-early': async () => saidInBlockedRoom('finished-early', NINE + 5 * MINUTE),
    'arrived, of a hold that has lapsed since': async () => {
      const asked = NINE - 60 * MINUTE;
      const { policy } = ownNorth().sites[0] ?? expect.fail('there is no site');
      const uid = await told(60, {
        status: 'tentative',
        createdAt: asked - (policy.holdMinutes - 5) * MINUTE,
      });
      board.at(asked + MINUTE);
      const arrived = await act(uid, { do: 'arrived' });
      board.at(asked + 10 * MINUTE);
      return arrived;
    },
  },
  'plan-again': 'it waits, as it did before, and is planned like anyone who does',
  'not-arrived': 'it waits, and has no room to lose',
  unseat: 'the walk-in itself leaves; who had to make way is put back',
  'tell-otherwise': 'says that staff have not spoken to the patient',
  'let-wait': {
    'a room for a visit that waited': async () => {
      await told(0, { inputs: LASER });
      const uid = randomUUID();
      await board.book(uid, { inputs: LASER, practitionerId: SOMEONE });
      const { rooms } = (await board.ask('GET', `/api/bookings/${uid}/rooms?site=${board.site}`)).body;
      const free = rooms.find((each: { overrule?: unknown[] }) => each.overrule !== undefined);
      const rules = free.overrule.map(({ rejection }: { rejection: string }) => rejection);
      const overrule = { rules, reason: 'equipment-brought' };
      const moved = await act(uid, { do: 'move-to', roomId: free.room, overrule });
      await board.tell(uid);
      return moved;
    },
  },
  move: {
    'move-to': async () => {
      const uid = await told(0);
      const other = (await roomOf(uid)) === '1A' ? '1B' : '1A';
      const moved = await act(uid, { do: 'move-to', roomId: other, agreed: true });
      await board.tell(uid);
      return moved;
    },
  },
  'move-to-site': {
    'move-to-site': async () => {
      const uid = await told(0);
      const moved = await act(uid, { do: 'move-to-site', to: `${board.site}-south`, agreed: true });
      await board.tell(uid);
      return moved;
    },
  },
  swap: {
    'swap-with': async () => {
      const [uid, other] = [await told(0), await told(0)];
      const swapped = await act(uid, { do: 'swap-with', uid: other, agreed: true });
      await board.tell(uid);
      await board.tell(other);
      return swapped;
    },
  },
};

/** Works at North. */
const SOMEONE = 4711;
const LASER = { eventTypeId: 3003 };

type Act = { readonly path: string; readonly body: Readonly<Record<string, unknown>> };

const given = withAnyLedger();
let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeEach(async () => {
  board = await boardOnLedger(given().ledger, { catalogue: withSouth(ownNorth()) });
});

const withSouth = (one: Catalogue): Catalogue => ({
  ...one,
  sites: one.sites.flatMap((site) => [site, { ...site, id: `${site.id}-south`, name: 'Clinic South' }]),
});

const boardNow = async () => (await board.ask('GET', `/api/board?site=${board.site}&date=${MONDAY}`)).body;
const roomOf = async (uid: string): Promise<string> =>
  (await boardNow()).bookings.find((each: { uid: string }) => each.uid === uid).roomId;
const path = (uid: string): string => `/api/bookings/${uid}/actions?site=${board.site}`;
const moveInto = async (uid: string, roomId: string): Promise<void> => {
  if ((await roomOf(uid)) === roomId) return;
  await board.ask('POST', path(uid), { body: { do: 'move-to', roomId, agreed: true } });
  await board.tell(uid);
};
const act = (uid: string, body: object): Promise<Answered> => board.ask('POST', path(uid), { body });
const undoing = ({ body: { action } }: Answered): Act => ({
  path: `/api/actions/${action.id}/undo?site=${board.site}`,
  body: {},
});
/** A visit so long after nine whose patient knows of its room. */
const told = async (after: number, fact: Partial<LiveFact> = {}): Promise<string> => {
  const uid = randomUUID();
  const start = NINE + after * MINUTE;
  await board.book(uid, { start, end: start + 30 * MINUTE, practitionerId: SOMEONE, ...fact });
  await board.tell(uid);
  return uid;
};
/** It stays there all the same, held by what staff have said. */
const blockRoomOf = async (uid: string): Promise<void> => {
  const room = await roomOf(uid);
  const fault = { reason: 'fault', end: toIso(NINE + 60 * MINUTE), agreed: true, site: board.site };
  await board.ask('POST', `/api/rooms/${room}/blocks`, { body: fault });
  await board.replan();
  expect(await roomOf(uid)).toBe(room);
};
/** What was said of a visit at nine whose room will not do any more. */
const saidInBlockedRoom = async (said: string, at: Instant): Promise<Answered> => {
  const uid = await told(0);
  board.at(at);
  const done = await act(uid, { do: said });
  await blockRoomOf(uid);
  return done;
};
const send = ({ path, body }: Act, more = {}): Promise<Answered> =>
  board.ask('POST', path, { body: { ...body, site: board.site, ...more } });

describe('whatever the API can do', () => {
  test('is known to be asked about first, or to touch no one else', () => {
    expect(Object.keys({ ...ASKED_FIRST, ...MOVES_NO_ONE }).sort()).toEqual([...ACTS].sort());
    expect(Object.keys(ASKED_FIRST).filter((act) => act in MOVES_NO_ONE)).toEqual([]);
  });

  test('takes the word that others have been seen just where it is asked about', () => {
    const bodies: Readonly<Record<string, { readonly shape: object }>> = {
      block: blockBody,
      walkIn: walkInBody,
      undo: undoBody,
      betterPlan: betterPlanBody,
      ...Object.fromEntries(
        [...bookingAction.options, ...doorBody.options].map((each) => [each.shape.do.value, each]),
      ),
    };
    const taking = Object.entries(bodies).flatMap(([act, { shape }]) => ('agreed' in shape ? act : []));
    expect(taking.sort()).toEqual(Object.keys(ASKED_FIRST).sort());
  });

  test.each(Object.keys(ASKED_FIRST))(
    'and moves or mails others (%s) is refused with the question to ask, until it is agreed to',
    async (act) => {
      await expectAskedFirst((await ASKED_FIRST[act]?.()) ?? expect.fail('there is no such act'));
    },
  );

  test.each(
    Object.entries(UNDONE).flatMap(([step, asking]) =>
      typeof asking === 'string'
        ? []
        : Object.entries(asking).map(([what, make]) => [step, what, make] as const),
    ),
  )(
    'and would move or mail someone by being taken back (%s: %s) is so only once that is agreed to',
    async (...row) => {
      await expectAskedFirst(undoing(await row[2]()));
    },
  );
});

const expectAskedFirst = async (asked: Act): Promise<void> => {
  board.woken.length = 0;
  const before = await boardNow();
  const refused = await send(asked);
  expect(refused).toMatchObject({ status: 409, body: { type: 'urn:room-board:asks-first' } });
  expect([board.woken, await boardNow()]).toEqual([[], before]);
  const answered = await board.ask('POST', '/api/what-ifs', { body: refused.body.question });
  expect(answered.status, answered.text).toBe(202);
  expect(answered.body.answer.affected.length).toBeGreaterThan(0);
  expect((await send(asked, { agreed: true })).status).toBeLessThan(300);
};
