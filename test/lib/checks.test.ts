import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, describe, expect, test } from 'vitest';
import { addRoomAssigner } from '../../lib/room-assigner-app.ts';
import { contextWith, removeOutputs, testApp } from './synthesise.ts';

afterAll(removeOutputs);

const app = (settings: Record<string, unknown> = {}) => {
  const made = testApp({ context: contextWith(settings), builtinCloudFormationValidation: true });
  return { made, stack: addRoomAssigner(made) };
};

describe('the checks at synthesis', () => {
  // What they pass is synthesised with its bundles, in `bundles.test.ts`: twice would take seconds.
  test('catch a queue that takes unencrypted calls, and a property that CloudFormation would refuse', () => {
    const { made, stack } = app();
    new Queue(stack, 'Careless');
    const table = stack.node.findChild('Ledger').node.findChild('Table').node.defaultChild;
    if (table instanceof CfnTable) table.billingMode = 'PAY_PER_WISH';
    // Both are said at once, and a second synthesis would take seconds.
    expect(() => made.synth()).toThrow(/^(?=.*AwsSolutions-SQS4).*CloudFormation-Validate::F3003/s);
  });
});
