import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { METRIC } from '../shared/metrics.ts';
import { sweepsAtOnce } from '../shared/wiring.ts';
import { alarmRules, type Rule, type Watched } from './alarm-rules.ts';
import { countedAt } from './counted-at.ts';
import type { Settings } from './settings/settings-schema.ts';

/** A delivery not taken or not read, someone answered with a 5xx: within minutes of a release that is wrong. */
const OF_RELEASE = ['Webhook/DeliveryFailed', 'Webhook/DeliveryQuarantined', 'FrontDoor/ServerErrors'];

/** What an operator must hear of, through one topic: when it begins, and when it is over. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly #named = new Map<string, Alarm>();
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, props: Watched) {
    super(scope, id);
    this.#settings = props.settings;
    this.topic = this.#topic(props.settings);
    for (const [name, rule] of Object.entries(alarmRules(props))) {
      this.#addAlarm(
        name,
        rule,
        ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        TreatMissingData.NOT_BREACHING,
      );
    }
    // The one alarm on silence: here missing data is the news.
    const silence: Rule = {
      severity: 'wake me',
      means: 'A sweep has not reached its end for a while: nothing that was missed is found.',
      metric: countedAt(props.settings)(
        METRIC.sweepsCompleted,
        Stats.SUM,
        Duration.minutes(props.settings.sweepMinutes),
      ),
      // One that stays out is missed among all the others.
      from: sweepsAtOnce(props.settings.credentials),
      periods: 5,
    };
    this.#addAlarm(
      'Sweep/Silent',
      silence,
      ComparisonOperator.LESS_THAN_THRESHOLD,
      TreatMissingData.BREACHING,
    );
  }

  get all(): Alarm[] {
    return [...this.#named.values()];
  }

  /** Those that speak of what a release may break at once. */
  get ofRelease(): Alarm[] {
    return [...this.#named].flatMap(([name, alarm]) => (OF_RELEASE.includes(name) ? [alarm] : []));
  }

  #addAlarm(
    name: string,
    rule: Rule,
    comparisonOperator: ComparisonOperator,
    treatMissingData: TreatMissingData,
  ): void {
    const alarm = new Alarm(this, name.replace('/', ''), {
      alarmName: `RoomAssigner/${this.#settings.stage}/${name}`,
      alarmDescription: `[${rule.severity}] ${rule.means} What to do: ${this.#runbookOf(name)}`,
      metric: rule.metric,
      threshold: rule.from,
      evaluationPeriods: rule.periods ?? 1,
      ...(rule.ofThem !== undefined && { datapointsToAlarm: rule.ofThem }),
      comparisonOperator,
      treatMissingData,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.#named.set(name, alarm);
  }

  /** Its heading in the runbook, as GitHub and GitLab link to it: small letters, and nothing that is neither letter nor digit. */
  #runbookOf(name: string): string {
    const { runbookUrl } = this.#settings;
    return runbookUrl ? `${runbookUrl}#${name.replace('/', '').toLowerCase()}` : `lib/RUNBOOK.md, ${name}`;
  }

  #topic(settings: Settings): Topic {
    const topic = new Topic(this, 'Topic', {
      displayName: `Room assigner (${settings.stage})`,
      enforceSSL: true,
    });
    // A topic with a policy of its own lets in only who that policy names.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (settings.alarmEmail) topic.addSubscription(new EmailSubscription(settings.alarmEmail));
    return topic;
  }
}
