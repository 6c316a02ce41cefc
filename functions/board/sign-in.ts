import type { AccessMode } from '../../shared/access/access.ts';
import { isScreen } from '../../shared/access/caller.ts';
import { exchangeGrant } from '../../shared/access/exchange-code.ts';
import type { IssuerMetadata } from '../../shared/access/issuer-metadata.ts';
import type { Handle } from './dispatch.ts';
import { Problem } from './problem.ts';
import { bodyAs } from './request-fields.ts';
import { grantBody } from './schemas.ts';

/** `GET /api/sign-in`: how to sign in here, for a page that does not know yet. */
export const getSignIn =
  (access: AccessMode): Handle =>
  async () => {
    if (access.kind !== 'oidc') return { status: 200, body: { mode: access.kind } };
    const metadata = await access.metadata();
    const { authorization_endpoint } = metadata;
    const signOut = signOutAt(metadata, access.audience);
    return {
      status: 200,
      body: {
        mode: access.kind,
        clientId: access.audience,
        scope: 'openid',
        authorizationEndpoint: authorization_endpoint,
        ...(signOut === undefined ? {} : { signOut }),
      },
    };
  };

/**
 * Where a session ends at the issuer, and under which name it is told where to go afterwards: as OpenID Connect has it
 * (RP-Initiated Logout), or as Cognito, which publishes no such address and has its own name. Without it the next *sign in* asks no one anything.
 */
const signOutAt = (
  { issuer, authorization_endpoint, end_session_endpoint }: IssuerMetadata,
  clientId: string,
): { readonly address: string; readonly returnAs: string } | undefined => {
  const isCognito = /^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\//.test(issuer);
  const at = isCognito ? new URL('/logout', authorization_endpoint).href : end_session_endpoint;
  if (at === undefined) return undefined;
  const address = new URL(at);
  address.searchParams.set('client_id', clientId);
  return { address: address.href, returnAs: isCognito ? 'logout_uri' : 'post_logout_redirect_uri' };
};

/** `POST /api/sign-in/token`: a code, or a refresh token, for a token to be used here. */
export const postToken =
  (access: AccessMode): Handle =>
  async (call) => {
    const { kiosk = false, ...grant } = bodyAs(call, grantBody);
    if (access.kind !== 'oidc')
      throw new Problem(409, 'no-sign-in', 'No one signs in here.', { mode: access.kind });
    const exchanged = await exchangeGrant(access, grant);
    // What a screen on a wall keeps, anyone who passes by can use.
    if (kiosk && exchanged.kind === 'signed-in' && !isScreen(exchanged))
      throw new Problem(403, 'not-a-kiosk', 'A screen signs in as a kiosk or a door, and as no one else.');
    if (exchanged.kind === 'refused')
      throw new Problem(401, 'refused', 'The issuer does not vouch for that.');
    const { kind: _kind, ...tokens } = exchanged;
    return { status: 200, body: tokens };
  };

/** `GET /api/me`: who one is signed in. */
export const getMe: Handle = async ({ caller }) => ({ status: 200, body: caller });
