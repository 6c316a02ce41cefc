import { expect } from 'vitest';
import type { RoomId } from '../../shared/domain/catalogue.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { type Ledger, LedgerUnavailable, type Write } from '../../shared/domain/ledger.ts';
import type { CataloguePart, RoomDayRecord, RoomRecord } from '../../shared/domain/ledger-records.ts';
import type { SendingQueue } from '../../shared/domain/publication.ts';
import { NOTHING_PUBLISHED } from '../../shared/domain/publication.ts';
import { SHOWN_MEMOS } from '../../shared/ledger/board-version.ts';
import { catalogueWrites, readWholeCatalogue } from '../../shared/ledger/catalogue-parts.ts';
import { TransactionTooLarge } from '../../shared/ledger/transaction-size.ts';
import {
  bookingRecord,
  change,
  DATE,
  marker,
  NINE,
  occupancy,
  overrun,
  roomDay,
  SITE,
  waiting,
  writeBooking,
  writeRoomDay,
} from '../support/ledger-records.ts';

/**
 * What every Ledger promises. Each law is given an empty Ledger; its name is its title.
 */

const COMMITTED = { kind: 'committed' };

const room = (roomId: RoomId, over: Partial<RoomRecord> = {}): Omit<RoomRecord, 'version'> => ({
  siteId: SITE,
  roomId,
  closures: [],
  catalogueVersion: 'v1',
  ...over,
});

const vacate = (uid: string, over: Partial<{ date: string; roomId: string }> = {}): Write => ({
  kind: 'vacate',
  siteId: SITE,
  date: DATE,
  roomId: '1A',
  uids: [uid],
  ...over,
});

const roomDayNow = async (ledger: Ledger, roomId = '1A'): Promise<RoomDayRecord | undefined> =>
  (await ledger.readDay(SITE, DATE)).roomDays.find((each) => each.roomId === roomId);

const owes = (to: SendingQueue, notBefore: number) => ({
  publication: { ...NOTHING_PUBLISHED, state: { ...to, notBefore } },
});

export const whatWasNeverWrittenIsAbsent = async (ledger: Ledger) => {
  expect(await ledger.readCatalogue()).toBeUndefined();
  expect(await ledger.readBoardVersion()).toBe(0);
  expect(await ledger.readBoardVersion(SITE)).toBe(0);
  expect(await ledger.readSite(SITE)).toEqual({ site: undefined, rooms: [] });
  expect(await ledger.readRooms(SITE, [])).toEqual([]);
  expect(await ledger.readRooms(SITE, ['1A'])).toEqual([]);
  expect(await ledger.readDay(SITE, DATE)).toEqual({ siteId: SITE, date: DATE, roomDays: [], waiting: [] });
  expect(await ledger.readBooking('u')).toBeUndefined();
  expect(await ledger.readBookings([])).toEqual([]);
  expect(await ledger.readBookings(['u'])).toEqual([]);
  expect(await ledger.readDue(SITE, NINE)).toEqual([]);
  expect(await ledger.readOwed({ kind: 'queued', credential: 'main' }, { limit: 10 })).toEqual([]);
  expect(await ledger.readCredential('main')).toBeUndefined();
  expect(await ledger.readMemo('lease', 'sweep')).toBeUndefined();
  expect(await ledger.readTrail(SITE, DATE, 10)).toEqual([]);
};

