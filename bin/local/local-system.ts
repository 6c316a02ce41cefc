import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePage } from '../../functions/board/page/build.ts';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import { type Catalogue, type CredentialName, sitesByCredential } from '../../shared/domain/catalogue.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { createTable } from '../../shared/ledger/create-table.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import type { FunctionName, QueueName } from '../../shared/wiring.ts';
import { clinicOfCatalogue } from '../sandbox/clinic-of-catalogue.ts';
import { type RunningSandbox, startSandbox } from '../sandbox/sandbox-server.ts';
import { startFunctionThread } from './function-thread.ts';
import { startHttpFront } from './http-front.ts';
import type { LocalHandler } from './lambda-context.ts';
import { loadHandler } from './load-handler.ts';
import { startLocalDynamo } from './local-dynamo.ts';
import {
  CAL_KEYS_SECRET_ID,
  DIGEST_KEY_SECRET_ID,
  localEnvironment,
  TABLE_NAME,
  WEBHOOK_SECRET_ID,
} from './local-environment.ts';
import { startQueueThread } from './queue-thread.ts';
import { startSecretsEndpoint } from './secrets-endpoint.ts';
import type { LocalSettings } from './settings.ts';

export type LocalSystem = {
  readonly url: string;
  readonly ledger: Ledger;
  /** Absent where `CAL_API_URL` names another Cal.com. */
  readonly sandbox: RunningSandbox | undefined;
  readonly sqsEndpoint: string;
  readonly queueUrls: Readonly<Record<QueueName, string>>;
  readonly deadLetterUrls: Readonly<Record<QueueName, string>>;
  readonly close: () => Promise<void>;
};

/** Who calls these waits for little; `receive` is called where the HTTP front is, for Cal.com and the patient wait for it. */
const WORKERS: readonly FunctionName[] = ['assign', 'publish', 'board', 'visitPage'];
/** Whatever may run the planner is apart from what must not wait for it. */
const PLANNERS: readonly FunctionName[] = ['sweep', 'replan'];

/** Beside the code that serves it. */
const BOARD_PAGE = fileURLToPath(new URL('../../functions/board/page', import.meta.url));

/**
 * The whole system in this process and its threads: the deployed handlers between local stand-ins for AWS, told of
 * them by the same environment variables. One system per process, since the variables are the process's.
 */
export const startLocalSystem = async (
  settings: LocalSettings,
  catalogue: Catalogue,
): Promise<LocalSystem> => {
  const closers: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    if (settings.dataDir !== undefined) makeDataDir(settings.dataDir);
    setRegion();
    const page = writePage(BOARD_PAGE);
    page.catch(() => undefined); // awaited below, whatever else goes wrong meanwhile
    const queueThread = startQueueThread();
    closers.push(queueThread.close);
    const dynamo = await startLocalDynamo(settings.dataDir && join(settings.dataDir, 'ledger.db'));
    closers.push(dynamo.stop);
    const keys = keysFor([...sitesByCredential(catalogue).keys()], settings);
    const secrets = await startSecretsEndpoint(
      new Map([
        [WEBHOOK_SECRET_ID, JSON.stringify({ current: settings.webhookSecret })],
        [CAL_KEYS_SECRET_ID, JSON.stringify(keys)],
        [DIGEST_KEY_SECRET_ID, JSON.stringify({ key: digestKey(settings.webhookSecret) })],
      ]),
    );
    closers.push(secrets.close);

    const handlers = new Map<FunctionName, LocalHandler>();
    const handlerOf =
      (name: FunctionName): LocalHandler =>
      async (event, context) => {
        const handler = handlers.get(name);
        if (handler === undefined) throw new Error(`${name} is not ready`);
        return handler(event, context);
      };
    const front = await startHttpFront(settings.port, handlerOf);
    closers.push(front.close);

    const sandbox =
      settings.calApiUrl === undefined
        ? await startSandbox({
            port: settings.sandboxPort,
            webhookUrl: `${front.url}/api/webhooks/cal`,
            webhookSecret: settings.webhookSecret,
            apiKeys: [...new Set([settings.calApiKey, ...Object.values(keys)])],
            ...(settings.clinicFile === undefined
              ? {}
              : { clinic: clinicOfCatalogue(catalogue, Date.now()) }),
            ...(settings.sandbox ?? {}),
            ...(settings.dataDir === undefined ? {} : { stateFile: join(settings.dataDir, 'sandbox.json') }),
          })
        : undefined;
    if (sandbox !== undefined) closers.push(() => sandbox.close());

    const queues = await queueThread.queues;
    Object.assign(
      process.env,
      localEnvironment({
        ...settings,
        dynamoEndpoint: dynamo.endpoint,
        secretsEndpoint: secrets.endpoint,
        queues,
        calApiUrl: settings.calApiUrl ?? sandbox?.url ?? '',
        calAppUrl: sandbox?.url ?? settings.calAppUrl,
      }),
    );
    // Loads while the Ledger is made ready: nothing is booked before "ready" is printed.
    const workers = startFunctionThread(WORKERS);
    closers.push(workers.close);

    await createTable(dynamo.client, TABLE_NAME);
    const ledger = dynamoLedger({ documentClient: dynamo.client, tableName: TABLE_NAME });
    const imported = await importCatalogue({ ledger, now: Date.now() }, catalogue, {
      dryRun: false,
      removeRoomsInUse: false,
    });
    if (imported.kind === 'refused') throw new RoomsInUse(imported.inUse.map((room) => room.roomId));

    await page; // which the board reads as it loads
    handlers.set('receive', await loadHandler('receive'));
    for (const [name, handler] of await workers.ready) handlers.set(name, handler);
    const work = { queues, sweepSeconds: settings.sweepSeconds, credentials: Object.keys(keys).length };
    workers.begin(work);
    // The first sweep is seconds away, and a Day to plan waits in its queue: this need not hold up the start.
    const planners = startFunctionThread(PLANNERS);
    closers.push(planners.close);
    planners.begin(work);
    return {
      url: front.url,
      ledger,
      sandbox,
      sqsEndpoint: queues.endpoint,
      queueUrls: queues.urls,
      deadLetterUrls: queues.deadLetterUrls,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/** @throws DataDirUnusable */
const makeDataDir = (directory: string): void => {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new DataDirUnusable(`DATA_DIR ${directory} cannot be written (${code})`, { cause });
  }
};

class DataDirUnusable extends Error {
  override readonly name = 'DataDirUnusable';
}

/** A key for each credential: at the sandbox one each, since Cal.com counts by key; of a real Cal.com one is known. */
const keysFor = (
  credentials: readonly CredentialName[],
  { calApiKey, calApiUrl }: LocalSettings,
): Record<CredentialName, string> =>
  Object.fromEntries(
    credentials.map((credential, index) => [
      credential,
      index === 0 || calApiUrl !== undefined ? calApiKey : `${calApiKey}_${credential}`,
    ]),
  );

/** Always the same for the same secret, so that kept data goes on meaning what it meant. */
const digestKey = (secret: string): string => createHash('sha256').update(`digests:${secret}`).digest('hex');

/** The SDK will not sign without a region and credentials; what stands in for AWS here looks at neither. */
const setRegion = (): void => {
  process.env.AWS_REGION ??= 'eu-central-1';
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
};

/** The kept data has bookings in rooms that the clinic file no longer has. */
export class RoomsInUse extends Error {
  override readonly name = 'RoomsInUse';
  constructor(rooms: readonly string[]) {
    super(`the clinic file no longer has rooms with bookings to come: ${rooms.join(', ')}`);
  }
}
