import { expect, test } from 'vitest';
import { adoptOlder } from '../../shared/board/commands/adopt-older.ts';
import { calLister } from '../../shared/calcom/cal-lister.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { rebuild } from '../../shared/reconciling/rebuild.ts';
import {
  type ClinicOnVirtualTime,
  clinicOnVirtualTime,
  staffAt,
  type VirtualTimeOptions,
} from '../support/clinic-on-virtual-time.ts';

const DAY = 86_400_000;
const HALF_HOUR = 1_800_000;

/** Bookings in a busy clinic: so many on each day, from tomorrow on, weekdays only. */
const fill = async (clinic: ClinicOnVirtualTime, count: number, perDay: number): Promise<string[]> => {
  const uids: string[] = [];
  for (let day = 1; uids.length < count; day += 1) {
    const start = Date.parse('2026-10-05T06:00:00Z') + day * DAY;
    if ([0, 6].includes(new Date(start).getUTCDay())) continue;
    for (let index = 0; index < perDay && uids.length < count; index += 1) {
      const slot = start + Math.floor(index / 3) * 2 * HALF_HOUR;
      const hostId = [4711, 4712, 4713][index % 3] ?? 4711;
      uids.push((await clinic.book({ eventType: 'consultation', start: slot, hostId })).uid);
    }
  }
  return uids;
};

const asleep = (options: VirtualTimeOptions = {}) => clinicOnVirtualTime({ asleep: true, ...options });

/** What must hold when we meet a clinic that has so many bookings already, and when its Ledger was lost. */
export const firstContact = (count: number): void => {
  test(`first contact with ${count} bookings in shadow, then on, then adopted: not one mail before, and then at the allowed pace`, async () => {
    const clinic = await asleep({ publishing: 'shadow' });
    const uids = await fill(clinic, count, 30);
    const mailsBefore = clinic.sandbox.mails().length;
    await clinic.wakeUp();
    await clinic.minutes(65);
    const records = await clinic.ledger.readBookings(uids);
    expect(records).toHaveLength(count);
    expect(records.every(({ placement }) => placement.kind === 'roomed')).toBe(true);
    expect(clinic.sandbox.patches()).toEqual([]);
    expect(
      await clinic.ledger.readOwed({ kind: 'shadow', siteId: 'north' }, { limit: 2 * count }),
    ).toHaveLength(count);
    expect(records.some(({ pinned }) => pinned)).toBe(false);
    expect(clinic.reconciled.reduce((sum, { silent }) => sum + silent, 0)).toBe(0);

    await clinic.setMode('on');
    const fresh = await clinic.book({ eventType: 'blood-test', start: '2026-10-06T16:15:00Z' });
    await clinic.minutes(40);
    expect(clinic.sandbox.patches().map(({ uid }) => uid)).toEqual([fresh.uid]);
    expect(clinic.sandbox.mails({ kind: 'location-changed', role: 'attendee' })).toHaveLength(1);
    expect(clinic.sandbox.mails().length).toBeGreaterThan(mailsBefore);

    const { deps, site } = staffAt(clinic);
    const adopting = { by: 'staff', most: 20, progress: () => undefined };
    expect(await adoptOlder(deps, site, adopting)).toEqual({
      adopted: 20,
      left: Math.min(count, 1000) - 20,
    });
    await clinic.minutes(8);
    expect(clinic.sandbox.patches()).toHaveLength(21);
    expect(clinic.sandbox.patches().every(({ admitted }) => admitted)).toBe(true);
  });

  const rebuilt = (clinic: ClinicOnVirtualTime, lines: string[] = []) =>
    rebuild({
      ...clinic.dependencies,
      lister: calLister(clinic.client),
      progress: (line) => lines.push(line),
    });

  test(`a Ledger that was lost is made anew from ${count} bookings, with no PATCH for what already agrees`, async () => {
    const past = await clinicOnVirtualTime();
    const uids = await fill(past, count, 30);
    // Every visit has been told its room, by the Ledger that is lost now.
    for (const { uid } of past.sandbox.bookings()) {
      await past.minutes(0.02);
      const room = await past.roomOf(uid);
      const site = past.catalogue.sites[0];
      const found = site?.rooms.find((each) => each.id === room);
      if (found) past.sandbox.editLocation(uid, `Room ${found.id} — Floor ${found.floor}, ${found.building}`);
    }
    const state = past.sandbox.state();
    const rooms = new Map(await Promise.all(uids.map(async (uid) => [uid, await past.roomOf(uid)] as const)));

    const now = new Date(past.time.now()).toISOString();
    const clinic = await asleep({ now, ledger: memoryLedger(), sandbox: { state } });
    await clinic.wakeUp();
    const lines: string[] = [];
    const shown = await rebuilt(clinic)({ dryRun: true });
    expect(shown).toMatchObject({ found: count, known: 0, takenOver: count, assigned: 0 });
    expect(await clinic.ledger.readBookings(uids)).toEqual([]);
    const report = await rebuilt(clinic, lines)({ dryRun: false });
    expect(report).toMatchObject({ found: count, takenOver: count, assigned: 0, waiting: 0, owed: 0 });
    expect(lines.at(-1)).toBe(`${count} of ${count} bookings entered`);
    for (const uid of uids) expect(await clinic.roomOf(uid)).toBe(rooms.get(uid));
    expect((await clinic.ledger.readBookings(uids)).some(({ pinned }) => pinned)).toBe(false);
    await clinic.minutes(65);
    expect(clinic.sandbox.patches()).toEqual([]);
    expect(await rebuilt(clinic)({ dryRun: false })).toMatchObject({
      known: count,
      takenOver: 0,
      assigned: 0,
    });
  });

  test('a Ledger made anew gives those a room whose location names none, and waits for staff before it tells them', async () => {
    const past = await clinicOnVirtualTime({ publishing: 'shadow' });
    const uids = await fill(past, 30, 30);
    const clinic = await asleep({
      now: new Date(past.time.now()).toISOString(),
      ledger: memoryLedger(),
      sandbox: { state: past.sandbox.state() },
    });
    await clinic.wakeUp();
    const report = await rebuilt(clinic)({ dryRun: false });
    expect(report).toMatchObject({ found: 30, takenOver: 0, assigned: 30, owed: 0 });
    await clinic.minutes(40);
    expect(clinic.sandbox.patches()).toEqual([]);
    expect(await clinic.ledger.readOwed({ kind: 'shadow', siteId: 'north' }, { limit: 100 })).toHaveLength(
      uids.length,
    );
  });
};