export const whatIsWrittenIsReadBackAtItsNewVersion = async (ledger: Ledger) => {
  const catalogue = { version: 'v1', equipment: ['ecg'], sites: [], practitioners: [], visitTypes: [] };
  const block = { id: 'b', start: NINE, reason: 'cleaning' as const };
  const site = { siteId: SITE, publishing: 'shadow' as const, publishingSince: 5, knownSince: 4 };
  const credential = {
    credential: 'main',
    nextAllowedAt: 1,
    blockedUntil: 2,
    failures: 3,
    refused: { status: 401, at: 4 },
  };
  const forgets = { scope: 'action', id: 'a', value: { answer: [1, null, 'x'] }, ttl: 2_000_000_000 };
  const keeps = { scope: 'watermark', id: 'w', value: 7 };
  const booking = bookingRecord('u', {
    pinned: true,
    ...owes({ kind: 'queued', credential: 'main' }, 9),
    asked: { answered: { value: { tags: ['ecg'], unreadable: false }, at: 1 } },
  });
  const plan = { fingerprint: 'f', plannedAt: 6, certificate: { gap: 0.5, moves: ['u'], none: undefined } };
  const held = roomDay(['u'], { blocks: { b: block } });
  const stood = {
    start: NINE,
    end: NINE + 1,
    status: 'tentative' as const,
    version: 3,
    progress: { arrivedAt: NINE },
  };
  const there = { ...stood, in: { roomId: '1A', also: ['ecg-1'], from: NINE, to: NINE + 2 } };
  const told = change(NINE, { bookingUid: 'u', roomId: '1A', stands: there });
  const blocked = change(NINE + 1, { what: 'blocked', roomId: '1A', laid: [block], lifted: [] });
  const result = await ledger.commit([
    ...catalogueWrites(catalogue, { seen: 0, importedAt: 5 }),
    { kind: 'site', seen: 0, record: site },
    { kind: 'room', seen: 0, record: room('1A', { closures: [block], closed: [{ block, laid: 4 }] }) },
    { kind: 'room-day', seen: 0, record: held },
    { kind: 'booking', seen: 0, record: booking },
    { kind: 'credential', seen: 0, record: credential },
    { kind: 'memo', seen: 0, record: forgets },
    { kind: 'memo', seen: 0, record: keeps },
    { kind: 'wait', siteId: SITE, date: DATE, waiting: waiting('w', { preferredRoom: '1A' }) },
    { kind: 'plan', siteId: SITE, date: DATE, plan },
    { kind: 'due', marker: marker(NINE) },
    { kind: 'change', change: told },
    { kind: 'change', change: blocked },
  ]);
  expect(result).toEqual(COMMITTED);
  expect(await ledger.readCatalogue()).toEqual({ version: 1, catalogueVersion: 'v1', importedAt: 5 });
  expect(await readWholeCatalogue(ledger, 'v1')).toEqual(catalogue);
  expect(await ledger.readSite(SITE)).toEqual({
    site: { ...site, version: 1 },
    rooms: [{ ...room('1A', { closures: [block], closed: [{ block, laid: 4 }] }), version: 1 }],
  });
  expect(await ledger.readDay(SITE, DATE)).toEqual({
    siteId: SITE,
    date: DATE,
    roomDays: [{ ...held, version: 1 }],
    waiting: [waiting('w', { preferredRoom: '1A' })],
    plan,
  });
  expect(await ledger.readBooking('u')).toEqual({ ...booking, version: 1 });
  expect(await ledger.readCredential('main')).toEqual({ ...credential, version: 1 });
  expect(await ledger.readMemo('action', 'a')).toEqual({ ...forgets, version: 1 });
  expect(await ledger.readMemo('watermark', 'w')).toEqual({ ...keeps, version: 1 });
  expect(await ledger.readDue(SITE, NINE)).toEqual([marker(NINE)]);
  expect(await ledger.readTrail(SITE, DATE, 10)).toEqual([blocked, told]);
};

export const aWriterMustHaveSeenWhatStands = async (ledger: Ledger) => {
  expect(await ledger.commit([writeRoomDay(1, ['a'])]), 'seen where nothing is').toMatchObject({
    kind: 'stale',
  });
  expect(await ledger.commit([writeRoomDay(0, ['a'])])).toEqual(COMMITTED);
  expect(await ledger.commit([writeRoomDay(0, ['b'])]), 'absence, but it is there').toMatchObject({
    kind: 'stale',
  });
  expect(await ledger.commit([writeRoomDay(2, ['b'])]), 'a version to come').toMatchObject({ kind: 'stale' });
  expect(await ledger.commit([writeRoomDay(1, ['b'])])).toEqual(COMMITTED);
  expect(await ledger.commit([writeRoomDay(1, ['c'])]), 'a version gone by').toMatchObject({ kind: 'stale' });
  expect(await roomDayNow(ledger)).toEqual({ ...roomDay(['b']), version: 2 });
};

export const aVersionOfTheCatalogueIsReadInWholeOrWhatTellsOfOneThing = async (ledger: Ledger) => {
  const part = (of: CataloguePart['of'], position: number, text: string): CataloguePart => ({
    catalogueVersion: 'v#1',
    of,
    position,
    count: 2,
    text,
  });
  const north = { kind: 'site', siteId: 'north' } as const;
  const parts = [
    part({ kind: 'index' }, 0, 'a'),
    part({ kind: 'index' }, 1, 'b'),
    part(north, 0, 'c'),
    part({ kind: 'site', siteId: 'north#1' }, 0, 'd'),
  ];
  const other = { ...part(north, 0, 'e'), catalogueVersion: 'v' };
  const writes = [...parts, other].map((each): Write => ({ kind: 'catalogue-part', part: each }));
  expect(await ledger.commit(writes)).toEqual(COMMITTED);
  expect(await ledger.commit(writes), 'again').toEqual(COMMITTED);
  expect(await ledger.readCatalogueParts('v#1')).toEqual(expect.arrayContaining(parts));
  expect(await ledger.readCatalogueParts('v#1')).toHaveLength(4);
  expect(await ledger.readCatalogueParts('v#1', { kind: 'index' })).toEqual(parts.slice(0, 2));
  expect(await ledger.readCatalogueParts('v#1', north)).toEqual([parts[2]]);
  expect(await ledger.readCatalogueParts('v', north)).toEqual([other]);
  expect(await ledger.readCatalogueParts('none')).toEqual([]);
  expect(await ledger.commit([{ kind: 'uncatalogue-part', part: parts[2] as CataloguePart }])).toEqual(
    COMMITTED,
  );
  expect(await ledger.readCatalogueParts('v#1', north)).toEqual([]);
  expect(await ledger.readCatalogueParts('v', north)).toEqual([other]);
};

