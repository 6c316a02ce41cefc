import { type Clinic, eventType } from './clinic.ts';
import { demoAddress, demoClinic } from './demo-clinic.ts';

/** The demo clinic plus what it does not offer: a paid visit and a weekly series. */
export const wideClinic: Clinic = {
  ...demoClinic,
  eventTypes: [
    ...demoClinic.eventTypes,
    eventType({
      id: 4001,
      slug: 'check-up',
      title: 'Check-up',
      length: 30,
      location: demoAddress,
      hostIds: [4711],
      price: 12_000,
    }),
    eventType({
      id: 4002,
      slug: 'rehab',
      title: 'Rehab',
      length: 30,
      location: demoAddress,
      hostIds: [4713],
      recurrence: { count: 12 },
    }),
    eventType({
      id: 4003,
      slug: 'rehab-on-request',
      title: 'Rehab on request',
      length: 30,
      location: demoAddress,
      hostIds: [4713],
      recurrence: { count: 3 },
      requiresConfirmation: true,
    }),
  ],
};
