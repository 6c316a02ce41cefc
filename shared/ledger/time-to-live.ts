import type { LocalDate } from '../domain/local-time.ts';

const DAY_SECONDS = 24 * 60 * 60;

/**
 * What stands under a Day outlives it by so many days. A booking's record outlives its visit, and as long as it
 * does a late delivery may still vacate the room-day; after that nothing asks for it.
 */
export const DAY_KEPT_DAYS = 40;

/** When an item about a date may go, as DynamoDB wants it: seconds since 1970. */
export const keptUntil = (date: LocalDate, days: number): number =>
  Date.parse(`${date}T00:00:00Z`) / 1000 + days * DAY_SECONDS;
