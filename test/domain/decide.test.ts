import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Booking } from '../../shared/domain/booking.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import type { Day, Occupancy } from '../../shared/domain/day.ts';
import { type Decision, decide, occupancyOf } from '../../shared/domain/decide.ts';
import type { Rejection } from '../../shared/domain/hard-rules.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { bookingsIn, clinics } from '../support/arbitraries.ts';
import {
  asks,
  at,
  block,
  booking,
  catalogue,
  dayOf,
  EARLY,
  everyDay,
  from,
  held,
  MONDAY,
  onlySite,
  room,
  visitType,
  waits,
} from '../support/builders.ts';
import { invariantsOf } from '../support/invariants.ts';
import { contentOfDay } from '../support/ledger-content.ts';
import { runs } from '../support/runs.ts';

const roomOf = (decision: Decision): string | undefined =>
  decision.kind === 'wait' ? undefined : decision.roomId;

const becauseOf = (decision: Decision): string | undefined =>
  decision.kind === 'wait' ? undefined : decision.reason;

/** Decides for the newcomer in a clinic, and answers the room. */
const chosen = (
  clinic: Catalogue,
  over: Parameters<typeof booking>[1] = {},
  day: Parameters<typeof dayOf>[1] = {},
) => roomOf(decide(booking(clinic, over), dayOf(clinic, day), EARLY));

const refusal = (
  clinic: Catalogue,
  over: Parameters<typeof booking>[1] = {},
  day: Parameters<typeof dayOf>[1] = {},
): Rejection | undefined => {
  const decision = decide(booking(clinic, over), dayOf(clinic, day), EARLY);
  return decision.kind === 'wait' ? decision.rejections['1A']?.rejection : undefined;
};

const needing = (needs: Partial<ReturnType<typeof visitType>['needs']>) =>
  visitType({ needs: { equipment: [], accessible: false, ...needs } });

describe('a room will not do', () => {
  test('without the equipment the visit needs', () => {
    const visitTypes = [needing({ equipment: ['laser'] })];
    expect(refusal(catalogue({ rooms: [room('1A')], visitTypes }))).toBe('lacks-equipment');
    expect(chosen(catalogue({ rooms: [room('1A'), room('1B', { equipment: ['laser'] })], visitTypes }))).toBe(
      '1B',
    );
  });

  test('without the equipment the patient asked for', () => {
    const clinic = catalogue({ rooms: [room('1A'), room('1B', { equipment: ['laser'] })] });
    expect(chosen(clinic, { inputs: { eventTypeId: 1, answered: asks('laser') } })).toBe('1B');
  });

  test('if it is of another kind', () => {
    const visitTypes = [needing({ kinds: ['procedure'] })];
    expect(refusal(catalogue({ rooms: [room('1A')], visitTypes }))).toBe('wrong-kind');
  });

  test('if the visit needs an accessible room and it is none', () => {
    const visitTypes = [needing({ accessible: true })];
    expect(refusal(catalogue({ rooms: [room('1A', { accessible: false })], visitTypes }))).toBe(
      'not-accessible',
    );
  });

  test('for a practitioner it is not kept for, nor for a visit of no one in particular', () => {
    const clinic = catalogue({ rooms: [room('1A', { practitioners: [4711] })] });
    expect(refusal(clinic, { practitionerId: 4712 })).toBe('practitioner-not-allowed');
    expect(refusal(clinic)).toBe('practitioner-not-allowed');
    expect(chosen(clinic, { practitionerId: 4711 })).toBe('1A');
  });

  test('outside its opening hours', () => {
    const clinic = catalogue({ rooms: [room('1A')] });
    expect(refusal(clinic, from('06:30', 60))).toBe('closed');
    expect(refusal(clinic, from('18:45', 30))).toBe('closed');
    expect(chosen(clinic, from('18:30', 30))).toBe('1A');
  });

  test('on a date the site is closed', () => {
    const clinic = catalogue({ rooms: [room('1A')], site: { closedDates: [MONDAY] } });
    expect(refusal(clinic)).toBe('closed');
  });

  test('while it is blocked, for as long as anyone knows', () => {
    const clinic = catalogue({ rooms: [room('1A')] });
    expect(refusal(clinic, {}, { blocks: { '1A': [block(at('09:29'), at('10:00'))] } })).toBe('blocked');
    expect(refusal(clinic, {}, { blocks: { '1A': [block(at('07:00'))] } })).toBe('blocked');
    expect(chosen(clinic, {}, { blocks: { '1A': [block(at('09:30'))] } })).toBe('1A');
  });

  test('while another visit is in it', () => {
    const clinic = catalogue({ rooms: [room('1A')] });
    expect(refusal(clinic, {}, { held: { '1A': [held('1A', from('09:15', 30))] } })).toBe('occupied');
  });

  test('while the last unit of the equipment to be wheeled there is elsewhere', () => {
    const clinic = catalogue({
      rooms: [room('1A'), room('1B')],
      portable: [{ tag: 'trolley', units: ['trolley-1'] }],
      visitTypes: [needing({ equipment: ['trolley'] })],
    });
    const there = held('1B', from('09:15', 30));
    expect(refusal(clinic, {}, { held: { '1B': [there], 'trolley-1': [there] } })).toBe('equipment-in-use');
    const free = decide(booking(clinic), dayOf(clinic), EARLY);
    expect(free).toMatchObject({ kind: 'assign' });
    expect(free.kind === 'assign' && free.claims).toContain('trolley-1');
  });
});

