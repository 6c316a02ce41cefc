import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, test } from 'vitest';
import { addRoomAssigner } from '../../lib/room-assigner-app.ts';
import { contextWith, testApp } from './synthesise.ts';

/** CloudFormation's own validator takes seconds: left out where cdk-nag alone is asked. */
const app = (settings: Record<string, unknown> = {}, builtinCloudFormationValidation = true) => {
  const made = testApp({ context: contextWith(settings), builtinCloudFormationValidation });
  return { made, stack: addRoomAssigner(made) };
};

describe('the checks at synthesis', () => {
  // As it comes, `npm run synth` checks the stack.
  test('pass the stack with a user pool', () => {
    const settings = { cognito: true, alarmEmail: 'alarms@clinic.example' };
    expect(() => app(settings).made.synth()).not.toThrow();
  });

  test('catch a queue that takes unencrypted calls', () => {
    const { made, stack } = app({}, false);
    new Queue(stack, 'Careless');
    expect(() => made.synth()).toThrow(/AwsSolutions-SQS4/);
  });

  test('catch a property that CloudFormation would refuse', () => {
    const { made, stack } = app();
    const table = stack.node.findChild('Ledger').node.findChild('Table').node.defaultChild;
    if (table instanceof CfnTable) table.billingMode = 'PAY_PER_WISH';
    expect(() => made.synth()).toThrow(/CloudFormation-Validate::F3003/);
  });
});
