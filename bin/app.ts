import { App } from 'aws-cdk-lib';
import { addRoomAssigner } from '../lib/room-assigner-app.ts';
import { readStages } from '../lib/settings/read-stages.ts';

/** What `cdk synth`, `cdk diff` and `cdk deploy` run. */
addRoomAssigner(new App(), readStages());
