import { localDateOf } from '../domain/local-time.ts';
import { type MeetingMark, progressSaidByCalCom } from '../domain/visit-progress.ts';
import { commit } from '../unit-of-work/commit.ts';
import { commitWithRetry } from '../unit-of-work/commit-with-retry.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { readSnapshot } from '../unit-of-work/read-snapshot.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';

/** `unchanged`: known before, not about the visit as it stands now, or staff know better. */
export type MarkOutcome = { readonly kind: 'marked' | 'unchanged' | 'unknown-booking' | 'contended' };

/**
 * Notes that a visit has begun or is over. The first word counts, so repetition makes no difference. A visit that is over
 * early gives its room back: the Occupancy ends a Turnaround after it, and the Day is planned for those who wait.
 */
export const markVisit =
  (deps: Dependencies) =>
  (mark: MeetingMark): Promise<MarkOutcome> =>
    commitWithRetry<MarkOutcome>(deps, async () => {
      const record = await deps.ledger.readBooking(mark.uid);
      if (record === undefined) return { kind: 'unknown-booking' };
      const { siteId, placement } = record;
      const site = (await deps.clinic.catalogue()).sites.find((each) => each.id === siteId);
      const next = progressSaidByCalCom(record, mark);
      if (next === undefined || site === undefined || placement.kind !== 'roomed')
        return { kind: 'unchanged' };
      const held = { start: placement.from, end: placement.to };
      const snapshot = await readSnapshot(deps.ledger, await deps.clinic.site(site), held);
      const unit = new UnitOfWork(snapshot, deps.now(), 'webhook');
      unit.progress(record, next);
      const date = localDateOf(mark.start, snapshot.state.site.timeZone);
      const about = { bookingUid: mark.uid, roomId: placement.roomId };
      unit.change(site.id, date, mark.what, about, 'said-by-cal-com');
      const result = await commit(deps, unit);
      return result.kind === 'stale' ? result : { kind: 'marked' };
    });
