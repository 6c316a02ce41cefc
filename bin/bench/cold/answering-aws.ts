import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Secrets Manager and SQS on loopback, as much as a delivery asks of them. */
export const answeringAws = async (secret: string): Promise<{ url: string; close: () => void }> => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString());
    const said = asked.SecretId
      ? { SecretString: JSON.stringify({ current: secret, key: secret.repeat(4) }) }
      : { MessageId: 'm', MD5OfMessageBody: hash('md5', asked.MessageBody) };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(said));
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
