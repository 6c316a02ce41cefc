import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, test } from 'vitest';
import { type Ledger, LedgerUnavailable, type Write } from '../../shared/domain/ledger.ts';
import { NOTHING_PUBLISHED } from '../../shared/domain/publication.ts';
import { RAISED_FOR_MS } from '../../shared/ledger/board-version.ts';
import { documentClient } from '../../shared/ledger/document-client.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import {
  bookingKey,
  credentialKey,
  type Key,
  planKey,
  roomDayKey,
  roomKey,
  siteKey,
  waitKey,
} from '../../shared/ledger/keys.ts';
import { countRequests } from '../support/count-requests.ts';
import { awsError, failRequests, leaveUnprocessed, loseAnswers } from '../support/dynamo-faults.ts';
import {
  bookingRecord,
  change,
  DATE,
  marker,
  NINE,
  roomDay,
  SITE,
  waiting,
  writeBooking,
  writeRoomDay,
} from '../support/ledger-records.ts';
import { withLedger } from '../support/with-ledger.ts';

const given = withLedger();

let stops: { stop: () => void }[] = [];
const injected = <T extends { stop: () => void }>(fault: T): T => {
  stops.push(fault);
  return fault;
};
afterEach(() => {
  for (const { stop } of stops) stop();
  stops = [];
});

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'injected',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

const twoWrites = (uid: string): Write[] => [
  writeBooking(0, uid),
  { kind: 'due', marker: marker(NINE, { id: uid }) },
];

describe('when DynamoDB refuses a transaction', () => {
  const refused = async (error: Error) => {
    const { ledger, documentClient: client } = given();
    injected(
      failRequests(client, ({ operation }) => (operation === 'TransactWriteItems' ? error : undefined)),
    );
    return ledger.commit(twoWrites('refused'));
  };

  test('another transaction in the way is a lost race', async () => {
    expect(await refused(cancelled('None', 'TransactionConflict'))).toEqual({ kind: 'stale', stale: [] });
  });

  test('so is a conflict that DynamoDB names by itself', async () => {
    const conflict = new TransactionConflictException({ message: 'injected', $metadata: {} });
    expect(await refused(conflict)).toEqual({ kind: 'stale', stale: [] });
  });

  test('a failed condition outweighs a conflict beside it', async () => {
    expect(await refused(cancelled('ConditionalCheckFailed', 'TransactionConflict'))).toEqual({
      kind: 'stale',
      stale: [{ kind: 'booking', uid: 'refused', found: undefined }],
    });
  });

  test.each([
    ['a throttled part', cancelled('None', 'ThrottlingError')],
    ['a part over its throughput', cancelled('TransactionConflict', 'ProvisionedThroughputExceeded')],
    ['an invalid part', cancelled('ValidationError', 'None')],
    ['a cancellation without reasons', cancelled()],
    ['a throttled request', awsError('ThrottlingException')],
    ['a fault of the service', awsError('InternalServerError', 500)],
    ['a missing permission', awsError('AccessDeniedException')],
  ])('%s leaves the Ledger unavailable', async (_name, error) => {
    const failure = await refused(error).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(LedgerUnavailable);
    expect(failure).toMatchObject({ name: 'LedgerUnavailable', cause: error });
  });

  test('a throttled request is made again before anyone hears of it', async () => {
    const { ledger, documentClient: client } = given();
    injected(
      failRequests(client, ({ attempt }) => (attempt === 1 ? awsError('ThrottlingException') : undefined)),
    );
    expect(await ledger.commit(twoWrites('patient'))).toEqual({ kind: 'committed' });
  });

  test('a commit whose answer is lost is not taken for someone else', async () => {
    const { ledger, documentClient: client } = given();
    await ledger.commit([writeRoomDay(0, ['a'], { roomId: 'lost' })]);
    const count = injected(countRequests(client));
    injected(loseAnswers(client, 'TransactWriteItems', 1));
    const vacate: Write = { kind: 'vacate', siteId: SITE, date: DATE, roomId: 'lost', uids: ['a'] };
    expect(await ledger.commit([writeBooking(0, 'lost'), vacate])).toEqual({ kind: 'committed' });
    expect(count.counts()).toEqual({ UpdateItem: 1, TransactWriteItems: 2 });
    const [room] = (await ledger.readDay(SITE, DATE)).roomDays.filter(({ roomId }) => roomId === 'lost');
    expect(room?.version).toBe(2);
  });
});

