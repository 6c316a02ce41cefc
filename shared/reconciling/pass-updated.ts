import type { ListPage } from '../calcom/cal-lister.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import { compareAll } from './compare-all.ts';
import { onDaysOf } from './on-days.ts';
import { type Progress, readProgress, writeProgress } from './progress.ts';
import { failedBy, nothingTooMany, readerOf, readPage } from './read-page.ts';
import type { PassOutcome, Run } from './run.ts';

/** Read again each time: rows are written in no order, and Cal.com's database may lag behind itself. */
const OVERLAP_MS = 10 * MINUTE;

/**
 * Pass A: what changed at Cal.com since the watermark, oldest change first. The watermark is the latest `updatedAt` seen,
 * never our own clock. Our own PATCHes are among the changes, and are no news; what was read before and is as it was then is not
 * compared again.
 */
export const passUpdated = async (run: Run): Promise<PassOutcome> => {
  const { deps, credential, count, page } = run;
  const { updatedSince } = deps.lister;
  const read = await readProgress(deps.ledger, credential);
  let { progress } = read;
  let version: number | undefined = read.version;
  const watermark = progress.watermark ?? run.since;
  let at = progress.underWay ?? { since: watermark - OVERLAP_MS, latest: watermark };
  const reader = readerOf(progress);
  const tooMany = nothingTooMany();
  for (;;) {
    const { since, latest: near } = at;
    const list = {
      ask: (asked: ListPage) => updatedSince(since, asked, credential),
      askNothing: (from: Instant, asked: ListPage) => updatedSince(from, asked, credential),
      tooMany,
      near: () => near,
      end: deps.now,
    };
    const reading = await readPage(run, reader, list, at.next);
    if (reading.kind === 'out-of-time') {
      const underWay = reading.at === undefined ? progress.underWay : { ...at, next: reading.at };
      await writeProgress(deps.ledger, credential, { ...progress, ...reader, underWay }, version);
      return 'out-of-time';
    }
    if (reading.kind !== 'page') {
      await writeProgress(deps.ledger, credential, { ...progress, ...reader }, version);
      return failedBy(reading);
    }
    page();
    await compareAll(deps, reading.bookings, reading.requestedAt, { credential, by: 'list' }, count, {
      inOrder: run.changesInOrder,
      clinic: run.clinic,
      onDays: onDaysOf([]),
    });
    const changes = reading.bookings.map(({ updatedAt = 0 }) => updatedAt);
    const latest = Math.max(at.latest, ...changes);
    const { underWay: _before, ...rest } = progress;
    const next =
      reading.next === undefined ? undefined : { ...pageAfter(at.since, changes, reading.next), latest };
    progress =
      next === undefined
        ? { ...rest, ...reader, watermark: latest, updatedAt: deps.now() }
        : { ...rest, ...reader, underWay: next };
    version = await writeProgress(deps.ledger, credential, progress, version);
    if (version === undefined || next === undefined) return 'done';
    at = next;
  }
};

/**
 * The next page begins with the last change of this one, wherever that stands by then: counted from the beginning, a row would slip
 * to the page before it whenever one before it changes meanwhile. Where more changes than a page holds bear one instant, or
 * they did not come in order, they are counted all the same.
 */
const pageAfter = (
  since: Instant,
  changes: readonly Instant[],
  next: string,
): Pick<NonNullable<Progress['underWay']>, 'since' | 'next'> => {
  const last = changes.at(-1) ?? since;
  const isInOrder = changes.every((at, nth) => at >= (changes[nth - 1] ?? since));
  return isInOrder && last > since ? { since: last } : { since, next };
};
