import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { SiteId } from '../domain/catalogue.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Ledger, Write } from '../domain/ledger.ts';
import type { DueMarker } from '../domain/ledger-records.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { Change } from '../domain/plan/model/changes.ts';
import type { Certificate } from '../domain/plan/plan.ts';
import { isToldInPerson } from '../domain/room-of.ts';
import { SHOWN_MEMOS } from '../ledger/board-version.ts';
import { isPutOff } from './put-off-day.ts';

/** A plan that tells fewer, or leaves fewer waiting, than the one a Day stands by: offered to staff, done to no one unasked. */
export type BetterPlan = {
  /** What staff name it by. */
  readonly id: string;
  /** The state of the Day that it was made for. */
  readonly fingerprint: string;
  readonly at: Instant;
  /** By then the publisher may have come to some that it counts as not told yet. */
  readonly until: Instant;
  /** From the rooms of the Day as it stands; `told`: they hear of a room that they do not know of. */
  readonly changes: readonly Change[];
  /** Than are told, and than wait, as the Day stands. */
  readonly fewerTold: number;
  readonly fewerWaiting: number;
  /** Of the plan, `messages` counting all who are told if it is taken. */
  readonly certificate: Certificate;
  /** Those that no mail reaches in time. */
  readonly tellInPerson: readonly BookingUid[];
  /** Staff have taken it: the next re-plan carries it out. */
  readonly taken?: true;
};

/** So long after staff can take it, it may still be carried out. */
export const CARRIED_OUT_WITHIN_MS = MINUTE;

/** Names the marker of a Day whose better plan was taken. */
export const TAKEN = 'better-plan';

/** No one asks for it later. */
const KEPT_SECONDS = 60 * 60;

const idOf = (siteId: SiteId, date: LocalDate): string => `${siteId} ${date}`;

/** The better plan that was last found for a Day, with the version it is stored under: 0 where there is none. */
export const readBetterPlan = async (
  ledger: Ledger,
  siteId: SiteId,
  date: LocalDate,
): Promise<{ readonly seen: number; readonly better: BetterPlan | undefined }> => {
  const memo = await ledger.readMemo(SHOWN_MEMOS.betterPlans, idOf(siteId, date));
  return { seen: memo?.version ?? 0, better: memo?.value as BetterPlan | undefined };
};

export const betterPlanWrite = (
  siteId: SiteId,
  date: LocalDate,
  seen: number,
  better: BetterPlan,
): Write => ({
  kind: 'memo',
  seen,
  shownAt: siteId,
  record: {
    scope: SHOWN_MEMOS.betterPlans,
    id: idOf(siteId, date),
    value: better,
    ttl: Math.ceil(better.until / 1000) + KEPT_SECONDS,
  },
});

/** The better plan that staff have taken, where a marker says that they have, or stands for all of a Day that was put off. */
export const takenPlan = async (
  { ledger }: { readonly ledger: Ledger },
  markers: readonly DueMarker[],
  siteId: SiteId,
  date: LocalDate,
): Promise<BetterPlan | undefined> => {
  if (!markers.some((marker) => marker.id.startsWith(`${TAKEN}@`) || isPutOff(marker))) return undefined;
  const { better } = await readBetterPlan(ledger, siteId, date);
  return better?.taken ? better : undefined;
};

/** Whether it is still there to be taken. */
export const isOffered = (
  better: BetterPlan,
  fingerprint: string,
  records: Iterable<BookingRecord>,
  now: Instant,
): boolean => !better.taken && now < better.until && isStillBetter(better, fingerprint, records);

/**
 * Whether it is still what it was: the Day is as it was made for, and no one has been told since whose room it changes, by mail or
 * by staff.
 */
export const isStillBetter = (
  better: BetterPlan,
  fingerprint: string,
  records: Iterable<BookingRecord>,
): boolean => {
  if (better.fingerprint !== fingerprint) return false;
  const changed = new Map(better.changes.map((change) => [change.uid, change]));
  for (const record of records) {
    const change = changed.get(record.uid);
    if (change === undefined) continue;
    if ((record.publication.attempt?.at ?? 0) > better.at) return false;
    if (!change.told && isToldInPerson(record)) return false;
  }
  return true;
};
