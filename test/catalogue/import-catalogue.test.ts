import { beforeEach, describe, expect, test } from 'vitest';
import { type ImportResult, importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import type { Block } from '../../shared/domain/day.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { type MemoryLedger, memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { booked, catalogue, daysLater, EARLY, from, MONDAY, room } from '../support/builders.ts';
import { type ClinicInMemory, clinicInMemory } from '../support/clinic-in-memory.ts';

const before = catalogue({ rooms: [room('1A'), room('1B')], version: 'before' });
/** 1A is no room any more. */
const after = catalogue({ rooms: [room('1B')], version: 'after' });
/** Farther ahead than plans are kept in order. */
const FAR = daysLater(90);

let ledger: MemoryLedger;
let clinic: ClinicInMemory;
beforeEach(async () => {
  ledger = memoryLedger();
  clinic = await clinicInMemory(ledger, before);
});

const imports = (
  content: Catalogue,
  but: { dryRun?: boolean; removeRoomsInUse?: boolean; ledger?: Ledger } = {},
): Promise<ImportResult> =>
  importCatalogue({ ledger: but.ledger ?? ledger, now: clinic.clock.now() }, content, {
    dryRun: but.dryRun ?? false,
    removeRoomsInUse: but.removeRoomsInUse ?? false,
  });
const inUse = (roomId: string, bookings: number, until = MONDAY) => ({
  siteId: 'north',
  roomId,
  bookings,
  until,
});

test('a dry run tells what would change and who is in the way, and writes nothing', async () => {
  await clinic.assign(booked('ada'));
  const stood = ledger.snapshot();
  const shown = await imports(after, { dryRun: true });
  expect(shown).toMatchObject({
    kind: 'shown',
    diff: { changes: [{ what: 'room', kind: 'removed', id: '1A', site: 'north' }] },
    inUse: [inUse(String(await clinic.roomOf('ada')), 1)],
  });
  expect(ledger.snapshot()).toEqual(stood);
});

test('the same catalogue again changes nothing', async () => {
  const stood = ledger.snapshot();
  expect(await imports(before)).toMatchObject({ kind: 'unchanged' });
  expect(ledger.snapshot()).toEqual(stood);
});

describe('a room with bookings to come', () => {
  /** Two at the same time: one is in 1A. */
  const fill = async (date = MONDAY): Promise<void> => {
    await clinic.assign(booked('ada', from('09:00', 30, date)));
    await clinic.assign(booked('ben', { ...from('09:00', 30, date), createdAt: EARLY + 1 }));
  };

  /** Until no worker can still be deciding on the catalogue before, and then until nothing is left to plan. */
  const toRest = async (): Promise<void> => {
    clinic.clock.set(clinic.clock.now() + 2 * MINUTE);
    await clinic.toRest();
  };

  test('is not removed, and nothing else of the import is done', async () => {
    await fill();
    const stood = ledger.snapshot();
    expect(await imports(after)).toMatchObject({ kind: 'refused', inUse: [inUse('1A', 1)] });
    expect(ledger.snapshot()).toEqual(stood);
  });

  test('is not removed either where they are booked farther ahead than plans are kept', async () => {
    await fill(FAR);
    expect(await imports(after)).toMatchObject({ kind: 'refused', inUse: [inUse('1A', 1, FAR)] });
  });

  test('is removed where that was allowed, and anyone who has it moves', async () => {
    await clinic.assign(booked('ada'));
    expect(await clinic.roomOf('ada')).toBe('1A');
    expect(await imports(after, { removeRoomsInUse: true })).toMatchObject({ kind: 'imported', days: 1 });
    await toRest();
    expect(await clinic.roomOf('ada')).toBe('1B');
  });

  test('or waits, where no other is free', async () => {
    await fill();
    await imports(after, { removeRoomsInUse: true });
    await toRest();
    const placed = (await ledger.readBookings(['ada', 'ben'])).map(({ placement }) => placement.kind);
    expect(placed.sort()).toEqual(['roomed', 'waiting']);
  });

  test('that come while it is being removed are told of, and move', async () => {
    const meanwhile: Ledger = {
      ...ledger,
      commit: async (writes) => {
        if (writes.some(({ kind }) => kind === 'catalogue')) await fill();
        return ledger.commit(writes);
      },
    };
    expect(await imports(after, { ledger: meanwhile })).toMatchObject({
      kind: 'imported',
      inUse: [inUse('1A', 1)],
      days: 1,
    });
    await toRest();
    const rooms = [await clinic.roomOf('ada'), await clinic.roomOf('ben')];
    expect(rooms.filter((each) => each !== undefined)).toEqual(['1B']);
  });
});

test('of a site that is gone no word is kept that staff noted on its rooms, only that one is closed', async () => {
  const asbestos: Block = { id: 'closure', start: EARLY, reason: 'fault', note: 'asbestos' };
  const lifted = { block: { ...asbestos, id: 'lifted', note: 'the lock' }, lifted: EARLY };
  const found = (await ledger.readSite('north')).rooms.find(({ roomId }) => roomId === '1A');
  const { version: seen, ...record } = found ?? {
    version: 0,
    siteId: 'north',
    roomId: '1A',
    catalogueVersion: before.version,
  };
  const closed = { ...record, closures: [asbestos], closed: [lifted] };
  await ledger.commit([{ kind: 'room', seen, record: closed }]);
  const [north] = before.sites;
  if (north === undefined) throw new Error('the clinic has no site');
  await imports({ ...before, version: 'moved', sites: [{ ...north, id: 'south' }] });
  const { rooms } = await ledger.readSite('north');
  expect(rooms.flatMap(({ closures }) => closures.map(({ id }) => id))).toEqual(['closure']);
  expect(JSON.stringify(rooms)).not.toMatch(/asbestos|the lock/);
});

test('of two imports at once the later is told to look at the difference again', async () => {
  const other = catalogue({ rooms: [room('1A'), room('1B'), room('1C')], version: 'other' });
  const meanwhile: Ledger = {
    ...ledger,
    commit: async (writes) => {
      if (writes.some(({ kind }) => kind === 'catalogue')) await imports(other);
      return ledger.commit(writes);
    },
  };
  expect(await imports(after, { ledger: meanwhile })).toEqual({ kind: 'stale' });
  expect((await ledger.readCatalogue())?.catalogueVersion).toBe('other');
});
