import { NO_SUCH_ROUTE } from '../calcom/cal-http.ts';
import { type ListPage, type ListReading, MOST_ROWS, pageFrom } from '../calcom/cal-lister.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Progress } from './progress.ts';
import type { Failed, Run } from './run.ts';

/** What a pass remembers of how much Cal.com can give at once, and of what it could not give. */
export type Reader = {
  /** Rows that are asked for at once. */
  rows: number;
  /** Rows that could not be read, the latest last. */
  unread: Progress['unread'];
};

type PageRead =
  | Exclude<ListReading, { kind: 'unknown' }>
  | { readonly kind: 'unknown'; readonly cause: string }
  /** Goes on there in the next run. */
  | { readonly kind: 'out-of-time'; readonly at: string | undefined };

/** Rows that are remembered as unread: enough to be looked up at Cal.com by a person. */
const REMEMBERED = 20;
/** Rows one after the other that are stepped over; more are no rows' fault. */
const MOST_STEPS = 10;
/** Nothing is booked, and nothing changes, so long ahead: a list that is certainly empty. */
const FAR_AHEAD_MS = 3650 * 24 * 60 * MINUTE;

export const readerOf = (progress: Progress): Reader => ({
  rows: progress.rows ?? MOST_ROWS,
  unread: progress.unread,
});

/** As if no number of rows had been too many. */
const ANY_ROWS = MOST_ROWS + 1;
export const nothingTooMany = (): { rows: number } => ({ rows: ANY_ROWS });

/** One list, as a pass reads it. */
export type List = {
  readonly ask: (page: ListPage) => Promise<ListReading>;
  /** The same list where it is certainly empty: whether Cal.com answers it at all. */
  readonly askNothing: (from: Instant, page: ListPage) => Promise<ListReading>;
  /** So many rows could not be given in this pass, but for one that is stepped over. */
  readonly tooMany: { rows: number };
  /** What stands before the row that is read next, for a person who looks for one that cannot be. */
  readonly near: () => Instant;
  /** What is sorted behind this is no business of the pass, or not yet. */
  readonly end: () => Instant;
};

/**
 * Reads one page of a list in as many rows as Cal.com can give: half as many where it cannot, down to one. A single row that cannot
 * be read while Cal.com answers otherwise is stepped over, counted and remembered, for the same row would stop every pass for ever.
 */
export const readPage = async (
  { deps: { now }, until, unread }: Run,
  reader: Reader,
  list: List,
  first: string | undefined,
): Promise<PageRead> => {
  let at = first;
  for (let steps = 0; ; ) {
    if (now() >= until) return { kind: 'out-of-time', at };
    const reading = await list.ask({ at, rows: reader.rows });
    if (reading.kind === 'page') {
      reader.rows = Math.min(2 * reader.rows, list.tooMany.rows - 1, MOST_ROWS);
      if (reading.unreadable > 0) unread(reading.unreadable);
      return reading;
    }
    if (reading.kind !== 'unknown' || reading.cause === NO_SUCH_ROUTE) return reading;
    if (reader.rows > 1) {
      list.tooMany.rows = reader.rows;
      reader.rows = Math.floor(reader.rows / 2);
      continue;
    }
    steps += 1;
    if (steps > MOST_STEPS) return reading;
    if (reading.cause !== TOO_LONG) {
      const nothing = await list.askNothing(now() + FAR_AHEAD_MS, { at: undefined, rows: 1 });
      if (nothing.kind !== 'page') return reading;
    }
    list.tooMany.rows = ANY_ROWS;
    unread(1);
    const row = { at: now(), near: list.near(), cause: reading.cause };
    const others = reader.unread.filter((each) => each.near !== row.near || each.cause !== row.cause);
    reader.unread = [...others, row].slice(-REMEMBERED);
    const beyond =
      reading.beyond === undefined
        ? await firstReadable(list, { now, until })
        : { kind: 'page' as const, at: reading.beyond };
    if (beyond.kind === 'out-of-time') return { kind: 'out-of-time', at };
    if (beyond.kind !== 'page') return beyond;
    // It stands behind all that is asked for, or another one does that cannot be read: others are asked for by name, if known.
    if (beyond.at === undefined)
      return { kind: 'page', bookings: [], unreadable: 0, requestedAt: now(), inOrder: false };
    at = beyond.at;
  }
};

const SECOND = 1_000;

type Beyond =
  | { readonly kind: 'page'; readonly at: string | undefined }
  | { readonly kind: 'out-of-time' }
  | Extract<ListReading, { kind: 'refused' | 'throttled' }>;

/**
 * By cursor no one can count past a row, but a list can begin later: the first second from which it can be read, found by
 * halving what is left of it. Rows of the very second of the one that cannot be read, or between two such rows, are left
 * out with it.
 */
const firstReadable = async (
  list: List,
  { now, until }: { readonly now: () => Instant; readonly until: Instant },
): Promise<Beyond> => {
  let before = list.near();
  let from: Instant | undefined;
  for (let tried = list.end(); from === undefined || from - before > SECOND; ) {
    if (now() >= until) return { kind: 'out-of-time' };
    const reading = await list.ask({ at: pageFrom(tried), rows: 1 });
    if (reading.kind === 'page') from = tried;
    else if (reading.kind !== 'unknown') return reading;
    else if (from === undefined) return { kind: 'page', at: undefined };
    else before = tried;
    tried = before + Math.floor((from - before) / 2);
  }
  return { kind: 'page', at: pageFrom(from) };
};

/** Why a pass ends that was not given its page. */
export const failedBy = (reading: Exclude<PageRead, { kind: 'page' | 'out-of-time' }>): Failed =>
  reading.kind === 'unknown' ? { failed: reading.kind, cause: reading.cause } : { failed: reading.kind };

const TOO_LONG = 'AnswerTooLong';
