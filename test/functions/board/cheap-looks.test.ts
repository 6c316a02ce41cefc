import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countUnits } from '../../../bin/bench/count-units.ts';
import { DEMO_CLINIC, readClinicFile } from '../../../bin/read-clinic-file.ts';
import { madeUpWords } from '../../../bin/simulation/digests.ts';
import { boardApi } from '../../../functions/board/board-api.ts';
import { importCatalogue } from '../../../shared/catalogue/import-catalogue.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import type { Ledger, Write } from '../../../shared/domain/ledger.ts';
import { COUNTERS, counterKey } from '../../../shared/ledger/board-version.ts';
import { Clinic } from '../../../shared/ledger/clinic.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import {
  type Answered,
  answered,
  boardOnLedger,
  MONDAY,
  NINE,
  request,
} from '../../support/board-on-ledger.ts';
import { runs } from '../../support/runs.ts';
import { withLedger } from '../../support/with-ledger.ts';

/** One thing that happens to a clinic. */
type Act =
  | { readonly do: 'book'; readonly uid: string; readonly type: number; readonly slot: number }
  | { readonly do: 'cancel' | 'pin' | 'started' | 'finished-early'; readonly uid: string }
  | { readonly do: 'block'; readonly room: string; readonly open: boolean }
  | { readonly do: 'publishing'; readonly mode: 'on' | 'off' | 'shadow' }
  | { readonly do: 'park'; readonly uid: string }
  | { readonly do: 'refuse-key' | 'replan' | 'import' }
  | { readonly do: 'wait'; readonly minutes: number };

const uid = fc.constantFrom('a', 'b', 'c', 'd');
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('book' as const),
      uid,
      type: fc.constantFrom(3002, 3003, 9),
      slot: fc.nat({ max: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('cancel', 'pin', 'started', 'finished-early'), uid }),
  },
  fc.record({
    do: fc.constant('block' as const),
    room: fc.constantFrom('1A', '4A'),
    open: fc.boolean(),
  }),
  fc.record({ do: fc.constant('publishing' as const), mode: fc.constantFrom('on', 'off', 'shadow') }),
  fc.record({ do: fc.constant('park' as const), uid }),
  fc.record({ do: fc.constantFrom('refuse-key', 'replan', 'import') }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 40 }) }),
  },
) as fc.Arbitrary<Act>;

/** A clinic with a warm function and, for each look, a cold one beside it. */
const clinicOf = async (ledger: Ledger) => {
  let at = NINE - 60 * MINUTE;
  const catalogue = readClinicFile(DEMO_CLINIC);
  const board = await boardOnLedger(ledger, { catalogue });
  const url = `/api/board?date=${MONDAY}`;
  const post = async (path: string, body: object): Promise<void> => {
    expect((await board.ask('POST', path, { body })).status, path).not.toBe(400);
  };
  let made = 0;
  return {
    warm: (etag = '') => board.ask('GET', url, { headers: { 'if-none-match': etag } }),
    cold: async (): Promise<Answered> => {
      const deps = { ...board.deps, clinic: new Clinic(ledger, board.deps.now, madeUpWords) };
      const api = boardApi(deps, { kind: 'open-loopback' }, { log: console, count: () => undefined });
      return answered(await api(request('GET', url)));
    },
    apply: async (each: Act): Promise<void> => {
      switch (each.do) {
        case 'book': {
          const start = NINE + each.slot * 30 * MINUTE;
          const inputs = { eventTypeId: each.type };
          await board.book(each.uid, { inputs, start, end: start + 30 * MINUTE, createdAt: at });
          return;
        }
        case 'cancel':
          await board.cancel(each.uid);
          return;
        case 'block':
          await post(`/api/rooms/${each.room}/blocks`, {
            reason: 'fault',
            agreed: true,
            ...(each.open ? {} : { end: toIso(at + 60 * MINUTE) }),
          });
          return;
        case 'publishing':
          await post('/api/publishing', { mode: each.mode });
          return;
        case 'park': {
          const found = await ledger.readBooking(each.uid);
          if (found?.siteId === undefined) return;
          const { version: seen, ...record } = found;
          const state = { kind: 'parked', siteId: found.siteId, notBefore: at, reason: 'get-403' } as const;
          const publication = { ...record.publication, state };
          await ledger.commit([{ kind: 'booking', seen, record: { ...record, publication } }]);
          return;
        }
        case 'refuse-key': {
          const credential = catalogue.sites[0]?.credential ?? 'default';
          const { version: seen = 0 } = (await ledger.readCredential(credential)) ?? {};
          const pace = { credential, nextAllowedAt: at, blockedUntil: at, failures: 0 };
          const refused = seen % 2 === 0 ? { refused: { status: 401, at } } : {};
          await ledger.commit([{ kind: 'credential', seen, record: { ...pace, ...refused } }]);
          return;
        }
        case 'import': {
          made += 1;
          const rooms = catalogue.sites.map((site) => ({ ...site, name: `Clinic ${made}` }));
          const next = { ...catalogue, version: `v${made}`, sites: rooms };
          await importAgain(ledger, next, at);
          return;
        }
        case 'replan':
          await board.replan();
          return;
        case 'wait':
          at += each.minutes * MINUTE;
          board.at(at);
          return;
        default:
          await post(`/api/bookings/${each.uid}/actions`, { do: each.do });
      }
    },
  };
};

