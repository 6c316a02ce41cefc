import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from './settings/settings-schema.ts';
import { removalOf } from './where-of.ts';

/** What anyone who reads and writes under the key must be allowed; no wildcard, and nothing about the key itself. */
const USE = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** The clinic's own key: anyone who may not use it reads nothing of the stage, whatever else they may. */
export class StageKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const stack = Stack.of(this);
    this.key = new Key(this, 'Key', {
      alias: `room-assigner-${settings.stage}`,
      description: `All that the stage ${settings.stage} of the room assigner keeps.`,
      enableKeyRotation: true,
      removalPolicy: removalOf(settings),
    });
    // Services that write on their own account; functions are allowed by their roles.
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
        actions: USE,
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': stack.formatArn({
              service: 'logs',
              resource: 'log-group',
              resourceName: `RoomAssigner-${settings.stage}-*`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    );
  }
}

/** Puts every queue, log and topic of a stack under the key, and lets its roles use it. */
export const encryptUnder = ({ keyArn }: IKey, stack: Stack): void => {
  for (const each of stack.node.findAll()) {
    if (each instanceof CfnQueue) each.kmsMasterKeyId = keyArn;
    if (each instanceof CfnTopic) each.kmsMasterKeyId = keyArn;
    if (each instanceof CfnLogGroup) each.kmsKeyId = keyArn;
    if (each instanceof Role) each.addToPolicy(new PolicyStatement({ actions: USE, resources: [keyArn] }));
  }
};
