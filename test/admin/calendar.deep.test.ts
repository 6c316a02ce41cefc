import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../bin/local/eventually.ts';
import { communityClinic } from '../../bin/sandbox/demo-clinic.ts';
import { berlin, communityRunning, OFFICE_HOURS, weekdayAhead } from './community-running.ts';

/** A doctor who does nothing but therapy, so that all of their visits need the same rooms. */
const [THERAPIST, THERAPY] = [4713, 3304];
/** The one room for it. */
const ROOM = '2A';
const eventTypes = communityClinic.eventTypes.filter(
  ({ id, hostIds }) => hostIds[0] !== THERAPIST || id === THERAPY,
);

let clinic: Awaited<ReturnType<typeof communityRunning>>;
beforeAll(async () => {
  clinic = await communityRunning(
    ({ eventTypeIds, ...type }) => {
      const others = eventTypeIds.filter((id) => id !== THERAPY);
      return [
        { ...type, eventTypeIds: others },
        ...(others.length < eventTypeIds.length
          ? [{ ...type, id: 'therapy-alone', eventTypeIds: [THERAPY], offer: 'feed' as const }]
          : []),
      ];
    },
    { ...communityClinic, eventTypes },
  );
});
afterAll(() => clinic?.close());

test('blocking the only room for therapy takes those starts off Cal.com by the calendar that it reads over HTTP; unblocked, they are back; undone, its address leads nowhere', async () => {
  const date = weekdayAhead();
  const starts = async (): Promise<readonly string[]> => {
    const query = `eventTypeId=${THERAPY}&start=${date}&end=${date}&timeZone=Europe/Berlin`;
    const found = await clinic.calCom('GET', `/slots?${query}`, '2024-09-04', { as: THERAPIST });
    return (found[date] ?? []).map(({ start }: { start: string }) => start.slice(11, 16));
  };
  const calendars = () => clinic.calCom('GET', '/calendars', '2024-08-13', { as: THERAPIST });
  const mine = { name: 'Mine', timeZone: 'Europe/Berlin', isDefault: true, availability: OFFICE_HOURS };
  await clinic.calCom('POST', '/schedules', '2024-06-11', { as: THERAPIST, body: mine });
  await clinic.publish('on');
  const setUp = await clinic.run('cal-availability --yes');
  expect(setUp.said).toContain(`User ${THERAPIST}, event type ${THERAPY}: has a calendar`);
  expect(setUp.code).toBe(0);
  const { connectedCalendars } = await calendars();
  const address: string = connectedCalendars[0].calendars[0].externalId;
  const served = await fetch(address);
  expect(served.status).toBe(200);
  expect(served.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  expect(await served.text()).toMatch(/^BEGIN:VCALENDAR[\s\S]*DTSTART:[\s\S]*END:VCALENDAR\s*$/);
  const before = await starts();
  expect(before).toContain('11:00');

  const { id } = await clinic.board('POST', `/api/rooms/${ROOM}/blocks`, {
    start: berlin(date, '10:45'),
    end: berlin(date, '12:10'),
    reason: 'maintenance',
    agreed: true,
  });
  await eventually('the starts without a room to go', async () => !(await starts()).includes('11:00'));
  expect(await starts()).toContain('13:00');
  await clinic.board('DELETE', `/api/rooms/${ROOM}/blocks/${id}`);
  await eventually('them to come back', async () => (await starts()).join() === before.join());

  expect(await clinic.run('cal-availability --undo --yes')).toMatchObject({ code: 0 });
  expect((await fetch(address)).status).toBe(404);
  expect(await calendars()).toEqual({ connectedCalendars: [] });
});
