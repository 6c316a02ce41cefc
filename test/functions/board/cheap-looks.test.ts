import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countUnits } from '../../../bin/bench/count-units.ts';
import { madeUpWords } from '../../../bin/simulation/digests.ts';
import { boardApi } from '../../../functions/board/board-api.ts';
import { importCatalogue } from '../../../shared/catalogue/import-catalogue.ts';
import { boardShowing } from '../../../shared/domain/booking-write.ts';
import type { Catalogue, SiteId } from '../../../shared/domain/catalogue.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import type { Ledger, Write } from '../../../shared/domain/ledger.ts';
import { COUNTERS, counterKey, WHOLE_AFTER_MS } from '../../../shared/ledger/board-version.ts';
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
import { demoCatalogue } from '../../support/demo-catalogue.ts';
import { runs } from '../../support/runs.ts';
import { withLedger } from '../../support/with-ledger.ts';

/** One thing that happens to a clinic. */
type Act =
  | {
      readonly do: 'book';
      readonly uid: string;
      readonly type: number;
      readonly slot: number;
      readonly host?: number;
    }
  | { readonly do: 'move'; readonly uid: string }
  | { readonly do: 'cancel' | 'pin' | 'started' | 'finished-early'; readonly uid: string }
  | { readonly do: 'block'; readonly room: string; readonly open: boolean }
  | { readonly do: 'publishing'; readonly mode: 'on' | 'off' | 'shadow' }
  | { readonly do: 'park'; readonly uid: string }
  | { readonly do: 'refuse-key' | 'replan' | 'import' }
  | { readonly do: 'wait'; readonly minutes: number };

const NORTHERN = 4711;
const SOUTHERN = 4713;

const uid = fc.constantFrom('a', 'b', 'c', 'd');
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('book' as const),
      uid,
      type: fc.constantFrom(3002, 3003, 9),
      slot: fc.nat({ max: 3 }),
      host: fc.constantFrom(NORTHERN, NORTHERN, SOUTHERN, 1),
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
  fc.record({ do: fc.constantFrom('park', 'move'), uid }),
  fc.record({ do: fc.constantFrom('refuse-key', 'replan', 'import') }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 40 }) }),
  },
) as fc.Arbitrary<Act>;

/** The demo clinic, with a second house like it where one of its practitioners works. */
const twoHouses = (): Catalogue => {
  const { sites, practitioners, ...clinic } = demoCatalogue();
  return {
    ...clinic,
    sites: sites.flatMap((site) => [site, { ...site, id: SOUTH, name: 'South' }]),
    practitioners: practitioners.map((each) => (each.id === SOUTHERN ? { id: each.id, site: SOUTH } : each)),
  };
};

const SOUTH = 'south';
const NORTH = demoCatalogue().sites[0]?.id ?? '';
const SITES: readonly SiteId[] = [NORTH, SOUTH];

/** A clinic with a warm function and, for each look, a cold one beside it. */
const clinicOf = async (ledger: Ledger) => {
  let at = NINE - 60 * MINUTE;
  const catalogue = twoHouses();
  const board = await boardOnLedger(ledger, { catalogue });
  const urlOf = (site: SiteId) => `/api/board?site=${site}&date=${MONDAY}`;
  const post = async (path: string, body: object, site = NORTH): Promise<void> => {
    expect((await board.ask('POST', `${path}?site=${site}`, { body })).status, path).not.toBe(400);
  };
  const homeOf = async (uid: string): Promise<SiteId> => (await ledger.readBooking(uid))?.siteId ?? NORTH;
  let made = 0;
  return {
    warm: (etag = '', site = NORTH) => board.ask('GET', urlOf(site), { headers: { 'if-none-match': etag } }),
    cold: async (site: SiteId): Promise<Answered> => {
      const deps = { ...board.deps, clinic: new Clinic(ledger, board.deps.now, madeUpWords) };
      const api = boardApi(deps, { kind: 'open-loopback' }, { log: console, count: () => undefined });
      return answered(await api(request('GET', urlOf(site))));
    },
    apply: async (each: Act): Promise<void> => {
      switch (each.do) {
        case 'book': {
          const start = NINE + each.slot * 30 * MINUTE;
          const { type, host: practitionerId = NORTHERN } = each;
          const fact = { inputs: { eventTypeId: type }, practitionerId, createdAt: at };
          await board.book(each.uid, { ...fact, start, end: start + 30 * MINUTE });
          return;
        }
        case 'cancel':
          await board.cancel(each.uid);
          return;
        case 'move': {
          const from = await homeOf(each.uid);
          const to = SITES.find((site) => site !== from);
          await post(`/api/bookings/${each.uid}/actions`, { do: 'move-to-site', to, agreed: true }, from);
          return;
        }
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
          await post(`/api/bookings/${each.uid}/actions`, { do: each.do }, await homeOf(each.uid));
      }
    },
  };
};

