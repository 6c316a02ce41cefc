import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type AccessMode, type Admittance, admitted } from '../../shared/access/access.ts';
import type { Caller } from '../../shared/access/caller.ts';
import { IssuerUnavailable } from '../../shared/access/issuer-metadata.ts';
import { LedgerUnavailable } from '../../shared/domain/ledger.ts';
import { NoCatalogue } from '../../shared/ledger/clinic.ts';
import { METRIC, type MetricName } from '../../shared/metrics.ts';
import { Problem } from './problem.ts';
import { API_ROUTES, type Operation } from './routes.ts';

/** One admitted request. */
export type Call = {
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The JSON body; `undefined` where there is none. @throws Problem where there is something else. */
  readonly json: () => unknown;
};

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text or bytes are sent as they are, with the content type that the headers name. */
  readonly body?: unknown;
};

export type Handle = (call: Call) => Promise<Answer>;

export type DispatchDependencies = {
  readonly access: AccessMode;
  readonly handles: Readonly<Record<Operation, Handle>>;
  readonly log: Record<'warn' | 'error', (sentence: string, fields: Record<string, unknown>) => void>;
  readonly count: (metric: MetricName) => void;
};

/** No id of a booking, room, block, action or what-if is longer; the Ledger could not even be asked for it. */
const LONGEST_ID = 128;
/** The longest body that is looked at, in bytes. */
const LARGEST_BODY = 64 * 1024;

/**
 * Answers one request by the table of routes: who may, then what. This stands in for a router library: the table must
 * exist anyhow, since it says who may what, and the router at hand cost the first request 70 ms and let a GET with
 * a body out as an unhandled fault.
 */
export const dispatch =
  ({ access, handles, log, count }: DispatchDependencies) =>
  async (request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const marks: Record<string, string> =
      access.kind === 'open-loopback' ? { 'x-board-access': 'open-loopback' } : {};
    try {
      const { route, params } = routeOf(request);
      const admittance = await admitted(access, request, route.role);
      if (admittance.kind !== 'admitted') throw refusal(admittance);
      const answer = await handles[route.operation]({
        caller: admittance.caller,
        params,
        query: request.queryStringParameters ?? {},
        headers: request.headers,
        json: () => jsonOf(request),
      });
      return { ...rendered(answer), headers: { ...SAFE, ...marks, ...rendered(answer).headers } };
    } catch (error) {
      const problem = error instanceof Problem ? error : problemOf(error);
      const { status, type } = problem.body;
      if (status === 401 || status === 403) {
        // Neither a token nor who it is for: what was refused, and why.
        log.warn('board refused', { status, reason: type, route: routeKeyOf(request) });
        count(METRIC.boardRefused);
        if (REFUSED_SIGN_INS.has(type)) count(METRIC.signInsRefused);
      }
      if (!(error instanceof Problem))
        log.error('board request failed', {
          reason: error instanceof Error ? error.name : 'unknown',
          cause: error instanceof Error && error.cause instanceof Error ? error.cause.name : undefined,
        });
      return {
        statusCode: problem.body.status,
        headers: { ...SAFE, ...marks, 'content-type': 'application/problem+json', ...problem.headers },
        body: JSON.stringify(problem.body),
      };
    }
  };

/** Not of a screen whose sign-in has ended, nor of what someone here may not do. */
const REFUSED_SIGN_INS: ReadonlySet<string> = new Set(
  ['invalid', 'no-role', 'refused', 'not-a-kiosk'].map((each) => `urn:room-board:${each}`),
);

/** The route as the table writes it: an address may hold a booking's uid. */
const routeKeyOf = (request: APIGatewayProxyEventV2): string => {
  try {
    const { method, path } = routeOf(request).route;
    return `${method} ${path}`;
  } catch {
    return 'none';
  }
};

const SAFE = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

