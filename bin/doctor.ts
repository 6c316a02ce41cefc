import { calHttp } from '../shared/calcom/cal-http.ts';
import { sitesByCredential } from '../shared/domain/catalogue.ts';
import { CatalogueNotWhole, Clinic, NoCatalogue } from '../shared/ledger/clinic.ts';
import { IN_GOOD_TIME_MS, secretsManager } from '../shared/secrets/read-secret.ts';
import { SecretUnavailable } from '../shared/secrets/stored-secret.ts';
import { webhookSecrets } from '../shared/secrets/webhook-secrets.ts';
import { checkCal } from './admin/check-cal.ts';
import { BadUsage, COMMON_USAGE, type Output, runCommand, type Values } from './admin/command.ts';
import { type Connection, connect } from './admin/connect.ts';
import { awsSaysNo } from './doctor/aws-says-no.ts';
import { chosenRegion } from './doctor/chosen-region.ts';
import { examineAccount, examinePlaces } from './doctor/examine-account.ts';
import { examineAlarms } from './doctor/examine-alarms.ts';
import { examineClock } from './doctor/examine-clock.ts';
import { examineNode } from './doctor/examine-node.ts';
import { examineSecrets } from './doctor/examine-secrets.ts';
import { examineSettings } from './doctor/examine-settings.ts';
import { examineTable } from './doctor/examine-table.ts';
import { examineAddress, examineWebhooks } from './doctor/examine-webhook.ts';
import { type Symptom, symptomInWords, unasked, wrong } from './doctor/symptom.ts';

const usage = `Looks at everything that a running system needs, says what is wrong and what to do about it. Changes nothing, mails no one,
prints no secret; the webhook's address is sent one ping. Exit 1 where something is wrong; MIND is a choice to think over.

  npm run doctor                               the running local system
  npm run doctor -- --outputs outputs.json     a deployed one, and its account
  npm run doctor -- --account                  where the stages are to be, before anything is deployed there

Options
  --account          only this machine, settings, credentials, region, bootstrap and quota
${COMMON_USAGE}`;

/** Of what is asked of a system in vain while AWS does not know us. */
const OF_THE_SYSTEM = ['secrets', 'table', 'alarms', 'clinic', 'key', 'webhook', 'clock'];

const examine = async (values: Values, progress: Output['progress']): Promise<Symptom[]> => {
  const node = examineNode(process.version);
  const shellRegion = await chosenRegion();
  const settings = examineSettings();
  if (values.account === true)
    return [node, ...settings.symptoms, ...(await examinePlaces(settings.stages, shellRegion))];
  const to = connected(values);
  if ('state' in to) return [node, to];
  const symptoms = [node];
  if (to.alarmTopicArn !== undefined) {
    progress('Asking AWS about the account');
    const [, , , region = '', account = ''] = to.alarmTopicArn.split(':');
    const ofStage = settings.stages.find(({ stage }) => stage === to.stage);
    const ofAccount = await examineAccount({ region, account, nextRegion: ofStage?.region ?? shellRegion });
    symptoms.push(...settings.symptoms, ...ofAccount);
    if (ofAccount.some(({ about, state }) => about === 'credentials' && state !== 'ok'))
      return [...symptoms, ...OF_THE_SYSTEM.map((each) => unasked(each, 'not without credentials'))];
  }
  progress('Reading the secrets and the table');
  const table = await examineTable(to);
  symptoms.push(...(await examineSecrets(to, secretsManager(IN_GOOD_TIME_MS))), table);
  if (to.alarmTopicArn !== undefined) symptoms.push(await examineAlarms(to.alarmTopicArn));
  return [...symptoms, ...(await examineCalCom(to, table.state, progress))];
};

/** Without a system the rest cannot be looked at, and what is missing is said as of anything else. */
const connected = (values: Values): Connection | Symptom => {
  try {
    return connect(values);
  } catch (error) {
    if (!(error instanceof BadUsage)) throw error;
    return values.outputs === undefined
      ? wrong('system', error.message, 'npm start, or --outputs outputs.json, or --account.')
      : wrong('outputs', error.message, 'npm run deploy -- RoomAssigner-<stage> --outputs-file outputs.json');
  }
};

/** The clinic, and what Cal.com says of its keys, its event types and our webhook. */
const examineCalCom = async (
  to: Connection,
  table: Symptom['state'],
  progress: Output['progress'],
): Promise<Symptom[]> => {
  const secret = await webhookSecrets(to.secretIds.webhook, secretsManager(IN_GOOD_TIME_MS), Date.now)
    .get()
    .catch((error: unknown) => {
      if (error instanceof SecretUnavailable) return undefined; // said already
      throw error;
    });
  const address =
    secret === undefined
      ? unasked('webhook’s address', 'not without the secret')
      : await examineAddress(to, secret.current);
  const credentials = table === 'ok' ? await credentialsOf(to) : undefined;
  if (credentials === undefined || 'state' in credentials)
    return [
      credentials ?? unasked('clinic', 'not without the table'),
      ...['key', 'webhook', 'clock'].map((each) => unasked(each, 'not without the clinic')),
      address,
    ];
  progress('Asking Cal.com');
  const findings = await checkCal(to, progress);
  return [
    ...findings.map(
      ({ wrong: isWrong, what, todo }): Symptom => ({
        about: 'Cal.com',
        state: isWrong ? 'wrong' : 'ok',
        what,
        ...(todo !== undefined && { todo }),
      }),
    ),
    ...(await examineWebhooks(to, credentials, secret?.current)),
    address,
    await examineClock(calHttp(to.cal), credentials[0] ?? '', Date.now),
  ];
};

/** By which names the clinic in force reaches Cal.com. */
const credentialsOf = async ({ ledger, cal }: Connection): Promise<readonly string[] | Symptom> => {
  const todo = 'npm run catalogue -- import <your clinic file>, as in lib/DEPLOY.md, step 5.';
  try {
    return [...sitesByCredential(await new Clinic(ledger, Date.now, cal.words).catalogue()).keys()];
  } catch (error) {
    if (error instanceof NoCatalogue || error instanceof CatalogueNotWhole)
      return wrong('clinic', error.message, todo);
    return awsSaysNo('clinic', error, 'dynamodb:Query, secretsmanager:GetSecretValue');
  }
};

await runCommand(
  { usage, options: { account: { type: 'boolean', default: false } } },
  async ({ values, out }) => {
    const symptoms = await examine(values, out.progress);
    const wrongs = symptoms.filter(({ state }) => state === 'wrong').length;
    out.result(
      { symptoms },
      [
        ...symptoms.map(symptomInWords),
        wrongs === 0 ? 'All is well.' : `${wrongs} thing(s) are to be put right.`,
      ].join('\n'),
    );
    return wrongs === 0 ? 0 : 1;
  },
);
