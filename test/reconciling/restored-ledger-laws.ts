import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { moveVisit } from '../../shared/board/commands/move-visit.ts';
import { switchPublishing } from '../../shared/board/commands/switch-publishing.ts';
import { calLister } from '../../shared/calcom/cal-lister.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { rebuild } from '../../shared/reconciling/rebuild.ts';
import { type ClinicOnVirtualTime, clinicOnVirtualTime, staffAt } from '../support/clinic-on-virtual-time.ts';

/** A Ledger that is lost one day, and what is restored of it. */
type Lost = {
  readonly ledger: Ledger;
  /** Remembers how it stands now. */
  readonly keep: () => Promise<void>;
  /** Another Ledger, as the first one stood when it was kept, its publishing switched off as the runbook does it. */
  readonly restored: () => Promise<Ledger>;
  /** Told of each clinic's clock, for a Ledger that answers in real time. */
  readonly beside?: (time: ClinicOnVirtualTime['time']) => void;
};

/** What must hold when a table is wound back to a past minute, as lib/RUNBOOK.md does it step by step. */
export const restoredLedger = (lost: () => Promise<Lost>): void => {
  test('wound back to a past minute, a Ledger learns from Cal.com what came since, and no one gets a mail for it', async () => {
    const { ledger, keep, restored, beside = () => undefined } = await lost();
    const past = await clinicOnVirtualTime({ ledger });
    beside(past.time);
    const bookAt = async (start: string, hostId: number): Promise<string> =>
      (await past.book({ eventType: 'consultation', start, hostId })).uid;
    const staff = (clinic: ClinicOnVirtualTime) => {
      const { deps, site } = staffAt(clinic);
      const action = { id: randomUUID(), siteId: site.id, by: 'staff', request: 'drill', agreed: true };
      return { deps, site, action };
    };

    const cancelled = await bookAt('2026-10-06T08:00:00Z', 4711);
    const kept = await bookAt('2026-10-06T08:00:00Z', 4712);
    const moved = await bookAt('2026-10-08T08:00:00Z', 4713);
    const earlier = await bookAt('2026-10-07T08:00:00Z', 4711);
    await past.minutes(5);
    await keep();

    // In the room of the one that is cancelled: to the kept Ledger both want it.
    await past.time.until(past.sandbox.cancel(cancelled));
    const since = await bookAt('2026-10-06T08:00:00Z', 4711);
    const later = (await past.time.until(past.sandbox.reschedule(earlier, { start: '2026-10-07T09:00:00Z' })))
      .uid;
    await past.minutes(2);
    const { deps, site, action } = staff(past);
    const roomId = (await past.roomOf(moved)) === '1A' ? '1B' : '1A';
    const landed = await past.time.until(moveVisit(deps, action, site, moved, { roomId }));
    expect(landed).toMatchObject({ kind: 'landed' });
    await past.minutes(5);
    const live = [kept, moved, since, later];
    const shown = live.map((uid) => past.sandbox.booking(uid)?.location);
    expect(shown.every((text) => text?.startsWith('Room '))).toBe(true);

    const now = await clinicOnVirtualTime({
      asleep: true,
      ledger: await restored(),
      now: new Date(past.time.now()).toISOString(),
      sandbox: { state: past.sandbox.state() },
    });
    beside(now.time);
    const mails = now.sandbox.mails().length;
    // In a hurry someone does what is right for a table that is lost altogether.
    const lister = calLister(now.client);
    for (const dryRun of [true, false]) {
      const entering = rebuild({ ...now.dependencies, lister, progress: () => undefined })({ dryRun });
      expect(await now.time.until(entering)).toMatchObject({ forgotten: 2, takenOver: 0, assigned: 0 });
    }
    await now.wakeUp();
    await now.minutes(35);
    // Half an hour of reading has brought back what Cal.com knows.
    expect(await now.roomOf(cancelled)).toBe('ended');
    expect(await now.roomOf(earlier)).toBe('ended');
    for (const uid of [kept, since, later]) expect(await now.roomOf(uid), uid).toBe(await past.roomOf(uid));
    const on = staff(now);
    await now.time.until(switchPublishing(on.deps, on.action, on.site, 'on'));
    await now.minutes(35);
    expect(now.sandbox.patches()).toEqual([]);
    expect(now.sandbox.mails()).toHaveLength(mails);
    expect(live.map((uid) => now.sandbox.booking(uid)?.location)).toEqual(shown);
    // The room of which only the patient knew by now is the visit's again.
    expect(await now.roomOf(moved)).toBe(roomId);
  });
};
