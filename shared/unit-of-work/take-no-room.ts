import type { LiveFacts } from '../domain/booking-facts.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { bookingWrite } from '../domain/booking-write.ts';
import type { SiteId } from '../domain/catalogue.ts';
import type { IgnoreReason } from '../domain/ignore-reason.ts';
import { ignoredRecord } from '../domain/next-record.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** A live booking that is to have no room, and why; `siteId`: whose board shows it. */
type WithoutRoom = {
  readonly facts: LiveFacts;
  readonly before: BookingRecord | undefined;
  readonly reason: IgnoreReason;
  readonly siteId: SiteId | undefined;
  readonly drop: Parameters<typeof ignoredRecord>[4];
  /** What it gives up wants no plan: anyone who takes it does so in this very transaction. */
  readonly due?: false;
};

/** The one way to take no room, and wait for none: what the booking held goes. */
export const takeNoRoom = (
  unit: UnitOfWork,
  { facts, before, reason, siteId, drop, due }: WithoutRoom,
): void => {
  if (before) unit.giveUp(before, due === undefined ? {} : { due });
  const record = ignoredRecord(facts, before, reason, siteId, drop);
  unit.write(bookingWrite(before, record));
};
