import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FUNCTIONS, OPTIONAL_FUNCTIONS } from '../../shared/wiring.ts';
import { benchOptions } from './bench-options.ts';
import { answeringAws } from './cold/answering-aws.ts';
import { anyEnvironment } from './cold/any-environment.ts';
import { type Bundle, bundle } from './cold/bundle.ts';
import { type Cold, coldProcess } from './cold/cold-process.ts';

/**
 * What a cold start costs: each function's own bundle, imported in a process of its own, beside a handler that does
 * nothing and beside SQS's client alone with its first message. The webhook's first delivery counts, too, for someone waits for that
 * answer. In turns, one after the other, since machines are noisy: the medians count. Of the two comparisons that by the processor's time holds
 * beside other work, too.
 */
const values = benchOptions(
  `npm run bench:cold -- [--runs 25] [--json] [--sizes] [--parts]
How long each function's bundle takes to load in a fresh process, over a handler that does nothing, and how many times as long
as SQS's client takes, bundled plainly, to load and to send its first message.
  --sizes   measures no time, and writes bytes and modules of each bundle to bin/bench/cold/bundles.json
  --parts   measures no time, and says of what each bundle is made`,
  {
    runs: { type: 'string', default: '25' },
    json: { type: 'boolean', default: false },
    sizes: { type: 'boolean', default: false },
    parts: { type: 'boolean', default: false },
  },
);
const SIZES = fileURLToPath(new URL('cold/bundles.json', import.meta.url));
const runs = Number(values.runs);
const SECRET = 'whsec_bench';
const folder = mkdtempSync(join(tmpdir(), 'cold-'));
const body = readFileSync(new URL('../sandbox/deliveries/BOOKING_CREATED.json', import.meta.url), 'utf8');
const delivery = {
  body,
  headers: { 'x-cal-signature-256': createHmac('sha256', SECRET).update(body).digest('hex') },
  requestContext: {},
};

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

const waited = ({ loadMs, firstMs }: Cold): number => loadMs + firstMs;
const processor = ({ processorMs }: Cold): number => processorMs;

type Row = {
  readonly name: string;
  readonly kilobytes: number;
  readonly modules: number;
  readonly loadMs: number;
  readonly firstMs?: number;
  readonly processorMs: number;
  /** How many times the client. */
  readonly times: number;
  readonly processorTimes: number;
};

const WITH_EVENT = new Set(['receive', 'client', 'clientAsOurs']);
const CALLED: Readonly<Record<string, string>> = {
  client: 'SQS’s client alone, bundled plainly',
  clientAsOurs: 'the same, bundled as ours are',
};

const measured = async (bundles: ReadonlyMap<string, Bundle>): Promise<Row[]> => {
  const aws = await answeringAws(SECRET);
  const env = {
    ...anyEnvironment(),
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: aws.url,
    AWS_ENDPOINT_URL_SQS: aws.url,
  };
  const bare = join(folder, 'bare.mjs');
  writeFileSync(bare, 'export const handler = async () => ({ statusCode: 200 });');
  const cold = (name: string, file: string) =>
    coldProcess(file, env, WITH_EVENT.has(name) ? delivery : undefined);
  const taken = new Map<string, { ours: Cold; bare: Cold }[]>([...bundles.keys()].map((name) => [name, []]));
  try {
    for (let run = 0; run < runs; run += 1)
      for (const [name, { file }] of bundles)
        taken.get(name)?.push({ ours: await cold(name, file), bare: await cold(name, bare) });
  } finally {
    aws.close();
  }
  const over = (name: string, of: (cold: Cold) => number): number[] =>
    (taken.get(name) ?? []).map(({ ours, bare: none }) => of(ours) - of(none));
  const times = (name: string, of: (cold: Cold) => number): number =>
    median(over(name, of)) / median(over('client', of));
  return [...bundles].map(([name, { bytes, modules }]) => ({
    name,
    kilobytes: Math.round(bytes / 1000),
    modules,
    loadMs: median(over(name, ({ loadMs }) => loadMs)),
    ...(WITH_EVENT.has(name) && { firstMs: median(over(name, ({ firstMs }) => firstMs)) }),
    processorMs: median(over(name, processor)),
    times: times(name, waited),
    processorTimes: times(name, processor),
  }));
};

const inWords = (rows: readonly Row[]): string =>
  [
    `Medians of ${runs} rounds, in milliseconds over a handler that does nothing; how many times the client by the clock, and by the processor’s time.`,
    '',
    '| Function | kB | Modules | Loaded | First event | × client | Of the processor | × client |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(
      ({ name, kilobytes, modules, loadMs, firstMs, times, processorMs, processorTimes }) =>
        `| ${CALLED[name] ?? `\`${name}\``} | ${kilobytes} | ${modules} | ${loadMs.toFixed(0)} | ${firstMs?.toFixed(0) ?? ''} | ${times.toFixed(2)} | ${processorMs.toFixed(0)} | ${processorTimes.toFixed(2)} |`,
    ),
  ].join('\n');

try {
  const bundles = new Map<string, Bundle>();
  const client = fileURLToPath(new URL('cold/client-alone.ts', import.meta.url));
  if (!values.sizes) {
    bundles.set('client', await bundle(client, join(folder, 'client.mjs'), 'plainly'));
    bundles.set('clientAsOurs', await bundle(client, join(folder, 'client-as-ours.mjs')));
  }
  for (const [name, { entry }] of Object.entries({ ...FUNCTIONS, ...OPTIONAL_FUNCTIONS }))
    bundles.set(name, await bundle(entry, join(folder, `${name}.mjs`)));
  if (values.sizes) {
    const sizes = Object.fromEntries(
      [...bundles].map(([name, { bytes, modules }]) => [name, { bytes, modules }]),
    );
    writeFileSync(SIZES, `${JSON.stringify(sizes, null, 2)}\n`);
  } else if (values.parts) {
    for (const [name, { bytes, parts }] of bundles) {
      const most = parts.slice(0, 16).map(([part, each]) => `${part} ${Math.round(each / 1000)}`);
      console.log(`${name}, ${Math.round(bytes / 1000)} kB: ${most.join(', ')}`);
    }
  } else {
    bundles.delete('tell');
    const rows = await measured(bundles);
    console.log(values.json ? JSON.stringify({ runs, rows }) : inWords(rows));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
