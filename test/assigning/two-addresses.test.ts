import { expect, test } from 'vitest';
import { demoClinic } from '../../bin/sandbox/demo-clinic.ts';
import { readBoard } from '../../shared/board/view/read-board.ts';
import { calLister } from '../../shared/calcom/cal-lister.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { rebuild } from '../../shared/reconciling/rebuild.ts';
import { clinicOnVirtualTime, SOUTHERN, withSouth } from '../support/clinic-on-virtual-time.ts';

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

/** The same, and the words for a room tell in which of them it is. */
const withWordsOfTheirOwn = (demo: Catalogue): Catalogue => {
  const two = withAddresses(demo);
  return {
    ...two,
    sites: two.sites.map((site) =>
      site.id === 'south' ? { ...site, locationFormat: 'Suite {room}' } : site,
    ),
  };
};

const twoHouses = () => clinicOnVirtualTime({ catalogue: withAddresses });

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

test('a told visit that is rescheduled through the API twice in a moment stays in its house', async () => {
  const clinic = await twoHouses();
  const chosen = { eventType: 'consultation', start: TUESDAY, hostId: NORTHERN, location: SOUTH } as const;
  const { uid } = await clinic.book(chosen);
  await clinic.minutes(3);
  const api = (of: string, start: string) =>
    clinic.time.until(clinic.sandbox.reschedule(of, { start, via: 'api' }));
  const between = await api(uid, '2026-10-07T10:00:00Z');
  const last = await api(between.uid, '2026-10-07T11:00:00Z');
  await clinic.minutes(3);
  expect(await clinic.record(last.uid)).toMatchObject({ siteId: 'south', placement: { kind: 'roomed' } });
});

test('a visit rescheduled twice stays in its house though the one between was over before anything was heard of it', async () => {
  const clinic = await clinicOnVirtualTime({
    catalogue: withAddresses,
    // Built when it is sent, the delivery of the one between says that it was cancelled.
    sandbox: { behaviour: { webhookMode: 'queued', queueDelayMs: [5_000, 5_000] } },
  });
  const chosen = { eventType: 'consultation', start: TUESDAY, hostId: NORTHERN, location: SOUTH } as const;
  const { uid } = await clinic.book(chosen);
  await clinic.minutes(3);
  expect(clinic.locationMails(uid)).toHaveLength(1);
  const api = (of: string, start: string) =>
    clinic.time.until(clinic.sandbox.reschedule(of, { start, via: 'api' }));
  const between = await api(uid, '2026-10-07T10:00:00Z');
  const last = await api(between.uid, '2026-10-07T11:00:00Z');
  await clinic.minutes(3);
  expect((await clinic.record(between.uid))?.placement).toEqual({ kind: 'ended' });
  expect(await clinic.record(last.uid)).toMatchObject({ siteId: 'south', placement: { kind: 'roomed' } });
});

test('a visit rescheduled twice stays in its house though the one between is heard of last', async () => {
  const clinic = await clinicOnVirtualTime({ catalogue: withWordsOfTheirOwn });
  const chosen = { eventType: 'consultation', start: TUESDAY, hostId: NORTHERN, location: SOUTH } as const;
  const { uid } = await clinic.book(chosen);
  await clinic.minutes(3);
  const api = (of: string, start: string) =>
    clinic.time.until(clinic.sandbox.reschedule(of, { start, via: 'api' }));
  clinic.sandbox.faults.add({ on: 'webhook', kind: 'reordered', times: 1 });
  const between = await api(uid, '2026-10-07T10:00:00Z');
  const last = await api(between.uid, '2026-10-07T11:00:00Z');
  await clinic.minutes(3);
  expect(await clinic.record(last.uid)).toMatchObject({ siteId: 'south', placement: { kind: 'roomed' } });
});

test('a rescheduled visit stays in its house though the delivery names no event type, and a reading has to', async () => {
  const clinic = await twoHouses();
  const chosen = { eventType: 'consultation', start: TUESDAY, hostId: NORTHERN, location: SOUTH } as const;
  const { uid } = await clinic.book(chosen);
  await clinic.minutes(3);
  clinic.sandbox.faults.add({ on: 'webhook', kind: 'says-less' });
  const next = await clinic.time.until(
    clinic.sandbox.reschedule(uid, { start: '2026-10-07T10:00:00Z', via: 'api' }),
  );
  await clinic.minutes(5);
  expect(await clinic.record(next.uid)).toMatchObject({ siteId: 'south', placement: { kind: 'roomed' } });
});

test('a rescheduled visit stays in its house though its delivery was lost, and Cal.com does not show the one that it replaces', async () => {
  const clinic = await twoHouses();
  const chosen = { eventType: 'consultation', start: TUESDAY, hostId: NORTHERN, location: SOUTH } as const;
  const { uid } = await clinic.book(chosen);
  await clinic.minutes(3);
  clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
  clinic.sandbox.faults.add({ on: 'get', kind: 'server-error', uid });
  const next = await clinic.time.until(
    clinic.sandbox.reschedule(uid, { start: '2026-10-07T10:00:00Z', via: 'api' }),
  );
  await clinic.minutes(5);
  expect(await clinic.record(next.uid)).toMatchObject({ siteId: 'south', placement: { kind: 'roomed' } });
});

test('a request for another time is held in the house of the visit, though Cal.com does not show that', async () => {
  const clinic = await twoHouses();
  const chosen = { start: TUESDAY, hostId: NORTHERN, location: SOUTH } as const;
  const { uid } = await clinic.book({ eventType: 'minor-surgery', ...chosen });
  await clinic.time.until(clinic.sandbox.confirm(uid));
  await clinic.minutes(3);
  expect(clinic.locationMails(uid)).toHaveLength(1);
  clinic.sandbox.faults.add({ on: 'get', kind: 'server-error', uid });
  const next = await clinic.time.until(
    clinic.sandbox.reschedule(uid, { start: '2026-10-07T10:00:00Z', via: 'api' }),
  );
  await clinic.minutes(1);
  expect(await clinic.record(next.uid)).toMatchObject({ siteId: 'south', placement: { kind: 'roomed' } });
});

