import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { build, type Metafile } from 'esbuild';
import { RRuleTemporal } from 'rrule-temporal';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { anyEnvironment } from '../../bin/bench/cold/any-environment.ts';
import { modulesIn } from '../../bin/bench/cold/bundle.ts';
import BUNDLES from '../../bin/bench/cold/bundles.json' with { type: 'json' };
import { addRoomAssigner } from '../../lib/room-assigner-app.ts';
import {
  FUNCTIONS,
  type FunctionName,
  type FunctionWiring,
  OPTIONAL_FUNCTIONS,
  type OptionalFunctionName,
} from '../../shared/wiring.ts';
import { matrix, testInDeep, WHOLE_MATRIX } from '../support/whole-matrix.ts';
import {
  CONTEXT,
  LOGICAL,
  type Properties,
  readable,
  removeOutputs,
  settingsWith,
  testApp,
} from './synthesise.ts';

/** Imports a bundle as Lambda does, and says what its `handler` is: a thread has modules and an environment of its own, as a process has. */
const LOAD = `const { parentPort, workerData } = require('node:worker_threads');
  import(workerData).then(({ handler }) => parentPort.postMessage(typeof handler));`;

/** What the checks say is wrong, and of what. */
type Report = {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly {
      readonly ruleName: string;
      readonly severity: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
};

/** Whose warnings end no synthesis. */
const ADVICE: ReadonlySet<string> = new Set(['CloudFormation Validate', 'Construct Annotations']);

/** Found before npm's own `npx`, which takes longer to find esbuild than esbuild to bundle a function. */
const home = mkdtempSync(join(tmpdir(), 'bundles-'));
const inPackages = (path: string): string =>
  fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url));
/** What esbuild's own command, a Node.js program, would start. */
const ESBUILD = inPackages(`@esbuild/${process.platform}-${process.arch}/bin/esbuild`);
const NPX = `#!/bin/sh
shift
program=$1
shift
[ "$program" = esbuild ] && set -- "$@" "--metafile=${home}/metafile-$$.json"
[ "$program" = esbuild ] && [ -x "${ESBUILD}" ] && exec "${ESBUILD}" "$@"
exec "${inPackages('.bin')}/$program" "$@"
`;

type AnyFunction = FunctionName | OptionalFunctionName;
const WIRED: Readonly<Record<AnyFunction, FunctionWiring>> = { ...FUNCTIONS, ...OPTIONAL_FUNCTIONS };
const NAMES = Object.keys(WIRED) as AnyFunction[];
const ID: Readonly<Record<AnyFunction, string>> = { ...LOGICAL, tell: 'NewsTell' };

let bundleOf: (fn: AnyFunction) => string;
/** What each stage is warned of. */
let warnings: readonly string[];
/** What ends the synthesis: rule and construct. */
let refused: readonly (readonly [rule: string, construct: string])[];
beforeAll(() => {
  writeFileSync(join(home, 'npx'), NPX, { mode: 0o755 });
  vi.stubEnv('PATH', `${home}${delimiter}${process.env.PATH}`);
  // As `npm run synth` does it; with all of its checks, of which CloudFormation's own takes longest, in the deep tests.
  const { 'aws:cdk:bundling-stacks': _skipped, ...context } = CONTEXT;
  const pathed = { ...context, 'aws:cdk:enable-asset-metadata': true };
  const app = testApp({ context: pathed, builtinCloudFormationValidation: WHOLE_MATRIX });
  const stages = matrix<[Record<string, unknown>, string]>([
    [
      {
        cognito: true,
        alarmEmail: 'alarms@clinic.example',
        protected: false,
        customerManagedKey: true,
        tracing: true,
        canary: true,
        news: true,
        settleSeconds: 2,
      },
      'dev',
    ],
    [{ cognito: true, alarmEmail: 'alarms@clinic.example', news: true }, 'prod'],
  ]).map((each) => settingsWith(...each));
  const added = addRoomAssigner(app, stages);
  const [templateFile = ''] = added.map(({ rooms }) => rooms.templateFile);
  warnings = added.map(({ rooms }) => rooms.node.metadata.map(({ data }) => String(data)).join());
  // Beside it, since the checks take seconds to begin: what they must not let pass.
  const careless = new Stack(app, 'Careless');
  new Queue(careless, 'Queue');
  new CfnTable(careless, 'Table', {
    billingMode: 'PAY_PER_WISH',
    keySchema: [{ attributeName: 'key', keyType: 'HASH' }],
  });
  expect(() => app.synth()).toThrow('Careless/Queue/Resource');
  const read = (file: string) => JSON.parse(readFileSync(join(app.outdir, file), 'utf8'));
  const { pluginReports }: Report = read('validation-report.json');
  refused = pluginReports.flatMap(({ pluginName, violations }) =>
    violations
      .filter(({ severity }) => severity !== 'warning' || !ADVICE.has(pluginName))
      .flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(
          ({ constructPath }) => [`${pluginName}: ${ruleName}`, constructPath] as const,
        ),
      ),
  );
  const resources: Record<string, Properties> = read(templateFile).Resources;
  bundleOf = (fn) => {
    const [, resource] =
      Object.entries(resources).find(
        ([id, { Type }]) => Type === 'AWS::Lambda::Function' && readable(id) === ID[fn],
      ) ?? [];
    return join(app.outdir, resource?.Metadata['aws:asset:path']);
  };
});
afterAll(() => {
  vi.unstubAllEnvs();
  removeOutputs();
  rmSync(home, { recursive: true });
});

