import fc from 'fast-check';
import { expect, test } from 'vitest';
import { madeUpDigests } from '../../bin/simulation/digests.ts';
import { siteAddresses } from '../../shared/domain/site-addresses.ts';
import { siteOfVisit, type Whereabouts, workplaceOf } from '../../shared/domain/site-of-visit.ts';
import { at, catalogue, daysLater, room, site, visitType } from '../support/builders.ts';

const HARBOUR = 'Harbour Street 5, 20457 Hamburg';
const doctor = {
  id: 4711,
  site: 'north',
  alsoAt: [{ site: 'south', hours: { mon: [{ from: '13:00', to: '18:00' }] } }],
};
const content = {
  ...catalogue({ rooms: [] }),
  sites: [
    site([room('1A')]),
    site([room('1A')], { id: 'south', timeZone: 'Europe/London', addresses: [HARBOUR] }),
  ],
  practitioners: [doctor],
};
const clinic = { ...content, siteAddresses: siteAddresses(content, madeUpDigests.word) };

const whereOf = (over: Partial<Whereabouts>): string | undefined =>
  siteOfVisit(clinic, { visitType: visitType(), practitionerId: 4711, start: at('09:00'), ...over })?.id;

test('a visit is where its practitioner works at that time, by the clock of that house', () => {
  expect(whereOf({ start: at('13:59') })).toBe('north'); // 12:59 in London
  expect(whereOf({ start: at('14:00') })).toBe('south');
  expect(whereOf({ start: at('14:00', daysLater(1)) })).toBe('north');
});

test('the address that the patient chose decides before visit type and practitioner', () => {
  const address = clinic.siteAddresses.idOf('harbour street 5 · 20457 HAMBURG');
  expect(whereOf({ address })).toBe('south');
  expect(whereOf({ address, visitType: visitType({ site: 'north' }) })).toBe('south');
});

test('an address of no site says nothing of where a visit is', () => {
  expect(whereOf({ address: clinic.siteAddresses.idOf('Market Square 1') })).toBe('north');
});

test('a visit that has its place stays in its house, whatever address, visit type and practitioner say', () => {
  const address = clinic.siteAddresses.idOf(HARBOUR);
  expect(whereOf({ standsAt: 'north', address, start: at('14:00') })).toBe('north');
});

test('where nothing else tells, a rescheduled visit is in the house of the one it replaces', () => {
  expect(whereOf({ practitionerId: 999 })).toBeUndefined();
  expect(whereOf({ practitionerId: 999, cameFrom: 'south' })).toBe('south');
});

test('a rescheduled visit without an address of its own stays in the house that the patient had chosen', () => {
  const address = clinic.siteAddresses.idOf('Room 1A — Floor 1, Harbour');
  expect(whereOf({ address, cameFrom: 'south' })).toBe('south');
  expect(whereOf({ cameFrom: 'south' })).toBe('south');
  expect(whereOf({ address, cameFrom: 'north' })).toBe('north');
  expect(whereOf({ address: clinic.siteAddresses.idOf(HARBOUR), cameFrom: 'north' })).toBe('south');
});

test('a practitioner is at exactly one site at any time, and at their own where nothing else is said', () => {
  fc.assert(
    fc.property(fc.integer({ min: at('00:00'), max: at('00:00', daysLater(400)) }), (instant) => {
      const london = new Intl.DateTimeFormat('en-GB', {
        timeZone: 'Europe/London',
        weekday: 'short',
        hour: '2-digit',
        hourCycle: 'h23',
      }).formatToParts(instant);
      const part = (type: string) => london.find((each) => each.type === type)?.value;
      const hour = Number(part('hour'));
      const inSession = part('weekday') === 'Mon' && hour >= 13 && hour < 18;
      expect(workplaceOf(doctor, clinic.sites, instant)).toBe(inSession ? 'south' : 'north');
    }),
  );
});
