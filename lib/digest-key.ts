import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENV } from '../shared/env.ts';
import type { Settings } from './settings/settings-schema.ts';
import { removalOf } from './where-of.ts';

/**
 * The key under which bookings' uids become visit codes, and people's words digests. AWS draws it, no one needs to know it:
 * it stands in no template, and it is kept when the stack goes, since with another one the codes of old logs name nothing. Or an existing one,
 * beside an existing table.
 */
export class DigestKey extends Construct {
  readonly #arn: string;
  /** Where it is, for the commands. */
  readonly secretId: string;

  constructor(scope: Construct, id: string, settings: Settings, key?: IKey) {
    super(scope, id);
    const { digestKeySecretName } = settings;
    const secret =
      digestKeySecretName === undefined
        ? this.#made(settings, key)
        : Secret.fromSecretNameV2(this, 'Secret', digestKeySecretName);
    // Of an existing one only the name is known: the six letters after it can be any.
    this.#arn = digestKeySecretName === undefined ? secret.secretArn : `${secret.secretArn}-??????`;
    this.secretId = digestKeySecretName ?? secret.secretArn;
  }

  #made(settings: Settings, key: IKey | undefined): Secret {
    const secret = new Secret(this, 'Secret', {
      description: 'Room assigner: the key of visit codes and of digested words.',
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'key',
        passwordLength: 64,
        excludePunctuation: true,
      },
      ...(key && { encryptionKey: key }),
      removalPolicy: removalOf(settings),
    });
    // Not even an administrator by mistake: the stack must let go of it first.
    if (settings.protected) secret.denyAccountRootDelete();
    return secret;
  }

  /** Lets a function digest. */
  grantDigest(fn: LambdaFunction): void {
    // By itself a grant would also write the function into the policy of the stage's key, and so tie the two stacks into a circle.
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        resources: [this.#arn],
      }),
    );
    fn.addEnvironment(ENV.digestKeySecretId, this.secretId);
  }
}
