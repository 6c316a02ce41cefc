import { overrunId } from '../../shared/domain/day.ts';
import type { PlanProblem } from '../../shared/domain/plan/problem/problem.ts';

const OVERRUN = overrunId('');

/**
 * The same problem with each booking under its visit code: a Day file is sent to people, and anyone who has a uid can read, move
 * and cancel the booking at Cal.com.
 */
export const withVisitCodes = (problem: PlanProblem, codeOf: (uid: string) => string): PlanProblem => {
  const named = (reason: string): string =>
    reason.startsWith(OVERRUN) ? overrunId(codeOf(reason.slice(OVERRUN.length))) : reason;
  return {
    ...problem,
    bookings: problem.bookings.map((booking) => ({ ...booking, uid: codeOf(booking.uid) })),
    rooms: problem.rooms.map((room) => ({
      ...room,
      closed: room.closed.map((closure) =>
        closure.reason === undefined ? closure : { ...closure, reason: named(closure.reason) },
      ),
    })),
  };
};
