import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { RoomAssignerStack } from './room-assigner-stack.ts';
import { readSettings } from './settings.ts';

/**
 * Adds the one stack to an app, and the checks that fail its synthesis: cdk-nag's here, CloudFormation's own by cdk.json.
 * @throws SettingsError naming every setting that is wrong.
 */
export const addRoomAssigner = (app: App): RoomAssignerStack => {
  const stack = new RoomAssignerStack(app, 'RoomAssigner', {
    description: 'Picks the room for every Cal.com booking of a clinic and tells Cal.com safely.',
    settings: readSettings(app.node),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return stack;
};