export const everyVersionedRecordIsWrittenUnderTheVersionSeen = async (ledger: Ledger) => {
  const each = (seen: number): Write[] => [
    { kind: 'catalogue', seen, record: { catalogueVersion: 'v', importedAt: 1 } },
    { kind: 'site', seen, record: { siteId: SITE, publishing: 'on', publishingSince: 1, knownSince: 1 } },
    { kind: 'room', seen, record: room('1A') },
    { kind: 'room-day', seen, record: roomDay([]) },
    { kind: 'booking', seen, record: bookingRecord('u') },
    {
      kind: 'credential',
      seen,
      record: { credential: 'main', nextAllowedAt: 0, blockedUntil: 0, failures: 0 },
    },
    { kind: 'memo', seen, record: { scope: 's', id: 'i', value: 1 } },
  ];
  expect(await ledger.commit(each(0))).toEqual(COMMITTED);
  for (const write of each(0))
    expect(await ledger.commit([write])).toMatchObject({ stale: [{ kind: write.kind }] });
  expect(await ledger.commit(each(1))).toEqual(COMMITTED);
  expect((await ledger.readMemo('s', 'i'))?.version).toBe(2);
};

export const theVersionOfASitesBoardsGoesUpWithWhateverTheyAloneShowAndWithNothingElse = async (
  ledger: Ledger,
) => {
  const moved = await versionsMovedBy(ledger);
  for (const write of [
    { kind: 'site', seen: 0, record: { siteId: SITE, publishing: 'on', publishingSince: 1, knownSince: 1 } },
    { kind: 'room', seen: 0, record: room('1A') },
    { kind: 'wait', siteId: SITE, date: DATE, waiting: waiting('w') },
    { kind: 'unwait', siteId: SITE, date: DATE, uid: 'w' },
    { kind: 'plan', siteId: SITE, date: DATE, plan: { fingerprint: 'f', plannedAt: 1 } },
    { kind: 'memo', seen: 0, record: { scope: SHOWN_MEMOS.betterPlans, id: 'i', value: 1 }, shownAt: SITE },
    writeBooking(0, 'u'),
    { kind: 'booking', seen: 1, record: bookingRecord('u'), wasShownAt: SITE },
    writeRoomDay(0, ['u']),
    vacate('u'),
  ] satisfies Write[])
    expect(await moved([write]), write.kind).toEqual([SITE]);
  const of = { kind: 'index' } as const;
  const pace = { credential: 'main', nextAllowedAt: 0, blockedUntil: 0, failures: 0 };
  for (const write of [
    { kind: 'check-room', siteId: SITE, roomId: '1A', seen: 1 },
    { kind: 'memo', seen: 0, record: { scope: 's', id: 'i', value: 1 } },
    { kind: 'credential', seen: 0, record: pace, showsTheSame: true },
    { kind: 'due', marker: marker(NINE) },
    { kind: 'undue', marker: marker(NINE) },
    { kind: 'change', change: change(NINE) },
    {
      kind: 'catalogue-part',
      part: { catalogueVersion: 'v', of, position: 0, count: 1, text: '' },
    },
    { kind: 'uncatalogue-part', part: { catalogueVersion: 'v', of, position: 0 } },
  ] satisfies Write[])
    expect(await moved([write]), write.kind).toEqual([]);
};

export const theVersionOfEverySitesBoardsGoesUpWithWhatMoreThanOneCouldShow = async (ledger: Ledger) => {
  const moved = await versionsMovedBy(ledger);
  const pace = { credential: 'main', nextAllowedAt: 0, blockedUntil: 0, failures: 0 };
  const unmapped = { placement: { kind: 'ignored', reason: 'event-type-unmapped' } } as const;
  const { siteId: _none, ...homeless } = bookingRecord('homeless');
  const each: Readonly<Record<string, readonly Write[]>> = {
    catalogue: [{ kind: 'catalogue', seen: 0, record: { catalogueVersion: 'v', importedAt: 1 } }],
    'a key': [{ kind: 'credential', seen: 0, record: pace }],
    'an offer': [{ kind: 'memo', seen: 0, record: { scope: SHOWN_MEMOS.offers, id: 'i', value: 1 } }],
    'a booking that the clinic file does not know': [writeBooking(0, 'unmapped', unmapped)],
    'one that it knows by now': [{ kind: 'booking', seen: 1, record: bookingRecord('unmapped') }],
    'one of no Site': [{ kind: 'booking', seen: 0, record: homeless }],
    'two Sites': [writeRoomDay(0, ['u']), writeRoomDay(0, ['u'], { siteId: OTHER })],
    'a booking that goes': [
      writeRoomDay(0, ['u'], { siteId: OTHER, roomId: '1B' }),
      { kind: 'booking', seen: 2, record: bookingRecord('unmapped', { siteId: OTHER }), wasShownAt: SITE },
    ],
  };
  for (const [what, writes] of Object.entries(each)) expect(await moved(writes), what).toEqual([undefined]);
};

const OTHER = 'south';

