import type { PractitionerId } from '../catalogue.ts';
import { isLinkToken, type LinkToken } from '../visit-link.ts';

/** What the paths of calendar feeds begin with. */
export const FEED_PATH = '/feeds/';

/** Where a practitioner's calendar is: only who was told the address has it. Cal.com wants it to end so. */
export const feedAddress = (origin: string, ownerId: PractitionerId, token: LinkToken): string =>
  `${origin}${FEED_PATH}${ownerId}/${token}.ics`;

/** Whose calendar a path asks for, and by which token; `undefined` where it is no such path. */
export const feedOfPath = (
  path: string,
): { readonly ownerId: PractitionerId; readonly token: LinkToken } | undefined => {
  const [, owner = '', token = ''] = /^\/feeds\/([1-9]\d{0,14})\/([^/.]+)\.ics$/.exec(path) ?? [];
  return isLinkToken(token) ? { ownerId: Number(owner), token } : undefined;
};
