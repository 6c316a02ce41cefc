import { describe, expect, test } from 'vitest';
import { recheckMarker } from '../../shared/assigning/rechecks.ts';
import type { Catalogue, SiteEntry } from '../../shared/domain/catalogue.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import type { Clinic } from '../../shared/ledger/clinic.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { KEYS_AT_ONCE, reconcile } from '../../shared/reconciling/reconcile.ts';
import { LOOKS_A_KEY, runRechecks } from '../../shared/reconciling/run-rechecks.ts';
import { forgetClosures } from '../../shared/sweeping/forget-closures.ts';
import { runSweep } from '../../shared/sweeping/run-sweep.ts';
import { sideBySide } from '../../shared/sweeping/side-by-side.ts';
import { stepRunner } from '../../shared/sweeping/steps.ts';
import { groupOf, isOf, NoSuchGroup, type SweepGroup, WHOLE } from '../../shared/sweeping/sweep-group.ts';
import { catalogue, EARLY, room } from '../support/builders.ts';
import { bookingRecord } from '../support/ledger-records.ts';
import { sweptClinic } from './swept-sites.ts';

/** What sweeps came to; a Day may be planned here or handed over. */
const doneBy = (...sweeps: readonly (readonly string[])[]): readonly string[] =>
  [...new Set(sweeps.flat().map((effect) => effect.replace('handed over', 'planned')))].sort();

const groupsOf = (of: number) => Array.from({ length: of }, (_, nth) => ({ nth, of }));

/** So many sites with a key each, kept in order for no longer than a day ahead. */
const manySites = (count: number): Catalogue => {
  const one = catalogue({ rooms: [room('1A')] });
  const sites = Array.from({ length: count }, (_, nth) =>
    one.sites.map((site) => ({
      ...site,
      id: `site-${nth}`,
      credential: `key-${nth}`,
      policy: { ...site.policy, horizonDays: 1 },
    })),
  );
  return { ...one, sites: sites.flat() };
};

/** Sweeps of such sites, with what each of them asked the Ledger and Cal.com. */
const sweptSites = (content: Catalogue, { takesAll = false } = {}) => {
  const memory = memoryLedger();
  const asked: string[] = [];
  let now = EARLY;
  const ledger: Ledger = {
    ...memory,
    readDue: async (site, until) => {
      asked.push(`due ${site}`);
      return memory.readDue(site, until);
    },
    readOwed: async (queue, options) => {
      asked.push(`owed ${JSON.stringify(queue)}`);
      return memory.readOwed(queue, options);
    },
  };
  const clinic = {
    catalogue: async () => content,
    site: async (site: (typeof content.sites)[number]) => {
      asked.push(`site ${site.id}`);
      return { site, record: undefined, publishing: 'on' };
    },
    written: async (site: (typeof content.sites)[number]) => site,
  } as unknown as Clinic;
  const nothing = { kind: 'page', bookings: [], unreadable: 0, requestedAt: now, inOrder: true } as const;
  const deps = {
    ledger,
    clinic,
    now: () => now,
    runStep: stepRunner({ log: { error: () => undefined }, count: () => undefined, now: () => now }),
    settleMs: 10_000,
    spacingMs: 15_000,
    everyMs: 60_000,
    digestKey: async () => 'key',
    wakePublisher: async () => undefined,
  };
  const run = runSweep({
    ...deps,
    replan: async () => ({ kind: 'undisturbed' }),
    wakeReplan: async () => undefined,
    reconcile: reconcile({
      ...deps,
      cal: {
        getBooking: async () => ({ kind: 'gone' }),
        patchLocation: async () => ({ kind: 'unknown', cause: 'never' }),
      },
      lister: {
        between: async () => nothing,
        updatedSince: async (_since, _page, credential) => {
          asked.push(`changes ${credential}`);
          if (!takesAll) return nothing;
          // All that can go on while it is waited for has gone on.
          await new Promise((resolve) => setImmediate(resolve));
          now += MINUTE;
          return nothing;
        },
      },
      eventTypes: async () => [],
      enqueue: async () => undefined,
    }),
    gauge: (metric) => asked.push(`gauge ${metric}`),
    log: { info: () => undefined, warn: () => undefined },
  });
  return {
    sweep: async (group = WHOLE): Promise<readonly string[]> => {
      asked.length = 0;
      await run({ group, until: now + 45_000 });
      now += 2 * MINUTE;
      return [...asked];
    },
  };
};

