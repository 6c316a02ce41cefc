import { asksForNothing } from '../domain/equipment-words.ts';
import { lettersAndDigits } from '../domain/letters-and-digits.ts';
import { isLinkFirst, LOCATION_MAX_LENGTH, locationText } from '../domain/location-text.ts';
import { isSameName, roomName } from '../domain/room-name.ts';
import { LONGEST_TOKEN, pageAddress } from '../domain/visit-link.ts';
import { mostClaims } from '../domain/write-count.ts';
import { claimsOf } from './catalogue-limits.ts';
import { locationFormatOf } from './clinic-file-catalogue.ts';
import type { ClinicFile, ClinicFileSite } from './clinic-file-schema.ts';
import { didYouMean } from './did-you-mean.ts';

/** What is wrong, and where in the file. */
export type Complaint = { readonly path: readonly PropertyKey[]; readonly message: string };

type Path = readonly (string | number)[];
type Placed<Value> = { readonly value: Value; readonly path: Path };
type FileRoom = ClinicFileSite['buildings'][number]['floors'][number]['rooms'][number];
type PlacedRoom = Placed<FileRoom> & { readonly building: string; readonly floor: string };

/** Each item with its place in the file; an optional field that is left out has none. */
const each = <Value>(items: readonly Value[] | undefined, ...path: Path): Placed<Value>[] =>
  (items ?? []).map((value, index) => ({ value, path: [...path, index] }));

const one = <Value>(value: Value | undefined, ...path: Path): Placed<Value>[] =>
  value === undefined ? [] : [{ value, path }];

/** The second and later of equal things; ids that differ in case only are equal to a reader. */
const repeated = (what: string, items: readonly Placed<string | number>[]): Complaint[] => {
  const seen = new Set<string>();
  return items.flatMap(({ value, path }) => {
    const key = String(value).toLowerCase();
    if (seen.has(key)) return [{ path, message: `${what} "${value}" is given twice` }];
    seen.add(key);
    return [];
  });
};

const unknown = (
  what: string,
  items: readonly Placed<string | number>[],
  known: readonly (string | number)[],
): Complaint[] =>
  items
    .filter(({ value }) => !known.includes(value))
    .map(({ value, path }) => ({
      path,
      message: `unknown ${what} "${value}"${didYouMean(String(value), known.map(String))}`,
    }));

const ids = <Id>(items: readonly Placed<{ readonly id: Id }>[]): Placed<Id>[] =>
  items.flatMap(({ value, path }) => one(value.id, ...path, 'id'));

const names = (items: readonly Placed<{ readonly name: string }>[]): Placed<string>[] =>
  items.flatMap(({ value, path }) => one(value.name, ...path, 'name'));

const buildingsOf = ({ value, path }: Placed<ClinicFileSite>) => each(value.buildings, ...path, 'buildings');

const roomsOf = (site: Placed<ClinicFileSite>): PlacedRoom[] =>
  buildingsOf(site).flatMap((building) =>
    each(building.value.floors, ...building.path, 'floors').flatMap((floor) =>
      each(floor.value.rooms, ...floor.path, 'rooms').map((room) => ({
        ...room,
        building: building.value.name,
        floor: floor.value.name,
      })),
    ),
  );

/** Everything that does not fit together in a file whose every field is well-formed by itself. */
export const complaintsAbout = (file: ClinicFile): Complaint[] => {
  const sites = each(file.sites, 'sites');
  return [
    ...repeated('tag', ids(each(file.equipment, 'equipment'))),
    ...wordsOfTags(each(file.equipment, 'equipment')),
    ...repeated('kind', ids(each(file.kinds, 'kinds'))),
    ...repeated('site', ids(sites)),
    ...repeatedAddresses(sites),
    ...sites.flatMap((site) => aboutSite(file, site)),
    ...sites.flatMap((site) => roomsOf(site).flatMap((room) => aboutRoom(file, site, room))),
    ...aboutPractitioners(file, sites),
    ...aboutVisitTypes(file),
  ];
};

