import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { madeUpDigests } from '../../bin/simulation/digests.ts';
import { recordProgress } from '../../shared/board/commands/record-progress.ts';
import type { Room } from '../../shared/domain/catalogue.ts';
import type { SaidByStaff } from '../../shared/domain/visit-progress.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import {
  at,
  block,
  booked,
  cancelled,
  catalogue,
  daysLater,
  everyDay,
  from,
  MONDAY,
  onlySite,
  room,
} from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

/** A clinic whose staff speak of running visits. */
const clinicOf = async (
  rooms: readonly Room[] = [room('1A')],
  over: Partial<Parameters<typeof catalogue>[0]> = {},
) => {
  const ledger = memoryLedger();
  const content = catalogue({ rooms, ...over });
  const clinic = await clinicInMemory(ledger, content);
  const board = {
    ...clinic.deps,
    newId: randomUUID,
    askProof: async () => undefined,
    digests: async () => madeUpDigests,
    trailKeptDays: 90,
  };
  const site = onlySite(content);
  return {
    ...clinic,
    ledger,
    say: async (uid: string, said: SaidByStaff) => {
      const action = { id: randomUUID(), siteId: site.id, by: 'staff', request: JSON.stringify(said) };
      const outcome = await recordProgress(board, action, site, uid, said);
      if (outcome.kind !== 'landed') throw new Error(`${said.do} of ${uid}: ${JSON.stringify(outcome)}`);
    },
    blocksOn: async (date = MONDAY) =>
      (await ledger.readDay(site.id, date)).roomDays.flatMap((each) => Object.keys(each.blocks)),
  };
};

describe('a visit that ends while it runs late', () => {
  test('leaves its room at once to no matter who waits for it', async () => {
    const { assign, clock, say, toRest, roomOf } = await clinicOf();
    await assign(booked('ada'));
    clock.set(at('09:20'));
    await say('ada', { do: 'running-late', minutes: 120 });
    await assign(booked('ben', from('10:00', 30)));
    await toRest();
    expect(await roomOf('ben')).toBeUndefined();
    await assign(cancelled('ada', { createdAt: at('09:25') }));
    await toRest();
    expect(await roomOf('ben')).toBe('1A');
  });

  test('leaves its room when it is rescheduled to another day', async () => {
    const { assign, clock, say, roomOf, blocksOn } = await clinicOf();
    await assign(booked('ada'));
    clock.set(at('09:20'));
    await say('ada', { do: 'running-late', minutes: 120 });
    const tomorrow = from('09:00', 30, daysLater(1));
    await assign(booked('ada-2', { ...tomorrow, replaces: 'ada', createdAt: at('09:25') }));
    expect(await blocksOn()).toEqual([]);
    await assign(booked('ben', from('10:00', 30)));
    expect(await roomOf('ben')).toBe('1A');
  });

  test('does not stand in the way of the visit it is rescheduled to', async () => {
    const { assign, clock, say, roomOf, blocksOn } = await clinicOf();
    await assign(booked('ada'));
    clock.set(at('09:20'));
    await say('ada', { do: 'running-late', minutes: 120 });
    await assign(booked('ada-2', { ...from('10:00', 30), replaces: 'ada', createdAt: at('09:25') }));
    expect(await roomOf('ada-2')).toBe('1A');
    expect(await blocksOn()).toEqual([]);
  });

  test('does not stand in its own way when it is moved in time', async () => {
    const { assign, clock, say, roomOf, ledger, blocksOn } = await clinicOf();
    await assign(booked('ada'));
    clock.set(at('09:20'));
    await say('ada', { do: 'running-late', minutes: 120 });
    await assign(booked('ada', { ...from('10:00', 30), createdAt: at('09:25') }));
    expect(await roomOf('ada')).toBe('1A');
    expect((await ledger.readBooking('ada'))?.progress).toBeUndefined();
    expect(await blocksOn()).toEqual([]);
  });

  test('leaves nothing behind on the next day, if it would have run past midnight', async () => {
    const { assign, clock, say, blocksOn } = await clinicOf([
      room('1A', { hours: everyDay({ from: '00:00', to: '24:00' }) }),
    ]);
    await assign(booked('ada', from('23:00', 30)));
    clock.set(at('23:20'));
    await say('ada', { do: 'running-late', minutes: 120 });
    expect([await blocksOn(), await blocksOn(daysLater(1))]).toEqual([['overrun_ada'], ['overrun_ada']]);
    await assign(cancelled('ada', { createdAt: at('23:25') }));
    expect([await blocksOn(), await blocksOn(daysLater(1))]).toEqual([[], []]);
  });
});

