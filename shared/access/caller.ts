import type { Room, SiteId } from '../domain/catalogue.ts';

/** Who may call a route, from anyone to those who run the clinic; each may do what those before it may. */
export const ROLES = ['public', 'kiosk', 'door', 'staff', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Anyone who makes a request, as far as anyone knows. */
export type Caller = {
  /** An opaque name for the trail: never a person's name or address. */
  readonly subject: string;
  readonly role: Role;
  /** The Sites it may see, `*` being all of them; absent = the only one, where there is no other. */
  readonly sites?: readonly SiteId[];
} & Screened;

/** What a screen is hung up for: a kiosk, or a door's, sees these rooms and no others. */
export type Screened = {
  /** `*` is every floor; with `buildings`, those of this name in them. */
  readonly floors?: readonly string[];
  readonly buildings?: readonly string[];
  readonly rooms?: readonly string[];
};

/** Whether the account is a screen's: anyone who passes by can use it. */
export const isScreen = ({ role }: Pick<Caller, 'role'>): boolean => role === 'kiosk' || role === 'door';

/** Whether a screen is for a room: for its floor, its building, both where both are named, or for itself. */
export const isForRoom = (
  { floors = [], buildings = [], rooms = [] }: Screened,
  room: Pick<Room, 'id' | 'floor' | 'building'>,
): boolean =>
  isNamed(rooms, room.id) ||
  (floors.length + buildings.length > 0 &&
    (floors.length === 0 || floors.includes(EVERY_FLOOR) || isNamed(floors, room.floor)) &&
    (buildings.length === 0 || isNamed(buildings, room.building)));

const EVERY_FLOOR = '*';

/** A group's name has no spaces: there `North-wing` is the North wing. */
const isNamed = (names: readonly string[], name: string): boolean =>
  names.includes(name) || names.includes(name.replaceAll(/\s+/g, '-'));

/** Whether the caller's role is at least the one a route asks for. */
export const isAtLeast = (caller: Pick<Caller, 'role'>, role: Role): boolean =>
  ROLES.indexOf(caller.role) >= ROLES.indexOf(role);

/** Every Site, in a list of Sites; no Site of a clinic file has such a name. */
export const EVERY_SITE = '*';

/** Whether the caller may see a Site of so many. Where there are several, no one sees one by not being told of any. */
export const maySee = ({ sites }: Pick<Caller, 'sites'>, site: SiteId, ofSites: number): boolean =>
  sites === undefined ? ofSites === 1 : sites.includes(EVERY_SITE) || sites.includes(site);