/** Whose versions of boards go up with writes, `undefined` for those of every Site. */
const versionsMovedBy = async (ledger: Ledger) => {
  const known = new Map<string | undefined, number>();
  const risen = async () => {
    const sites: (string | undefined)[] = [];
    for (const site of [undefined, SITE, OTHER]) {
      const version = await ledger.readBoardVersion(site);
      if (version > (known.get(site) ?? 0)) sites.push(site);
      known.set(site, version);
    }
    return sites;
  };
  await risen();
  return async (writes: readonly Write[]) => {
    expect(await ledger.commit(writes)).toEqual({ kind: 'committed' });
    return risen();
  };
};

export const aTransactionHappensWholeOrNotAtAll = async (ledger: Ledger) => {
  await ledger.commit([writeRoomDay(0, ['a'])]);
  const result = await ledger.commit([
    writeBooking(0, 'b'),
    { kind: 'wait', siteId: SITE, date: DATE, waiting: waiting('w') },
    { kind: 'due', marker: marker(NINE) },
    { kind: 'change', change: change(NINE) },
    vacate('a', { roomId: '1B' }),
    writeRoomDay(0, ['b']),
  ]);
  expect(result.kind).toBe('stale');
  expect(await ledger.readBooking('b')).toBeUndefined();
  expect(await ledger.readDay(SITE, DATE)).toMatchObject({ roomDays: [roomDay(['a'])], waiting: [] });
  expect(await ledger.readDue(SITE, NINE)).toEqual([]);
  expect(await ledger.readTrail(SITE, DATE, 10)).toEqual([]);
};

export const aLostRaceTellsWhatStandsThereInTheOrderOfTheWrites = async (ledger: Ledger) => {
  await ledger.commit([
    writeRoomDay(0, ['a', 'b']),
    writeBooking(0, 'u'),
    { kind: 'room', seen: 0, record: room('1A') },
    { kind: 'memo', seen: 0, record: { scope: 's', id: 'i', value: 1 } },
  ]);
  const result = await ledger.commit([
    { kind: 'change', change: change(NINE) },
    { kind: 'check-room', siteId: SITE, roomId: '1A', seen: 7 },
    writeBooking(0, 'new'),
    writeBooking(0, 'u'),
    writeBooking(3, 'gone'),
    { kind: 'memo', seen: 0, record: { scope: 's', id: 'i', value: 2 } },
    writeRoomDay(2, ['c']),
    writeRoomDay(4, ['c'], { roomId: '1B' }),
    { kind: 'room', seen: 2, record: room('1B') },
  ]);
  expect(result).toEqual({
    kind: 'stale',
    stale: [
      { kind: 'check-room', found: { ...room('1A'), version: 1 } },
      { kind: 'booking', uid: 'u', found: { ...bookingRecord('u'), version: 1 } },
      { kind: 'booking', uid: 'gone', found: undefined },
      { kind: 'memo', found: undefined },
      { kind: 'room-day', found: { ...roomDay(['a', 'b']), version: 1 } },
      { kind: 'room-day', found: undefined },
      { kind: 'room', found: undefined },
    ],
  });
};

export const aRoomThatIsCheckedStaysAsItIs = async (ledger: Ledger) => {
  const check = (seen: number): Write => ({ kind: 'check-room', siteId: SITE, roomId: '1A', seen });
  expect(await ledger.commit([check(0), writeBooking(0, 'a')])).toEqual(COMMITTED);
  expect((await ledger.readSite(SITE)).rooms).toEqual([]);
  await ledger.commit([{ kind: 'room', seen: 0, record: room('1A') }]);
  expect(await ledger.commit([check(1), writeBooking(0, 'b')])).toEqual(COMMITTED);
  expect((await ledger.readSite(SITE)).rooms).toEqual([{ ...room('1A'), version: 1 }]);
  expect(await ledger.commit([check(0), writeBooking(0, 'c')])).toMatchObject({ kind: 'stale' });
};

export const thoseRoomsAreReadThatAreAskedForAndHaveBeenWritten = async (ledger: Ledger) => {
  const block = { id: 'b', start: NINE, reason: 'cleaning' as const };
  const closed = room('1A', { closures: [block], closed: [{ block, laid: 4 }] });
  await ledger.commit([
    { kind: 'room', seen: 0, record: closed },
    { kind: 'room', seen: 0, record: room('1B') },
    { kind: 'room', seen: 0, record: room('2A', { siteId: 'south' }) },
  ]);
  await ledger.commit([{ kind: 'room', seen: 1, record: closed }]);
  expect(await ledger.readRooms(SITE, ['1A', '2A', '1A'])).toEqual([{ ...closed, version: 2 }]);
  const both = await ledger.readRooms(SITE, ['1A', '1B']);
  expect(both.map(({ roomId }) => roomId).sort()).toEqual(['1A', '1B']);
};

