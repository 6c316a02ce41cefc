import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENV } from '../shared/env.ts';

/**
 * The key under which bookings' uids become visit codes, and people's words digests. AWS draws it, no one needs to know it:
 * it stands in no template, and it is kept when the stack goes, since with another one the codes of old logs name nothing.
 */
export class DigestKey extends Construct {
  readonly #secret: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#secret = new Secret(this, 'Secret', {
      description: 'Room assigner: the key of visit codes and of digested words.',
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'key',
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.#secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'It signs nothing and opens nothing; another key would only make codes that fit no earlier log and words that fit no kept booking.',
    });
  }

  /** Where it is, for the commands. */
  get secretId(): string {
    return this.#secret.secretArn;
  }

  /** Lets a function digest. */
  grantDigest(fn: LambdaFunction): void {
    this.#secret.grantRead(fn);
    fn.addEnvironment(ENV.digestKeySecretId, this.#secret.secretArn);
  }
}
