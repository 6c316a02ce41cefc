import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import type { CalCom } from './cal-com.ts';
import type { DigestKey } from './digest-key.ts';
import type { FrontDoor } from './front-door.ts';
import type { Settings } from './settings/settings-schema.ts';
import { wiredFunction } from './wired-function.ts';
import { WorkQueue } from './work-queue.ts';

type IngestProps = {
  readonly settings: Settings;
  readonly digestKey: DigestKey;
  readonly frontDoor: FrontDoor;
  readonly calCom: CalCom;
};

/** A signed Delivery comes in and leaves as a BookingEvent. Knows two secrets and one queue, and no Ledger. */
export class Ingest extends Construct {
  readonly receive: NodejsFunction;
  readonly bookings: WorkQueue;

  constructor(scope: Construct, id: string, { settings, digestKey, frontDoor, calCom }: IngestProps) {
    super(scope, id);
    this.bookings = new WorkQueue(this, 'Bookings', 'bookings');
    this.receive = wiredFunction(this, 'receive', settings);
    this.bookings.grantSend(this.receive);
    calCom.grantVerify(this.receive);
    digestKey.grantDigest(this.receive);
    frontDoor.addRoutes('receive', this.receive);
  }
}
