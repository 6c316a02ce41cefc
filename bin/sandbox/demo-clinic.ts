import { type Clinic, eventType, type Host } from './clinic.ts';

const timeZone = 'Europe/Berlin';
export const demoAddress = 'Clinic North, 1 Harbour Street';

const hosts: readonly Host[] = [
  {
    id: 4711,
    name: 'Dr. Ada Winter',
    email: 'ada.winter@clinic.example',
    username: 'dr-ada-winter',
    timeZone,
  },
  { id: 4712, name: 'Dermatology', email: 'dermatology@clinic.example', username: 'dermatology', timeZone },
  {
    id: 4713,
    name: 'Physiotherapy',
    email: 'physiotherapy@clinic.example',
    username: 'physiotherapy',
    timeZone,
  },
];

const inPerson = { location: demoAddress, hostIds: [4711, 4712, 4713] };
const ofTheTeam = { teamId: 77, schedulingType: 'ROUND_ROBIN' as const };

/** The Cal.com side of the demo clinic; the rooms are in its catalogue, Cal.com knows none of them. */
export const demoClinic: Clinic = {
  organizationId: 55,
  timeZone,
  bookerUrl: 'https://cal.example',
  locale: 'de',
  hosts,
  teams: [{ id: 77, name: 'Clinic team' }],
  eventTypes: [
    eventType({ id: 3001, slug: 'abdominal-scan', title: 'Abdominal scan', length: 45, ...inPerson }),
    eventType({
      id: 3002,
      slug: 'consultation',
      title: 'Consultation',
      length: 30,
      ...inPerson,
      ...ofTheTeam,
    }),
    eventType({
      ...inPerson,
      id: 3003,
      slug: 'laser-treatment',
      title: 'Laser treatment',
      length: 30,
      hostIds: [4712, 4711, 4713],
    }),
    eventType({
      ...inPerson,
      ...ofTheTeam,
      id: 3004,
      slug: 'physiotherapy',
      title: 'Physiotherapy',
      length: 30,
      hostIds: [4713, 4711, 4712],
    }),
    eventType({
      id: 3005,
      slug: 'video-consultation',
      title: 'Video consultation',
      length: 20,
      location: 'integrations:daily',
      hostIds: [4711, 4712, 4713],
    }),
    eventType({ id: 3006, slug: 'blood-test', title: 'Blood test', length: 15, ...inPerson }),
    eventType({
      id: 3007,
      slug: 'minor-surgery',
      title: 'Minor surgery',
      length: 60,
      requiresConfirmation: true,
      ...inPerson,
    }),
    eventType({
      ...inPerson,
      id: 3008,
      slug: 'group-class',
      title: 'Group class',
      length: 60,
      seatsPerTimeSlot: 8,
      teamId: 77,
      hostIds: [4713, 4711, 4712],
    }),
  ],
};

/**
 * The same clinic on the community edition: it knows no teams, so that every doctor is an account of their own, with event
 * types of their own.
 */
export const communityClinic: Clinic = {
  ...demoClinic,
  teams: [],
  eventTypes: hosts.flatMap(({ id, username }, index) =>
    demoClinic.eventTypes
      .filter((type) => type.hostIds.includes(id))
      .map((type) => ({
        ...type,
        id: type.id + 100 * (index + 1),
        slug: index === 0 ? type.slug : `${type.slug}-${username}`,
        hostIds: [id],
        teamId: null,
        schedulingType: null,
      })),
  ),
};

/** The patient of the example payloads. */
export const demoPatient = {
  name: 'Pat Example',
  email: 'patient.one@mail.example',
  timeZone,
} as const;
