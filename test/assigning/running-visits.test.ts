import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CourseAction } from '../../shared/board/course.ts';
import { tellCourse } from '../../shared/board/tell-course.ts';
import type { Room } from '../../shared/domain/catalogue.ts';
import {
  at,
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
import { memoryLedger } from '../support/memory-ledger.ts';
import { smallClinic } from '../support/small-clinic.ts';

/** A clinic whose staff speak of running visits. */
const clinicOf = async (
  rooms: readonly Room[] = [room('1A')],
  over: Partial<Parameters<typeof catalogue>[0]> = {},
) => {
  const ledger = memoryLedger();
  const content = catalogue({ rooms, ...over });
  const clinic = await smallClinic(ledger, content);
  const board = { ...clinic.around, newId: randomUUID, askProof: async () => undefined };
  const site = onlySite(content);
  return {
    ...clinic,
    ledger,
    say: async (uid: string, said: CourseAction) => {
      const action = { id: randomUUID(), siteId: site.id, by: 'staff', request: JSON.stringify(said) };
      const outcome = await tellCourse(board, action, site, uid, said);
      if (outcome.kind !== 'landed') throw new Error(`${said.do} of ${uid}: ${JSON.stringify(outcome)}`);
    },
    blocksOn: async (date = MONDAY) =>
      (await ledger.readDay(site.id, date)).roomDays.flatMap((each) => Object.keys(each.blocks)),
  };
};

describe('a visit that ends while it runs late', () => {
  test('leaves its room at once to whoever waits for it', async () => {
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
