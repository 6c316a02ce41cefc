import { describe, expect, test } from 'vitest';
import { putFeed } from '../../../shared/availability/feeds.ts';
import { addMirror, amendMirror, type Mirror } from '../../../shared/availability/mirrors.ts';
import { MINUTE } from '../../../shared/domain/instant.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { CONSULTATION, LASER, twoRooms } from '../../availability/clinic-with-schedules.ts';
import { boardOnLedger, MONDAY, NINE } from '../../support/board-on-ledger.ts';

const schedule = {
  timeZone: 'Europe/Berlin',
  availability: [{ days: ['Monday'], startTime: '09:00', endTime: '13:00' }],
  overrides: [],
};

/** The laser treatments of an hour of one practitioner, offered on Mondays from nine to one. */
const mirror: Mirror = {
  eventTypeId: LASER,
  credential: 'default',
  ownerId: 4711,
  former: null,
  ours: 2,
  source: schedule,
  terms: { length: 60 },
  readAt: 0,
  wanted: [],
  written: schedule,
  attempts: [],
  formerly: [],
  rightAt: 0,
  foreign: [],
};

const boardWithSchedule = async (content = twoRooms()) => {
  const ledger = memoryLedger();
  const board = await boardOnLedger(ledger, { catalogue: content });
  await addMirror(ledger, mirror);
  return { ...board, ledger, offers: (query = `date=${MONDAY}`) => board.ask('GET', `/api/offers?${query}`) };
};

const on = (hour: string): string => `${MONDAY}T${hour}:00.000Z`;

