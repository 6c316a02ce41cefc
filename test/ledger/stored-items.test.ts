import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Change, DueMarker } from '../../shared/domain/ledger-records.ts';
import type { Item } from '../../shared/ledger/item-shape.ts';
import * as items from '../../shared/ledger/items.ts';
import stored from './stored-items.json' with { type: 'json' };

/**
 * Items as the table of a running clinic holds them: frozen, one for each kind of item and for each state of a booking's
 * publication. None may be changed to please the code; a new form of an item gets a line of its own.
 */
const STORED: readonly { readonly name: string; readonly kind: string; readonly item: Item }[] = stored;

/** For how many days the history was kept where these were written. */
const TRAIL_KEPT_DAYS = 35;

/** Reads an item and writes it again, as anyone who changes something beside it does. */
const REWRITTEN: Readonly<Record<string, (item: Item) => Item>> = {
  catalogue: (item) => items.catalogueItem(items.catalogueOf(item)),
  'catalogue-part': (item) => items.cataloguePartItem(items.cataloguePartOf(item)),
  site: (item) => items.siteItem(items.siteOf(item)),
  room: (item) => items.roomItem(items.roomOf(item)),
  'room-day': (item) => items.roomDayItem(items.roomDayOf(item), isLong(item) ? 'long' : 'short'),
  wait: (item) => items.waitItem(dayOf(item), items.waitOf(item)),
  plan: (item) => items.planItem(dayOf(item), items.planOf(item)),
  due: (item) => items.dueItem(items.dueOf(item) satisfies DueMarker),
  change: (item) => items.changeItem(items.changeOf(item) satisfies Change, TRAIL_KEPT_DAYS),
  booking: (item) => items.bookingItem(items.bookingOf(item)),
  credential: (item) => items.credentialItem(items.credentialOf(item)),
  memo: (item) => items.memoItem(items.memoOf(item)),
};

/** An Occupancy of a release that knew no other form; without any, both are the same. */
const isLong = ({ occupancies }: Item): boolean =>
  Object.values(occupancies as Record<string, string>).some((text) => text.startsWith('{'));

/** What stands in the key alone. */
const dayOf = ({ pk }: Item): { siteId: string; date: string } => {
  const [, siteId = '', , date = ''] = String(pk).split('#');
  return { siteId, date };
};

test.each(STORED)('a stored item is read, and written again as it stood: $kind ($name)', ({ kind, item }) => {
  expect(withoutUndefined(REWRITTEN[kind]?.(item))).toEqual(item);
});

test.each(STORED)(
  'a field that a later release put there is kept by the one that comes back: $kind ($name)',
  ({ kind, item }) => {
    const later = { ...item, addedLater: { by: 'another release' } };
    expect(withoutUndefined(REWRITTEN[kind]?.(later))).toEqual(later);
  },
);

test('no file but the adapter’s names a key of the index', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const naming = ['bin', 'functions', 'shared'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !join(folder, name).startsWith('shared/ledger/'))
      .filter((name) => /\b(CRED|SHADOW|PARKED|DRIFT)#/.test(readFileSync(join(root, folder, name), 'utf8'))),
  );
  expect(naming).toEqual([]);
});

test('each kind of item is among those stored', () => {
  expect([...new Set(STORED.map(({ kind }) => kind))].toSorted()).toEqual(Object.keys(REWRITTEN).toSorted());
});

/** As the table keeps it. */
const withoutUndefined = (item: Item | undefined): unknown => JSON.parse(JSON.stringify(item ?? null));

test('each state of a publication is among those stored, read as that state', () => {
  const states = STORED.filter(({ kind }) => kind === 'booking').map(({ name, item }) => {
    const { state } = items.bookingOf(item).publication;
    return [name.split(',')[0] ?? '', state.kind] as const;
  });
  const read = Object.fromEntries(
    [...Map.groupBy(states, ([name]) => name)].map(([name, each]) => [
      name,
      [...new Set(each.map(([, kind]) => kind))],
    ]),
  );
  expect(read).toEqual({
    nothing: ['nothing'],
    queued: ['queued'],
    sent: ['queued'],
    verified: ['nothing'],
    shadow: ['shadow'],
    parked: ['parked'],
    drift: ['drift'],
    'manual edit': ['manual-edit'],
    unmapped: ['nothing', 'manual-edit'],
    adopted: ['queued'],
  });
});

test('a line of history that calls a person’s edit at Cal.com by its former name is read under today’s', () => {
  const read = STORED.filter(({ kind }) => kind === 'change').map(({ item }) => items.changeOf(item).what);
  expect(read).toEqual(['waiting', 'manual-edit']);
});
