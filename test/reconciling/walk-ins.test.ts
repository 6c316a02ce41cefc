import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { recheckMarker } from '../../shared/assigning/rechecks.ts';
import { recordProgress } from '../../shared/board/commands/record-progress.ts';
import { seatWalkIn } from '../../shared/board/commands/seat-walk-in.ts';
import { readBoard } from '../../shared/board/view/read-board.ts';
import { calLister } from '../../shared/calcom/cal-lister.ts';
import { rebuild } from '../../shared/reconciling/rebuild.ts';
import { type ClinicOnVirtualTime, clinicOnVirtualTime, staffAt } from '../support/clinic-on-virtual-time.ts';

const TODAY = '2026-10-05';

const seatedIn = async (clinic: ClinicOnVirtualTime, room: string, minutes: number): Promise<string> => {
  const { deps, site } = staffAt(clinic);
  const action = { id: randomUUID(), siteId: site.id, by: 'staff', request: room };
  const outcome = await seatWalkIn(deps, action, site, { minutes }, { roomId: room });
  if (outcome.kind !== 'landed') throw new Error(outcome.kind);
  return outcome.result.uid;
};

const boardNow = (clinic: ClinicOnVirtualTime) => {
  const { deps, site } = staffAt(clinic);
  return readBoard(deps, site, TODAY, clinic.time.now());
};

test('no one asks Cal.com about a walk-in, tells it of one, or misses one there', async () => {
  const clinic = await clinicOnVirtualTime();
  await clinic.minutes(2 * 60);
  const uid = await seatedIn(clinic, '1A', 240);
  await clinic.minutes(90);
  expect(clinic.reconciled.reduce((sum, { rechecks }) => sum + rechecks, 0)).toBe(0);
  expect((await clinic.record(uid))?.publication).toEqual({
    state: { kind: 'nothing' },
    texts: [],
    sends: 0,
  });
  const { bookings, owed, attention } = await boardNow(clinic);
  expect(bookings).toMatchObject([{ uid, roomId: '1A', state: 'in-use', publication: 'nothing' }]);
  // Nor is the key thought to list too little, since it lists no walk-in.
  expect({ owed, attention }).toEqual({ owed: [], attention: [] });
});

test('someone who asks for a walk-in to be looked at at Cal.com asks for nothing', async () => {
  const clinic = await clinicOnVirtualTime();
  await clinic.minutes(2 * 60);
  const uid = await seatedIn(clinic, '1A', 120);
  await clinic.ledger.commit([{ kind: 'due', marker: recheckMarker(uid, 'staff', clinic.time.now()) }]);
  await clinic.minutes(1.5);
  expect(await clinic.ledger.readDue('rechecks', clinic.time.now())).toEqual([]);
  expect((await boardNow(clinic)).attention).toEqual([]);
});

test('a Ledger that is made anew from Cal.com keeps anyone who has walked in', async () => {
  const clinic = await clinicOnVirtualTime({ asleep: true });
  await clinic.book({ eventType: 'consultation', start: '2026-10-05T10:00:00Z', hostId: 4711 });
  await clinic.wakeUp();
  await clinic.minutes(2 * 60);
  const uid = await seatedIn(clinic, '1A', 120);
  const { deps } = staffAt(clinic);
  const lister = calLister(clinic.client);
  const run = rebuild({ ...deps, lister, progress: () => undefined });
  const report = await clinic.time.until(run({ dryRun: false }));
  expect(report).toMatchObject({ found: 1, known: 1, takenOver: 0, assigned: 0 });
  expect((await clinic.record(uid))?.placement).toMatchObject({ kind: 'roomed', roomId: '1A' });
});

test('a walk-in that has left is forgotten when any other visit of its day is', async () => {
  const clinic = await clinicOnVirtualTime();
  await clinic.minutes(2 * 60);
  const { uid: booked } = await clinic.book({
    eventType: 'consultation',
    start: '2026-10-05T08:30:00Z',
    hostId: 4711,
  });
  const uid = await seatedIn(clinic, '2A', 60);
  await clinic.minutes(10);
  const { deps, site } = staffAt(clinic);
  const action = { id: randomUUID(), siteId: site.id, by: 'staff', request: 'finish' };
  await recordProgress(deps, action, site, uid, { do: 'finished-early' });
  const [walkIn, other] = [await clinic.record(uid), await clinic.record(booked)];
  expect(walkIn?.ttl).toBe(other?.ttl);
});
