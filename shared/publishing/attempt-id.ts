import { randomBytes } from 'node:crypto';

/** By which one attempt at a booking is told from the next: as short as may be, since a booking's item is to stay below a kilobyte. */
export const attemptId = (): string => randomBytes(9).toString('base64url');
