import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import { overrunId } from '../../shared/domain/day.ts';
import type { CommitResult, Ledger, Write } from '../../shared/domain/ledger.ts';
import type { SendingQueue } from '../../shared/domain/publication.ts';
import { createTable } from '../../shared/ledger/create-table.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { anyCharacter } from '../support/arbitraries.ts';
import { bookingRecord, change, marker, NINE, overrun, roomDay, waiting } from '../support/ledger-records.ts';
import { runs } from '../support/runs.ts';
import { withLedger } from '../support/with-ledger.ts';

const given = withLedger();

/** Few ids, so that the commands meet; two of them the sort that breaks things. */
const SITES = ['north', 'n#DAY'];
const DATES = ['2027-03-01', '2027-03-02'];
const ROOMS = ['1A', '__proto__'];
const UIDS = ['u', 'u#', 'constructor', '%proto'];
const QUEUES: readonly SendingQueue[] = [
  { kind: 'queued', credential: 'main' },
  { kind: 'shadow', siteId: 'north' },
];

const siteId = fc.constantFrom(...SITES);
const date = fc.constantFrom(...DATES);
const roomId = fc.constantFrom(...ROOMS);
const uid = fc.constantFrom(...UIDS);
const soon = fc.nat({ max: 3 });

/** A write that has yet to see what stands: `ahead` of the version there, mostly by nothing. */
type Proposed = (seen: (versionNow: number | undefined) => number) => (model: Ledger) => Promise<Write>;

const roomDayNow = async (model: Ledger, at: { siteId: string; date: string; roomId: string }) =>
  (await model.readDay(at.siteId, at.date)).roomDays.find((each) => each.roomId === at.roomId)?.version;

const roomNow = async (model: Ledger, at: { siteId: string; roomId: string }) =>
  (await model.readSite(at.siteId)).rooms.find((each) => each.roomId === at.roomId)?.version;

const publication = fc.record({
  texts: fc.constant([]),
  sends: soon,
  state: fc.oneof(
    fc.constant({ kind: 'nothing' as const }),
    fc
      .record({ queue: fc.constantFrom(...QUEUES), notBefore: soon })
      .map(({ queue, notBefore }) => ({ ...queue, notBefore })),
  ),
}) satisfies fc.Arbitrary<BookingRecord['publication']>;

/** Numbers and names that survive a table: the numbers of memos are instants and counts. */
const storable = (value: unknown): boolean => {
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
  if (Array.isArray(value)) return value.every(storable);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).every(([key, inner]) => key !== '' && !(key in {}) && storable(inner));
  return true;
};

const proposed: fc.Arbitrary<Proposed> = fc.oneof(
  fc.record({ siteId, date, roomId, uids: fc.uniqueArray(uid), late: fc.uniqueArray(uid) }).map(
    ({ uids, late, ...at }): Proposed =>
      (seen) =>
      async (model) => ({
        kind: 'room-day',
        seen: seen(await roomDayNow(model, at)),
        record: roomDay(uids, {
          ...at,
          blocks: Object.fromEntries(late.map((each) => [overrunId(each), overrun(each)])),
        }),
      }),
  ),
  fc.record({ siteId, date, roomId, uids: fc.uniqueArray(uid, { minLength: 1, maxLength: 3 }) }).map(
    (at): Proposed =>
      () =>
      async () => ({ kind: 'vacate', ...at }),
  ),
  fc.record({ siteId, roomId }).map(
    (at): Proposed =>
      (seen) =>
      async (model) => ({ kind: 'check-room', ...at, seen: seen(await roomNow(model, at)) }),
  ),
  fc.record({ siteId, roomId }).map(
    (at): Proposed =>
      (seen) =>
      async (model) => ({
        kind: 'room',
        seen: seen(await roomNow(model, at)),
        record: { ...at, closures: [], catalogueVersion: 'v' },
      }),
  ),
  // Unlike starts, so that the order in the index is certain.
  fc.record({ uid, publication }).map(
    ({ uid, publication }): Proposed =>
      (seen) =>
      async (model) => ({
        kind: 'booking',
        seen: seen((await model.readBooking(uid))?.version),
        record: bookingRecord(uid, { publication, start: NINE + UIDS.indexOf(uid) }),
      }),
  ),
  fc
    .record({
      scope: roomId,
      id: uid,
      value: fc.jsonValue({ stringUnit: anyCharacter, maxDepth: 1 }).filter(storable),
    })
    .map(
      (memo): Proposed =>
        (seen) =>
        async (model) => ({
          kind: 'memo',
          seen: seen((await model.readMemo(memo.scope, memo.id))?.version),
          record: memo,
        }),
    ),
  fc.record({ siteId, date, uid, priority: soon }).map(
    ({ uid, priority, ...at }): Proposed =>
      () =>
      async () => ({ kind: 'wait', ...at, waiting: waiting(uid, { priority }) }),
  ),
  fc.record({ siteId, date, uid }).map(
    (at): Proposed =>
      () =>
      async () => ({ kind: 'unwait', ...at }),
  ),
  fc.record({ siteId, date, plannedAt: soon }).map(
    ({ plannedAt, ...at }): Proposed =>
      () =>
      async () => ({ kind: 'plan', ...at, plan: { fingerprint: 'f', plannedAt } }),
  ),
  fc
    .record({ kind: fc.constantFrom('due' as const, 'undue' as const), siteId, date, id: uid, dueAt: soon })
    .map(
      ({ kind, dueAt, ...over }): Proposed =>
        () =>
        async () => ({ kind, marker: marker(dueAt, over) }),
    ),
  fc.record({ siteId, date, id: uid, at: soon }).map(
    ({ at, ...over }): Proposed =>
      () =>
      async () => ({ kind: 'change', change: change(at, over) }),
  ),
);