describe('a transaction that a board shows', () => {
  /** Of the Site alone. */
  const placed = (uid: string): Write[] => [
    writeBooking(0, uid),
    { kind: 'wait', siteId: SITE, date: DATE, waiting: waiting(uid) },
  ];

  test('raises the version before it is sent, so that a crash in between hides nothing', async () => {
    const { ledger, documentClient: client } = given();
    const before = await ledger.readBoardVersion(SITE);
    const fault = awsError('AccessDeniedException');
    injected(
      failRequests(client, ({ operation }) => (operation === 'TransactWriteItems' ? fault : undefined)),
    );
    await expect(ledger.commit(placed('crashed'))).rejects.toThrow(LedgerUnavailable);
    expect(await ledger.readBoardVersion(SITE)).toBe(before + 1);
  });

  describe('where staff look at once', () => {
    const staffs = () =>
      dynamoLedger({
        documentClient: given().documentClient,
        tableName: given().tableName,
        looksAtOnce: true,
      });

    test.each([
      ['several items', placed],
      ['a booking', (uid: string) => [writeBooking(0, uid)]],
    ])(
      'raises it in the transaction itself, and by nothing that does not take place: %s',
      async (what, written) => {
        const ledger = staffs();
        const before = await ledger.readBoardVersion(SITE);
        const count = injected(countRequests(given().documentClient));
        expect(await ledger.commit(written(what))).toEqual({ kind: 'committed' });
        expect(await ledger.commit(written(what))).toMatchObject({ kind: 'stale' });
        expect(count.counts()).toEqual({ TransactWriteItems: 2 });
        expect(await ledger.readBoardVersion(SITE)).toBe(before + 1);
      },
    );

    test('meets another transaction at the version alone as no one’s race: another counter is free', async () => {
      const ledger = staffs();
      let left = 2;
      const met = cancelled('None', 'None', 'TransactionConflict');
      injected(
        failRequests(given().documentClient, ({ operation }) =>
          operation === 'TransactWriteItems' && left-- > 0 ? met : undefined,
        ),
      );
      const count = injected(countRequests(given().documentClient));
      const before = await ledger.readBoardVersion(SITE);
      expect(await ledger.commit(placed('counted'))).toEqual({ kind: 'committed' });
      expect(await ledger.readBoardVersion(SITE)).toBe(before + 1);
      expect(count.counts()).toEqual({ Query: 2, TransactWriteItems: 1 });
      left = Number.POSITIVE_INFINITY;
      expect(await ledger.commit(placed('never-counted'))).toEqual({ kind: 'stale', stale: [] });
      expect(await ledger.readBooking('never-counted')).toBeUndefined();
    });
  });
});

