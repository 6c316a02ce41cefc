import { CfnOutput, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ROUTES } from '../shared/wiring.ts';
import { acknowledge } from './acknowledgements.ts';
import { Alarms } from './alarms.ts';
import { Assigning } from './assigning.ts';
import { Board } from './board.ts';
import { CalCom } from './cal-com.ts';
import { Canary } from './canary.ts';
import type { DataStack } from './data-stack.ts';
import { FrontDoor } from './front-door.ts';
import { Ingest } from './ingest.ts';
import { News } from './news.ts';
import { Publishing } from './publishing.ts';
import { Replanning } from './replanning.ts';
import { Seeing } from './seeing.ts';
import type { Settings } from './settings/settings-schema.ts';
import { SignIn } from './sign-in.ts';
import { encryptUnder } from './stage-key.ts';
import { Sweeping } from './sweeping.ts';
import { whereOf } from './where-of.ts';

/** Everything of one stage that runs, and nothing that is kept: for any account and region, unless its settings name them. */
export class RoomAssignerStack extends Stack {
  constructor(scope: Construct, settings: Settings, { digestKey, key, ledger, staffPool }: DataStack) {
    super(scope, `RoomAssigner-${settings.stage}`, {
      description: 'Picks the room for every Cal.com booking of a clinic and tells Cal.com safely.',
      ...whereOf(settings),
      terminationProtection: settings.protected,
    });
    const calCom = new CalCom(this, 'CalCom', settings);
    const frontDoor = new FrontDoor(this, 'FrontDoor', settings);

    // In the order data flows; where two meet, anyone who is sent to comes first.
    const ingest = new Ingest(this, 'Ingest', { settings, digestKey, frontDoor, calCom });
    const { bookings } = ingest;
    const publishing = new Publishing(this, 'Publishing', { settings, digestKey, ledger, calCom });
    const replanning = new Replanning(this, 'Replanning', {
      settings,
      digestKey,
      ledger,
      publishing,
      calCom,
    });
    const { assign } = new Assigning(this, 'Assigning', {
      settings,
      digestKey,
      bookings,
      ledger,
      calCom,
      publishing,
      replanning,
    });
    const sweeping = new Sweeping(this, 'Sweeping', {
      settings,
      digestKey,
      bookings,
      ledger,
      calCom,
      publishing,
      replanning,
    });
    const signIn = new SignIn(this, 'SignIn', { settings, staffPool, boardUrl: frontDoor.url });
    const { board, visitPage } = new Board(this, 'Board', {
      settings,
      digestKey,
      calCom,
      frontDoor,
      signIn,
      ledger,
      publishing,
      replanning,
    });

    const news = settings.news ? new News(this, 'News', { settings, digestKey, ledger }) : undefined;

    const functions = {
      receive: ingest.receive,
      assign,
      publish: publishing.publish,
      sweep: sweeping.sweep,
      replan: replanning.replan,
      board,
      visitPage,
    };
    const watched = {
      settings,
      functions,
      frontDoor,
      ingest,
      ledger,
      publishing,
      replanning,
      sweeping,
      news,
    };
    const alarms = new Alarms(this, 'Alarms', watched);
    new Seeing(this, 'Seeing', { ...watched, alarms: alarms.all });

    if (key !== undefined) encryptUnder(key, this);
    // Afterwards: who shifts requests reads nothing that lies under the key.
    if (settings.canary) new Canary(this, 'Canary', { frontDoor, alarms: alarms.ofRelease });
    if (settings.permissionsBoundary !== undefined)
      PermissionsBoundary.of(this).apply(
        ManagedPolicy.fromManagedPolicyName(this, 'Boundary', settings.permissionsBoundary),
      );
    acknowledge('rooms', this, settings);

    // What lib/DEPLOY.md and lib/RUNBOOK.md ask for by name.
    const outputs: Record<string, string | undefined> = {
      Region: this.region,
      BoardUrl: frontDoor.url,
      WebhookUrl: `${frontDoor.url}${ROUTES[0].path}`,
      TableName: ledger.table.tableName,
      BookingsQueueUrl: bookings.queue.queueUrl,
      BookingsDlqUrl: bookings.deadLetters.queueUrl,
      PublishQueueUrl: publishing.wakeUps.queue.queueUrl,
      PublishDlqUrl: publishing.wakeUps.deadLetters.queueUrl,
      ReplanQueueUrl: replanning.days.queue.queueUrl,
      ReplanDlqUrl: replanning.days.deadLetters.queueUrl,
      CalApiUrl: settings.calApiUrl,
      WebhookSecretId: settings.webhookSecretName,
      CalKeysSecretId: settings.calKeysSecretName,
      DigestKeySecretId: digestKey.secretId,
      CalSettleSeconds: String(settings.settleSeconds),
      TrailKeptDays: String(settings.trailKeptDays),
      Occupancies: settings.occupancies,
      CalPatchSeconds: String(settings.patchSeconds),
      Credentials: String(settings.credentials),
      MissedSweepsUrl: sweeping.missed.queueUrl,
      NewsBusName: news?.bus.eventBusName,
      NewsUntoldUrl: news?.untold.queueUrl,
      DomainTarget: frontDoor.domainTarget,
      AlarmTopicArn: alarms.topic.topicArn,
      OidcIssuer: signIn.issuer,
      OidcAudience: signIn.audience,
    };
    for (const [name, value] of Object.entries(outputs)) {
      if (value !== undefined) new CfnOutput(this, name, { value });
    }
  }
}
