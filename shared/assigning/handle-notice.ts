import type { BookingNotice, BookingUid } from '../domain/booking-event.ts';
import type { Stamped } from '../domain/booking-record.ts';
import { bookingWrite } from '../domain/booking-write.ts';
import { NOTHING_PUBLISHED, UNKNOWN_OUTCOME_MS } from '../domain/publication.ts';
import { unreachable } from '../domain/unreachable.ts';
import { commitWithRetry } from '../unit-of-work/commit-with-retry.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { type MarkOutcome, markVisit } from './mark-visit.ts';
import { recheckMarker } from './rechecks.ts';

/** `looked-for`: Cal.com is to be asked, or will be, because the notice says too little or its booking is unknown. */
export type NoticeOutcome =
  | { readonly kind: 'looked-for' }
  | Exclude<MarkOutcome, { readonly kind: 'unknown-booking' }>;

const LOCATION_UPDATED = 'BOOKING_LOCATION_UPDATED';
/** Two of our functions may differ by so much about whether it is time. */
const CLOCKS_APART_MS = 2_000;

/** Takes what is no fact about a booking's life into the Ledger. Repetition and order make no difference. */
export const handleNotice =
  (deps: Dependencies) =>
  async ({ notice, deliveryId, receivedAt, trigger }: BookingNotice): Promise<NoticeOutcome> => {
    const recheck = async (): Promise<NoticeOutcome> => {
      const marker = recheckMarker(notice.uid, deliveryId.slice(0, 12), deps.now());
      await deps.ledger.commit([{ kind: 'due', marker }]);
      return { kind: 'looked-for' };
    };
    switch (notice.kind) {
      case 'recheck':
        if (trigger === LOCATION_UPDATED && (await isReadBack(deps, notice.uid)))
          return { kind: 'looked-for' };
        return recheck();
      case 'started':
      case 'ended': {
        const { uid, kind: what, start } = notice;
        const outcome = await markVisit(deps)({ uid, what, at: receivedAt, start });
        return outcome.kind === 'unknown-booking' ? recheck() : { kind: outcome.kind };
      }
      case 'no-show': {
        const outcome = await suggestRelease(deps, notice.uid, {
          value: notice.noShow,
          at: notice.createdAt,
        });
        return outcome.kind === 'unknown-booking' ? recheck() : { kind: outcome.kind };
      }
      default:
        return unreachable(notice);
    }
  };

/**
 * Whether a text of ours has left a moment ago: most likely that is what the notice is about, and the booking is yet to be
 * read back, so that a person's text would be seen then.
 */
const isReadBack = async ({ ledger, now }: Dependencies, uid: BookingUid): Promise<boolean> => {
  const { attempt, state } =
    (await ledger.readBooking(uid, { mayLag: true }))?.publication ?? NOTHING_PUBLISHED;
  return (
    attempt !== undefined &&
    now() - attempt.at < UNKNOWN_OUTCOME_MS &&
    state.kind === 'queued' &&
    state.notBefore - now() > CLOCKS_APART_MS
  );
};

/** Notes that a patient stayed away, or came after all: the newest word counts. The room stays theirs until staff say so. */
const suggestRelease = (deps: Dependencies, uid: string, said: Stamped<boolean>): Promise<MarkOutcome> =>
  commitWithRetry<MarkOutcome>(deps, async () => {
    const before = await deps.ledger.readBooking(uid);
    if (before === undefined) return { kind: 'unknown-booking' };
    const known = before.noShow;
    // Told twice in the same millisecond, the cautious word counts: staff look.
    if (known && (known.at > said.at || (known.at === said.at && (known.value || !said.value))))
      return { kind: 'unchanged' };
    const { version: _seen, ...record } = before;
    const result = await deps.ledger.commit([bookingWrite(before, { ...record, noShow: said })]);
    return result.kind === 'stale' ? result : { kind: 'marked' };
  });