const importAgain = async (
  ledger: Ledger,
  catalogue: ReturnType<typeof readClinicFile>,
  now: number,
): Promise<void> => {
  await importCatalogue({ ledger, now }, catalogue, { dryRun: false, removeRoomsInUse: true });
};

/** The law: anyone who has looked before and looks again is told what a stranger is, or that it is what they have. */
const missesNothing = async (ledger: Ledger, acts: readonly Act[]): Promise<void> => {
  const clinic = await clinicOf(ledger);
  let have = await clinic.warm();
  for (const each of acts) {
    const version = await ledger.readBoardVersion();
    const before = await clinic.cold();
    await clinic.apply(each);
    const after = await clinic.cold();
    const recheck = await clinic.warm(have.headers.etag);
    if (recheck.status === 200) have = recheck;
    expect(have.body, `after ${JSON.stringify(each)}`).toEqual({ ...after.body, now: have.body.now });
    // The time of day alone changes no version.
    if (each.do !== 'wait' && after.headers.etag !== before.headers.etag)
      expect(await ledger.readBoardVersion(), each.do).not.toBe(version);
  }
};

/** A Ledger that does not count what is committed with a write of this kind. */
const blindTo = (kind: Write['kind']): Ledger => {
  const memory = memoryLedger();
  let unseen = 0;
  return {
    ...memory,
    readBoardVersion: async () => (await memory.readBoardVersion()) - unseen,
    commit: async (writes) => {
      const before = await memory.readBoardVersion();
      const result = await memory.commit(writes);
      if (writes.some((write) => write.kind === kind)) unseen += (await memory.readBoardVersion()) - before;
      return result;
    },
  };
};

describe('a look that finds nothing new', () => {
  const given = withLedger();

  test('costs one read unit, however much the Day holds and however much has happened', async () => {
    const { ledger, documentClient: client, tableName } = given();
    const clinic = await clinicOf(ledger);
    for (let at = 0; at < COUNTERS; at += 1) {
      const counter = { ...counterKey(at / COUNTERS), n: 999_999_999 };
      await client.send(new PutCommand({ TableName: tableName, Item: counter }));
    }
    for (const uid of ['a', 'b', 'c', 'd'])
      await clinic.apply({ do: 'book', uid, type: 3002, slot: uid.charCodeAt(0) % 4 });
    const { etag } = (await clinic.warm()).headers;
    const units = countUnits(client);
    expect(await clinic.warm(etag)).toMatchObject({ status: 304, text: '' });
    expect(units.taken()).toEqual({ read: 1, write: 0 });
    await clinic.apply({ do: 'pin', uid: 'a' });
    units.taken();
    expect((await clinic.warm(etag)).status).toBe(200);
    expect(units.taken().read).toBeGreaterThan(4);
    // Another screen, which has yet to hear of it.
    expect((await clinic.warm(etag)).status).toBe(200);
    expect(units.taken()).toEqual({ read: 1, write: 0 });
  });

  test('is made in full once more when a change has had time to come into sight', async () => {
    const memory = memoryLedger();
    let days = 0;
    const clinic = await clinicOf({
      ...memory,
      readDay: (...at) => {
        days += 1;
        return memory.readDay(...at);
      },
    });
    const { etag } = (await clinic.warm()).headers;
    const looksAgain = async (minutes: number): Promise<boolean> => {
      if (minutes > 0) await clinic.apply({ do: 'wait', minutes });
      const before = days;
      expect((await clinic.warm(etag)).status).toBe(304);
      return days > before;
    };
    expect(await looksAgain(0)).toBe(false);
    expect(await looksAgain(0.1)).toBe(true);
    expect(await looksAgain(4)).toBe(false);
    expect(await looksAgain(2), 'nothing stands for ever').toBe(true);
  });
});

describe('a look at a board that was looked at before', () => {
  test('tells all that a first look would, whatever has happened and however late it is', () =>
    fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), (acts) =>
        missesNothing(memoryLedger(), acts),
      ),
      { numRuns: runs(10) },
    ));

  test.each(['booking', 'room-day', 'room', 'site', 'credential', 'catalogue', 'wait', 'plan'] as const)(
    'would miss something were a %s not counted',
    async (kind) => {
      const acts: Act[] = [
        { do: 'book', uid: 'a', type: 3003, slot: 0 },
        { do: 'book', uid: 'b', type: 3003, slot: 0 },
        { do: 'replan' },
        { do: 'block', room: '1A', open: true },
        { do: 'refuse-key' },
        { do: 'publishing', mode: 'off' },
        { do: 'publishing', mode: 'on' },
        { do: 'import' },
      ];
      await missesNothing(memoryLedger(), acts);
      await expect(missesNothing(blindTo(kind), acts)).rejects.toThrow('after');
    },
  );
});
