import { execFile } from 'node:child_process';
import { createHmac, hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { BUNDLE } from '../../lib/bundle.ts';
import { ENV } from '../../shared/env.ts';
import { FUNCTIONS, type FunctionName } from '../../shared/wiring.ts';
import { benchOptions } from './bench-options.ts';

/**
 * What a cold start costs: each function's own bundle, imported in a process of its own, beside a handler that does
 * nothing, and for the webhook the first delivery after it, for someone waits for that answer. In pairs, one after the
 * other, since machines are noisy: the median of the differences counts.
 */
const values = benchOptions(
  `npm run bench:cold -- [--runs 25] [--json]
How long each function's bundle takes to load in a fresh process, over a handler that does nothing.`,
  { runs: { type: 'string', default: '25' }, json: { type: 'boolean', default: false } },
);
const runs = Number(values.runs);
const SECRET = 'whsec_bench';
const folder = mkdtempSync(join(tmpdir(), 'cold-'));
const body = readFileSync(new URL('../sandbox/deliveries/BOOKING_CREATED.json', import.meta.url), 'utf8');
const delivery = {
  body,
  headers: { 'x-cal-signature-256': createHmac('sha256', SECRET).update(body).digest('hex') },
  requestContext: {},
};

/** Prints how long the import took, what the processor had of it, and the first event where there is one: milliseconds. */
const LOAD = `
const [file, event] = process.argv.slice(1);
const [began, spent] = [performance.now(), process.cpuUsage()];
const { handler } = await import(file);
const [loaded, { user, system }] = [performance.now(), process.cpuUsage(spent)];
const answer = event && (await handler(JSON.parse(event), { getRemainingTimeInMillis: () => 5000 }));
if (answer && answer.statusCode !== 200) throw new Error('answered ' + answer.statusCode);
const told = [loaded - began, (user + system) / 1000, performance.now() - loaded];
process.stdout.write('\\n' + JSON.stringify(told), () => process.exit());`;

const answerFor = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const asked = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString());
  const answer = asked.SecretId
    ? { SecretString: JSON.stringify({ current: SECRET, key: SECRET.repeat(4) }) }
    : { MessageId: 'm', MD5OfMessageBody: hash('md5', asked.MessageBody) };
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
};

/** Secrets Manager and SQS, as much as a delivery asks of them. */
const aws = createServer((request, response) => void answerFor(request, response)).listen(0, '127.0.0.1');
await once(aws, 'listening');
const endpoint = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
const told = {
  ...Object.fromEntries(
    Object.entries(ENV).map(([key, name]) => [name, key.endsWith('Seconds') ? '15' : 'https://x.example']),
  ),
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL: endpoint,
  AWS_ENDPOINT_URL_SQS: endpoint,
};

const cold = async (
  file: string,
  event?: object,
): Promise<{ loadMs: number; processorMs: number; firstMs: number }> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      LOAD,
      pathToFileURL(file).href,
      ...(event === undefined ? [] : [JSON.stringify(event)]),
    ],
    { env: told },
  );
  const said: number[] = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '[]');
  const [loadMs = Number.NaN, processorMs = Number.NaN, firstMs = Number.NaN] = said;
  return { loadMs, processorMs, firstMs };
};

const median = (numbers: readonly number[]): number => {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
};

try {
  const bare = join(folder, 'bare.mjs');
  writeFileSync(bare, 'export const handler = async () => undefined;');
  const rows: { name: string; kilobytes: number; loadMs: number; processorMs: number; firstMs?: number }[] =
    [];
  for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
    const outfile = join(folder, `${name}.mjs`);
    await build({ ...BUNDLE, entryPoints: [FUNCTIONS[name].entry], outfile });
    const loads: number[] = [];
    const processor: number[] = [];
    const firsts: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const ours = await cold(outfile, name === 'receive' ? delivery : undefined);
      const theirs = await cold(bare);
      loads.push(ours.loadMs - theirs.loadMs);
      processor.push(ours.processorMs - theirs.processorMs);
      firsts.push(ours.firstMs);
    }
    rows.push({
      name,
      kilobytes: Math.round(statSync(outfile).size / 1000),
      loadMs: median(loads),
      processorMs: median(processor),
      ...(name === 'receive' && { firstMs: median(firsts) }),
    });
  }
  if (values.json) console.log(JSON.stringify({ runs, rows }));
  else {
    console.log(`Median of ${runs} pairs: milliseconds to load, over a handler that does nothing.\n`);
    for (const { name, kilobytes, loadMs, processorMs, firstMs } of rows)
      console.log(
        `${name.padEnd(8)}${kilobytes} kB${loadMs.toFixed(0).padStart(6)} ms, of the processor ${processorMs.toFixed(0)}${firstMs === undefined ? '' : `, its first delivery answered ${firstMs.toFixed(0)} ms later`}`,
      );
  }
} finally {
  aws.close();
  aws.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
}
