import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Caller } from './caller.ts';
import { callerOfClaims } from './caller-of-claims.ts';
import { ISSUER_TIMEOUT_MS, type IssuerMetadata, IssuerUnavailable } from './issuer-metadata.ts';

/** Asymmetric signatures only: `none`, and secrets that a page would have to keep, are refused by name. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** How far two clocks may be apart. */
const CLOCK_TOLERANCE_SECONDS = 30;

type TokenVerdict =
  | { readonly kind: 'caller'; readonly caller: Caller }
  /** `no-role`: rightly signed, for someone who has no business here. */
  | { readonly kind: 'refused'; readonly reason: 'expired' | 'invalid' | 'no-role' };

export type VerifyToken = (token: string) => Promise<TokenVerdict>;

/**
 * Verifies bearer tokens against one OIDC issuer: its signature by the issuer's published keys, issuer, audience,
 * expiry. The keys are found by OpenID Connect Discovery and kept as long as `jose` keeps them.
 * The answered function throws `IssuerUnavailable` where the issuer cannot be asked.
 */
export const tokenVerifier = (
  issuer: string,
  audience: string,
  metadata: () => Promise<IssuerMetadata>,
  groupPrefix = '',
): VerifyToken => {
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  return async (token) => {
    try {
      keys ??= createRemoteJWKSet(new URL((await metadata()).jwks_uri), {
        timeoutDuration: ISSUER_TIMEOUT_MS,
      });
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        issuer,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      if (!isToSignInWith(protectedHeader.typ, payload) || !isFor(payload, audience))
        return { kind: 'refused', reason: 'invalid' };
      const caller = callerOfClaims(payload, groupPrefix);
      return caller === undefined ? { kind: 'refused', reason: 'no-role' } : { kind: 'caller', caller };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { kind: 'refused', reason: 'expired' };
      if (isTokensFault(error)) return { kind: 'refused', reason: 'invalid' };
      throw error instanceof IssuerUnavailable ? error : new IssuerUnavailable({ cause: error });
    }
  };
};

/** What tokens for signing in call themselves in their header (RFC 7519, RFC 9068), and in a claim at Keycloak and at Cognito. */
const HEADER_TYPES: ReadonlySet<string> = new Set(['jwt', 'at+jwt']);
const CLAIMED_TYPES: ReadonlySet<string> = new Set(['bearer', 'id', 'access']);

/** An issuer signs other things with the same keys: logout tokens, refresh tokens, answers about a token. */
const isToSignInWith = (typ: string | undefined, payload: JWTPayload): boolean =>
  (typ === undefined || HEADER_TYPES.has(typ.toLowerCase().replace(/^application\//, ''))) &&
  payload.events === undefined &&
  [payload.typ, payload.token_use].every(
    (each) => each === undefined || (typeof each === 'string' && CLAIMED_TYPES.has(each.toLowerCase())),
  );

/** Cognito's access tokens carry no `aud`: there the client they were made for stands in its place. */
const isFor = (payload: JWTPayload, audience: string): boolean => {
  if (payload.aud === undefined) return payload.token_use === 'access' && payload.client_id === audience;
  return [payload.aud].flat().includes(audience);
};

/** Everything that is wrong with the token itself; the rest is the issuer's or the network's fault. */
const isTokensFault = (error: unknown): boolean =>
  error instanceof errors.JWTClaimValidationFailed ||
  error instanceof errors.JWTInvalid ||
  error instanceof errors.JWSInvalid ||
  error instanceof errors.JWSSignatureVerificationFailed ||
  error instanceof errors.JOSEAlgNotAllowed ||
  error instanceof errors.JOSENotSupported ||
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys;
