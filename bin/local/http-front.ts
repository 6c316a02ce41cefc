import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { FUNCTIONS, type FunctionName, ROUTES } from '../../shared/wiring.ts';
import { KEPT_OPEN } from './kept-open.ts';
import { type LocalHandler, lambdaContext } from './lambda-context.ts';
import { RouteLimits } from './route-limits.ts';

/** API Gateway's own limit for a body, in bytes. */
const LARGEST_BODY = 10 * 1024 * 1024;

/** An HTTP API on loopback: the same routes as deployed, payload version 2 events to the same handlers. */
export const startHttpFront = async (
  port: number,
  handlerOf: (name: FunctionName) => LocalHandler,
): Promise<{ url: string; close: () => Promise<void> }> => {
  const limits = new RouteLimits();
  const kept: Kept = new Map();
  const server = createServer(KEPT_OPEN, (request, response) => {
    answer(request, response, handlerOf, limits, kept).catch(() => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end('{"message":"Internal Server Error"}');
    });
  });
  await listen(server, port);
  const address = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** What is never answered otherwise, by what was asked for and how it may be packed: its function is asked once. */
type Kept = Map<string, APIGatewayProxyStructuredResultV2>;

const isForGood = (url: URL, { statusCode, headers }: APIGatewayProxyStructuredResultV2): boolean =>
  statusCode === 200 && url.search === '' && /\bimmutable\b/.test(String(headers?.['cache-control']));

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  handlerOf: (name: FunctionName) => LocalHandler,
  limits: RouteLimits,
  kept: Kept,
): Promise<void> => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const route = routeOf(request.method ?? 'GET', url.pathname);
  if (route === undefined) {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
    return;
  }
  const body = await bodyOf(request);
  if (body === undefined) {
    response.writeHead(413, { 'content-type': 'application/json' }).end('{"message":"Request Too Long"}');
    return;
  }
  if (!limits.takes(route, Date.now())) {
    response.writeHead(429, { 'content-type': 'application/json' }).end('{"message":"Too Many Requests"}');
    return;
  }
  const asked = `${request.method} ${request.url} ${request.headers['accept-encoding']}`;
  let result = kept.get(asked);
  if (result === undefined) {
    const event = eventOf(request, url, body, `${route.method} ${route.path}`);
    const context = lambdaContext(route.function, FUNCTIONS[route.function].timeoutSeconds);
    result = (await handlerOf(route.function)(event as never, context)) as APIGatewayProxyStructuredResultV2;
    if (isForGood(url, result)) kept.set(asked, result);
  }
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(result.headers ?? {}))
    headers[name.toLowerCase()] = String(value);
  if (result.cookies?.length) headers['set-cookie'] = result.cookies;
  const { body: payload = '', isBase64Encoded } = result;
  response
    .writeHead(result.statusCode ?? 200, headers)
    .end(request.method === 'HEAD' ? undefined : isBase64Encoded ? Buffer.from(payload, 'base64') : payload);
};

type Route = (typeof ROUTES)[number];

/** As an HTTP API matches: a full path before `{proxy+}`, a longer prefix before a shorter one, a method before ANY. */
const weight = (route: Route): number =>
  (route.path.endsWith('{proxy+}') ? 0 : 10_000) + route.path.length * 2 + (route.method === 'ANY' ? 0 : 1);
const ROUTES_IN_ORDER = ROUTES.toSorted((a, b) => weight(b) - weight(a));

const routeOf = (method: string, path: string): Route | undefined =>
  ROUTES_IN_ORDER.find((route) => {
    if (route.method !== 'ANY' && route.method !== method && !(method === 'HEAD' && route.method === 'GET'))
      return false;
    if (!route.path.endsWith('{proxy+}')) return route.path === path;
    const prefix = route.path.slice(0, -'{proxy+}'.length);
    return path.startsWith(prefix) && path.length > prefix.length;
  });

/** `undefined` where it is too long. By its events: an iterator over a stream takes several times as long. */
const bodyOf = (request: IncomingMessage): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request
      .on('data', (chunk: Buffer) => {
        size += chunk.byteLength;
        if (size > LARGEST_BODY)
          resolve(undefined); // the rest is read, and dropped
        else chunks.push(chunk);
      })
      .once('end', () => resolve(Buffer.concat(chunks)))
      .once('error', reject);
  });

const TEXT = /^(text\/|application\/(json|javascript|xml|problem\+json|x-www-form-urlencoded))/;

const eventOf = (
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  routeKey: string,
): APIGatewayProxyEventV2 => {
  const { cookie, ...rest } = request.headers;
  const headers = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
  // Bytes that are no UTF-8 travel as base64, as API Gateway sends what it cannot read.
  const isText = TEXT.test(headers['content-type'] ?? 'application/json') && isUtf8(body);
  const query = Object.fromEntries(url.searchParams);
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    ...(url.search === '' ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: headers.host ?? '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: new Date().toUTCString(),
      timeEpoch: Date.now(),
    },
    ...(body.byteLength === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.byteLength > 0 && !isText,
  };
};
