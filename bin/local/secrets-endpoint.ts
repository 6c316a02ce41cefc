import { createServer } from 'node:http';

/** Secrets Manager on loopback, as much of it as the functions call: GetSecretValue of secrets held in memory. */
export const startSecretsEndpoint = async (
  secrets: ReadonlyMap<string, string>,
): Promise<{ endpoint: string; close: () => Promise<void> }> => {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const id = (JSON.parse(body || '{}') as { SecretId?: string }).SecretId ?? '';
    const value = secrets.get(id);
    const answer =
      value === undefined
        ? { status: 400, body: { __type: 'ResourceNotFoundException', Message: 'no such secret' } }
        : { status: 200, body: { ARN: id, Name: id, SecretString: value, VersionId: 'local' } };
    response
      .writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the local Secrets Manager has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
