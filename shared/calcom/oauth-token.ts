import * as z from 'zod/mini';

/** An OAuth client at Cal.com, and the refresh token that someone has granted it. */
export type OAuthCredential = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
};

/** An access token, and how long it lasts; `refused`: Cal.com takes this client or its token no more; `undefined`: no answer. */
export type RefreshToken = (
  credential: OAuthCredential,
) => Promise<{ readonly token: string; readonly lastsMs: number } | 'refused' | undefined>;

/** As RFC 6749 has it; in Cal.com's usual envelope it would be as good. */
const granted = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_in: z.optional(z.number().check(z.positive())),
});
const answer = z.union([granted, z.object({ data: granted })]);

/** By RFC 6749's words alone: what a proxy or an outage answers says nothing about a token. */
const word = z.enum(['invalid_grant', 'invalid_client', 'unauthorized_client']);
const refusal = z.object({ error: z.union([word, z.object({ message: word })]) });

/** Where nothing is said of it, in seconds: shorter than any access token of Cal.com's lasts. */
const LASTS_SECONDS = 300;

/**
 * Gets access tokens from Cal.com's token endpoint (hosted). Always with the refresh token that is stored: what a rotation
 * answers beside it is not kept, so that functions need no right to write a secret.
 */
export const oauthTokens =
  ({
    origin,
    timeoutMs,
    fetch = globalThis.fetch,
  }: {
    /** An origin without `/v2`. */
    readonly origin: string;
    readonly timeoutMs: number;
    readonly fetch?: typeof globalThis.fetch;
  }): RefreshToken =>
  async ({ clientId, clientSecret, refreshToken }) => {
    try {
      const response = await fetch(`${origin.replace(/\/+$/, '')}/v2/auth/oauth2/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          grant_type: 'refresh_token',
          client_id: clientId,
          client_secret: clientSecret,
          refresh_token: refreshToken,
        }),
        redirect: 'manual', // a redirect would carry the secret elsewhere
        signal: AbortSignal.timeout(timeoutMs),
      });
      const json: unknown = await response.json();
      if ([400, 401].includes(response.status) && refusal.safeParse(json).success) return 'refused';
      const parsed = answer.safeParse(response.ok ? json : undefined);
      if (!parsed.success) return undefined;
      const { access_token, expires_in = LASTS_SECONDS } =
        'data' in parsed.data ? parsed.data.data : parsed.data;
      return { token: access_token, lastsMs: expires_in * 1000 };
    } catch {
      return undefined; // what failed may quote the secret
    }
  };
