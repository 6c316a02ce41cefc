import type { Block, Occupancy } from '../day.ts';
import { hasArrived } from '../encounter.ts';
import { type Instant, type Interval, MINUTE } from '../instant.ts';

/** What became of a room for the sake of one visit, in whole minutes. */
export type Held = Interval & {
  /** The visit itself, by its booked times or, where anyone said so, until it had ended; the rest is setup and turnaround. */
  readonly visit: Interval;
  /** The part of it in which the patient was there, as far as anyone knows; absent for one who never came. */
  readonly used?: Interval;
};

/** With an overrun, which stands as a Block behind the Occupancy. */
export const heldBy = (occupancy: Occupancy, blocks: readonly Block[]): Held => {
  const { uid, progress = {} } = occupancy;
  const late = blocks.find((block) => block.reason === 'overrun' && block.uid === uid);
  const until = Math.max(occupancy.to, late?.end ?? occupancy.to);
  const within = (at: Instant): Instant => wholeMinute(Math.min(until, Math.max(occupancy.from, at)));
  const began = saidStart(occupancy) ?? occupancy.start;
  const ended = progress.finishedAt ?? occupancy.end + (progress.overrunMinutes ?? 0) * MINUTE;
  const start = within(Math.min(occupancy.start, began));
  const end = Math.max(start, within(ended));
  return {
    start: wholeMinute(occupancy.from),
    end: wholeMinute(until),
    visit: { start, end },
    ...(progress.absent ? {} : { used: { start: Math.min(end, Math.max(start, within(began))), end } }),
  };
};

/** When the room was first in use, as staff said; that Cal.com says a meeting has begun is no word about the patient. */
const saidStart = ({ progress = {} }: Occupancy): Instant | undefined =>
  hasArrived(progress) ? (progress.inRoomAt ?? progress.startedAt) : undefined;

/** What is added up in minutes has to be of whole ones. */
export const wholeMinute = (at: Instant): Instant => Math.floor(at / MINUTE) * MINUTE;
