import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../bin/local/eventually.ts';
import { berlin, communityRunning, DOCTORS, keyOf, OFFICE_HOURS, weekdayAhead } from './community-running.ts';

/** Visit types that are offered only with a room. */
const WITH_ROOM = ['laser-treatment', 'consultation'];
/** The laser treatment and the consultation of the dermatologist. */
const [DERMATOLOGIST, LASER, CONSULTATION] = [4712, 3203, 3202];

let clinic: Awaited<ReturnType<typeof communityRunning>>;
beforeAll(async () => {
  clinic = await communityRunning((type) => [
    WITH_ROOM.includes(type.id) ? { ...type, offer: 'only-with-room' } : type,
  ]);
});
afterAll(() => clinic?.close());

test('without teams cal:check finds nothing wrong where each doctor has a key that sees their own event types', async () => {
  const { code, said } = await clinic.run('cal-check');
  for (const id of DOCTORS) expect(said).toContain(`ok     the key doctor-${id} is accepted`);
  expect(said).not.toContain('WRONG');
  expect(code).toBe(0);
});

test('cal:register makes one webhook for each doctor, of the triggers that edition knows', async () => {
  const url = 'https://rooms.example/api/webhooks/cal';
  const { code, said } = await clinic.run(`cal-register --yes --url ${url}`);
  for (const id of DOCTORS)
    expect(said).toContain(`With the key doctor-${id}: the webhook at user for ${url}: created (missing).`);
  expect(code).toBe(0);
  const made = clinic.sandbox.subscriptions().filter(({ subscriberUrl }) => subscriberUrl === url);
  expect(made.map(({ level }) => level)).toEqual(DOCTORS.map((userId) => ({ kind: 'user', userId })));
  for (const { triggers } of made) expect(triggers).not.toContain('BOOKING_REASSIGNED');
  const again = await clinic.run(`cal-register --url ${url}`);
  expect(again.said).not.toContain('missing');
});

test('blocking the only laser takes those starts of laser treatments off Cal.com and none of a consultation; unblocked, they are back; undone, all is as before', async () => {
  const date = weekdayAhead();
  const starts = async (eventTypeId: number): Promise<readonly string[]> => {
    const query = `eventTypeId=${eventTypeId}&start=${date}&end=${date}&timeZone=Europe/Berlin`;
    const found = await clinic.calCom('GET', `/slots?${query}`, '2024-09-04', { as: DERMATOLOGIST });
    return (found[date] ?? []).map(({ start }: { start: string }) => start.slice(11, 16));
  };
  const whatStands = async (): Promise<string> =>
    JSON.stringify(
      await Promise.all(
        DOCTORS.flatMap((id) => [
          clinic.calCom('GET', '/schedules', '2024-06-11', { as: id }),
          clinic.calCom('GET', '/event-types', '2024-06-14', { as: id }),
        ]),
      ),
    );
  for (const as of DOCTORS)
    await clinic.calCom('POST', '/schedules', '2024-06-11', {
      as,
      body: { name: 'Mine', timeZone: 'Europe/Berlin', isDefault: true, availability: OFFICE_HOURS },
    });
  const asBefore = await whatStands();
  await clinic.publish('on');
  const setUp = await clinic.run('cal-availability --yes');
  expect(setUp.said).toContain(`Event type ${LASER}: has the schedule`);
  expect(setUp.code).toBe(0);
  const before = { laser: await starts(LASER), consultation: await starts(CONSULTATION) };
  expect(before.laser).toHaveLength(16);

  const block = await clinic.board('POST', '/api/rooms/4A/blocks', {
    start: berlin(date, '10:45'),
    end: berlin(date, '12:10'),
    reason: 'maintenance',
    agreed: true,
  });
  const kept = before.laser.filter((start) => start < '10:30' || start >= '12:30');
  expect(before.laser.length - kept.length).toBe(4);
  await eventually(
    'the starts without a laser to go',
    async () => (await starts(LASER)).join() === kept.join(),
  );
  expect(await starts(CONSULTATION)).toEqual(before.consultation);
  await clinic.board('DELETE', `/api/rooms/4A/blocks/${block.id}`);
  await eventually('them to come back', async () => (await starts(LASER)).join() === before.laser.join());
  expect(await starts(CONSULTATION)).toEqual(before.consultation);

  expect(await clinic.run('cal-availability --undo --yes')).toMatchObject({ code: 0 });
  expect(await whatStands()).toBe(asBefore);
  await clinic.publish('shadow');
});

test('where Cal.com refuses one doctor’s key, the others are checked and registered all the same', async () => {
  const [first, ...others] = DOCTORS;
  if (first === undefined) throw new Error('no doctor');
  clinic.sandbox.revokeKey(keyOf(first).key);
  const check = await clinic.run('cal-check');
  expect(check.code).toBe(1);
  expect(check.said).toMatch(new RegExp(`WRONG  doctor-${first}: .*401`));
  for (const id of others) expect(check.said).toContain(`ok     the key doctor-${id} is accepted`);
  const register = await clinic.run('cal-register --yes --url https://rooms.example/another');
  expect(register.code).toBe(1);
  expect(register.said).toMatch(new RegExp(`With the key doctor-${first}: .*401`));
  for (const id of others) expect(register.said).toMatch(new RegExp(`With the key doctor-${id}: .* created`));
  clinic.sandbox.addKey(keyOf(first));
});
