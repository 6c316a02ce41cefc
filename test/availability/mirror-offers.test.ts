import { describe, expect, test, vi } from 'vitest';
import { assignBooking } from '../../shared/assigning/assign-booking.ts';
import { mirrorDay, mirrorInTurn, WHOLE_EVERY_MS } from '../../shared/availability/mirror-offers.ts';
import { readMirror } from '../../shared/availability/mirrors.ts';
import { LOOKS_PER_MINUTE } from '../../shared/availability/schedule-pace.ts';
import { LOOK_EVERY_MS } from '../../shared/availability/send-mirror.ts';
import type { CalSchedules } from '../../shared/calcom/cal-schedules.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { localDateOf } from '../../shared/domain/local-time.ts';
import { catalogueWrites } from '../../shared/ledger/catalogue-parts.ts';
import { isBroken, noteContact, readPace } from '../../shared/publishing/credential-pace.ts';
import { stepRunner } from '../../shared/sweeping/steps.ts';
import { at, block, booked, from, visitType } from '../support/builders.ts';
import {
  CONSULTATION,
  clinicWithSchedules,
  LASER,
  MONDAY_AT_CAL,
  twoRooms,
} from './clinic-with-schedules.ts';

const clinicThatMirrors = async (content = twoRooms()) => {
  const clinic = await clinicWithSchedules(content);
  await clinic.setUp();
  const depsWith = (cal: CalSchedules) => ({ ...clinic.mirroring, cal });
  const minutesLater = (minutes: number): Promise<void> => clinic.time.pass(minutes * MINUTE);
  return {
    ...clinic,
    minutesLater,
    sweep: (cal = clinic.cal) => mirrorInTurn(depsWith(cal))({ until: Number.POSITIVE_INFINITY }),
    day: (cal = clinic.cal, date = MONDAY_AT_CAL) => mirrorDay(depsWith(cal))(date),
    /** Writes are not answered: Cal.com has done them, or does the last one once it is told that it `arrives`. */
    unanswered: (done: 'at-once' | 'later') => {
      let arrives = async (): Promise<unknown> => undefined;
      const cal: CalSchedules = {
        ...clinic.cal,
        write: async (...asked) => {
          arrives = () => clinic.cal.write(...asked);
          if (done === 'at-once') await arrives();
          return { kind: 'unknown', cause: 'TimeoutError' };
        },
      };
      return { cal, arrives: () => arrives() };
    },
    mirrorOf: async (id: number) => (await readMirror(clinic.ledger, id))?.mirror,
    ours: async (id: number) => {
      const ours = (await readMirror(clinic.ledger, id))?.mirror.ours;
      return (await clinic.schedules()).find((each) => each.id === ours);
    },
    /** How many writes there have been since this was asked last. */
    writesSince: () => clinic.writes.splice(0).length,
  };
};

const LASER_TREATMENTS = ['09:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00', '16:00'];
const outOfUse = block(at('11:30', MONDAY_AT_CAL), at('13:00', MONDAY_AT_CAL));

