import type { Booking } from './booking.ts';
import { type BookingFacts, inputsOf, type LiveFacts, practitionerOf } from './booking-facts.ts';
import type { BookingRecord } from './booking-record.ts';
import { type CatalogueIndex, type RoomId, type SiteEntry, type SiteId, visitTypeOf } from './catalogue.ts';
import { hasArrived } from './encounter.ts';
import { type IgnoreReason, TOO_LONG } from './ignore-reason.ts';
import { type Instant, MINUTE } from './instant.ts';
import { LONGEST_VISIT } from './longest-visit.ts';
import { isAnnounced } from './publication.ts';
import { requirementOf } from './room-requirement.ts';
import { addressOf } from './site-addresses.ts';
import { siteOfVisit } from './site-of-visit.ts';

/** What a live booking is to the assigner: one that wants a room at a Site, or one that takes none. */
export type Admission =
  | {
      readonly kind: 'admitted';
      readonly site: SiteEntry;
      readonly booking: Booking;
      /** Asked tags that the catalogue does not know: for staff to look at. */
      readonly unknownEquipment: readonly string[];
    }
  | { readonly kind: 'ignored'; readonly reason: IgnoreReason; readonly site?: SiteEntry };

/** A live booking, with the place it has by now if it has one. */
export type LiveBooking = LiveFacts &
  Partial<Pick<BookingRecord, 'siteId' | 'placement' | 'publication' | 'progress'>>;

/** The Site where a booking has a room or waits for one. */
export const standsAt = ({
  siteId,
  placement,
}: Pick<LiveBooking, 'siteId' | 'placement'>): SiteId | undefined =>
  placement?.kind === 'roomed' || placement?.kind === 'waiting' ? siteId : undefined;

/** Ignored only because the clinic file says too little: a file that says more may change that. */
export const isForWant = ({
  kind,
  reason,
}: {
  readonly kind: string;
  readonly reason?: IgnoreReason;
}): boolean => kind === 'ignored' && reason !== undefined && WANTS_THE_FILE.includes(reason);

const WANTS_THE_FILE: readonly IgnoreReason[] = ['event-type-unmapped', 'no-site', 'address-of-no-site'];

/**
 * Reads a live booking against the catalogue: its Site, its requirement, whether it takes a room at all. `cameFrom`: where
 * the booking stood that it replaces, and what it was told.
 */
export const admit = (
  facts: LiveBooking,
  catalogue: CatalogueIndex,
  now: Instant,
  {
    cameFrom,
    ...wishes
  }: {
    currentRoom?: RoomId;
    preferredRoom?: RoomId;
    cameFrom?: Pick<BookingRecord, 'siteId' | 'publication'> | undefined;
  } = {},
): Admission => {
  const { fact } = facts;
  const inputs = inputsOf(facts);
  const visitType = visitTypeOf(catalogue, inputs);
  const practitionerId = practitionerOf(facts);
  const address = addressOf(facts, catalogue);
  if (visitType === undefined) return { kind: 'ignored', reason: 'event-type-unmapped' };
  const site = siteOfVisit(catalogue, {
    visitType,
    practitionerId,
    start: fact.start,
    address,
    standsAt: standsAt(facts),
    cameFrom: cameFrom?.siteId,
  });
  if (site === undefined) return { kind: 'ignored', reason: 'no-site' };
  if (!isInClinic(facts)) return { kind: 'ignored', reason: 'takes-no-room', site };
  const isHere =
    standsAt(facts) !== undefined ||
    address === undefined ||
    (site.addresses ?? []).length === 0 ||
    catalogue.siteAddresses?.siteOf(address) !== undefined ||
    // Cal.com hands the old room's text on to a rescheduled booking, and to the one that replaces that.
    [facts, cameFrom].some((each) => textShown(facts, each?.publication, catalogue) !== undefined);
  if (!isHere) return { kind: 'ignored', reason: 'address-of-no-site', site };
  if (fact.end <= now) return { kind: 'ignored', reason: 'past', site };
  if (fact.end - fact.start > LONGEST_VISIT) return { kind: 'ignored', reason: TOO_LONG, site };
  const expiresAt = fact.createdAt + site.policy.holdMinutes * MINUTE;
  if (fact.status === 'tentative' && expiresAt <= now && !waitsHere(facts))
    return { kind: 'ignored', reason: 'hold-expired', site };
  const { requirement, unknownEquipment } = requirementOf(inputs, visitType, catalogue);
  const booking: Booking = {
    uid: facts.uid,
    start: fact.start,
    end: fact.end,
    ...(practitionerId === undefined ? {} : { practitionerId }),
    status: fact.status,
    ...(fact.status === 'tentative' ? { expiresAt } : {}),
    inputs,
    requirement,
    priority: visitType.priority,
    firstEventAt: facts.firstEventAt,
    ...wishes,
  };
  return { kind: 'admitted', site, booking, unknownEquipment };
};

/** A hold whose patient waits at the clinic does not lapse: it is for staff to send them away. */
export const waitsHere = ({ placement, progress }: Pick<LiveBooking, 'placement' | 'progress'>): boolean =>
  placement?.kind === 'waiting' && hasArrived(progress);

/** The one of our texts in `publication` that Cal.com shows as the location of a booking. */
export const textShown = (
  facts: Pick<BookingFacts, 'asked'>,
  publication: BookingRecord['publication'] | undefined,
  catalogue: CatalogueIndex,
): string | undefined => {
  const address = addressOf(facts, catalogue);
  if (address === undefined) return undefined;
  return textsOf(publication).find((text) => catalogue.siteAddresses?.idOf(text) === address);
};

/** What Cal.com may show of our words, its own or handed on. */
const textsOf = (publication: BookingRecord['publication'] | undefined): readonly string[] =>
  publication === undefined
    ? []
    : [...publication.texts, ...(publication.reads === undefined ? [] : [publication.reads])];

/** Whether people come to the clinic: who has been told a room does, whatever type an answer gives the location since. */
const isInClinic = ({ fact, publication }: Pick<LiveBooking, 'fact' | 'publication'>): boolean =>
  fact.venue === 'on-site' ||
  (fact.venue === 'elsewhere' && publication !== undefined && isAnnounced(publication));
