import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { awsSaysNo, isAwsError } from './aws-says-no.ts';
import { ok, type Symptom, wrong } from './symptom.ts';

const ABOUT = 'alarms';

/** Whether anyone hears an alarm. */
export const examineAlarms = async (topicArn: string): Promise<Symptom> => {
  try {
    const { Subscriptions = [] } = await new SNSClient({}).send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }),
    );
    const confirmed = Subscriptions.filter(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:'));
    if (confirmed.length > 0) return ok(ABOUT, `${confirmed.length} subscription(s) confirmed`);
    return Subscriptions.length === 0
      ? wrong(ABOUT, 'no one is told of them', 'Set alarmEmail (lib/DEPLOY.md, step 2) and deploy.')
      : wrong(
          ABOUT,
          `${Subscriptions.length} subscription(s), none of them confirmed`,
          'Open the mail that AWS sent to that address, and confirm; deleted and deployed again, it is sent once more.',
        );
  } catch (error) {
    if (isAwsError(error, /^NotFound(Exception)?$/))
      return wrong(ABOUT, 'their topic is gone', 'Deploy again: npm run deploy.');
    return awsSaysNo(ABOUT, error, 'sns:ListSubscriptionsByTopic');
  }
};
