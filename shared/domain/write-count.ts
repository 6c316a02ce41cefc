import { type Interval, MINUTE } from './instant.ts';

/** The Ledger takes so many writes in one transaction: DynamoDB takes one more, which counts up a version of boards. */
export const MOST_WRITES = 99;

/** The shortest local day that summer time leaves. */
const SHORTEST_DAY = 23 * 60 * MINUTE;

/** The most local dates that a stretch of time can touch, wherever it is and whenever it begins. */
export const mostDates = ({ start, end }: Interval): number => 2 + Math.floor((end - start) / SHORTEST_DAY);

/**
 * Beside room-days and Rooms: the booking, its line of history, a hold's expiry, a question to Cal.com, what staff pressed. Where people
 * walk, the first Day has two marks instead of the one for when it comes within the horizon.
 */
const OTHERS = 6;

/**
 * What one transaction writes at most in which a visit moves from one room to another like it. `claims`: what it holds at once, a
 * room, its parts and portable units; `dates`: how many local dates it touches, setup and turnaround included. On each side a
 * room-day for each claim and date and a look at each Room; where it leaves, its overrun of one date more; a mark on every Day.
 */
export const writesOfMove = (claims: number, dates: number): number =>
  2 * claims * (dates + 1) + claims + 2 * dates + 1 + OTHERS;

/** Whether a visit that holds so much for so long can be written, and moved, in one transaction. */
export const isWritable = (claims: number, span: Interval): boolean =>
  writesOfMove(claims, mostDates(span)) <= MOST_WRITES;

/** The most that a visit within a day may hold at once: a room, its parts, portable units. */
export const mostClaims = (): number => {
  let claims = 1;
  while (isWritable(claims + 1, { start: 0, end: 0 })) claims += 1;
  return claims;
};
