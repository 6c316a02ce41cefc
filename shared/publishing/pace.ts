/** One request to Cal.com, in milliseconds; shorter than the spacing of PATCHes, so that one sender at a time is on the wire. */
export const CAL_TIMEOUT_MS = 10_000;

/** From an accepted PATCH to a reading that may verify it, in milliseconds: longer than Cal.com's own last write has been seen to lag. */
export const SETTLED_AFTER_MS = 30_000;

/**
 * From an accepted PATCH until the publisher reads it back itself, in milliseconds. Mostly a list of what changed has shown it by
 * then: one that comes too early, the one two minutes later, and the minute and some seconds by which a sweep wakes the publisher ahead. A
 * test holds it.
 */
export const VERIFY_AFTER_MS = 4 * 60_000;
