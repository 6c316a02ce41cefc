import { expect, test } from 'vitest';
import { eventType } from '../../bin/sandbox/clinic.ts';
import { demoClinic } from '../../bin/sandbox/demo-clinic.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { type ClinicOnVirtualTime, clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

const TUESDAY = '2026-10-06T08:00:00Z';
const [PARENT, CHILD, HOST] = [9100, 9101, 4711];

/** The team sees a managed event type; what a patient books is the child of it that the host has. */
const managed = {
  ...demoClinic,
  eventTypes: [
    ...demoClinic.eventTypes,
    ...([PARENT, CHILD] as const).map((id) =>
      eventType({
        id,
        slug: 'check-up',
        title: 'Check-up',
        length: 30,
        location: 'Clinic North, 1 Harbour Street',
        hostIds: [HOST],
        teamId: 77,
        schedulingType: 'MANAGED',
        ...(id === CHILD && { parentEventTypeId: PARENT }),
      }),
    ),
  ],
};

/** The demo clinic, whose consultations are the managed event type as the file names it. */
const named =
  (by: { eventTypeIds?: number[]; eventTypeSlugs?: string[] }) =>
  (demo: Catalogue): Catalogue => ({
    ...demo,
    visitTypes: demo.visitTypes.map((type) =>
      type.id === 'consultation' ? { ...type, eventTypeIds: [], eventTypeSlugs: [], ...by } : type,
    ),
  });

const roomAfter = async (clinic: ClinicOnVirtualTime, minutes: number): Promise<string | undefined> => {
  const { uid } = await clinic.book({ eventType: CHILD, start: TUESDAY, hostId: HOST });
  await clinic.minutes(minutes);
  return (await clinic.record(uid))?.placement.kind;
};

test.each([
  ['the child', { eventTypeIds: [CHILD] }, 0.1],
  ['the slug', { eventTypeSlugs: ['check-up'] }, 0.1],
  // Cal.com is asked once whose child it is.
  ['the parent', { eventTypeIds: [PARENT] }, 2],
])('a booking of a managed event type has its room where the file names %s', async (_, by, minutes) => {
  const clinic = await clinicOnVirtualTime({ catalogue: named(by), sandbox: { clinic: managed } });
  expect(await roomAfter(clinic, minutes)).toBe('roomed');
});

test('once Cal.com has said whose child it is, the next booking of it has its room at once', async () => {
  const clinic = await clinicOnVirtualTime({
    catalogue: named({ eventTypeIds: [PARENT] }),
    sandbox: { clinic: managed },
  });
  await roomAfter(clinic, 2);
  const next = await clinic.book({ eventType: CHILD, start: '2026-10-06T11:00:00Z', hostId: HOST });
  await clinic.minutes(0.1);
  expect((await clinic.record(next.uid))?.placement.kind).toBe('roomed');
});

test('of an event type that is no one’s child Cal.com is asked once', async () => {
  const clinic = await clinicOnVirtualTime({
    catalogue: named({ eventTypeIds: [PARENT] }),
    sandbox: { clinic: managed },
  });
  let asked = 0;
  const { handle } = clinic.sandbox;
  clinic.sandbox.handle = (request) => {
    if (request.path === '/v2/event-types') asked += 1;
    return handle.call(clinic.sandbox, request);
  };
  await clinic.book({ eventType: 'consultation', start: TUESDAY, hostId: HOST });
  await clinic.minutes(10);
  expect(asked).toBe(1);
});
