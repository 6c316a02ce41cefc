/** The visit is longer than any that gets a room: staff see it, and put it right at Cal.com. */
export const TOO_LONG = 'too-long';

/** Why a live booking takes no room. */
export type IgnoreReason =
  | 'event-type-unmapped'
  | 'no-site'
  | 'address-of-no-site'
  | 'past'
  | 'takes-no-room'
  | 'hold-expired'
  | typeof TOO_LONG;
