import { App } from 'aws-cdk-lib';
import { addRoomAssigner } from '../lib/room-assigner-app.ts';

/** What `cdk synth`, `cdk diff` and `cdk deploy` run. */
addRoomAssigner(new App());