/** An answer is matched by letters and digits: a word that means two tags means neither, and some ask for nothing. */
const wordsOfTags = (tags: readonly Placed<ClinicFile['equipment'][number]>[]): Complaint[] => {
  const meant = new Map<string, string>();
  return tags.flatMap(({ value, path }) =>
    [value.id, ...one(value.name).map((each) => each.value), ...(value.aliases ?? [])].flatMap((word) => {
      if (asksForNothing(word)) return [{ path, message: `"${word}" is an answer that asks for nothing` }];
      const key = lettersAndDigits(word);
      const other = meant.get(key);
      meant.set(key, other ?? value.id);
      return other === undefined || other === value.id
        ? []
        : [{ path, message: `"${word}" is also a word for "${other}"` }];
    }),
  );
};

/** Two texts of the same letters and digits are one address. */
const repeatedAddresses = (sites: readonly Placed<ClinicFileSite>[]): Complaint[] => {
  const seen = new Map<string, string>();
  return sites.flatMap((site) =>
    each(site.value.addresses, ...site.path, 'addresses').flatMap(({ value, path }) => {
      const key = lettersAndDigits(value);
      if (key === '') return [{ path, message: `"${value}" has no letters and digits` }];
      const other = seen.get(key);
      seen.set(key, other ?? site.value.id);
      return other === undefined
        ? []
        : [{ path, message: `"${value}" is an address of site "${other}" already` }];
    }),
  );
};

const tagsOf = (file: ClinicFile): string[] => file.equipment.map(({ id }) => id);
const kindsOf = (file: ClinicFile): string[] => file.kinds.map(({ id }) => id);

const aboutSite = (file: ClinicFile, site: Placed<ClinicFileSite>): Complaint[] => {
  const rooms = roomsOf(site);
  const portable = each(site.value.portable, ...site.path, 'portable');
  const tags = portable.flatMap(({ value, path }) => one(value.tag, ...path, 'tag'));
  const units = portable.flatMap(({ value, path }) => each(value.units, ...path, 'units'));
  return [
    ...repeated('building', names(buildingsOf(site))),
    ...buildingsOf(site).flatMap(({ value, path }) =>
      repeated('floor', names(each(value.floors, ...path, 'floors'))),
    ),
    ...repeated('date', each(site.value.closedDates, ...site.path, 'closedDates')),
    ...repeated('portable tag', tags),
    ...unknown('tag', tags, tagsOf(file)),
    ...aboutAnnouncing(site),
    ...aboutNames(site.value, rooms),
    ...tags
      .filter(({ value }) => rooms.some((room) => room.value.equipment.includes(value)))
      .map(({ value, path }) => ({
        path,
        message: `"${value}" is also installed in a room of this site; give the portable one a tag of its own`,
      })),
    ...aboutWays(site),
    // A unit is held like a room, under its own id, so the two share one set of ids.
    ...repeated('room or unit', [...ids(rooms), ...units]),
  ];
};

const aboutWays = (site: Placed<ClinicFileSite>): Complaint[] => {
  const ways = each(site.value.ways, ...site.path, 'ways');
  const buildings = buildingsOf(site).map(({ value }) => value.name);
  const pairs = new Set<string>();
  return ways.flatMap(({ value, path }) => {
    const between = each(value.between, ...path, 'between');
    const pair = value.between.toSorted().join('\n');
    const isAgain = pairs.has(pair);
    pairs.add(pair);
    return [
      ...unknown('building', between, buildings),
      ...repeated('building', between),
      ...(isAgain
        ? [{ path, message: `the way between ${value.between.join(' and ')} is given twice` }]
        : []),
    ];
  });
};

