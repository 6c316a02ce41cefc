import type { BlockReason } from './block-reasons.ts';
import type { ClockTime, LocalDate, Weekday } from './local-time.ts';
import type { Overrun } from './overrun.ts';
import type { Way } from './ways.ts';

export type SiteId = string;
export type RoomId = string;
/** An equipment tag: `[a-z0-9-]{1,32}`. */
export type EquipmentTag = string;
/** Cal.com's numeric user id of a host. */
export type PractitionerId = number;
export type VisitTypeId = string;
/** Names the Cal.com API key with which a Site's bookings are told; each has its own pace. */
export type CredentialName = string;

/** Opening hours by day of the week; a day that is absent is closed. */
export type WeeklyHours = Partial<Record<Weekday, readonly { from: ClockTime; to: ClockTime }[]>>;

/** What comes again on certain dates at a time of the Site's wall. */
export type Repeating = {
  /** On which dates, as a rule of RFC 5545: `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO`. */
  readonly repeats: string;
  /** The first and the last date on which it may fall; absent = ever. */
  readonly from?: LocalDate;
  readonly until?: LocalDate;
  readonly time: { readonly from: ClockTime; readonly to: ClockTime };
};

/** A Block that comes again: every Friday's cleaning, the first Monday's inspection. */
export type RepeatingBlock = Repeating & { readonly reason: BlockReason };

/** A session that comes again, for which the Room is kept for those who have it. */
export type Session = Repeating & { readonly practitioners: readonly PractitionerId[] };

export type Room = {
  readonly id: RoomId;
  /** What people read; absent = the id. `room-name.ts` is the one place that says which. */
  readonly name?: string;
  readonly building: string;
  readonly floor: string;
  /** Position of the floor from the ground up, for the preference "lower floor first". */
  readonly floorIndex: number;
  /** RoomKind: `consulting`, `procedure`, … as the clinic calls them. */
  readonly kind: string;
  readonly equipment: readonly EquipmentTag[];
  readonly accessible: boolean;
  readonly hours: WeeklyHours;
  /** Minutes the room itself needs after any visit; a visit type may ask for more, never for less. */
  readonly turnaroundMinutes: number;
  /** How many people it can take; absent = no one has counted, and it will do for any number. */
  readonly capacity?: number;
  /** Not even staff put a visit here against a rule: a laser's door. */
  readonly locked?: true;
  /** Who may use the room; absent = everyone. */
  readonly practitioners?: readonly PractitionerId[];
  readonly blocks?: readonly RepeatingBlock[];
  readonly sessions?: readonly Session[];
  /** For a combination room: the rooms it is made of, which it occupies too. */
  readonly parts?: readonly RoomId[];
  /** How to find it, for a patient in the building. */
  readonly directions?: string;
  /** Where a picture of the way there is. */
  readonly plan?: string;
};

/** Portable equipment: each unit can be in one room at a time. */
export type PortableEquipment = {
  readonly tag: EquipmentTag;
  readonly units: readonly string[];
  /** In use during the turnaround alone, as those are who clean rooms; absent = for as long as the visit has the room. */
  readonly during?: 'turnaround';
};

export type Practitioner = {
  readonly id: PractitionerId;
  /** What staff call them: shown to signed-in staff alone, never on a wall and never to Cal.com. */
  readonly name?: string;
  /** Where they work when no other workplace says otherwise. */
  readonly site: SiteId;
  readonly alsoAt?: readonly OtherWorkplace[];
  /** Their own Cal.com key, where the clinic has one per doctor; absent = their Site's. */
  readonly credential?: CredentialName;
  readonly homeRoom?: RoomId;
  /** In how many rooms they work at once, where it is not one, or each room of their pod. */
  readonly rooms?: number;
  /** The rooms at their Site that they should work in. */
  readonly pod?: readonly RoomId[];
};

/** At a Site, at certain hours of the week on that Site's wall. */
type OtherWorkplace = { readonly site: SiteId; readonly hours: WeeklyHours };

/** When those who share a booking are told its room; see the catalogue's page for why not at once. */
export const SEATS_TOLD = ['never', 'afterLastSeat', 'always'] as const;
export type SeatsTold = (typeof SEATS_TOLD)[number];

/**
 * At which starts Cal.com lets one be booked: at all that its schedule has, or only where it could have a room; then by a schedule of
 * its own, or by a calendar of its practitioner's that keeps them busy else.
 */
export const OFFERS = ['always', 'only-with-room', 'feed'] as const;

