import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../shared/domain/instant.ts';
import {
  at,
  booked,
  cancelled,
  catalogue,
  daysLater,
  EARLY,
  everyDay,
  from,
  requested,
  room,
} from '../support/builders.ts';
import { type ClinicInMemory, clinicInMemory } from '../support/clinic-in-memory.ts';
import { countRequests, type RequestCount } from '../support/count-requests.ts';
import { withLedger } from '../support/with-ledger.ts';

/** What an ordinary decision costs where the clinic is known already; a query counts once for every page. */

const given = withLedger();
const OPEN = { hours: everyDay({ from: '00:00', to: '24:00' }) };
/** Each transaction, and before it the version of the boards that it alters. */
const committed = (times: number) => ({ UpdateItem: times, TransactWriteItems: times });
/** The same, for a visit that has a room: the room is looked at afterwards. */
const seated = (times: number) => ({ ...committed(times), BatchGetItem: 1 });
const later = (minutes: number) => EARLY + minutes * MINUTE;

let clinic: ClinicInMemory;
let requests: RequestCount;

beforeAll(async () => {
  clinic = await clinicInMemory(
    given().ledger,
    catalogue({ rooms: ['1A', '1B', '2A'].map((id) => room(id, OPEN)) }),
  );
  await clinic.assign(booked('warms-the-cache', from('07:00', 15)));
  requests = countRequests(given().documentClient);
});
beforeEach(() => requests.reset());
afterAll(() => requests.stop());

test('a new booking costs one Query, one transaction and a look at its room', async () => {
  expect(await clinic.assign(booked('ada'))).toMatchObject({ kind: 'assigned' });
  expect(requests.counts()).toEqual({ Query: 1, ...seated(1) });
});

test('a new booking that must wait costs the same, and a look at who might still move where no one was told', async () => {
  const times = from('10:00', 30);
  for (const uid of ['a', 'b', 'c']) await clinic.assign(booked(uid, times));
  requests.reset();
  expect(await clinic.assign(booked('d', times))).toMatchObject({ kind: 'waiting' });
  expect(requests.counts()).toEqual({ Query: 1, BatchGetItem: 1, ...committed(1) });
  clinic.clock.set(clinic.clock.now() + 10_000);
  requests.reset();
  expect(await clinic.assign(booked('e', times))).toMatchObject({ kind: 'waiting' });
  expect(requests.counts()).toEqual({ Query: 1, ...committed(1) });
});

test('a rescheduled booking costs a GetItem besides, even to another date', async () => {
  await clinic.assign(booked('ben', from('11:00', 30)));
  requests.reset();
  const moved = { ...from('11:15', 30), replaces: 'ben', createdAt: later(1) };
  expect(await clinic.assign(booked('ben-2', moved))).toMatchObject({ kind: 'assigned' });
  expect(requests.counts()).toEqual({ Query: 1, GetItem: 1, ...seated(1) });
  requests.reset();
  const away = { ...from('11:15', 30, daysLater(3)), replaces: 'ben-2', createdAt: later(2) };
  expect(await clinic.assign(booked('ben-3', away))).toMatchObject({ kind: 'assigned' });
  expect(requests.counts()).toEqual({ Query: 1, GetItem: 1, ...seated(1) });
});

test('a cancellation costs one GetItem and one transaction', async () => {
  await clinic.assign(booked('cleo', from('12:00', 30)));
  requests.reset();
  expect(await clinic.assign(cancelled('cleo', { createdAt: later(1) }))).toEqual({ kind: 'released' });
  expect(requests.counts()).toEqual({ GetItem: 1, ...committed(1) });
});

test('a visit over midnight costs a Query for each of its dates', async () => {
  expect(await clinic.assign(booked('dora', from('23:30', 60)))).toMatchObject({ kind: 'assigned' });
  expect(requests.counts()).toEqual({ Query: 2, ...seated(1) });
});

test('a repeated delivery costs the reading, one refused transaction and a look: the one before may have been cut off', async () => {
  await clinic.assign(booked('emil', from('13:00', 30)));
  requests.reset();
  expect(await clinic.assign(booked('emil', from('13:00', 30)))).toEqual({ kind: 'unchanged' });
  expect(requests.counts()).toEqual({ Query: 1, ...seated(1) });
});

test('a confirmed request costs two transactions, for it was expected to be new', async () => {
  await clinic.assign(requested('fay', from('14:00', 30)));
  requests.reset();
  await clinic.assign(booked('fay', { ...from('14:00', 30), createdAt: later(1) }));
  expect(requests.counts()).toEqual({ Query: 1, ...seated(2) });
});

test('an undisturbed Day costs one small read', async () => {
  await clinic.toRest();
  requests.reset();
  expect(await clinic.replan()).toEqual({ kind: 'undisturbed' });
  expect(requests.counts()).toEqual({ Query: 1 });
});

test('what is known of the clinic is read again after half a minute', async () => {
  clinic.clock.set(at('06:05'));
  requests.reset();
  await clinic.assign(booked('gus', from('15:00', 30)));
  // The catalogue's pointer twice, before and after the Rooms, and whose children Cal.com's event types are.
  expect(requests.counts()).toEqual({ GetItem: 3, Query: 2, ...seated(1) });
});