/** A class in the south; who joins it is told the event type's address, which is that of the house in the north. */
const classInTheSouth = async (tellSeats: 'never' | 'always') => {
  const clinic = await clinicOnVirtualTime({
    catalogue: (demo) => {
      const two = withAddresses(demo);
      return { ...two, visitTypes: two.visitTypes.map((type) => ({ ...type, tellSeats })) };
    },
    sandbox: {
      clinic: {
        ...demoClinic,
        eventTypes: demoClinic.eventTypes.map((type) => ({ ...type, location: NORTH })),
      },
    },
  });
  const join = () =>
    clinic.book({ eventType: 'group-class', start: TUESDAY, hostId: NORTHERN, location: SOUTH });
  return { clinic, join };
};

test.each(['never', 'always'] as const)(
  'a class whose first seat was not heard of moves to the house that it was booked for (told: %s)',
  async (tellSeats) => {
    const { clinic, join } = await classInTheSouth(tellSeats);
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
    await join();
    const { uid } = await join();
    await clinic.minutes(4);
    expect(await clinic.record(uid)).toMatchObject({ siteId: 'south', placement: { kind: 'roomed' } });
    expect(clinic.sandbox.patches()).toHaveLength(tellSeats === 'always' ? 1 : 0);
  },
);

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
  const board = site && (await readBoard(clinic.dependencies, site, '2026-10-05', clinic.time.now()));
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
  const room = await clinic.roomOf(uid);
  const next = await clinic.time.until(
    clinic.sandbox.reschedule(uid, { start: '2026-10-07T10:00:00Z', via: 'api' }),
  );
  await clinic.minutes(3);
  expect(await clinic.record(next.uid)).toMatchObject({ siteId: 'south', placement: { kind: 'roomed' } });
  // In the room that Cal.com goes on showing: there is nothing to tell.
  expect(await clinic.roomOf(next.uid)).toBe(room);
  expect(clinic.locationMails(next.uid)).toHaveLength(0);
  const [, site] = clinic.catalogue.sites;
  const board = site && (await readBoard(clinic.dependencies, site, '2026-10-07', clinic.time.now()));
  expect(board?.attention).toEqual([]);
});

test('a visit booked with the very words of a room is at that house, though they are no address of it', async () => {
  const clinic = await twoHouses();
  const words = 'Room 1A — Floor 1, North wing';
  const { uid } = await clinic.book({
    eventType: 'consultation',
    start: TUESDAY,
    hostId: NORTHERN,
    plainText: words,
  });
  await clinic.minutes(3);
  expect(await clinic.record(uid)).toMatchObject({ siteId: 'north', placement: { kind: 'roomed' } });
  expect(clinic.locationMails(uid).length).toBe((await clinic.roomOf(uid)) === '1A' ? 0 : 1);
});

test('a visit booked with the very words of a room is in the other house, where the words are those of a room there', async () => {
  const clinic = await clinicOnVirtualTime({ catalogue: withWordsOfTheirOwn });
  const booked = { eventType: 'consultation', start: TUESDAY, hostId: NORTHERN } as const;
  const { uid } = await clinic.book({ ...booked, plainText: 'Suite 1A' });
  await clinic.minutes(3);
  expect(await clinic.record(uid)).toMatchObject({ siteId: 'south', placement: { kind: 'roomed' } });
});

test.each(['in-person', 'kept'] as const)(
  'a Ledger that was lost is made anew with every told visit in its house and room (answer %s)',
  async (answerAfterPatch) => {
    const sandbox = { behaviour: { answerAfterPatch } };
    const past = await clinicOnVirtualTime({ catalogue: withAddresses, sandbox });
    const chosen = { eventType: 'consultation', start: TUESDAY, hostId: NORTHERN } as const;
    const uids = [
      (await past.book({ ...chosen, location: NORTH })).uid,
      (await past.book({ ...chosen, start: '2026-10-06T10:00:00Z', plainText: NORTH })).uid,
      (await past.book({ ...chosen, start: '2026-10-06T09:00:00Z', hostId: SOUTHERN, location: SOUTH })).uid,
    ];
    await past.minutes(5);
    const rooms = await Promise.all(uids.map((uid) => past.roomOf(uid)));
    expect(rooms).toEqual(uids.map(() => expect.stringMatching(/^\d[A-Z]$/)));
    const clinic = await clinicOnVirtualTime({
      asleep: true,
      catalogue: withAddresses,
      now: new Date(past.time.now()).toISOString(),
      sandbox: { ...sandbox, state: past.sandbox.state() },
    });
    await clinic.wakeUp();
    const dependencies = { lister: calLister(clinic.client), progress: () => undefined };
    const report = await rebuild({ ...clinic.dependencies, ...dependencies })({ dryRun: false });
    expect(report).toMatchObject({ takenOver: 3, assigned: 0, ignored: 0 });
    expect(await Promise.all(uids.map((uid) => clinic.roomOf(uid)))).toEqual(rooms);
    await clinic.minutes(40);
    expect(clinic.sandbox.patches()).toEqual([]);
    const sites = uids.map(async (uid) => (await clinic.record(uid))?.siteId);
    expect(await Promise.all(sites)).toEqual(['north', 'north', 'south']);
    for (const site of clinic.catalogue.sites)
      expect((await readBoard(clinic.dependencies, site, '2026-10-06', clinic.time.now())).attention).toEqual(
        [],
      );
  },
);
