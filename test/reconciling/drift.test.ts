import { describe, expect, test } from 'vitest';
import { adoptTheirs, readDrift, reassertOurs } from '../../shared/reconciling/drift.ts';
import { runningClinic } from '../support/running-clinic.ts';

describe('Drift', () => {
  const edited = async (text: string) => {
    const clinic = await runningClinic();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: '2026-10-06T08:00:00Z' });
    await clinic.minutes(3);
    clinic.sandbox.editLocation(uid, text);
    await clinic.minutes(3);
    return { clinic, uid };
  };

  test('is listed until staff adopt what stands at Cal.com, and then never again', async () => {
    const { clinic, uid } = await edited('Room 2A');
    expect(await readDrift(clinic.ledger, 'north')).toMatchObject([
      { uid, reason: 'room-lacks-equipment', roomId: '3B', theirRoomId: '2A' },
    ]);
    expect(await adoptTheirs(clinic.surroundings)(uid)).toBe('settled');
    expect(await readDrift(clinic.ledger, 'north')).toEqual([]);
    await clinic.minutes(40);
    expect(await readDrift(clinic.ledger, 'north')).toEqual([]);
    expect(clinic.sandbox.booking(uid)?.location).toBe('Room 2A');
    clinic.sandbox.editLocation(uid, 'the other lake');
    await clinic.minutes(3);
    expect(await readDrift(clinic.ledger, 'north')).toMatchObject([{ uid, reason: 'human-edit' }]);
  });

  test('ends with our text where staff want that, in one mail; a new edit afterwards is a person’s again', async () => {
    const { clinic, uid } = await edited('Seminar room');
    expect(await reassertOurs(clinic.surroundings)(uid)).toBe('settled');
    await clinic.minutes(4);
    expect(clinic.sandbox.booking(uid)?.location).toBe('Room 3B — Floor 2, North wing');
    expect(clinic.sandbox.patches()).toHaveLength(2);
    clinic.sandbox.editLocation(uid, 'Somewhere else');
    await clinic.minutes(5);
    expect(clinic.sandbox.patches()).toHaveLength(2);
    expect(await readDrift(clinic.ledger, 'north')).toMatchObject([{ uid }]);
  });

  test('of a booking that Cal.com does not know any more: adopted, its room is free', async () => {
    const clinic = await runningClinic();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: '2026-10-06T08:00:00Z' });
    await clinic.minutes(3);
    const others = await runningClinic({
      ledger: clinic.ledger,
      now: new Date(clinic.time.now()).toISOString(),
    });
    await others.minutes(35);
    expect(await readDrift(others.ledger, 'north')).toMatchObject([{ uid, reason: 'gone-at-cal-com' }]);
    expect(await others.roomOf(uid)).toBe('3B');
    expect(await adoptTheirs(others.surroundings)(uid)).toBe('settled');
    expect(await others.roomOf(uid)).toBe('ended');
  });
});
