import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type RunningSystem = {
  /** Webhook and board. */
  readonly url: string;
  readonly sandboxUrl: string;
  readonly pid: number;
  /** From the command to the line that says ready, in milliseconds. */
  readonly readyMs: number;
  /** Everything it has printed. */
  readonly printed: () => string;
  /** Ctrl-C; answers its exit code. */
  readonly stop: () => Promise<number | null>;
};

/** What has it end when its stdin ends, which it does with this process, however that ends. */
const ENDS_WITH_US = new URL('./end-with-parent.ts', import.meta.url).href;

/** Where tests are run with a DynamoDB of their own choice, every system shares it, each in a table of its own. */
const OTHER_DYNAMO = process.env.AWS_ENDPOINT_URL_DYNAMODB;
const otherDynamo = (): Record<string, string> =>
  OTHER_DYNAMO ? { AWS_ENDPOINT_URL_DYNAMODB: OTHER_DYNAMO, TABLE_NAME: `test-${randomUUID()}` } : {};

/** Not a promise, only an end to the waiting: `npm run bench:start` measures. */
const READY_WITHIN_MS = 180_000;

/**
 * `npm start` as a process of its own, on free ports, with whatever environment a test wants; where `through` names another program, with
 * its first arguments, that one starts it.
 */
export const startSystem = async (
  env: Record<string, string> = {},
  through: readonly string[] = [],
): Promise<RunningSystem> => {
  const began = performance.now();
  const [program = '', ...args] = [...through, process.execPath, '--import', ENDS_WITH_US, 'bin/local.ts'];
  const child = spawn(program, args, {
    cwd: root,
    env: { ...cleanEnv(), ...otherDynamo(), PORT: '0', SANDBOX_PORT: '0', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += String(chunk);
    });
  const kill = (): void => void child.kill('SIGKILL');
  process.on('exit', kill);
  await ready(child, () => printed).catch((fault: unknown) => {
    kill();
    throw fault;
  });
  return {
    url: match(printed, /Room board\s+(http:\/\/[\d.:]+)/),
    sandboxUrl: /Cal\.com\s+(http:\/\/[\d.:]+)/.exec(printed)?.[1] ?? '',
    pid: child.pid ?? 0,
    readyMs: performance.now() - began,
    printed: () => printed,
    stop: () =>
      new Promise((resolve) => {
        process.off('exit', kill);
        if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode);
        child.once('exit', (code) => resolve(code));
        // Windows knows no signals between processes: there the end of its stdin says the same.
        if (process.platform === 'win32') child.stdin.end();
        // A shell that waits for its command does not end by Ctrl-C before that does.
        else child.kill(through.length === 0 ? 'SIGINT' : 'SIGTERM');
      }),
  };
};

/** The test runner's own environment, without what a system started earlier may have left in it. */
const cleanEnv = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AWS_|TABLE_NAME|VITEST|NODE_OPTIONS)/.test(name)),
  );

const ready = (child: ChildProcess, printed: () => string): Promise<void> =>
  new Promise((resolve, reject) => {
    const failed = (reason: string): void => reject(new Error(`the local system ${reason}:\n${printed()}`));
    const timer = setTimeout(() => failed('was not ready in time'), READY_WITHIN_MS);
    const look = setInterval(() => {
      if (!printed().includes('Ctrl-C ends everything')) return;
      clearTimeout(timer);
      clearInterval(look);
      resolve();
    }, 20);
    child.once('exit', (code) => {
      clearTimeout(timer);
      clearInterval(look);
      failed(`ended with ${code}`);
    });
  });

const match = (text: string, pattern: RegExp): string => {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`the local system did not print ${pattern}`);
  return found;
};