export type VisitType = {
  readonly id: VisitTypeId;
  readonly eventTypeIds: readonly number[];
  readonly eventTypeSlugs: readonly string[];
  /** Where this type of visit takes place; absent = where its Practitioner works. */
  readonly site?: SiteId;
  readonly needs: {
    readonly equipment: readonly EquipmentTag[];
    readonly kinds?: readonly string[];
    readonly accessible: boolean;
  };
  /** How many are in the room at once, a class with its seats; absent = any room is large enough. */
  readonly people?: number;
  /** Minutes the room needs before and after the visit. */
  readonly setupMinutes: number;
  readonly turnaroundMinutes: number;
  /** Priority class: 0 is the most important. */
  readonly priority: number;
  /** How much longer than booked it lasts; absent = no one has looked, and the next visit may follow at once. */
  readonly overrun?: Overrun;
  /** When a booking with seats is told its room; absent = `never`. */
  readonly tellSeats?: SeatsTold;
  /** Absent = `always`. */
  readonly offer?: Exclude<(typeof OFFERS)[number], 'always'>;
};

export type Policy = {
  /** Days ahead that the sweep re-plans and reconciles. */
  readonly horizonDays: number;
  /** A visit that starts within so many minutes is Frozen. */
  readonly freezeMinutes: number;
  /** A requested or unpaid booking holds a room for so many minutes from its `createdAt`. */
  readonly holdMinutes: number;
  /** Announced changes one booking may suffer, unless staff force more. */
  readonly maxAnnouncedChanges: number;
  /** After how many minutes a step of a visit is shown to be long; absent = as `GENTLE_LIMITS` has it. */
  readonly arrivedLimitMinutes?: number | undefined;
  readonly inRoomLimitMinutes?: number | undefined;
  /** No one has come so long after the start: staff are asked whether the room is to be had again. */
  readonly noShowMinutes?: number | undefined;
};

/** `off` is the kill switch; `shadow` assigns and lists what it would send; `on` tells Cal.com. */
export const PUBLISHING_MODES = ['off', 'shadow', 'on'] as const;
export type PublishingMode = (typeof PUBLISHING_MODES)[number];

/**
 * When the patient is told, and what: the room at once, or so many hours before the visit; or at once a link, beneath this
 * address, to a page that always shows the room.
 */
export type Announcing = 'immediately' | { readonly hoursBefore: number } | { readonly link: string };

/** Whether staff may look up who a visit is with: `on-request` asks Cal.com then, and keeps nothing of it. */
export const PATIENT_NAMES = ['off', 'on-request'] as const;

export type Site = {
  readonly id: SiteId;
  readonly name: string;
  readonly timeZone: string;
  readonly credential: CredentialName;
  /** The mode a Site starts with; afterwards the Site's item in the Ledger decides. */
  readonly publishing: PublishingMode;
  /** What an announced booking that must wait is told; absent = staff are told instead. */
  readonly fallbackLocation?: string;
  /**
   * With `{room}`, `{floor}`, `{building}`, `{site}`; default `Room {room} — Floor {floor}, {building}`. Where a link is announced,
   * with `{link}` in place of the room and the floor.
   */
  readonly locationFormat: string;
  readonly announcing: Announcing;
  readonly closedDates: readonly LocalDate[];
  /** Locations at Cal.com that are this Site's own; where there are any, a visit at another address is not ours. */
  readonly addresses?: readonly string[];
  /** Walk-ins are booked at Cal.com too, for this attendee; absent = they are known here alone. */
  readonly walkIns?: { readonly attendee: { readonly name: string; readonly email: string } };
  /** Patients may say by the link that they are here. */
  readonly checkIn?: true;
  /** Absent = `off`. */
  readonly patientNames?: Exclude<(typeof PATIENT_NAMES)[number], 'off'>;
  readonly rooms: readonly Room[];
  readonly portable: readonly PortableEquipment[];
  /** Between buildings that are apart; absent = it is as near from any to any. */
  readonly ways?: readonly Way[];
  readonly policy: Policy;
};

/** What people call a tag: its name, and the words by which an answer to "which equipment?" may mean it too. */
export type EquipmentName = {
  readonly tag: EquipmentTag;
  readonly name?: string;
  readonly aliases?: readonly string[];
};

/** What people call a kind of room. */
export type KindName = { readonly kind: string; readonly name: string };

/** What is in a Site: read for that Site alone, since a clinic may have a thousand. */
export type SiteContent = Pick<Site, 'rooms' | 'portable'>;

/** A Site without what is in it: enough to know whose a booking is, and by which rules. */
export type SiteEntry = Omit<Site, keyof SiteContent>;

/**
 * What the clinic has written down about itself. `version` is a digest of the content. What was added to the format later is
 * optional and absent where a clinic does not use it: so an older catalogue is a catalogue, under its old version.
 */
export type Catalogue = Omit<CatalogueIndex, 'sites'> & { readonly sites: readonly Site[] };

/** Stands for a location text that reads like a place: nothing else of it travels past the webhook. */
export type AddressId = string;

