import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

/** Secrets Manager on loopback, as much of it as the functions call: GetSecretValue of secrets held in memory. */
export const startSecretsEndpoint = async (
  secrets: ReadonlyMap<string, string>,
): Promise<{ endpoint: string; close: () => Promise<void> }> => {
  // Whoever is not told this path gets nothing: a web page can reach a port of this machine, but not read our environment.
  const token = randomBytes(24).toString('base64url');
  let host = '';
  const answerTo = async (request: IncomingMessage): Promise<{ status: number; body: object }> => {
    const { headers, url = '', method } = request;
    // A page is known by its `Origin`, or by a name of its own that resolves to this machine.
    if (
      method !== 'POST' ||
      headers.origin !== undefined ||
      headers.host !== host ||
      !url.startsWith(`/${token}`)
    )
      return { status: 403, body: { __type: 'AccessDeniedException', Message: 'not for you' } };
    const id = secretIdOf(await bodyOf(request));
    const value = id === undefined ? undefined : secrets.get(id);
    return value === undefined
      ? { status: 400, body: { __type: 'ResourceNotFoundException', Message: 'no such secret' } }
      : { status: 200, body: { ARN: id, Name: id, SecretString: value, VersionId: 'local' } };
  };
  const server = createServer((request, response) => {
    answerTo(request)
      .catch(() => ({ status: 400, body: { __type: 'SerializationException', Message: 'not understood' } }))
      .then(({ status, body }) => {
        response
          .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
          .end(JSON.stringify(body));
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the local Secrets Manager has no port');
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

/** The longest body that is read, in bytes. */
const LARGEST_BODY = 64 * 1024;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).byteLength;
    if (size > LARGEST_BODY) throw new RangeError('the body is too long');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
};

const secretIdOf = (body: string): string | undefined => {
  const asked: unknown = JSON.parse(body);
  const id = typeof asked === 'object' && asked !== null && 'SecretId' in asked ? asked.SecretId : undefined;
  return typeof id === 'string' ? id : undefined;
};