export const aDayIsReadWholeAndWithoutAnyOther = async (ledger: Ledger) => {
  const rooms = Array.from({ length: 60 }, (_, index) => `room-${index}`);
  // Two megabytes: more than one page.
  const inputs = { eventTypeSlug: 'x'.repeat(3_500) };
  const crowd = Array.from({ length: 10 }, (_, index) => `u${index}`);
  const occupancies = Object.fromEntries(crowd.map((uid) => [uid, occupancy(uid, { inputs })]));
  await ledger.commit(rooms.map((roomId) => writeRoomDay(0, [], { roomId, occupancies })));
  await ledger.commit([
    writeRoomDay(0, ['other-site'], { siteId: 'south' }),
    writeRoomDay(0, ['other-day'], { date: '2027-03-02' }),
    { kind: 'wait', siteId: SITE, date: '2027-03-02', waiting: waiting('other-day') },
    { kind: 'wait', siteId: SITE, date: DATE, waiting: waiting('w') },
    { kind: 'plan', siteId: 'south', date: DATE, plan: { fingerprint: 'other-site', plannedAt: 1 } },
    { kind: 'room', seen: 0, record: room('1A') },
    { kind: 'due', marker: marker(NINE) },
  ]);
  const day = await ledger.readDay(SITE, DATE);
  expect(day.roomDays.map(({ roomId }) => roomId).sort()).toEqual(rooms.sort());
  expect(day.roomDays.every((each) => Object.keys(each.occupancies).length === 10)).toBe(true);
  expect(day.waiting).toEqual([waiting('w')]);
  expect(day.plan).toBeUndefined();
};

export const whoNoLongerWaitsIsGoneFromTheDay = async (ledger: Ledger) => {
  const at = { siteId: SITE, date: DATE };
  const write: Write[] = ['v', 'w'].map((uid) => ({ kind: 'wait', ...at, waiting: waiting(uid) }));
  await ledger.commit(write);
  expect(await ledger.commit([{ kind: 'unwait', ...at, uid: 'w' }])).toEqual(COMMITTED);
  expect(await ledger.commit([{ kind: 'unwait', ...at, uid: 'no-one' }])).toEqual(COMMITTED);
  expect((await ledger.readDay(SITE, DATE)).waiting).toEqual([waiting('v')]);
};

export const manyBookingsAreReadAtOnce = async (ledger: Ledger) => {
  const uids = Array.from({ length: 250 }, (_, index) => `u${index}`);
  for (let from = 0; from < uids.length; from += 50)
    await ledger.commit(uids.slice(from, from + 50).map((uid) => writeBooking(0, uid)));
  const read = await ledger.readBookings(['no-one', ...uids, 'u1', 'u1']);
  expect(read.map(({ uid }) => uid).sort()).toEqual(uids.sort());
};

export const aMarkerIsNeverEarlyAndNeverLate = async (ledger: Ledger) => {
  const dues = [-MINUTE, -1, 0, 1, 30_000, MINUTE, MINUTE + 1].map((ms) => NINE + ms);
  await ledger.commit(dues.map((dueAt) => ({ kind: 'due', marker: marker(dueAt) })));
  for (const until of dues.flatMap((due) => [due - 1, due, due + 1]))
    expect((await ledger.readDue(SITE, until)).map(({ dueAt }) => dueAt)).toEqual(
      dues.filter((due) => due <= until),
    );
};

export const markersAreReadOldestFirstAndOfTheirSiteOnly = async (ledger: Ledger) => {
  const mine = [
    marker(NINE + 2, { id: 'a' }),
    marker(NINE, { id: 'z' }),
    marker(NINE + 1, { date: '2026-01-01' }),
  ];
  const write = [...mine, marker(NINE, { siteId: 'south' })];
  await ledger.commit(write.map((each) => ({ kind: 'due', marker: each })));
  expect((await ledger.readDue(SITE, NINE + 2)).map(({ dueAt }) => dueAt)).toEqual([
    NINE,
    NINE + 1,
    NINE + 2,
  ]);
};

export const aMarkerWrittenTwiceIsOneMarker = async (ledger: Ledger) => {
  for (let times = 0; times < 2; times += 1)
    expect(await ledger.commit([{ kind: 'due', marker: marker(NINE) }])).toEqual(COMMITTED);
  expect(await ledger.readDue(SITE, NINE)).toEqual([marker(NINE)]);
  for (let times = 0; times < 2; times += 1)
    expect(await ledger.commit([{ kind: 'undue', marker: marker(NINE) }])).toEqual(COMMITTED);
  expect(await ledger.readDue(SITE, NINE)).toEqual([]);
};

export const aMarkerWrittenAMomentLaterOutlivesTheOneThatWasRead = async (ledger: Ledger) => {
  await ledger.commit([{ kind: 'due', marker: marker(NINE) }]);
  const read = await ledger.readDue(SITE, NINE);
  await ledger.commit([{ kind: 'due', marker: marker(NINE + 1) }]);
  await ledger.commit(read.map((each) => ({ kind: 'undue', marker: each })));
  expect(await ledger.readDue(SITE, NINE + MINUTE)).toEqual([marker(NINE + 1)]);
};

