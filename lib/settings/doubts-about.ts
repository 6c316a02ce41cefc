import type { Settings } from './settings-schema.ts';

/** Sooner than this, Cal.com may still be writing what the booking itself said. In seconds. */
const SETTLED = 5;

/** What may be chosen, and had better be thought over: one sentence each. */
export const doubtsAbout = ({ settleSeconds }: Settings): readonly string[] =>
  settleSeconds < SETTLED
    ? [
        `settleSeconds: ${settleSeconds} is short: Cal.com may overwrite what it is told within ${SETTLED} s of a booking, and is then told again, in a second mail`,
      ]
    : [];