describe('what Cal.com offers of a visit type that is offered only with a room', () => {
  test('stays without a start whose room was blocked after the sweep had read the Day, and before it noted what it found', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    await clinic.minutesLater(WHOLE_EVERY_MS / MINUTE);
    const { readDay } = clinic.ledger;
    let isRead = false;
    vi.spyOn(clinic.ledger, 'readDay').mockImplementation(async (siteId, date) => {
      const found = await readDay(siteId, date);
      if (date !== MONDAY_AT_CAL || isRead) return found;
      isRead = true;
      await clinic.block('2B', outOfUse);
      await clinic.day();
      return found;
    });
    await clinic.sweep();
    expect(isRead).toBe(true);
    expect(await clinic.starts(LASER)).toEqual(['09:00', '10:00', '13:00', '14:00', '15:00', '16:00']);
  });

  test('loses the starts for which there is no room once the only laser is blocked, no consultation, and has them again', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    const consultations = await clinic.starts(CONSULTATION);
    expect(await clinic.starts(LASER)).toEqual(LASER_TREATMENTS);
    clinic.writesSince();
    await clinic.block('2B', outOfUse);
    expect(await clinic.day()).toMatchObject({ written: 1, later: 0, dates: 1 });
    expect(clinic.writesSince()).toBe(1);
    expect(await clinic.starts(LASER)).toEqual(['09:00', '10:00', '13:00', '14:00', '15:00', '16:00']);
    expect(await clinic.starts(CONSULTATION)).toEqual(consultations);
    await clinic.unblock('2B', outOfUse.id);
    expect(await clinic.day()).toMatchObject({ written: 1 });
    expect(await clinic.starts(LASER)).toEqual(LASER_TREATMENTS);
    expect((await clinic.ours(LASER))?.overrides).toEqual([]);
  });

  test('of three quarters of an hour at every quarter of one loses no start that could have a room, wherever in the quarter the room is taken', async () => {
    for (const [minutes, lost] of [
      [0, 6],
      [5, 6],
      [11, 7],
    ] as const) {
      const clinic = await clinicThatMirrors();
      await clinic.patchType(CONSULTATION, { slotInterval: 15 });
      await clinic.minutesLater(LOOK_EVERY_MS / MINUTE);
      await clinic.sweep();
      const before = await clinic.starts(CONSULTATION);
      expect(before).toHaveLength(30);
      const start = at('12:00', MONDAY_AT_CAL) + minutes * MINUTE;
      const taken = block(start, start + 50 * MINUTE);
      for (const room of ['1A', '2B']) await clinic.block(room, taken);
      await clinic.day();
      const hasRoom = (wall: string): boolean => {
        const visit = at(wall, MONDAY_AT_CAL);
        return visit + 45 * MINUTE <= taken.start || visit >= start + 50 * MINUTE;
      };
      const left = before.filter(hasRoom);
      expect(await clinic.starts(CONSULTATION)).toEqual(left);
      expect(before.length - left.length, `taken from 12:${minutes}`).toBe(lost);
    }
  });

  test('follows a booking that takes the room, and one that gives it back', async () => {
    const clinic = await clinicThatMirrors();
    const visit = { ...from('13:00', 60, MONDAY_AT_CAL), practitionerId: 4711 };
    await clinic.assign(booked('ada', { ...visit, inputs: { eventTypeId: LASER }, createdAt: clinic.now() }));
    // No one was told of the room yet, and no other has a laser.
    await clinic.day();
    expect(await clinic.starts(LASER)).toEqual(LASER_TREATMENTS.filter((start) => start !== '13:00'));
    // A consultation finds the other room.
    expect(await clinic.starts(CONSULTATION)).toContain('12:45');
  });

  test.each([
    ['is looked at anew as soon as a room is taken', twoRooms(), [MONDAY_AT_CAL]],
    [
      'is nothing that a booking asks about where the clinic file wants none of it',
      twoRooms({ visitTypes: twoRooms().visitTypes.map(({ offer: _no, ...type }) => type) }),
      [],
    ],
  ])('%s', async (_, content, dates) => {
    const clinic = await clinicWithSchedules(content);
    const woken: string[] = [];
    const assign = assignBooking({
      ...clinic.deps,
      wakeReplan: async (_siteId, date) => void woken.push(date),
    });
    const visit = { ...from('13:00', 60, MONDAY_AT_CAL), practitionerId: 4711 };
    await assign(booked('ada', { ...visit, inputs: { eventTypeId: LASER }, createdAt: clinic.now() }));
    expect(await clinic.roomOf('ada')).toBe('2B');
    expect(woken).toEqual(dates);
  });

  test('is found by the sweep though no one said that the Day had changed, near or far', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    const later = '2026-11-16';
    for (const date of [MONDAY_AT_CAL, later])
      await clinic.block('2B', { ...block(at('08:00', date), at('18:00', date)), id: date });
    await clinic.minutesLater(WHOLE_EVERY_MS / MINUTE);
    await clinic.sweep();
    expect(await clinic.starts(LASER)).toEqual([]);
    expect(await clinic.starts(LASER, later)).toEqual([]);
    expect(await clinic.starts(LASER, '2026-11-09')).toEqual(LASER_TREATMENTS);
  });

  test.each([
    ['all that there is while another house has a room, where patients choose the house', {}, 8],
    ['what the one house has rooms for of a visit type that is of that house', { site: 'north' }, 6],
  ])('is %s', async (_, of, starts) => {
    const content = twoRooms();
    const sites = content.sites.flatMap((site) => [
      { ...site, addresses: ['1 Main Street'] },
      { ...site, id: 'south', addresses: ['2 Hill Road'], rooms: site.rooms },
    ]);
    const visitTypes = content.visitTypes.map((type) => ({ ...type, ...of }));
    const clinic = await clinicThatMirrors({ ...content, sites, visitTypes });
    await clinic.block('2B', outOfUse);
    await clinic.day();
    expect(await clinic.starts(LASER)).toHaveLength(starts);
  });

  test('is told of all other days where one of them cannot be read', async () => {
    const clinic = await clinicThatMirrors();
    const today = localDateOf(clinic.now(), 'Europe/Berlin');
    const later = '2026-11-16';
    await clinic.block('2B', { ...block(at('08:00', later), at('18:00', later)), id: later });
    const failed: unknown[] = [];
    const ledger: Ledger = {
      ...clinic.ledger,
      readDay: async (siteId, date) => {
        if (date === today || date === MONDAY_AT_CAL) throw new Error('no such Day');
        return clinic.ledger.readDay(siteId, date);
      },
    };
    const runStep = stepRunner({
      log: { error: (sentence) => failed.push(sentence) },
      count: () => undefined,
      now: clinic.now,
    });
    const { cal, feeds, now } = clinic;
    const deps = { ledger, clinic: clinic.deps.clinic, cal, feeds, now, runStep };
    await mirrorInTurn(deps)({ until: Number.POSITIVE_INFINITY });
    expect(failed).toHaveLength(2);
    expect(await clinic.starts(LASER, later)).toEqual([]);
  });

  test('is behind once for an hour not all dates could be looked at, though Cal.com has what was wanted before', async () => {
    const clinic = await clinicThatMirrors();
    const ledger: Ledger = {
      ...clinic.ledger,
      readDay: async (siteId, date) => {
        if (date === '2026-11-16') throw new Error('no such Day');
        return clinic.ledger.readDay(siteId, date);
      },
    };
    const { cal, feeds, now } = clinic;
    const runStep = stepRunner({ log: { error: () => undefined }, count: () => undefined, now });
    const sweep = mirrorInTurn({ ledger, clinic: clinic.deps.clinic, cal, feeds, now, runStep });
    const terms = { until: Number.POSITIVE_INFINITY };
    expect((await sweep(terms)).ageMs).toBe(0);
    await clinic.minutesLater(61);
    expect((await sweep(terms)).ageMs).toBeGreaterThan(60 * MINUTE);
    expect((await clinic.sweep()).ageMs).toBeGreaterThan(60 * MINUTE);
    await clinic.minutesLater(WHOLE_EVERY_MS / MINUTE);
    expect((await clinic.sweep()).ageMs).toBe(0);
  });

  test('of one event type is kept right though what stands of another cannot be read, which staff see', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    const memo = await clinic.ledger.readMemo('availability', String(CONSULTATION));
    const record = { scope: 'availability', id: String(CONSULTATION), value: { eventTypeId: CONSULTATION } };
    await clinic.ledger.commit([{ kind: 'memo', seen: memo?.version ?? 0, record }]);
    await clinic.block('2B', outOfUse);
    const failed: unknown[] = [];
    const { ledger, cal, feeds, now } = clinic;
    const runStep = stepRunner({
      log: { error: (_sentence, { eventTypeId }) => failed.push(eventTypeId) },
      count: () => undefined,
      now,
    });
    const deps = { ledger, clinic: clinic.deps.clinic, cal, feeds, now, runStep };
    expect(await mirrorDay(deps)(MONDAY_AT_CAL)).toMatchObject({ mirrors: 1, written: 1 });
    expect(new Set(failed)).toEqual(new Set([CONSULTATION]));
    expect(await clinic.starts(LASER)).not.toContain('12:00');
    expect(await clinic.attention()).toMatchObject([
      { kind: 'offer-stopped', eventTypeId: CONSULTATION, reason: 'unreadable' },
    ]);
  });

  test('is left to the sweep where a look takes longer than a re-plan has left, and why is said', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    await clinic.block('2B', outOfUse);
    clinic.writesSince();
    const slow: CalSchedules = {
      ...clinic.cal,
      schedule: async (...asked) => {
        const told = await clinic.cal.schedule(...asked);
        await clinic.time.pass(5_000);
        return told;
      },
    };
    expect(await clinic.day(slow)).toMatchObject({ written: 0, later: 1, reasons: { 'no-time': 1 } });
    expect(clinic.writesSince()).toBe(0);
    await clinic.minutesLater(1);
    expect(await clinic.sweep()).toMatchObject({ written: 1, later: 0, reasons: {} });
  });

  test('is not to be had while schedules alone answer with errors, and bookings are told all the same', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.block('2B', outOfUse);
    const down = async () => ({ kind: 'unknown', cause: 'Status503' }) as const;
    for (let time = 0; time < 6; time += 1)
      expect(await clinic.day({ ...clinic.cal, eventType: down })).toMatchObject({
        reasons: { Status503: 1 },
      });
    expect(isBroken(await readPace(clinic.ledger, 'default'))).toBe(false);
  });

  test('costs Cal.com nothing while nothing changes but one look every five minutes, and no writing', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.block('2B', outOfUse);
    await clinic.sweep();
    clinic.writesSince();
    let looks = 0;
    const counting: CalSchedules = {
      ...clinic.cal,
      eventType: (...asked) => {
        looks += 1;
        return clinic.cal.eventType(...asked);
      },
    };
    for (let minute = 0; minute < 20; minute += 1) {
      await clinic.minutesLater(1);
      await clinic.sweep(counting);
    }
    expect(looks).toBe((2 * 20 * MINUTE) / LOOK_EVERY_MS);
    expect(clinic.writesSince()).toBe(0);
  });

  test('is all that there is again where the site is switched off or only watched', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.block('2B', outOfUse);
    await clinic.sweep();
    expect(await clinic.starts(LASER)).toHaveLength(6);
    for (const publishing of ['off', 'shadow'] as const) {
      const { site } = await clinic.ledger.readSite('north');
      const record = { siteId: 'north', knownSince: 0, publishingSince: 0, publishing };
      await clinic.ledger.commit([{ kind: 'site', seen: site?.version ?? 0, record }]);
      await clinic.day();
      expect(await clinic.starts(LASER)).toEqual(LASER_TREATMENTS);
    }
  });

  test('is all that there is again once the clinic file asks for it no more', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.block('2B', outOfUse);
    await clinic.sweep();
    const plain = twoRooms().visitTypes.map(({ offer: _no, ...type }) => type);
    const seen = (await clinic.ledger.readCatalogue())?.version ?? 0;
    const content = { ...twoRooms(), visitTypes: plain, version: 'without' };
    for (const write of catalogueWrites(content, { seen, importedAt: clinic.now() }))
      await clinic.ledger.commit([write]);
    clinic.deps.clinic.forget();
    await clinic.sweep();
    expect(await clinic.starts(LASER)).toEqual(LASER_TREATMENTS);
  });

  test('follows the hours of the schedule that is mirrored, and its overrides', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.block('2B', outOfUse);
    await clinic.sweep();
    await clinic.patchSchedule(clinic.source.id, {
      availability: [{ days: ['Monday'], startTime: '08:00', endTime: '14:00' }],
      overrides: [{ date: '2026-10-19', startTime: '10:00', endTime: '12:00' }],
    });
    await clinic.minutesLater(LOOK_EVERY_MS / MINUTE);
    await clinic.sweep();
    await clinic.sweep();
    expect(await clinic.starts(LASER)).toEqual(['08:00', '09:00', '10:00', '13:00']);
    expect(await clinic.starts(LASER, '2026-10-19')).toEqual(['10:00', '11:00']);
  });
});