describe('one item that no board shows', () => {
  const due: Write = { kind: 'due', marker: marker(NINE, { id: 'alone' }) };
  const undue: Write = { ...due, kind: 'undue' };
  const stands = async (ledger: Ledger) =>
    (await ledger.readDue(SITE, NINE)).filter(({ id }) => id === 'alone').length;

  test('is written without a transaction, for half of its price', async () => {
    const { ledger, documentClient: client } = given();
    const count = injected(countRequests(client));
    expect(await ledger.commit([due])).toEqual({ kind: 'committed' });
    expect(await stands(ledger)).toBe(1);
    expect(await ledger.commit([undue])).toEqual({ kind: 'committed' });
    expect(await stands(ledger)).toBe(0);
    expect(count.counts()).toEqual({ PutItem: 1, DeleteItem: 1, Query: 2 });
  });

  test('meets a transaction as a lost race, and is written again where its answer is lost', async () => {
    const { ledger, documentClient: client } = given();
    const conflict = new TransactionConflictException({ message: 'injected', $metadata: {} });
    const met = failRequests(client, ({ operation }) => (operation === 'PutItem' ? conflict : undefined));
    expect(await ledger.commit([due])).toEqual({ kind: 'stale', stale: [] });
    met.stop();
    const count = injected(countRequests(client));
    injected(loseAnswers(client, 'PutItem', 1));
    expect(await ledger.commit([due])).toEqual({ kind: 'committed' });
    expect(count.counts()).toEqual({ PutItem: 2 });
  });

  test('leaves the Ledger unavailable where it cannot be written', async () => {
    const { ledger, documentClient: client } = given();
    const error = awsError('AccessDeniedException');
    injected(failRequests(client, () => error));
    await expect(ledger.commit([due])).rejects.toMatchObject({ name: 'LedgerUnavailable', cause: error });
  });

  describe('and is written over', () => {
    const memo = (seen: number, id: string): Write => ({
      kind: 'memo',
      seen,
      record: { scope: 'test', id, value: seen },
    });

    test('is written without a transaction too, and refused where someone else has written it', async () => {
      const { ledger, documentClient: client } = given();
      await ledger.commit([memo(0, 'held')]);
      const count = injected(countRequests(client));
      expect(await ledger.commit([memo(1, 'held')])).toEqual({ kind: 'committed' });
      expect(await ledger.commit([memo(1, 'held')])).toEqual({
        kind: 'stale',
        stale: [{ kind: 'memo', found: undefined }],
      });
      expect(count.counts()).toEqual({ PutItem: 2 });
      expect(await ledger.readMemo('test', 'held')).toMatchObject({ version: 2, value: 1 });
    });

    test('leaves open whether it was where its answer is lost: a second try would look like a lost race', async () => {
      const { ledger, documentClient: client } = given();
      await ledger.commit([memo(0, 'lost')]);
      injected(loseAnswers(client, 'PutItem', 1));
      await expect(ledger.commit([memo(1, 'lost')])).rejects.toMatchObject({ name: 'LedgerUnavailable' });
      expect(await ledger.readMemo('test', 'lost')).toMatchObject({ version: 2 });
    });
  });

  test('goes into a transaction where it must not be there yet: that is someone’s claim, and its answer is to be had', async () => {
    const { ledger, documentClient: client } = given();
    const count = injected(countRequests(client));
    await ledger.commit([{ kind: 'memo', seen: 0, record: { scope: 'test', id: 'new', value: 'x' } }]);
    expect(count.counts()).toEqual({ TransactWriteItems: 1 });
  });
});

