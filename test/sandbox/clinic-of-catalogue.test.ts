import { expect, test } from 'vitest';
import { firstSteps } from '../../bin/local/first-steps.ts';
import { DEMO_CLINIC, readClinicFile } from '../../bin/read-clinic-file.ts';
import { clinicOfCatalogue } from '../../bin/sandbox/clinic-of-catalogue.ts';
import { demoClinic } from '../../bin/sandbox/demo-clinic.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

const NOW = Date.UTC(2026, 9, 5, 7);
const own = readClinicFile('test/fixtures/clinic-of-ones-own.yaml');
const demo = readClinicFile(DEMO_CLINIC);

const firstVisit = (catalogue: Catalogue) => {
  const clinic = clinicOfCatalogue(catalogue, NOW);
  const next = clinic.eventTypes[0]?.schedule?.next(NOW);
  return {
    slug: clinic.eventTypes[0]?.slug,
    start: next && new Date(next.start).toISOString(),
    hostId: next?.hostId,
  };
};
const atSite = (change: Partial<Catalogue['sites'][number]>): Catalogue => ({
  ...own,
  sites: own.sites.map((site) => ({ ...site, ...change })),
});

test('of the demo clinic’s file comes the demo clinic, at its hours', () => {
  const made = clinicOfCatalogue(demo, NOW);
  expect(made).toMatchObject({ timeZone: demoClinic.timeZone, hosts: demoClinic.hosts });
  expect(made.eventTypes.map(({ schedule: _, ...type }) => type)).toEqual(demoClinic.eventTypes);
  expect(firstVisit(demo)).toEqual({
    slug: 'abdominal-scan',
    start: '2026-10-06T08:00:00.000Z',
    hostId: 4711,
  });
});

test('a clinic on the other side of the world is booked at its own hours, on either side of a change of the clocks', () => {
  expect(firstVisit(own)).toEqual({ slug: 'check-up', start: '2026-10-06T00:00:00.000Z', hostId: 900 });
  const west = atSite({ timeZone: 'America/Los_Angeles' });
  expect(firstVisit(west).start).toBe('2026-10-06T20:00:00.000Z');
});

test('a clinic that is open at night alone is booked at night', () => {
  const rooms = own.sites[0]?.rooms.map((room) => ({
    ...room,
    hours: { sun: [{ from: '22:00', to: '24:00' }] },
  }));
  expect(firstVisit(atSite({ rooms: rooms ?? [] })).start).toBe('2026-10-11T09:00:00.000Z');
});

test('dates on which the clinic is closed are passed over', () => {
  expect(firstVisit(atSite({ closedDates: ['2026-10-06', '2026-10-07'] })).start).toBe(
    '2026-10-08T00:00:00.000Z',
  );
});

test('of two Sites each is booked on its own wall, with who works there', () => {
  const [south] = own.sites;
  if (south === undefined) throw new Error('no site');
  const two: Catalogue = {
    ...own,
    sites: [
      { ...south, rooms: [] },
      { ...south, id: 'north', timeZone: 'Europe/Berlin' },
    ],
    practitioners: [
      { id: 900, site: 'south' },
      { id: 901, site: 'north' },
    ],
  };
  expect(firstVisit(two)).toEqual({ slug: 'check-up', start: '2026-10-06T11:00:00.000Z', hostId: 901 });
});

/** Two houses in one town, each with an address of its own at Cal.com and someone who works there. */
const twoHouses = (change: Partial<Catalogue> = {}): Catalogue => {
  const [site] = own.sites;
  if (site === undefined) throw new Error('no site');
  const house = { ...site, publishing: 'on' as const };
  return {
    ...own,
    sites: [
      { ...house, addresses: ['Harbour Street 5, Auckland', 'Hafenstraße 5, Auckland'] },
      { ...house, id: 'north', name: 'Auckland North', addresses: ['Market Square 1, Auckland'] },
    ],
    practitioners: [
      { id: 900, site: 'south' },
      { id: 901, site: 'north' },
    ],
    ...change,
  };
};

/** Every event type of a clinic booked at its next time: where the visit is, and whether it has a room. */
const bookedAt = async (catalogue: Catalogue) => {
  const now = '2026-10-05T07:00:00Z';
  const made = clinicOfCatalogue(catalogue, Date.parse(now));
  const clinic = await clinicOnVirtualTime({ now, catalogue: () => catalogue, sandbox: { clinic: made } });
  const found: Record<string, string> = {};
  for (const { slug, location, schedule } of made.eventTypes) {
    const next = schedule?.next(Date.parse(now));
    if (next === undefined) continue;
    const start = new Date(next.start).toISOString();
    const { uid } = await clinic.book({ eventType: slug, start, hostId: next.hostId });
    await clinic.minutes(2);
    const record = await clinic.record(uid);
    found[slug] = `${location}: ${record?.placement.kind} ${record?.siteId} by ${next.hostId}`;
  }
  return found;
};

test('a clinic whose houses have addresses is booked at those, and each visit gets a room of its house', async () => {
  expect(await bookedAt(twoHouses())).toEqual({
    'check-up': 'Harbour Street 5, Auckland: roomed south by 900',
    'check-up-52': 'Market Square 1, Auckland: roomed north by 901',
    extraction: 'Market Square 1, Auckland: roomed north by 901',
  });
});

test('with addresses and no staff named, the address alone says where a visit is', async () => {
  expect(await bookedAt(twoHouses({ practitioners: [] }))).toMatchObject({
    'check-up': 'Harbour Street 5, Auckland: roomed south by 900000001',
    'check-up-52': 'Market Square 1, Auckland: roomed north by 900000001',
  });
});

test('one house with an address is enough for its visits to need it', async () => {
  expect(await bookedAt(atSite({ addresses: ['Harbour Street 5, Auckland'] }))).toMatchObject({
    'check-up': 'Harbour Street 5, Auckland: roomed south by 900',
  });
});

test('a clinic that names no staff is booked all the same', () => {
  expect(firstVisit({ ...own, practitioners: [] })).toMatchObject({
    slug: 'check-up',
    start: '2026-10-06T00:00:00.000Z',
  });
});

test('whatever is printed to type first can be done: rooms are waited for only where Cal.com is told at once', () => {
  const steps = (catalogue: Catalogue) => firstSteps(catalogue, clinicOfCatalogue(catalogue, NOW), NOW);
  expect(firstSteps(demo, demoClinic, NOW).map((step) => step.split(/ {2,}/)[0])).toEqual([
    'npm run book -- --watch',
    'npm run book -- --type laser-treatment',
  ]);
  expect(steps(own)[0]).toMatch(
    /^npm run book -- --watch +book a visit, and see its room arrive at Cal\.com$/,
  );
  expect(steps(atSite({ publishing: 'shadow' }))[0]).toMatch(
    /^npm run book +.* on the board \("publishing" is shadow\)$/,
  );
  expect(steps(atSite({ announcing: { hoursBefore: 24 } }))[0]).toMatch(
    /^npm run book +.*\(patients are told later/,
  );
  expect(steps(atSite({ rooms: [] }))).toEqual([expect.stringContaining('npm run catalogue -- check')]);
  expect(steps({ ...own, visitTypes: [] })).toEqual([expect.stringContaining('there is nothing to book')]);
});
