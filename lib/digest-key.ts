import { Validations } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
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
  readonly #secret: Pick<ISecret, 'grantRead'>;
  /** Where it is, for the commands. */
  readonly secretId: string;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { digestKeySecretName } = settings;
    const secret =
      digestKeySecretName === undefined
        ? this.#made(settings)
        : Secret.fromSecretNameV2(this, 'Secret', digestKeySecretName);
    this.#secret = secret;
    this.secretId = digestKeySecretName ?? secret.secretArn;
  }

  #made(settings: Settings): Secret {
    const secret = new Secret(this, 'Secret', {
      description: 'Room assigner: the key of visit codes and of digested words.',
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'key',
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy: removalOf(settings),
    });
    // Not even an administrator by mistake: the stack must let go of it first.
    if (settings.protected) secret.denyAccountRootDelete();
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'It signs nothing and opens nothing; another key would only make codes that fit no earlier log and words that fit no kept booking.',
    });
    return secret;
  }

  /** Lets a function digest. */
  grantDigest(fn: LambdaFunction): void {
    this.#secret.grantRead(fn);
    fn.addEnvironment(ENV.digestKeySecretId, this.secretId);
  }
}