describe('a running visit of which Cal.com tells something new but no other times', () => {
  test('runs late as it did, and no one gets its room before it is done', async () => {
    const { assign, clock, say, roomOf, ledger } = await clinicOf();
    await assign(booked('ada', { practitionerId: 4711 }));
    clock.set(at('09:05'));
    await say('ada', { do: 'started' });
    await say('ada', { do: 'running-late', minutes: 60 });
    const before = await ledger.readBooking('ada');
    clock.set(at('09:20'));
    const news = { practitionerId: 4712, createdAt: at('09:20') };
    expect(await assign(booked('ada', news))).toMatchObject({ kind: 'kept', roomId: '1A' });
    const after = await ledger.readBooking('ada');
    expect(after?.progress).toEqual(before?.progress);
    const held = (await ledger.readDay('north', MONDAY)).roomDays[0]?.occupancies.ada;
    expect(held).toMatchObject({ practitionerId: 4712, progress: before?.progress });
    await assign(booked('ben', from('10:00', 30)));
    await assign(booked('cleo', from('10:30', 30)));
    expect([await roomOf('ben'), await roomOf('cleo')]).toEqual([undefined, '1A']);
  });

  test('runs late past midnight as it did', async () => {
    const { assign, clock, say, blocksOn } = await clinicOf([
      room('1A', { hours: everyDay({ from: '00:00', to: '24:00' }) }),
    ]);
    await assign(booked('ada', { ...from('23:00', 30), practitionerId: 4711 }));
    clock.set(at('23:20'));
    await say('ada', { do: 'running-late', minutes: 120 });
    await assign(booked('ada', { ...from('23:00', 30), practitionerId: 4712, createdAt: at('23:25') }));
    expect([await blocksOn(), await blocksOn(daysLater(1))]).toEqual([['overrun_ada'], ['overrun_ada']]);
  });

  test('keeps its room although it is over by the clock, as long as it runs late', async () => {
    const { assign, clock, say, roomOf, blocksOn } = await clinicOf();
    await assign(booked('ada', { practitionerId: 4711 }));
    clock.set(at('09:20'));
    await say('ada', { do: 'running-late', minutes: 60 });
    clock.set(at('09:45'));
    await assign(booked('ada', { practitionerId: 4712, createdAt: at('09:45') }));
    expect(await roomOf('ada')).toBe('1A');
    expect(await blocksOn()).toEqual(['overrun_ada']);
  });

  test('keeps its overrun behind it when the clinic has given its room a longer turnaround since', async () => {
    const { assign, clock, say, ledger } = await clinicOf();
    await assign(booked('ada', { practitionerId: 4711 }));
    clock.set(at('09:20'));
    await say('ada', { do: 'running-late', minutes: 60 });
    const longer = catalogue({ rooms: [room('1A', { turnaroundMinutes: 15 })], version: 'v2' });
    const next = await clinicInMemory(ledger, longer, { clock });
    await next.assign(booked('ada', { practitionerId: 4712, createdAt: at('09:25') }));
    const [roomDay] = (await ledger.readDay('north', MONDAY)).roomDays;
    expect(roomDay?.occupancies.ada?.to).toBe(at('09:30'));
    expect(roomDay?.blocks.overrun_ada?.start).toBe(at('09:30'));
  });

  test('stays where it was when it is finished and the rest of its time is another’s', async () => {
    const { assign, clock, say, roomOf, toRest, ledger } = await clinicOf([room('1A'), room('1B')]);
    await assign(booked('ada', { ...from('09:00', 60), practitionerId: 4711 }));
    const its = await roomOf('ada');
    const other = its === '1A' ? '1B' : '1A';
    await assign(booked('ben', from('09:00', 60)));
    await assign(booked('cleo', from('09:30', 30)));
    clock.set(at('09:20'));
    await say('ada', { do: 'finished-early' });
    await toRest();
    expect(await roomOf('cleo')).toBe(its);
    await assign(cancelled('ben', { createdAt: at('09:22') }));
    const before = await ledger.readBooking('ada');
    const news = { ...from('09:00', 60), practitionerId: 4712, createdAt: at('09:25') };
    expect(await assign(booked('ada', news))).toEqual({ kind: 'unchanged' });
    expect(await roomOf('ada'), `not ${other}, which is free`).toBe(its);
    expect(await ledger.readBooking('ada')).toMatchObject({
      fact: { practitionerId: 4712 },
      progress: before?.progress,
      placement: before?.placement,
      publication: before?.publication,
    });
  });
});

describe('a plan of a Day under way', () => {
  test('that takes a late visit out of its room gives to another all the time that it was to run over', async () => {
    const { assign, block: close, clock, say, toRest, roomOf, blocksOn } = await clinicOf();
    await assign(booked('ada'));
    clock.set(at('09:10'));
    await say('ada', { do: 'running-late', minutes: 60 });
    await assign(booked('ben', from('10:00', 30)));
    await toRest();
    expect([await roomOf('ada'), await roomOf('ben')]).toEqual(['1A', undefined]);
    await close('1A', block(at('09:10'), at('09:20')));
    await toRest();
    expect([await roomOf('ada'), await roomOf('ben')]).toEqual([undefined, '1A']);
    expect(await blocksOn()).not.toContain('overrun_ada');
  });

  test('puts who has waited since its beginning where no one was since, not where someone has just left', async () => {
    const better = room('1A');
    const free = room('1B', { equipment: ['ecg'] });
    const { assign, clock, pin, say, toRest, roomOf } = await clinicOf([better, free]);
    await assign(booked('ada', from('09:00', 45)));
    await assign(booked('cleo', from('09:30', 45)));
    expect([await roomOf('ada'), await roomOf('cleo')]).toEqual(['1A', '1B']);
    await pin('cleo');
    await assign(booked('ben', from('09:00', 60)));
    clock.set(at('09:10'));
    await say('ada', { do: 'no-show' });
    await toRest();
    expect(await roomOf('ben')).toBeUndefined();
    await assign(cancelled('cleo', { createdAt: at('09:20') }));
    await toRest();
    expect(await roomOf('ben')).toBe('1B');
  });
});
