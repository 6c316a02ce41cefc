import { overrunId } from '../../shared/domain/day.ts';
import type { PlanProblem } from '../../shared/domain/plan/problem/problem.ts';

const OVERRUN = overrunId('');

/**
 * The same problem with each booking under its visit code: a Day file is sent to people, and whoever has a uid can read, move
 * and cancel the booking at Cal.com.
 */
export const withVisitCodes = (problem: PlanProblem, codeOf: (uid: string) => string): PlanProblem => {
  const named = (because: string): string =>
    because.startsWith(OVERRUN) ? overrunId(codeOf(because.slice(OVERRUN.length))) : because;
  return {
    ...problem,
    bookings: problem.bookings.map((booking) => ({ ...booking, uid: codeOf(booking.uid) })),
    rooms: problem.rooms.map((room) => ({
      ...room,
      closed: room.closed.map((closure) =>
        closure.because === undefined ? closure : { ...closure, because: named(closure.because) },
      ),
    })),
  };
};