test('the checks at synthesis catch a queue that takes unencrypted calls', () => {
  expect(refused).toContainEqual(['AwsSolutions: AwsSolutions-SQS4', 'Careless/Queue/Resource']);
  expect(refused).toContainEqual(['HIPAA.Security: HIPAA.Security-DynamoDBInBackupPlan', 'Careless/Table']);
  expect(refused).toContainEqual(['Serverless: Serverless-SQSRedrivePolicy', 'Careless/Queue/Resource']);
});

testInDeep('the checks at synthesis catch a property that CloudFormation would refuse', async () => {
  expect(refused).toContainEqual(['CloudFormation Validate: F3003', 'Careless/Table']);
});

test('a stage with user pools, under a key of its own or not, passes all packs at synthesis, and has all its bundles', () => {
  expect(refused.filter(([, construct]) => !construct.startsWith('Careless/'))).toEqual([]);
  for (const fn of NAMES) expect(existsSync(join(bundleOf(fn), 'index.mjs')), fn).toBe(true);
});

test('a choice that had better be thought over is warned of at synthesis, which goes on', () => {
  const [dev, prod = ''] = warnings;
  expect(dev).toContain('settleSeconds: 2 is short');
  expect(prod).not.toContain('settleSeconds');
});

test.each(NAMES)(
  '%s starts from its bundle, on Lambda’s Node, knowing only the variables it is wired to',
  async (fn) => {
    const thread = new Worker(LOAD, {
      eval: true,
      env: { ...anyEnvironment(WIRED[fn].env), AWS_REGION: 'eu-central-1' },
      workerData: join(bundleOf(fn), 'index.mjs'),
    });
    // Where it cannot be loaded, the thread breaks down, and this with it.
    expect(await once(thread, 'message')).toEqual(['function']);
    await thread.terminate();
  },
);

test.each(NAMES)(
  '%s asks for no module of Node’s by an ES import, which loads all that it has, of node:http all of undici',
  (fn) => {
    const bundle = readFileSync(join(bundleOf(fn), 'index.mjs'), 'utf8');
    expect(bundle.match(/(from|import)\s*"(node:)?[a-z]+(_[a-z]+)?(\/[a-z]+)?"/g)).toBeNull();
    expect(bundle).toContain('getBuiltinModule("node:https")');
  },
);

/** What esbuild says that the bundles are made of. */
const metafiles = (): readonly Metafile[] =>
  readdirSync(home)
    .filter((file) => file.startsWith('metafile-'))
    .map((file) => JSON.parse(readFileSync(join(home, file), 'utf8')));

test('no bundle is larger, or of more files, than the table of them says, nor much smaller', () => {
  const made = metafiles();
  for (const fn of NAMES) {
    const { bytes, modules } = BUNDLES[fn];
    const metafile = made.find(({ outputs }) =>
      Object.values<Properties>(outputs).some(({ entryPoint }) => entryPoint === WIRED[fn].entry),
    );
    const shares = [
      statSync(join(bundleOf(fn), 'index.mjs')).size / bytes,
      modulesIn(metafile ?? expect.fail(`no metafile of ${fn}`)) / modules,
    ];
    const advice = `${fn}: look what came in (npm run bench:cold -- --parts); where it must, npm run bench:cold -- --sizes`;
    expect(Math.max(...shares), advice).toBeLessThan(1.03);
    expect(Math.min(...shares), advice).toBeGreaterThan(0.9);
  }
});

