import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENV } from '../shared/env.ts';
import type { Settings } from './settings/settings-schema.ts';

/** Cal.com as the functions know it: where it is, how fast it may be called, and the two secrets, which people make. */
export class CalCom extends Construct {
  readonly #webhookSecret: ISecret;
  readonly #keysSecret: ISecret;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    this.#webhookSecret = Secret.fromSecretNameV2(this, 'WebhookSecret', settings.webhookSecretName);
    this.#keysSecret = Secret.fromSecretNameV2(this, 'KeysSecret', settings.calKeysSecretName);
  }

  /** Lets a function verify Cal.com's signatures. */
  grantVerify(fn: LambdaFunction): void {
    this.#webhookSecret.grantRead(fn);
    fn.addEnvironment(ENV.webhookSecretId, this.#settings.webhookSecretName);
  }

  /** Lets a function call Cal.com's API. */
  grantCall(fn: LambdaFunction): void {
    this.#keysSecret.grantRead(fn);
    fn.addEnvironment(ENV.calKeysSecretId, this.#settings.calKeysSecretName);
    fn.addEnvironment(ENV.calApiUrl, this.#settings.calApiUrl);
  }

  /** Tells a function how far apart location PATCHes are: who plans must know what can still be told. */
  addPaceEnv(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.calPatchSeconds, String(this.#settings.patchSeconds));
  }
}