/** Two rooms that a patient, or someone at the board, could not tell apart. */
const aboutNames = (site: ClinicFileSite, rooms: readonly PlacedRoom[]): Complaint[] =>
  rooms.flatMap((room, index) => {
    const name = roomName(room.value);
    const path = [...room.path, room.value.name === undefined ? 'id' : 'name'];
    for (const other of rooms.slice(0, index)) {
      if (room.value.id.toLowerCase() === other.value.id.toLowerCase()) continue;
      const whose = `"${name}" is also the name of room "${other.value.id}"`;
      if (
        isSameName(roomName(other.value), name) &&
        other.building === room.building &&
        other.floor === room.floor
      )
        return [{ path, message: `${whose} on this floor` }];
      if (locationFormatOf(site).includes('{room}') && isSameName(textOf(site, room), textOf(site, other)))
        return [
          {
            path,
            message: `patients would read the same for this room and room "${other.value.id}"; give them names that differ, or put {floor} and {building} into locationFormat`,
          },
        ];
    }
    return [];
  });

const textOf = (site: ClinicFileSite, { value, building, floor }: PlacedRoom): string =>
  locationText(
    { ...site, locationFormat: locationFormatOf(site) },
    { ...value, building, floor },
    isLinkFirst(site.announcing) ? pageAddress(site.announcing.link, LONGEST_TOKEN) : '',
  );

/** What patients read must name the room, or lead to where it is named. */
const aboutAnnouncing = ({ value, path }: Placed<ClinicFileSite>): Complaint[] => {
  const format = { value: locationFormatOf(value), path: [...path, 'locationFormat'] };
  const byLink = isLinkFirst(value.announcing);
  const [wanted, unwanted] = byLink ? ['{link}', ['{room}', '{floor}']] : ['{room}', ['{link}']];
  return [
    ...(format.value.includes(wanted) ? [] : [{ path: format.path, message: `must contain ${wanted}` }]),
    ...unwanted
      .filter((placeholder) => format.value.includes(placeholder))
      .map((placeholder) => ({
        path: format.path,
        message: byLink
          ? `must not contain ${placeholder}: the link shows it, and may show another one later`
          : `must not contain ${placeholder}: there is one only where "announcing" is a link`,
      })),
    ...(value.checkIn && !byLink
      ? [{ path: [...path, 'checkIn'], message: 'needs "announcing" to be a link: patients check in there' }]
      : []),
  ];
};

const aboutRoom = (file: ClinicFile, site: Placed<ClinicFileSite>, room: PlacedRoom): Complaint[] => {
  const { value, path } = room;
  const equipment = each(value.equipment, ...path, 'equipment');
  const practitioners = each(value.practitioners, ...path, 'practitioners');
  const parts = each(value.parts, ...path, 'parts');
  const siblings = roomsOf(site);
  const text = textOf(site.value, room);
  return [
    ...unknown('kind', one(value.kind, ...path, 'kind'), kindsOf(file)),
    ...unknown('tag', equipment, tagsOf(file)),
    ...repeated('tag', equipment),
    ...unknown(
      'practitioner',
      practitioners,
      file.practitioners.map(({ id }) => id),
    ),
    ...repeated('practitioner', practitioners),
    ...each(value.sessions, ...path, 'sessions').flatMap((session) =>
      unknown(
        'practitioner',
        each(session.value.practitioners, ...session.path, 'practitioners'),
        value.practitioners ?? file.practitioners.map(({ id }) => id),
      ),
    ),
    ...unknown(
      'room',
      parts,
      siblings.map((sibling) => sibling.value.id),
    ),
    ...repeated('part', parts),
    ...parts.flatMap((part) => {
      if (part.value === value.id) return [{ path: part.path, message: 'a room cannot be part of itself' }];
      const whole = siblings.find((sibling) => sibling.value.id === part.value);
      return whole?.value.parts === undefined
        ? []
        : [
            {
              path: part.path,
              message: `"${part.value}" has parts itself; name the rooms that it is made of`,
            },
          ];
    }),
    ...aboutSize(file, site, room),
    ...(text.length > LOCATION_MAX_LENGTH
      ? [{ path, message: `its location text is longer than ${LOCATION_MAX_LENGTH} characters: "${text}"` }]
      : []),
  ];
};