export const theMostUrgentVisitIsToldFirst = async (ledger: Ledger) => {
  const to = { kind: 'queued', credential: 'main' } as const;
  await ledger.commit([
    writeBooking(0, 'late', { start: NINE + 2, ...owes(to, 10) }),
    writeBooking(0, 'soon', { start: NINE, ...owes(to, 30) }),
    writeBooking(0, 'next', { start: NINE + 1, ...owes(to, 20) }),
    writeBooking(0, 'shadow', { start: NINE, ...owes({ kind: 'shadow', siteId: SITE }, 1) }),
    writeBooking(0, 'told', { start: NINE }),
  ]);
  const uids = async (options: { limit: number; dueBy?: number }) =>
    (await ledger.readOwed(to, options)).map(({ uid }) => uid);
  expect(await ledger.readOwed(to, { limit: 1 })).toEqual([
    { uid: 'soon', siteId: SITE, start: NINE, notBefore: 30 },
  ]);
  expect(await uids({ limit: 10 })).toEqual(['soon', 'next', 'late']);
  expect(await uids({ limit: 2 })).toEqual(['soon', 'next']);
  expect(await uids({ limit: 10, dueBy: 20 })).toEqual(['next', 'late']);
  expect(await uids({ limit: 1, dueBy: 10 })).toEqual(['late']);
  expect(await uids({ limit: 10, dueBy: 9 })).toEqual([]);
  expect(await uids({ limit: 0 })).toEqual([]);
};

export const whatIsNotYetDueHidesNothingThatIs = async (ledger: Ledger) => {
  const to = { kind: 'queued', credential: 'main' } as const;
  for (let from = 0; from < 240; from += 80)
    await ledger.commit(
      Array.from({ length: 80 }, (_, index) =>
        writeBooking(0, `early${from + index}`, { start: NINE, ...owes(to, 99) }),
      ),
    );
  await ledger.commit(
    ['x', 'y', 'z'].map((uid, index) => writeBooking(0, uid, { start: NINE + 1 + index, ...owes(to, 1) })),
  );
  const due = await ledger.readOwed(to, { limit: 2, dueBy: 1 });
  expect(due.map(({ uid }) => uid)).toEqual(['x', 'y']);
  expect(await ledger.readOwed(to, { limit: 300 })).toHaveLength(243);
};

export const whatIsNoLongerOwedLeavesTheIndex = async (ledger: Ledger) => {
  const { siteId: _none, ...homeless } = bookingRecord('u', owes({ kind: 'queued', credential: 'main' }, 1));
  await ledger.commit([{ kind: 'booking', seen: 0, record: homeless }]);
  expect(await ledger.readOwed({ kind: 'queued', credential: 'main' }, { limit: 9 })).toEqual([
    { uid: 'u', start: NINE, notBefore: 1 },
  ]);
  await ledger.commit([writeBooking(1, 'u', owes({ kind: 'shadow', siteId: SITE }, 2))]);
  expect(await ledger.readOwed({ kind: 'queued', credential: 'main' }, { limit: 9 })).toEqual([]);
  expect(await ledger.readOwed({ kind: 'shadow', siteId: SITE }, { limit: 9 })).toHaveLength(1);
  await ledger.commit([writeBooking(2, 'u')]);
  expect(await ledger.readOwed({ kind: 'shadow', siteId: SITE }, { limit: 9 })).toEqual([]);
};

export const vacatingTakesOutOneBookingAndRaisesTheVersion = async (ledger: Ledger) => {
  await ledger.commit([writeRoomDay(0, ['a', 'b'])]);
  expect(await ledger.commit([vacate('a')])).toEqual(COMMITTED);
  expect(await roomDayNow(ledger)).toEqual({ ...roomDay(['b']), version: 2 });
  expect(await ledger.commit([writeRoomDay(1, ['a', 'b', 'c'])]), 'a writer who read it before').toEqual({
    kind: 'stale',
    stale: [{ kind: 'room-day', found: { ...roomDay(['b']), version: 2 } }],
  });
};

export const vacatingLiftsTheOverrunOfWhoLeavesAndNoOtherBlock = async (ledger: Ledger) => {
  const cleaning = { id: 'c', start: NINE, reason: 'cleaning' as const };
  const [mine, theirs] = [overrun('a'), overrun('b')];
  const blocks = { [mine.id]: mine, [theirs.id]: theirs, c: cleaning };
  await ledger.commit([writeRoomDay(0, ['a', 'b'], { blocks })]);
  expect(await ledger.commit([vacate('a')])).toEqual(COMMITTED);
  expect((await roomDayNow(ledger))?.blocks).toEqual({ [theirs.id]: theirs, c: cleaning });
};

export const vacatingWhatIsNotThereIsHarmless = async (ledger: Ledger) => {
  await ledger.commit([writeRoomDay(0, ['a'])]);
  expect(await ledger.commit([vacate('no-one')])).toEqual(COMMITTED);
  expect((await roomDayNow(ledger))?.occupancies).toEqual({ a: occupancy('a') });
  expect(await ledger.commit([vacate('a', { roomId: 'gone' })])).toEqual(COMMITTED);
  const mixed = [
    vacate('a'),
    writeBooking(0, 'b'),
    vacate('a', { roomId: 'gone' }),
    vacate('a', { date: '2027-03-02' }),
  ];
  expect(await ledger.commit(mixed)).toEqual(COMMITTED);
  expect((await ledger.readBooking('b'))?.version).toBe(1);
  expect(await ledger.readDay(SITE, DATE)).toMatchObject({ roomDays: [{ roomId: '1A', occupancies: {} }] });
  expect((await ledger.readDay(SITE, '2027-03-02')).roomDays).toEqual([]);
};

