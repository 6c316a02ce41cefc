import { Agent, request as ask, type RequestListener } from 'node:http';
import { type LocalDynamo, startDynoxide } from './dynoxide.ts';
import { startGuardedServer } from './guarded-server.ts';

/**
 * Ports that no browser connects to, whatever a page asks (the Fetch standard's list of bad ports, the part that needs no
 * rights to listen at). dynoxide answers anyone who reaches it, and lets every page read the answer.
 */
export const CLOSED_TO_PAGES = [
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10080,
] as const;

/** A DynamoDB that no web page reaches; another one, where `AWS_ENDPOINT_URL_DYNAMODB` names it, is its owner's to guard. */
export const startLocalDynamo = async (file?: string): Promise<LocalDynamo> => {
  const dynamo = await startDynoxide(file, CLOSED_TO_PAGES);
  if (dynamo.port === undefined) return dynamo;
  const { forward, end } = forwardTo(dynamo.port);
  const guard = await startGuardedServer(forward);
  const stop = (): void => {
    void guard.close();
    end();
    dynamo.stop();
  };
  return { ...dynamo, endpoint: guard.endpoint, stop };
};

/** Hands each request on as it comes. What breaks on the way is a 503, which the SDK tries again. */
const forwardTo = (port: number): { forward: RequestListener; end: () => void } => {
  const agent = new Agent({ keepAlive: true });
  const forward: RequestListener = (request, response) => {
    const { method, url: path, headers } = request;
    const forwarded = ask({ host: '127.0.0.1', port, agent, method, path, headers }, (answer) => {
      answer.once('error', () => response.destroy());
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    forwarded.once('error', () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(503, { connection: 'close' }).end();
    });
    response.once('close', () => forwarded.destroy());
    request.pipe(forwarded);
  };
  return { forward, end: () => agent.destroy() };
};
