import type { PlanBooking, PlanRoom, RoomOption } from './problem.ts';

/** The most that short notice, distance and earlier changes can add up to: 3 + 3 + 3. */
export const MAX_DISCOMFORT = 9;

/**
 * How unwelcome it is to be told of another room: a small integer that decides between plans in which the same number
 * of people are told. Losing the room altogether counts like another building.
 */
export const discomfort = (
  booking: PlanBooking,
  from: PlanRoom | undefined,
  to: PlanRoom | undefined,
  now: number,
): number => {
  return shortNotice(booking.start - now) + distance(from, to) + Math.min(3, booking.earlierChanges);
};

const HOUR = 3_600_000;

const shortNotice = (left: number): number => {
  if (left < 2 * HOUR) return 3;
  if (left < 6 * HOUR) return 2;
  return left < 24 * HOUR ? 1 : 0;
};

const distance = (from: PlanRoom | undefined, to: PlanRoom | undefined): number => {
  if (from === undefined || to === undefined || from.building !== to.building) return 3;
  return from.floor === to.floor ? 0 : 1;
};

/** Was this booking's present room told to anyone? Only then does a change cost a message. */
export const isAnnounced = (booking: PlanBooking): boolean => {
  const { holds, state, untold } = booking;
  return holds !== undefined && state !== 'new' && state !== 'tentative' && untold !== true;
};

/** Does this other room cost a message? Not where what the patient was told is as true of it. */
export const isToldOf = (booking: PlanBooking, { room, says }: Pick<RoomOption, 'room' | 'says'>): boolean =>
  isAnnounced(booking) && booking.holds?.room !== room && (says === undefined || says !== booking.reads);
