import { App } from 'aws-cdk-lib';
import { addRoomAssigner } from '../lib/room-assigner-app.ts';
import { mistakesListed } from '../lib/settings/mistakes-listed.ts';
import { readStages } from '../lib/settings/read-stages.ts';

/** What `cdk synth`, `cdk diff` and `cdk deploy` run. */
mistakesListed(() => addRoomAssigner(new App(), readStages()));
