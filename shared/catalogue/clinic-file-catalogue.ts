import type { Catalogue, EquipmentName, KindName, Room, Site } from '../domain/catalogue.ts';
import { DEFAULT_LINK_FORMAT, DEFAULT_LOCATION_FORMAT, isLinkFirst } from '../domain/location-text.ts';
import type { Way } from '../domain/ways.ts';
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
        ...(room.name !== undefined && room.name !== room.id && { name: room.name }),
        building: building.name,
        floor: floor.name,
        floorIndex,
        kind: room.kind,
        equipment: setOf(room.equipment),
        accessible: room.accessible,
        hours: room.hours ?? site.hours,
        turnaroundMinutes: room.turnaroundMinutes ?? site.turnaroundMinutes,
        ...(room.capacity !== undefined && { capacity: room.capacity }),
        ...(room.locked && { locked: true as const }),
        ...(room.blocks.length > 0 && { blocks: room.blocks }),
        ...(room.sessions.length > 0 && {
          sessions: room.sessions.map((each) => ({ ...each, practitioners: setOf(each.practitioners) })),
        }),
        ...(room.practitioners && { practitioners: setOf(room.practitioners) }),
        ...(room.parts && { parts: setOf(room.parts) }),
        ...(room.directions !== undefined && { directions: room.directions }),
        ...(room.plan !== undefined && { plan: room.plan }),
      })),
    ),
  );

/** What is written as no way at all is no content. */
const waysOf = ({ ways }: ClinicFileSite): Pick<Site, 'ways'> => {
  const found = ways
    .filter(({ minutes }) => minutes > 0)
    .map(({ between, minutes }): Way => {
      const [one = '', other = ''] = setOf(between);
      return { between: [one, other], minutes };
    })
    .sort((a, b) => (a.between.join('\n') < b.between.join('\n') ? -1 : 1));
  return found.length === 0 ? {} : { ways: found };
};

/** As the file has it, or as patients of such a Site are told by default. */
export const locationFormatOf = ({ announcing, locationFormat }: ClinicFileSite): string =>
  locationFormat ?? (isLinkFirst(announcing) ? DEFAULT_LINK_FORMAT : DEFAULT_LOCATION_FORMAT);

const siteOf = (site: ClinicFileSite): Site => ({
  id: site.id,
  name: site.name,
  timeZone: site.timeZone,
  credential: site.credential,
  publishing: site.publishing,
  ...(site.fallbackLocation !== undefined && { fallbackLocation: site.fallbackLocation }),
  locationFormat: locationFormatOf(site),
  announcing: site.announcing,
  closedDates: setOf(site.closedDates),
  ...(site.addresses.length > 0 && { addresses: setOf(site.addresses) }),
  ...(site.walkIns !== undefined && { walkIns: site.walkIns }),
  ...(site.checkIn && { checkIn: true as const }),
  ...(site.patientNames !== 'off' && { patientNames: site.patientNames }),
  rooms: roomsOf(site),
  portable: site.portable.map(({ tag, units, during }) => ({
    tag,
    units: setOf(units),
    ...(during === undefined ? {} : { during }),
  })),
  ...waysOf(site),
  policy: site.policy,
});

const equipmentNamesOf = (file: ClinicFile): EquipmentName[] =>
  file.equipment
    .filter(({ name, aliases }) => name !== undefined || (aliases?.length ?? 0) > 0)
    .map(({ id, name, aliases = [] }) => ({
      tag: id,
      ...(name !== undefined && { name }),
      ...(aliases.length > 0 && { aliases: setOf(aliases) }),
    }))
    .sort((a, b) => (a.tag < b.tag ? -1 : 1));

const kindNamesOf = (file: ClinicFile): KindName[] =>
  file.kinds
    .flatMap(({ id, name }) => (name === undefined || name === id ? [] : { kind: id, name }))
    .sort((a, b) => (a.kind < b.kind ? -1 : 1));

/** The file with its defaults handed down, as the domain reads it. What it does not use is absent. */
export const catalogueOf = (file: ClinicFile): Catalogue => {
  const [equipmentNames, kindNames] = [equipmentNamesOf(file), kindNamesOf(file)];
  const content = {
    equipment: setOf(file.equipment.map(({ id }) => id)),
    ...(equipmentNames.length > 0 && { equipmentNames }),
    ...(kindNames.length > 0 && { kindNames }),
    sites: file.sites.map(siteOf),
    practitioners: file.practitioners.map(({ id, name, site, alsoAt, credential, homeRoom, rooms, pod }) => ({
      id,
      ...(name !== undefined && { name }),
      site,
      ...(alsoAt.length > 0 && { alsoAt }),
      ...(credential !== undefined && { credential }),
      ...(homeRoom !== undefined && { homeRoom }),
      ...(rooms !== undefined && { rooms }),
      ...(pod !== undefined && { pod: setOf(pod) }),
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
      ...(type.people !== undefined && { people: type.people }),
      setupMinutes: type.setupMinutes,
      turnaroundMinutes: type.turnaroundMinutes,
      priority: type.priority,
      ...(type.overrun !== undefined && { overrun: type.overrun }),
      // What everyone has who says nothing is no part of the content.
      ...(type.tellSeats !== 'never' && { tellSeats: type.tellSeats }),
      ...(type.offer !== 'always' && { offer: type.offer }),
    })),
  };
  return { version: catalogueVersion(content), ...content };
};
