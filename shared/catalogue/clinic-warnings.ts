import type { Catalogue, Practitioner, Site, VisitType } from '../domain/catalogue.ts';
import { sharedWalls } from '../domain/combination-rooms.ts';
import { roomLabel } from '../domain/room-name.ts';
import { type FittingRoom, roomsThatFit } from './rooms-that-fit.ts';

/** What is in order in a catalogue, and will hardly be what the clinic meant; each names what it is about. */
export const clinicWarnings = (catalogue: Catalogue): string[] => [
  ...catalogue.visitTypes.flatMap((type) => aboutType(catalogue, type)),
  ...catalogue.practitioners.flatMap((practitioner) => aboutHomeRoom(catalogue, practitioner)),
  ...catalogue.sites.flatMap((site) => aboutCleaners(catalogue, site)),
  ...catalogue.sites.flatMap(aboutZone),
];

const aboutType = (catalogue: Catalogue, type: VisitType): string[] => {
  const rooms = roomsThatFit(catalogue, type);
  const [first] = rooms;
  if (first === undefined)
    return [`visit type ${type.id}: no room can take it: none has ${needsInWords(type)}`];
  return [...onOneRoom(type, first, rooms), ...onOneUnit(type, rooms)];
};

const needsInWords = ({ needs, people, site }: VisitType): string =>
  [
    ...needs.equipment,
    ...(needs.kinds ? [`the kind ${needs.kinds.join(' or ')}`] : []),
    ...(needs.accessible ? ['step-free access'] : []),
    ...(people === undefined ? [] : [`places for ${people}`]),
  ].join(' and ') + (site === undefined ? '' : ` at ${site}`);

/** One room, or rooms that cannot be used apart from each other. */
const onOneRoom = (type: VisitType, { site, room }: FittingRoom, all: readonly FittingRoom[]): string[] => {
  const shared = sharedWalls(site.rooms).get(room.id) ?? [];
  const isOne = all.every(
    (each) => each.site === site && (each.room === room || shared.includes(each.room.id)),
  );
  const others = all.length === 1 ? '' : ' (and what shares its walls)';
  return isOne
    ? [
        `visit type ${type.id} hangs on room ${roomLabel(room, site)}${others}: where that is lost, visits wait`,
      ]
    : [];
};

const onOneUnit = (type: VisitType, all: readonly FittingRoom[]): string[] => {
  const brought = new Set(all.flatMap(({ portable }) => portable));
  return [...brought].flatMap((tag) => {
    if (!all.every(({ portable }) => portable.includes(tag))) return [];
    const units = [...new Set(all.map(({ site }) => site))].flatMap(({ portable }) =>
      portable.filter((each) => each.tag === tag).flatMap(({ units: ids }) => ids),
    );
    return units.length === 1
      ? [`visit type ${type.id} hangs on ${units[0]}, the only ${tag}: where that is in use, visits wait`]
      : [];
  });
};

/** Those who clean rooms, and are never asked to. */
const aboutCleaners = (catalogue: Catalogue, site: Site): string[] =>
  site.portable.flatMap(({ tag, during }) => {
    if (during === undefined) return [];
    const types = catalogue.visitTypes.filter(({ needs }) => needs.equipment.includes(tag));
    const cleans = types.some((type) =>
      roomsThatFit(catalogue, type).some(
        ({ site: at, room }) => at === site && Math.max(type.turnaroundMinutes, room.turnaroundMinutes) > 0,
      ),
    );
    if (cleans) return [];
    const why =
      types.length === 0
        ? 'no visit type needs it'
        : `neither ${types.map(({ id }) => id).join(' nor ')} nor a room they may have leaves turnaroundMinutes`;
    return [`site ${site.id}: ${tag} is needed during turnarounds, and ${why}: it is never in use`];
  });

const aboutHomeRoom = (catalogue: Catalogue, { id, name, site: at, homeRoom }: Practitioner): string[] => {
  const site = catalogue.sites.find((each) => each.id === at);
  const room = site?.rooms.find((each) => each.id === homeRoom);
  if (site === undefined || room === undefined) return [];
  const who = `practitioner ${id}${name === undefined ? '' : ` (${name})`}`;
  const home = `home room ${roomLabel(room, site)}`;
  if (room.practitioners?.includes(id) === false)
    return [`${who}: the ${home} is not open to them: add them to its practitioners`];
  const types = catalogue.visitTypes.filter((type) => (type.site ?? at) === at);
  const fits = types.some((type) =>
    roomsThatFit(catalogue, type).some((each) => each.site === site && each.room === room),
  );
  return types.length === 0 || fits ? [] : [`${who}: the ${home} will do for no type of visit`];
};

/** Names of IANA that stand for an offset, all year long: `EST`, `Etc/GMT+5`, `UTC`. Places have a `/` of their own. */
const OFFSETS = /^(?:Etc\/.*|EST|MST|HST|GMT.*|UTC|UCT|Zulu|Universal|Greenwich)$/i;

const aboutZone = ({ id, timeZone }: Site): string[] =>
  OFFSETS.test(timeZone)
    ? [
        `site ${id}: the time zone ${timeZone} knows no summer time; where the clinic's clocks change, name its place, such as America/New_York`,
      ]
    : [];
