import { describe, expect, test } from 'vitest';
import type { BookingDecision, BookingState } from '../../shared/domain/booking-decision.ts';
import type { BookingEvent } from '../../shared/domain/booking-event.ts';
import { factsIn, mergeFacts } from '../../shared/domain/booking-facts.ts';
import type { BookingRecord, LiveRecord } from '../../shared/domain/booking-record.ts';
import { decideBooking } from '../../shared/domain/decide-booking.ts';
import { doubtAbout } from '../../shared/domain/doubt-about.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { NOTHING_PUBLISHED, verified } from '../../shared/domain/publication.ts';
import {
  at,
  block,
  booked,
  cancelled,
  catalogue,
  dayOf,
  EARLY,
  from,
  held,
  MONDAY,
  requested,
  room,
  site,
  visitType,
  waits,
} from '../support/builders.ts';

const NINE = from('09:00', 30);
const clinic = catalogue({ rooms: [room('1A'), room('1B')] });

/** Nothing is known of the booking, all of the clinic, and its Day is empty. */
const known: BookingState = {
  now: EARLY,
  own: undefined,
  replaced: undefined,
  ruledOut: new Set(),
  catalogue: clinic,
  day: dayOf(clinic),
};

/** What stands in the Ledger of a booking that was last told of so. */
const record = (event: BookingEvent, over: Partial<BookingRecord> = {}): BookingRecord => ({
  ...factsIn(event).own,
  version: 1,
  siteId: 'north',
  placement: inRoom('1A'),
  unknownEquipment: [],
  publication: NOTHING_PUBLISHED,
  ttl: 2_000_000_000,
  ...over,
});

const inRoom = (roomId: string, { start, end } = NINE) =>
  ({
    kind: 'roomed',
    roomId,
    claims: [roomId],
    dates: [MONDAY],
    from: start,
    to: end,
    decidedAt: EARLY,
    catalogueVersion: 'v1',
  }) as const;
const waiting = { kind: 'waiting', date: MONDAY, since: EARLY } as const;

const told = verified(NOTHING_PUBLISHED, 'Room 1A', EARLY);
const later = { createdAt: EARLY + MINUTE };

const decided = (event: BookingEvent, over: Partial<BookingState> = {}): BookingDecision =>
  decideBooking(factsIn(event), { ...known, ...over });

/** As long as nothing but bookings has been read. */
const withoutClinic = (event: BookingEvent, over: Partial<BookingState> = {}): BookingDecision => {
  const { catalogue: _catalogue, day: _day, ...rest } = known;
  return decideBooking(factsIn(event), { ...rest, ...over });
};

/** As long as its Day has not been read. */
const withoutDay = (event: BookingEvent, over: Partial<BookingState> = {}): BookingDecision => {
  const { day: _day, ...rest } = known;
  return decideBooking(factsIn(event), { ...rest, ...over });
};

describe('a new booking', () => {
  test('needs the catalogue, then its Day, and is assigned a room', () => {
    expect(withoutClinic(booked('ada'))).toEqual({ kind: 'needs', what: 'catalogue' });
    expect(withoutDay(booked('ada'))).toMatchObject({
      kind: 'needs',
      what: 'day',
      site: { id: 'north' },
      visit: NINE,
    });
    expect(decided(booked('ada'))).toMatchObject({
      kind: 'assign',
      evicted: [],
      moves: [],
      reads: undefined,
    });
  });

  test('waits where no room is free, and says what is against each', () => {
    const day = dayOf(clinic, { held: { '1A': [held('1A', NINE)], '1B': [held('1B', NINE)] } });
    expect(decided(booked('ada'), { day })).toMatchObject({
      kind: 'wait',
      rejections: { '1A': { rejection: 'occupied' }, '1B': { rejection: 'occupied' } },
    });
  });

  test('gets none of the rooms that no transaction could give it', () => {
    expect(decided(booked('ada'), { ruledOut: new Set(['1A']) })).toMatchObject({ roomId: '1B' });
    expect(decided(booked('ada'), { ruledOut: new Set(['1A', '1B']) })).toMatchObject({ kind: 'wait' });
  });

  test('takes the room of a hold, whose record must be read first', () => {
    const hold = { uid: 'hold', status: 'tentative', expiresAt: at('08:00') } as const;
    const day = dayOf(clinic, { held: { '1A': [held('1A', NINE, hold)], '1B': [held('1B', NINE)] } });
    expect(decided(booked('ada'), { day })).toEqual({ kind: 'needs', what: 'records', uids: ['hold'] });
    const its = record(requested('hold'));
    expect(decided(booked('ada'), { day, records: new Map([['hold', its]]) })).toMatchObject({
      kind: 'assign',
      roomId: '1A',
      evicted: [its],
    });
  });

  test('is ignored where no visit type has its event type, or it is over', () => {
    expect(decided(booked('ada', { inputs: { eventTypeId: 99 } }))).toMatchObject({
      kind: 'ignore',
      reason: 'event-type-unmapped',
      isKnown: false,
    });
    expect(decided(booked('ada'), { now: NINE.end })).toMatchObject({ kind: 'ignore', reason: 'past' });
  });
});

