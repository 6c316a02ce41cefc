import { beforeEach, describe, expect, test } from 'vitest';
import { assignBooking } from '../../shared/assigning/assign-booking.ts';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import type { VisitType } from '../../shared/domain/catalogue.ts';
import type { Block } from '../../shared/domain/day.ts';
import { type Ledger, LedgerUnavailable, type Write } from '../../shared/domain/ledger.ts';
import { type MemoryLedger, memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import {
  at,
  block,
  booked,
  catalogue,
  daysLater,
  EARLY,
  from,
  MONDAY,
  room,
  visitType,
} from '../support/builders.ts';
import { type ClinicInMemory, clinicInMemory } from '../support/clinic-in-memory.ts';

const needing = (kind: string, over: Partial<VisitType> = {}) =>
  visitType({ needs: { equipment: [], kinds: [kind], accessible: false }, ...over });

/** Two rooms for event type 1, one of them for event type 3, and the two halves of a hall for event type 2. */
const ROOMS = [
  room('1A', { equipment: ['laser'] }),
  room('1B'),
  room('hall', { kind: 'hall', parts: ['2A', '2B'] }),
  room('2A', { kind: 'half' }),
  room('2B', { kind: 'half' }),
];
const LASER = { equipment: ['laser'], accessible: false };
const VISIT_TYPES = [
  needing('consulting'),
  needing('half', { id: 'pair', eventTypeIds: [2] }),
  visitType({ id: 'laser', eventTypeIds: [3], needs: LASER }),
];
const content = (without?: string, version = 'before') =>
  catalogue({ rooms: ROOMS.filter(({ id }) => id !== without), visitTypes: VISIT_TYPES, version });

const NINE = from('09:00', 30);
const isOf = (uid: string) => (write: Write) => write.kind === 'booking' && write.record.uid === uid;

let memory: MemoryLedger;
/** The clinic as everyone else finds it, and its worker's. */
let clinic: ClinicInMemory;
/** Happens once, just before the worker's commit about a visit, or its look at the Rooms. */
let beforeCommit: (() => Promise<unknown>) | undefined;
let beforeLook: (() => Promise<unknown>) | undefined;
let committed: (readonly Write[])[];
let worker: ClinicInMemory;

const workersLedger = (): Ledger => ({
  ...memory,
  commit: async (writes) => {
    const act = writes.some(isOf('ada')) ? beforeCommit : undefined;
    if (act) beforeCommit = undefined;
    await act?.();
    committed.push(writes);
    return memory.commit(writes);
  },
  readRooms: async (...args) => {
    const act = beforeLook;
    beforeLook = undefined;
    await act?.();
    return memory.readRooms(...args);
  },
});

const newWorker = () => clinicInMemory(workersLedger(), content(), { clock: clinic.clock, imported: false });

beforeEach(async () => {
  memory = memoryLedger();
  clinic = await clinicInMemory(memory, content());
  beforeCommit = undefined;
  beforeLook = undefined;
  committed = [];
  worker = await newWorker();
  await worker.assign(booked('warms-the-cache', from('09:00', 15, daysLater(1))));
  await clinic.toRest();
});

/** A room is closed as the board does it: its parts are written with it, and the Days that hold anyone are planned. */
const setClosures = async (roomId: string, closures: readonly Block[], parts: readonly string[] = []) => {
  const write = async (each: string): Promise<Write> => {
    const [found] = await memory.readRooms('north', [each]);
    const record = {
      siteId: 'north',
      roomId: each,
      catalogueVersion: 'before',
      closures: found?.closures ?? [],
    };
    return {
      kind: 'room',
      seen: found?.version ?? 0,
      record: each === roomId ? { ...record, closures } : record,
    };
  };
  await memory.commit(await Promise.all([roomId, ...parts].map(write)));
  const { roomDays } = await memory.readDay('north', MONDAY);
  if (roomDays.some(({ occupancies }) => Object.keys(occupancies).length > 0))
    await memory.commit([
      {
        kind: 'due',
        marker: { siteId: 'north', date: MONDAY, dueAt: EARLY, id: `closed@${clinic.clock.now()}` },
      },
    ]);
  await clinic.toRest();
};
const FOR_DAYS = block(at('07:00'), at('19:00', '2030-01-01'), { id: 'closure' });

/** In whichever room it is put first, and what that would have been. */
const firstChoice = async (): Promise<string> => {
  const before = memory.snapshot();
  await clinic.assign(booked('ada', NINE));
  const roomId = await clinic.roomOf('ada');
  memory.restore(before);
  return String(roomId);
};
const dueNow = async () => (await memory.readDue('north', clinic.clock.now())).map(({ date }) => date);

test('a visit that was decided on before its room was closed, and written after, leaves it', async () => {
  const first = await firstChoice();
  beforeCommit = () => setClosures(first, [FOR_DAYS]);
  expect(await worker.assign(booked('ada', NINE))).toMatchObject({ kind: 'assigned', roomId: first });
  expect(await dueNow()).toEqual([MONDAY]);
  await clinic.toRest();
  expect(await clinic.roomOf('ada')).toBe(first === '1A' ? '1B' : '1A');
});

test('a visit that was written before its room was closed is found by who closes it, and the look harms nothing', async () => {
  const first = await firstChoice();
  beforeLook = () => setClosures(first, [FOR_DAYS]);
  await worker.assign(booked('ada', NINE));
  expect(beforeLook).toBeUndefined();
  await clinic.toRest();
  expect(await clinic.roomOf('ada')).toBe(first === '1A' ? '1B' : '1A');
});

test('who finds a room closed puts no one else there', async () => {
  const first = await firstChoice();
  beforeCommit = () => setClosures(first, [FOR_DAYS]);
  await worker.assign(booked('ada', NINE));
  await worker.assign(booked('ben', from('11:00', 30)));
  expect(await clinic.roomOf('ben')).toBe(first === '1A' ? '1B' : '1A');
});

test('a part of a hall is left where the hall was closed meanwhile', async () => {
  beforeCommit = () => setClosures('hall', [FOR_DAYS], ['2A', '2B']);
  await worker.assign(booked('ada', { ...NINE, inputs: { eventTypeId: 2 } }));
  expect(await clinic.roomOf('ada')).toMatch(/^2/);
  await clinic.toRest();
  expect(await clinic.roomOf('ada')).toBeUndefined();
});

describe('a worker that is cut off between its commit and its look', () => {
  const cutOff = async (): Promise<never> => {
    throw new LedgerUnavailable('cut off');
  };

  test.each([
    ['the same worker', async () => worker],
    ['another worker, which knows the room closed,', newWorker],
  ])('leaves the look to %s when the message comes again', async (_, next) => {
    const first = await firstChoice();
    beforeCommit = () => setClosures(first, [FOR_DAYS]);
    beforeLook = cutOff;
    await expect(worker.assign(booked('ada', NINE))).rejects.toThrow('cut off');
    expect(await dueNow()).toEqual([]);
    const another = await next();
    expect(await another.assign(booked('ada', NINE))).toEqual({ kind: 'unchanged' });
    await clinic.toRest();
    expect(await clinic.roomOf('ada')).toBe(first === '1A' ? '1B' : '1A');
  });

  test('leaves it so where a hall was closed around the room', async () => {
    beforeCommit = () => setClosures('hall', [FOR_DAYS], ['2A', '2B']);
    beforeLook = cutOff;
    const event = booked('ada', { ...NINE, inputs: { eventTypeId: 2 } });
    await expect(worker.assign(event)).rejects.toThrow('cut off');
    expect(await (await newWorker()).assign(event)).toEqual({ kind: 'unchanged' });
    await clinic.toRest();
    expect(await clinic.roomOf('ada')).toBeUndefined();
  });

  test('leaves it so where a clinic file has taken the room away', async () => {
    const first = await firstChoice();
    beforeCommit = () => imports(first);
    beforeLook = cutOff;
    await expect(worker.assign(booked('ada', NINE))).rejects.toThrow('cut off');
    expect(await (await newWorker()).assign(booked('ada', NINE))).toEqual({ kind: 'unchanged' });
    await clinic.toRest();
    expect(await clinic.roomOf('ada')).toBe(first === '1A' ? '1B' : '1A');
  });
});

const imports = async (without: string) => {
  await importCatalogue({ ledger: memory, now: clinic.clock.now() }, content(without, 'after'), {
    dryRun: false,
    removeRoomsInUse: true,
  });
  clinic.clock.set(clinic.clock.now() + 2 * 60_000);
  await clinic.toRest();
};

test('a visit leaves a room that a clinic file has taken away while it was decided on', async () => {
  const first = await firstChoice();
  beforeCommit = () => imports(first);
  await worker.assign(booked('ada', NINE));
  expect(await clinic.roomOf('ada')).toBe(first);
  await clinic.toRest();
  expect(await clinic.roomOf('ada')).toBe(first === '1A' ? '1B' : '1A');
});

test('no Day is planned for a visit whose room is as it was', async () => {
  await worker.assign(booked('ada', NINE));
  await worker.assign(booked('ada', NINE));
  expect(await dueNow()).toEqual([]);
});

test('a visit to come after the horizon leaves it as soon, before its patient is told of that room', async () => {
  const far = { ...from('09:00', 30, '2027-08-03') };
  beforeCommit = () => setClosures('1A', [FOR_DAYS]).then(() => setClosures('1B', [FOR_DAYS]));
  await worker.assign(booked('ada', far));
  expect(await clinic.roomOf('ada')).toBeDefined();
  expect(await dueNow()).toEqual(['2027-08-03']);
  await clinic.toRest();
  expect(await clinic.roomOf('ada')).toBeUndefined();
});

const hasCondition = (uid: string): boolean =>
  committed.some((writes) => writes.some(isOf(uid)) && writes.some(({ kind }) => kind === 'check-room'));

test('only a plain decision of a delivery goes without a condition on its room', async () => {
  const before = memory.snapshot();
  await worker.assign(booked('ada', NINE));
  expect(hasCondition('ada')).toBe(false);
  memory.restore(before);
  await assignBooking(worker.deps, { comesAgain: false })(booked('ada', NINE));
  expect(hasCondition('ada')).toBe(true);
});

test('a visit for which others move is written only while the rooms of all of them are as they were', async () => {
  await clinic.block('1B', block(at('07:00'), at('19:00')));
  await worker.assign(booked('ada', NINE));
  await clinic.unblock('1B', 'a-block');
  await clinic.toRest();
  const ben = booked('ben', { ...NINE, inputs: { eventTypeId: 3 } });
  expect(await worker.assign(ben)).toMatchObject({ roomId: '1A', reason: 'makes-room' });
  expect(await clinic.roomOf('ada')).toBe('1B');
  expect(hasCondition('ben')).toBe(true);
});
