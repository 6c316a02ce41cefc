import { screenOf } from './model/screen.ts';
import { placeOf } from './place.ts';
import { forgetPlans } from './plan-store.ts';

/** Signed in with these; a token is sent with every question to our own origin, and nowhere else. */
type Tokens = {
  readonly token: string;
  readonly refreshToken?: string;
  readonly expiresAt: number;
  /** Names this sign-in on this screen, and tells no one anything. */
  readonly holder: string;
};

type Grant =
  | { readonly code: string; readonly codeVerifier: string; readonly redirectUri: string }
  | { readonly refreshToken: string };

/** What was begun before the issuer's page was shown. */
type Begun = { readonly state: string; readonly codeVerifier: string; readonly search: string };

const TOKENS = 'tokens';
const BEGUN = 'sign-in';
/** A token that lasts no longer than this, in milliseconds, is renewed before it is used. */
const RENEWED_BEFORE_MS = 60_000;
/** A token whose end the issuer does not tell is taken to last so long, in seconds. */
const ASSUMED_SECONDS = 3_600;

/** A screen on a wall or at a door stays signed in when its browser is started again; a desk's does not. */
const isKiosk = (): boolean => screenOf(placeOf(location.search)) !== undefined;
const store = (): Storage => (isKiosk() ? localStorage : sessionStorage);

const read = <T>(from: Storage, name: string): T | undefined => {
  try {
    return (JSON.parse(from.getItem(name) ?? 'null') as T | null) ?? undefined;
  } catch {
    return undefined;
  }
};

const redirectUri = (): string => `${location.origin}/`;

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

export const isSignedIn = (): boolean => read(store(), TOKENS) !== undefined;

/** Under which name plans are kept for anyone who sits here; where the board is `open` no one signs in, and all are one. */
export const holderOf = (open: boolean): string | undefined => {
  const tokens = read<Tokens>(store(), TOKENS);
  return tokens === undefined ? (open ? 'open' : undefined) : tokens.holder;
};

/** Sends the user to the issuer (authorization code with PKCE). */
export const signIn = async (): Promise<void> => {
  const { authorizationEndpoint, clientId, scope } = (await (await fetch('/api/sign-in')).json()) as Record<
    string,
    string
  >;
  if (authorizationEndpoint === undefined) throw new Error('no one signs in here');
  const begun: Begun = { state: random(), codeVerifier: random(), search: location.search };
  sessionStorage.setItem(BEGUN, JSON.stringify(begun));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(begun.codeVerifier));
  const asked = new URL(authorizationEndpoint);
  for (const [name, value] of Object.entries({
    response_type: 'code',
    client_id: clientId ?? '',
    redirect_uri: redirectUri(),
    scope: scope ?? 'openid',
    state: begun.state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  }))
    asked.searchParams.set(name, value);
  location.assign(asked);
};

/**
 * Back from the issuer: the code becomes a token, and the address is again what it was.
 * @returns whether it came to nothing: the issuer, or the board, would not have it
 */
export const finishSignIn = async (): Promise<boolean> => {
  const given = new URLSearchParams(location.search);
  const code = given.get('code');
  if (code === null && !given.has('error')) return false;
  const begun = read<Begun>(sessionStorage, BEGUN);
  sessionStorage.removeItem(BEGUN);
  history.replaceState(null, '', `/${begun?.search ?? ''}`);
  // A code that no one here has asked for is someone else's.
  const mine = code !== null && begun !== undefined && begun.state === given.get('state');
  return !(mine && (await exchange({ code, codeVerifier: begun.codeVerifier, redirectUri: redirectUri() })));
};

/** Here at once, and at the issuer too: or else the next *sign in*, no matter who presses it, would let them in unasked. */
export const signOut = async (): Promise<void> => {
  store().removeItem(TOKENS);
  await forgetPlans();
  const answer = await fetch('/api/sign-in').catch(() => undefined);
  const { signOut: there } = ((await answer?.json().catch(() => undefined)) ?? {}) as {
    signOut?: { readonly address: string; readonly returnAs: string };
  };
  if (there === undefined) return location.reload();
  const address = new URL(there.address);
  address.searchParams.set(there.returnAs, redirectUri());
  location.assign(address);
};

const exchange = async (grant: Grant): Promise<Tokens | undefined> => {
  const response = await fetch('/api/sign-in/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...grant, kiosk: isKiosk() }),
  }).catch(() => undefined);
  if (!response?.ok) {
    // Refused, it is of no more use; unanswered, it may be.
    if (response !== undefined && response.status < 500) store().removeItem(TOKENS);
    return undefined;
  }
  const {
    token,
    refreshToken,
    expiresInSeconds = ASSUMED_SECONDS,
  } = (await response.json()) as Partial<Tokens> & {
    token: string;
    expiresInSeconds?: number;
  };
  const kept = refreshToken ?? ('refreshToken' in grant ? grant.refreshToken : undefined);
  const renewed = 'refreshToken' in grant ? read<Tokens>(store(), TOKENS)?.holder : undefined;
  const tokens: Tokens = {
    token,
    ...(kept === undefined ? {} : { refreshToken: kept }),
    expiresAt: Date.now() + expiresInSeconds * 1_000,
    holder: renewed ?? random(),
  };
  store().setItem(TOKENS, JSON.stringify(tokens));
  return tokens;
};

let renewing: Promise<Tokens | undefined> | undefined;

/** `fetch` at our own origin, as the signed-in user; a token about to end is renewed first, once for all who ask. */
export const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
  let tokens = read<Tokens>(store(), TOKENS);
  if (tokens?.refreshToken !== undefined && tokens.expiresAt - Date.now() < RENEWED_BEFORE_MS) {
    renewing ??= exchange({ refreshToken: tokens.refreshToken }).finally(() => {
      renewing = undefined;
    });
    tokens = (await renewing) ?? tokens;
  }
  if (tokens === undefined) return fetch(path, init);
  return fetch(path, {
    ...init,
    headers: { ...(init.headers as object), authorization: `Bearer ${tokens.token}` },
  });
};