describe('time', () => {
  const clinic = catalogue({ rooms: [room('1A')] });

  test('a visit may start the minute the previous one ends', () => {
    expect(chosen(clinic, from('09:30', 30), { held: { '1A': [held('1A', from('09:00', 30))] } })).toBe('1A');
  });

  test('a visit may not start while the room is cleaned after the previous one', () => {
    const previous = held('1A', from('09:00', 30), { to: at('09:35') });
    expect(refusal(clinic, from('09:30', 30), { held: { '1A': [previous] } })).toBe('occupied');
  });

  test('the room is taken for setup and the longer turnaround besides the visit', () => {
    const careful = catalogue({
      rooms: [room('1A', { turnaroundMinutes: 15 })],
      visitTypes: [visitType({ setupMinutes: 10, turnaroundMinutes: 5 })],
    });
    expect(decide(booking(careful), dayOf(careful), EARLY)).toMatchObject({
      from: at('08:50'),
      to: at('09:45'),
    });
  });

  test('in the night the clocks go forward, an hour of the night is no hour', () => {
    const night = catalogue({ rooms: [room('1A', { hours: everyDay({ from: '00:00', to: '24:00' }) })] });
    const dates = ['2027-03-28'];
    const visit = from('01:30', 60, '2027-03-28');
    expect(visit.end).toBe(at('03:30', '2027-03-28'));
    const next = held('1A', from('03:30', 30, '2027-03-28'));
    expect(chosen(night, visit, { dates, held: { '1A': [next] } })).toBe('1A');
  });

  test('in the night the clocks go back, two visits fit into the hour that is shown twice', () => {
    const night = catalogue({ rooms: [room('1A', { hours: everyDay({ from: '00:00', to: '24:00' }) })] });
    const dates = ['2027-10-31'];
    const first = from('02:00', 60, '2027-10-31');
    const second = { start: first.end, end: first.end + 60 * MINUTE };
    expect(second.end).toBe(at('03:00', '2027-10-31'));
    expect(chosen(night, second, { dates, held: { '1A': [held('1A', first)] } })).toBe('1A');
  });

  test('a room open from midnight to midnight is open over midnight', () => {
    const night = catalogue({ rooms: [room('1A', { hours: everyDay({ from: '00:00', to: '24:00' }) })] });
    const dates = [MONDAY, '2027-03-02'];
    expect(chosen(night, from('23:30', 60), { dates })).toBe('1A');
    expect(
      refusal(night, from('23:30', 60), {
        dates,
        held: { '1A': [held('1A', from('00:15', 30, '2027-03-02'))] },
      }),
    ).toBe('occupied');
  });
});

