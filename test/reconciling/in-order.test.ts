import { describe, expect, test } from 'vitest';
import { recheckMarker } from '../../shared/assigning/rechecks.ts';
import { bookingWrite } from '../../shared/domain/booking-write.ts';
import { sitesByCredential } from '../../shared/domain/catalogue.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import type { DayRecord } from '../../shared/domain/ledger-records.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { readProgress } from '../../shared/reconciling/progress.ts';
import { HORIZON_EVERY_MS } from '../../shared/reconciling/reconcile.ts';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';
import { movedByHand } from '../support/moved-by-hand.ts';

const DAY = 86_400_000;
const TUESDAY = Date.parse('2026-10-06T08:00:00Z');

/** Counts how often each booking is read to be compared; `once.siteRead`: what happens just after a Site has been read. */
const counting = (ledger: Ledger) => {
  const reads = new Map<string, number>();
  const once: { siteRead?: (() => Promise<void>) | undefined } = {};
  return {
    reads,
    once,
    ledger: {
      ...ledger,
      readSite: async (siteId: string) => {
        const read = await ledger.readSite(siteId);
        const { siteRead } = once;
        once.siteRead = undefined;
        await siteRead?.();
        return read;
      },
      readBookings: async (...asked: Parameters<Ledger['readBookings']>) => {
        if (asked[1]) for (const uid of asked[0]) reads.set(uid, (reads.get(uid) ?? 0) + 1);
        return ledger.readBookings(...asked);
      },
    },
  };
};

/** Four visits on as many days, all told, and compared since. */
const toldAndCompared = async () => {
  const { ledger, reads, once } = counting(memoryLedger());
  const clinic = await clinicOnVirtualTime({ ledger });
  const uids: string[] = [];
  for (let day = 0; day < 4; day += 1) {
    const start = TUESDAY + day * DAY;
    uids.push((await clinic.book({ eventType: 'consultation', start, hostId: 4711 })).uid);
  }
  await clinic.minutes(35);
  reads.clear();
  return { clinic, ledger, reads, once, uids };
};

/** One more, so that the others are not among what changed last. */
const bookedLater = async (clinic: Awaited<ReturnType<typeof toldAndCompared>>['clinic']) => {
  await clinic.book({ eventType: 'consultation', start: TUESDAY + 10 * DAY, hostId: 4711 });
  await clinic.minutes(45);
};

