import { claimsByRoom } from '../../combination-rooms.ts';
import { isAnnounced } from './message-cost.ts';
import { type Holding, overlaps, type PlanBooking, type PlanProblem, remaining } from './problem.ts';
import { waysOf } from './ways-of.ts';

/** Why a booking is not the planner's to move. */
export type Fixed = 'pinned' | 'arrived' | 'started' | 'frozen' | 'changed-before';

export type Mobility =
  | { readonly kind: 'over' }
  /** Stays where it is. `flagged`: its room is unusable, and only staff may move it. */
  | { readonly kind: 'fixed'; readonly reason: Fixed; readonly holds: Holding; readonly flagged: boolean }
  /** The planner's to place. `displaced`: its present room has become unusable. */
  | { readonly kind: 'free'; readonly displaced: boolean };

/**
 * What the planner may do with each booking, in the order of `problem.bookings`.
 * A pinned booking always stays, and one whose patient is there. A started, frozen or already once changed booking stays while its room is usable:
 * still among its options, not closed, and not held by a booking that is fixed more firmly. For the others a room is unusable, too,
 * from which anyone who is at both would be late for a visit that stays where it is.
 */
export const mobilities = (problem: PlanProblem): readonly Mobility[] => {
  const claims = claimsByRoom(problem.rooms);
  const rooms = new Map(problem.rooms.map((room) => [room.id, room]));
  const answers = new Map<PlanBooking, Mobility>();
  const firm = new Map<string, { holds: Holding; uid: string }[]>();

  const isFree = (holds: Holding) =>
    (claims.get(holds.room) ?? [holds.room]).every((room) =>
      (firm.get(room) ?? []).every(
        (other) => !overlaps(remaining(other.holds, problem.now), remaining(holds, problem.now)),
      ),
    );
  const hold = (holds: Holding, uid: string) => {
    for (const room of claims.get(holds.room) ?? [holds.room]) {
      const list = firm.get(room) ?? [];
      list.push({ holds, uid });
      firm.set(room, list);
    }
  };
  const isOpen = (booking: PlanBooking, holds: Holding) =>
    booking.options.some((option) => option.room === holds.room) &&
    (claims.get(holds.room) ?? []).every((id) =>
      (rooms.get(id)?.closed ?? []).every((closure) => !overlaps(closure, remaining(holds, problem.now))),
    );

  const ways = waysOf(problem);
  const buildingOf = (room: string): string => rooms.get(room)?.building ?? '';
  const fixedIn = new Map<PlanBooking, string>();
  const isNear = (booking: PlanBooking, { room }: Holding) =>
    ways?.companions(booking).every((other) => {
      const its = fixedIn.get(other);
      return its === undefined || !ways.tooFar(booking, buildingOf(room), other, buildingOf(its));
    }) ?? true;

  for (const booking of [...problem.bookings].sort(firmestFirst(problem))) {
    const { holds } = booking;
    if (booking.end <= problem.now) {
      if (holds !== undefined) fixedIn.set(booking, holds.room);
      if (holds === undefined || holds.end <= problem.now) answers.set(booking, { kind: 'over' });
      else {
        // The visit is over but its room is still being turned around.
        hold(holds, booking.uid);
        answers.set(booking, { kind: 'fixed', reason: 'started', holds, flagged: false });
      }
      continue;
    }
    const reason = fixedReason(booking, problem);
    if (holds === undefined || reason === undefined) {
      answers.set(booking, {
        kind: 'free',
        displaced:
          holds !== undefined && !(isOpen(booking, holds) && isFree(holds) && isNear(booking, holds)),
      });
      continue;
    }
    const usable = isOpen(booking, holds) && isFree(holds);
    if (reason === 'pinned' || reason === 'arrived' || usable) {
      hold(holds, booking.uid);
      fixedIn.set(booking, holds.room);
      answers.set(booking, { kind: 'fixed', reason, holds, flagged: !usable });
    } else answers.set(booking, { kind: 'free', displaced: true });
  }
  return problem.bookings.map((booking) => answers.get(booking) ?? { kind: 'over' });
};

const fixedReason = (booking: PlanBooking, { now, policy }: PlanProblem): Fixed | undefined => {
  if (booking.holds === undefined) return undefined;
  if (booking.state === 'pinned' || booking.state === 'arrived') return booking.state;
  if (booking.state === 'started' || booking.start <= now) return 'started';
  if (booking.start < now + policy.freezeMinutes * 60_000) return 'frozen';
  const spent = booking.earlierChanges >= policy.maxChangesPerBooking && booking.mayChangeAgain !== true;
  return spent && isAnnounced(booking) ? 'changed-before' : undefined;
};

const FIRMNESS: readonly (Fixed | undefined)[] = [
  'pinned',
  'arrived',
  'started',
  'frozen',
  'changed-before',
  undefined,
];

const firmestFirst = (problem: PlanProblem) => {
  // A room still being turned around yields to anyone who is held there already, and to no one else.
  const rank = (booking: PlanBooking) =>
    booking.end <= problem.now ? FIRMNESS.length - 1.5 : FIRMNESS.indexOf(fixedReason(booking, problem));
  return (a: PlanBooking, b: PlanBooking) =>
    rank(a) - rank(b) || a.start - b.start || (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0);
};
