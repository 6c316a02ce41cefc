import { expect, test } from 'vitest';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { boardsAlteredBy } from '../../shared/ledger/board-version.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

/** What becomes of the publication of a visit that starts then, each with whether boards are read anew for it. */
const newsOf = async (start: string) => {
  const memory = memoryLedger();
  const news: [string, boolean][] = [];
  const ledger: Ledger = {
    ...memory,
    commit: async (writes) => {
      for (const write of writes) {
        if (write.kind !== 'booking') continue;
        const { attempt, verified } = write.record.publication;
        const what = verified ? 'seen' : attempt ? (attempt.outcome ?? 'on its way') : 'placed';
        news.push([what, boardsAlteredBy(writes) !== undefined]);
      }
      return memory.commit(writes);
    },
  };
  const clinic = await clinicOnVirtualTime({ ledger });
  await clinic.book({ eventType: 'consultation', start });
  await clinic.minutes(4);
  return news;
};

test('how far the telling of a visit that is far ahead has come is no news, and that it was taken is not noted: boards show it minutes later', async () => {
  expect(await newsOf('2026-10-06T06:00:00Z')).toEqual([
    ['placed', true],
    ['on its way', false],
    ['seen', false],
  ]);
});

test('of a visit of the next hours it is news', async () => {
  expect(await newsOf('2026-10-05T16:00:00Z')).toEqual([
    ['placed', true],
    ['on its way', false],
    ['accepted', true],
    ['seen', true],
  ]);
});
