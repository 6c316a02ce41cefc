import { admit } from '../../domain/admit.ts';
import type { LiveRecord } from '../../domain/booking-record.ts';
import { withoutOverrun } from '../../domain/day-without.ts';
import { fitInto } from '../../domain/decide.ts';
import { doubtAbout } from '../../domain/doubt-about.ts';
import { isForStaffToMove } from '../../domain/encounter.ts';
import type { Instant } from '../../domain/instant.ts';
import { dayOf } from '../../unit-of-work/day-snapshot.ts';
import type { VisitSnapshot } from '../visit-snapshot.ts';

/** Whether a plan would move a visit, were `free` all that is said of it: its room will not do any more, or never did. */
export const wouldBeMoved = (
  { snapshot }: Pick<VisitSnapshot, 'snapshot'>,
  free: LiveRecord,
  now: Instant,
): boolean => {
  const { placement } = free;
  const { catalogue } = snapshot.state;
  const admission = admit(free, catalogue, now);
  if (placement.kind !== 'roomed' || admission.kind === 'ignored') return false;
  if (free.pinned || isForStaffToMove(free.progress) || doubtAbout(free, catalogue) !== undefined)
    return false;
  const day = withoutOverrun(dayOf(snapshot), free.uid);
  const there = fitInto(placement.roomId, admission.booking, day, now);
  return there === undefined || 'rejection' in there;
};
