import { requiredOneOf } from '../environment.ts';

/** How an Occupancy is written: `long` while functions of a release run that can read no other. */
export const OCCUPANCY_FORMS = ['short', 'long'] as const;
export type OccupancyForm = (typeof OCCUPANCY_FORMS)[number];

/** How the environment says that they are written. @throws MissingSetting where it says anything else. */
export const occupancyFormIn = (env: NodeJS.ProcessEnv): OccupancyForm =>
  requiredOneOf('occupancies', OCCUPANCY_FORMS, env);
