import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Settings } from '../../lib/settings/settings-schema.ts';
import { QUEUES } from '../../shared/wiring.ts';
import { awsSaysNo, isAwsError } from './aws-says-no.ts';
import { ok, type Symptom, unasked, wrong } from './symptom.ts';

/** What `cdk bootstrap` leaves behind, under CDK's own qualifier. */
const BOOTSTRAP_VERSION = '/cdk-bootstrap/hnb659fds/version';
/** As CDK's synthesizer asks for. */
const LEAST_BOOTSTRAP = 6;

/** Deliveries and screens that may come in one moment beside all that the queues feed at once. */
const AT_ONCE_FROM_OUTSIDE = 50;
const LEAST_AT_ONCE =
  Object.values(QUEUES).reduce((sum, { maxConcurrency }) => sum + maxConcurrency, 0) + AT_ONCE_FROM_OUTSIDE;

/** Where a system is, and where its next deployment would go. */
type Place = {
  readonly region: string;
  readonly account: string;
  readonly nextRegion: string | undefined;
};

/** Credentials, region, bootstrap and quota of the account that a system is in. */
export const examineAccount = async ({ region, account, nextRegion = region }: Place): Promise<Symptom[]> => {
  const inRegion =
    nextRegion === region
      ? ok(REGION, region)
      : wrong(
          REGION,
          `the system is in ${region}, and this shell in ${nextRegion}: a deployment from here makes a second one`,
          `export AWS_REGION=${region}`,
        );
  const credentials = await examineCredentials(region);
  if ('state' in credentials) return [credentials, inRegion, ...notWithout('credentials', IN_REGION)];
  const theirs =
    credentials.account === account
      ? ok(CREDENTIALS, `account ${account}`)
      : wrong(
          CREDENTIALS,
          `they are those of account ${credentials.account}, and the system is in ${account}`,
          `Sign in to account ${account}, or name the outputs of the other system.`,
        );
  return theirs.state === 'wrong'
    ? [theirs, inRegion, ...notWithout('credentials', IN_REGION)]
    : [theirs, inRegion, await examineBootstrap(region), await examineQuota(region)];
};

/** The same of where stages are to be, by their files, else by the shell: of those that these credentials reach. */
export const examinePlaces = async (
  stages: readonly Pick<Settings, 'stage' | 'account' | 'region'>[],
  shellRegion: string | undefined,
): Promise<Symptom[]> => {
  const [first] = [...stages.map((stage) => stage.region ?? shellRegion), shellRegion].filter(
    (region) => region !== undefined,
  );
  if (first === undefined)
    return [
      wrong(
        REGION,
        'no region is chosen',
        'export AWS_REGION=eu-central-1, or whichever is to be yours; or name it in the stage’s file.',
      ),
      ...notWithout('a region', [CREDENTIALS, ...IN_REGION]),
    ];
  const credentials = await examineCredentials(first);
  if ('state' in credentials) return [credentials, ...notWithout('credentials', [REGION, ...IN_REGION])];
  const elsewhere = stages.filter(({ account }) => account !== undefined && account !== credentials.account);
  const here = stages.filter((stage) => !elsewhere.includes(stage));
  const symptoms: Symptom[] = elsewhere.map(({ stage, account }) =>
    here.length > 0
      ? unasked(`stage ${stage}`, `belongs into account ${account}, which these credentials are not of`)
      : wrong(
          `stage ${stage}`,
          `belongs into account ${account}, and the credentials are those of ${credentials.account}`,
          `Sign in to account ${account}.`,
        ),
  );
  const places = Map.groupBy(here, ({ region }) => region ?? shellRegion);
  if (stages.length === 0) places.set(first, []);
  for (const [region, its] of places) {
    const names = its.map(({ stage }) => stage).join(', ');
    const which = places.size > 1 ? ` of ${names}` : '';
    if (region === undefined)
      symptoms.push(
        wrong(
          `${REGION}${which}`,
          'no region is chosen',
          'export AWS_REGION, or name it in the stage’s file.',
        ),
      );
    else
      for (const each of [ok(REGION, region), await examineBootstrap(region), await examineQuota(region)])
        symptoms.push({ ...each, about: `${each.about}${which}` });
  }
  return [ok(CREDENTIALS, `account ${credentials.account}`), ...symptoms];
};

const CREDENTIALS = 'credentials';
const REGION = 'region';
/** What is looked at in each region. */
const IN_REGION = ['bootstrap', 'quota'];

const notWithout = (what: string, those: readonly string[]): Symptom[] =>
  those.map((each) => unasked(each, `not without ${what}`));

/** Whose the credentials are, or what is wrong with them. */
const examineCredentials = async (region: string): Promise<{ readonly account: string } | Symptom> => {
  try {
    const { Account = '' } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    return { account: Account };
  } catch (error) {
    return awsSaysNo(CREDENTIALS, error, 'sts:GetCallerIdentity');
  }
};

const examineBootstrap = async (region: string): Promise<Symptom> => {
  const todo = 'npx cdk bootstrap';
  try {
    const { Parameter } = await new SSMClient({ region }).send(
      new GetParameterCommand({ Name: BOOTSTRAP_VERSION }),
    );
    const version = Number(Parameter?.Value);
    return version >= LEAST_BOOTSTRAP
      ? ok('bootstrap', `version ${version}`)
      : wrong('bootstrap', `version ${Parameter?.Value}, and CDK needs ${LEAST_BOOTSTRAP}`, todo);
  } catch (error) {
    if (isAwsError(error, /^ParameterNotFound$/))
      return wrong('bootstrap', `CDK has never been prepared in ${region}`, todo);
    return awsSaysNo('bootstrap', error, 'ssm:GetParameter');
  }
};

const examineQuota = async (region: string): Promise<Symptom> => {
  try {
    const { AccountLimit } = await new LambdaClient({ region }).send(new GetAccountSettingsCommand({}));
    const atOnce = AccountLimit?.ConcurrentExecutions ?? 0;
    return atOnce >= LEAST_AT_ONCE
      ? ok('quota', `${atOnce} functions at once`)
      : wrong(
          'quota',
          `${atOnce} functions at once; a busy minute takes ${LEAST_AT_ONCE}, and beyond the quota webhooks are turned away`,
          'aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000 (it takes a day)',
        );
  } catch (error) {
    return awsSaysNo('quota', error, 'lambda:GetAccountSettings');
  }
};
