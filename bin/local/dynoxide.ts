import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { documentClient } from '../../shared/ledger/document-client.ts';
import { dynoxideBinary } from './dynoxide-binary.ts';

/** A DynamoDB on loopback. `stop` ends it, and may be called twice. */
export type LocalDynamo = {
  readonly endpoint: string;
  /** Absent where it is another one's. */
  readonly port?: number;
  readonly client: DynamoDBDocumentClient;
  readonly stop: () => void;
};

/** Any that is free, several times: another process may take one between our finding it free and dynoxide's binding it. */
const FREE_PORTS = [0, 0, 0, 0, 0];
/** It starts at once; on a busy machine it may take longer until that is heard of. */
const START_MS = 120_000;

/**
 * Starts dynoxide on one of these ports, in memory or in a file that outlives it; or uses the DynamoDB that
 * `AWS_ENDPOINT_URL_DYNAMODB` names. @throws NoEmulator where neither can be
 */
export const startDynoxide = async (
  file?: string,
  ports: readonly number[] = FREE_PORTS,
): Promise<LocalDynamo> => {
  const elsewhere = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  if (elsewhere) {
    const client = clientOf(elsewhere);
    return { endpoint: elsewhere, client, stop: () => client.destroy() };
  }
  const { port, stop: kill } = await started(
    await dynoxideBinary(),
    ports,
    file === undefined ? [] : ['--db-path', file],
  );
  const endpoint = `http://127.0.0.1:${port}`;
  const client = clientOf(endpoint);
  const stop = (): void => {
    client.destroy();
    kill();
  };
  return { endpoint, port, client, stop };
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

const started = async (
  binary: string,
  ports: readonly number[],
  storage: readonly string[],
): Promise<{ port: number; stop: () => void }> => {
  for (const wanted of ports) {
    const port = await freePort(wanted);
    if (port === undefined) continue;
    const child = spawnedWithUs(binary, ['--host', '127.0.0.1', '--port', String(port), ...storage]);
    const stop = killedWithUs(child);
    if (await listens(child)) return { port, stop };
    stop();
  }
  throw new Error(`dynoxide could not listen on any of ${ports.length} ports`);
};

/**
 * A shell beside it holds the other end of a pipe from us and kills it when the pipe closes: so it ends even where we are
 * killed without a word (`kill -9`). Windows has no such shell, and there only our own exit ends it.
 */
const WATCHED =
  'exec 3<&0; "$@" <&- & it=$!; (cat <&3 >/dev/null; kill -9 $it) 2>/dev/null & exec 3<&-; wait $it';

const spawnedWithUs = (binary: string, args: readonly string[]): ChildProcess =>
  process.platform === 'win32'
    ? spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    : spawn('/bin/sh', ['-c', WATCHED, 'sh', binary, ...args], { stdio: ['pipe', 'ignore', 'pipe'] });

/** dynoxide outlives its parent, so it is killed when we exit, whatever the reason. */
const killedWithUs = (child: ChildProcess): (() => void) => {
  const kill = (): void => {
    // The shell beside it sees the pipe close, and kills it.
    if (child.stdin === null) child.kill('SIGKILL');
    else child.stdin.destroy();
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    stop();
    // With our listener gone the signal does what it always does, unless someone else handles it too.
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

/** This port, or any for 0; `undefined` where it is taken. */
const freePort = (wanted: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address === null || typeof address === 'string' ? undefined : address.port));
    });
  });

/** By its own word: the port could answer for someone else. */
const listens = (child: ChildProcess): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const silent = new Error(`dynoxide did not start in ${START_MS / 1000} s`);
    const timer = setTimeout(() => reject(silent), START_MS);
    const end = (listening: boolean): void => {
      clearTimeout(timer);
      resolve(listening);
    };
    child.once('exit', () => end(false));
    child.once('error', () => end(false));
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes('listening')) end(true);
    });
  });
