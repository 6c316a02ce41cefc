import { describe, expect, test } from 'vitest';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { bookingRecord, DATE, roomDay, SITE, writeBooking, writeRoomDay } from '../support/ledger-records.ts';
import { titleOf } from '../support/title-of.ts';
import * as laws from './ledger-laws.ts';

describe('the Ledger in memory', () => {
  for (const [name, law] of Object.entries(laws)) test(titleOf(name), () => law(memoryLedger()));

  test('a caller cannot write into what stands there', async () => {
    const ledger = memoryLedger();
    const record = roomDay(['a']);
    await ledger.commit([{ kind: 'room-day', seen: 0, record }]);
    Object.assign(record.occupancies, { b: record.occupancies.a });
    const [read] = (await ledger.readDay(SITE, DATE)).roomDays;
    expect(read).toEqual({ ...roomDay(['a']), version: 1 });
    expect(() => Object.assign(read?.occupancies ?? {}, { b: 1 })).toThrow(TypeError);
  });

  test('a snapshot brings back what stood there, again and again', async () => {
    const ledger = memoryLedger();
    await ledger.commit([writeBooking(0, 'a'), writeRoomDay(0, ['a'])]);
    const before = ledger.snapshot();
    for (let times = 0; times < 2; times += 1) {
      await ledger.commit([writeBooking(1, 'a', { pinned: true }), writeBooking(0, 'b')]);
      expect(await ledger.readBooking('b')).toBeDefined();
      ledger.restore(before);
      expect(await ledger.readBooking('a')).toEqual({ ...bookingRecord('a'), version: 1 });
      expect(await ledger.readBooking('b')).toBeUndefined();
    }
  });
});
