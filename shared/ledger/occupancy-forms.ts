/** How an Occupancy is written: `long` while functions of a release run that can read no other. */
export const OCCUPANCY_FORMS = ['short', 'long'] as const;
export type OccupancyForm = (typeof OCCUPANCY_FORMS)[number];
