import { type ChildProcess, spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { documentClient } from '../../shared/ledger/document-client.ts';
import { dynoxideBinary } from './dynoxide-binary.ts';

/** A DynamoDB on loopback. `stop` ends it, and may be called twice. */
export type LocalDynamo = {
  readonly endpoint: string;
  readonly client: DynamoDBDocumentClient;
  readonly stop: () => void;
};

const STARTS = 5;
const START_MS = 10_000;

/**
 * Starts dynoxide on a free port, in memory or in a file that outlives it; or uses the DynamoDB that
 * `AWS_ENDPOINT_URL_DYNAMODB` names. @throws NoEmulator where neither can be
 */
export const startDynoxide = async (file?: string): Promise<LocalDynamo> => {
  const elsewhere = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  if (elsewhere) {
    const client = clientOf(elsewhere);
    return { endpoint: elsewhere, client, stop: () => client.destroy() };
  }
  const { port, stop: kill } = await started(
    await dynoxideBinary(),
    file === undefined ? [] : ['--db-path', file],
  );
  const endpoint = `http://127.0.0.1:${port}`;
  const client = clientOf(endpoint);
  const stop = (): void => {
    client.destroy();
    kill();
  };
  return { endpoint, client, stop };
};

const clientOf = (endpoint: string): DynamoDBDocumentClient =>
  documentClient({
    endpoint,
    region: process.env.AWS_REGION ?? 'eu-central-1',
    // A local DynamoDB takes any credentials, but the SDK will not sign without some.
    ...(process.env.AWS_ACCESS_KEY_ID
      ? {}
      : { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  });

/** Another process may take a port between our finding it free and dynoxide's binding it: then another one is tried. */
const started = async (
  binary: string,
  storage: readonly string[],
): Promise<{ port: number; stop: () => void }> => {
  for (let start = 1; start <= STARTS; start += 1) {
    const port = await freePort();
    const child = spawnedWithUs(binary, ['--host', '127.0.0.1', '--port', String(port), ...storage]);
    const stop = killedWithUs(child);
    if (await listens(child, port)) return { port, stop };
    stop();
  }
  throw new Error(`dynoxide did not start in ${STARTS} attempts`);
};

/**
 * A shell beside it holds the other end of a pipe from us and kills it when the pipe closes: so it ends even where we are
 * killed without a word (`kill -9`). Windows has no such shell, and there only our own exit ends it.
 */
const WATCHED =
  'exec 3<&0; "$@" <&- & it=$!; (cat <&3 >/dev/null; kill -9 $it) 2>/dev/null & exec 3<&-; wait $it';

const spawnedWithUs = (binary: string, args: readonly string[]): ChildProcess =>
  process.platform === 'win32'
    ? spawn(binary, args, { stdio: 'ignore' })
    : spawn('/bin/sh', ['-c', WATCHED, 'sh', binary, ...args], { stdio: ['pipe', 'ignore', 'ignore'] });

/** dynoxide outlives its parent, so it is killed when we exit, whatever the reason. */
const killedWithUs = (child: ChildProcess): (() => void) => {
  const kill = (): void => {
    // The shell beside it sees the pipe close, and kills it.
    if (child.stdin === null) child.kill('SIGKILL');
    else child.stdin.destroy();
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    stop();
    // With our listener gone the signal does what it always does, unless somebody else handles it too.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const stop = (): void => {
    kill();
    process.off('exit', kill);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  process.on('exit', kill);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return stop;
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });

const listens = async (child: ChildProcess, port: number): Promise<boolean> => {
  let gone = false;
  child.once('exit', () => {
    gone = true;
  });
  child.once('error', () => {
    gone = true;
  });
  for (const until = Date.now() + START_MS; Date.now() < until && !gone; ) {
    // Ours must still live: the port could answer for somebody else.
    if (await answers(port)) return !gone;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
};

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