describe('what someone else has done at Cal.com', () => {
  test('as an override in our schedule stays there, whatever rooms there are, and is said', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    const { id } = (await clinic.ours(LASER)) ?? {};
    const theirs = { date: '2026-10-19', startTime: '10:00', endTime: '11:00' };
    await clinic.patchSchedule(id, { overrides: [theirs] });
    await clinic.block('2B', outOfUse);
    await clinic.block('2B', { ...block(at('10:00', '2026-10-19'), at('11:00', '2026-10-19')), id: 'other' });
    await clinic.minutesLater(WHOLE_EVERY_MS / MINUTE);
    for (let times = 0; times < 3; times += 1) {
      await clinic.sweep();
      await clinic.minutesLater(LOOK_EVERY_MS / MINUTE);
      expect((await clinic.ours(LASER))?.overrides).toContainEqual(theirs);
      expect((await clinic.mirrorOf(LASER))?.foreign).toEqual(['2026-10-19']);
    }
    expect(await clinic.starts(LASER)).toHaveLength(6);
    expect(await clinic.attention()).toMatchObject([
      { kind: 'offer-overridden', eventTypeId: LASER, reason: '2026-10-19' },
    ]);
    // Taken out again, the date is ours once more.
    const ours = (await clinic.ours(LASER))?.overrides.filter(
      ({ date }: { date: string }) => date !== theirs.date,
    );
    await clinic.patchSchedule(id, { overrides: ours });
    await clinic.minutesLater(LOOK_EVERY_MS / MINUTE);
    await clinic.sweep();
    expect((await clinic.mirrorOf(LASER))?.foreign).toEqual([]);
    expect(await clinic.attention()).toEqual([]);
    expect(await clinic.starts(LASER, '2026-10-19')).toEqual([
      '09:00',
      '11:00',
      '12:00',
      '13:00',
      '14:00',
      '15:00',
      '16:00',
    ]);
  });

  test('as an override of a day that is over is no one’s business any more', async () => {
    const clinic = await clinicThatMirrors();
    const { id } = (await clinic.ours(LASER)) ?? {};
    const theirs = { date: MONDAY_AT_CAL, startTime: '10:00', endTime: '11:00' };
    await clinic.patchSchedule(id, { overrides: [theirs] });
    for (const attention of [1, 0]) {
      await clinic.minutesLater(LOOK_EVERY_MS / MINUTE);
      await clinic.sweep();
      expect((await clinic.mirrorOf(LASER))?.foreign).toEqual([MONDAY_AT_CAL]);
      expect(await clinic.attention()).toHaveLength(attention);
      await clinic.minutesLater((at('00:00', '2026-10-13') - clinic.now()) / MINUTE);
    }
  });

  test('in pointing the event type elsewhere ends all writing, until it is pointed back', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    const { id } = (await clinic.ours(LASER)) ?? {};
    await clinic.patchType(LASER, { scheduleId: clinic.source.id });
    clinic.writesSince();
    await clinic.block('2B', outOfUse);
    const version = await clinic.ledger.readBoardVersion();
    await clinic.day();
    expect(clinic.writesSince()).toBe(0);
    expect((await clinic.mirrorOf(LASER))?.trouble).toBe('pointed-elsewhere');
    expect(await clinic.attention()).toMatchObject([
      { kind: 'offer-stopped', eventTypeId: LASER, reason: 'pointed-elsewhere' },
    ]);
    expect(await clinic.ledger.readBoardVersion()).toBeGreaterThan(version);
    await clinic.minutesLater(120);
    expect(await clinic.sweep()).toMatchObject({ ageMs: 0, written: 0 });
    await clinic.patchType(LASER, { scheduleId: id });
    await clinic.minutesLater(LOOK_EVERY_MS / MINUTE);
    await clinic.sweep();
    expect((await clinic.mirrorOf(LASER))?.trouble).toBeUndefined();
    expect(await clinic.starts(LASER)).toHaveLength(6);
  });

  test('to the weekly hours of our schedule is left, and rings after an hour', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    const { id } = (await clinic.ours(LASER)) ?? {};
    const availability = [{ days: ['Tuesday'], startTime: '09:00', endTime: '12:00' }];
    await clinic.patchSchedule(id, { availability });
    await clinic.block('2B', outOfUse);
    await clinic.day();
    expect((await clinic.ours(LASER))?.availability).toEqual(availability);
    expect((await clinic.mirrorOf(LASER))?.trouble).toBe('hours-changed');
    await clinic.minutesLater(61);
    expect((await clinic.sweep()).ageMs).toBeGreaterThan(60 * MINUTE);
  });

  test('in making it a class gives the whole schedule back', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.block('2B', outOfUse);
    await clinic.sweep();
    const withSeats: CalSchedules = {
      ...clinic.cal,
      eventType: async (id, credential) => {
        const told = await clinic.cal.eventType(id, credential);
        const seats = { seatsPerTimeSlot: 8 };
        return told.kind === 'done' ? { kind: 'done', value: { ...told.value, seats } } : told;
      },
    };
    await clinic.minutesLater(LOOK_EVERY_MS / MINUTE);
    await clinic.sweep(withSeats);
    await clinic.sweep(withSeats);
    expect(await clinic.starts(LASER)).toEqual(LASER_TREATMENTS);
    expect((await clinic.mirrorOf(LASER))?.trouble).toBe('not-of-one-person');
  });

  test('in making ours the default, which it mirrors, is said: it does not mirror itself', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.block('2B', outOfUse);
    await clinic.sweep();
    const { id } = (await clinic.ours(LASER)) ?? {};
    await clinic.patchSchedule(id, { isDefault: true });
    await clinic.unblock('2B', outOfUse.id);
    await clinic.minutesLater(WHOLE_EVERY_MS / MINUTE);
    await clinic.sweep();
    expect((await clinic.mirrorOf(LASER))?.trouble).toBe('gone');
    await clinic.patchSchedule(clinic.source.id, { isDefault: true });
    for (let times = 0; times < 2; times += 1) {
      await clinic.minutesLater(WHOLE_EVERY_MS / MINUTE);
      await clinic.sweep();
    }
    expect((await clinic.mirrorOf(LASER))?.trouble).toBeUndefined();
    expect(await clinic.starts(LASER)).toEqual(LASER_TREATMENTS);
  });
});

