import { describe, expect, test } from 'vitest';
import { mirroredTypes, readMirrors } from '../../shared/availability/mirrors.ts';
import { setUpAvailability, undoAvailability } from '../../shared/availability/set-up.ts';
import { CONSULTATION, clinicWithSchedules, LASER, MONDAY_AT_CAL } from './clinic-with-schedules.ts';

describe('a schedule of ours for each event type that is offered only with a room', () => {
  test('is only shown at first', async () => {
    const clinic = await clinicWithSchedules();
    const before = clinic.sandbox.state();
    const shown = await clinic.setUp(false);
    expect(shown).toMatchObject([
      { eventTypeId: LASER, failed: false, former: null, done: expect.stringContaining('with --yes') },
      { eventTypeId: CONSULTATION, failed: false, former: null },
    ]);
    expect(clinic.writes).toEqual([]);
    expect(clinic.sandbox.state()).toEqual(before);
    expect(await mirroredTypes(clinic.ledger)).toEqual([]);
  });

  test('is the same as the one it had, so that nothing changes for patients', async () => {
    const clinic = await clinicWithSchedules();
    const overrides = [{ date: MONDAY_AT_CAL, startTime: '10:00', endTime: '12:00' }];
    await clinic.patchSchedule(clinic.source.id, { overrides });
    const before = [await clinic.starts(LASER), await clinic.starts(CONSULTATION)];
    const made = await clinic.setUp();
    expect(made.map(({ failed }) => failed)).toEqual([false, false]);
    expect((await clinic.typeAt(LASER)).scheduleId).toBe(made[0]?.ours);
    expect([await clinic.starts(LASER), await clinic.starts(CONSULTATION)]).toEqual(before);
    expect(await mirroredTypes(clinic.ledger)).toEqual([LASER, CONSULTATION]);
  });

  test('is made once, however often it is asked for and wherever that was cut off', async () => {
    const clinic = await clinicWithSchedules();
    // Cut off after the schedule was made and before the event type had it.
    const isPointing = { ...clinic.cal, pointAt: async () => ({ kind: 'unknown', cause: 'TimeoutError' }) };
    const { ledger, now } = clinic;
    const cutOff = await setUpAvailability(
      { ledger, now, cal: isPointing as unknown as typeof clinic.cal, write: true },
      await clinic.deps.clinic.catalogue(),
    );
    expect(cutOff.map(({ failed }) => failed)).toEqual([true, true]);
    const again = await clinic.setUp();
    expect(again).toMatchObject([
      { failed: false, former: null },
      { failed: false, former: null },
    ]);
    expect((await clinic.schedules()).length).toBe(3);
    clinic.writes.length = 0;
    expect((await clinic.setUp()).map(({ done }) => done)).toEqual([
      expect.stringContaining('is right'),
      expect.stringContaining('is right'),
    ]);
    expect(clinic.writes).toEqual([]);
  });

  test('is gone again when it is undone, and all that stood before stands byte for byte', async () => {
    const clinic = await clinicWithSchedules();
    const own = await clinic.cal.make('Lasers alone', clinic.source, 'default');
    if (own.kind !== 'done') throw new Error(own.kind);
    await clinic.patchType(LASER, { scheduleId: own.value.id });
    await clinic.patchType(CONSULTATION, { scheduleId: null });
    const whatStands = async () =>
      JSON.stringify([
        await clinic.schedules(),
        await clinic.typeAt(LASER),
        await clinic.typeAt(CONSULTATION),
      ]);
    const before = await whatStands();
    await clinic.setUp();
    expect(await whatStands()).not.toBe(before);
    clinic.writes.length = 0;
    expect((await clinic.undo([LASER, CONSULTATION], false)).map(({ failed }) => failed)).toEqual([
      false,
      false,
    ]);
    expect(clinic.writes).toEqual([]);
    expect(await clinic.undo([LASER, CONSULTATION])).toMatchObject([
      { failed: false, former: own.value.id },
      { failed: false, former: null },
    ]);
    expect(await whatStands()).toBe(before);
    expect(await mirroredTypes(clinic.ledger)).toEqual([]);
  });

  test('is not taken away while someone has given it to another event type, which would lose its hours', async () => {
    const clinic = await clinicWithSchedules();
    const [laser] = await clinic.setUp();
    await clinic.patchType(CONSULTATION, { scheduleId: laser?.ours });
    expect(await clinic.undo([LASER])).toMatchObject([
      { failed: true, done: expect.stringContaining('is also that of consultation') },
    ]);
    expect((await clinic.typeAt(LASER)).scheduleId).toBeNull();
    expect((await clinic.schedules()).map(({ id }) => id)).toContain(laser?.ours);
    await clinic.patchType(CONSULTATION, { scheduleId: null });
    expect(await clinic.undo([LASER])).toMatchObject([{ failed: false }]);
  });

  test('is written with the key that the clinic file names now, once it is asked for again', async () => {
    const clinic = await clinicWithSchedules();
    await clinic.setUp();
    clinic.keys.own = clinic.keys.default ?? '';
    clinic.keys.default = clinic.colleague;
    const catalogue = await clinic.deps.clinic.catalogue();
    const named = {
      ...catalogue,
      practitioners: catalogue.practitioners.map((each) => ({ ...each, credential: 'own' })),
    };
    const { ledger, cal, now } = clinic;
    expect(await setUpAvailability({ ledger, cal, now, write: false }, named)).toMatchObject([
      { failed: false, done: expect.stringContaining('own') },
      { failed: false },
    ]);
    await setUpAvailability({ ledger, cal, now, write: true }, named);
    expect((await readMirrors(ledger)).map(({ credential }) => credential)).toEqual(['own', 'own']);
    expect((await clinic.undo([LASER, CONSULTATION])).map(({ failed }) => failed)).toEqual([false, false]);
  });

  test('is made for the others where the first is in the way of itself alone, whatever the fault', async () => {
    const clinic = await clinicWithSchedules();
    const { ledger, now } = clinic;
    let asks = 0;
    const cal: typeof clinic.cal = {
      ...clinic.cal,
      schedule: async (...asked) => {
        asks += 1;
        if (asks === 1) throw new RangeError('a fault no one thought of');
        return clinic.cal.schedule(...asked);
      },
    };
    const made = await setUpAvailability(
      { ledger, now, cal, write: true },
      await clinic.deps.clinic.catalogue(),
    );
    expect(made).toMatchObject([
      { eventTypeId: LASER, failed: true, done: 'RangeError; run it again' },
      { eventTypeId: CONSULTATION, failed: false },
    ]);
    expect((await clinic.setUp()).map(({ failed }) => failed)).toEqual([false, false]);
  });

  test('is made and taken away though the sweep notes something of it at the same moment', async () => {
    const clinic = await clinicWithSchedules();
    const catalogue = await clinic.deps.clinic.catalogue();
    const { cal, now } = clinic;
    const raced = (): typeof clinic.ledger => {
      let races = 0;
      const commit: typeof clinic.ledger.commit = async (writes) => {
        races += 1;
        return races === 1 ? { kind: 'stale', stale: [] } : clinic.ledger.commit(writes);
      };
      return { ...clinic.ledger, commit };
    };
    const made = await setUpAvailability({ ledger: raced(), cal, now, write: true }, catalogue);
    expect(made.map(({ failed }) => failed)).toEqual([false, false]);
    const undone = await undoAvailability({ ledger: raced(), cal, now, write: true }, [LASER, CONSULTATION]);
    expect(undone.map(({ failed }) => failed)).toEqual([false, false]);
    expect(await mirroredTypes(clinic.ledger)).toEqual([]);
  });

  test('keeps what someone has written into it when it is taken up again', async () => {
    const clinic = await clinicWithSchedules();
    const [laser] = await clinic.setUp();
    const theirs = { date: '2026-10-19', startTime: '10:00', endTime: '11:00' };
    await clinic.patchSchedule(laser?.ours ?? 0, { overrides: [theirs] });
    await clinic.patchType(LASER, { scheduleId: clinic.source.id });
    await clinic.setUp();
    const ours = (await clinic.schedules()).find(({ id }) => id === laser?.ours);
    expect(ours?.overrides).toEqual([theirs]);
  });

  test('has boards look again when it is made, and when it is undone', async () => {
    const clinic = await clinicWithSchedules();
    const before = await clinic.ledger.readBoardVersion();
    await clinic.setUp();
    const made = await clinic.ledger.readBoardVersion();
    expect(made).toBeGreaterThan(before);
    await clinic.undo([LASER]);
    expect(await clinic.ledger.readBoardVersion()).toBeGreaterThan(made);
  });

  test('leaves alone what someone has pointed elsewhere when it is undone', async () => {
    const clinic = await clinicWithSchedules();
    await clinic.setUp();
    await clinic.patchType(LASER, { scheduleId: clinic.source.id });
    expect(await clinic.undo([LASER])).toMatchObject([
      { failed: false, done: expect.stringContaining('another schedule already') },
    ]);
    expect((await clinic.typeAt(LASER)).scheduleId).toBe(clinic.source.id);
    expect(await mirroredTypes(clinic.ledger)).toEqual([CONSULTATION]);
  });
});

