/**
 * The longest visit that gets a room, in milliseconds: a week of local days, one of them of 25 hours. One that is longer is shown to
 * staff, and not believed.
 */
export const LONGEST_VISIT = (7 * 24 + 1) * 60 * 60_000;