describe('of several rooms', () => {
  const practitioners = [{ id: 4711, site: 'north', homeRoom: '1B' }];

  test('a visit keeps the one it has, before anything else is asked', () => {
    const clinic = catalogue({ rooms: [room('1A'), room('1B')], practitioners });
    const stays = { currentRoom: '1A', practitionerId: 4711, preferredRoom: '1B' };
    expect(decide(booking(clinic, stays), dayOf(clinic), EARLY)).toMatchObject({
      kind: 'keep',
      roomId: '1A',
      reason: 'stays',
    });
  });

  test('a visit moves where the one it has will not do any more', () => {
    const clinic = catalogue({ rooms: [room('1A'), room('1B')] });
    const day = dayOf(clinic, { blocks: { '1A': [block(at('08:00'))] } });
    expect(decide(booking(clinic, { currentRoom: '1A' }), day, EARLY)).toMatchObject({
      kind: 'move',
      roomId: '1B',
    });
  });

  test('the pinned room of its predecessor comes before its practitioner’s', () => {
    const clinic = catalogue({ rooms: [room('1A'), room('1B')], practitioners });
    const decision = decide(
      booking(clinic, { practitionerId: 4711, preferredRoom: '1A' }),
      dayOf(clinic),
      EARLY,
    );
    expect([roomOf(decision), becauseOf(decision)]).toEqual(['1A', 'room-before']);
  });

  test('its practitioner’s home room comes before the smallest that suffices', () => {
    const clinic = catalogue({ rooms: [room('1A'), room('1B', { equipment: ['laser'] })], practitioners });
    const decision = decide(booking(clinic, { practitionerId: 4711 }), dayOf(clinic), EARLY);
    expect([roomOf(decision), becauseOf(decision)]).toEqual(['1B', 'practitioner']);
  });

  test('a room in which its practitioner works this half-day comes before their home room', () => {
    const clinic = catalogue({ rooms: [room('1A'), room('1B'), room('2A')], practitioners });
    const among = (time: string, day: Parameters<typeof dayOf>[1]) =>
      decide(booking(clinic, { practitionerId: 4711, ...from(time, 30) }), dayOf(clinic, day), EARLY);
    const day = {
      held: {
        '1B': [held('1B', from('09:00', 60))],
        '2A': [held('2A', from('08:00', 30), { practitionerId: 4711 })],
      },
    };
    const early = among('11:00', day);
    expect([roomOf(early), becauseOf(early)]).toEqual(['2A', 'own-rooms']);
    expect(roomOf(among('14:00', day))).toBe('1B');
    expect(roomOf(among('14:00', {}))).toBe('1B');
  });

  test('a practitioner with two rooms is given a second, and no third', () => {
    const two = [{ id: 4711, site: 'north', homeRoom: '2A', rooms: 2 }];
    const clinic = catalogue({ rooms: [room('1A'), room('1B'), room('2A')], practitioners: two });
    const ada = (roomId: string, time: string) => held(roomId, from(time, 30), { practitionerId: 4711 });
    const inOne = { '1A': [ada('1A', '08:00'), held('1A', from('09:00', 30))] };
    expect(chosen(clinic, { practitionerId: 4711 }, { held: inOne })).toBe('2A');
    const inTwo = { '1A': [ada('1A', '08:00')], '1B': [ada('1B', '07:30')] };
    expect(chosen(clinic, { practitionerId: 4711 }, { held: inTwo })).not.toBe('2A');
  });

  test('a practitioner with a pod works in its rooms', () => {
    const pod = [{ id: 4711, site: 'north', pod: ['1B', '2A'] }];
    const clinic = catalogue({ rooms: [room('1A'), room('1B'), room('2A')], practitioners: pod });
    const taken = [held('1B', from('08:00', 180))];
    expect(chosen(clinic, { practitionerId: 4711 }, { held: { '1B': taken } })).toBe('2A');
    const both = { '1B': taken, '2A': [held('2A', from('08:00', 180))] };
    expect(chosen(clinic, { practitionerId: 4711 }, { held: both })).toBe('1A');
  });

  test('the room of its practitioner’s visit just before or just after is as good as the home room', () => {
    const clinic = catalogue({ rooms: [room('1A', { equipment: ['laser'] }), room('1B'), room('2A')] });
    for (const neighbour of [from('08:00', 30), from('11:00', 30)]) {
      const day = { held: { '1A': [held('1A', neighbour, { practitionerId: 4711 })] } };
      expect(chosen(clinic, { practitionerId: 4711 }, day)).toBe('1A');
    }
    const farther = {
      held: {
        '1A': [held('1A', from('07:00', 30), { practitionerId: 4711 })],
        '2A': [held('2A', from('08:00', 30), { practitionerId: 4711 })],
      },
    };
    expect(chosen(clinic, { practitionerId: 4711 }, farther)).toBe('2A');
    const atOnce = {
      held: {
        '1A': [held('1A', from('08:00', 30), { practitionerId: 4711 })],
        '2A': [held('2A', from('08:00', 30), { practitionerId: 4711 })],
      },
    };
    expect(chosen(clinic, { practitionerId: 4711 }, atOnce)).toBe('2A');
  });

  test('the smallest that suffices comes before the tightest fit, so that the laser room stays free', () => {
    const clinic = catalogue({ rooms: [room('1A'), room('1B', { equipment: ['laser'] })] });
    const day = dayOf(clinic, {
      held: { '1B': [held('1B', from('08:30', 30)), held('1B', from('09:30', 30))] },
    });
    const decision = decide(booking(clinic), day, EARLY);
    expect([roomOf(decision), becauseOf(decision)]).toEqual(['1A', 'smallest-sufficient']);
  });

  test('of two rooms with too much, the one with the commoner equipment is taken', () => {
    const rooms = [
      room('1A', { equipment: ['laser'] }),
      room('1B', { equipment: ['ecg'] }),
      room('2A', { equipment: ['ecg'] }),
    ];
    expect(['1B', '2A']).toContain(chosen(catalogue({ rooms })));
  });

  test('a combination room comes after all others', () => {
    const rooms = [
      room('1AB', { parts: ['1A', '1B'] }),
      room('1A', { equipment: ['laser', 'ecg'] }),
      room('1B', { hours: {} }),
    ];
    expect(chosen(catalogue({ rooms }))).toBe('1A');
  });

  test('the tightest fit comes before the lower floor', () => {
    const clinic = catalogue({ rooms: [room('1A'), room('2A', { floorIndex: 1 })] });
    const day = dayOf(clinic, {
      held: { '2A': [held('2A', from('08:30', 30)), held('2A', from('09:30', 30))] },
    });
    const decision = decide(booking(clinic), day, EARLY);
    expect([roomOf(decision), becauseOf(decision)]).toEqual(['2A', 'least-fragmentation']);
  });

  describe('where visits often last longer than booked', () => {
    const visitTypes = [visitType({ overrun: { p50: 0, p80: 10, p95: 20 } })];
    const rooms = [room('1A'), room('2A', { floorIndex: 1, equipment: ['laser'] })];
    const clinic = catalogue({ rooms, visitTypes });

    test.each([
      ['after', [held('1A', from('08:55', 30))]],
      ['before', [held('1A', from('10:05', 30))]],
    ])('a room free for long enough comes before one that suits better, %s another visit', (_, before) => {
      const day = dayOf(clinic, { held: { '1A': before } });
      const own = { ...from('09:30', 30) };
      const decision = decide(booking(clinic, own), day, EARLY);
      expect([roomOf(decision), becauseOf(decision)]).toEqual(['2A', 'longer-gaps']);
      // The file says nothing of it: the room that suits better has it.
      const silent = catalogue({ rooms });
      expect(chosen(silent, own, { held: { '1A': before } })).toBe('1A');
    });

    test('where every room has someone too close, the longest gap is the best', () => {
      const day = dayOf(clinic, {
        held: { '1A': [held('1A', from('10:02', 30))], '2A': [held('2A', from('10:07', 30))] },
      });
      expect(roomOf(decide(booking(clinic, from('09:30', 30)), day, EARLY))).toBe('2A');
    });

    test('a visit that ended early is no reason to leave time behind it', () => {
      const ended = held('1A', from('08:55', 30), { progress: { finishedAt: at('09:20') } });
      const day = dayOf(clinic, { held: { '1A': [ended] } });
      expect(roomOf(decide(booking(clinic, from('09:30', 30)), day, EARLY))).toBe('1A');
    });
  });

  test('the lower floor comes before chance', () => {
    const clinic = catalogue({ rooms: [room('2A', { floorIndex: 1 }), room('1A')] });
    for (const uid of ['ada', 'ben', 'cleo', 'dora']) {
      const decision = decide(booking(clinic, { uid }), dayOf(clinic), EARLY);
      expect([roomOf(decision), becauseOf(decision)]).toEqual(['1A', 'lower-floor']);
    }
  });

  test('what is left to chance falls the same way every time, and not always to the same room', () => {
    const clinic = catalogue({ rooms: ['1A', '1B', '2A', '3B'].map((id) => room(id)) });
    const uids = Array.from({ length: 40 }, (_, index) => `patient-${index}`);
    const rooms = uids.map((uid) => chosen(clinic, { uid }));
    expect(uids.map((uid) => chosen(clinic, { uid }))).toEqual(rooms);
    expect(new Set(rooms).size).toBe(4);
  });
});