describe('a booking that is written alone', () => {
  const ended = { placement: { kind: 'ended' } } as const;

  test('is written without a transaction, behind the version of its boards', async () => {
    const { ledger, documentClient: client } = given();
    const before = await ledger.readBoardVersion(SITE);
    const count = injected(countRequests(client));
    expect(await ledger.commit([writeBooking(0, 'alone')])).toEqual({ kind: 'committed' });
    expect(count.counts()).toEqual({ UpdateItem: 1, PutItem: 1 });
    expect(await ledger.readBoardVersion(SITE)).toBe(before + 1);
    injected(
      failRequests(client, ({ operation }) =>
        operation === 'PutItem' ? awsError('AccessDeniedException') : undefined,
      ),
    );
    const next = { ...writeBooking(1, 'alone', ended), wasShownAt: SITE } as Write;
    await expect(ledger.commit([next])).rejects.toThrow(LedgerUnavailable);
    expect(await ledger.readBoardVersion(SITE), 'though no more than that came to pass').toBe(before + 2);
  });

  test('is so as a plan is', async () => {
    const { ledger, documentClient: client } = given();
    const before = await ledger.readBoardVersion(SITE);
    const count = injected(countRequests(client));
    const plan = { fingerprint: 'alone', plannedAt: 1 };
    expect(await ledger.commit([{ kind: 'plan', siteId: SITE, date: DATE, plan }])).toEqual({
      kind: 'committed',
    });
    expect(count.counts()).toEqual({ UpdateItem: 1, PutItem: 1 });
    expect(await ledger.readBoardVersion(SITE)).toBe(before + 1);
    expect(await ledger.readDay(SITE, DATE)).toMatchObject({ plan });
  });

  test('raises no version where boards show the same', async () => {
    const { ledger, documentClient: client } = given();
    const count = injected(countRequests(client));
    await ledger.commit([{ ...writeBooking(0, 'same'), showsTheSame: true } as Write]);
    expect(count.counts()).toEqual({ PutItem: 1 });
  });

  test('raises its version again where it took long: the second reading may have come before it', async () => {
    const { documentClient: client, tableName, ledger } = given();
    const before = await ledger.readBoardVersion(SITE);
    for (const [took, raised] of [
      [RAISED_FOR_MS, 1],
      [RAISED_FOR_MS + 1, 3],
    ] as const) {
      const times = [0, took];
      const slow = dynamoLedger({ documentClient: client, tableName, now: () => times.shift() ?? took });
      await slow.commit([writeBooking(0, `took-${took}`)]);
      expect(await ledger.readBoardVersion(SITE)).toBe(before + raised);
    }
  });

  test('meets a transaction at its version as no one’s race: another counter is free', async () => {
    const { ledger, documentClient: client } = given();
    const conflict = new TransactionConflictException({ message: 'injected', $metadata: {} });
    let left = 2;
    injected(
      failRequests(client, ({ operation }) =>
        operation === 'UpdateItem' && left-- > 0 ? conflict : undefined,
      ),
    );
    expect(await ledger.commit([writeBooking(0, 'counted-alone')])).toEqual({ kind: 'committed' });
    left = Number.POSITIVE_INFINITY;
    await expect(ledger.commit([writeBooking(0, 'never-alone')])).rejects.toThrow(LedgerUnavailable);
    expect(await ledger.readBooking('never-alone')).toBeUndefined();
  });

  test('loses to anyone who was faster, and is told what they wrote', async () => {
    const { ledger } = given();
    await ledger.commit([writeBooking(0, 'faster')]);
    const found = { ...bookingRecord('faster'), version: 1 };
    expect(await ledger.commit([writeBooking(0, 'faster', ended)])).toEqual({
      kind: 'stale',
      stale: [{ kind: 'booking', uid: 'faster', found }],
    });
  });

  test('is not taken for someone else where its answer is lost', async () => {
    const { ledger, documentClient: client } = given();
    await ledger.commit([writeBooking(0, 'ours')]);
    const count = injected(countRequests(client));
    injected(loseAnswers(client, 'PutItem', 1));
    expect(await ledger.commit([writeBooking(1, 'ours', ended)])).toEqual({ kind: 'committed' });
    expect(count.counts()).toEqual({ UpdateItem: 1, PutItem: 2 });
    expect(await ledger.readBooking('ours')).toMatchObject({ version: 2, ...ended });
  });

  test('loses to someone who has gone on from it before it was written again', async () => {
    const { ledger, documentClient: client } = given();
    await ledger.commit([writeBooking(0, 'gone-on')]);
    const goOn = async () => void (await ledger.commit([writeBooking(2, 'gone-on', ended)]));
    injected(loseAnswers(client, 'PutItem', 1, goOn));
    expect(await ledger.commit([writeBooking(1, 'gone-on')])).toMatchObject({
      kind: 'stale',
      stale: [{ kind: 'booking', uid: 'gone-on', found: { version: 3, ...ended } }],
    });
  });
});

