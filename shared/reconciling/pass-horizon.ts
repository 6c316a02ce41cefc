import { recheckMarker } from '../assigning/rechecks.ts';
import type { ListPage } from '../calcom/cal-lister.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import { credentialFor, type SiteEntry } from '../domain/catalogue.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Write } from '../domain/ledger.ts';
import type { DayRecord } from '../domain/ledger-records.ts';
import { localDateOf } from '../domain/local-time.ts';
import { LONGEST_VISIT } from '../domain/longest-visit.ts';
import { isWalkIn } from '../domain/walk-in.ts';
import { noteListing } from '../publishing/credential-pace.ts';
import { type ComparedAll, compareAll } from './compare-all.ts';
import { type DaysOfSites, holds, leftToStaff, onDaysOf, readDays } from './on-days.ts';
import { type Progress, readProgress, writeProgress } from './progress.ts';
import { failedBy, nothingTooMany, type Reader, readerOf, readPage } from './read-page.ts';
import type { Failed, PassOutcome, Run } from './run.ts';
import { AT_ONCE } from './run-rechecks.ts';

const DAY_MS = 24 * 60 * MINUTE;
/** Where a page holds whole days, further days are asked for together, up to so many. */
const MOST_DAYS = 8;
/** Half a page of either contract: twice as many days may still be one. */
const HALF_A_PAGE = 50;

/**
 * Pass B: everything that starts from yesterday to the horizon, both ways: each booking at Cal.com is held against the
 * Ledger, unless nothing has changed there or here since it was in order, and who stands in the Ledger and was not listed is asked for by name. As many days at a time as Cal.com gives in one
 * page, else one; remembers how far it has come.
 */
export const passHorizon = async (run: Run): Promise<PassOutcome> => {
  const { deps, credential, sites } = run;
  const read = await readProgress(deps.ledger, credential);
  let { progress } = read;
  let version: number | undefined = read.version;
  const now = deps.now();
  const days = Math.max(...sites.map((site) => site.policy.horizonDays));
  const endOf = (began: Instant): Instant => began + (days + 1) * DAY_MS;
  const { horizonFrom = Number.POSITIVE_INFINITY, horizonBegan } = progress;
  // An import may have brought the horizon nearer than the pass had come.
  const goesOn = horizonFrom < endOf(horizonBegan);
  const began = goesOn ? horizonBegan : now;
  const end = endOf(began);
  let together = 1;
  let goesOnHere = goesOn;
  let from = goesOn ? horizonFrom : now - DAY_MS;
  const isLeft = await leftToStaff(run);
  const reader = readerOf(goesOn ? progress : { ...progress, unread: [] });
  let resumed = goesOn ? progress.horizonAt : undefined;
  while (from < end) {
    const next = resumed?.to ?? Math.min(from + together * DAY_MS, end);
    const read = await chunk(run, reader, { from, to: next }, resumed, isLeft);
    resumed = undefined;
    if (read === 'too-much') {
      together = 1;
      continue;
    }
    if ('failed' in read || 'stoppedAt' in read) {
      const horizonAt = 'stoppedAt' in read ? { to: next, ...read.stoppedAt } : progress.horizonAt;
      const stopped = { ...progress, ...reader, horizonBegan: began, horizonFrom: from, horizonAt };
      await writeProgress(deps.ledger, credential, stopped, version);
      return 'failed' in read ? read : 'out-of-time';
    }
    if (read.bookings <= HALF_A_PAGE) together = Math.min(2 * together, MOST_DAYS);
    from = next;
    const { horizonFrom: _before, horizonAt: _here, ...rest } = progress;
    const listed = (goesOnHere ? progress.horizonListed : 0) + read.bookings;
    const held = (goesOnHere ? progress.horizonHeld : 0) + read.held;
    goesOnHere = true;
    if (next >= end) await noteListing(deps.ledger, credential, listed === 0 && held > 0, deps.now());
    const reached = next < end ? { horizonFrom: next } : { horizonDone: deps.now() };
    // What changes from here on is for pass A to find, though it could not begin yet.
    const watermark = progress.watermark ?? Math.min(began, run.since);
    progress = {
      ...rest,
      ...reader,
      watermark,
      horizonBegan: began,
      horizonListed: listed,
      horizonHeld: held,
      ...reached,
    };
    version = await writeProgress(deps.ledger, credential, progress, version);
    if (version === undefined) return 'done';
  }
  await run.horizonInOrder.write(credential, deps.now());
  return 'done';
};

type Chunk =
  | { readonly bookings: number; readonly held: number }
  | 'too-much'
  | Failed
  | { readonly stoppedAt: { readonly next?: string; readonly listed: BookingUid[] } };

/**
 * Some days of Cal.com's: how many bookings it gave, where it stopped for want of time, or what went wrong. Of several days no more
 * than one page is read.
 */