describe('those who wait', () => {
  const clinic = catalogue({
    rooms: [room('1A')],
    visitTypes: [visitType(), visitType({ id: 'emergency', eventTypeIds: [2], priority: 0 })],
  });

  test('are served before a newcomer who wants the same hours', () => {
    expect(chosen(clinic, {}, { waiting: [waits('ada')] })).toBeUndefined();
  });

  test('do not keep a newcomer from what they cannot have', () => {
    const visit = from('10:00', 60);
    const busy = { '1A': [held('1A', from('10:00', 30))] };
    expect(chosen(clinic, from('10:30', 30), { held: busy, waiting: [waits('ada', visit)] })).toBe('1A');
  });

  test('do not keep a newcomer from other hours', () => {
    expect(chosen(clinic, from('09:30', 30), { waiting: [waits('ada')] })).toBe('1A');
  });

  test('do not keep back a newcomer of a better priority class', () => {
    expect(chosen(clinic, { inputs: { eventTypeId: 2 } }, { waiting: [waits('ada')] })).toBe('1A');
  });

  test('do not keep back a confirmed newcomer while they are mere requests', () => {
    const requests = [waits('ada', { status: 'tentative', expiresAt: at('12:00') })];
    expect(chosen(clinic, {}, { waiting: requests })).toBe('1A');
  });

  test('are gone when their request has expired', () => {
    const expired = [waits('ada', { status: 'tentative', expiresAt: EARLY })];
    expect(chosen(clinic, { status: 'tentative', expiresAt: at('12:00') }, { waiting: expired })).toBe('1A');
  });

  test('come in the order of priority, start, first news and uid', () => {
    const two = catalogue({ rooms: [room('1A'), room('1B', { equipment: ['laser'] })] });
    const [ada, ben] = [waits('ada', { firstEventAt: 2 }), waits('ben', { firstEventAt: 1 })];
    const day = { held: { '1B': [held('1B', from('08:00', 180))] }, waiting: [ada, ben] };
    expect(chosen(two, { ...ada }, day)).toBeUndefined();
    expect(chosen(two, { ...ben }, day)).toBe('1A');
  });

  test('stand behind a visit that moves in time within the room it has', () => {
    expect(chosen(clinic, { currentRoom: '1A' }, { waiting: [waits('ada')] })).toBe('1A');
  });

  test('stand behind a visit that has to leave the room it was promised', () => {
    const two = catalogue({ rooms: [room('1A'), room('1B')] });
    const promised = held('1A', from('09:00', 30), { uid: 'newcomer' });
    const day = {
      held: { '1A': [promised] },
      blocks: { '1A': [block(at('08:00'))] },
      waiting: [waits('ada')],
    };
    expect(chosen(two, { currentRoom: '1A' }, day)).toBe('1B');
  });
});