export const aRoomDayThatIsGoneExcusesNoOtherWrite = async (ledger: Ledger) => {
  await ledger.commit([writeBooking(0, 'b')]);
  const result = await ledger.commit([
    vacate('a', { roomId: 'gone' }),
    writeBooking(0, 'b'),
    writeBooking(0, 'c'),
  ]);
  expect(result).toEqual({
    kind: 'stale',
    stale: [{ kind: 'booking', uid: 'b', found: { ...bookingRecord('b'), version: 1 } }],
  });
  expect(await ledger.readBooking('c')).toBeUndefined();
};

export const vacatingAndWritingOneRoomDayLoseNoBooking = async (ledger: Ledger) => {
  const leavers = Array.from({ length: 10 }, (_, index) => `leaver${index}`);
  const comers = Array.from({ length: 10 }, (_, index) => `comer${index}`);
  await ledger.commit([writeRoomDay(0, leavers)]);
  await Promise.all([
    ...leavers.map((uid) => untilCommitted(() => ledger.commit([vacate(uid)]))),
    ...comers.map((uid) => takeRoom(ledger, uid)),
  ]);
  const after = await roomDayNow(ledger);
  expect(Object.keys(after?.occupancies ?? {}).sort()).toEqual(comers);
  expect(after?.version).toBe(1 + leavers.length + comers.length);
};

export const ofTwentyRacingSlotClaimsOneWins = async (ledger: Ledger) => {
  const slot = { credential: 'main', nextAllowedAt: 0, blockedUntil: 0, failures: 0 };
  await ledger.commit([{ kind: 'credential', seen: 0, record: slot }]);
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      ledger.commit([
        { kind: 'credential', seen: 1, record: { ...slot, nextAllowedAt: 15_000 + index } },
        writeBooking(0, `u${index}`, { publication: { ...NOTHING_PUBLISHED, sends: 1 } }),
      ]),
    ),
  );
  const winners = results.flatMap(({ kind }, index) => (kind === 'committed' ? [index] : []));
  expect(winners).toHaveLength(1);
  expect(await ledger.readCredential('main')).toMatchObject({
    version: 2,
    nextAllowedAt: 15_000 + (winners[0] ?? Number.NaN),
  });
  const attempts = await ledger.readBookings(results.map((_, index) => `u${index}`));
  expect(attempts.map(({ uid }) => uid)).toEqual([`u${winners[0]}`]);
};

export const ofSixtyRacingWritersExactlyOneWinsEachVersion = async (ledger: Ledger) => {
  const uids = Array.from({ length: 60 }, (_, index) => `u${index}`);
  for (const seen of [0, 1, 2]) {
    const results = await Promise.all(uids.map((uid) => ledger.commit([writeRoomDay(seen, [uid])])));
    const winners = uids.filter((_, index) => results[index]?.kind === 'committed');
    expect(winners).toHaveLength(1);
    expect(await roomDayNow(ledger)).toEqual({ ...roomDay(winners), version: seen + 1 });
  }
};

export const idsOfAnyKindNeverMeet = async (ledger: Ledger) => {
  const ids = [
    'a',
    'a#b',
    'a%23b',
    'a#',
    '#a',
    '%',
    '%25',
    '__proto__',
    '_proto__',
    '___proto__',
    'constructor',
    'A',
    'ä',
    'a\u0308',
    '診察室',
    '🩺',
    'a b',
    'a\'"\\',
    'SITE',
    'a#DAY#2027-03-01',
    '.',
    '#uid',
    ':one',
  ];
  for (const siteId of ids) {
    const at = { siteId, date: DATE };
    await ledger.commit([
      { kind: 'site', seen: 0, record: { siteId, publishing: 'on', publishingSince: 0, knownSince: 0 } },
      ...ids.map((roomId): Write => ({ kind: 'room', seen: 0, record: room(roomId, { siteId }) })),
      ...ids.map((uid): Write => ({ kind: 'wait', ...at, waiting: waiting(uid) })),
    ]);
  }
  await ledger.commit([writeRoomDay(0, ids), ...ids.map((uid) => writeBooking(0, uid))]);
  await ledger.commit(ids.map((id) => ({ kind: 'memo', seen: 0, record: { scope: 'a', id, value: id } })));
  await ledger.commit(
    ids.map((scope) => ({
      kind: 'memo',
      seen: scope === 'a' ? 1 : 0,
      record: { scope, id: 'a', value: scope },
    })),
  );
  await ledger.commit(ids.map((id) => ({ kind: 'due', marker: marker(NINE, { id }) })));
  await ledger.commit(ids.map((id) => ({ kind: 'change', change: change(NINE, { id }) })));

  for (const siteId of ids) {
    const { site, rooms } = await ledger.readSite(siteId);
    expect(site?.siteId).toBe(siteId);
    expect(rooms.map(({ roomId }) => roomId).sort()).toEqual([...ids].sort());
    expect((await ledger.readDay(siteId, DATE)).waiting.map(({ uid }) => uid).sort()).toEqual(
      [...ids].sort(),
    );
    expect((await ledger.readBooking(siteId))?.uid).toBe(siteId);
    expect((await ledger.readMemo('a', siteId))?.value).toBe(siteId);
    expect((await ledger.readMemo(siteId, 'a'))?.value).toBe(siteId);
  }
  expect(await ledger.readDue(SITE, NINE)).toHaveLength(ids.length);
  expect(await ledger.readTrail(SITE, DATE, 100)).toHaveLength(ids.length);
  const left = [...ids];
  for (const uid of ids) {
    const held = (await roomDayNow(ledger))?.occupancies ?? {};
    expect(
      Object.entries(held)
        .map(([key, { uid: held }]) => [key, held])
        .sort(),
    ).toEqual(left.map((each) => [each, each]).sort());
    await ledger.commit([vacate(uid)]);
    left.shift();
  }
};

