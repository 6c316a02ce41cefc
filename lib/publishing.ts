import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import { ENV } from '../shared/env.ts';
import { publishersAtOnce } from '../shared/wiring.ts';
import type { CalCom } from './cal-com.ts';
import type { DigestKey } from './digest-key.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { Settings } from './settings/settings-schema.ts';
import { wiredFunction } from './wired-function.ts';
import { WorkQueue } from './work-queue.ts';

type PublishingProps = {
  readonly settings: Settings;
  readonly digestKey: DigestKey;
  readonly ledger: LedgerTable;
  readonly calCom: CalCom;
};

/** What is owed is told to Cal.com, one PATCH a wake at most; it sends to no queue. */
export class Publishing extends Construct {
  readonly publish: NodejsFunction;
  readonly wakeUps: WorkQueue;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, { settings, digestKey, ledger, calCom }: PublishingProps) {
    super(scope, id);
    this.#settings = settings;
    this.wakeUps = new WorkQueue(this, 'WakeUps', 'publish');
    this.publish = wiredFunction(this, 'publish', settings);
    this.wakeUps.addConsumer(this.publish, publishersAtOnce(settings.credentials));
    ledger.grantReadWrite(this.publish);
    calCom.grantCall(this.publish);
    calCom.addPaceEnv(this.publish);
    digestKey.grantDigest(this.publish);
  }

  /** Lets a function wake the publisher, no sooner than the settle time after what it committed. */
  grantWake(fn: LambdaFunction): void {
    this.wakeUps.grantSend(fn);
    fn.addEnvironment(ENV.calSettleSeconds, String(this.#settings.settleSeconds));
  }
}
