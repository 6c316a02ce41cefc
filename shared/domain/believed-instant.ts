import { type Instant, MINUTE } from './instant.ts';

/** Clocks differ by minutes; what lies further ahead of the moment at which it was heard is no clock's doing. */
export const FURTHEST_AHEAD = 5 * MINUTE;

/**
 * When something was said, as far as it is believed: the instant it names, unless that lies minutes ahead of when it was
 * heard; then that moment. One wrong clock would otherwise outlast everything that is said later.
 */
export const believedInstant = (said: Instant, heardAt: Instant): Instant =>
  said > heardAt + FURTHEST_AHEAD ? heardAt : said;
