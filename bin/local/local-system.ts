import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePage } from '../../functions/board/page/build.ts';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { ENV } from '../../shared/env.ts';
import { createTable } from '../../shared/ledger/create-table.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import type { FunctionName, QueueName } from '../../shared/wiring.ts';
import { startDynoxide } from '../../test/support/dynoxide.ts';
import { type RunningSandbox, startSandbox } from '../../test/support/sandbox/sandbox-server.ts';
import { startFunctionThread, type ThreadData } from './function-thread.ts';
import { startHttpFront } from './http-front.ts';
import type { LocalHandler } from './lambda-context.ts';
import { loadHandler } from './load-handler.ts';
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

const TABLE_NAME = 'room-assigner';
const WEBHOOK_SECRET_ID = 'room-assigner/webhook';
const CAL_KEYS_SECRET_ID = 'room-assigner/cal-keys';

/**
 * Which functions share a thread; `receive` is called where the HTTP front is. Those that may run the planner are
 * apart from those that must not wait for it.
 */
const THREADS: readonly ThreadData[] = [
  { functions: ['assign', 'publish'], patient: true },
  { functions: ['sweep', 'replan'], patient: true },
  { functions: ['board'], patient: false },
];

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
    if (settings.dataDir !== undefined) mkdirSync(settings.dataDir, { recursive: true });
    setRegion();
    const page = writePage(BOARD_PAGE);
    page.catch(() => undefined); // awaited below, whatever else goes wrong meanwhile
    const queueThread = startQueueThread();
    closers.push(queueThread.close);
    const dynamo = await startDynoxide(settings.dataDir && join(settings.dataDir, 'ledger.db'));
    closers.push(dynamo.stop);
    const keys = Object.fromEntries(catalogue.sites.map((site) => [site.credential, settings.calApiKey]));
    const secrets = await startSecretsEndpoint(
      new Map([
        [WEBHOOK_SECRET_ID, JSON.stringify({ current: settings.webhookSecret })],
        [CAL_KEYS_SECRET_ID, JSON.stringify(keys)],
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
            apiKeys: [settings.calApiKey],
            ...(settings.sandbox ?? {}),
            ...(settings.dataDir === undefined ? {} : { stateFile: join(settings.dataDir, 'sandbox.json') }),
          })
        : undefined;
    if (sandbox !== undefined) closers.push(() => sandbox.close());

    const queues = await queueThread.queues;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      AWS_ENDPOINT_URL_SQS: queues.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
      POWERTOOLS_METRICS_DISABLED: 'true',
      POWERTOOLS_LOG_LEVEL: settings.logLevel,
      [ENV.tableName]: TABLE_NAME,
      [ENV.bookingsQueueUrl]: queues.urls.bookings,
      [ENV.publishQueueUrl]: queues.urls.publish,
      [ENV.replanQueueUrl]: queues.urls.replan,
      [ENV.webhookSecretId]: WEBHOOK_SECRET_ID,
      [ENV.calKeysSecretId]: CAL_KEYS_SECRET_ID,
      [ENV.calApiUrl]: settings.calApiUrl ?? sandbox?.url,
      [ENV.calSettleSeconds]: String(settings.settleSeconds),
      [ENV.calPatchSeconds]: String(settings.patchSeconds),
      [ENV.boardAccess]: 'loopback',
    });
    // The threads load while the Ledger is made ready: nothing is booked before "ready" is printed.
    const threads = THREADS.map(startFunctionThread);
    closers.push(async () => void (await Promise.all(threads.map((thread) => thread.close()))));

    await createTable(dynamo.client, TABLE_NAME);
    const ledger = dynamoLedger({ documentClient: dynamo.client, tableName: TABLE_NAME });
    const imported = await importCatalogue({ ledger, now: Date.now() }, catalogue, {
      dryRun: false,
      removeRoomsInUse: false,
    });
    if (imported.kind === 'refused') throw new RoomsInUse(imported.inUse.map((room) => room.roomId));

    await page; // which the board reads as it loads
    handlers.set('receive', await loadHandler('receive'));
    for (const thread of threads)
      for (const [name, handler] of await thread.ready) handlers.set(name, handler);
    for (const thread of threads) thread.begin(queues, settings.sweepSeconds);
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
