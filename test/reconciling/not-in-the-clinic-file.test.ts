import { expect, test } from 'vitest';
import { readBoard } from '../../shared/board/view/read-board.ts';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { readmitUnmapped } from '../../shared/reconciling/readmit-unmapped.ts';
import {
  type ClinicOnVirtualTime,
  clinicOnVirtualTime,
  KEY,
  SOUTHERN,
  withSouth,
} from '../support/clinic-on-virtual-time.ts';

const TUESDAY = '2026-10-06T08:00:00Z';

/** The demo clinic whose file does not know its abdominal scans yet. */
const withoutScans = (demo: Catalogue): Catalogue => ({
  ...demo,
  version: 'without scans',
  visitTypes: demo.visitTypes.filter(({ id }) => id !== 'abdominal-scan'),
});

const whole = async (): Promise<Catalogue> => (await clinicOnVirtualTime({ asleep: true })).catalogue;

const imports = async (clinic: ClinicOnVirtualTime, catalogue: Catalogue): Promise<void> => {
  await importCatalogue({ ledger: clinic.ledger, now: clinic.time.now() }, catalogue, {
    dryRun: false,
    removeRoomsInUse: false,
  });
};

const notInFile = async ({ dependencies, catalogue, time }: ClinicOnVirtualTime) => {
  const [site] = catalogue.sites;
  if (site === undefined) throw new Error('no site');
  const board = await readBoard(dependencies, site, '2026-10-05', time.now());
  return board.attention.filter(({ kind }) => kind === 'not-in-file');
};

test('the board shows from the first one on how many bookings of an event type are not in the clinic file', async () => {
  const clinic = await clinicOnVirtualTime({ catalogue: withoutScans });
  await clinic.book({ eventType: 'abdominal-scan', start: '2026-10-07T08:00:00Z' });
  await clinic.minutes(1);
  expect(await notInFile(clinic)).toMatchObject([
    { count: 1, unknown: { what: 'event-type', slug: 'abdominal-scan' } },
  ]);
  await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
  await clinic.minutes(1);
  expect(await notInFile(clinic)).toMatchObject([{ count: 2, start: '2026-10-06T08:00:00.000Z' }]);
});

test('a booking that the clinic file comes to know has its room two minutes after the import', async () => {
  const clinic = await clinicOnVirtualTime({ catalogue: withoutScans });
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
  await clinic.minutes(5);
  expect(await clinic.roomOf(uid)).toBe('ignored');
  await imports(clinic, await whole());
  await clinic.minutes(2);
  expect(await clinic.roomOf(uid)).toBe('3B');
  await clinic.minutes(1);
  expect(clinic.locationMails(uid)).toHaveLength(1);
  expect(await notInFile(clinic)).toEqual([]);
});

test('bookings from before our time are shown, too, and have their rooms once the clinic file knows them', async () => {
  const clinic = await clinicOnVirtualTime({ catalogue: withoutScans, asleep: true });
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
  await clinic.minutes(5);
  await clinic.wakeUp();
  await clinic.minutes(35);
  expect(await notInFile(clinic)).toMatchObject([
    { count: 1, unknown: { what: 'event-type', slug: 'abdominal-scan' } },
  ]);
  await imports(clinic, await whole());
  await clinic.minutes(5);
  expect(await clinic.roomOf(uid)).toBe('3B');
  expect(clinic.locationMails(uid)).toEqual([]);
});

test('a booking that was ignored before it could be noted down is found by reading the horizon', async () => {
  const clinic = await clinicOnVirtualTime({ catalogue: withoutScans });
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
  await clinic.minutes(5);
  const { readOwed } = clinic.ledger;
  clinic.ledger.readOwed = async (queue, terms) => (queue.kind === 'unmapped' ? [] : readOwed(queue, terms));
  await imports(clinic, await whole());
  await clinic.minutes(35);
  expect(await clinic.roomOf(uid)).toBe('3B');
});

