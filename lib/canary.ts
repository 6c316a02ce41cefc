import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { FrontDoor } from './front-door.ts';

/**
 * A release answers one request in ten for ten minutes before it answers all, and is taken back by itself where an alarm rings. Only
 * what answers someone: what a queue feeds fails without anyone noticing, and the message comes again, to whichever release is there.
 */
export class Canary extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { frontDoor, alarms }: { readonly frontDoor: FrontDoor; readonly alarms: readonly Alarm[] },
  ) {
    super(scope, id);
    const aliases = [...frontDoor.live];
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
        resources: aliases.flatMap(({ lambda, functionArn }) => [lambda.functionArn, functionArn]),
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ['cloudwatch:DescribeAlarms'],
        resources: alarms.map(({ alarmArn }) => alarmArn),
      }),
    );
    const application = new LambdaApplication(this, 'Application');
    for (const alias of aliases) {
      new LambdaDeploymentGroup(this, alias.lambda.node.id, {
        application,
        alias,
        alarms: [...alarms],
        deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
        // By itself the group would add AWS's own policy, which is for all functions of the account.
        role: role.withoutPolicyUpdates(),
      });
    }
  }
}