const chunk = async (
  run: Run,
  reader: Reader,
  window: Window,
  resumed: Progress['horizonAt'],
  isLeft: (uid: BookingUid) => boolean,
): Promise<Chunk> => {
  const { deps, credential, count, page } = run;
  const listed = new Set<BookingUid>(resumed?.listed);
  const compared: ComparedAll[] = [];
  let days: Promise<DaysOfSites> | undefined;
  let bookings = 0;
  let latest = window.from;
  const tooMany = nothingTooMany();
  let next = resumed?.next;
  do {
    const { between } = deps.lister;
    const list = {
      ask: (asked: ListPage) =>
        between({ from: window.from, to: window.to + LONGEST_VISIT }, asked, credential),
      askNothing: (from: Instant, asked: ListPage) => between({ from, to: from + MINUTE }, asked, credential),
      tooMany,
      near: () => latest,
      end: () => window.to,
    };
    const reading = await readPage(run, reader, list, next);
    if (reading.kind === 'out-of-time')
      return {
        stoppedAt: { listed: [...listed], ...(reading.at === undefined ? {} : { next: reading.at }) },
      };
    if (reading.kind !== 'page') return failedBy(reading);
    page();
    latest = Math.max(latest, ...reading.bookings.map(({ start }) => start));
    // Who starts before the chunk's end is over so much later at the latest; who starts later is the next chunk's.
    const within = reading.bookings.filter(({ start }) => start < window.to);
    bookings += within.length;
    for (const each of within) listed.add(each.uid);
    await run.horizonInOrder.read(credential, within, await deps.digestKey(), deps.now());
    // Read after the first page: what Cal.com had listed by then, and stands there, is asked for by name.
    days ??= readDays(run, window);
    const remembered = {
      inOrder: run.horizonInOrder,
      clinic: run.clinic,
      onDays: onDaysOf(await days, isLeft),
    };
    const shownTo = { credential, by: 'list' } as const;
    compared.push(await compareAll(deps, within, reading.requestedAt, shownTo, count, remembered));
    next = reading.next;
    // Sorted by start, as was asked for, all further pages lie in the next chunk; a single row says nothing of an order.
    const inOrder = reading.inOrder || (reading.bookings.length > 1 && isByStart(reading.bookings));
    if (inOrder && within.length < reading.bookings.length) break;
    // What a crash or a throttle on a later page would throw away stays within a day.
    if (next !== undefined && window.to - window.from > DAY_MS) return 'too-much';
  } while (next !== undefined);
  let held = 0;
  for (const { site, day } of await (days ?? readDays(run, window)))
    held += await askForUnlisted(run, site, day, window, { listed, compared });
  return { bookings, held };
};

const isByStart = (bookings: readonly { readonly start: Instant }[]): boolean =>
  bookings.every(({ start }, nth) => start >= (bookings[nth - 1]?.start ?? start));

type Window = { readonly from: Instant; readonly to: Instant };

/**
 * Who stands on the Day and was not listed is looked at by name, unless the visit is over: Cal.com does not list those,
 * and walk-ins it has never known. What stands there for no one is taken away. Answers how many of this key's visits to come stand there.
 */
const askForUnlisted = async (
  { deps: { ledger, clinic, now }, credential, orphan }: Run,
  site: SiteEntry,
  day: DayRecord,
  { from, to }: Window,
  { listed, compared }: { listed: ReadonlySet<BookingUid>; compared: readonly ComparedAll[] },
): Promise<number> => {
  const held = day.roomDays.flatMap((each) =>
    Object.values(each.occupancies).map(({ uid, start, end, practitionerId }) => ({
      uid,
      start,
      end,
      practitionerId,
      claim: each.roomId,
    })),
  );
  const dueAt = now();
  const catalogue = await clinic.catalogue();
  const within = [...day.waiting, ...held].filter(
    ({ uid, start, end, practitionerId }) =>
      !isWalkIn(uid) &&
      from <= start &&
      start < to &&
      end > dueAt &&
      credentialFor(catalogue, site, practitionerId) === credential,
  );
  const unlisted = [...new Set(within.map(({ uid }) => uid))].filter((uid) => !listed.has(uid));
  const isSound = (uid: BookingUid, claim: string): boolean =>
    compared.some(({ inOrder, records }) => inOrder.has(uid) || holds(records.get(uid), claim, day.date));
  // What is left of a visit that is over is in no one's way; of others each piece is looked at once.
  const doubtful = held.filter(
    ({ uid, claim, start, end }) =>
      end > dueAt &&
      start < to &&
      (from <= start || localDateOf(start, site.timeZone) !== day.date) &&
      !isSound(uid, claim),
  );
  // Nothing is taken away for what was read a moment late.
  const records =
    doubtful.length === 0 ? [] : await ledger.readBookings([...new Set(doubtful.map(({ uid }) => uid))]);
  const byUid = new Map(records.map((record) => [record.uid, record]));
  const orphans = doubtful.filter(({ uid, claim }) => !holds(byUid.get(uid), claim, day.date));
  const isOrphan = (uid: BookingUid, claim: string): boolean =>
    orphans.some((each) => each.uid === uid && each.claim === claim);
  const orphaned = day.roomDays.filter(({ roomId, occupancies }) =>
    Object.keys(occupancies).some((uid) => isOrphan(uid, roomId)),
  );
  const writes: Write[] = unlisted.map((uid) => ({
    kind: 'due',
    marker: recheckMarker(uid, 'reconciling', dueAt),
  }));
  // Under the version read: an Occupancy that someone writes meanwhile is not taken away.
  for (const { version, ...record } of orphaned) {
    const kept = Object.entries(record.occupancies).filter(([uid]) => !isOrphan(uid, record.roomId));
    const { siteId, date, roomId } = record;
    const result = await ledger.commit([
      { kind: 'room-day', seen: version, record: { ...record, occupancies: Object.fromEntries(kept) } },
      { kind: 'due', marker: { siteId, date, dueAt, id: `${roomId}@reconciling` } },
    ]);
    if (result.kind === 'committed') orphan();
  }
  for (let first = 0; first < writes.length; first += AT_ONCE)
    await ledger.commit(writes.slice(first, first + AT_ONCE));
  return within.length;
};
