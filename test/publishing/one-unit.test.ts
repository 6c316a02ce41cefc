import { expect, test } from 'vitest';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { bookingItem } from '../../shared/ledger/items.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { attemptId } from '../../shared/publishing/attempt-id.ts';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

/** As DynamoDB says that it counts an item, whose every started thousand and twenty-four it charges. */
const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return 1 + Math.ceil(String(value).length / 2);
  if (typeof value !== 'object' || value === null) return 1;
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + 1 + bytesOf(each), 3);
  return Object.entries(value).reduce(
    (sum, [name, each]) => (each === undefined ? sum : sum + 1 + Buffer.byteLength(name) + bytesOf(each)),
    3,
  );
};

test.each([
  ['today', '2026-10-05T16:00:00Z', 4],
  ['far ahead', '2026-10-06T06:00:00Z', 3],
])(
  'a booking for a visit %s is written in one unit each time until it is seen, though its room takes forty-five letters to say',
  async (_, start, times) => {
    const long = 'x'.repeat(45);
    const memory = memoryLedger();
    const sizes: number[] = [];
    const ledger: Ledger = {
      ...memory,
      commit: async (writes) => {
        for (const write of writes) {
          if (write.kind !== 'booking') continue;
          const { id = 'none', text = 'none yet' } = write.record.publication.attempt ?? {};
          const item = JSON.stringify(bookingItem({ ...write.record, version: 9 }));
          sizes.push(bytesOf(JSON.parse(item.replaceAll(text, long).replace(`"${id}"`, `"${attemptId()}"`))));
        }
        return memory.commit(writes);
      },
    };
    const clinic = await clinicOnVirtualTime({ ledger });
    await clinic.book({ eventType: 'consultation', start });
    await clinic.minutes(4);
    expect(sizes).toHaveLength(times);
    expect(sizes.filter((bytes) => bytes > 1024)).toEqual([]);
  },
);

test('no two attempts bear the same name', () => {
  const many = Array.from({ length: 1_000 }, attemptId);
  expect(new Set(many).size).toBe(1_000);
});