describe('a request that holds a room', () => {
  const clinic = catalogue({ rooms: [room('1A'), room('1B')] });
  const requestIn = (roomId: string, over: Partial<Occupancy> = {}) =>
    held(roomId, from('09:00', 30), {
      uid: `asks-for-${roomId}`,
      status: 'tentative',
      expiresAt: at('12:00'),
      ...over,
    });

  test('keeps other requests out', () => {
    const one = catalogue({ rooms: [room('1A')] });
    const day = { held: { '1A': [requestIn('1A')] } };
    expect(chosen(one, { status: 'tentative', expiresAt: at('12:00') }, day)).toBeUndefined();
  });

  test('gives way to a confirmed visit where nothing else is free, and only there', () => {
    const day = { held: { '1A': [requestIn('1A')] } };
    expect(chosen(clinic, {}, day)).toBe('1B');
    const full = dayOf(clinic, { held: { '1A': [requestIn('1A')], '1B': [held('1B', from('09:00', 30))] } });
    expect(decide(booking(clinic), full, EARLY)).toMatchObject({
      kind: 'assign',
      roomId: '1A',
      evicts: ['asks-for-1A'],
      reason: 'evicts-hold',
    });
  });

  test('gives way where the fewest have to', () => {
    const half = { ...from('09:15', 15) };
    const day = dayOf(clinic, {
      held: {
        '1A': [requestIn('1A'), requestIn('1A', { uid: 'another', from: half.start, to: half.end, ...half })],
        '1B': [requestIn('1B')],
      },
    });
    expect(decide(booking(clinic), day, EARLY)).toMatchObject({ roomId: '1B', evicts: ['asks-for-1B'] });
  });

  test('does not give way once staff have pinned it', () => {
    const one = catalogue({ rooms: [room('1A')] });
    expect(chosen(one, {}, { held: { '1A': [requestIn('1A', { pinned: true })] } })).toBeUndefined();
  });

  test('is no more the instant it expires', () => {
    const one = catalogue({ rooms: [room('1A')] });
    const day = dayOf(one, { held: { '1A': [requestIn('1A', { expiresAt: EARLY })] } });
    expect(decide(booking(one), day, EARLY)).toMatchObject({ roomId: '1A', evicts: [] });
    expect(decide(booking(one), day, EARLY - 1)).toMatchObject({ evicts: ['asks-for-1A'] });
  });

  test('gives up the equipment it had wheeled to it', () => {
    const wheeled = catalogue({
      rooms: [room('1A'), room('1B')],
      portable: [{ tag: 'trolley', units: ['trolley-1'] }],
      visitTypes: [needing({ equipment: ['trolley'] })],
    });
    const hold = requestIn('1A');
    const day = dayOf(wheeled, { held: { '1A': [hold], 'trolley-1': [hold] } });
    const decision = decide(booking(wheeled), day, EARLY);
    expect(decision).toMatchObject({ kind: 'assign', evicts: ['asks-for-1A'] });
    expect(decision.kind === 'assign' && decision.claims).toContain('trolley-1');
  });
});