describe('where others have not been told of their rooms', () => {
  const laser = catalogue({
    rooms: [room('1A', { equipment: ['laser'] }), room('1B')],
    visitTypes: [
      visitType(),
      visitType({ id: 'laser', eventTypeIds: [2], needs: { equipment: ['laser'], accessible: false } }),
    ],
  });
  const day = dayOf(laser, { held: { '1A': [held('1A', NINE, { uid: 'ben', quietUntil: at('08:00') })] } });
  const newcomer = booked('ada', { inputs: { eventTypeId: 2 } });
  const state = { catalogue: laser, day };

  test('one that can be in another room makes room, once its record has been read', () => {
    expect(decided(newcomer, state)).toEqual({ kind: 'needs', what: 'records', uids: ['ben'] });
    const records = new Map([['ben', record(booked('ben'))]]);
    expect(decided(newcomer, { ...state, records })).toMatchObject({
      kind: 'assign',
      roomId: '1A',
      reason: 'makes-room',
      moves: [{ planned: { record: { uid: 'ben' } }, decision: { kind: 'move', roomId: '1B' } }],
    });
  });

  test('no one does that has been told by now, is pinned, or has gone', () => {
    for (const ben of [
      record(booked('ben'), { publication: told }),
      record(booked('ben'), { pinned: true }),
      undefined,
    ])
      expect(decided(newcomer, { ...state, records: new Map([['ben', ben]]) })).toMatchObject({
        kind: 'wait',
      });
  });

  test('no one is asked where the chain was too long to be written', () => {
    expect(decided(newcomer, { ...state, withoutMoves: true })).toMatchObject({ kind: 'wait', moves: [] });
  });
});

describe('a booking that has its place', () => {
  test('is unchanged by a repetition, whatever the catalogue says by now: nothing is read', () => {
    expect(withoutClinic(booked('ada'), { own: record(booked('ada')) })).toEqual({ kind: 'unchanged' });
    const waits = record(booked('ada'), { placement: waiting });
    expect(withoutClinic(booked('ada'), { own: waits })).toEqual({ kind: 'unchanged' });
  });

  test('keeps what is newly known of it, where that does not matter for rooms', () => {
    const decision = withoutClinic(booked('ada', later), { own: record(booked('ada')) });
    expect(decision).toMatchObject({ kind: 'unchanged', facts: { uid: 'ada', fact: later } });
  });

  test('keeps its room at another time where that will do', () => {
    const ten = { ...from('10:00', 30), ...later };
    expect(decided(booked('ada', ten), { own: record(booked('ada')) })).toMatchObject({
      kind: 'keep',
      roomId: '1A',
      from: ten.start,
    });
  });

  test('moves where its room is taken at the new time', () => {
    const ten = from('10:00', 30);
    const day = dayOf(clinic, { held: { '1A': [held('1A', ten)] } });
    expect(decided(booked('ada', { ...ten, ...later }), { own: record(booked('ada')), day })).toMatchObject({
      kind: 'move',
      roomId: '1B',
    });
  });

  test('stays where staff have pinned it or its patient has arrived, though the room lacks what is asked for now', () => {
    const blocked = dayOf(clinic, { blocks: { '1A': [block(at('08:00'))] } });
    const newHost = booked('ada', { ...later, practitionerId: 4711 });
    const own = record(booked('ada'));
    expect(decided(newHost, { own, day: blocked })).toMatchObject({ kind: 'move' });
    const arrived = { progress: { arrivedAt: EARLY } };
    for (const fixed of [{ pinned: true }, arrived])
      expect(decided(newHost, { own: { ...own, ...fixed }, day: blocked })).toMatchObject({ kind: 'keep' });
  });

  test('stays where its patient has arrived, though it was a hold that has expired', () => {
    const own = record(requested('ada'), { progress: { arrivedAt: at('08:50') } });
    const here = { own, now: at('08:55') };
    const newHost = requested('ada', { ...later, practitionerId: 4711 });
    expect(decided(newHost, here)).toMatchObject({ kind: 'keep', roomId: '1A' });
    expect(decided(newHost, { ...here, own: record(requested('ada')) })).toMatchObject({
      kind: 'ignore',
      reason: 'hold-expired',
    });
  });

  test('keeps its room, and gets no other, while the clinic file does not know its event type', () => {
    const unmapped = booked('ada', { ...later, inputs: { eventTypeId: 99 } });
    const own = record(booked('ada'));
    expect(decided(unmapped, { own })).toMatchObject({ kind: 'keep', roomId: '1A' });
    const longer = booked('ada', { ...from('09:00', 60), ...later, inputs: { eventTypeId: 99 } });
    const day = dayOf(clinic, { held: { '1A': [held('1A', from('09:30', 30))] } });
    expect(decided(longer, { own, day })).toMatchObject({ kind: 'wait' });
  });

  test('does not stand in its own way when it runs over', () => {
    const over = block(NINE.end, at('10:00'), { id: 'overrun', reason: 'overrun', uid: 'ada' });
    const day = dayOf(clinic, { blocks: { '1A': [over] } });
    const longer = booked('ada', { ...from('09:00', 60), ...later });
    expect(decided(longer, { own: record(booked('ada')), day })).toMatchObject({
      kind: 'keep',
      roomId: '1A',
    });
  });

  test('loses it where it takes none any more', () => {
    expect(
      decided(booked('ada', { ...later, venue: 'video' }), { own: record(booked('ada')) }),
    ).toMatchObject({
      kind: 'ignore',
      reason: 'takes-no-room',
      isKnown: false,
    });
  });
});

