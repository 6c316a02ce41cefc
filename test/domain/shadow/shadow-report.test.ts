import { describe, expect, test } from 'vitest';
import type { BookingRecord } from '../../../shared/domain/booking-record.ts';
import { MINUTE } from '../../../shared/domain/instant.ts';
import type { Change } from '../../../shared/domain/ledger-records.ts';
import { NOTHING_PUBLISHED } from '../../../shared/domain/publication.ts';
import { shadowReport } from '../../../shared/domain/shadow/shadow-report.ts';
import {
  at,
  block,
  booked,
  cancelled,
  catalogue,
  dayOf,
  EARLY,
  everyDay,
  from,
  held,
  MONDAY,
  requested,
  room,
  site,
  visitType,
  waits,
} from '../../support/builders.ts';

const QUIET_MS = 20_000;
const ROOMS = [room('1A'), room('1B'), room('9', { building: 'Annexe', equipment: ['laser'] })];
const LASER = visitType({
  id: 'laser',
  eventTypeIds: [2],
  needs: { equipment: ['laser'], accessible: false },
});
const clinic = catalogue({
  rooms: ROOMS,
  visitTypes: [visitType(), LASER],
  practitioners: [{ id: 7, site: 'north', homeRoom: '1A' }],
});
const SEVEN_AT_NINE = { practitionerId: 7, ...from('09:00', 30) };

const line = (minute: number, what: Change['what'], over: Partial<Change> = {}): Change => ({
  siteId: 'north',
  date: MONDAY,
  id: `${minute}-${what}`,
  at: EARLY + minute * MINUTE,
  what,
  by: 'webhook',
  reason: 'only-room',
  bookingUid: 'v',
  ...over,
});
const recordOf = (event: ReturnType<typeof booked>): BookingRecord => ({
  uid: event.fact.uid,
  version: 1,
  fact: event.fact,
  firstEventAt: EARLY,
  asked: {},
  replaces: [],
  replacedBy: [],
  siteId: 'north',
  placement: { kind: 'ended' },
  unknownEquipment: [],
  publication: NOTHING_PUBLISHED,
  ttl: 0,
});
const report = ({
  trail = [],
  events = [booked('v', from('14:00', 30))],
  of = clinic,
  ...content
}: {
  trail?: readonly Change[];
  events?: readonly ReturnType<typeof booked>[];
  of?: typeof clinic;
} & Parameters<typeof dayOf>[1]) => {
  const records = new Map(events.map((event) => [event.fact.uid, recordOf(event)]));
  return shadowReport([{ date: MONDAY, day: dayOf(of, content), trail, records }], QUIET_MS).total;
};
const mails = (...trail: readonly Change[]) => report({ trail }).messages;
const [toA, toB, toAnnexe] = ['1A', '1B', '9'].map((roomId) => ({ roomId }));

describe('a visit of the report', () => {
  test('found a room, waited, or both, and each is one visit', () => {
    expect(
      report({
        trail: [
          line(1, 'assigned', toA),
          line(2, 'waiting'),
          line(3, 'moved', toB),
          line(1, 'waiting', { bookingUid: 'w' }),
        ],
        waiting: [waits('w')],
      }),
    ).toMatchObject({ visits: 2, roomed: 1, waited: 2, leftWaiting: 1 });
  });

  test('is no walk-in, and no block', () => {
    const trail = [
      line(1, 'assigned', { bookingUid: 'walkin-1', ...toA }),
      { ...line(2, 'blocked', toA), bookingUid: undefined } as unknown as Change,
    ];
    expect(report({ trail })).toMatchObject({ visits: 0, roomed: 0 });
  });

  test('stands under the date that it begins on alone', () => {
    const visit = held('1A', from('23:30', 60, '2027-02-28'));
    expect(report({ held: { '1A': [visit] } }).visits).toBe(0);
  });
});

describe('a conflict avoided', () => {
  const elsewhere = held('1B', from('09:00', 30), { uid: 'v', ...SEVEN_AT_NINE });
  const conflicts = (over: Parameters<typeof report>[0]) =>
    report({ ...over, held: { '1B': [elsewhere], ...over.held } }).conflicts;

  test('is a practitioner’s own room that another visit, or a block, is in', () => {
    expect(conflicts({ held: { '1A': [held('1A', from('09:15', 30))] } })).toBe(1);
    expect(conflicts({ blocks: { '1A': [block(at('08:00'))] } })).toBe(1);
  });

  test('is none where that room was free, or would not do', () => {
    expect(conflicts({ held: { '1A': [held('1A', from('09:30', 30))] } })).toBe(0);
    const laser = { ...elsewhere, roomId: '9', inputs: { eventTypeId: 2 } };
    const held9 = { '1A': [held('1A', from('09:00', 30))], '1B': [], '9': [laser] };
    expect(conflicts({ held: held9 })).toBe(0);
  });

  test('is a room that became unusable, too', () => {
    const trail = [line(1, 'assigned', toA), line(9, 'moved', { ...toB, reason: 'room-unusable' })];
    expect(report({ trail }).conflicts).toBe(1);
  });
});