test('what stands in the Ledger of a schedule of ours and cannot be read is no schedule forgotten: it is an error', async () => {
  const clinic = await clinicWithSchedules();
  await clinic.setUp();
  const memo = await clinic.ledger.readMemo('availability', String(LASER));
  const record = { scope: 'availability', id: String(LASER), value: { eventTypeId: LASER } };
  await clinic.ledger.commit([{ kind: 'memo', seen: memo?.version ?? 0, record }]);
  await expect(readMirrors(clinic.ledger)).rejects.toThrow(/credential/);
});

describe('an event type cannot have a schedule of ours', () => {
  const refused = async (
    change: (clinic: Awaited<ReturnType<typeof clinicWithSchedules>>) => object,
  ): Promise<string | undefined> => {
    const clinic = await clinicWithSchedules();
    const eventType: typeof clinic.cal.eventType = async (id, credential) => {
      const told = await clinic.cal.eventType(id, credential);
      return told.kind === 'done' ? { kind: 'done', value: { ...told.value, ...change(clinic) } } : told;
    };
    const [first] = await setUpAvailability(
      { ledger: clinic.ledger, now: clinic.now, cal: { ...clinic.cal, eventType }, write: true },
      await clinic.deps.clinic.catalogue(),
    );
    expect(clinic.writes).toEqual([]);
    return first?.failed ? first.done : undefined;
  };

  test.each([
    ['of a team', { teamId: 77, ownerId: null }, /it belongs to a team/],
    ['that is a managed one’s child', { parentEventTypeId: 9 }, /it belongs to a team/],
    ['with seats', { seats: { seatsPerTimeSlot: 8 } }, /it has seats/],
    ['of several lengths', { lengthInMinutesOptions: [30, 60] }, /several lengths/],
    ['of someone whose key is not here', { ownerId: 4799 }, /none of user 4799/],
  ])('%s', async (_, change, why) => {
    expect(await refused(() => change)).toMatch(why);
  });

  test('where its owner has no schedule at all', async () => {
    const clinic = await clinicWithSchedules();
    await clinic.cal.remove(clinic.source.id, 'default');
    expect(await clinic.setUp()).toMatchObject([
      { failed: true, done: expect.stringContaining('can be booked at any time') },
      { failed: true },
    ]);
  });
});