describe('a booking that is over with', () => {
  test('is released: its tombstone holds nothing and is pinned to nothing', () => {
    const decision = withoutClinic(cancelled('ada', later), { own: record(booked('ada'), { pinned: true }) });
    expect(decision).toMatchObject({ kind: 'release', tombstone: { placement: { kind: 'ended' } } });
    expect(decision).not.toHaveProperty('tombstone.pinned');
  });

  test('leaves a tombstone though no one had heard of it', () => {
    expect(withoutClinic(cancelled('ada'))).toMatchObject({ kind: 'release', tombstone: { uid: 'ada' } });
  });

  test('is unchanged when that is said again, or that it was booked before', () => {
    const before = booked('ada', { createdAt: EARLY - 1 });
    const { asked, firstEventAt } = factsIn(before).own;
    const own = record(cancelled('ada'), { asked, firstEventAt, placement: { kind: 'ended' } });
    expect(withoutClinic(cancelled('ada'), { own })).toEqual({ kind: 'unchanged' });
    expect(withoutClinic(before, { own })).toEqual({ kind: 'unchanged' });
  });
});

describe('a booking that is ignored', () => {
  const unmapped = booked('ada', { inputs: { eventTypeId: 99 } });
  const own = record(unmapped, { placement: { kind: 'ignored', reason: 'event-type-unmapped' } });

  test('is so once: a repetition has nothing to write', () => {
    expect(decided(unmapped, { own })).toMatchObject({ kind: 'ignore', isKnown: true });
  });

  test('is so anew where the reason has become another one that the clinic file can do nothing about', () => {
    const mapped = catalogue({
      rooms: [room('1A')],
      visitTypes: [visitType({ eventTypeIds: [99] })],
    });
    expect(decided(unmapped, { own, catalogue: mapped, now: NINE.end })).toMatchObject({
      kind: 'ignore',
      reason: 'past',
      isKnown: false,
    });
  });
});

