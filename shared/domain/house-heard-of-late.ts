import { standsAt } from './admit.ts';
import type { BookingFacts, LiveFacts } from './booking-facts.ts';
import type { BookingRecord } from './booking-record.ts';
import type { AddressId, CatalogueIndex } from './catalogue.ts';
import { hasArrived } from './encounter.ts';
import type { Instant } from './instant.ts';
import { mayReadARoom } from './publication.ts';

/** Whether Cal.com shows only now where a class is: the delivery of a seat that joins it names the event type's address. */
export const hearsOfItsHouse = (own: BookingRecord, { asked }: Pick<BookingFacts, 'asked'>): boolean =>
  hasSeatsWordOnly(own) && asked.address !== undefined;

/** Whether the address that Cal.com shows is of another house than the one in which a class stands by the word of a seat. */
export const isOfAnotherHouse = (
  own: BookingRecord,
  address: AddressId | undefined,
  { siteAddresses }: Pick<CatalogueIndex, 'siteAddresses'>,
): boolean => {
  if (!hasSeatsWordOnly(own) || address === undefined || standsAt(own) === undefined) return false;
  const house = siteAddresses?.siteOf(address);
  return house !== undefined && house !== own.siteId;
};

/** It goes there by itself as long as no one has been told, or has decided, where it is; else staff are shown that it is elsewhere. */
export const leavesForItsHouse = (
  own: BookingRecord,
  { fact, asked }: LiveFacts,
  catalogue: Pick<CatalogueIndex, 'siteAddresses'>,
  now: Instant,
): boolean =>
  isOfAnotherHouse(own, asked.address?.value, catalogue) &&
  fact.start > now &&
  !own.pinned &&
  !own.siteByStaff &&
  !own.arrangedByHand &&
  own.toldInPerson === undefined &&
  !hasArrived(own.progress) &&
  !mayReadARoom(own.publication);

const hasSeatsWordOnly = ({ asked }: BookingRecord): boolean =>
  asked.seatAddress !== undefined && asked.address === undefined;