describe('a booking that was found in order', () => {
  test('is not read again at each pass over the horizon, whatever else is booked', async () => {
    const { clinic, reads, uids } = await toldAndCompared();
    await clinic.minutes(40);
    await clinic.book({ eventType: 'consultation', start: TUESDAY + DAY + 3_600_000, hostId: 4711 });
    await clinic.minutes(80);
    expect(uids.map((uid) => reads.get(uid) ?? 0)).toEqual([0, 0, 0, 0]);
  });

  test('is not read again by a new process of the sweep’s, by whose Ledger another wrote that down', async () => {
    const { clinic, reads, uids } = await toldAndCompared();
    await bookedLater(clinic);
    reads.clear();
    for (let process = 0; process < 5; process += 1) {
      clinic.forgetInSweep();
      await clinic.minutes(35);
    }
    expect(uids.map((uid) => reads.get(uid) ?? 0)).toEqual([0, 0, 0, 0]);
  });

  test('is read by a new process where what stood at Cal.com or on its Day is other than when that was written down', async () => {
    const { clinic, ledger, reads, uids } = await toldAndCompared();
    await bookedLater(clinic);
    const [moved = '', edited = '', ...others] = uids;
    await movedByHand(ledger, moved);
    clinic.sandbox.editLocation(edited, 'by hand: the old annexe');
    clinic.forgetInSweep();
    reads.clear();
    await clinic.minutes(35);
    expect((await clinic.record(moved))?.publication.state.kind).toBe('nothing');
    expect((await clinic.record(edited))?.publication.state.kind).toBe('manual-edit');
    expect(reads.get(moved)).toBeGreaterThan(0);
    expect(others.map((uid) => reads.get(uid) ?? 0)).toEqual([0, 0]);
  });

  test('is read a day after it was read, and by a new process where nothing legible was written down', async () => {
    const { clinic, ledger, reads, uids } = await toldAndCompared();
    await bookedLater(clinic);
    reads.clear();
    await clinic.minutes(24 * 60);
    const [, , , last = ''] = uids;
    expect(reads.get(last)).toBe(1);
    const [credential = ''] = sitesByCredential(clinic.catalogue).keys();
    const name = { scope: 'in-order', id: `1 ${credential} 2026-10-09` };
    const memo = await ledger.readMemo(name.scope, name.id);
    expect(memo?.value).toMatchObject({ entries: expect.stringMatching(/^[\w-]{10}[0-9a-o]$/) });
    await ledger.commit([
      { kind: 'memo', seen: memo?.version ?? 0, record: { ...name, value: { entries: 7 } } },
    ]);
    clinic.forgetInSweep();
    await clinic.minutes(35);
    expect(reads.get(last)).toBe(2);
  });

  test('because a list has shown the room that was told, and that is written down, is not read again by the lists after it', async () => {
    const { ledger, reads } = counting(memoryLedger());
    const clinic = await clinicOnVirtualTime({ ledger });
    // The next list but one comes two minutes later: what was heard in the minute before a reading is compared again.
    await clinic.minutes(5);
    const { uid } = await clinic.book({ eventType: 'consultation', start: TUESDAY, hostId: 4711 });
    const isSeen = async () => (await clinic.record(uid))?.publication.verified !== undefined;
    for (let minutes = 0; minutes < 6 && !(await isSeen()); minutes += 1) await clinic.minutes(1);
    expect(await isSeen()).toBe(true);
    reads.clear();
    await clinic.minutes(10);
    expect(reads.get(uid) ?? 0).toBe(0);
    // A person's text is found all the same.
    clinic.sandbox.editLocation(uid, 'by hand: the old annexe');
    await clinic.minutes(3);
    expect((await clinic.record(uid))?.publication.state.kind).toBe('manual-edit');
  });

  /** The broken twin: what stands on a Day is what stood there at first. */
  const asAtFirst = (ledger: Ledger): Ledger => {
    const days = new Map<string, Promise<DayRecord>>();
    return {
      ...ledger,
      readDay: (siteId, date, terms) => {
        if (terms === undefined) return ledger.readDay(siteId, date);
        const day = days.get(date) ?? ledger.readDay(siteId, date);
        days.set(date, day);
        return day;
      },
    };
  };

  test('would be passed over for hours after it was moved, did no one look at its Day', async () => {
    const twin = asAtFirst(memoryLedger());
    const clinic = await clinicOnVirtualTime({ ledger: twin });
    await clinic.minutes(5);
    const { uid } = await clinic.book({ eventType: 'consultation', start: TUESDAY, hostId: 4711 });
    await clinic.minutes(70);
    const shown = clinic.sandbox.booking(uid)?.location;
    await movedByHand(twin, uid);
    await clinic.minutes(35);
    expect(clinic.sandbox.booking(uid)?.location).toBe(shown);
  });

  test('is read at the next pass where something else stands on its Day, though Cal.com shows it as before', async () => {
    const { clinic, ledger, uids } = await toldAndCompared();
    const [uid = ''] = uids;
    const shown = clinic.sandbox.booking(uid)?.location;
    await movedByHand(ledger, uid);
    await clinic.minutes(35);
    expect(clinic.sandbox.booking(uid)?.location).not.toBe(shown);
    expect((await clinic.record(uid))?.publication.state.kind).toBe('nothing');
  });

  test('is read at the next pass where Cal.com shows something else', async () => {
    const { clinic, reads, uids } = await toldAndCompared();
    const [uid = ''] = uids;
    clinic.sandbox.editLocation(uid, 'by hand: the old annexe');
    await clinic.minutes(35);
    expect(reads.get(uid)).toBeGreaterThan(0);
    expect((await clinic.record(uid))?.publication.state.kind).toBe('manual-edit');
  });

  test('is read again as soon as its Site publishes otherwise', async () => {
    const { clinic, reads, uids } = await toldAndCompared();
    await clinic.setMode('off');
    await clinic.minutes(35);
    for (const uid of uids) expect(reads.get(uid)).toBeGreaterThan(0);
  });

  test('is read at the next pass where its Site was switched on while it was compared as one that is off', async () => {
    const { clinic, ledger, once, uids } = await toldAndCompared();
    const [uid = '', another = ''] = uids;
    await clinic.setMode('off');
    clinic.sandbox.editLocation(uid, 'by hand: the old annexe');
    const [credential = ''] = sitesByCredential(clinic.catalogue).keys();
    const begun = async () => (await readProgress(ledger, credential)).progress.horizonBegan;
    while (clinic.time.now() + MINUTE - (await begun()) < HORIZON_EVERY_MS) await clinic.minutes(1);
    // The next sweep looks at this one first, for which it reads the Site, and then at the horizon.
    await ledger.commit([{ kind: 'due', marker: recheckMarker(another, 'test', clinic.time.now()) }]);
    once.siteRead = () => clinic.setMode('on');
    await clinic.minutes(35);
    expect((await clinic.record(uid))?.publication.state.kind).toBe('manual-edit');
  });

  test('is read at the next pass where it was left to staff meanwhile: what Cal.com shows may decide it', async () => {
    const { clinic, ledger, uids } = await toldAndCompared();
    const [uid = ''] = uids;
    const record = await ledger.readBooking(uid);
    if (record === undefined) throw new Error('it is known');
    const { version: _seen, ...rest } = record;
    const state = {
      kind: 'parked',
      siteId: record.siteId ?? '',
      notBefore: 0,
      reason: 'unreadable',
    } as const;
    await ledger.commit([bookingWrite(record, { ...rest, publication: { ...record.publication, state } })]);
    await clinic.minutes(35);
    expect((await clinic.record(uid))?.publication.state.kind).toBe('nothing');
  });
});