describe('a booking that replaces another', () => {
  const moved = booked('ada-2', { ...later, replaces: 'ada' });
  const replaced = { unread: 'ada' };
  const needsIt = { kind: 'needs', what: 'replaced', uid: 'ada' };

  test('is read beside its Day, and nothing is decided before the other is known', () => {
    expect(withoutClinic(moved, { replaced })).toMatchObject({ what: 'catalogue' });
    expect(withoutDay(moved, { replaced })).toMatchObject({ what: 'day' });
    expect(decided(moved, { replaced })).toEqual(needsIt);
    expect(decided(moved, { replaced: record(booked('ada')) })).toMatchObject({ kind: 'assign' });
    expect(decided(moved, { replaced: undefined })).toMatchObject({ kind: 'assign' });
  });

  test('needs the other also where it takes no room, has its place, or is over itself', () => {
    const ignored = booked('ada-2', { replaces: 'ada', inputs: { eventTypeId: 99 } });
    expect(decided(ignored, { replaced })).toEqual(needsIt);
    expect(withoutClinic(moved, { replaced, own: record(moved) })).toEqual(needsIt);
    const ended = { ...cancelled('ada-2'), replaces: 'ada' };
    expect(withoutClinic(ended, { replaced })).toEqual(needsIt);
  });

  test('may have its room: that is free, and so is its turn', () => {
    const ada = held('1A', NINE, { uid: 'ada' });
    const day = dayOf(clinic, { held: { '1A': [ada], '1B': [held('1B', NINE)] }, waiting: [waits('ada')] });
    expect(decided(moved, { replaced: record(booked('ada')), day })).toMatchObject({ roomId: '1A' });
  });

  test('gets the room that the other was pinned to, if it is free', () => {
    for (const roomId of ['1A', '1B']) {
      const pinned = record(booked('ada'), { pinned: true, placement: inRoom(roomId) });
      expect(decided(moved, { replaced: pinned })).toMatchObject({ roomId, reason: 'room-before' });
    }
  });

  test('may show what the other was told', () => {
    expect(decided(moved, { replaced: record(booked('ada'), { publication: told }) })).toMatchObject({
      kind: 'assign',
      reads: 'Room 1A',
    });
  });

  test('is decided on anew though it waits already, where only now it is known to replace one that was told', () => {
    const own = record(moved, { placement: waiting });
    expect(withoutClinic(moved, { own, replaced: record(booked('ada')) })).toEqual({ kind: 'unchanged' });
    expect(withoutClinic(moved, { own, replaced: record(booked('ada'), { publication: told }) })).toEqual({
      kind: 'needs',
      what: 'catalogue',
    });
  });
});

describe('in a clinic of several houses', () => {
  const north = site([room('1A')]);
  const houses = { ...clinic, sites: [north, { ...north, id: 'south' }] };
  const of = (state: Partial<BookingState>) => ({ catalogue: houses, ...state });

  test('a booking that replaces another is where that was', () => {
    const moved = booked('ada-2', { ...later, replaces: 'ada' });
    const unread = of({ replaced: { unread: 'ada' } });
    expect(withoutDay(moved, unread)).toEqual({ kind: 'needs', what: 'replaced', uid: 'ada' });
    const replaced = record(booked('ada'), { siteId: 'south' });
    expect(withoutDay(moved, of({ replaced }))).toMatchObject({ what: 'day', site: { id: 'south' } });
  });

  test('one that replaced another, by an earlier delivery, is where that was', () => {
    const own = record(booked('ada-2', { replaces: 'ada' }), {
      placement: { kind: 'ignored', reason: 'no-site' },
    });
    const { siteId: _none, ...nowhere } = own;
    const again = booked('ada-2', later);
    expect(withoutDay(again, of({ own: nowhere }))).toEqual({
      kind: 'needs',
      what: 'records',
      uids: ['ada'],
    });
    const ada = record(booked('ada'), { siteId: 'south' });
    const read = of({ own: nowhere, records: new Map([['ada', ada]]) });
    expect(withoutDay(again, read)).toMatchObject({ what: 'day', site: { id: 'south' } });
    const told = record(booked('ada'), { publication: { ...NOTHING_PUBLISHED, texts: ['Room 1B'] } });
    const nothingShown = of({ own: nowhere, records: new Map([['ada', told]]) });
    expect(decided(again, nothingShown)).toMatchObject({ kind: 'assign', reads: undefined });
    const gone = of({ own: nowhere, records: new Map([['ada', undefined]]) });
    expect(withoutDay(again, gone)).toMatchObject({ kind: 'ignore', reason: 'no-site', isKnown: false });
  });
});

