import type { SiteId } from '../domain/catalogue.ts';

/** Who may call a route, from anyone to those who run the clinic; each may do what those before it may. */
export const ROLES = ['public', 'kiosk', 'staff', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Anyone who makes a request, as far as anyone knows. */
export type Caller = {
  /** An opaque name for the trail: never a person's name or address. */
  readonly subject: string;
  readonly role: Role;
  /** The Sites it may see, `*` being all of them; absent = the only one, where there is no other. */
  readonly sites?: readonly SiteId[];
  /** A kiosk sees these floors and no others. */
  readonly floors?: readonly string[];
};

/** Whether the caller's role is at least the one a route asks for. */
export const isAtLeast = (caller: Pick<Caller, 'role'>, role: Role): boolean =>
  ROLES.indexOf(caller.role) >= ROLES.indexOf(role);

/** Every Site, in a list of Sites; no Site of a clinic file has such a name. */
export const EVERY_SITE = '*';

/** Whether the caller may see a Site of so many. Where there are several, no one sees one by not being told of any. */
export const maySee = ({ sites }: Pick<Caller, 'sites'>, site: SiteId, ofSites: number): boolean =>
  sites === undefined ? ofSites === 1 : sites.includes(EVERY_SITE) || sites.includes(site);