const importAgain = async (ledger: Ledger, catalogue: Catalogue, now: number): Promise<void> => {
  await importCatalogue({ ledger, now }, catalogue, { dryRun: false, removeRoomsInUse: true });
};

/** The law: anyone who has looked before and looks again is told what a stranger is, or that it is what they have. */
const missesNothing = async (ledger: Ledger, acts: readonly Act[]): Promise<void> => {
  const clinic = await clinicOf(ledger);
  const have = new Map<SiteId, Answered>();
  for (const site of SITES) have.set(site, await clinic.warm('', site));
  for (const each of acts) {
    const before = new Map<SiteId, { etag: string | undefined; versions: string }>();
    for (const site of SITES) {
      const { etag } = (await clinic.cold(site)).headers;
      before.set(site, { etag, versions: await versionsOf(ledger, site) });
    }
    await clinic.apply(each);
    for (const site of SITES) {
      const after = await clinic.cold(site);
      const recheck = await clinic.warm(have.get(site)?.headers.etag, site);
      if (recheck.status === 200) have.set(site, recheck);
      const body = have.get(site)?.body;
      expect(body, `at ${site} after ${JSON.stringify(each)}`).toEqual({ ...after.body, now: body.now });
      // The time of day alone changes no version.
      if (each.do !== 'wait' && after.headers.etag !== before.get(site)?.etag)
        expect(await versionsOf(ledger, site), each.do).not.toBe(before.get(site)?.versions);
    }
  }
};

/** Of both that a Site's board stands on. */
const versionsOf = async (ledger: Ledger, site: SiteId): Promise<string> =>
  [await ledger.readBoardVersion(), await ledger.readBoardVersion(site)].join();

/** A Ledger that does not count what is committed with a write of this kind. */
const blindTo = (kind: Write['kind']): Ledger => {
  const memory = memoryLedger();
  const counts = [undefined, ...SITES].map((site) => ({ site, unseen: 0, before: 0 }));
  return {
    ...memory,
    readBoardVersion: async (site) =>
      (await memory.readBoardVersion(site)) - (counts.find((each) => each.site === site)?.unseen ?? 0),
    commit: async (writes) => {
      for (const each of counts) each.before = await memory.readBoardVersion(each.site);
      const result = await memory.commit(writes);
      if (writes.some((write) => write.kind === kind))
        for (const each of counts) each.unseen += (await memory.readBoardVersion(each.site)) - each.before;
      return result;
    },
  };
};

/** A Ledger that takes each booking to have been shown before where it is shown now. */
const forgettingWhereItWas = (): Ledger => {
  const memory = memoryLedger();
  return {
    ...memory,
    commit: (writes) =>
      memory.commit(
        writes.map((write) => {
          if (write.kind !== 'booking') return write;
          const site = boardShowing(write.record);
          const { wasShownAt: _before, ...rest } = write;
          return { ...rest, ...(site === undefined ? {} : { wasShownAt: site }) };
        }),
      ),
  };
};

