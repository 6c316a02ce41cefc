import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { reassertOurs } from '../../shared/board/commands/reassert-ours.ts';
import { resolveBooking } from '../../shared/board/commands/resolve-booking.ts';
import { readBoard } from '../../shared/board/view/read-board.ts';
import { type ClinicOnVirtualTime, clinicOnVirtualTime, staffAt } from '../support/clinic-on-virtual-time.ts';

/** What the board lists about differences between Cal.com and the Ledger. */
const listed = async (clinic: ClinicOnVirtualTime): Promise<object[]> => {
  const { deps, site } = staffAt(clinic);
  const board = await readBoard(deps, site, '2026-10-06', clinic.time.now());
  return board.attention
    .filter(({ kind }) => kind === 'manual-edit' || kind === 'drift')
    .map(({ kind, booking, reason }) => ({ kind, booking, reason }));
};

const decide = async (clinic: ClinicOnVirtualTime, uid: string, what: 'adopt-theirs' | 're-assert-ours') => {
  const { deps, site } = staffAt(clinic);
  const action = { id: randomUUID(), siteId: site.id, by: 'staff', request: what };
  const outcome =
    what === 're-assert-ours'
      ? await reassertOurs(deps, action, site, uid)
      : await resolveBooking(deps, action, site, uid, { do: what });
  return outcome.kind;
};

