import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Caller, isScreen, type Role } from './caller.ts';

const texts = z
  .union([
    z.array(z.string()),
    z.string().transform((text) => text.split(/[\s,]+/).filter((each) => each !== '')),
  ])
  .catch([]);

/**
 * The claims the board reads. Roles come as an issuer's groups or roles; Cognito writes groups as `cognito:groups`
 * and attributes of its own as `custom:…`. Where an issuer cannot add claims, groups named `site-<id>` and
 * `floor-<name>` say the same; `*` is every one. What else a screen is for, `building-<name>` and `room-<id>` say. All groups and
 * roles begin with the deployment's prefix, where it has one.
 */
const claims = z.object({
  sub: z.string().min(1),
  'cognito:groups': texts.optional(),
  roles: texts.optional(),
  groups: texts.optional(),
  sites: texts.optional(),
  'custom:sites': texts.optional(),
  floor: z.string().optional().catch(undefined),
  'custom:floor': z.string().optional().catch(undefined),
});

const GRANTED = ['admin', 'staff', 'door', 'kiosk'] as const satisfies readonly Role[];

/** Who a verified token stands for; `undefined` where it names no role of ours, or a screen that is for no room. */
export const callerOfClaims = (payload: unknown, groupPrefix = ''): Caller | undefined => {
  const read = claims.safeParse(payload);
  if (!read.success) return undefined;
  const { data } = read;
  // Others at the issuer may have a group of the same name, for something else.
  const groups = [...(data['cognito:groups'] ?? []), ...(data.roles ?? []), ...(data.groups ?? [])].flatMap(
    (each) => (each.startsWith(groupPrefix) ? [each.slice(groupPrefix.length)] : []),
  );
  const role = GRANTED.find((each) => groups.includes(each));
  if (role === undefined) return undefined;
  const named = (prefix: string): string[] =>
    groups.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
  const sites = [...(data.sites ?? []), ...(data['custom:sites'] ?? []), ...named('site-')];
  const floors = [data.floor ?? [], data['custom:floor'] ?? [], named('floor-')].flat();
  const [buildings, rooms] = [named('building-'), named('room-')];
  if (isScreen({ role }) && floors.length + buildings.length + rooms.length === 0) return undefined;
  return {
    subject: opaque(data.sub),
    role,
    // A claim that lists no Site at all is a mistake, and grants none.
    ...(sites.length > 0 || 'sites' in data || 'custom:sites' in data ? { sites } : {}),
    ...(isScreen({ role })
      ? {
          floors,
          ...(buildings.length > 0 ? { buildings } : {}),
          ...(rooms.length > 0 ? { rooms } : {}),
        }
      : {}),
  };
};

/** A subject as the trail may keep it: some issuers put a mail address or a name there. */
const opaque = (sub: string): string =>
  /^[A-Za-z0-9-]*\d[A-Za-z0-9-]*$/.test(sub) && sub.length <= 64
    ? sub
    : `staff-${createHash('sha256').update(sub).digest('hex').slice(0, 16)}`;