describe('what is offered', () => {
  test('is said of each visit type that is offered only with a room: which starts, which not and why, what a freed room opens', async () => {
    const board = await boardWithSchedule();
    const whole = await board.offers();
    expect(whole.body).toEqual({
      site: 'north',
      date: MONDAY,
      publishing: 'on',
      offers: [
        {
          eventTypeId: LASER,
          visitType: 'laser',
          minutes: 60,
          open: ['08:00', '09:00', '10:00', '11:00'].map(on),
          busy: [],
          lost: [],
          opens: [],
        },
      ],
    });
    const body = { reason: 'fault', start: on('09:30'), end: on('11:00') };
    expect((await board.ask('POST', '/api/rooms/2B/blocks', { body })).status).toBe(201);
    const [offer] = (await board.offers()).body.offers;
    expect(offer).toMatchObject({
      open: ['08:00', '11:00'].map(on),
      busy: [
        {
          starts: ['09:00', '10:00'].map(on),
          needs: { equipment: ['laser'] },
          rooms: [{ room: '2B', rejection: 'blocked', until: on('11:00') }],
          more: 0,
        },
      ],
      opens: [{ room: '2B', starts: 2 }],
    });
  });

  test('is said of a practitioner’s visit types that a calendar keeps off, while any room is open', async () => {
    const visitTypes = twoRooms().visitTypes.map((type) => ({
      ...type,
      needs: { equipment: ['laser'], accessible: false },
      offer: 'feed' as const,
    }));
    const ledger = memoryLedger();
    const board = await boardOnLedger(ledger, { catalogue: twoRooms({ visitTypes }) });
    const types = [
      { eventTypeId: LASER, terms: { length: 60 } },
      { eventTypeId: CONSULTATION, terms: { length: 45, slotInterval: 60 } },
    ];
    await putFeed(ledger, 4711, {
      ownerId: 4711,
      credential: 'default',
      token: '',
      address: '',
      timeZone: 'Europe/Berlin',
      types,
      readAt: 0,
      rightAt: 0,
      days: [],
      calendar: '',
    });
    const body = { reason: 'fault', start: on('09:50'), end: on('10:00') };
    await board.ask('POST', '/api/rooms/2B/blocks', { body });
    const { offers } = (await board.ask('GET', `/api/offers?date=${MONDAY}`)).body;
    expect(offers).toMatchObject([
      { eventTypeId: LASER, busy: [{ starts: [on('09:00')] }] },
      // Its own three quarters of an hour are over by then.
      { eventTypeId: CONSULTATION, busy: [], lost: [] },
    ]);
    expect(offers[1].open).toContain(on('09:00'));
    const longer = { reason: 'fault', start: on('10:30'), end: on('10:40') };
    await board.ask('POST', '/api/rooms/2B/blocks', { body: longer });
    const later = (await board.ask('GET', `/api/offers?date=${MONDAY}`)).body.offers;
    expect(later).toMatchObject([
      { busy: [{ starts: [on('09:00')] }, { starts: [on('10:00')] }] },
      { busy: [{ starts: [on('10:00')] }], lost: [] },
    ]);
  });

  test('is looked at from now on, and of another day wholly', async () => {
    const board = await boardWithSchedule();
    board.at(NINE + 90 * MINUTE);
    expect((await board.offers()).body.offers[0].open).toEqual(['10:00', '11:00'].map(on));
    expect((await board.offers('date=2027-03-08')).body.offers[0].open).toHaveLength(4);
    // The schedule is of Mondays.
    expect((await board.offers('date=2027-03-02')).body.offers).toEqual([]);
  });

  test('is without a start that has a room and cannot be had apart from one that has none', async () => {
    const board = await boardWithSchedule();
    await amendMirror(board.ledger, LASER, (each) => ({
      ...each,
      terms: { length: 60, slotInterval: 30 },
    }));
    const body = { reason: 'fault', start: on('09:45'), end: on('10:15') };
    await board.ask('POST', '/api/rooms/2B/blocks', { body });
    const [offer] = (await board.offers()).body.offers;
    expect(offer.busy[0].starts).toEqual(['09:00', '09:30', '10:00'].map(on));
    expect([...offer.open, ...offer.lost].sort()).toEqual(['08:00', '08:30', '10:30', '11:00'].map(on));
  });

  test('is said to be someone else’s where they have changed it at Cal.com on that very date', async () => {
    const board = await boardWithSchedule();
    await amendMirror(board.ledger, LASER, (each) => ({ ...each, foreign: [MONDAY] }));
    expect((await board.offers()).body.offers[0].overridden).toBe(true);
    expect((await board.offers('date=2027-03-08')).body.offers[0].overridden).toBeUndefined();
  });

  test('is of the starts on that date at the site, whatever zone the schedule is written in', async () => {
    const board = await boardWithSchedule();
    await amendMirror(board.ledger, LASER, (each) => ({
      ...each,
      source: { ...schedule, timeZone: 'Pacific/Auckland' },
    }));
    const startsOn = async (date: string): Promise<readonly string[]> => {
      const [{ open, busy }] = (await board.offers(`date=${date}`)).body.offers;
      return [...open, ...busy.flatMap((each: { starts: readonly string[] }) => each.starts)];
    };
    const onSunday = ['20:00', '21:00', '22:00'].map((hour) => `2027-03-07T${hour}:00.000Z`);
    expect(await startsOn('2027-03-07')).toEqual(onSunday);
    expect(await startsOn('2027-03-08')).toEqual(['2027-03-07T23:00:00.000Z']);
  });

  test('is of the site where the practitioner works', async () => {
    const one = twoRooms();
    const sites = [...one.sites, ...one.sites.map((each) => ({ ...each, id: 'south', name: 'South' }))];
    const board = await boardWithSchedule({ ...one, sites });
    const counts = ['north', 'south'].map(async (site) => {
      const { body } = await board.offers(`date=${MONDAY}&site=${site}`);
      return body.offers.length;
    });
    expect(await Promise.all(counts)).toEqual([1, 0]);
  });

  test('is asked about only where there is any, and the board says whether there is', async () => {
    const board = await boardWithSchedule();
    expect((await board.ask('GET', `/api/board?date=${MONDAY}`)).body.offers).toBe(true);
    const plain = twoRooms().visitTypes.map(({ offer: _no, ...type }) => type);
    const without = await boardWithSchedule({ ...twoRooms(), visitTypes: plain });
    expect((await without.ask('GET', `/api/board?date=${MONDAY}`)).body.offers).toBeUndefined();
    expect((await without.offers()).body.offers).toEqual([]);
  });

  test.each([
    ['date=tomorrow', 400, 'date'],
    ['site=nowhere', 404, 'site'],
  ])('is refused where %s, naming the field', async (query, status, field) => {
    const board = await boardWithSchedule();
    expect(await board.offers(query)).toMatchObject({ status, body: { errors: [{ field }] } });
  });
});
