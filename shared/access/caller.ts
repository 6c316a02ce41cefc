import type { SiteId } from '../domain/catalogue.ts';

/** Who may call a route, from anybody to those who run the clinic; each may do what those before it may. */
export const ROLES = ['public', 'kiosk', 'staff', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Whoever makes a request, as far as anybody knows. */
export type Caller = {
  /** An opaque name for the trail: never a person's name or address. */
  readonly subject: string;
  readonly role: Role;
  /** The Sites it may see; absent = all of them. */
  readonly sites?: readonly SiteId[];
  /** A kiosk sees these floors and no others. */
  readonly floors?: readonly string[];
};

/** Whether the caller's role is at least the one a route asks for. */
export const isAtLeast = (caller: Pick<Caller, 'role'>, role: Role): boolean =>
  ROLES.indexOf(caller.role) >= ROLES.indexOf(role);

/** Whether the caller may see a Site. */
export const maySee = (caller: Pick<Caller, 'sites'>, site: SiteId): boolean =>
  caller.sites === undefined || caller.sites.includes(site);
