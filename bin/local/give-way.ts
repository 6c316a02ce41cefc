import { getPriority, setPriority } from 'node:os';

/**
 * Linux gives a priority to the calling thread, others to the whole process, which then changes nothing between its threads. No
 * lower than this: on a machine that has much else to do they would starve.
 */
const BEHIND = 5;

type Priorities = { getPriority(): number; setPriority(priority: number): void };

/** The calling thread takes what others leave of the processors. Where it already does, it could not take more: that is refused. */
export const giveWay = (os: Priorities = { getPriority, setPriority }): void => {
  if (os.getPriority() < BEHIND) os.setPriority(BEHIND);
};
