/** Whatever asks which triggers there are: loaded anew with another table by `one-row.test.ts`. */
export { registerWebhook } from '../../bin/admin/register-webhook.ts';
export { roomTriggers } from '../../bin/sandbox/webhook-triggers.ts';
export { bookingEventOf, ROOM_TRIGGERS } from '../../shared/calcom/booking-event-of.ts';
