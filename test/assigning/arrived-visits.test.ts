import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { madeUpDigests } from '../../bin/simulation/digests.ts';
import { recordProgress } from '../../shared/board/commands/record-progress.ts';
import { undoAction } from '../../shared/board/commands/undo-action.ts';
import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import type { Occupancy } from '../../shared/domain/day.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { BUDGETS } from '../../shared/domain/plan/budget.ts';
import type { SaidByStaff } from '../../shared/domain/visit-progress.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { answerWhatIf } from '../../shared/replanning/answer-what-if.ts';
import {
  at,
  booked,
  cancelled,
  catalogue,
  everyDay,
  from,
  MONDAY,
  onlySite,
  requested,
  room,
  visitType,
} from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';
import { runs } from '../support/runs.ts';

const ROOMS = ['1A', '1B', '1C'];

/** A clinic whose staff say who has arrived; `twin`: how its machines see the Ledger. */
const clinicOf = async (
  rooms = ROOMS,
  twin: (ledger: Ledger) => Ledger = (ledger) => ledger,
  more: Partial<Parameters<typeof catalogue>[0]> = {},
) => {
  const ledger = memoryLedger();
  const content = catalogue({
    rooms: rooms.map((id) => room(id, { hours: everyDay({ from: '00:00', to: '24:00' }) })),
    ...more,
  });
  const clinic = await clinicInMemory(twin(ledger), content);
  const staff = await clinicInMemory(ledger, content, { clock: clinic.clock, imported: false });
  const board = {
    ...staff.deps,
    newId: randomUUID,
    askProof: async () => undefined,
    digests: async () => madeUpDigests,
    trailKeptDays: 90,
  };
  const site = onlySite(content);
  return {
    ...clinic,
    ledger,
    block: staff.block,
    takeBack: (id: string, agreed = false) => undoAction(board, site, id, { by: 'staff', agreed }),
    say: (uid: string, said: SaidByStaff, id: string = randomUUID()) =>
      recordProgress(
        board,
        { id, siteId: site.id, by: 'staff', request: JSON.stringify(said) },
        site,
        uid,
        said,
      ),
    whatIfNotHere: async (uid: string) =>
      answerWhatIf(
        { ...board, spacingMs: 15_000 },
        await board.clinic.site(site),
        { question: { what: 'not-arrived', booking: uid }, dates: [MONDAY] },
        { budget: BUDGETS.small },
      ),
  };
};

describe('a visit whose patient has arrived', () => {
  test('keeps its room when that is blocked, however often its Day is planned', async () => {
    const { assign, clock, say, block, toRest, roomOf } = await clinicOf();
    await assign(booked('ada'));
    const its = (await roomOf('ada')) ?? '';
    clock.set(at('08:55'));
    await say('ada', { do: 'arrived' });
    await block(its, { id: 'b', reason: 'fault', start: at('08:56'), end: at('12:00') });
    await toRest();
    expect(await roomOf('ada')).toBe(its);
  });

  test('keeps its room for another practitioner, who would not have been given it', async () => {
    const { assign, clock, say, block, roomOf } = await clinicOf();
    await assign(booked('ada', { practitionerId: 4711 }));
    const its = (await roomOf('ada')) ?? '';
    clock.set(at('08:55'));
    await say('ada', { do: 'arrived' });
    await block(its, { id: 'b', reason: 'fault', start: at('08:56'), end: at('12:00') });
    await assign(booked('ada', { practitionerId: 4712, createdAt: at('08:57') }));
    expect(await roomOf('ada')).toBe(its);
  });

  test('keeps its room although no one was told of it, and another visit could have it', async () => {
    const { assign, clock, say, roomOf } = await clinicOf(['1A']);
    await assign(booked('ada', from('10:30', 30)));
    clock.set(at('08:45'));
    await say('ada', { do: 'arrived' });
    await assign(booked('ben', from('10:30', 30)));
    expect([await roomOf('ada'), await roomOf('ben')]).toEqual(['1A', undefined]);
  });

  test('gives way to no confirmed booking, and its hold does not run out', async () => {
    const { assign, clock, say, toRest, roomOf } = await clinicOf(['1A']);
    clock.set(at('08:30'));
    await assign(requested('ada', { ...from('10:00', 30), createdAt: at('08:30') }));
    clock.set(at('08:50'));
    expect(await say('ada', { do: 'arrived' })).toMatchObject({ kind: 'landed' });
    await assign(booked('ben', { ...from('10:00', 30), createdAt: at('08:55') }));
    expect([await roomOf('ada'), await roomOf('ben')]).toEqual(['1A', undefined]);
    clock.set(at('09:45')); // an hour after it was asked for, and more
    await toRest();
    await assign(requested('ada', { ...from('10:00', 30), createdAt: at('08:30'), practitionerId: 4712 }));
    expect([await roomOf('ada'), await roomOf('ben')]).toEqual(['1A', undefined]);
  });
});