describe('where Cal.com does not answer as it should', () => {
  test('what two wrote at once is known for ours, whichever of it comes to stand there', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    const delayed = clinic.unanswered('later');
    await clinic.block('2B', outOfUse);
    await clinic.day(delayed.cal);
    await clinic.unblock('2B', outOfUse.id);
    await clinic.block('2B', {
      ...block(at('15:00', MONDAY_AT_CAL), at('16:00', MONDAY_AT_CAL)),
      id: 'later',
    });
    expect(await clinic.day()).toMatchObject({ written: 1 });
    // Only now does Cal.com take what was sent first.
    await delayed.arrives();
    expect(await clinic.starts(LASER)).toHaveLength(6);
    await clinic.minutesLater(LOOK_EVERY_MS / MINUTE);
    await clinic.sweep();
    expect((await clinic.mirrorOf(LASER))?.foreign).toEqual([]);
    expect(await clinic.starts(LASER)).toEqual(LASER_TREATMENTS.filter((start) => start !== '15:00'));
  });

  test('an answer about one schedule that cannot be read keeps no one from being told a room', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    const odd: CalSchedules = {
      ...clinic.cal,
      schedule: async () => ({ kind: 'unknown', cause: 'UnreadableAnswer' }),
    };
    for (let minute = 0; minute < 12; minute += 1) {
      await clinic.minutesLater(1);
      await clinic.sweep(odd);
    }
    expect((await clinic.ledger.readCredential('default'))?.failures ?? 0).toBe(0);
  });

  test('what was written without an answer is known for ours when it is seen', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    await clinic.block('2B', outOfUse);
    expect(await clinic.day(clinic.unanswered('at-once').cal)).toMatchObject({ written: 0, later: 1 });
    await clinic.unblock('2B', outOfUse.id);
    expect(await clinic.day()).toMatchObject({ later: 0 });
    expect((await clinic.mirrorOf(LASER))?.foreign).toEqual([]);
    expect(await clinic.starts(LASER)).toEqual(LASER_TREATMENTS);
  });

  test('what stands at Cal.com is known for ours, however many texts after it never came there', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    await clinic.block('2B', outOfUse);
    await clinic.day(clinic.unanswered('at-once').cal);
    for (const start of ['14:00', '15:00', '16:00', '09:00']) {
      const again = block(at(start, MONDAY_AT_CAL), at(start, MONDAY_AT_CAL) + 60 * MINUTE);
      await clinic.minutesLater(1);
      await clinic.block('2B', { ...again, id: start });
      await clinic.day(clinic.unanswered('later').cal);
    }
    await clinic.minutesLater(1);
    await clinic.day();
    expect((await clinic.mirrorOf(LASER))?.foreign).toEqual([]);
    expect(await clinic.starts(LASER)).toEqual(['10:00', '13:00']);
  });

  test('what comes to stand there a minute late is known for ours, however much was written in that minute', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    await clinic.minutesLater(2);
    const delayed = clinic.unanswered('later');
    await clinic.block('2B', outOfUse);
    await clinic.day(delayed.cal);
    await clinic.unblock('2B', outOfUse.id);
    for (let look = 1; look < LOOKS_PER_MINUTE; look += 1) {
      const start = at('08:00', MONDAY_AT_CAL) + look * 60 * MINUTE;
      await clinic.block('2B', { ...block(start, start + 60 * MINUTE), id: String(look) });
      expect(await clinic.day()).toMatchObject({ written: 1 });
    }
    await delayed.arrives();
    await clinic.minutesLater(LOOK_EVERY_MS / MINUTE);
    await clinic.sweep();
    expect((await clinic.mirrorOf(LASER))?.foreign).toEqual([]);
    expect(await clinic.starts(LASER)).toEqual(['16:00']);
  });

  test('a 429 keeps the publisher of the key waiting too, and what was to be written is written afterwards', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    await clinic.block('2B', outOfUse);
    const until = clinic.now() + 2 * MINUTE;
    const throttled: CalSchedules = { ...clinic.cal, write: async () => ({ kind: 'throttled', until }) };
    expect(await clinic.day(throttled)).toMatchObject({ written: 0, later: 1 });
    expect((await clinic.ledger.readCredential('default'))?.blockedUntil).toBe(until);
    expect(await clinic.day()).toMatchObject({ written: 0, later: 1 });
    await clinic.minutesLater(3);
    expect(await clinic.sweep()).toMatchObject({ later: 0 });
    expect(await clinic.starts(LASER)).toHaveLength(6);
  });

  test('a key that is refused is stopped as the publisher stops it', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    await clinic.block('2B', outOfUse);
    const refused: CalSchedules = {
      ...clinic.cal,
      eventType: async () => ({ kind: 'refused', status: 401, code: 'UnauthorizedException' }),
    };
    await clinic.day(refused);
    expect((await clinic.ledger.readCredential('default'))?.refused).toMatchObject({ status: 401 });
    expect((await clinic.mirrorOf(LASER))?.trouble).toBeUndefined();
  });

  test('a key whose last PATCHes failed is looked with once a minute, though nothing is owed that would show it works again', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.minutesLater(2);
    await clinic.block('2B', outOfUse);
    for (let failure = 0; failure < 5; failure += 1)
      await noteContact(clinic.ledger, await readPace(clinic.ledger, 'default'), 'sent-unknown', clinic.now);
    expect(await clinic.day()).toMatchObject({ written: 0, later: 1 });
    await clinic.minutesLater(2);
    expect(await clinic.day()).toMatchObject({ written: 1, later: 0 });
    expect(await clinic.starts(LASER)).toHaveLength(6);
    await clinic.unblock('2B', outOfUse.id);
    expect(await clinic.day()).toMatchObject({ written: 0, later: 1 });
  });

  test('an answer that is no schedule changes nothing', async () => {
    const clinic = await clinicThatMirrors();
    await clinic.sweep();
    await clinic.block('2B', outOfUse);
    clinic.writesSince();
    const odd = { ...clinic.cal, schedule: async () => ({ kind: 'unknown', cause: 'UnreadableAnswer' }) };
    await clinic.day(odd as unknown as CalSchedules);
    expect(clinic.writesSince()).toBe(0);
    await clinic.day();
    expect(await clinic.starts(LASER)).toHaveLength(6);
  });

  test('a key takes no more looks in a minute than it may, the most urgent first, and the rest after it', async () => {
    const many = Array.from({ length: LOOKS_PER_MINUTE + 2 }, (_, index) => index);
    const clinic = await clinicThatMirrors();
    let looks = 0;
    const counting: CalSchedules = {
      ...clinic.cal,
      eventType: (...asked) => {
        looks += 1;
        return clinic.cal.eventType(...asked);
      },
    };
    await clinic.minutesLater(2);
    for (const index of many) {
      if (index % 2 === 0) await clinic.block('2B', outOfUse);
      else await clinic.unblock('2B', outOfUse.id);
      await clinic.day(counting);
    }
    expect(looks).toBe(LOOKS_PER_MINUTE);
    await clinic.minutesLater(2);
    await clinic.block('2B', outOfUse);
    await clinic.sweep();
    expect(await clinic.starts(LASER)).toHaveLength(6);
  });
});