describe('a minute that is swept in groups', () => {
  test('looks at each of a thousand sites and keys exactly once, as one sweep of everything would', async () => {
    const whole = await sweptSites(manySites(1_000)).sweep();
    const inGroups = sweptSites(manySites(1_000));
    const parts: (readonly string[])[] = [];
    for (const group of groupsOf(10)) parts.push(await inGroups.sweep(group));
    const bySite = (all: readonly string[]) =>
      all.filter((each) => /^(due site-|owed|changes)/.test(each)).sort();
    expect(bySite(parts.flat())).toEqual(bySite(whole));
    expect(bySite(whole).filter((each) => each.startsWith('due site-'))).toHaveLength(1_000);
    expect(bySite(whole).filter((each) => each.startsWith('changes'))).toHaveLength(1_000);
    // No group has much more to do than another.
    for (const each of parts.map((part) => part.filter((one) => one.startsWith('changes')).length))
      expect([each > 60, each < 140]).toEqual([true, true]);
    // What is true now of all sites together is written by one of them.
    const waits = parts.flat().filter((each) => each === 'gauge BookingsWaiting');
    expect(waits).toHaveLength(1);
  });

  test('reads as it is now no site but those of its own group', async () => {
    const content = manySites(200);
    const inGroups = sweptSites(content);
    for (const group of groupsOf(2)) {
      const read = (await inGroups.sweep(group)).filter((each) => each.startsWith('site '));
      const own = content.sites.filter(({ credential }) => isOf(group, credential));
      expect(new Set(read)).toEqual(new Set(own.map(({ id }) => `site ${id}`)));
    }
  });

  test('does in each group what is its own, whatever becomes of the other', async () => {
    const whole = await (await sweptClinic()).sweep();
    for (const broken of [0, 1]) {
      const clinic = await sweptClinic();
      await clinic.sweep(() => true, { nth: broken, of: 2 }).catch(() => undefined);
      const sound = await clinic.sweep(() => false, { nth: 1 - broken, of: 2 });
      clinic.minutesLater(1);
      const mended = await clinic.sweep(() => false, { nth: broken, of: 2 });
      expect(doneBy(sound, mended)).toEqual(doneBy(whole));
      expect(sound.length).toBeGreaterThan(0);
    }
  });

  test('may be swept by both at once', async () => {
    const whole = await (await sweptClinic()).sweep();
    const clinic = await sweptClinic();
    const both = await Promise.all(groupsOf(2).map((group) => clinic.sweep(undefined, group)));
    expect(doneBy(...both)).toEqual(doneBy(whole));
  });
});

test('keys that take all the time there is leave those behind them their turn', async () => {
  const slow = sweptSites(manySites(3 * KEYS_AT_ONCE), { takesAll: true });
  const asked: (readonly string[])[] = [];
  for (let sweep = 0; sweep < 3 * KEYS_AT_ONCE; sweep += 1)
    asked.push((await slow.sweep()).filter((each) => each.startsWith('changes')));
  for (const each of asked) expect(each).toHaveLength(KEYS_AT_ONCE);
  expect(new Set(asked.flat()).size).toBe(3 * KEYS_AT_ONCE);
});

describe('what a sweep is to look at', () => {
  test('is everything, where no one says', () => {
    for (const input of [undefined, {}, { time: 'now' }]) expect(groupOf(input)).toEqual(WHOLE);
  });

  test('is the group that the schedule names', () => {
    for (const group of groupsOf(7)) expect(groupOf(JSON.parse(JSON.stringify({ group })))).toEqual(group);
  });

  test.each([
    [{ group: { nth: 3, of: 3 } }, /group\.nth/],
    [{ group: { nth: -1, of: 3 } }, /group\.nth/],
    [{ group: { nth: 0, of: 0 } }, /group\.of/],
    [{ group: { nth: 0.5, of: 2 } }, /group\.nth/],
    [{ group: 'all' }, /group/],
  ])('is refused where there is no such group, naming the field: %j', (input, field) => {
    expect(() => groupOf(input)).toThrow(NoSuchGroup);
    expect(() => groupOf(input)).toThrow(field);
  });

  test('is of one group each, whatever else there is', () => {
    for (const id of ['north', 'süd', '', '#', 'key-17'])
      expect(groupsOf(13).filter((group) => isOf(group, id))).toHaveLength(1);
  });
});

