import { ROOM_TRIGGERS } from '../../shared/calcom/booking-event-of.ts';

/** The trigger names of the public source. */
export const publicTriggers = [
  'BOOKING_CREATED',
  'BOOKING_PAYMENT_INITIATED',
  'BOOKING_PAID',
  'BOOKING_RESCHEDULED',
  'BOOKING_REQUESTED',
  'BOOKING_CANCELLED',
  'BOOKING_REJECTED',
  'BOOKING_NO_SHOW_UPDATED',
  'FORM_SUBMITTED',
  'FORM_SUBMITTED_NO_EVENT',
  'MEETING_STARTED',
  'MEETING_ENDED',
  'RECORDING_READY',
  'RECORDING_TRANSCRIPTION_GENERATED',
  'INSTANT_MEETING',
  'INSTANT_MEETING_ACCEPTED',
  'OOO_CREATED',
  'AFTER_HOSTS_CAL_VIDEO_NO_SHOW',
  'AFTER_GUESTS_CAL_VIDEO_NO_SHOW',
  'ROUTING_FORM_FALLBACK_HIT',
  'WRONG_ASSIGNMENT_REPORT',
  'CALENDAR_ENTRY_REJECTED',
  'DELEGATION_CREDENTIAL_ERROR',
  'DELEGATION_CREDENTIAL_ROTATION_REQUIRED',
  'DELEGATION_CREDENTIAL_SECRET_ROTATED',
  'DELEGATION_CREDENTIAL_SECRET_ROTATION_FAILED',
] as const;

/** The hosted service has two more. */
export const hostedTriggers = [...publicTriggers, 'BOOKING_LOCATION_UPDATED', 'BOOKING_REASSIGNED'] as const;

export type Trigger = (typeof hostedTriggers)[number];

/** The sandbox's own first subscription: what a room assigner asks for. One that Cal.com does not have does not compile. */
export const roomTriggers: readonly Trigger[] = ROOM_TRIGGERS;
