import type { PractitionerSession } from './problem.ts';

/** By how many rooms a session exceeds those that its practitioner works in: more than so many, or outside of their pod. */
export const roomsBeyond = (
  { rooms, pod }: Pick<PractitionerSession, 'rooms' | 'pod'>,
  used: readonly string[],
): number => {
  const outside = pod === undefined ? 0 : used.filter((room) => !pod.includes(room)).length;
  return Math.max(0, used.length - rooms, outside);
};
