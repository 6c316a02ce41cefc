const VERSION = '2012-10-17';

/** The most that any role made here does: for `permissionsBoundary`. Which role may do what of it, and to what, its own policy says. */
const boundary = {
  Version: VERSION,
  Statement: [
    {
      Sid: 'RoomAssigner',
      Effect: 'Allow',
      Action: [
        'cloudwatch:DescribeAlarms',
        'dynamodb:BatchGetItem',
        'dynamodb:ConditionCheckItem',
        'dynamodb:DeleteItem',
        'dynamodb:DescribeStream',
        'dynamodb:GetItem',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        'events:PutEvents',
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
        'lambda:GetAlias',
        'lambda:GetProvisionedConcurrencyConfig',
        'lambda:InvokeFunction',
        'lambda:UpdateAlias',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:ReceiveMessage',
        'sqs:SendMessage',
        'xray:PutTelemetryRecords',
        'xray:PutTraceSegments',
      ],
      Resource: '*',
    },
  ],
};

/** What a pipeline must be allowed to deploy: to be the roles that `cdk bootstrap` made, which do the rest. */
const deploy = {
  Version: VERSION,
  Statement: [
    {
      Sid: 'BootstrappedRoles',
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: ['deploy', 'file-publishing', 'lookup'].map(
        (role) => `arn:aws:iam::*:role/cdk-*-${role}-role-*`,
      ),
      Condition: {
        StringEquals: { 'iam:ResourceTag/aws-cdk:bootstrap-role': ['deploy', 'file-publishing', 'lookup'] },
      },
    },
  ],
};

/** Policies for the teams that need them, to be made by someone who may. */
export const POLICIES: Readonly<Record<string, object>> = { boundary, deploy };
