import { mayHaveArrived, nextSteps, type RoomCard, type VisitStep } from './room-card.ts';

/** What can be due at a room: a step of its visit, the arrival of the next one's patient, that it is given back. */
export type Due = VisitStep | 'next-arrived' | 'cleaning-done' | 'unblock';

/** An act is due from so many minutes before it is expected until so many after. */
const AROUND = 10 * 60_000;

/** The one act that is due at a room now, if any is: all the rest can wait. */
export const dueOf = (card: RoomCard, now: number): Due | undefined =>
  ofTheRoom(card, now) ?? ofItsVisit(card, now) ?? ofTheNext(card, now);

const ofTheRoom = ({ tone, room, readyAt, until }: RoomCard, now: number): Due | undefined => {
  if (room.through !== undefined) return undefined;
  if (tone === 'turnaround') return isBy(readyAt, now) ? 'cleaning-done' : undefined;
  return tone === 'blocked' && isBy(until, now) ? 'unblock' : undefined;
};

const ofItsVisit = ({ tone, current }: RoomCard, now: number): Due | undefined => {
  if (current === undefined || (tone !== 'in-use' && tone !== 'assigned')) return undefined;
  const [step] = nextSteps(current, now);
  if (tone === 'in-use' && isBy(Date.parse(current.end), now)) return 'finished-early';
  // Someone who is here waits for it, however early they are.
  if (step === 'in-room') return step;
  return step !== 'finished-early' && Math.abs(now - Date.parse(current.start)) <= AROUND ? step : undefined;
};

const ofTheNext = ({ next }: RoomCard, now: number): Due | undefined =>
  next !== undefined && mayHaveArrived(next, now) && isBy(Date.parse(next.start), now)
    ? 'next-arrived'
    : undefined;

/** It is as late as that, or nearly so. */
const isBy = (at: number | undefined, now: number): boolean => at !== undefined && at - now <= AROUND;
