import type { OfferedTypeAtCal } from '../calcom/cal-schedules.ts';
import {
  type CatalogueIndex,
  type CredentialName,
  sitesByCredential,
  type VisitType,
} from '../domain/catalogue.ts';
import type { StartTerms } from '../domain/offer/possible-starts.ts';

/** The event types that the clinic file wants offered only where there is a room, in the one way or the other. */
export const wantedTypes = (
  { visitTypes }: Pick<CatalogueIndex, 'visitTypes'>,
  way: NonNullable<VisitType['offer']>,
): readonly number[] => visitTypes.flatMap(({ offer, eventTypeIds }) => (offer === way ? eventTypeIds : []));

/** Keys among which the owner's may be. */
export const keysToTry = (catalogue: CatalogueIndex): readonly CredentialName[] => [
  ...sitesByCredential(catalogue).keys(),
];

/** Why an event type cannot have a schedule of ours; `undefined` where it can. */
export const refusalOf = (type: OfferedTypeAtCal): string | undefined => {
  if (type.ownerId == null || type.teamId != null || type.parentEventTypeId != null || type.schedulingType)
    return 'it belongs to a team: who its host will be is for Cal.com to choose, and it has no schedule of its own';
  if ((type.seats?.seatsPerTimeSlot ?? 0) > 0)
    return 'it has seats: a class that has begun holds its room, and would be hidden from those who want a seat';
  if (new Set([type.lengthInMinutes, ...(type.lengthInMinutesOptions ?? [])]).size > 1)
    return 'it has several lengths: one schedule cannot be right for all of them';
  return undefined;
};

/** By what Cal.com makes its starts. */
export const termsOf = ({ lengthInMinutes, slotInterval, offsetStart }: OfferedTypeAtCal): StartTerms => ({
  length: lengthInMinutes,
  ...(slotInterval ? { slotInterval } : {}),
  ...(offsetStart ? { offsetStart } : {}),
});
