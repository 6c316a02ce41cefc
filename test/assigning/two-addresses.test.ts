import { expect, test } from 'vitest';
import { readBoard } from '../../shared/board/read-board.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { runningClinic, withSouth } from '../support/running-clinic.ts';

const TUESDAY = '2026-10-06T08:00:00Z';
const NORTH = 'Market Square 1, Hamburg';
const SOUTH = 'Harbour Street 5, Hamburg';
const NORTHERN = 4711;

/** Two houses whose addresses the patient may choose between at Cal.com. */
const withAddresses = (demo: Catalogue): Catalogue => {
  const two = withSouth('default')(demo);
  return {
    ...two,
    sites: two.sites.map((site) => ({ ...site, addresses: [site.id === 'south' ? SOUTH : NORTH] })),
  };
};

const twoHouses = () => runningClinic({ catalogue: withAddresses });

test('the address that the patient chose decides in which house the visit has its room', async () => {
  const clinic = await twoHouses();
  const chosen = { eventType: 'consultation', start: TUESDAY, hostId: NORTHERN } as const;
  const north = await clinic.book({ ...chosen, location: NORTH });
  const south = await clinic.book({
    ...chosen,
    start: '2026-10-06T10:00:00Z',
    location: 'harbour street 5  HAMBURG',
  });
  await clinic.minutes(1);
  expect((await clinic.record(north.uid))?.siteId).toBe('north');
  expect(await clinic.record(south.uid)).toMatchObject({ siteId: 'south', placement: { kind: 'roomed' } });
});

test('a visit at an address of no site is left alone, and every board of that site shows it', async () => {
  const clinic = await twoHouses();
  const { uid } = await clinic.book({
    eventType: 'consultation',
    start: TUESDAY,
    hostId: NORTHERN,
    location: 'Somewhere Lane 9, Bremen',
  });
  await clinic.minutes(3);
  expect((await clinic.record(uid))?.placement).toEqual({ kind: 'ignored', reason: 'address-of-no-site' });
  expect(clinic.locationMails(uid)).toHaveLength(0);
  const [site] = clinic.catalogue.sites;
  const board = site && (await readBoard(clinic.surroundings, site, '2026-10-05', clinic.time.now()));
  expect(board?.attention).toContainEqual(
    expect.objectContaining({ kind: 'not-in-file', unknown: { what: 'address' }, count: 1 }),
  );
  expect(JSON.stringify(await clinic.record(uid))).not.toContain('Somewhere');
});

test('a told visit that is rescheduled through the API, with the old room as its address, stays in its house', async () => {
  const clinic = await twoHouses();
  const { uid } = await clinic.book({
    eventType: 'consultation',
    start: TUESDAY,
    hostId: NORTHERN,
    location: SOUTH,
  });
  await clinic.minutes(3);
  expect(clinic.locationMails(uid)).toHaveLength(1);
  const next = await clinic.time.until(
    clinic.sandbox.reschedule(uid, { start: '2026-10-07T10:00:00Z', via: 'api' }),
  );
  await clinic.minutes(3);
  expect(await clinic.record(next.uid)).toMatchObject({ siteId: 'south', placement: { kind: 'roomed' } });
  expect(clinic.locationMails(next.uid).length).toBeLessThanOrEqual(1);
  const [, site] = clinic.catalogue.sites;
  const board = site && (await readBoard(clinic.surroundings, site, '2026-10-07', clinic.time.now()));
  expect(board?.attention).toEqual([]);
});
