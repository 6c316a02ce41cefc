import type { BookingRecord } from '../domain/booking-record.ts';
import { bookingWrite } from '../domain/booking-write.ts';
import type { Site } from '../domain/catalogue.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { CommitResult, Ledger, Write } from '../domain/ledger.ts';
import type { ChangeKind } from '../domain/ledger-records.ts';
import { localDateOf } from '../domain/local-time.ts';
import { isLeftToLists, isSent, type Publication, parked, verified } from '../domain/publication.ts';
import type { ParkedReason } from '../domain/publication-reasons.ts';

/**
 * Writes the booking's publication under the version read before the GET. Who loses that race leaves the booking as it is, and
 * a later look finds it.
 */
export const savePublication = (
  ledger: Ledger,
  record: BookingRecord,
  publication: Publication,
  extra: readonly Write[] = [],
): Promise<CommitResult> =>
  ledger.commit([bookingWrite(record, { ...withoutVersion(record), publication }), ...extra]);

/** What starts later than this is no one's business at a desk today. */
const FAR_AHEAD_MS = 12 * 60 * MINUTE;

/**
 * Whether it is as good as no news how far the telling of a visit has come: boards show it with whatever changes next, or minutes later,
 * when they are read anew in any case. Of those who share a booking it is news who has been told.
 */
export const isNoNewsOf = (record: BookingRecord, publication: Publication, now: Instant): boolean =>
  startOf(record) - now > FAR_AHEAD_MS &&
  record.publication.seats === undefined &&
  publication.seats === undefined;

/** A reading has shown the text. */
export const saveVerified = (
  ledger: Ledger,
  record: BookingRecord,
  publication: Publication,
  text: string,
  now: Instant,
): Promise<CommitResult> => {
  const seen = verified(publication, text, now);
  const write = bookingWrite(record, { ...withoutVersion(record), publication: seen });
  const { attempt } = record.publication;
  const wasShownAsSent = isSent(record.publication) || isLeftToLists(record.publication);
  const isNoNews = wasShownAsSent && attempt?.text === text && isNoNewsOf(record, seen, now);
  return ledger.commit([isNoNews ? { ...write, showsTheSame: true } : write]);
};

/** Nothing more is sent until staff look. */
export const park = (
  ledger: Ledger,
  record: BookingRecord,
  site: Site,
  reason: ParkedReason,
  now: Instant,
  extra: readonly Write[] = [],
): Promise<CommitResult> =>
  savePublication(ledger, record, parked(record.publication, site.id, reason, now), [
    changeOf(record, site, now, 'parked', reason),
    ...extra,
  ]);

/** The line of history of a publication. */
export const changeOf = (
  record: BookingRecord,
  site: Site,
  at: Instant,
  what: ChangeKind,
  reason: string,
): Write => ({
  kind: 'change',
  change: {
    siteId: site.id,
    date: localDateOf(startOf(record) || at, site.timeZone),
    id: `${record.uid}-${what}-${record.version}`,
    at,
    what,
    bookingUid: record.uid,
    ...(record.placement.kind === 'roomed' ? { roomId: record.placement.roomId } : {}),
    by: 'publisher',
    reason,
  },
});

export const startOf = ({ fact }: BookingRecord): Instant => (fact.status === 'ended' ? 0 : fact.start);

/** A visit that is over is not told. */
export const isOver = ({ fact }: BookingRecord, now: Instant): boolean =>
  fact.status === 'ended' || fact.end <= now;

export const withoutVersion = ({ version: _version, ...record }: BookingRecord) => record;