describe('mails of a policy', () => {
  test('are one where nothing changes', () => {
    expect(mails(line(1, 'assigned', toA))).toEqual({ immediately: 1, hoursBefore: 1, link: 1 });
  });

  test('are not made by what is overtaken within the settle time', () => {
    const soon = { ...line(1, 'moved', toB), at: EARLY + MINUTE + QUIET_MS };
    expect(mails(line(1, 'assigned', toA), soon).immediately).toBe(1);
  });

  test('with a link are as many as buildings, in words that name the room as many as rooms', () => {
    const moves = [line(1, 'assigned', toA), line(5, 'moved', toB), line(9, 'moved', toAnnexe)];
    expect(mails(...moves)).toMatchObject({ immediately: 3, link: 2 });
  });

  test('hours before the visit are as many as rooms from then on', () => {
    const announced = catalogue({ rooms: ROOMS, site: { announcing: { hoursBefore: 6 } } });
    const trail = [line(1, 'assigned', toA), line(5, 'moved', toB)];
    const late = { ...line(3 * 60, 'moved', toA), at: at('09:00') };
    expect(report({ of: announced, trail }).messages).toMatchObject({ immediately: 2, hoursBefore: 1 });
    expect(report({ of: announced, trail: [...trail, late] }).messages).toMatchObject({ hoursBefore: 2 });
  });

  test('say that there is no room where there was one, but not by a link, whose page says so', () => {
    const lost = [line(1, 'assigned', toA), line(5, 'waiting')];
    expect(mails(...lost)).toMatchObject({ immediately: 2, link: 1 });
    expect(mails(line(1, 'waiting'))).toEqual({ immediately: 0, hoursBefore: 0, link: 0 });
    const quiet = site(ROOMS);
    const { fallbackLocation: _none, ...silent } = quiet;
    expect(report({ of: { ...clinic, sites: [silent] }, trail: lost }).messages.immediately).toBe(1);
  });

  test('of a visit that was rescheduled are known by how long its record is kept', () => {
    const announced = catalogue({ rooms: ROOMS, site: { announcing: { hoursBefore: 4 } } });
    const told = (end: string) => {
      const record = { ...recordOf(cancelled('v')), ttl: at(end) / 1000 + 35 * 86_400 };
      const trail = [line(1, 'assigned', toA), line(4 * 60, 'released', toA)];
      const kept = { date: MONDAY, day: dayOf(announced), trail, records: new Map([['v', record]]) };
      return shadowReport([kept], QUIET_MS).total.messages.hoursBefore;
    };
    expect(told('13:59')).toBe(1);
    expect(told('14:01')).toBe(0);
  });

  test('are none of a hold, nor once a visit is cancelled or over', () => {
    const trail = [line(1, 'assigned', toA)];
    const none = { immediately: 0, hoursBefore: 0, link: 0 };
    expect(report({ trail, events: [requested('v')] }).messages).toEqual(none);
    expect(report({ trail, events: [booked('v', from('05:00', 30))] }).messages).toEqual(none);
    const released = { ...line(1, 'released', toA), at: EARLY + MINUTE + 1 };
    expect(
      report({ trail: [...trail, released], events: [cancelled('v', { end: at('14:30') })] }).messages,
    ).toEqual(none);
  });

  test('end where a person has written a place of their own at Cal.com', () => {
    const edit = line(5, 'manual-edit', { reason: 'same-room', by: 'publisher' });
    expect(mails(line(1, 'assigned', toA), edit, line(9, 'moved', toB)).immediately).toBe(1);
  });
});

describe('what staff did', () => {
  const did = (...trail: readonly Change[]) => {
    const { staffElsewhere, staffSame } = report({ trail });
    return { staffElsewhere, staffSame };
  };
  const assigned = line(1, 'assigned', toA);

  test('is elsewhere where they moved a visit, or wrote another place', () => {
    const elsewhere = { staffElsewhere: 1, staffSame: 0 };
    expect(did(assigned, line(5, 'moved', { ...toB, by: 'a-subject' }))).toEqual(elsewhere);
    expect(did(assigned, line(5, 'moved', { ...toB, by: 'publisher', reason: 'manual-edit' }))).toEqual(
      elsewhere,
    );
    expect(did(assigned, line(5, 'manual-edit', { by: 'publisher', reason: 'not-a-place' }))).toEqual(
      elsewhere,
    );
  });

  test('is the same where they wrote the very room, or put back what they had moved', () => {
    const same = { staffElsewhere: 0, staffSame: 1 };
    expect(did(assigned, line(5, 'manual-edit', { by: 'publisher', reason: 'same-room' }))).toEqual(same);
    const moved = line(5, 'moved', { ...toB, by: 'a-subject' });
    expect(did(assigned, moved, line(6, 'moved', { ...toA, by: 'a-subject' }))).toEqual(same);
  });

  test('is nothing where the planner moved it', () => {
    expect(did(assigned, line(5, 'moved', { ...toB, by: 'sweep' }))).toEqual({
      staffElsewhere: 0,
      staffSame: 0,
    });
  });
});

describe('starts that would have been hidden', () => {
  const hours = everyDay({ from: '08:00', to: '10:00' });
  const small = catalogue({ rooms: [room('1A', { hours })], practitioners: [{ id: 7, site: 'north' }] });

  test('are those at which no room is left while the practitioner is free', () => {
    const mine = held('1A', from('08:00', 30), { uid: 'mine', practitionerId: 7 });
    const theirs = held('1A', from('09:00', 30), { uid: 'theirs', practitionerId: 8 });
    // 7 could be booked at 08:30, 08:45, … 09:30, and 8 at 08:00, 08:15, 08:30 and 09:30, for half an hour each.
    expect(report({ of: small, held: { '1A': [mine, theirs] } })).toMatchObject({
      starts: 9,
      hiddenStarts: 5,
    });
  });

  test('are none of a class, which is joined', () => {
    const seats = held('1A', from('08:00', 30), { inputs: { eventTypeId: 1, seats: 8 } });
    expect(report({ of: small, held: { '1A': [seats] } })).toMatchObject({ starts: 0, hiddenStarts: 0 });
  });
});
