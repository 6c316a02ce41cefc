import type {
  Catalogue,
  PortableEquipment,
  Practitioner,
  Room,
  SeatsTold,
  Site,
  VisitType,
} from '../../shared/domain/catalogue.ts';
import { DEFAULT_LINK_FORMAT } from '../../shared/domain/location-text.ts';
import { memoize } from '../../shared/domain/memoize.ts';
import { frozen } from '../../shared/ledger/memory-ledger.ts';
import { DEMO_CLINIC, readClinicFile } from '../read-clinic-file.ts';
import { demoAddress } from '../sandbox/demo-clinic.ts';
import { wideClinic } from '../sandbox/wide-clinic.ts';

/** What a simulated clinic has beyond one house with one key. */
export type ClinicKind = {
  /** Two consulting rooms with a wall between them that folds: together they do for therapy. */
  readonly hall?: boolean;
  /** A second house, told from the first by the address that the patient chose, or by where the doctor works then. */
  readonly houses?: 'by-address' | 'by-doctor';
  /** The upper floors are a building of their own, some way from the rest. */
  readonly buildings?: boolean;
  /** After some visits one of two cleaners is needed. */
  readonly cleaners?: boolean;
  /** One doctor's bookings are read and told with a key of their own. */
  readonly ownKey?: boolean;
  /** The clinic file does not know this event type, until it is imported anew. */
  readonly unmapped?: number;
  /** Patients are told a link in place of their room; with or without the building. */
  readonly link?: 'with-building' | 'alone';
  /** One event type of the doctor who has a key of their own is offered at Cal.com only with a room. */
  readonly offered?: boolean;
};

/** Every kind that a simulated day may be of, for those who count them. */
export const CLINIC_KINDS = [
  'a hall',
  'two addresses',
  'a doctor in two houses',
  'two buildings',
  'cleaners',
  'a key of a doctor’s own',
  'a file that learns an event type',
  'a link in place of the room',
  'no start without a room',
] as const;

export const kindsOf = ({
  hall,
  houses,
  buildings,
  cleaners,
  ownKey,
  unmapped,
  link,
  offered,
}: ClinicKind): readonly (typeof CLINIC_KINDS)[number][] => [
  ...(hall ? (['a hall'] as const) : []),
  ...(houses === 'by-address' ? (['two addresses'] as const) : []),
  ...(houses === 'by-doctor' ? (['a doctor in two houses'] as const) : []),
  ...(buildings ? (['two buildings'] as const) : []),
  ...(cleaners ? (['cleaners'] as const) : []),
  ...(ownKey ? (['a key of a doctor’s own'] as const) : []),
  ...(unmapped === undefined ? [] : (['a file that learns an event type'] as const)),
  ...(link === undefined ? [] : (['a link in place of the room'] as const)),
  ...(offered ? (['no start without a room'] as const) : []),
];

export const SOUTH_ADDRESS = 'Clinic South, 9 Canal Road';
/** Works in both houses, where there are two. */
const TRAVELS = 4711;
/** Works in the south alone. */
const SOUTHERN = 4712;
/** Has a key of their own, where anyone has. */
export const KEYHOLDER = 4713;
export const OWN_CREDENTIAL = 'physiotherapy';
/** Theirs: offered only with a room, where any is. */
export const OFFERED = 4002;

const more = (id: string, eventTypeId: number, kinds: readonly string[]): VisitType => ({
  id,
  eventTypeIds: [eventTypeId],
  eventTypeSlugs: [id],
  needs: { equipment: [], kinds, accessible: false },
  setupMinutes: 0,
  turnaroundMinutes: 0,
  priority: 2,
});

const demo = readClinicFile(DEMO_CLINIC);

const withHall = (rooms: readonly Room[]): readonly Room[] =>
  rooms.flatMap((room) =>
    room.id === '1B' ? [room, { ...room, id: '1AB', kind: 'therapy', parts: ['1A', '1B'] }] : [room],
  );

/** A house like the first with half of its rooms. */
const south = ({ ways: _, ...site }: Site): Site => ({
  ...site,
  id: 'south',
  name: 'Clinic South',
  rooms: site.rooms
    .filter(({ id }) => ['1A', '2A', '3C', '4A'].includes(id))
    .map((room) => ({ ...room, building: 'South house' })),
});

const ANNEXE = 'Annexe';

/** Everything from the third floor up is some way off. */
const withAnnexe = (site: Site): Site => ({
  ...site,
  rooms: site.rooms.map((room) => (room.floorIndex < 2 ? room : { ...room, building: ANNEXE })),
  ways: site.rooms.slice(0, 1).map(({ building }) => ({ between: [ANNEXE, building], minutes: 10 })),
});

