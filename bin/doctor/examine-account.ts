import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
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

/** The account and region that the system is in, or is to be in. */
export type Place = {
  readonly region: string | undefined;
  /** As the shell says it, which the next deployment follows. */
  readonly shellRegion: string | undefined;
  /** Absent before the first deployment. */
  readonly account?: string | undefined;
};

/** Credentials, region, bootstrap and quota of an account at AWS. */
export const examineAccount = async ({ region, shellRegion, account }: Place): Promise<Symptom[]> => {
  if (region === undefined)
    return [
      wrong('region', 'no region is chosen', 'export AWS_REGION=eu-central-1, or whichever is to be yours.'),
      ...['credentials', 'bootstrap', 'quota'].map((each) => unasked(each, 'not without a region')),
    ];
  const inRegion =
    shellRegion === undefined || shellRegion === region
      ? ok('region', region)
      : wrong(
          'region',
          `the system is in ${region}, and this shell in ${shellRegion}: a deployment from here makes a second one`,
          `export AWS_REGION=${region}`,
        );
  const credentials = await examineCredentials(region, account);
  if (credentials.state === 'wrong')
    return [
      credentials,
      inRegion,
      ...['bootstrap', 'quota'].map((each) => unasked(each, 'not without credentials')),
    ];
  return [credentials, inRegion, await examineBootstrap(region), await examineQuota(region)];
};

const examineCredentials = async (region: string, account: string | undefined): Promise<Symptom> => {
  try {
    const { Account = '' } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    return account === undefined || account === Account
      ? ok('credentials', `account ${Account}`)
      : wrong(
          'credentials',
          `they are those of account ${Account}, and the system is in ${account}`,
          `Sign in to account ${account}, or name the outputs of the other system.`,
        );
  } catch (error) {
    return awsSaysNo('credentials', error, 'sts:GetCallerIdentity');
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