const rendered = ({ status, headers = {}, body }: Answer): APIGatewayProxyStructuredResultV2 => {
  if (body instanceof Uint8Array)
    return {
      statusCode: status,
      headers,
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    };
  return renderedText({ status, headers, body });
};

const renderedText = ({ status, headers = {}, body }: Answer): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers:
    body === undefined || typeof body === 'string'
      ? headers
      : { 'content-type': 'application/json', ...headers },
  ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
});

type Matched = {
  readonly route: (typeof API_ROUTES)[number];
  readonly params: Readonly<Record<string, string>>;
};

const routeOf = (request: APIGatewayProxyEventV2): Matched => {
  const { method } = request.requestContext.http;
  const asked = request.rawPath.split('/');
  const matches = API_ROUTES.flatMap((route): Matched[] => {
    const params = paramsOf(route.path.split('/'), asked);
    return params === undefined ? [] : [{ route, params }];
  });
  const match = matches.find(({ route }) => route.method === method);
  if (match !== undefined) return match;
  if (matches.length === 0) throw new Problem(404, 'no-such-path', 'There is nothing at this path.');
  throw new Problem(
    405,
    'method-not-allowed',
    'This path takes other methods.',
    {},
    {
      allow: matches.map(({ route }) => route.method).join(', '),
    },
  );
};

const paramsOf = (
  pattern: readonly string[],
  asked: readonly string[],
): Record<string, string> | undefined => {
  if (pattern.length !== asked.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const given = asked[index] ?? '';
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (name === undefined) {
      if (part !== given) return undefined;
    } else {
      const value = decoded(given);
      if (value === undefined || value === '' || value.length > LONGEST_ID) return undefined;
      params[name] = value;
    }
  }
  return params;
};

const decoded = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
};

const jsonOf = ({ body, isBase64Encoded, headers }: APIGatewayProxyEventV2): unknown => {
  if (body === undefined || body === '') return undefined;
  if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
    throw new Problem(415, 'not-json', 'The body must be application/json.', {
      errors: [{ field: 'content-type', message: 'must be application/json' }],
    });
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > LARGEST_BODY) throw new Problem(413, 'too-large', 'The body is too large.');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Problem(400, 'bad-request', 'The body is no JSON.', {
      errors: [{ field: 'body', message: 'is no JSON' }],
    });
  }
};

const refusal = (admittance: Exclude<Admittance, { kind: 'admitted' }>): Problem => {
  if (admittance.kind === 'forbidden')
    return new Problem(403, admittance.reason, FORBIDDEN[admittance.reason]);
  return new Problem(
    401,
    admittance.reason,
    UNKNOWN[admittance.reason],
    {},
    {
      'www-authenticate': admittance.reason === 'no-token' ? 'Bearer' : 'Bearer error="invalid_token"',
    },
  );
};

const UNKNOWN = {
  'no-token': 'Sign in first.',
  expired: 'The sign-in has expired.',
  invalid: 'The token is not one to be believed here.',
} as const;

const FORBIDDEN = {
  'sign-in-not-configured': 'No one can sign in here yet: no issuer is configured.',
  'not-loopback': 'This board is open on loopback only.',
  forwarded: 'This board is open to this machine only, and the request came through a proxy or a tunnel.',
  'cross-site': 'This board answers no pages of others.',
  'no-role': 'This account has no role at the board.',
  role: 'This account’s role does not allow that.',
} as const;

const problemOf = (error: unknown): Problem => {
  if (error instanceof NoCatalogue)
    return new Problem(503, 'no-catalogue', 'No clinic has been imported yet.', {}, RETRY);
  if (error instanceof LedgerUnavailable)
    return new Problem(503, 'ledger-unavailable', 'The Ledger cannot be reached.', {}, RETRY);
  if (error instanceof IssuerUnavailable)
    return new Problem(503, 'issuer-unavailable', 'The sign-in service cannot be reached.', {}, RETRY);
  return new Problem(500, 'fault', 'Something went wrong here.');
};

const RETRY = { 'retry-after': '5' } as const;