describe('a visit whose patient is not here after all', () => {
  test('leaves its room when that was blocked in the meantime, once it has been seen that it would', async () => {
    const { assign, clock, say, takeBack, block, toRest, roomOf } = await clinicOf();
    await assign(booked('ada'));
    const its = (await roomOf('ada')) ?? '';
    clock.set(at('08:35'));
    await say('ada', { do: 'arrived' }, 'mistaken');
    await block(its, { id: 'b', reason: 'fault', start: at('08:36'), end: at('12:00') });
    await toRest();
    expect(await roomOf('ada')).toBe(its);
    expect(await takeBack('mistaken')).toMatchObject({ kind: 'asks-first' });
    await toRest();
    expect(await roomOf('ada')).toBe(its);
    expect(await takeBack('mistaken', true)).toMatchObject({ kind: 'landed' });
    await toRest();
    expect(ROOMS.filter((each) => each !== its)).toContain(await roomOf('ada'));
  });

  test('gives its room up when its hold has run out in the meantime', async () => {
    const { assign, clock, say, takeBack, toRest, roomOf, whatIfNotHere } = await clinicOf(['1A']);
    clock.set(at('08:30'));
    await assign(requested('ada', { ...from('10:00', 30), createdAt: at('08:30') }));
    clock.set(at('08:50'));
    await say('ada', { do: 'arrived' }, 'mistaken');
    await assign(booked('ben', { ...from('10:00', 30), createdAt: at('08:55') }));
    clock.set(at('09:45'));
    await toRest();
    expect([await roomOf('ada'), await roomOf('ben')]).toEqual(['1A', undefined]);
    const asked = { kind: 'asks-first', question: { what: 'not-arrived', booking: 'ada' } };
    expect(await say('ada', { do: 'not-arrived' })).toMatchObject(asked);
    expect(await takeBack('mistaken')).toMatchObject(asked);
    await toRest();
    expect([await roomOf('ada'), await roomOf('ben')]).toEqual(['1A', undefined]);
    expect(await whatIfNotHere('ada')).toMatchObject({
      affected: [{ uid: 'ada', from: '1A', to: null, told: false }],
      waiting: ['ada'],
    });
    expect(await takeBack('mistaken', true)).toMatchObject({ kind: 'landed' });
    await toRest();
    expect([await roomOf('ada'), await roomOf('ben')]).toEqual([undefined, '1A']);
  });
});

describe.each(['no-show', 'finished-early'] as const)(
  'a visit that was said to be over (%s) and is not',
  (over) => {
    test('leaves its room when that was blocked in the meantime, once it has been seen that it would', async () => {
      const { assign, announce, clock, say, takeBack, block, toRest, roomOf, whatIfNotHere } =
        await clinicOf();
      await assign(booked('ada'));
      await announce('ada');
      const its = (await roomOf('ada')) ?? '';
      clock.set(at('09:05'));
      expect(await say('ada', { do: over }, 'mistaken')).toMatchObject({ kind: 'landed' });
      await block(its, { id: 'b', reason: 'fault', start: at('09:20'), end: at('12:00') });
      await toRest();
      expect(await takeBack('mistaken')).toMatchObject({
        kind: 'asks-first',
        question: { what: 'not-arrived', booking: 'ada' },
      });
      const { affected } = await whatIfNotHere('ada');
      expect(affected).toMatchObject([{ uid: 'ada', from: its, told: true }]);
      expect(await takeBack('mistaken', true)).toMatchObject({ kind: 'landed' });
      await toRest();
      expect(await roomOf('ada')).not.toBe(its);
      expect(await roomOf('ada')).toBe(affected[0]?.to);
    });

    test('has its room again unasked as long as that will do', async () => {
      const { assign, clock, say, takeBack, toRest, roomOf } = await clinicOf();
      await assign(booked('ada'));
      const its = await roomOf('ada');
      clock.set(at('09:05'));
      await say('ada', { do: over }, 'mistaken');
      await toRest();
      expect(await takeBack('mistaken')).toMatchObject({ kind: 'landed' });
      await toRest();
      expect(await roomOf('ada')).toBe(its);
    });
  },
);

test('a visit that was said to be over is not in its room again with a unit that someone else has by now', async () => {
  const needing = (eventTypeId: number, ...equipment: string[]) =>
    visitType({
      id: `type-${eventTypeId}`,
      eventTypeIds: [eventTypeId],
      needs: { equipment, accessible: false },
    });
  const { assign, clock, say, takeBack, roomOf } = await clinicOf(ROOMS, undefined, {
    rooms: [room('1A'), room('1B', { equipment: ['couch'] })],
    visitTypes: [needing(1, 'scanner'), needing(2, 'scanner', 'couch')],
    portable: [{ tag: 'scanner', units: ['scanner-1'] }],
  });
  await assign(booked('ada'));
  expect(await roomOf('ada')).toBe('1A');
  clock.set(at('09:05'));
  await say('ada', { do: 'started' });
  await say('ada', { do: 'finished-early' }, 'mistaken');
  await assign(booked('ben', { ...from('09:20', 30), inputs: { eventTypeId: 2 }, createdAt: at('09:05') }));
  expect(await roomOf('ben')).toBe('1B');
  expect(await takeBack('mistaken', true)).toMatchObject({ kind: 'not-now', reason: 'room-given-away' });
});

