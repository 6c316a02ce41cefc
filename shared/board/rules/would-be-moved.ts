import { admit } from '../../domain/admit.ts';
import type { LiveRecord } from '../../domain/booking-record.ts';
import { withoutOverrun } from '../../domain/day-without.ts';
import { fitInto } from '../../domain/decide.ts';
import { doubtAbout } from '../../domain/doubt-about.ts';
import { hasArrived, isForStaffToMove } from '../../domain/encounter.ts';
import { hasLapsed } from '../../domain/hard-rules.ts';
import type { Instant } from '../../domain/instant.ts';
import { dayOf, occupancyIn } from '../../unit-of-work/day-snapshot.ts';
import type { VisitSnapshot } from '../visit-snapshot.ts';

/**
 * Whether a plan would take a visit’s room, were `free` all that is said of it: that room will not do any more, or never did; or it is
 * a hold that lapses then.
 */
export const wouldBeMoved = (
  { snapshot, record }: Pick<VisitSnapshot, 'snapshot' | 'record'>,
  free: LiveRecord,
  now: Instant,
): boolean => {
  const { placement } = free;
  const { catalogue } = snapshot.state;
  if (placement.kind !== 'roomed' || isForStaffToMove(free.progress)) return false;
  const held = occupancyIn(snapshot, record);
  if (hasArrived(record.progress) && held !== undefined && hasLapsed(held, now)) return true;
  const admission = admit(free, catalogue, now);
  if (admission.kind === 'ignored' || free.pinned || doubtAbout(free, catalogue) !== undefined) return false;
  const day = withoutOverrun(dayOf(snapshot), free.uid);
  const there = fitInto(placement.roomId, admission.booking, day, now);
  return there === undefined || 'rejection' in there;
};
