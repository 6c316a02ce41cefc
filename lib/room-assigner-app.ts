import { Annotations, type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, ServerlessChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { DataStack } from './data-stack.ts';
import { RoomAssignerStack } from './room-assigner-stack.ts';
import { doubtsAbout } from './settings/doubts-about.ts';
import { refuseContext } from './settings/refuse-context.ts';
import type { Settings } from './settings/settings-schema.ts';

export type Stage = { readonly data: DataStack; readonly rooms: RoomAssignerStack };

/** The two stacks of a stage. */
export const addStage = (scope: Construct, settings: Settings): Stage => {
  const data = new DataStack(scope, settings);
  return { data, rooms: new RoomAssignerStack(scope, settings, data) };
};

/**
 * Adds each stage to an app, and the checks that fail its synthesis: cdk-nag's here, CloudFormation's own by cdk.json.
 * @throws SettingsError naming every context key that is not CDK's.
 */
export const addRoomAssigner = (app: App, stages: readonly Settings[]): readonly Stage[] => {
  refuseContext(app.node);
  const added = stages.map((settings) => {
    const stage = addStage(app, settings);
    for (const doubt of doubtsAbout(settings))
      Annotations.of(stage.rooms).addWarningV2('room-assigner:doubtful', doubt);
    return stage;
  });
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app),
    new HIPAASecurityChecks(app),
    new ServerlessChecks(app),
  );
  return added;
};