export const historyIsReadNewestFirst = async (ledger: Ledger) => {
  const lines = [change(NINE + 5), change(NINE), change(NINE + 70_000_000), change(NINE + 5, { id: 'd' })];
  await ledger.commit(lines.map((line) => ({ kind: 'change', change: line })));
  await ledger.commit([{ kind: 'change', change: change(NINE, { date: '2027-03-02' }) }]);
  const newest = [NINE + 70_000_000, NINE + 5, NINE + 5, NINE];
  expect((await ledger.readTrail(SITE, DATE, 10)).map(({ at }) => at)).toEqual(newest);
  expect((await ledger.readTrail(SITE, DATE, 3)).map(({ at }) => at)).toEqual(newest.slice(0, 3));
};

export const aTransactionNamesAnItemOnce = async (ledger: Ledger) => {
  await ledger.commit([writeRoomDay(0, ['a'])]);
  await expect(ledger.commit([writeRoomDay(1, []), vacate('a')])).rejects.toThrow(LedgerUnavailable);
  await expect(
    ledger.commit([
      { kind: 'room', seen: 0, record: room('1A') },
      { kind: 'check-room', siteId: SITE, roomId: '1A', seen: 0 },
    ]),
  ).rejects.toThrow(LedgerUnavailable);
  expect(await roomDayNow(ledger)).toEqual({ ...roomDay(['a']), version: 1 });
};

export const aTransactionHoldsNinetyNineWritesAndNoMore = async (ledger: Ledger) => {
  const writes = Array.from({ length: 100 }, (_, index) => writeBooking(0, `u${index}`));
  await expect(ledger.commit(writes)).rejects.toThrow(
    new TransactionTooLarge('a transaction cannot be written: writes 100, of 99'),
  );
  expect(await ledger.readBooking('u0')).toBeUndefined();
  expect(await ledger.commit(writes.slice(0, 99))).toEqual(COMMITTED);
  expect(await ledger.commit([])).toEqual(COMMITTED);
};

export const whatNoTableTakesIsRefusedByNameBeforeItIsTried = async (ledger: Ledger) => {
  const crowd = (count: number) => Array.from({ length: count }, (_, index) => `visit-${index}`);
  const memo = (id: string, length: number): Write => ({
    kind: 'memo',
    seen: 0,
    record: { scope: 'law', id, value: 'x'.repeat(length) },
  });
  const crowded = writeRoomDay(0, crowd(4_000));
  const late = { ...vacate('u'), uids: crowd(200) } as Write;
  const heavy = Array.from({ length: 20 }, (_, index) => memo(`${index}`, 300_000));
  for (const [writes, limit] of [
    [[crowded], /item \d+, of 409600/],
    [[memo('long', 410_000)], /item \d+, of 409600/],
    [[late], /expression \d+, of 4096/],
    [heavy, /transaction \d+, of 4194304/],
  ] as const) {
    const refused = await ledger.commit(writes).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TransactionTooLarge);
    expect(String(refused)).toMatch(limit);
  }
  expect(await roomDayNow(ledger)).toBeUndefined();
  expect(await ledger.commit([memo('fits', 400_000)])).toEqual(COMMITTED);
  expect(await ledger.commit([{ ...vacate('u'), uids: crowd(100) } as Write])).toEqual(COMMITTED);
  expect(await ledger.commit(heavy.slice(0, 13))).toEqual(COMMITTED);
};

/** Adds one booking to the room-day as a worker does: reads, writes, and goes on from what it lost to. */
const takeRoom = async (ledger: Ledger, uid: string): Promise<void> => {
  let seen = await roomDayNow(ledger);
  for (;;) {
    const version = seen?.version ?? 0;
    const occupancies = { ...seen?.occupancies, [uid]: occupancy(uid) };
    const result = await ledger.commit([writeRoomDay(version, [], { occupancies })]);
    if (result.kind === 'committed') return;
    const [lost] = result.stale;
    seen = lost?.kind === 'room-day' ? lost.found : await roomDayNow(ledger);
  }
};

const untilCommitted = async (commit: () => Promise<{ kind: string }>): Promise<void> => {
  while ((await commit()).kind !== 'committed');
};
