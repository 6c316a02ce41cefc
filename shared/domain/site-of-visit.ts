import type {
  AddressId,
  CatalogueIndex,
  Practitioner,
  PractitionerId,
  SiteEntry,
  SiteId,
  VisitType,
} from './catalogue.ts';
import type { Instant } from './instant.ts';
import { localDateOf, wallTimeOf, weekdayOf } from './local-time.ts';

/** What tells where a visit takes place. */
export type Whereabouts = {
  readonly visitType: VisitType | undefined;
  readonly practitionerId?: PractitionerId | undefined;
  readonly start: Instant;
  /** The location that the patient chose. */
  readonly address?: AddressId | undefined;
  /** The Site where the visit has a room, or waits for one. */
  readonly standsAt?: SiteId | undefined;
  /** The Site of the booking that this one replaces: where its address tells nothing of its own, or nothing else does. */
  readonly cameFrom?: SiteId | undefined;
};

/**
 * The Site of a visit: the one where it stands, for no one but staff moves a visit from house to house; else the one whose
 * address the patient chose; else that of the booking it replaces, where addresses tell houses apart: a reschedule through
 * the API hands the old room's text on, and the choice was made before; else its visit type's, else where its Practitioner
 * works at that time, else the only one there is, else that of the booking it replaces. `undefined`: nothing tells.
 */
export const siteOfVisit = (
  catalogue: Pick<CatalogueIndex, 'sites' | 'practitioners' | 'siteAddresses'>,
  { visitType, practitionerId, start, address, standsAt, cameFrom }: Whereabouts,
): SiteEntry | undefined => {
  const here = siteById(catalogue, standsAt);
  if (here !== undefined) return here;
  if (visitType === undefined) return undefined;
  const chosen = address === undefined ? undefined : catalogue.siteAddresses?.siteOf(address);
  if (chosen !== undefined) return siteById(catalogue, chosen);
  const former = siteById(catalogue, cameFrom);
  if (former?.addresses?.length) return former;
  const practitioner = catalogue.practitioners.find((each) => each.id === practitionerId);
  const id = visitType.site ?? (practitioner && workplaceOf(practitioner, catalogue.sites, start));
  if (id !== undefined) return siteById(catalogue, id);
  return catalogue.sites.length === 1 ? catalogue.sites[0] : former;
};

/** Where a Practitioner works at an instant, by the wall clock of each Site; otherwise at their own Site. */
export const workplaceOf = (
  { site, alsoAt = [] }: Pick<Practitioner, 'site' | 'alsoAt'>,
  sites: readonly Pick<SiteEntry, 'id' | 'timeZone'>[],
  at: Instant,
): SiteId =>
  alsoAt.find((other) => {
    const timeZone = sites.find(({ id }) => id === other.site)?.timeZone;
    if (timeZone === undefined) return false;
    const time = wallTimeOf(at, timeZone);
    const hours = other.hours[weekdayOf(localDateOf(at, timeZone))] ?? [];
    return hours.some(({ from, to }) => from <= time && time < to);
  })?.site ?? site;

const siteById = ({ sites }: Pick<CatalogueIndex, 'sites'>, id: SiteId | undefined): SiteEntry | undefined =>
  sites.find((site) => site.id === id);