const CLEANER = 'cleaner';

/** Two of them in a house of two dozen rooms: now and then no one is to be had. */
const CLEANERS: PortableEquipment = { tag: CLEANER, units: ['cleaner-1', 'cleaner-2'], during: 'turnaround' };

/** Whether a cleaner comes after visits of a type, for how long. */
const cleaned = (type: VisitType): VisitType =>
  type.needs.equipment.length === 0 || type.turnaroundMinutes > 0
    ? {
        ...type,
        needs: { ...type.needs, equipment: [...type.needs.equipment, CLEANER] },
        turnaroundMinutes: Math.max(10, type.turnaroundMinutes),
      }
    : type;

/** Where patients of the made-up clinic find their rooms. */
export const LINK = 'https://rooms.test';

const withLinks = (site: Site, link: NonNullable<ClinicKind['link']>): Site => ({
  ...site,
  announcing: { link: LINK },
  locationFormat: link === 'alone' ? '{site}: {link}' : DEFAULT_LINK_FORMAT,
});

const sitesOf = (
  { hall, houses, buildings, cleaners, link }: ClinicKind,
  horizonDays: number,
): readonly Site[] =>
  demo.sites.flatMap((written) => {
    const told = link === undefined ? written : withLinks(written, link);
    const each = buildings ? withAnnexe(told) : told;
    const site = {
      ...each,
      policy: { ...each.policy, horizonDays },
      rooms: hall ? withHall(each.rooms) : each.rooms,
      ...(cleaners && { portable: [...each.portable, CLEANERS] }),
    };
    if (houses === undefined) return [site];
    if (houses === 'by-doctor') return [site, south(each)].map((one) => ({ ...one, policy: site.policy }));
    return [
      { ...site, addresses: [demoAddress] },
      { ...south(each), policy: site.policy, addresses: [SOUTH_ADDRESS] },
    ];
  });

const atNoon = { from: '12:00', to: '14:00' };
const EVERY_NOON = {
  mon: [atNoon],
  tue: [atNoon],
  wed: [atNoon],
  thu: [atNoon],
  fri: [atNoon],
  sat: [atNoon],
};

const practitionerIn = (each: Practitioner, { houses, ownKey }: ClinicKind): Practitioner => ({
  ...(houses !== undefined && each.id === SOUTHERN ? { id: each.id, site: 'south' } : each),
  ...(houses !== undefined && each.id === TRAVELS ? { alsoAt: [{ site: 'south', hours: EVERY_NOON }] } : {}),
  ...(ownKey && each.id === KEYHOLDER ? { credential: OWN_CREDENTIAL } : {}),
});

/** Where there is a hall, they have looked how long visits last. */
const OFTEN_LATE = { p50: 5, p80: 10, p95: 25 };

/** The clinic of one kind, by the text of it: one for each, however often it is asked for. */
const catalogueOf = memoize((horizonDays: number, tellSeats: SeatsTold, text: string): Catalogue => {
  const kind = JSON.parse(text) as ClinicKind;
  const visitTypes = [
    ...demo.visitTypes.map((type) => ({ ...type, tellSeats, ...(kind.hall && { overrun: OFTEN_LATE }) })),
    more('check-up', 4001, ['consulting']),
    { ...more('rehab', OFFERED, ['therapy']), ...(kind.offered && { offer: 'only-with-room' as const }) },
    more('rehab-on-request', 4003, ['therapy']),
  ].map((type) => (kind.cleaners ? cleaned(type) : type));
  return frozen({
    ...demo,
    ...(kind.cleaners && { equipment: [...demo.equipment, CLEANER].sort() }),
    version: `${demo.version}-${horizonDays}-${tellSeats}-${text}`,
    sites: sitesOf(kind, horizonDays),
    practitioners: demo.practitioners.map((each) => practitionerIn(each, kind)),
    visitTypes: visitTypes.filter(({ eventTypeIds }) => !eventTypeIds.some((id) => id === kind.unmapped)),
  });
});

/** The demo clinic, and what the sandbox offers beyond it: a paid visit and weekly series; kept in order so far ahead. */
export const worldCatalogue = (
  horizonDays: number,
  tellSeats: SeatsTold,
  { hall, houses, buildings, cleaners, ownKey, unmapped, link, offered }: ClinicKind = {},
): Catalogue =>
  catalogueOf(
    horizonDays,
    tellSeats,
    JSON.stringify({ hall, houses, buildings, cleaners, ownKey, unmapped, link, offered }),
  );

/** The same clinic as Cal.com knows it. */
export const worldAtCalcom = wideClinic;