describe('when DynamoDB cannot be read', () => {
  const reads: Record<string, (ledger: Ledger) => Promise<unknown>> = {
    readCatalogue: (ledger) => ledger.readCatalogue(),
    readBoardVersion: (ledger) => ledger.readBoardVersion(),
    readSite: (ledger) => ledger.readSite(SITE),
    readRooms: (ledger) => ledger.readRooms(SITE, ['1A']),
    readDay: (ledger) => ledger.readDay(SITE, DATE),
    readWaiting: (ledger) => ledger.readWaiting(SITE, DATE),
    readBooking: (ledger) => ledger.readBooking('u'),
    readBookings: (ledger) => ledger.readBookings(['u']),
    readDue: (ledger) => ledger.readDue(SITE, NINE),
    readOwed: (ledger) => ledger.readOwed({ kind: 'queued', credential: 'main' }, { limit: 1 }),
    readCredential: (ledger) => ledger.readCredential('main'),
    readMemo: (ledger) => ledger.readMemo('s', 'i'),
    readTrail: (ledger) => ledger.readTrail(SITE, DATE, 1),
  };

  test.each(Object.keys(reads))('%s says so, with the cause', async (name) => {
    const { ledger, documentClient: client } = given();
    const cause = awsError('AccessDeniedException');
    injected(failRequests(client, () => cause));
    const failure = await reads[name]?.(ledger).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(LedgerUnavailable);
    expect(failure).toMatchObject({ cause });
  });

  test('no one at the endpoint is no crash either', async () => {
    const client = documentClient({
      endpoint: 'http://127.0.0.1:9',
      region: 'eu-central-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const ledger = dynamoLedger({ documentClient: client, tableName: 'none' });
    await expect(ledger.readDay(SITE, DATE)).rejects.toThrow(LedgerUnavailable);
    await expect(ledger.commit(twoWrites('u'))).rejects.toThrow(LedgerUnavailable);
    client.destroy();
  });
});

describe('a batch that DynamoDB leaves unfinished', () => {
  const uids = ['b0', 'b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8'];

  test('is asked for again until it is whole, with a pause in between', async () => {
    const { ledger, documentClient: client, tableName } = given();
    await ledger.commit(uids.map((uid) => writeBooking(0, uid)));
    injected(leaveUnprocessed(client));
    const pauses: number[] = [];
    const pause = async (calls: number) => void pauses.push(calls);
    const read = await dynamoLedger({ documentClient: client, tableName, pause }).readBookings(
      uids.slice(0, 4),
    );
    expect(read.map(({ uid }) => uid).sort()).toEqual(uids.slice(0, 4));
    expect(pauses).toEqual([1, 2, 3]);
  });

  test('is given up in the end', async () => {
    const { documentClient: client, tableName } = given();
    injected(leaveUnprocessed(client));
    const ledger = dynamoLedger({ documentClient: client, tableName, pause: async () => undefined });
    await expect(ledger.readBookings(uids)).rejects.toThrow(LedgerUnavailable);
  });
});

describe('a malformed item', () => {
  const day = { siteId: 'bad', date: DATE };
  const cases: [string, Key, Record<string, unknown>, (ledger: Ledger) => Promise<unknown>][] = [
    [
      'a room-day without occupancies',
      roomDayKey({ ...day, roomId: '1A' }),
      { ...roomDay([]), version: 1, occupancies: undefined },
      (ledger) => ledger.readDay('bad', DATE),
    ],
    [
      'an occupancy without times',
      roomDayKey({ ...day, roomId: '1A' }),
      { ...roomDay([]), version: 1, occupancies: { u: '{"roomId":"1A"}' } },
      (ledger) => ledger.readDay('bad', DATE),
    ],
    [
      'half an occupancy',
      roomDayKey({ ...day, roomId: '1A' }),
      { ...roomDay([]), version: 1, occupancies: { u: '{"roomId":"1A"' } },
      (ledger) => ledger.readDay('bad', DATE),
    ],
    [
      'a waiting booking that is a text',
      waitKey({ ...day, siteId: 'bad-wait' }, 'u'),
      { uid: 'u', start: 'soon' },
      (ledger) => ledger.readDay('bad-wait', DATE),
    ],
    [
      'an empty plan',
      planKey({ ...day, siteId: 'bad-plan' }),
      {},
      (ledger) => ledger.readDay('bad-plan', DATE),
    ],
    [
      'a booking without a publication',
      bookingKey('bad'),
      { ...bookingRecord('bad'), version: 1, telling: null },
      (ledger) => ledger.readBookings(['bad']),
    ],
    [
      'a booking without a version',
      bookingKey('bad'),
      { ...bookingRecord('bad') },
      (ledger) => ledger.commit([writeBooking(0, 'bad')]),
    ],
    [
      'a Site without a mode',
      siteKey('bad-site'),
      { version: 1, siteId: 'bad-site' },
      (ledger) => ledger.readSite('bad-site'),
    ],
    [
      'a Room whose closures are no list',
      roomKey({ siteId: 'bad-room', roomId: '1A' }),
      { version: 1, siteId: 'bad-room', roomId: '1A', closures: {}, catalogueVersion: 'v' },
      (ledger) => ledger.readSite('bad-room'),
    ],
    [
      'a Room without a version',
      roomKey({ siteId: 'bad-version', roomId: '1A' }),
      { siteId: 'bad-version', roomId: '1A', closures: [], catalogueVersion: 'v' },
      (ledger) => ledger.readRooms('bad-version', ['1A']),
    ],
    [
      'a credential of text',
      credentialKey('bad'),
      { version: '1', credential: 'bad' },
      (ledger) => ledger.readCredential('bad'),
    ],
  ];

  test.each(cases)('%s is named, not stumbled over', async (_name, key, rest, read) => {
    const { ledger, documentClient: client, tableName } = given();
    await client.send(new PutCommand({ TableName: tableName, Item: { ...rest, ...key } }));
    const failure = await read(ledger).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(LedgerUnavailable);
    expect(String(failure)).toContain(`${key.pk} ${key.sk}`);
    expect(failure).toMatchObject({ cause: expect.any(TypeError) });
  });
});

describe('what stands in the table', () => {
  test('a room that is vacated but never was leaves no trace', async () => {
    const { ledger, documentClient: client, tableName } = given();
    const gone = { siteId: SITE, date: '2027-04-01', roomId: 'gone' };
    await ledger.commit([{ kind: 'vacate', ...gone, uids: ['u'] }]);
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: roomDayKey(gone) }));
    expect(Item).toBeUndefined();
  });

  test('all that a Day collects expires well after it, and its history after ninety days or as many as a deployment says', async () => {
    const { ledger, documentClient: client, tableName } = given();
    const at = { siteId: 'expiring', date: '2027-03-01' };
    await ledger.commit([
      writeRoomDay(0, ['u'], at),
      { kind: 'wait', ...at, waiting: waiting('u') },
      { kind: 'plan', ...at, plan: { fingerprint: 'f', plannedAt: 1 } },
      { kind: 'due', marker: marker(NINE, at) },
      { kind: 'change', change: change(NINE, at) },
    ]);
    const week = dynamoLedger({ documentClient: client, tableName, trailKeptDays: 7 });
    await week.commit([{ kind: 'change', change: change(NINE + 3_600_000, at) }]);
    const { Items = [] } = await client.send(
      new ScanCommand({
        TableName: tableName,
        FilterExpression: 'contains(pk, :site)',
        ExpressionAttributeValues: { ':site': 'expiring' },
      }),
    );
    const expiry = Object.fromEntries(Items.map(({ sk, ttl }) => [String(sk).split('#')[0], ttl]));
    const april10 = Date.UTC(2027, 3, 10) / 1000;
    expect(expiry).toEqual({
      ROOM: april10,
      WAIT: april10,
      PLAN: april10,
      DUE: april10,
      '2027-03-01T08:00:00.000Z': Date.UTC(2027, 4, 30) / 1000,
      '2027-03-01T09:00:00.000Z': Date.UTC(2027, 2, 8) / 1000,
    });
  });

  test('only a booking of which something is owed carries the attributes of the index', async () => {
    const { ledger, documentClient: client, tableName } = given();
    const item = async () =>
      (await client.send(new GetCommand({ TableName: tableName, Key: bookingKey('sparse') }))).Item ?? {};
    const state = { kind: 'queued', credential: 'main', notBefore: 7 } as const;
    await ledger.commit([writeBooking(0, 'sparse', { publication: { ...NOTHING_PUBLISHED, state } })]);
    expect(await item()).toMatchObject({ owedTo: 'CRED#main', owedStart: NINE, notBefore: 7, siteId: SITE });
    await ledger.commit([writeBooking(1, 'sparse')]);
    expect(Object.keys(await item())).toEqual(
      expect.not.arrayContaining(['owedTo', 'owedStart', 'notBefore']),
    );
  });
});

