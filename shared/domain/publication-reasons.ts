import type { Rejection } from './hard-rules.ts';
import type { IgnoreReason } from './ignore-reason.ts';

/** Why something is queued still, parked, or left to staff: each reason has a name here, and words on the board's page. */

/** Cal.com says that it does not know the booking, or shows it to no one. */
export const GONE_AT_CAL_COM = 'gone-at-cal-com';

/** Cal.com answers 404 to the PATCH of a booking that it shows: its organiser or its event type is gone. */
export const PATCH_404_THOUGH_FOUND = 'patch-404-though-found';

/** Cal.com answered 404 once: it is tried a second time. */
export const PATCH_404 = 'patch-404';

/** The key may not read the booking (403): perhaps it alone, so the others come first from now on. */
export const KEY_REFUSED = 'key-refused';

/** Why what is queued was not sent as it should have been. */
export type QueuedReason = typeof PATCH_404 | typeof KEY_REFUSED;

const MAY_NOT_CHANGE = 'may-not-change-event-type';

/** Why nothing more is sent until staff look. */
export type ParkedReason =
  | typeof GONE_AT_CAL_COM
  | typeof PATCH_404_THOUGH_FOUND
  | 'sent-three-times'
  | 'uid-names-a-series'
  | 'unreadable'
  | `${typeof MAY_NOT_CHANGE}-${number | 'unknown'}`
  | `get-${number}`
  | `patch-${number}${'' | `-${string}`}`;

/** What a person has written at Cal.com, and why the booking did not follow it. */
export type ManualEditReason =
  | 'manual-edit'
  | 'not-a-place'
  | `room-${Rejection | IgnoreReason | 'ended' | 'unknown'}`;

/** What staff have to decide, since nothing that we could send would put it right. */
export type DriftReason =
  | typeof GONE_AT_CAL_COM
  | 'alive-at-cal-com'
  | IgnoreReason
  | ManualEditReason
  /** Written by an older release. */
  | 'unknown';

/** A reason without what it is about: so many have words of their own on the page. */
export type ReasonName = NameOf<ParkedReason | DriftReason>;
type NameOf<R extends string> =
  R extends `${infer Name extends typeof MAY_NOT_CHANGE | 'room' | 'get' | 'patch'}-${string}` ? Name : R;

/** Its name; any other text is its own. */
export const nameOfReason = (reason: string): string =>
  /^(may-not-change-event-type|room|get|patch)(?=-)/.exec(reason)?.[0] ?? reason;

/** Cal.com refuses (403) to let the key change bookings of this event type. */
export const mayNotChange = (eventTypeId: number | undefined): ParkedReason =>
  `${MAY_NOT_CHANGE}-${eventTypeId ?? 'unknown'}`;

/** The event type that the key may not change, where that is the reason. */
export const unchangeableEventType = (reason: string | undefined): string | undefined =>
  reason?.startsWith(`${MAY_NOT_CHANGE}-`) ? reason.slice(MAY_NOT_CHANGE.length + 1) : undefined;
