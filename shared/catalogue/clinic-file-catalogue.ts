import type { Catalogue, Room, Site } from '../domain/catalogue.ts';
import { catalogueVersion } from './catalogue-version.ts';
import type { ClinicFile, ClinicFileSite } from './clinic-file-schema.ts';

// Sets are sorted, so that the order in which a clinic writes its tags is no change of the catalogue.
const setOf = <Item extends string | number>(items: readonly Item[]): Item[] =>
  [...new Set(items)].sort((a, b) => (a < b ? -1 : 1));

const roomsOf = (site: ClinicFileSite): Room[] =>
  site.buildings.flatMap((building) =>
    building.floors.flatMap((floor, floorIndex) =>
      floor.rooms.map((room) => ({
        id: room.id,
        building: building.name,
        floor: floor.name,
        floorIndex,
        kind: room.kind,
        equipment: setOf(room.equipment),
        accessible: room.accessible,
        hours: room.hours ?? site.hours,
        turnaroundMinutes: room.turnaroundMinutes ?? site.turnaroundMinutes,
        ...(room.practitioners && { practitioners: setOf(room.practitioners) }),
        ...(room.parts && { parts: setOf(room.parts) }),
      })),
    ),
  );

const siteOf = (site: ClinicFileSite): Site => ({
  id: site.id,
  name: site.name,
  timeZone: site.timeZone,
  credential: site.credential,
  publishing: site.publishing,
  ...(site.fallbackLocation !== undefined && { fallbackLocation: site.fallbackLocation }),
  locationFormat: site.locationFormat,
  announcing: site.announcing,
  closedDates: setOf(site.closedDates),
  rooms: roomsOf(site),
  portable: site.portable.map(({ tag, units }) => ({ tag, units: setOf(units) })),
  policy: site.policy,
});

/** The file with its defaults handed down, as the domain reads it. */
export const catalogueOf = (file: ClinicFile): Catalogue => {
  const content = {
    equipment: setOf(file.equipment),
    sites: file.sites.map(siteOf),
    practitioners: file.practitioners.map(({ id, site, homeRoom }) => ({
      id,
      site,
      ...(homeRoom !== undefined && { homeRoom }),
    })),
    visitTypes: file.visitTypes.map((type) => ({
      id: type.id,
      eventTypeIds: setOf(type.eventTypeIds),
      eventTypeSlugs: setOf(type.eventTypeSlugs),
      ...(type.site !== undefined && { site: type.site }),
      needs: {
        equipment: setOf(type.needs.equipment),
        ...(type.needs.kinds && { kinds: setOf(type.needs.kinds) }),
        accessible: type.needs.accessible,
      },
      setupMinutes: type.setupMinutes,
      turnaroundMinutes: type.turnaroundMinutes,
      priority: type.priority,
    })),
  };
  return { version: catalogueVersion(content), ...content };
};