describe('where addresses tell houses apart', () => {
  const idOf = (text: string) => `digest of ${text}`;
  const elsewhere = booked('ada', { address: idOf('Room 1A') });
  const north = site([room('1A')], { addresses: ['Market Square 1'] });
  const [south, west] = ['south', 'west'].map((id) => ({ ...north, id, addresses: [id] }));
  const addresses = {
    ...clinic,
    sites: [north],
    practitioners: [],
    siteAddresses: {
      idOf,
      siteOf: (address: string) => (address === idOf('Market Square 1') ? 'north' : undefined),
    },
  };

  test('a booking at an address that is none of them is ignored, unless that is a text of ours', () => {
    const state = { catalogue: addresses };
    expect(withoutDay(elsewhere, state)).toMatchObject({
      kind: 'needs',
      what: 'words',
      sites: [{ id: 'north' }],
    });
    const words = (...texts: string[]) => new Map([['north', texts]]);
    expect(withoutDay(elsewhere, { ...state, words: words('Room 1B') })).toMatchObject({
      kind: 'ignore',
      reason: 'address-of-no-site',
    });
    expect(withoutDay(elsewhere, { ...state, words: words('Room 1A', 'Room 1B') })).toMatchObject({
      what: 'day',
    });
  });

  test('one that replaced another, by an earlier delivery, hands on the words of that one which it shows, and no others', () => {
    const ignored = { kind: 'ignored', reason: 'address-of-no-site' } as const;
    const own = record(booked('ada-2', { replaces: 'ada' }), { placement: ignored });
    const over = { ...NOTHING_PUBLISHED, reads: 'The house: a link' };
    const ada = record(booked('ada'), { placement: { kind: 'ended' }, publication: over });
    const state = { catalogue: addresses, own, records: new Map([['ada', ada]]) };
    const shows = (text: string) => booked('ada-2', { ...later, address: idOf(text) });
    expect(decided(shows('The house: a link'), state)).toMatchObject({
      kind: 'assign',
      reads: 'The house: a link',
    });
    expect(decided(shows('Market Square 1'), state)).toMatchObject({ kind: 'assign', reads: undefined });
  });

  const two = {
    ...addresses,
    sites: [north, { ...north, id: 'south' }],
    siteAddresses: { idOf, siteOf: (address: string) => address.slice(1) },
  };
  const ofSeat = booked('ada', { address: '~north', inputs: { eventTypeId: 1, seats: 8 } });
  const shown = booked('ada', { ...later, address: '~south', inputs: { eventTypeId: 1, seats: 0 } });

  test('a class that stands where a seat’s delivery has put it goes to the house that Cal.com shows', () => {
    const own = record(ofSeat);
    expect(withoutClinic(shown, { own })).toEqual({ kind: 'needs', what: 'catalogue' });
    const state = { own, catalogue: two };
    expect(withoutDay(shown, state)).toMatchObject({ what: 'day', site: { id: 'south' } });
    const south = dayOf({ ...two, sites: two.sites.slice(1) });
    expect(decided(shown, { ...state, day: south })).toMatchObject({ kind: 'assign', roomId: '1A' });
  });

  test.each<[string, Partial<BookingRecord>, number?]>([
    ['its room has been told', { publication: told }],
    ['staff have told it', { toldInPerson: '1A' }],
    ['staff have found a place', { arrangedByHand: true }],
    ['people are there', { progress: { arrivedAt: EARLY } }],
    ['it has begun', {}, NINE.start],
    ['staff have pinned it', { pinned: true }],
    ['staff have sent it there', { siteByStaff: true }],
  ])(
    'it stays where %s, and is in doubt unless staff have decided on the place',
    (_why, over, now = EARLY) => {
      const own = record(ofSeat, over);
      const facts = { ...mergeFacts(own, factsIn(shown).own), fact: shown.fact };
      expect(withoutDay(shown, { own, catalogue: two, now })).toEqual({ kind: 'unchanged', facts });
      const next = { ...own, ...facts } as LiveRecord;
      const isDecided = next.pinned || next.siteByStaff;
      expect(doubtAbout(next, two)).toBe(isDecided ? undefined : 'at-another-site');
      expect(withoutClinic(shown, { own: next, now })).toEqual({ kind: 'unchanged' });
    },
  );

  test.each([
    [['south'], 'south'],
    [['north', 'south'], 'north'],
    [['south', 'west'], undefined],
  ])('a booking of a doctor in the north that shows a text of %j is in %s', (houses, house) => {
    const practitioners = [{ id: 4711, site: 'north' }];
    const state = {
      catalogue: { ...addresses, practitioners, sites: [north, south, west].flatMap((each) => each ?? []) },
      words: new Map(houses.map((id) => [id, ['Room 1A']])),
    };
    const told = booked('ada', { address: idOf('Room 1A'), practitionerId: 4711 });
    expect(withoutDay(told, state)).toMatchObject(
      house === undefined ? { reason: 'address-of-no-site' } : { what: 'day', site: { id: house } },
    );
  });
});