describe('a look that finds nothing new', () => {
  const given = withLedger();

  test('costs two read units, however much the Day holds and however much has happened', async () => {
    const { ledger, documentClient: client, tableName } = given();
    const clinic = await clinicOf(ledger);
    for (const site of [undefined, NORTH])
      for (let at = 0; at < COUNTERS; at += 1) {
        const counter = { ...counterKey(site, at / COUNTERS), n: 999_999_999 };
        await client.send(new PutCommand({ TableName: tableName, Item: counter }));
      }
    for (const uid of ['a', 'b', 'c', 'd'])
      await clinic.apply({ do: 'book', uid, type: 3002, slot: uid.charCodeAt(0) % 4 });
    const { etag } = (await clinic.warm()).headers;
    const south = (await clinic.warm('', SOUTH)).headers.etag;
    const units = countUnits(client);
    expect(await clinic.warm(etag)).toMatchObject({ status: 304, text: '' });
    expect(units.taken()).toEqual({ read: 2, write: 0 });
    await clinic.apply({ do: 'pin', uid: 'a' });
    units.taken();
    expect((await clinic.warm(south, SOUTH)).status).toBe(304);
    expect(units.taken(), 'of another house').toEqual({ read: 2, write: 0 });
    expect((await clinic.warm(etag)).status).toBe(200);
    expect(units.taken().read).toBeGreaterThan(4);
    // Another screen, which has yet to hear of it.
    expect((await clinic.warm(etag)).status).toBe(200);
    expect(units.taken()).toEqual({ read: 2, write: 0 });
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

/** A Ledger that raises versions before it writes, or afterwards, where a crash may be faster; something may happen in between. */
const raising = (when: 'before' | 'after-a-crash') => {
  const memory = memoryLedger();
  const between = { happens: async (): Promise<void> => undefined };
  /** Before the next version is read. */
  const reading = { next: async (): Promise<void> => undefined };
  let ahead = 0;
  const ledger: Ledger = {
    ...memory,
    // Of what does not say where it was shown, the version of every Site.
    readBoardVersion: async (site) => {
      const { next } = reading;
      reading.next = async () => undefined;
      await next();
      return (await memory.readBoardVersion(site)) + (site === undefined ? ahead : 0);
    },
    commit: async (writes) => {
      const isAlone = writes.length === 1 && writes[0]?.kind === 'booking';
      if (!isAlone) return memory.commit(writes);
      if (when === 'before') ahead += 1;
      await between.happens();
      const result = await memory.commit(writes);
      ahead -= 1;
      return result;
    },
  };
  return { ledger, between, reading };
};

describe('a booking that is written just behind the version of its boards', () => {
  const lookThrough = async (when: Parameters<typeof raising>[0], { slowly = false } = {}) => {
    const { ledger, between, reading } = raising(when);
    const clinic = await clinicOf(ledger);
    await clinic.apply({ do: 'book', uid: 'a', type: 3002, slot: 0 });
    const { etag } = (await clinic.warm()).headers;
    const seen: (number | undefined)[] = [];
    const look = async (): Promise<void> => void seen.push((await clinic.warm(etag)).status);
    // The reading of the new booking has become whole.
    await clinic.apply({ do: 'wait', minutes: WHOLE_AFTER_MS / MINUTE });
    await look();
    between.happens = async () => {
      if (slowly) reading.next = () => clinic.apply({ do: 'wait', minutes: WHOLE_AFTER_MS / MINUTE });
      await look();
      if (slowly) await look();
    };
    await clinic.apply({ do: 'park', uid: 'a' });
    await look();
    await clinic.apply({ do: 'wait', minutes: WHOLE_AFTER_MS / MINUTE });
    await look();
    return seen;
  };

  test('is shown with the second reading to a screen that looked in between', async () => {
    expect(await lookThrough('before')).toEqual([304, 304, 304, 200]);
  });

  test('is shown so too where the version was so long in coming that another look came behind it', async () => {
    expect(await lookThrough('before', { slowly: true })).toEqual([304, 304, 304, 304, 200]);
  });

  test('would not be for long, were the version raised afterwards and a crash faster', async () => {
    expect(await lookThrough('after-a-crash')).toEqual([304, 304, 304, 304]);
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

  /** Where everything is counted: the same for each kind. */
  let unblinded: Promise<void> | undefined;

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
      unblinded ??= missesNothing(memoryLedger(), acts);
      await unblinded;
      await expect(missesNothing(blindTo(kind), acts)).rejects.toThrow('after');
    },
  );

  test('would miss something were it not counted where a booking was shown before', async () => {
    const acts: Act[] = [
      { do: 'book', uid: 'a', type: 9, slot: 0 },
      { do: 'wait', minutes: 1 },
      { do: 'book', uid: 'a', type: 3002, slot: 0 },
    ];
    await missesNothing(memoryLedger(), acts);
    await expect(missesNothing(forgettingWhereItWas(), acts)).rejects.toThrow('at south after');
  });
});
