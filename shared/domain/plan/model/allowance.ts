import type { Allowance, Seat, Seeker } from './model.ts';

/** Does a booking use up one of an allowance that it is a member of, in this seat, or waiting? */
export const uses = (
  { reason, waitingCounts }: Allowance,
  seeker: Pick<Seeker, 'toldIfWaiting'> | undefined,
  seat: Seat | undefined,
): 0 | 1 => {
  if (reason === 'waiting') return seat === undefined ? 1 : 0;
  if (seat !== undefined) return seat.told;
  return waitingCounts ? (seeker?.toldIfWaiting ?? 0) : 0;
};
