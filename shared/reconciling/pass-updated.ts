import { MINUTE } from '../domain/instant.ts';
import { readProgress, writeProgress } from './progress.ts';
import type { PassOutcome, Run } from './reconcile.ts';
import { compareAll } from './take-looks.ts';

/** Read again each time: rows are written in no order, and Cal.com's database may lag behind itself. */
const OVERLAP_MS = 10 * MINUTE;

/**
 * Pass A: what changed at Cal.com since the watermark, oldest change first. The watermark is the latest `updatedAt` seen,
 * never our own clock. Our own PATCHes are among the changes, and are no news.
 */
export const passUpdated = async ({ around, credential, until, count, page }: Run): Promise<PassOutcome> => {
  const { updatedSince } = around.lister;
  if (updatedSince === undefined) return { failed: 'not-offered' };
  const read = await readProgress(around.ledger, credential);
  let { progress } = read;
  let version: number | undefined = read.version;
  const watermark = progress.watermark ?? around.now();
  let at = progress.underWay ?? { since: watermark - OVERLAP_MS, next: '0', latest: watermark };
  for (;;) {
    if (around.now() >= until) return 'out-of-time';
    const reading = await updatedSince(at.since, at.next, credential);
    if (reading.kind !== 'page')
      return {
        failed:
          reading.kind === 'refused' && [400, 404].includes(reading.status) ? 'not-offered' : reading.kind,
      };
    page();
    await compareAll(around, reading.bookings, reading.requestedAt, credential, count);
    const latest = Math.max(at.latest, ...reading.bookings.map((each) => each.updatedAt ?? 0));
    const { underWay: _before, ...rest } = progress;
    progress =
      reading.next === undefined
        ? { ...rest, watermark: latest, updatedAt: around.now() }
        : { ...rest, underWay: { since: at.since, next: reading.next, latest } };
    version = await writeProgress(around.ledger, credential, progress, version);
    if (version === undefined || reading.next === undefined) return 'done';
    at = { since: at.since, next: reading.next, latest };
  }
};