/** Which Site an address at Cal.com belongs to, and what stands for a text. */
export type SiteAddresses = {
  readonly siteOf: (address: AddressId) => SiteId | undefined;
  readonly idOf: (text: string) => AddressId | undefined;
};

/** The catalogue without what is in its Sites: what every decision needs, whichever Site it is about. */
export type CatalogueIndex = {
  readonly version: string;
  readonly equipment: readonly EquipmentTag[];
  /** For those tags that have a name or aliases. */
  readonly equipmentNames?: readonly EquipmentName[];
  /** By the digest of each word that it goes by; anyone who reads the catalogue in order to decide adds them, they are not stored. */
  readonly equipmentWords?: ReadonlyMap<string, EquipmentTag>;
  /** Of each managed event type's child the parent, as far as Cal.com has named them: deliveries carry the child's id. */
  readonly managedParents?: ReadonlyMap<number, number>;
  /** Whose the addresses are by which visits are told apart. */
  readonly siteAddresses?: SiteAddresses;
  /** For those kinds that are called otherwise than they are written. */
  readonly kindNames?: readonly KindName[];
  readonly sites: readonly SiteEntry[];
  readonly practitioners: readonly Practitioner[];
  readonly visitTypes: readonly VisitType[];
};

/**
 * What a walk-in is of which staff say no visit type: any room will do. A clinic whose walk-ins need more says so under this id
 * in its file.
 */
export const WALK_IN_TYPE: VisitType = {
  id: 'walk-in',
  eventTypeIds: [],
  eventTypeSlugs: [],
  needs: { equipment: [], accessible: false },
  setupMinutes: 0,
  turnaroundMinutes: 0,
  priority: 2,
};

/** The visit type that staff said, else the one that an event type is mapped to: by id first, then by the id of the managed one it is a child of, then by slug. */
export const visitTypeOf = (
  { visitTypes, managedParents }: Pick<CatalogueIndex, 'visitTypes' | 'managedParents'>,
  {
    eventTypeId,
    eventTypeSlug,
    visitTypeId,
  }: { eventTypeId?: number; eventTypeSlug?: string; visitTypeId?: VisitTypeId },
): VisitType | undefined => {
  if (visitTypeId !== undefined) return [...visitTypes, WALK_IN_TYPE].find(({ id }) => id === visitTypeId);
  const byId = (wanted: number | undefined): VisitType | undefined =>
    visitTypes.find((type) => type.eventTypeIds.some((id) => id === wanted));
  return (
    byId(eventTypeId) ??
    byId(eventTypeId === undefined ? undefined : managedParents?.get(eventTypeId)) ??
    visitTypes.find((type) => type.eventTypeSlugs.some((slug) => slug === eventTypeSlug))
  );
};

/** The Practitioner's room at a Site: rooms of two houses may bear the same id. */
export const homeRoomAt = (
  { practitioners }: Pick<CatalogueIndex, 'practitioners'>,
  siteId: SiteId,
  practitionerId: PractitionerId | undefined,
): RoomId | undefined => {
  const practitioner = practitioners.find(({ id }) => id === practitionerId);
  return practitioner?.site === siteId ? practitioner.homeRoom : undefined;
};

/** The key with which a booking is read and told: its Practitioner's own, else its Site's. */
export const credentialFor = (
  { practitioners }: Pick<CatalogueIndex, 'practitioners'>,
  site: Pick<SiteEntry, 'credential'>,
  practitionerId: PractitionerId | undefined,
): CredentialName => practitioners.find(({ id }) => id === practitionerId)?.credential ?? site.credential;

/** Each key with the Sites whose visits may be told with it; a Site's own key first. */
export const sitesByCredential = (
  catalogue: CatalogueIndex,
): ReadonlyMap<CredentialName, readonly SiteEntry[]> => {
  const elsewhere = catalogue.visitTypes.map(({ site }) => site);
  const found = new Map<CredentialName, Set<SiteEntry>>();
  const add = (credential: CredentialName, site: SiteEntry): void => {
    found.set(credential, (found.get(credential) ?? new Set()).add(site));
  };
  for (const site of catalogue.sites) add(site.credential, site);
  for (const { credential, site, alsoAt = [] } of catalogue.practitioners) {
    if (credential === undefined) continue;
    const works = [site, ...alsoAt.map((other) => other.site), ...elsewhere];
    for (const each of catalogue.sites) if (works.includes(each.id)) add(credential, each);
  }
  return new Map([...found].map(([credential, sites]) => [credential, [...sites]]));
};

/** The keys of one Site. */
export const credentialsOf = (catalogue: CatalogueIndex, siteId: SiteId): CredentialName[] =>
  [...sitesByCredential(catalogue)].flatMap(([credential, sites]) =>
    sites.some(({ id }) => id === siteId) ? [credential] : [],
  );
