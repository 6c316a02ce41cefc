import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import type { CalCom } from './cal-com.ts';
import type { DigestKey } from './digest-key.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { Publishing } from './publishing.ts';
import type { Replanning } from './replanning.ts';
import type { Settings } from './settings/settings-schema.ts';
import { wiredFunction } from './wired-function.ts';
import type { WorkQueue } from './work-queue.ts';

type AssigningProps = {
  readonly settings: Settings;
  readonly digestKey: DigestKey;
  readonly bookings: WorkQueue;
  readonly ledger: LedgerTable;
  readonly calCom: CalCom;
  readonly publishing: Publishing;
  readonly replanning: Replanning;
};

/** A BookingEvent becomes a Decision in the Ledger. What a request replaces only Cal.com can say: it is asked, never told. */
export class Assigning extends Construct {
  readonly assign: NodejsFunction;

  constructor(scope: Construct, id: string, props: AssigningProps) {
    super(scope, id);
    this.assign = wiredFunction(this, 'assign', props.settings);
    props.bookings.addConsumer(this.assign);
    props.ledger.grantReadWrite(this.assign);
    props.calCom.grantCall(this.assign);
    props.digestKey.grantDigest(this.assign);
    props.publishing.grantWake(this.assign);
    props.replanning.grantAsk(this.assign);
  }
}