describe('Drift', () => {
  const edited = async (text: string) => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: '2026-10-06T08:00:00Z' });
    await clinic.minutes(3);
    clinic.sandbox.editLocation(uid, text);
    await clinic.minutes(3);
    return { clinic, uid };
  };

  test('is listed until staff adopt what stands at Cal.com, and then never again', async () => {
    const { clinic, uid } = await edited('Room 2A');
    expect(await listed(clinic)).toEqual([
      { kind: 'manual-edit', booking: uid, reason: 'room-lacks-equipment' },
    ]);
    expect((await clinic.record(uid))?.publication.state).toMatchObject({
      kind: 'manual-edit',
      roomId: '2A',
    });
    expect(await decide(clinic, uid, 'adopt-theirs')).toBe('landed');
    expect(await listed(clinic)).toEqual([]);
    await clinic.minutes(40);
    expect(await listed(clinic)).toEqual([]);
    expect(clinic.sandbox.booking(uid)?.location).toBe('Room 2A');
    clinic.sandbox.editLocation(uid, 'the other lake');
    await clinic.minutes(3);
    expect(await listed(clinic)).toEqual([{ kind: 'manual-edit', booking: uid, reason: 'manual-edit' }]);
  });

  test('ends with our text where staff want that, in one mail; a new edit afterwards is a person’s again', async () => {
    const { clinic, uid } = await edited('Seminar room');
    expect(await decide(clinic, uid, 're-assert-ours')).toBe('landed');
    await clinic.minutes(4);
    expect(clinic.sandbox.booking(uid)?.location).toBe('Room 3B — Floor 2, North wing');
    expect(clinic.sandbox.patches()).toHaveLength(2);
    clinic.sandbox.editLocation(uid, 'Somewhere else');
    await clinic.minutes(5);
    expect(clinic.sandbox.patches()).toHaveLength(2);
    expect(await listed(clinic)).toMatchObject([{ booking: uid }]);
  });

  test('is what a person writes over a room that came along with a rescheduling, no one having told it anew', async () => {
    const clinic = await clinicOnVirtualTime();
    const before = await clinic.book({ eventType: 'abdominal-scan', start: '2026-10-06T08:00:00Z' });
    await clinic.minutes(3);
    const start = '2026-10-06T10:00:00Z';
    const { uid } = await clinic.time.until(clinic.sandbox.reschedule(before.uid, { start, via: 'api' }));
    await clinic.minutes(3);
    expect((await clinic.record(uid))?.publication).toMatchObject({ sends: 0, verified: {} });
    clinic.sandbox.editLocation(uid, 'Annexe, ring twice');
    await clinic.minutes(5);
    expect(clinic.sandbox.booking(uid)?.location).toBe('Annexe, ring twice');
    expect(await listed(clinic)).toEqual([{ kind: 'manual-edit', booking: uid, reason: 'manual-edit' }]);
  });

  test.each([
    ['heard of last', 'reordered'],
    ['lost', 'lost'],
  ] as const)(
    'is none where Cal.com took a room back from a visit moved twice, the first move being %s',
    async (_, kind) => {
      const clinic = await clinicOnVirtualTime({ now: '2026-10-06T01:00:00Z' });
      const move = (from: string, hour: string) =>
        clinic.time.until(
          clinic.sandbox.reschedule(from, { start: `2026-10-06T${hour}:00:00Z`, via: 'api' }),
        );
      const first = await clinic.book({ eventType: 'consultation', start: '2026-10-06T08:00:00Z' });
      await clinic.minutes(3);
      const roomId = (await clinic.roomOf(first.uid)) ?? '';
      const start = Date.parse('2026-10-06T12:00:00Z');
      const block = { id: 'fault', reason: 'fault', start, end: start + 3_600_000 } as const;
      const room = { siteId: 'north', date: '2026-10-06', roomId, blocks: { fault: block }, occupancies: {} };
      const day = await clinic.ledger.readDay('north', '2026-10-06');
      const { version: seen = 0, ...there } = day.roomDays.find((each) => each.roomId === roomId) ?? {};
      await clinic.ledger.commit([
        { kind: 'room-day', seen, record: { ...room, ...there, blocks: room.blocks } },
      ]);
      clinic.sandbox.faults.add({ on: 'webhook', kind, times: 1, delayMs: 6 * 60_000 });
      // Nor does a list tell of it before the publisher looks.
      clinic.sandbox.faults.add({ on: 'list', kind: 'server-error' });
      const second = await move(first.uid, '10');
      const third = await move(second.uid, '12');
      await clinic.minutes(1);
      expect(clinic.sandbox.patches()).toHaveLength(2);
      clinic.sandbox.revertLocation(third.uid);
      await clinic.minutes(4);
      expect(await listed(clinic)).toMatchObject([{ booking: third.uid, reason: 'manual-edit' }]);
      const isPinned = async () => (await clinic.ledger.readBooking(third.uid))?.pinned ?? false;
      expect(await isPinned()).toBe(true);
      clinic.sandbox.faults.clear();
      await clinic.minutes(6);
      expect(await listed(clinic)).toEqual([]);
      expect(await isPinned()).toBe(false);
      expect(clinic.sandbox.booking(third.uid)?.location).toBe(clinic.sandbox.patches()[1]?.shownAfter);
      expect(clinic.sandbox.patches()).toHaveLength(3);
    },
  );

  test('is shown where someone made a told visit a video call: it needs no room, and the link is never written over', async () => {
    const { clinic, uid } = await edited('https://meet.example/abc');
    await clinic.minutes(5);
    expect(await clinic.roomOf(uid)).toBe('ignored');
    expect(await listed(clinic)).toEqual([{ kind: 'drift', booking: uid, reason: 'takes-no-room' }]);
    expect(await decide(clinic, uid, 're-assert-ours')).toBe('landed');
    expect(await listed(clinic)).toEqual([]);
    await clinic.minutes(5);
    expect(clinic.sandbox.booking(uid)?.location).toBe('https://meet.example/abc');
    expect(clinic.sandbox.patches()).toHaveLength(1);
  });

  test('of a booking that Cal.com does not know any more: adopted, its room is free', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: '2026-10-06T08:00:00Z' });
    await clinic.minutes(3);
    const others = await clinicOnVirtualTime({
      ledger: clinic.ledger,
      now: new Date(clinic.time.now()).toISOString(),
    });
    await others.minutes(35);
    expect(await listed(others)).toEqual([{ kind: 'drift', booking: uid, reason: 'gone-at-cal-com' }]);
    expect(await others.roomOf(uid)).toBe('3B');
    expect(await decide(others, uid, 'adopt-theirs')).toBe('landed');
    expect(await others.roomOf(uid)).toBe('ended');
  });
});