describe('a room made of others', () => {
  const both = room('1AB', { parts: ['1A', '1B'], kind: 'group' });
  const clinic = catalogue({
    rooms: [room('1A'), room('1B'), both],
    visitTypes: [
      visitType(),
      visitType({
        id: 'group',
        eventTypeIds: [2],
        needs: { equipment: [], accessible: false, kinds: ['group'] },
      }),
    ],
  });
  const group = { inputs: { eventTypeId: 2 } };

  test('takes its parts with it', () => {
    const decision = decide(booking(clinic, group), dayOf(clinic), EARLY);
    expect(decision).toMatchObject({ roomId: '1AB', claims: ['1AB', '1A', '1B'] });
  });

  test('is not to be had while someone is in a part of it', () => {
    const day = { held: { '1B': [held('1B', from('09:15', 30))] } };
    expect(chosen(clinic, group, day)).toBeUndefined();
  });

  test('is not to be had while a part of it is blocked', () => {
    expect(chosen(clinic, group, { blocks: { '1A': [block(at('09:00'))] } })).toBeUndefined();
  });
});

describe('whatever the day is like', () => {
  /** A day on which these bookings came one after the other. */
  const dayAfter = (clinic: Catalogue, bookings: readonly Booking[], order: Catalogue = clinic) => {
    let day: Day = dayOf(order, { dates: [MONDAY, '2027-03-02', '2027-03-03'] });
    for (const each of bookings) {
      const decision = decide(each, day, EARLY);
      if (decision.kind === 'wait') continue;
      const occupancy = occupancyOf(each, decision);
      const now = (claim: string, occupancies: readonly Occupancy[]): readonly Occupancy[] => [
        ...occupancies.filter((other) => !decision.evicts.includes(other.uid)),
        ...(decision.claims.includes(claim) ? [occupancy] : []),
      ];
      day = {
        ...day,
        rooms: day.rooms.map((one) => ({ ...one, occupancies: now(one.room.id, one.occupancies) })),
        units: day.units.map((one) => ({ ...one, occupancies: now(one.id, one.occupancies) })),
      };
    }
    return day;
  };
  const days = clinics.chain((clinic) =>
    fc.record({
      clinic: fc.constant(clinic),
      bookings: bookingsIn(clinic),
      rooms: fc.shuffledSubarray([...onlySite(clinic).rooms], { minLength: onlySite(clinic).rooms.length }),
    }),
  );

  test('no decision ever breaks a rule', () => {
    fc.assert(
      fc.property(days, ({ clinic, bookings }) => {
        const status = contentOfDay(dayAfter(clinic, bookings), bookings);
        expect(invariantsOf(status, clinic, EARLY)).toEqual([]);
      }),
      { numRuns: runs(150) },
    );
  });

  test('it does not matter in which order the rooms stand in the catalogue', () => {
    fc.assert(
      fc.property(days, ({ clinic, bookings, rooms }) => {
        const shuffled = { ...clinic, sites: [{ ...onlySite(clinic), rooms }] };
        const rest = bookings.slice(1);
        const [last] = bookings;
        if (last === undefined) return;
        const inOrder = decide(last, dayAfter(clinic, rest), EARLY);
        const inAnother = decide(last, dayAfter(clinic, rest, shuffled), EARLY);
        expect([roomOf(inAnother), becauseOf(inAnother)]).toEqual([roomOf(inOrder), becauseOf(inOrder)]);
      }),
      { numRuns: runs(150) },
    );
  });

  test('deciding again changes nothing', () => {
    fc.assert(
      fc.property(days, ({ clinic, bookings }) => {
        const day = dayAfter(clinic, bookings);
        for (const each of bookings) {
          const where = day.rooms.find(({ occupancies }) =>
            occupancies.some(({ uid, roomId }) => uid === each.uid && roomId !== ''),
          );
          const currentRoom = where?.occupancies.find(({ uid }) => uid === each.uid)?.roomId;
          if (currentRoom === undefined) continue;
          expect(decide({ ...each, currentRoom }, day, EARLY)).toMatchObject({
            kind: 'keep',
            roomId: currentRoom,
          });
        }
      }),
      { numRuns: runs(60) },
    );
  });
});
