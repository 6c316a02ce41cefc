import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { KEPT_OPEN } from './kept-open.ts';

/**
 * A part of AWS on loopback, for those alone who were told its address: a web page can reach a port of this machine, and
 * can neither guess the path nor read our environment. `answer` sees a request without that path.
 */
export const startGuardedServer = async (
  answer: RequestListener,
): Promise<{ endpoint: string; close: () => Promise<void> }> => {
  const token = randomBytes(24).toString('base64url');
  let host = '';
  const server = createServer(KEPT_OPEN, (request, response) => {
    const path = isFromAPage(request) || request.headers.host !== host ? undefined : within(token, request);
    if (path === undefined) {
      response
        .writeHead(403, { 'content-type': 'application/x-amz-json-1.1', connection: 'close' })
        .end('{"__type":"AccessDeniedException","Message":"not for you"}');
      return;
    }
    request.url = path;
    answer(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a local part of AWS has no port');
  host = `127.0.0.1:${address.port}`;
  return {
    endpoint: `http://${host}/${token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** A page is known by what its browser adds; a name of its own that resolves to this machine is known by `Host`. */
const isFromAPage = ({ method, headers }: IncomingMessage): boolean =>
  method !== 'POST' ||
  headers.origin !== undefined ||
  Object.keys(headers).some((name) => name.startsWith('sec-fetch-'));

/** The path behind the token; `undefined` for who does not know the token. */
const within = (token: string, { url = '' }: IncomingMessage): string | undefined => {
  const [, first, ...rest] = url.split('/');
  return first === token ? `/${rest.join('/')}` : undefined;
};
