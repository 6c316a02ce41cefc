import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { RoomAssignerStack } from './room-assigner-stack.ts';
import { refuseContext } from './settings/refuse-context.ts';
import type { Settings } from './settings/settings-schema.ts';

/**
 * Adds each stage to an app, and the checks that fail its synthesis: cdk-nag's here, CloudFormation's own by cdk.json.
 * @throws SettingsError naming every context key that is not CDK's.
 */
export const addRoomAssigner = (app: App, stages: readonly Settings[]): readonly RoomAssignerStack[] => {
  refuseContext(app.node);
  const stacks = stages.map((settings) => new RoomAssignerStack(app, settings));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return stacks;
};
