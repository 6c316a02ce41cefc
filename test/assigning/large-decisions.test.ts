import { describe, expect, test } from 'vitest';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { at, booked, catalogue, EARLY, MONDAY, requested, room } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

/** So many requests of five minutes each, one after the other from nine o'clock on, in each room of the clinic. */
const storm = async (content: Catalogue, requests: number) => {
  const memory = memoryLedger();
  let commits = 0;
  let left = Number.POSITIVE_INFINITY;
  const ledger: Ledger = {
    ...memory,
    commit: async (writes) => {
      if (left === 0) throw new Error('killed');
      left -= 1;
      commits += 1;
      return memory.commit(writes);
    },
  };
  const clinic = await clinicInMemory(ledger, content);
  const uids: string[] = [];
  for (let nth = 0; nth < requests; nth += 1)
    for (const { id } of content.sites[0]?.rooms ?? []) {
      const start = at('09:00') + nth * 5 * MINUTE;
      uids.push(`${id}-${nth}`);
      await clinic.assign(requested(`${id}-${nth}`, { start, end: start + 5 * MINUTE }));
    }
  const visit = { start: at('09:00'), end: at('09:00') + requests * 5 * MINUTE, createdAt: EARLY + MINUTE };
  const before = commits;
  return {
    ...clinic,
    memory,
    uids,
    confirm: () => clinic.assign(booked('ada', visit)),
    commitsSince: () => commits - before,
    killAfter: (commits: number) => {
      left = commits;
    },
    revive: () => {
      left = Number.POSITIVE_INFINITY;
    },
    waiting: async () => (await memory.readDay('north', MONDAY)).waiting.map(({ uid }) => uid),
    marked: async () =>
      (await memory.readDue('north', Number.MAX_SAFE_INTEGER)).map(({ id }) => id.split('@')[0]),
  };
};

const one = catalogue({ rooms: [room('1A')] });

describe('a confirmed visit for whose hours many requests hold the rooms', () => {
  test('takes one from as many as one transaction cannot name, and all of them wait', async () => {
    const clinic = await storm(one, 60);
    expect(await clinic.confirm()).toMatchObject({
      kind: 'assigned',
      roomId: '1A',
      reason: expect.any(String),
    });
    expect((await clinic.waiting()).sort()).toEqual([...clinic.uids].sort());
    expect(clinic.commitsSince()).toBeGreaterThan(2);
    const marked = await clinic.marked();
    for (const uid of clinic.uids) expect(marked).toContain(uid);
  });

  test('takes one from few in a single transaction', async () => {
    const clinic = await storm(one, 5);
    expect(await clinic.confirm()).toMatchObject({ kind: 'assigned', reason: 'evicts-hold' });
    expect(clinic.commitsSince()).toBe(1);
  });

  test('takes it although the worker is killed between two steps, and no hold is lost', async () => {
    for (let killed = 0; killed < 4; killed += 1) {
      const clinic = await storm(one, 60);
      clinic.killAfter(killed);
      await expect(clinic.confirm()).rejects.toThrow('killed');
      clinic.revive();
      const waiting = new Set(await clinic.waiting());
      const marked = await clinic.marked();
      for (const uid of clinic.uids) {
        expect(waiting.has(uid), uid).toBe((await clinic.roomOf(uid)) === undefined);
        if (waiting.has(uid)) expect(marked).toContain(uid);
      }
      expect(await clinic.confirm()).toMatchObject({ kind: 'assigned', roomId: '1A' });
    }
  });

  test('makes no one wait when its delivery is repeated', async () => {
    const clinic = await storm(catalogue({ rooms: [room('1A'), room('1B')] }), 60);
    await clinic.confirm();
    const room1 = await clinic.roomOf('ada');
    const waiting = await clinic.waiting();
    expect(await clinic.confirm()).toEqual({ kind: 'unchanged' });
    expect(await clinic.roomOf('ada')).toBe(room1);
    expect(await clinic.waiting()).toEqual(waiting);
  });

  test('takes a room when the requests are confirmed before it, no more', async () => {
    const clinic = await storm(one, 60);
    await clinic.assign(booked('1A-7', { start: at('09:35'), end: at('09:40'), createdAt: EARLY + MINUTE }));
    expect(await clinic.confirm()).toMatchObject({ kind: 'waiting' });
    expect(await clinic.waiting()).toEqual(['ada']);
  });
});
