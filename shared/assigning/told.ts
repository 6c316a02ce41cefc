import type { BookingEvent, BookingUid } from '../domain/booking-event.ts';
import { factsIn } from '../domain/booking-facts.ts';
import type { Instant } from '../domain/instant.ts';
import type { DueMarker } from '../domain/ledger-records.ts';
import { recheckMarker } from './rechecks.ts';

/** What an event says, who did it, and whether Cal.com is to be asked for more. */
export type Told = ReturnType<typeof factsIn> & {
  readonly cameFrom: BookingUid | undefined;
  readonly by: string;
  readonly recheck: DueMarker | undefined;
};

export const toldBy = (event: BookingEvent, now: Instant): Told => ({
  ...factsIn(event),
  cameFrom: event.cameFrom,
  by: HEARD_FROM.get(event.trigger) ?? 'webhook',
  recheck: event.recheck ? recheckMarker(event.fact.uid, event.deliveryId.slice(0, 12), now) : undefined,
});

/** The triggers of events that no one sent: one was read at Cal.com, one is known and a new clinic file maps it. */
export const READ_AT_CAL_COM = 'GET';
export const READMITTED = 'CLINIC_FILE_IMPORTED';

const HEARD_FROM: ReadonlyMap<string, string> = new Map([
  [READ_AT_CAL_COM, 'reconciliation'],
  [READMITTED, 'import'],
]);

/** Whether Cal.com itself sent it, on its own account. */
export const isDelivery = ({ trigger }: { readonly trigger: string }): boolean => !HEARD_FROM.has(trigger);
