import * as z from 'zod';
import type { AccessMode } from './access.ts';
import type { Role } from './caller.ts';
import { ISSUER_TIMEOUT_MS, IssuerUnavailable } from './issuer-metadata.ts';

/** What a page hands in after the issuer has sent its user back: the code with its PKCE verifier, or a refresh token. */
export type Grant =
  | { readonly code: string; readonly codeVerifier: string; readonly redirectUri: string }
  | { readonly refreshToken: string };

type Exchanged =
  | {
      readonly kind: 'signed-in';
      /** For `Authorization: Bearer`. */
      readonly token: string;
      readonly role: Role;
      readonly refreshToken?: string;
      readonly expiresInSeconds?: number;
    }
  /** The issuer would not have it, or what it gave is none to be believed here. */
  | { readonly kind: 'refused' };

const tokens = z.object({
  access_token: z.string().optional(),
  id_token: z.string().optional(),
  refresh_token: z.string().optional(),
  expires_in: z.number().optional(),
});

/**
 * Exchanges a grant at the issuer's token endpoint (RFC 6749 §4.1.3 with RFC 7636), for a page that speaks to its
 * own origin only. The access token is handed on where it is one this board believes; where the issuer makes access
 * tokens for itself alone, the ID token, which is made for us. Throws `IssuerUnavailable`.
 */
export const exchangeGrant = async (
  mode: Extract<AccessMode, { kind: 'oidc' }>,
  grant: Grant,
): Promise<Exchanged> => {
  const { token_endpoint } = await mode.metadata();
  const response = await post(token_endpoint, { client_id: mode.audience, ...parametersOf(grant) });
  if (response === undefined) return { kind: 'refused' };
  const { access_token, id_token, refresh_token, expires_in } = response;
  for (const token of [access_token, id_token]) {
    if (token === undefined) continue;
    const verdict = await mode.verify(token);
    if (verdict.kind !== 'caller') continue;
    return {
      kind: 'signed-in',
      token,
      role: verdict.caller.role,
      ...(refresh_token === undefined ? {} : { refreshToken: refresh_token }),
      ...(expires_in === undefined ? {} : { expiresInSeconds: expires_in }),
    };
  }
  return { kind: 'refused' };
};

const parametersOf = (grant: Grant): Record<string, string> =>
  'code' in grant
    ? {
        grant_type: 'authorization_code',
        code: grant.code,
        code_verifier: grant.codeVerifier,
        redirect_uri: grant.redirectUri,
      }
    : { grant_type: 'refresh_token', refresh_token: grant.refreshToken };

const post = async (
  url: string,
  parameters: Record<string, string>,
): Promise<z.infer<typeof tokens> | undefined> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(parameters),
      redirect: 'error',
      signal: AbortSignal.timeout(ISSUER_TIMEOUT_MS),
    });
    if (response.status >= 500) throw new TypeError(`the token endpoint answered ${response.status}`);
    return response.ok ? tokens.parse(await response.json()) : undefined;
  } catch (cause) {
    throw new IssuerUnavailable({ cause });
  }
};
