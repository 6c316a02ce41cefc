import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ENV } from '../env.ts';
import { type Caller, EVERY_SITE, isAtLeast, type Role } from './caller.ts';
import { type IssuerMetadata, issuerMetadata } from './issuer-metadata.ts';
import { tokenVerifier, type VerifyToken } from './verify-token.ts';

/** How a deployment decides who to believe. */
export type AccessMode =
  /** Tokens of one OIDC issuer, for one audience. */
  | {
      readonly kind: 'oidc';
      readonly issuer: string;
      readonly audience: string;
      readonly metadata: () => Promise<IssuerMetadata>;
      readonly verify: VerifyToken;
    }
  /** Anyone who sits at this machine: the local system only. */
  | { readonly kind: 'open-loopback' }
  /** No one. */
  | { readonly kind: 'closed' };

/** Reads the environment. An issuer wins over the open mode: to have configured one is to want sign-in. */
export const accessMode = (env: NodeJS.ProcessEnv): AccessMode => {
  const issuer = env[ENV.oidcIssuer];
  const audience = env[ENV.oidcAudience];
  if (issuer && audience) {
    const metadata = issuerMetadata(issuer);
    return {
      kind: 'oidc',
      issuer,
      audience,
      metadata,
      verify: tokenVerifier(issuer, audience, metadata, env[ENV.oidcGroupPrefix]),
    };
  }
  if (!issuer && !audience && env[ENV.boardAccess] === 'loopback') return { kind: 'open-loopback' };
  return { kind: 'closed' };
};

export type Admittance =
  | { readonly kind: 'admitted'; readonly caller: Caller }
  /** 401: say who you are. */
  | { readonly kind: 'unknown'; readonly reason: 'no-token' | 'expired' | 'invalid' }
  /** 403: it would not help. */
  | {
      readonly kind: 'forbidden';
      readonly reason:
        | 'sign-in-not-configured'
        | 'not-loopback'
        | 'forwarded'
        | 'cross-site'
        | 'no-role'
        | 'role';
    };

const NO_ONE: Caller = { subject: 'public', role: 'public' };
const ANYONE_HERE: Caller = { subject: 'loopback', role: 'admin', sites: [EVERY_SITE] };

/** Whether a request may call a route that asks for a role. Throws `IssuerUnavailable`. */
export const admitted = async (
  mode: AccessMode,
  request: APIGatewayProxyEventV2,
  role: Role,
): Promise<Admittance> => {
  if (role === 'public') return { kind: 'admitted', caller: NO_ONE };
  if (mode.kind === 'closed') return { kind: 'forbidden', reason: 'sign-in-not-configured' };
  if (mode.kind === 'open-loopback') return openOnLoopback(request);
  const [, token] = /^Bearer +([^\s]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) return { kind: 'unknown', reason: 'no-token' };
  const verdict = await mode.verify(token);
  if (verdict.kind === 'refused')
    return verdict.reason === 'no-role'
      ? { kind: 'forbidden', reason: 'no-role' }
      : { kind: 'unknown', reason: verdict.reason };
  return isAtLeast(verdict.caller, role)
    ? { kind: 'admitted', caller: verdict.caller }
    : { kind: 'forbidden', reason: 'role' };
};

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
/** By such headers proxies and tunnels say for which they ask: the standard's, and each maker's own like them. */
const FORWARDED =
  /^(via|forwarded(-.*)?|x-(original-)?forwarded(-.*)?|x-original-host|x-real-ip|.*-client-ip|.*-connecting-ip|x-azure-clientip|tailscale-.*)$/i;

const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/**
 * Open to this machine, not to pages of others that its browser happens to show: those send their `Origin`, or
 * come by a host name of theirs that resolves to loopback.
 */
const openOnLoopback = ({ headers, requestContext }: APIGatewayProxyEventV2): Admittance => {
  if (!LOOPBACK.test(requestContext.http.sourceIp)) return { kind: 'forbidden', reason: 'not-loopback' };
  // A proxy or a tunnel on this machine brings others here, whose requests look like its own.
  if (Object.keys(headers).some((name) => FORWARDED.test(name)))
    return { kind: 'forbidden', reason: 'forwarded' };
  const host = headers.host ?? '';
  const origin = headers.origin;
  if (!LOOPBACK_HOST.test(host) || (origin !== undefined && origin !== `http://${host}`))
    return { kind: 'forbidden', reason: 'cross-site' };
  return { kind: 'admitted', caller: ANYONE_HERE };
};
