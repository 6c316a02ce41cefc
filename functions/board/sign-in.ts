import type { AccessMode } from '../../shared/access/access.ts';
import { exchangeGrant } from '../../shared/access/exchange-code.ts';
import type { Handle } from './dispatch.ts';
import { Problem } from './problem.ts';
import { bodyAs } from './request-fields.ts';
import { grantBody } from './schemas.ts';

/** `GET /api/sign-in`: how to sign in here, for a page that does not know yet. */
export const getSignIn =
  (access: AccessMode): Handle =>
  async () => {
    if (access.kind !== 'oidc') return { status: 200, body: { mode: access.kind } };
    const { authorization_endpoint, end_session_endpoint } = await access.metadata();
    return {
      status: 200,
      body: {
        mode: access.kind,
        clientId: access.audience,
        scope: 'openid',
        authorizationEndpoint: authorization_endpoint,
        ...(end_session_endpoint === undefined ? {} : { endSessionEndpoint: end_session_endpoint }),
      },
    };
  };

/** `POST /api/sign-in/token`: a code, or a refresh token, for a token to be used here. */
export const postToken =
  (access: AccessMode): Handle =>
  async (call) => {
    const grant = bodyAs(call, grantBody);
    if (access.kind !== 'oidc')
      throw new Problem(409, 'no-sign-in', 'Nobody signs in here.', { mode: access.kind });
    const exchanged = await exchangeGrant(access, grant);
    if (exchanged.kind === 'refused')
      throw new Problem(401, 'refused', 'The issuer does not vouch for that.');
    const { kind: _kind, ...tokens } = exchanged;
    return { status: 200, body: tokens };
  };

/** `GET /api/me`: as whom one is signed in. */
export const getMe: Handle = async ({ caller }) => ({ status: 200, body: caller });
