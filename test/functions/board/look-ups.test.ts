import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { madeUpDigests, madeUpWords } from '../../../bin/simulation/digests.ts';
import type { AccessMode } from '../../../shared/access/access.ts';
import type { Role } from '../../../shared/access/caller.ts';
import { LOOK_UPS, WINDOW_MS } from '../../../shared/board/looking-up/look-up-allowance.ts';
import { calPeople } from '../../../shared/calcom/cal-people.ts';
import type { Catalogue } from '../../../shared/domain/catalogue.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import type { Ledger } from '../../../shared/domain/ledger.ts';
import { SecretUnavailable } from '../../../shared/secrets/stored-secret.ts';
import { boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { PLANTED, plantedIn } from '../../support/planted-delivery.ts';
import { withAnyLedger, withLedger } from '../../support/with-ledger.ts';

const given = withAnyLedger();
/** For what must not be kept there. */
const onTable = withLedger();

/** Who a visit is with, at Cal.com. */
type Patient = { readonly name: string; readonly location?: string };
let atCalCom: Map<string, Patient & { readonly start: number; readonly end: number }>;
let asked: URL[];
let isDown: boolean;
beforeEach(() => {
  atCalCom = new Map();
  asked = [];
  isDown = false;
});

/** Cal.com's API with those patients, each with a mail address and notes no one asked for. */
const calCom: typeof globalThis.fetch = async (input) => {
  const url = new URL(String(input));
  asked.push(url);
  if (isDown) return new Response('Bad gateway', { status: 502 });
  const rows = [...atCalCom].map(([uid, { name, start, end, location = 'Room 3B' }]) => ({
    uid,
    status: 'accepted',
    title: PLANTED.title,
    description: PLANTED.notes,
    start: toIso(start),
    end: toIso(end),
    location,
    attendees: [{ name, email: PLANTED.attendeeMail, phoneNumber: PLANTED.attendeePhone }],
    bookingFieldsResponses: { name, notes: PLANTED.notes },
  }));
  const one = /\/bookings\/([^/]+)$/.exec(url.pathname)?.[1];
  return Response.json({
    status: 'success',
    data: one === undefined ? rows : rows.find(({ uid }) => uid === one),
  });
};

const people = (over: Partial<Parameters<typeof calPeople>[0]> = {}) =>
  calPeople({
    origin: 'https://cal.example',
    keyOf: async () => 'key',
    timeoutMs: 1_000,
    now: () => NINE,
    words: madeUpWords,
    fetch: calCom,
    ...over,
  });

const lookingUp = (catalogue: Catalogue = ownNorth()): Catalogue => ({
  ...catalogue,
  sites: catalogue.sites.map((site) => ({ ...site, patientNames: 'on-request' as const })),
});

const signedInAs = (role: Role): AccessMode => ({
  kind: 'oidc',
  issuer: 'https://issuer.example',
  audience: 'a',
  metadata: async () => Promise.reject(new Error('no one should ask')),
  // The token says who it is.
  verify: async (subject) => ({ kind: 'caller', caller: { subject, role, sites: ['*'] } }),
});

const boardOf = async (
  options: Parameters<typeof boardOnLedger>[1] = {},
  ledger: Ledger = given().ledger,
) => {
  const board = await boardOnLedger(ledger, { catalogue: lookingUp(), people: people(), ...options });
  return {
    ...board,
    /** Books a visit here and at Cal.com. */
    visitOf: async (patient: Patient, minutes = 0): Promise<string> => {
      const uid = randomUUID();
      const times = { start: NINE + minutes * MINUTE, end: NINE + (minutes + 30) * MINUTE };
      atCalCom.set(uid, { ...patient, ...times });
      await board.book(uid, times);
      return uid;
    },
    find: (name: string, as = 'desk-1') =>
      board.ask('POST', `/api/look-ups?site=${board.site}`, {
        body: { name, date: MONDAY },
        headers: { authorization: `Bearer ${as}` },
      }),
    show: (uid: string, show: string, as = 'desk-1') =>
      board.ask('POST', `/api/bookings/${uid}/look-up?site=${board.site}`, {
        body: { show },
        headers: { authorization: `Bearer ${as}` },
      }),
    trail: async () => (await board.ask('GET', `/api/trail?site=${board.site}&date=${MONDAY}`)).body.changes,
  };
};

describe('who stands at the desk is found', () => {
  test('by how any word of their name begins, without case or accents, among the day’s visits', async () => {
    const board = await boardOf();
    const anna = await board.visitOf({ name: 'Anna Müller' });
    const max = await board.visitOf({ name: 'Max Muller-Strauß' }, 60);
    await board.visitOf({ name: 'Ida Sommer' }, 120);
    const { body } = await board.find('MULL');
    expect(body).toEqual({
      site: board.site,
      date: MONDAY,
      visits: [
        { uid: anna, name: 'Anna Müller' },
        { uid: max, name: 'Max Muller-Strauß' },
      ],
      more: false,
      untold: 0,
    });
    expect((await board.find('strauss')).body.visits).toEqual([{ uid: max, name: 'Max Muller-Strauß' }]);
    expect((await board.find('no-one')).body.visits).toEqual([]);
  });

  test('in one request to Cal.com, in which the name does not stand', async () => {
    const board = await boardOf();
    for (let at = 0; at < 3; at += 1) await board.visitOf({ name: `Patient Number${at}` }, at * 30);
    await board.find('patient');
    expect(asked).toHaveLength(1);
    expect(asked[0]?.searchParams.get('afterStart')).toBe(toIso(NINE));
    expect(asked[0]?.searchParams.get('status')?.split(',')).toContain('past');
    expect(asked[0]?.searchParams.get('beforeEnd')).toBe(toIso(NINE + 90 * MINUTE));
    expect(asked.join().toLowerCase()).not.toContain('patient');
  });

  test('among those of this site alone, and no more than ten', async () => {
    const board = await boardOf();
    for (let at = 0; at < 12; at += 1) await board.visitOf({ name: `Ann Number${at}` }, at * 30);
    atCalCom.set('of-another-site', { name: 'Ann Elsewhere', start: NINE, end: NINE + 30 * MINUTE });
    const { body } = await board.find('ann');
    expect(body.visits).toHaveLength(10);
    expect(body.more).toBe(true);
    expect((await board.find('elsewhere')).body.visits).toEqual([]);
  });

  test('and anyone who Cal.com tells nothing of is counted, where it is down or has no key of theirs', async () => {
    const keyless = people({
      keyOf: async () => {
        throw new SecretUnavailable('no key');
      },
    });
    for (const lacking of [people(), keyless]) {
      isDown = lacking !== keyless;
      const board = await boardOf({ people: lacking });
      await board.visitOf({ name: 'Anna Müller' });
      expect((await board.find('anna')).body).toMatchObject({ visits: [], untold: 1 });
    }
  });
});

test('Cal.com is asked about no one who came without a booking', async () => {
  const board = await boardOf();
  board.at(NINE);
  const seated = await board.ask('POST', `/api/walk-ins?site=${board.site}`, { body: { minutes: 15 } });
  expect(seated.status).toBeLessThan(300);
  expect((await board.find('anna')).body).toMatchObject({ visits: [], untold: 0 });
  expect(asked).toEqual([]);
});

describe('one visit', () => {
  test('says who it is with', async () => {
    const board = await boardOf();
    const uid = await board.visitOf({ name: 'Anna Müller' });
    expect((await board.show(uid, 'patient-name')).body).toEqual({ uid, names: ['Anna Müller'] });
  });

  test('says what a person has written over its location, before staff decide about it', async () => {
    const board = await boardOf();
    const uid = await board.visitOf({ name: 'Anna Müller', location: 'bring the\n X-rays \u202e to 2A' });
    expect((await board.show(uid, 'own-words')).body).toEqual({ uid, words: 'bring the X-rays to 2A' });
  });

  test('says nothing where Cal.com does not, and there is nothing of another site’s', async () => {
    const board = await boardOf();
    const uid = await board.visitOf({ name: 'Anna Müller' });
    isDown = true;
    const { status, body, headers } = await board.show(uid, 'patient-name');
    expect([status, body.type, headers['retry-after']]).toEqual([
      503,
      'urn:room-board:cal-com-unavailable',
      '5',
    ]);
    isDown = false;
    const elsewhere = await boardOf();
    expect((await elsewhere.show(uid, 'patient-name')).status).toBe(404);
  });
});

test.each([
  ['the clinic file does not say so', { catalogue: ownNorth() }],
  ['the deployment does not let the board ask', { people: undefined }],
])('no one is looked up where %s, and the board does not offer it', async (_why, without) => {
  const board = await boardOf(without);
  const uid = await board.visitOf({ name: 'Anna Müller' });
  for (const refused of [await board.find('anna'), await board.show(uid, 'patient-name')])
    expect([refused.status, refused.body.reason]).toEqual([409, 'names-off']);
  const recheck = await board.ask('GET', `/api/board?site=${board.site}&date=${MONDAY}`);
  expect(recheck.body).not.toHaveProperty('patientNames');
  expect(asked).toEqual([]);
});

test('staff and admins look people up; a screen on the wall does not, nor is it told that others may', async () => {
  const statuses = [];
  for (const role of ['kiosk', 'staff', 'admin'] as const) {
    const board = await boardOf({ access: signedInAs(role) });
    const uid = await board.visitOf({ name: 'Anna Müller' });
    const recheck = await board.ask('GET', `/api/board?site=${board.site}`, {
      headers: { authorization: 'Bearer s' },
    });
    statuses.push([
      role,
      (await board.find('anna')).status,
      (await board.show(uid, 'own-words')).status,
      recheck.body.patientNames,
    ]);
  }
  expect(statuses).toEqual([
    ['kiosk', 403, 403, undefined],
    ['staff', 200, 200, true],
    ['admin', 200, 200, true],
  ]);
});

describe('however busy a desk is', () => {
  test(`one person looks up ${LOOK_UPS} times in ten minutes, of whatever kind, and is told when to go on; others are not held up`, async () => {
    const board = await boardOf({ access: signedInAs('staff') });
    const uid = await board.visitOf({ name: 'Anna Müller' });
    const own = `desk-${randomUUID()}`;
    board.at(NINE);
    for (let at = 0; at < LOOK_UPS; at += 1) {
      const answer = at % 2 === 0 ? await board.find('anna', own) : await board.show(uid, 'own-words', own);
      expect(answer.status).toBe(200);
    }
    const before = asked.length;
    board.at(NINE + WINDOW_MS - 61_000);
    const { status, headers, body } = await board.find('anna', own);
    expect([status, headers['retry-after'], body.type]).toEqual([429, '61', 'urn:room-board:too-many']);
    expect((await board.show(uid, 'patient-name', own)).status).toBe(429);
    expect(asked).toHaveLength(before);
    expect((await board.find('anna', `desk-${randomUUID()}`)).status).toBe(200);
    board.at(NINE + WINDOW_MS);
    expect((await board.find('anna', own)).status).toBe(200);
  });

  test('look-ups made at the same moment are counted each', async () => {
    const board = await boardOf({ access: signedInAs('staff') });
    const own = `desk-${randomUUID()}`;
    const made = await Promise.all(Array.from({ length: 3 }, () => board.find('anna', own)));
    const counted = await board.deps.ledger.readMemo('look-ups', own);
    expect(counted?.value).toHaveLength(made.filter(({ status }) => status === 200).length);
  });
});

test.each([
  ['', 'name'],
  ['x', 'name'],
  [' x ', 'name'],
  ['x'.repeat(61), 'name'],
])('a name “%s” is refused, and not quoted', async (name, field) => {
  const { status, body } = await (await boardOf()).find(name);
  expect([status, body.field]).toEqual([400, field]);
});

test('history says who looked at which visit, and neither for what name nor what they saw', async () => {
  const board = await boardOf({ access: signedInAs('staff') });
  const uid = await board.visitOf({ name: 'Anna Müller' });
  await board.find('anna');
  await board.show(uid, 'own-words', 'desk-2');
  await board.find('no-one', 'desk-3');
  const answer = await board.ask('GET', `/api/trail?site=${board.site}&date=${MONDAY}`, {
    headers: { authorization: 'Bearer a' },
  });
  const lines = answer.body.changes.filter(({ what }: { what: string }) => what === 'looked-up');
  const code = madeUpDigests.visit(uid);
  expect(
    lines.map(({ by, reason, visit }: Record<string, string>) => `${by} ${reason} ${visit ?? '–'}`).sort(),
  ).toEqual([`desk-1 patient-name ${code}`, `desk-2 own-words ${code}`, 'desk-3 patient-name –']);
});

test('what Cal.com says of a person stands in the one answer that asked for it, and nowhere else', async () => {
  const { ledger, documentClient, tableName } = onTable();
  const board = await boardOf({}, ledger);
  const planted = { name: PLANTED.attendeeName, location: PLANTED.homeAddress };
  const uid = await board.visitOf(planted);
  const site = `site=${board.site}`;
  const answers: Record<string, string> = {};
  const keep = (what: string, { text, headers }: { text: string; headers: object }): void => {
    answers[what] = text + JSON.stringify(headers);
  };
  keep('by name', await board.find('xylander'));
  keep('name', await board.show(uid, 'patient-name'));
  keep('words', await board.show(uid, 'own-words'));
  keep('for another name', await board.find('larkspur'));
  keep('refused', await board.find(`${PLANTED.attendeeName} ${'x'.repeat(60)}`));
  keep('in an address', await board.show(PLANTED.attendeeName, 'patient-name'));
  isDown = true;
  keep('down', await board.show(uid, 'own-words'));
  keep('board', await board.ask('GET', `/api/board?${site}&date=${MONDAY}`));
  keep('trail', await board.ask('GET', `/api/trail?${site}&date=${MONDAY}`));
  keep('rooms', await board.ask('GET', `/api/bookings/${uid}/rooms?${site}`));
  const found = Object.fromEntries(
    Object.entries(answers).flatMap(([what, text]) => {
      const strings = plantedIn(text);
      return strings.length === 0 ? [] : [[what, strings]];
    }),
  );
  expect(found).toEqual({
    'by name': [PLANTED.attendeeName, 'Xylander'],
    name: [PLANTED.attendeeName, 'Xylander'],
    words: [PLANTED.homeAddress, 'Larkspur'],
  });
  // Not a byte of it in the Ledger, a log line, a metric or an address at Cal.com.
  const { Items: items = [] } = await documentClient.send(new ScanCommand({ TableName: tableName }));
  expect(items.length).toBeGreaterThan(10);
  const kept = JSON.stringify([items, board.logged, board.counted, asked.map(String), board.woken]);
  expect(plantedIn(kept)).toEqual([]);
  expect(kept).toContain('looked-up');
});
