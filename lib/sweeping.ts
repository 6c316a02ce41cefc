import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV } from '../shared/env.ts';
import { DEAD_LETTER_DAYS, sweepInputs } from '../shared/wiring.ts';
import type { CalCom } from './cal-com.ts';
import type { DigestKey } from './digest-key.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { Publishing } from './publishing.ts';
import type { Replanning } from './replanning.ts';
import type { Settings } from './settings/settings-schema.ts';
import { wiredFunction } from './wired-function.ts';
import type { WorkQueue } from './work-queue.ts';

type SweepingProps = {
  readonly settings: Settings;
  readonly digestKey: DigestKey;
  readonly bookings: WorkQueue;
  readonly ledger: LedgerTable;
  readonly calCom: CalCom;
  readonly publishing: Publishing;
  readonly replanning: Replanning;
};

/** A sweep older than this is not worth starting: the next one is due. AWS's least. */
const MAX_AGE = Duration.seconds(60);

/** Every minute: whatever was missed is found. Of many Sites each group is swept by itself, so that none waits for, or fails with, another. */
export class Sweeping extends Construct {
  readonly sweep: NodejsFunction;
  /** Sweeps that could not be started (by the scheduler) or failed (by Lambda): to read, never to run again. */
  readonly missed: Queue;

  constructor(scope: Construct, id: string, props: SweepingProps) {
    super(scope, id);
    this.sweep = wiredFunction(this, 'sweep', props.settings);
    props.ledger.grantReadWrite(this.sweep);
    props.publishing.grantWake(this.sweep);
    props.replanning.grantAsk(this.sweep);
    props.calCom.grantCall(this.sweep);
    props.calCom.addPaceEnv(this.sweep);
    props.digestKey.grantDigest(this.sweep);
    // What reconciliation finds is an ordinary BookingEvent.
    props.bookings.grantSend(this.sweep);
    this.sweep.addEnvironment(ENV.sweepSeconds, String(props.settings.sweepMinutes * 60));

    this.missed = new Queue(this, 'Missed', {
      enforceSSL: true,
      retentionPeriod: Duration.days(DEAD_LETTER_DAYS),
    });
    // Never again on failure: the next minute's sweep does the same work with fresher eyes.
    this.sweep.configureAsyncInvoke({
      retryAttempts: 0,
      maxEventAge: MAX_AGE,
      onFailure: new SqsDestination(this.missed),
    });
    const role = this.#schedulerRole();
    const inputs = sweepInputs(props.settings.credentials);
    for (const [nth, input] of inputs.entries()) {
      const isAlone = inputs.length === 1;
      new Schedule(this, nth === 0 ? 'EveryMinute' : `EveryMinute${nth}`, {
        description: isAlone ? 'Starts the sweep.' : `Starts the sweep of group ${nth} of ${inputs.length}.`,
        schedule: ScheduleExpression.rate(Duration.minutes(props.settings.sweepMinutes)),
        target: new LambdaInvoke(this.sweep, {
          ...(!isAlone && { input: ScheduleTargetInput.fromObject(input) }),
          retryAttempts: 0,
          maxEventAge: MAX_AGE,
          deadLetterQueue: this.missed,
          // By itself the target would also allow every version of the function.
          role: role.withoutPolicyUpdates(),
        }),
      });
    }
  }

  #schedulerRole(): Role {
    const role = new Role(this, 'SchedulerRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.sweep.functionArn] }),
    );
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.missed.queueArn] }),
    );
    return role;
  }
}