/** By the same count that decides whether a visit can be written at all. */
const aboutSize = (
  { visitTypes }: ClinicFile,
  { value: site }: Placed<ClinicFileSite>,
  { value, path }: PlacedRoom,
): Complaint[] => {
  if (value.parts === undefined) return [];
  const { parts, equipment } = value;
  const most = parts.length + mostClaims() - claimsOf({ visitTypes }, site, { parts, equipment });
  const message = `a room of ${parts.length} parts is too large: no transaction could write a visit to it; ${most} parts are the most`;
  return parts.length <= most ? [] : [{ path: [...path, 'parts'], message }];
};

const aboutPractitioners = (file: ClinicFile, sites: readonly Placed<ClinicFileSite>[]): Complaint[] => {
  const practitioners = each(file.practitioners, 'practitioners');
  return [
    ...repeated('practitioner', ids(practitioners)),
    ...practitioners.flatMap(({ value, path }) => {
      const work = sites.find((site) => site.value.id === value.site);
      const elsewhere = each(value.alsoAt, ...path, 'alsoAt').flatMap((other) =>
        one(other.value.site, ...other.path, 'site'),
      );
      const astray = unknown(
        'site',
        [...one(value.site, ...path, 'site'), ...elsewhere],
        file.sites.map(({ id }) => id),
      );
      if (work === undefined || astray.length > 0) return astray;
      const rooms = [...one(value.homeRoom, ...path, 'homeRoom'), ...each(value.pod ?? [], ...path, 'pod')];
      const here = roomsOf(work).map((room) => room.value.id);
      return rooms.flatMap((room) => {
        const elsewhere = sites.find((site) => roomsOf(site).some((other) => other.value.id === room.value));
        return here.includes(room.value) || elsewhere === undefined
          ? unknown('room', [room], here)
          : [
              {
                path: room.path,
                message: `room "${room.value}" is at site "${elsewhere.value.id}", the practitioner at "${value.site}"`,
              },
            ];
      });
    }),
  ];
};

const aboutVisitTypes = (file: ClinicFile): Complaint[] => {
  const types = each(file.visitTypes, 'visitTypes');
  return [
    ...repeated('visit type', ids(types)),
    ...repeated(
      'event type id',
      types.flatMap(({ value, path }) => each(value.eventTypeIds, ...path, 'eventTypeIds')),
    ),
    ...repeated(
      'event type slug',
      types.flatMap(({ value, path }) => each(value.eventTypeSlugs, ...path, 'eventTypeSlugs')),
    ),
    ...types.flatMap(({ value, path }) => [
      ...(value.eventTypeIds.length + value.eventTypeSlugs.length === 0
        ? [{ path, message: 'name at least one event type, by eventTypeIds or eventTypeSlugs' }]
        : []),
      ...aboutOffer(value, path),
      ...unknown(
        'site',
        one(value.site, ...path, 'site'),
        file.sites.map(({ id }) => id),
      ),
      ...unknown('tag', each(value.needs.equipment, ...path, 'needs', 'equipment'), tagsOf(file)),
      ...unknown('kind', each(value.needs.kinds, ...path, 'needs', 'kinds'), kindsOf(file)),
    ]),
  ];
};

/** Whose schedule would be cut must be plain, and a class that has begun to fill must stay to be joined. */
const aboutOffer = (
  { offer, eventTypeIds, eventTypeSlugs, tellSeats }: ClinicFile['visitTypes'][number],
  path: Path,
): Complaint[] => {
  if (offer === 'always') return [];
  const at = [...path, 'offer'];
  return [
    ...(eventTypeIds.length === 0
      ? [
          {
            path: at,
            message: `"${offer}" is about event types of one person each: name them by eventTypeIds, for several people may have one of the same slug`,
          },
        ]
      : []),
    ...(eventTypeIds.length > 0 && eventTypeSlugs.length > 0
      ? [
          {
            path: at,
            message: `"${offer}" is done for eventTypeIds alone; give the event types named by a slug a visit type of their own`,
          },
        ]
      : []),
    ...(tellSeats === 'never'
      ? []
      : [
          {
            path: at,
            message: `"${offer}" is not for classes: a class keeps its room while seats are left, and would be hidden from those who want one`,
          },
        ]),
  ];
};