describe('the packages of which anything is deployed', () => {
  /** Their folders: of the functions and of the board's page. */
  let folders: readonly string[];
  beforeAll(async () => {
    const page = await build({
      entryPoints: ['functions/board/page/app/main.tsx'],
      bundle: true,
      format: 'esm',
      write: false,
      metafile: true,
      jsx: 'automatic',
      jsxImportSource: 'preact',
      outdir: 'never',
      loader: { '.woff2': 'empty' },
    });
    const { metafile: beside } = await build({
      entryPoints: ['lib/rrule-temporal.cjs'],
      bundle: true,
      platform: 'node',
      write: false,
      metafile: true,
      outdir: 'never',
    });
    const paths = [...metafiles(), page.metafile, beside].flatMap(({ inputs }) => Object.keys(inputs));
    folders = [
      ...new Set(paths.flatMap((path) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [])),
    ];
  });
  const nameOf = (folder: string): string => folder.replace(/^.*node_modules\//, '');
  const inProject = (file: string) =>
    JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));

  test('are exactly those that are called production', () => {
    const names = new Set(folders.map(nameOf));
    const { dependencies } = inProject('package.json');
    expect(Object.keys(dependencies).filter((name) => !names.has(name))).toEqual([]);
    const { packages } = inProject('package-lock.json');
    const called = Object.entries<{ dev?: boolean; optional?: boolean }>(packages).flatMap(([path, kind]) =>
      kind.dev || kind.optional ? [] : nameOf(path),
    );
    expect([...names].filter((name) => !called.includes(name))).toEqual([]);
  });

  test('have one version each: the clients of AWS share one core', () => {
    expect(folders.filter((folder) => folder.split('node_modules/').length > 2)).toEqual([]);
  });
});

test('what comes again is reckoned by what lies beside a bundle as without, where a bundle may ask for it, and nowhere else', async () => {
  const asksForIt = (fn: AnyFunction) =>
    readFileSync(join(bundleOf(fn), 'index.mjs'), 'utf8').includes('./rrule-temporal.cjs');
  const asking = NAMES.filter(asksForIt);
  expect(asking).toContain('board');
  expect(NAMES.filter((fn) => existsSync(join(bundleOf(fn), 'rrule-temporal.cjs')))).toEqual(asking);
  const [first = 'board'] = asking;
  copyFileSync(
    fileURLToPath(new URL('../../lib/rrule-lazily.js', import.meta.url)),
    join(home, 'lazily.mjs'),
  );
  copyFileSync(join(bundleOf(first), 'rrule-temporal.cjs'), join(home, 'rrule-temporal.cjs'));
  const lazily = await import(pathToFileURL(join(home, 'lazily.mjs')).href);
  const rruleString = 'DTSTART:20270101T000000Z\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO';
  const [from, to] = [new Date('2027-01-01T00:00:00Z'), new Date('2027-03-01T00:00:00Z')];
  const dates = (rule: RRuleTemporal) => rule.between(from, to, true).map(String);
  expect(dates(new lazily.RRuleTemporal({ rruleString }))).toEqual(dates(new RRuleTemporal({ rruleString })));
  expect(dates(new RRuleTemporal({ rruleString })).length).toBeGreaterThan(3);
});

test('the board finds the description of its API beside its bundle', () => {
  const { openapi } = JSON.parse(readFileSync(join(bundleOf('board'), 'openapi.json'), 'utf8'));
  expect(openapi).toMatch(/^3\./);
});

test.each(['sweep', 'replan'] as const)('%s finds the solver beside its bundle', (fn) => {
  expect(FUNCTIONS[fn].files.map((file) => basename(file))).toContain('highs.wasm');
  expect(statSync(join(bundleOf(fn), 'highs.wasm')).size).toBeGreaterThan(1_000_000);
});

test('the board’s page stands beside its function, built', () => {
  const page = JSON.parse(readFileSync(join(bundleOf('board'), 'built-page.json'), 'utf8'));
  expect(Object.keys(page)).toEqual(['version', 'document', 'files', 'source']);
  expect(page.document).toContain('<div id="board">');
});
