import { expect, test } from 'vitest';
import { openParked } from '../../shared/publishing/parked.ts';
import { type ClinicOnVirtualTime, clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

/** A visit that Cal.com does not let anyone tell of. */
const parkedVisit = async (clinic: ClinicOnVirtualTime, start: string): Promise<string> => {
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start });
  clinic.sandbox.deleteOrganizer(uid);
  await clinic.minutes(6);
  return uid;
};
const open = (clinic: ClinicOnVirtualTime) => openParked(clinic.ledger, 'north', clinic.time.now());

test('what is parked wants someone until the patient has been told in person', async () => {
  const clinic = await clinicOnVirtualTime();
  const uid = await parkedVisit(clinic, '2026-10-05T09:00:00Z');
  expect(await open(clinic)).toBe(1);
  const record = await clinic.record(uid);
  if (record?.placement.kind !== 'roomed') throw new Error('no room');
  const { version, ...rest } = record;
  const toldInPerson = record.placement.roomId;
  await clinic.ledger.commit([{ kind: 'booking', seen: version, record: { ...rest, toldInPerson } }]);
  expect(await open(clinic)).toBe(0);
  const another = await parkedVisit(clinic, '2026-10-05T12:00:00Z');
  expect(await open(clinic)).toBe(1);
  expect((await clinic.record(another))?.publication.state).toMatchObject({
    kind: 'parked',
    siteId: 'north',
  });
});

test('a visit that is over is parked no more', async () => {
  const clinic = await clinicOnVirtualTime();
  const uid = await parkedVisit(clinic, '2026-10-05T09:00:00Z');
  await clinic.minutes(4 * 60);
  expect(await open(clinic)).toBe(0);
  expect((await clinic.record(uid))?.publication.state.kind).toBe('nothing');
  expect(await clinic.ledger.readOwed({ kind: 'parked', siteId: 'north' }, { limit: 10 })).toEqual([]);
});