test('a visit that could be moved without a mail makes room for one more, and does no longer once its patient was told', async () => {
  const consultation = visitType({ id: 'consultation', eventTypeIds: [CONSULTATION] });
  const [laser] = twoRooms().visitTypes;
  const content = twoRooms({ visitTypes: laser === undefined ? [] : [laser, consultation] });
  const site = content.sites.map((each) => ({ ...each, announcing: { hoursBefore: 24 } }));
  const clinic = await clinicThatMirrors({ ...content, sites: site });
  const whole = { start: at('11:00', MONDAY_AT_CAL), end: at('12:00', MONDAY_AT_CAL) };
  // The room without a laser is out of use while the consultation is booked, and free again after it.
  await clinic.block('1A', { ...block(whole.start, whole.end), id: 'early' });
  await clinic.assign(
    booked('ada', { ...whole, inputs: { eventTypeId: CONSULTATION }, createdAt: clinic.now() }),
  );
  expect(await clinic.roomOf('ada')).toBe('2B');
  await clinic.day();
  expect(await clinic.starts(LASER)).not.toContain('11:00');
  await clinic.unblock('1A', 'early');
  await clinic.day();
  expect(await clinic.starts(LASER)).toContain('11:00');
  await clinic.announce('ada');
  await clinic.day();
  expect(await clinic.starts(LASER)).not.toContain('11:00');
});