test('a hold that has lapsed is not here in a room that is someone else’s by now', async () => {
  const { assign, clock, say, roomOf } = await clinicOf(['1A']);
  clock.set(at('08:30'));
  await assign(requested('ada', { ...from('10:00', 30), createdAt: at('08:30') }));
  clock.set(at('09:45'));
  await assign(booked('ben', { ...from('10:00', 30), createdAt: at('09:45') }));
  expect(await roomOf('ben')).toBe('1A');
  expect(await say('ada', { do: 'arrived' })).toMatchObject({ kind: 'not-now', reason: 'room-given-away' });
});

type Act =
  | { readonly do: 'book' | 'request' | 'cancel' | 'practitioner'; readonly who: number; readonly at: number }
  | { readonly do: 'arrive' | 'block'; readonly who: number; readonly at: number }
  | { readonly do: 'plan'; readonly who: number; readonly at: number };

const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.record({
    do: fc.constantFrom(
      'book',
      'book',
      'book',
      'request',
      'arrive',
      'arrive',
      'arrive',
      'block',
      'practitioner',
      'cancel',
      'plan',
    ),
    who: fc.nat(5),
    at: fc.nat(3),
  }) as fc.Arbitrary<Act>,
  { minLength: 6, maxLength: 24 },
);

/** No one is moved after *arrived* but by staff: whatever patients, rooms and plans do, in whatever order. */
const neverMovedOnceArrived = async (said: readonly Act[], twin?: (ledger: Ledger) => Ledger) => {
  const { assign, clock, say, block, toRest, roomOf } = await clinicOf(ROOMS, twin);
  const here = new Map<string, string | undefined>();
  const timesOf = new Map<string, ReturnType<typeof from>>();
  let now = at('08:15');
  for (const [index, each] of said.entries()) {
    now += MINUTE;
    clock.set(now);
    const uid = `visit-${each.who}`;
    const times =
      (here.has(uid) && timesOf.get(uid)) ||
      from(['09:00', '09:15', '09:30', '10:00'][each.at] ?? '09:00', 30);
    const span = { start: at('08:00'), end: at('12:00') };
    if (each.do === 'book' && !here.has(uid)) await assign(booked(uid, { ...times, createdAt: now }));
    if (each.do === 'request' && !here.has(uid)) await assign(requested(uid, { ...times, createdAt: now }));
    if (each.do === 'cancel' && !here.has(uid)) await assign(cancelled(uid, { createdAt: now }));
    if (each.do === 'practitioner')
      await assign(booked(uid, { ...times, createdAt: now, practitionerId: 4711 + (index % 2) }));
    if (each.do === 'block')
      await block(ROOMS[each.at % 3] ?? '1A', { id: `b${index}`, reason: 'fault', ...span });
    if (each.do === 'plan') await toRest();
    if (['book', 'request', 'practitioner'].includes(each.do)) timesOf.set(uid, times);
    if (each.do === 'arrive' && (await say(uid, { do: 'arrived' })).kind === 'landed')
      here.set(uid, await roomOf(uid));
    for (const [other, room] of here)
      if ((await roomOf(other)) !== room) return `${other} had to leave ${room} after ${each.do}`;
  }
  return undefined;
};

test('no one is moved after they have arrived, whatever is booked, blocked, changed and planned', async () => {
  let arrived = 0;
  await fc.assert(
    fc.asyncProperty(acts, async (said) => {
      expect(await neverMovedOnceArrived(said)).toBeUndefined();
      arrived += said.filter((each) => each.do === 'arrive').length;
    }),
    { numRuns: runs(30), seed: 1 },
  );
  expect(arrived).toBeGreaterThan(runs(60));
});

/** As machines would see a Ledger in which it is not written who has arrived. */
const withoutArrivals = (ledger: Ledger): Ledger => {
  const blind = <T extends BookingRecord | Occupancy>(each: T): T => {
    const { progress, ...rest } = each;
    if (progress === undefined) return each;
    const { arrivedAt: _unseen, ...seen } = progress;
    return { ...rest, progress: seen } as T;
  };
  return {
    ...ledger,
    readBookings: async (uids) => (await ledger.readBookings(uids)).map(blind),
    readBooking: async (uid) => {
      const found = await ledger.readBooking(uid);
      return found && blind(found);
    },
  };
};

test('a twin that does not know who has arrived is found out', async () => {
  const found = await fc.check(
    fc.asyncProperty(
      acts,
      async (said) => (await neverMovedOnceArrived(said, withoutArrivals)) === undefined,
    ),
    { numRuns: runs(80), seed: 1, endOnFailure: true },
  );
  expect(found.failed).toBe(true);
});
