import type { Catalogue, PortableEquipment, Room, VisitType } from '../domain/catalogue.ts';
import { MOST_WRITES, writesOfMove } from '../domain/write-count.ts';
import { cataloguePartsOf } from '../ledger/catalogue-parts.ts';

/** How far a clinic file is from one of the limits that nothing can go beyond. */
type CatalogueLimit = {
  /** What is measured, of the thing that comes nearest to the limit. */
  readonly what: string;
  readonly is: number;
  readonly most: number;
  readonly unit: 'writes' | 'KB';
};

/** What is read before any decision, whichever site it is about. */
const MOST_FOR_ALL = 4_096;
/** What is read of one site before a decision about it. */
const MOST_OF_A_SITE = 2_048;
/** A visit within a day may still touch two dates. */
const DATES = 2;

/** Every limit, with what in the file comes nearest to it. */
export const limitsOf = (catalogue: Catalogue): CatalogueLimit[] => {
  const rooms = catalogue.sites.flatMap((site) =>
    site.rooms.map((room) => ({ site, room, writes: writesOfMove(claimsOf(catalogue, site, room), DATES) })),
  );
  const widest = most(rooms, ({ writes }) => writes);
  const sites = catalogue.sites.map((site) => ({
    id: site.id,
    // Looked for among all sites, each would be looked at once for each.
    kb: kilobytes({ ...catalogue, sites: [site] }, { kind: 'site', siteId: site.id }),
  }));
  const fullest = most(sites, ({ kb }) => kb);
  return [
    ...(widest
      ? [
          {
            what: `moving a visit to or from room ${widest.room.id} (${widest.site.id})`,
            is: widest.writes,
            most: MOST_WRITES,
            unit: 'writes' as const,
          },
        ]
      : []),
    {
      what: 'sites, practitioners and visit types without rooms',
      is: kilobytes(catalogue, { kind: 'index' }),
      most: MOST_FOR_ALL,
      unit: 'KB',
    },
    ...(fullest
      ? [{ what: `the rooms of ${fullest.id}`, is: fullest.kb, most: MOST_OF_A_SITE, unit: 'KB' as const }]
      : []),
  ];
};

/** The most that one visit holds in a room: it, its parts, and the portable units that a visit type may ask for there. */
export const claimsOf = (
  {
    visitTypes,
  }: { readonly visitTypes: readonly { readonly needs: Pick<VisitType['needs'], 'equipment'> }[] },
  { portable }: { readonly portable: readonly Pick<PortableEquipment, 'tag'>[] },
  { parts = [], equipment }: Pick<Room, 'parts' | 'equipment'>,
): number => {
  const brought = portable.map(({ tag }) => tag).filter((tag) => !equipment.includes(tag));
  const asked = visitTypes.map(({ needs }) => needs.equipment.filter((tag) => brought.includes(tag)).length);
  return 1 + parts.length + Math.max(0, ...asked);
};

export const limitInWords = ({ what, is, most, unit }: CatalogueLimit): string =>
  `${what}: ${is} of at most ${most} ${unit}`;

const kilobytes = (catalogue: Catalogue, of: Parameters<typeof cataloguePartsOf>[1]): number =>
  Math.ceil(
    cataloguePartsOf(catalogue, of).reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1024,
  );

const most = <T>(items: readonly T[], measure: (item: T) => number): T | undefined =>
  items.reduce<T | undefined>(
    (found, each) => (found === undefined || measure(each) > measure(found) ? each : found),
    undefined,
  );
