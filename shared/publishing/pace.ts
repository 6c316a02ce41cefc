/** One request to Cal.com, in milliseconds; shorter than the spacing of PATCHes, so that one sender at a time is on the wire. */
export const CAL_TIMEOUT_MS = 10_000;

/** From an accepted PATCH to the GET that verifies it, in milliseconds: longer than Cal.com's own last write has been seen to lag. */
export const VERIFY_AFTER_MS = 30_000;

/** How old the clinic file may be, in milliseconds, from which a wake knows which Sites there are. */
export const FILE_AGE_MS = 5 * 60_000;
