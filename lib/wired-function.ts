import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { METRICS } from '../shared/metrics.ts';
import {
  FUNCTIONS,
  type FunctionName,
  type FunctionWiring,
  OPTIONAL_FUNCTIONS,
  type OptionalFunctionName,
} from '../shared/wiring.ts';
import { BUNDLE } from './bundle.ts';
import type { Settings } from './settings/settings-schema.ts';

const projectFile = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const PUT_BESIDE = projectFile('lib/put-beside.ts');

/** A command that runs a file of ours, for whatever shell the system has. */
const node = (...words: readonly string[]): string =>
  [process.execPath, ...words].map((word) => `"${word}"`).join(' ');

/** Writes the board's page, as one file, beside the bundle that serves it. */
const PAGE_BUILDER = 'functions/board/page/build.ts';

/**
 * One of the functions, as `shared/wiring.ts` describes it, allowed nothing but its own log (and traces): whatever else
 * it may do, and the environment variables for it, come together from a `grantX`.
 */
export const wiredFunction = (
  scope: Construct,
  name: FunctionName | OptionalFunctionName,
  settings: Settings,
): NodejsFunction => {
  const wiring: FunctionWiring = { ...FUNCTIONS, ...OPTIONAL_FUNCTIONS }[name];
  const id = name.charAt(0).toUpperCase() + name.slice(1);
  // Hold no personal data, so nothing speaks for keeping them when the stack goes.
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  const fn = new NodejsFunction(scope, id, {
    entry: projectFile(wiring.entry),
    projectRoot: projectFile(''),
    depsLockFilePath: projectFile('package-lock.json'),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: wiring.memoryMb,
    timeout: Duration.seconds(wiring.timeoutSeconds),
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    systemLogLevelV2: SystemLogLevel.WARN,
    tracing: settings.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
    // Reserved for it alone: no rush on the board or in a queue turns a delivery away, which Cal.com sends once.
    ...(name === 'receive' &&
      settings.webhookConcurrency !== undefined && {
        reservedConcurrentExecutions: settings.webhookConcurrency,
      }),
    // An alarm finds a metric only under its exact namespace and service.
    environment: {
      POWERTOOLS_METRICS_NAMESPACE: METRICS.namespace,
      POWERTOOLS_SERVICE_NAME: METRICS.service(settings.stage),
    },
    awsSdkConnectionReuse: false,
    bundling: {
      format: OutputFormat.ESM,
      target: BUNDLE.target,
      mainFields: [...BUNDLE.mainFields],
      minify: BUNDLE.minify,
      sourceMap: false,
      banner: BUNDLE.banner.js,
      esbuildArgs: Object.fromEntries(
        Object.entries(BUNDLE.alias).map(([name, file]) => [`--alias:${name}`, file]),
      ),
      // The bundled SDK is the tested one, and never starts slower than the runtime's.
      externalModules: [],
      logLevel: LogLevel.WARNING,
      commandHooks: {
        beforeInstall: () => [],
        beforeBundling: () => [],
        afterBundling: (inputDir, outputDir) => [
          ...(wiring.files ?? []).map((file) => node(PUT_BESIDE, join(inputDir, file), outputDir)),
          ...(name === 'board' ? [node(projectFile(PAGE_BUILDER), outputDir)] : []),
        ],
      },
    },
  });
  return fn;
};