test('Rooms are looked at as they are, and not as they were a moment ago', async () => {
  const { ledger, documentClient: client, tableName } = given();
  const sent: unknown[] = [];
  const name = 'notes-what-is-sent';
  client.middlewareStack.add(
    (next) => (args) => {
      sent.push(args.input);
      return next(args);
    },
    { step: 'initialize', name },
  );
  injected({ stop: () => void client.middlewareStack.remove(name) });
  await ledger.readRooms(SITE, ['1A']);
  expect(sent).toMatchObject([{ RequestItems: { [tableName]: { ConsistentRead: true } } }]);
});

describe('what it costs', () => {
  test('an ordinary decision reads one Day, writes one transaction and looks at its room', async () => {
    const { ledger, documentClient: client } = given();
    const count = injected(countRequests(client));
    await ledger.readDay('cheap', DATE);
    await ledger.commit([writeRoomDay(0, ['cheap'], { siteId: 'cheap' }), writeBooking(0, 'cheap')]);
    await ledger.readRooms('cheap', ['1A']);
    expect(count.counts()).toEqual({ Query: 1, UpdateItem: 1, TransactWriteItems: 1, BatchGetItem: 1 });
    count.reset();
    await ledger.readSite('cheap');
    await ledger.readDue('cheap', NINE);
    await ledger.readOwed({ kind: 'queued', credential: 'cheap' }, { limit: 5, dueBy: NINE });
    await ledger.readBookings(['cheap', 'cheap', 'other']);
    await ledger.readBookings([]);
    await ledger.commit([]);
    expect(count.counts()).toEqual({ Query: 3, BatchGetItem: 1 });
  });
});
