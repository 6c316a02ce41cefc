import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import type { CalCom } from './cal-com.ts';
import type { DigestKey } from './digest-key.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { Publishing } from './publishing.ts';
import type { Settings } from './settings/settings-schema.ts';
import { wiredFunction } from './wired-function.ts';
import { WorkQueue } from './work-queue.ts';

type ReplanningProps = {
  readonly settings: Settings;
  readonly digestKey: DigestKey;
  readonly ledger: LedgerTable;
  readonly publishing: Publishing;
  readonly calCom: CalCom;
};

/** One Day is planned again because something in it changed. */
export class Replanning extends Construct {
  readonly replan: NodejsFunction;
  readonly days: WorkQueue;

  constructor(scope: Construct, id: string, props: ReplanningProps) {
    super(scope, id);
    const { settings, digestKey, ledger, publishing, calCom } = props;
    this.days = new WorkQueue(this, 'Days', 'replan');
    this.replan = wiredFunction(this, 'replan', settings);
    this.days.addConsumer(this.replan);
    ledger.grantReadWrite(this.replan);
    publishing.grantWake(this.replan);
    calCom.grantCall(this.replan);
    calCom.addPaceEnv(this.replan);
    digestKey.grantDigest(this.replan);
  }

  /** Lets a function ask for a Day to be planned again. */
  grantAsk(fn: LambdaFunction): void {
    this.days.grantSend(fn);
  }
}
