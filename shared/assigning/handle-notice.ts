import type { BookingNotice } from '../domain/booking-event.ts';
import type { Stamped } from '../domain/booking-record.ts';
import { bookingWrite } from '../domain/booking-write.ts';
import { unreachable } from '../domain/unreachable.ts';
import { commitWithRetry } from '../unit-of-work/commit-with-retry.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { type MarkOutcome, markVisit } from './mark-visit.ts';
import { recheckMarker } from './rechecks.ts';

/** `looked-for`: Cal.com is to be asked, because the notice says too little or its booking is unknown. */
export type NoticeOutcome =
  | { readonly kind: 'looked-for' }
  | Exclude<MarkOutcome, { readonly kind: 'unknown-booking' }>;

/** Takes what is no fact about a booking's life into the Ledger. Repetition and order make no difference. */
export const handleNotice =
  (deps: Dependencies) =>
  async ({ notice, deliveryId, receivedAt }: BookingNotice): Promise<NoticeOutcome> => {
    const recheck = async (): Promise<NoticeOutcome> => {
      const marker = recheckMarker(notice.uid, deliveryId.slice(0, 12), deps.now());
      await deps.ledger.commit([{ kind: 'due', marker }]);
      return { kind: 'looked-for' };
    };
    switch (notice.kind) {
      case 'recheck':
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
