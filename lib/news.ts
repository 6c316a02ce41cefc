import { Duration } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV } from '../shared/env.ts';
import { DEAD_LETTER_DAYS } from '../shared/wiring.ts';
import type { DigestKey } from './digest-key.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { Settings } from './settings/settings-schema.ts';
import { wiredFunction } from './wired-function.ts';

type NewsProps = {
  readonly settings: Settings;
  readonly digestKey: DigestKey;
  readonly ledger: LedgerTable;
};

/** Bookings begin so in the table; nothing else is news, and costs nothing here. */
const OF_BOOKINGS = FilterCriteria.filter({
  eventName: FilterRule.or('INSERT', 'MODIFY'),
  dynamodb: { Keys: { pk: { S: FilterRule.beginsWith('BOOKING#') } } },
});

/** What other systems of the clinic hear of rooms: from the table's stream, so that no decision waits for it. */
export class News extends Construct {
  readonly bus: EventBus;
  readonly tell: NodejsFunction;
  /** Where in the stream stands what could not be told. */
  readonly untold: Queue;

  constructor(scope: Construct, id: string, { settings, digestKey, ledger }: NewsProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { eventBusName: `room-assigner-${settings.stage}` });
    this.untold = new Queue(this, 'Untold', {
      enforceSSL: true,
      retentionPeriod: Duration.days(DEAD_LETTER_DAYS),
    });
    this.tell = wiredFunction(this, 'tell', settings);
    digestKey.grantDigest(this.tell);
    this.tell.addToRolePolicy(
      new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] }),
    );
    this.tell.addEnvironment(ENV.newsBusName, this.bus.eventBusName);
    const stream = new EventSourceMapping(this, 'Stream', {
      target: this.tell,
      eventSourceArn: ledger.grantStream(this.tell),
      startingPosition: StartingPosition.LATEST,
      batchSize: 100,
      filters: [OF_BOOKINGS],
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // Order is kept by waiting: what cannot be told holds up what follows, for so long.
      maxRecordAge: Duration.hours(1),
      onFailure: new SqsDlq(this.untold),
    });
    // Lambda looks whether the role may read the stream when the mapping is made.
    if (this.tell.role) stream.node.addDependency(this.tell.role);
  }
}
