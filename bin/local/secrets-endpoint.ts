import type { IncomingMessage } from 'node:http';
import { startGuardedServer } from './guarded-server.ts';

/** Secrets Manager on loopback, as much of it as the functions call: GetSecretValue of secrets held in memory. */
export const startSecretsEndpoint = (
  secrets: ReadonlyMap<string, string>,
): Promise<{ endpoint: string; close: () => Promise<void> }> => {
  const answerTo = async (request: IncomingMessage): Promise<{ status: number; body: object }> => {
    const id = secretIdOf(await bodyOf(request));
    const value = id === undefined ? undefined : secrets.get(id);
    return value === undefined
      ? { status: 400, body: { __type: 'ResourceNotFoundException', Message: 'no such secret' } }
      : { status: 200, body: { ARN: id, Name: id, SecretString: value, VersionId: 'local' } };
  };
  return startGuardedServer((request, response) => {
    answerTo(request)
      .catch(() => ({ status: 400, body: { __type: 'SerializationException', Message: 'not understood' } }))
      .then(({ status, body }) => {
        response
          .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
          .end(JSON.stringify(body));
      });
  });
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