test('what is to be forgotten of rooms is looked for by each group at the sites of its own keys', async () => {
  const read: string[] = [];
  const content = manySites(20);
  const forget = forgetClosures({
    ledger: memoryLedger(),
    clinic: {
      catalogue: async () => content,
      site: async ({ id }: SiteEntry) => {
        read.push(id);
        return { rooms: new Map() };
      },
    } as unknown as Clinic,
    now: () => EARLY,
    trailKeptDays: 90,
    runStep: stepRunner({ log: { error: () => undefined }, count: () => undefined, now: () => EARLY }),
  });
  for (const group of groupsOf(4)) await forget(group);
  expect(read.toSorted()).toEqual(content.sites.map(({ id }) => id).toSorted());
});

test('side by side no more are begun at once than may be, each one once and in their order', async () => {
  const all = Array.from({ length: 50 }, (_, nth) => nth);
  const begun: number[] = [];
  let [running, most] = [0, 0];
  await sideBySide(all, 4, async (each) => {
    begun.push(each);
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn <= each % 3; turn += 1) await Promise.resolve();
    running -= 1;
  });
  expect(begun).toEqual(all);
  expect([most, running]).toEqual([4, 0]);
});

test('of those side by side one that throws ends them all, once those that were begun have ended', async () => {
  const ended: number[] = [];
  const work = async (each: number): Promise<void> => {
    if (each === 2) throw new RangeError('two');
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    ended.push(each);
  };
  await expect(sideBySide([0, 1, 2, 3, 4, 5], 3, work)).rejects.toThrow('two');
  expect(ended).toEqual([0, 1]);
});

/** Many bookings that are to be looked at, most of them with one key. */
const manyLooks = async () => {
  const ledger = memoryLedger();
  const content = manySites(2);
  for (let nth = 0; nth < 2 * LOOKS_A_KEY; nth += 1) {
    const uid = `ours-${nth}`;
    const record = bookingRecord(uid, { siteId: nth < LOOKS_A_KEY + 10 ? 'site-0' : 'site-1', start: EARLY });
    await ledger.commit([{ kind: 'booking', seen: 0, record }]);
    await ledger.commit([{ kind: 'due', marker: recheckMarker(uid, 'test', EARLY + nth - 2 * MINUTE) }]);
  }
  const looks: string[] = [];
  const deps = {
    ledger,
    clinic: { catalogue: async () => content } as unknown as Clinic,
    now: () => EARLY,
    runStep: stepRunner({ log: { error: () => undefined }, count: () => undefined, now: () => EARLY }),
    settleMs: 10_000,
    digestKey: async () => 'key',
    wakePublisher: async () => undefined,
    cal: {
      getBooking: async (_uid: string, credential: string) => {
        looks.push(credential);
        return { kind: 'gone' } as const;
      },
      patchLocation: async () => ({ kind: 'unknown', cause: 'never' }) as const,
    },
    enqueue: async () => undefined,
  };
  const look = (group: SweepGroup) =>
    runRechecks(
      deps,
      { trouble: async () => undefined, stop: () => undefined },
      {
        until: EARLY + MINUTE,
        group,
        count: () => undefined,
      },
    );
  return { looks, look };
};

test('of many looks no key takes more than its share of one sweep, and none waits behind those of another', async () => {
  const { looks, look } = await manyLooks();
  expect(await look(WHOLE)).toBe(2 * LOOKS_A_KEY - 10);
  expect(looks.filter((each) => each === 'key-0')).toHaveLength(LOOKS_A_KEY);
  expect(looks.filter((each) => each === 'key-1')).toHaveLength(LOOKS_A_KEY - 10);
  expect(await look(WHOLE)).toBe(10);
});

test('all groups of one minute together look no more often with a key than one sweep alone would', async () => {
  const { looks, look } = await manyLooks();
  for (let nth = 0; nth < 10; nth += 1) await look({ nth, of: 10 });
  const most = looks.filter((each) => each === 'key-0').length;
  expect(most).toBeGreaterThan(LOOKS_A_KEY / 3);
  expect(most).toBeLessThanOrEqual(LOOKS_A_KEY);
});
