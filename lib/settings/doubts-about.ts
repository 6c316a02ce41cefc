import type { Settings } from './settings-schema.ts';

/** Sooner than this, Cal.com may still be writing what the booking itself said. In seconds. */
const NOT_TOO_SOON = 5;

/** What may be chosen, and had better be thought over: one sentence each. */
export const doubtsAbout = ({ settleSeconds }: Settings): readonly string[] =>
  settleSeconds < NOT_TOO_SOON
    ? [
        `settleSeconds: ${settleSeconds} is short: Cal.com may overwrite what it is told within ${NOT_TOO_SOON} s of a booking, and is then told again, in a second mail`,
      ]
    : [];
