import * as z from 'zod';

/** One request to the issuer, in milliseconds. */
export const ISSUER_TIMEOUT_MS = 5_000;

const metadataShape = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  end_session_endpoint: z.url().optional(),
});
export type IssuerMetadata = z.infer<typeof metadataShape>;

/** What an issuer publishes about itself (OpenID Connect Discovery 1.0), asked once and again after a failure. */
export const issuerMetadata = (issuer: string): (() => Promise<IssuerMetadata>) => {
  let known: Promise<IssuerMetadata> | undefined;
  const ask = async (): Promise<IssuerMetadata> => {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(ISSUER_TIMEOUT_MS),
      redirect: 'error',
    });
    if (!response.ok) throw new TypeError(`discovery answered ${response.status}`);
    const metadata = metadataShape.parse(await response.json());
    if (metadata.issuer !== issuer) throw new TypeError('the issuer calls itself otherwise');
    return metadata;
  };
  return () => {
    known ??= ask().catch((cause: unknown) => {
      known = undefined;
      throw new IssuerUnavailable({ cause });
    });
    return known;
  };
};

/** No one can sign in or be believed until the issuer answers; `cause` says what happened. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
  constructor(options: ErrorOptions) {
    super('the sign-in service cannot be reached', options);
  }
}
