import { type Clinic, eventType } from '../../bin/sandbox/clinic.ts';
import { wideClinic } from '../../bin/sandbox/wide-clinic.ts';

/** A practitioner with visits of an hour and of three quarters, and a colleague. */
export const clinic: Clinic = {
  ...wideClinic,
  teams: [],
  eventTypes: [
    eventType({ id: 1, slug: 'laser', title: 'Laser', length: 60, location: 'Clinic', hostIds: [4711] }),
    eventType({
      id: 2,
      slug: 'consultation',
      title: 'Consultation',
      length: 45,
      location: 'Clinic',
      hostIds: [4711],
    }),
    eventType({ id: 3, slug: 'physio', title: 'Physio', length: 30, location: 'Clinic', hostIds: [4712] }),
  ],
};