test('a doctor of several houses who is not in the clinic file is shown, and their visits get rooms once they are', async () => {
  const south = withSouth('default');
  const without = (demo: Catalogue): Catalogue => ({
    ...south(demo),
    version: 'without a doctor',
    practitioners: south(demo).practitioners.filter(({ id }) => id !== SOUTHERN),
  });
  const clinic = await clinicOnVirtualTime({ catalogue: without });
  const { uid } = await clinic.book({ eventType: 'consultation', start: TUESDAY, hostId: SOUTHERN });
  await clinic.minutes(1);
  expect(await notInFile(clinic)).toMatchObject([
    { count: 1, unknown: { what: 'practitioner', id: SOUTHERN } },
  ]);
  await imports(clinic, { ...south(await whole()), version: 'with all doctors' });
  await clinic.minutes(2);
  expect((await clinic.record(uid))?.siteId).toBe('south');
});

test('a key with which Cal.com lists nothing although bookings arrive is reported', async () => {
  const clinic = await clinicOnVirtualTime({
    sandbox: { apiKeys: [{ key: KEY, userId: 1, eventTypeIds: 'all', systemAdmin: true }] },
  });
  await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
  await clinic.minutes(40);
  const [site] = clinic.catalogue.sites;
  const board = site && (await readBoard(clinic.dependencies, site, '2026-10-05', clinic.time.now()));
  expect(board?.attention).toContainEqual(
    expect.objectContaining({ kind: 'key-lists-nothing', credential: 'default' }),
  );
});

test('what a new clinic file knows is taken in where Cal.com lists no event types to the key', async () => {
  const clinic = await clinicOnVirtualTime({ catalogue: withoutScans });
  await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
  await clinic.minutes(0.2);
  await imports(clinic, await whole());
  await clinic.minutes(0.6);
  const readmitted: string[] = [];
  const run = readmitUnmapped({
    ...clinic.dependencies,
    eventTypes: async () => {
      throw new Error('403');
    },
    enqueue: async ({ trigger }) => {
      readmitted.push(trigger);
    },
  });
  await expect(run).rejects.toThrow('403');
  expect(readmitted).toEqual(['CLINIC_FILE_IMPORTED']);
});

test('a booking whose only delivery names no event type and no host is read at Cal.com, and has its room', async () => {
  const clinic = await clinicOnVirtualTime();
  await clinic.minutes(3);
  clinic.sandbox.faults.add({ on: 'webhook', kind: 'says-less', trigger: 'BOOKING_CREATED', times: 1 });
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
  await clinic.minutes(0.1);
  expect(await clinic.roomOf(uid)).toBe('ignored');
  await clinic.minutes(1.5);
  expect(await clinic.roomOf(uid)).toBe('3B');
});

test('what no delivery has named is shown and taken in as anything else that the clinic file comes to know', async () => {
  const clinic = await clinicOnVirtualTime({ catalogue: withoutScans });
  await clinic.minutes(3);
  clinic.sandbox.faults.add({ on: 'webhook', kind: 'says-less', trigger: 'BOOKING_CREATED', times: 1 });
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
  await clinic.minutes(3);
  expect(await notInFile(clinic)).toMatchObject([
    { count: 1, unknown: { what: 'event-type', slug: 'abdominal-scan' } },
  ]);
  await imports(clinic, await whole());
  await clinic.minutes(2);
  expect(await clinic.roomOf(uid)).toBe('3B');
});

test('what the clinic file lacks is said anew where an import has left another want', async () => {
  const houses = (demo: Catalogue): Catalogue => ({
    ...demo,
    sites: demo.sites.map((site) => ({ ...site, addresses: ['Clinic North, 1 Harbour Street'] })),
  });
  const clinic = await clinicOnVirtualTime({ catalogue: (demo) => withoutScans(houses(demo)) });
  await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY, location: 'Somewhere Lane 9, Bremen' });
  await clinic.minutes(1);
  expect(await notInFile(clinic)).toMatchObject([{ unknown: { what: 'event-type' } }]);
  await imports(clinic, { ...houses(await whole()), version: 'with scans' });
  await clinic.minutes(2);
  expect(await notInFile(clinic)).toMatchObject([{ count: 1, unknown: { what: 'address' } }]);
});