const aCommit = fc.array(
  fc.record({
    proposed,
    off: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(-1, 1) }),
  }),
  { minLength: 1, maxLength: 5 },
);

test('whatever is done to them, the Ledger in memory and the one in DynamoDB answer alike', async () => {
  const { documentClient, tableName } = given();
  let tables = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(aCommit, { minLength: 1, maxLength: 12 }), async (commits) => {
      tables += 1;
      const name = `${tableName}-${tables}`;
      await createTable(documentClient, name);
      const model = memoryLedger();
      const real = dynamoLedger({ documentClient, tableName: name });
      for (const drafts of commits) {
        const writes = await Promise.all(
          drafts.map(({ proposed, off }) => proposed((now = 0) => Math.max(0, now + off))(model)),
        );
        expect(await resultOf(real, writes)).toEqual(await resultOf(model, writes));
      }
      expect(await everythingIn(real)).toEqual(await everythingIn(model));
    }),
    { numRuns: runs(20) },
  );
});

/** What a commit answers; that it was refused outright is an answer too. */
const resultOf = (ledger: Ledger, writes: readonly Write[]): Promise<CommitResult | 'refused'> =>
  ledger.commit(writes).catch(() => 'refused');

const everythingIn = async (ledger: Ledger) => ({
  sites: await Promise.all(SITES.map(async (each) => sorted((await ledger.readSite(each)).rooms))),
  rooms: await Promise.all(SITES.map(async (each) => sorted(await ledger.readRooms(each, ROOMS)))),
  days: await Promise.all(
    SITES.flatMap((site) =>
      DATES.map(async (each) => {
        const day = await ledger.readDay(site, each);
        // Who waits is read as part of the Day, and by itself.
        const waiting = sorted(await ledger.readWaiting(site, each));
        expect(waiting).toEqual(sorted(day.waiting));
        return { ...day, roomDays: sorted(day.roomDays), waiting };
      }),
    ),
  ),
  due: await Promise.all(
    SITES.flatMap((site) => [0, 1, 2, 3].map(async (until) => sorted(await ledger.readDue(site, until)))),
  ),
  trails: await Promise.all(SITES.flatMap((site) => DATES.map((each) => ledger.readTrail(site, each, 4)))),
  bookings: sorted(await ledger.readBookings(UIDS)),
  memos: await Promise.all(ROOMS.flatMap((scope) => UIDS.map((id) => ledger.readMemo(scope, id)))),
  owed: await Promise.all(
    QUEUES.flatMap((to) => [
      ledger.readOwed(to, { limit: 9 }),
      ledger.readOwed(to, { limit: 1 }),
      ...[0, 1, 2].map((dueBy) => ledger.readOwed(to, { limit: 2, dueBy })),
    ]),
  ),
});

const sorted = <T>(all: readonly T[]): T[] => [...all].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1));

/** Equal texts for equal content: DynamoDB keeps no order of names. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort())
      : each,
  );
