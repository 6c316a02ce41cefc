import { type Stack, Validations } from 'aws-cdk-lib';
import type { Settings } from './settings/settings-schema.ts';

type Acknowledgement = {
  readonly rule: string;
  /** Constructs of the stack, with all in them; absent: the whole stack. */
  readonly of?: readonly string[];
  readonly reason: string;
  /** Only where the settings are so. */
  readonly where?: (settings: Settings) => boolean;
};

const withoutOwnKey = ({ customerManagedKey }: Settings): boolean => !customerManagedKey;
const BY_SETTING =
  'AWS’s own keys encrypt it; `customerManagedKey: true` in the settings puts it under one of the clinic’s.';

/** Every rule of the packs that is not followed, and why: all of them, to be read in one go. */
const ACKNOWLEDGED: {
  readonly data: readonly Acknowledgement[];
  readonly rooms: readonly Acknowledgement[];
} = {
  data: [
    {
      rule: 'AwsSolutions-COG8',
      of: ['StaffPool'],
      reason: 'The Plus plan is paid per user; accounts here are few and made by hand.',
    },
    ...['AwsSolutions-SMG4', 'HIPAA.Security-SecretsManagerRotationEnabled'].map((rule) => ({
      rule,
      of: ['DigestKey'],
      reason:
        'It signs nothing and opens nothing; another key would only make codes that fit no earlier log and words that fit no kept booking.',
    })),
    {
      rule: 'HIPAA.Security-SecretsManagerUsingKMSKey',
      of: ['DigestKey'],
      reason: BY_SETTING,
      where: withoutOwnKey,
    },
    {
      rule: 'HIPAA.Security-DynamoDBInBackupPlan',
      of: ['Ledger'],
      reason:
        'It can be wound back to any second of the last 35 days, and made anew from Cal.com; a plan of AWS Backup is the account’s to choose.',
    },
  ],
  rooms: [
    {
      rule: 'AwsSolutions-APIG4',
      of: ['FrontDoor'],
      reason:
        'The functions say who may come in: the webhook by its signature over the raw bytes, the board by its own ' +
        'table of routes and roles, which also has public ones.',
    },
    {
      rule: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources to name: traces can only be sent to *.',
      where: ({ tracing }) => tracing,
    },
    {
      rule: 'Serverless-LambdaTracing',
      reason:
        'Traces would be the largest line of the bill; where something is to be found out, `tracing: true` switches them on.',
      where: ({ tracing }) => !tracing,
    },
    ...['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'].map((rule) => ({
      rule,
      of: ['Sweeping/Missed', 'News/Untold'],
      reason: 'It is itself where failures end; nothing receives from it.',
    })),
    {
      rule: 'Serverless-SQSRedrivePolicy',
      of: ['Ingest/Bookings/DeadLetters', 'Publishing/WakeUps/DeadLetters', 'Replanning/Days/DeadLetters'],
      reason: 'It is the dead-letter queue of another; an alarm rings for the first message in it.',
    },
    ...['HIPAA.Security-LambdaDLQ', 'Serverless-LambdaDLQ'].map((rule) => ({
      rule,
      reason:
        'No function but the sweep is started without waiting for its answer, and that one writes its failures into a queue of misses; the others are fed by queues that have their own dead-letter queues, or by HTTP.',
    })),
    {
      rule: 'Serverless-LambdaEventSourceMappingDestination',
      reason:
        'What fails goes to the dead-letter queue of the queue it came from; for SQS Lambda knows no other destination.',
    },
    {
      rule: 'Serverless-SNSRedrivePolicy',
      of: ['Alarms/Topic'],
      reason:
        'The topic tells by mail, and a mail has no dead-letter queue; an alarm stays red until its cause is gone.',
    },
    {
      rule: 'HIPAA.Security-LambdaConcurrency',
      reason:
        'Queues feed so many of a function at once and no more; what is reserved for one is taken from all others of the account. The webhook’s share is the setting `webhookConcurrency`.',
    },
    {
      rule: 'HIPAA.Security-LambdaInsideVPC',
      reason:
        'The functions speak to AWS’s public endpoints and to Cal.com, signed and encrypted; in a VPC they would need a way out of it, with a bill, and reach nothing more.',
    },
    {
      rule: 'HIPAA.Security-IAMNoInlinePolicy',
      reason:
        'Each role has one policy that nothing else may use: it comes and goes with its function, and is read beside it.',
    },
    ...['HIPAA.Security-CloudWatchLogGroupEncrypted', 'HIPAA.Security-SNSEncryptedKMS'].map((rule) => ({
      rule,
      reason: BY_SETTING,
      where: withoutOwnKey,
    })),
  ],
};

/** Acknowledges in a stack what is in the list of its kind. */
export const acknowledge = (kind: keyof typeof ACKNOWLEDGED, stack: Stack, settings: Settings): void => {
  for (const { rule, of = [''], reason, where } of ACKNOWLEDGED[kind]) {
    if (where?.(settings) === false) continue;
    for (const path of of) {
      const construct =
        path === ''
          ? stack
          : stack.node.findAll().find(({ node }) => node.path === `${stack.node.path}/${path}`);
      // What the settings leave out needs no reason.
      if (construct !== undefined) Validations.of(construct).acknowledge({ id: rule, reason });
    }
  }
};
