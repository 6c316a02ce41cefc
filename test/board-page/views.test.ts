import { describe, expect, test } from 'vitest';
import { askedFor, moveOf, questionOf } from '../../functions/board/page/app/acts.ts';
import { fewerText, headingOf, resolvingOf } from '../../functions/board/page/app/attention-in-words.ts';
import { atMinutes, minutesOf, mondayOf } from '../../functions/board/page/app/dates.ts';
import { atOnceAt } from '../../functions/board/page/app/model/at-once.ts';
import { countedByKind, urgentIn } from '../../functions/board/page/app/model/attention-kinds.ts';
import {
  lastRepeat,
  mayBlockOn,
  spanOfTimes,
  timesFor,
} from '../../functions/board/page/app/model/block-times.ts';
import { dueOf } from '../../functions/board/page/app/model/due.ts';
import { isYetToCome } from '../../functions/board/page/app/model/looked-back.ts';
import { stretched } from '../../functions/board/page/app/model/pointed.ts';
import { figureOf, GROUPS } from '../../functions/board/page/app/model/report-figures.ts';
import {
  byFloor,
  countsOf,
  isWanted,
  nextSteps,
  roomCards,
} from '../../functions/board/page/app/model/room-card.ts';
import { stopAfter, stopRowsOf, type Way, wayOf } from '../../functions/board/page/app/model/stops.ts';
import { nowIn, timelineOf } from '../../functions/board/page/app/model/timeline.ts';
import { shares } from '../../functions/board/page/app/model/week-load.ts';
import { placeOf, searchOf } from '../../functions/board/page/app/place.ts';
import { offerLines } from '../../functions/board/page/app/views/offer-lines.ts';
import { impossibleText, reasonLines, reasonOf } from '../../functions/board/page/app/views/reasons.ts';
import { clinicNames, messagesIn, whoText, wordsIn } from '../../functions/board/page/app/words.ts';
import type { AttentionItem } from '../../shared/board/attention-item.ts';
import type { BoardView, BookingView, RoomView } from '../../shared/board/view/board-view.ts';
import { REPORT_COLUMNS } from '../../shared/reporting/report-csv.ts';
import { boardShown, roomShown as room, visitShown } from '../support/board-shown.ts';

const at = (time: string): string => `2026-11-17T${time}:00.000Z`;
const ms = (time: string): number => Date.parse(at(time));

const booking = (
  uid: string,
  roomId: string | null,
  start: string,
  end: string,
  but: Partial<BookingView> = {},
): BookingView => visitShown(uid, roomId, at(start), at(end), but);

const board = (rooms: RoomView[], bookings: BookingView[] = [], now = '10:00'): BoardView =>
  boardShown({ rooms, bookings, now: at(now) });

test('the page calls rooms, kinds and equipment as the clinic does, and others as they are written', async () => {
  const view = {
    ...board([room('op', { name: 'OP 1/2' })]),
    names: { kinds: { consulting: 'Sprechzimmer' }, equipment: { ecg: 'EKG' } },
  };
  const words = wordsIn('de', await messagesIn('de'), 'Europe/Berlin', clinicNames(view));
  expect([
    words.room('op'),
    words.room('gone'),
    words.named('kind', 'consulting'),
    words.named('equipment', 'ecg'),
    words.named('equipment', 'treatment-table'),
  ]).toEqual(['OP 1/2', 'gone', 'Sprechzimmer', 'EKG', 'Treatment table']);
});

test('the report of days in shadow shows in its columns what a file of it holds', () => {
  const counts = {
    ...{ visits: 1, roomed: 2, conflicts: 3, waited: 4, leftWaiting: 5 },
    messages: { immediately: 6, hoursBefore: 7, link: 8 },
    ...{ starts: 9, hiddenStarts: 10, staffElsewhere: 11, staffSame: 12 },
  };
  const shown = GROUPS.flatMap(({ figures }) => figures.map((name) => figureOf(counts, name)));
  expect(shown).toEqual(REPORT_COLUMNS.map(([, , of]) => of(counts)));
});

describe('what is offered of a visit type', () => {
  const offer = {
    eventTypeId: 1,
    visitType: 'scan',
    minutes: 30,
    open: ['08:00', '08:30', '09:00', '11:00', '13:00'].map(at),
    busy: [
      {
        starts: ['09:30', '10:00'].map(at),
        needs: { equipment: ['ultrasound'] },
        rooms: [
          { room: '2A', rejection: 'occupied' as const, until: at('10:20') },
          { room: '2B', rejection: 'blocked' as const },
        ],
        more: 2,
      },
      { starts: [at('11:30')], needs: { equipment: [] }, rooms: [], more: 0 },
    ],
    lost: [at('10:30')],
    opens: [
      { room: '2A', starts: 2 },
      { room: '2C', starts: 2 },
      { room: '2B', starts: 1 },
    ],
  };
  const linesIn = async (language: 'en' | 'de', of: Parameters<typeof offerLines>[0] = offer) =>
    offerLines(of, wordsIn(language, await messagesIn(language), 'UTC'));

  test('is its starts, those in a row together; each stretch without a room and why; what one freed room would open', async () => {
    expect(await linesIn('en')).toEqual([
      '5 starts: 08:00–09:00, 11:00, 13:00',
      '09:30–10:00: no such room (Ultrasound); 2A until 10:20, 2B blocked, 2 more',
      '11:30: no room; none suits it',
      'Hidden too, being too close to one without a room: 10:30',
      'If 2A / 2C were free: 2 more starts',
      'If 2B were free: 1 more start',
    ]);
    expect((await linesIn('de'))[1]).toBe(
      '09:30–10:00: kein solcher Raum (Ultrasound); 2A bis 10:20, 2B gesperrt, 2 weitere',
    );
  });

  test('is said to be none, and to be someone else’s, where that is so', async () => {
    const none = { ...offer, open: [], busy: [], lost: [], opens: [], overridden: true as const };
    expect(await linesIn('en', none)).toEqual([
      'Someone has changed at Cal.com what is offered: that stands, whatever rooms there are.',
      'No start',
    ]);
  });
});

const occupied = room('1A', {
  state: 'in-use',
  phase: 'visit',
  booking: 'a',
  from: at('09:30'),
  until: at('10:10'),
});

describe('a room’s card', () => {
  test('says how long the visit has run, and by how much it runs over what was booked', () => {
    const late = booking('a', '1A', '09:30', '10:00', { state: 'in-use', overrunMinutes: 10 });
    const [card] = roomCards(board([occupied], [late]), ms('10:05'));
    expect(card).toMatchObject({ tone: 'in-use', elapsed: 35, over: 5, progress: 35 / 40 });
  });

  test('names the visit after the one that is in it', () => {
    const view = board(
      [occupied],
      [
        booking('a', '1A', '09:30', '10:00', { state: 'in-use' }),
        booking('b', '1B', '10:10', '10:20'),
        booking('c', '1A', '10:30', '11:00'),
      ],
    );
    expect(roomCards(view, ms('09:40'))[0]?.next?.uid).toBe('c');
  });

  test('of a free room outside opening hours says closed', () => {
    expect(roomCards(board([room('1A', { openNow: false })]), 0)[0]?.tone).toBe('closed');
  });

  test('of a room that is booked says so from half an hour before on; until then it is free, until it is prepared', () => {
    const visit = booking('a', '1A', '11:00', '11:30', { from: at('10:50') });
    const booked = room('1A', { state: 'assigned', booking: 'a', from: at('11:00') });
    const cardAt = (time: string) => roomCards(board([booked], [visit]), ms(time))[0];
    expect(cardAt('10:29')).toMatchObject({ tone: 'free', until: ms('10:50'), next: { uid: 'a' } });
    expect(cardAt('10:29')?.current).toBeUndefined();
    expect(cardAt('10:30')).toMatchObject({ tone: 'assigned', current: { uid: 'a' } });
    const prepared = { ...booked, phase: 'setup' as const };
    expect(roomCards(board([prepared], [visit]), ms('10:10'))[0]?.tone).toBe('assigned');
  });

  test('is counted under its state, and found by floor, by equipment and by whether it is free now', () => {
    const cards = roomCards(
      board([
        room('1A'),
        room('1B', { state: 'assigned', from: at('10:30') }),
        room('1C', { state: 'assigned', phase: 'setup', from: at('10:05') }),
        room('2A', { floor: '2', equipment: ['laser'], state: 'blocked', reason: 'fault', blockId: 'x' }),
      ]),
      ms('10:00'),
    );
    expect(countsOf(cards)).toMatchObject({ free: 1, assigned: 2, blocked: 1, 'in-use': 0 });
    const found = (filter: Parameters<typeof isWanted>[0]): string[] =>
      cards.filter(isWanted(filter)).map((card) => card.room.id);
    expect(found({ freeNow: true })).toEqual(['1A', '1B']);
    expect(found({ freeNow: false, floor: '2' })).toEqual(['2A']);
    expect(found({ freeNow: false, equipment: 'laser' })).toEqual(['2A']);
    expect(byFloor(cards).map(({ floor, cards: each }) => [floor, each.length])).toEqual([
      ['1', 3],
      ['2', 1],
    ]);
  });
});

describe('the act that is due at a room', () => {
  const visit = booking('a', '1A', '10:00', '10:30');
  const next = booking('b', '1A', '11:00', '11:30');
  const dueAt = (time: string, now: Partial<RoomView>, visits: readonly BookingView[] = []) => {
    const [card] = roomCards(board([room('1A', now)], [...visits]), ms(time));
    return card && dueOf(card, ms(time));
  };
  const assigned = { state: 'assigned', booking: 'a', from: at('10:00') } as const;
  const inUse = {
    state: 'in-use',
    phase: 'visit',
    booking: 'a',
    from: at('10:00'),
    until: at('10:30'),
  } as const;
  const sits = (encounter: BookingView['encounter']) => [
    { ...visit, encounter, state: 'in-use' as const },
    next,
  ];

  test.each([
    ['the arrival, not long before', '09:49', assigned, [visit], undefined],
    ['the arrival, ten minutes before', '09:50', assigned, [visit], 'arrived'],
    [
      'the way in, for one who is here early',
      '09:35',
      assigned,
      [{ ...visit, encounter: 'arrived' as const }],
      'in-room',
    ],
    ['the arrival, just after the start', '10:10', inUse, sits('planned'), 'arrived'],
    ['nothing in the midst of a visit', '10:15', inUse, sits('planned'), undefined],
    ['nothing in the midst of one that began by word', '10:15', inUse, sits('in-progress'), undefined],
    ['its end, ten minutes before', '10:20', inUse, sits('in-progress'), 'finished-early'],
    ['its end, however late it is', '10:50', inUse, sits('in-progress'), 'finished-early'],
    [
      'the next one’s arrival, in a room that is free',
      '10:50',
      { state: 'free' } as const,
      [next],
      'next-arrived',
    ],
    ['nothing long before the next one', '10:29', { state: 'free' } as const, [next], undefined],
  ])('is %s', (_what, time, now, visits, due) => {
    expect(dueAt(time, now, visits)).toBe(due);
  });

  test('is that it is given back, where it is nearly ready, or its block nearly over', () => {
    const turnaround = { state: 'in-use', phase: 'turnaround', readyAt: at('10:40') } as const;
    const blocked = { state: 'blocked', reason: 'cleaning', blockId: 'x' } as const;
    expect(dueAt('10:29', turnaround)).toBeUndefined();
    expect(dueAt('10:30', turnaround)).toBe('cleaning-done');
    expect(dueAt('10:35', { ...turnaround, through: '1B' })).toBeUndefined();
    expect(dueAt('10:29', { ...blocked, until: at('10:40') })).toBeUndefined();
    expect(dueAt('10:30', { ...blocked, until: at('10:40') })).toBe('unblock');
    expect(dueAt('10:30', blocked)).toBeUndefined();
  });
});

describe('what is done at once at a room, two presses away where nothing points,', () => {
  const offeredAt = (view: BoardView, now: string) => {
    const [card] = roomCards(view, ms(now));
    return card === undefined ? [] : atOnceAt(card, ms(now));
  };

  test('is in use that its visit runs late, asked about first where that touches others, or that it is blocked after it', () => {
    const visit = booking('a', '1A', '09:30', '10:00', { state: 'in-use' });
    const [late, ...others] = offeredAt(board([occupied], [visit]), '09:50');
    expect(others.map(({ what }) => what)).toEqual(['cleaning']);
    expect(late?.what).toBe('late');
    const act = late?.actOf(late.minutes[2] ?? 0);
    expect(act).toEqual({ do: 'running-late', booking: visit, minutes: 15 });
    expect(act && askedFor(act, 'north').body).toEqual({ site: 'north', do: 'running-late', minutes: 15 });
  });

  test('is free that anyone is seated, for no longer than it is free; blocked, nothing', () => {
    const free = board([room('1A')], [booking('b', '1A', '10:35', '11:00', { from: at('10:35') })]);
    expect(offeredAt(free, '10:00').map(({ what, minutes }) => [what, minutes.at(-1)])).toEqual([
      ['seat', 30],
      ['cleaning', 120],
    ]);
    const shut = room('1A', { state: 'blocked', reason: 'cleaning', blockId: 'b', from: at('09:00') });
    expect(offeredAt(board([shut]), '10:00')).toEqual([]);
  });
});

test('of a visit that waits for a room its patient can be here from two hours before it on, and no more is said', () => {
  const waits = booking('u1', null, '10:00', '10:30', { state: 'waiting' });
  expect(nextSteps(waits, ms('07:59'))).toEqual([]);
  expect(nextSteps(waits, ms('08:00'))).toEqual(['arrived']);
  expect(nextSteps(waits, ms('10:30'))).toEqual([]);
  expect(nextSteps({ ...waits, encounter: 'arrived' }, ms('10:00'))).toEqual([]);
});

describe('the day', () => {
  test('shows a visit with its setup before and its turnaround after', () => {
    const visit = booking('a', '1A', '10:00', '10:30', { from: at('09:50'), to: at('10:40') });
    const { hours, floors } = timelineOf(board([room('1A')], [visit]));
    expect(hours).toHaveLength(12);
    expect(floors[0]?.rows[0]?.visits[0]).toMatchObject({
      stretch: { from: 170 / 720, to: 220 / 720 },
      before: 10 / 720,
      after: 10 / 720,
    });
    expect(nowIn(hours, ms('13:00'))).toBe(0.5);
  });

  test('shows a visit that runs late as in the room for as long, and its turnaround after that', () => {
    const times = { from: at('10:00'), to: at('10:50'), overrunMinutes: 10 };
    const visit = booking('a', '1A', '10:00', '10:30', times);
    const { floors } = timelineOf(board([room('1A')], [visit]));
    expect(floors[0]?.rows[0]?.visits[0]).toMatchObject({ before: 0, after: 10 / 720 });
  });

  test('shows an open-ended block to the end, what is closed, and who waits', () => {
    const shut = room('4A', {
      open: [{ start: at('09:00'), end: at('12:00') }],
      blocks: [{ id: 'x', start: at('11:00'), reason: 'fault' }],
    });
    const waits = ['w', 'x'].map((uid) => booking(uid, null, '10:00', '10:02'));
    const view = board([room('1A'), shut], [...waits, booking('y', null, '12:00', '12:30')]);
    const { floors, waiting } = timelineOf(view);
    const [, shutRow] = floors[0]?.rows ?? [];
    expect(shutRow?.closed).toEqual([
      { from: 0, to: 2 / 12 },
      { from: 5 / 12, to: 1 },
    ]);
    expect(shutRow?.blocks[0]?.stretch).toEqual({ from: 4 / 12, to: 1 });
    // However short, it can be seen and pressed.
    expect(waiting[0]?.[0]?.stretch).toEqual({ from: 180 / 720, to: 185 / 720 });
    expect(waiting.map((line) => line.map((each) => each.booking.uid))).toEqual([['w', 'y'], ['x']]);
  });

  test('has usual hours, and no now of another day, on a date on which nothing is open', () => {
    for (const [timeZone, eight] of [
      ['Europe/Berlin', '2026-11-22T07:00Z'],
      ['Pacific/Auckland', '2026-11-21T19:00Z'],
      ['Asia/Kolkata', '2026-11-22T02:30Z'],
    ] as const) {
      const closed = { ...board([room('1A', { open: [] })]), date: '2026-11-22', timeZone };
      const { hours, floors } = timelineOf(closed);
      expect(hours.map((hour) => hour - Date.parse(eight))).toEqual(
        Array.from({ length: 10 }, (_, hour) => hour * 3_600_000),
      );
      expect(floors[0]?.rows[0]?.closed).toEqual([{ from: 0, to: 1 }]);
      expect(nowIn(hours, ms('10:13'))).toBeUndefined();
    }
  });

  test('has its rooms by building and floor, each under its name once', () => {
    const where = (building: string, floor: string) => ({ building, floor });
    const rooms = [
      room('1A'),
      room('L1', where('Annexe', '1')),
      room('2A', where('North wing', '2')),
      room('1B'),
    ];
    const { floors } = timelineOf(board(rooms));
    expect(
      floors.map(({ building, floor, rows }) => [building, floor, ...rows.map((row) => row.room.id)]),
    ).toEqual([
      ['North wing', '1', '1A', '1B'],
      ['Annexe', '1', 'L1'],
      ['North wing', '2', '2A'],
    ]);
  });

  test('drops the time of a short visit before what sort of visit it is, and marks who is in the room for longer than booked', () => {
    const day = [
      booking('a', '1A', '09:00', '09:15'),
      booking('b', '1A', '09:20', '09:50', { state: 'in-use' }),
      booking('c', '1A', '11:00', '11:20'),
    ];
    const { floors } = timelineOf(board([room('1A')], day));
    expect(floors[0]?.rows[0]?.visits.map(({ timed, late }) => [timed, late])).toEqual([
      [false, false],
      [true, true],
      [true, false],
    ]);
  });

  test('reaches as far as a block of that date alone, and not as far as one that is on other dates too', () => {
    const evening = { id: 'x', start: at('19:30'), end: at('21:10'), reason: 'cleaning' as const };
    const closure = {
      id: 'y',
      start: at('03:00'),
      end: '2026-11-19T21:00:00.000Z',
      reason: 'fault' as const,
    };
    const { hours } = timelineOf(board([room('1A', { blocks: [closure, evening] })]));
    expect([hours[0], hours.length]).toEqual([ms('07:00'), 15]);
  });

  test('reaches to midnight for a block that ends there, and shows none in hours in which it is not', () => {
    const blocked = (start: string, end?: string) =>
      timelineOf(
        board([
          room('1A', {
            blocks: [{ id: 'x', start, ...(end === undefined ? {} : { end }), reason: 'cleaning' as const }],
          }),
        ]),
      );
    const midnight = blocked(at('20:00'), at('23:00'));
    expect(midnight.hours.at(-1)).toBe(ms('23:00') - 3_600_000);
    expect(midnight.floors[0]?.rows[0]?.blocks[0]?.stretch.to).toBe(1);
    const shown = [
      blocked('2026-11-16T20:00:00.000Z', at('02:00')),
      blocked(at('22:00'), '2026-11-18T04:00:00.000Z'),
      blocked(at('22:00')),
    ].flatMap(({ floors }) => floors[0]?.rows[0]?.blocks ?? []);
    expect(shown).toEqual([]);
  });
});

describe('the arrow keys', () => {
  const lunch = { id: 'b', start: at('12:00'), end: at('13:00'), reason: 'cleaning' as const };
  const rows = stopRowsOf(
    timelineOf(
      board(
        [room('1A', { blocks: [lunch] }), room('1B')],
        [
          booking('w', null, '09:00', '09:30', { state: 'waiting' }),
          booking('a', '1A', '07:00', '08:00'),
          booking('b', '1A', '08:10', '09:00'),
          booking('c', '1B', '18:00', '19:00'),
        ],
      ),
    ),
  );
  const from = (key: string, way: Way, more = {}) => stopAfter(rows, key, way, more)?.key;

  test('lead through a room’s day in the order of time, with its name, its blocks and the free time of a quarter or more', () => {
    expect(rows.map(({ roomId, stops }) => [roomId, ...stops.map(({ key }) => key)])).toEqual([
      [undefined, 'visit w'],
      ['1A', 'name 1A', 'visit a', 'visit b', 'free 1A 0', 'block b', 'free 1A 1'],
      ['1B', 'name 1B', 'free 1B 0', 'visit c'],
    ]);
    expect(from('visit b', 'later')).toBe('free 1A 0');
    expect(from('visit b', 'earlier')).toBe('visit a');
    expect(from('visit b', 'first')).toBe('name 1A');
    expect(from('visit b', 'last')).toBe('free 1A 1');
    expect(from('visit b', 'last', { whole: true })).toBe('visit c');
    expect(from('visit b', 'first', { whole: true })).toBe('visit w');
  });

  test('lead up and down to what is there at the same time, and back to where one was', () => {
    expect(from('name 1A', 'down')).toBe('name 1B');
    expect(from('block b', 'down')).toBe('free 1B 0');
    expect(from('free 1B 0', 'up', { column: 5.5 / 12 })).toBe('block b');
    expect(from('visit c', 'up')).toBe('free 1A 1');
    expect(from('visit a', 'up')).toBe('visit w');
  });

  test('stay where they lead nowhere', () => {
    expect(from('name 1A', 'earlier')).toBe('name 1A');
    expect(from('visit c', 'later')).toBe('visit c');
    expect(from('visit c', 'down')).toBe('visit c');
    expect(from('gone', 'down')).toBeUndefined();
  });

  test('make free time longer or shorter, and lead earlier or later, by the direction of writing', () => {
    const { hours } = timelineOf(board([room('1A')]));
    const free = { roomId: '1A', start: ms('09:00'), end: ms('10:00') };
    const pressed = (key: string, isFromTheRight: boolean) => {
      const way = wayOf(key, isFromTheRight);
      return way && stretched(free, way, hours);
    };
    const [longer, shorter] = [
      { ...free, end: ms('10:15') },
      { ...free, end: ms('09:45') },
    ];
    expect(pressed('ArrowRight', false)).toEqual(longer);
    expect(pressed('ArrowLeft', false)).toEqual(shorter);
    expect(pressed('ArrowLeft', true)).toEqual(longer);
    expect(pressed('ArrowRight', true)).toEqual(shorter);
    for (const isFromTheRight of [false, true]) {
      expect(pressed('ArrowUp', isFromTheRight)).toEqual({ ...free, start: ms('08:45') });
      expect(pressed('ArrowDown', isFromTheRight)).toEqual({ ...free, start: ms('09:15') });
      expect(pressed('a', isFromTheRight)).toBeUndefined();
    }
  });

  test('make free time no shorter than a quarter', () => {
    const { hours } = timelineOf(board([room('1A')]));
    const quarter = { roomId: '1A', start: ms('09:00'), end: ms('09:15') };
    expect(stretched(quarter, 'earlier', hours)).toBe(quarter);
    expect(stretched(quarter, 'down', hours)).toBe(quarter);
  });
});

describe('the times of a block', () => {
  const zone = 'Europe/Berlin';
  const shown = room('1A');

  test('are those that were pressed, else all of the day that is to come while the room is open', () => {
    const tomorrow = ms('23:30') - 86_400_000;
    expect(timesFor(shown, '2026-11-17', zone, tomorrow)).toEqual({
      date: '2026-11-17',
      from: '08:00',
      lastDate: '2026-11-17',
      until: '20:00',
    });
    expect(timesFor(shown, '2026-11-17', zone, ms('10:07'))).toMatchObject({ from: '11:15', until: '20:00' });
    const pressed = { start: ms('13:00'), end: ms('16:00') };
    expect(timesFor(shown, '2026-11-17', zone, ms('10:07'), pressed)).toMatchObject({
      from: '14:00',
      until: '17:00',
    });
    expect(timesFor(shown, '2026-11-17', zone, ms('19:50'))).toMatchObject({ from: '21:00', until: '24:00' });
  });

  test('are offered for a room on every day to come, though it is closed on it', () => {
    const closed = room('1A', { open: [] });
    expect(['2026-11-16', '2026-11-17', '2026-11-18'].map((date) => mayBlockOn(date, '2026-11-17'))).toEqual([
      ...[false, false, true],
    ]);
    const times = timesFor(closed, '2026-11-18', zone, ms('10:07'));
    expect(times).toMatchObject({ date: '2026-11-18', from: '08:00', until: '18:00' });
  });

  test('are on the wall of the clinic, on the days too on which its clocks are changed', () => {
    const over = { date: '2027-03-27', from: '20:00', lastDate: '2027-03-28', until: '08:00' };
    expect(spanOfTimes(over, zone)).toEqual({
      start: Date.parse('2027-03-27T19:00Z'),
      end: Date.parse('2027-03-28T06:00Z'),
    });
    const night = { date: '2026-10-25', from: '00:00', lastDate: '2026-10-25', until: '24:00' };
    const span = spanOfTimes(night, zone);
    expect(((span?.end ?? 0) - (span?.start ?? 0)) / 3_600_000).toBe(25);
    expect(spanOfTimes({ ...night, until: undefined }, zone)).toMatchObject({ end: undefined });
  });

  test('are none where it ends before it begins, or a date is being typed', () => {
    const times = { date: '2026-11-17', from: '10:00', lastDate: '2026-11-17', until: '10:00' };
    expect(spanOfTimes(times, zone)).toBeUndefined();
    expect(spanOfTimes({ ...times, date: '' }, zone)).toBeUndefined();
    expect(spanOfTimes({ ...times, until: '10:15' }, zone)).toBeDefined();
    expect(lastRepeat('', 'week')).toBe('');
  });
});

describe('a week', () => {
  const load = { open: 600, booked: 240, turnaround: 60, blocked: 90, visits: 4 };

  test('begins on the Monday of the day that is shown, over the end of a year too', () => {
    expect(['2026-11-16', '2026-11-17', '2026-11-22', '2027-01-01'].map(mondayOf)).toEqual([
      '2026-11-16',
      '2026-11-16',
      '2026-11-16',
      '2026-12-28',
    ]);
  });

  test('says of a room and a day what is held with setup and turnaround, and what is blocked; nothing where no hours are', () => {
    expect(shares(load)).toEqual({ held: 0.5, blocked: 0.15 });
    expect(shares({ open: 0, booked: 0, turnaround: 0, blocked: 0, visits: 0 })).toEqual({
      held: 0,
      blocked: 0,
    });
  });
});

test('a time that is yet to come is not looked back to: later today, or on a day to come', () => {
  const now = { date: '2026-11-17', minutes: 600 };
  const isToCome = (date: string, minutes: number) => isYetToCome({ date, minutes }, now);
  expect([isToCome('2026-11-17', 600), isToCome('2026-11-17', 601)]).toEqual([false, true]);
  expect([isToCome('2026-11-18', 0), isToCome('2026-11-16', 1439)]).toEqual([true, false]);
});

test('a time of day is minutes since midnight and back, and nothing else is one', () => {
  expect(['00:00', '10:05', '23:59'].map(minutesOf)).toEqual([0, 605, 1439]);
  expect([0, 605, 1439].map(atMinutes)).toEqual(['00:00', '10:05', '23:59']);
  expect(['24:00', '9:05', 'noon', ''].map(minutesOf)).toEqual([undefined, undefined, undefined, undefined]);
});

describe('the address', () => {
  test.each([
    '',
    '?view=day&date=2026-11-17&table=1',
    '?kiosk=floor-2&lang=de&theme=dark',
    '?kiosk=floor-2&building=North+wing',
    '?kiosk=building-North+wing',
    '?door=1A&site=north',
    '?rooms=1A%2C1B',
    '?view=trail&room=1A',
    '?floor=2&equipment=laser&free=1',
    '?lang=de&clock=12',
  ])('%s says where one is', (search) => {
    expect(searchOf(placeOf(search))).toBe(search);
  });

  test('with nonsense in it leads to where everyone begins', () => {
    expect(placeOf('?view=x&theme=pink&free=yes')).toEqual({ view: 'now', freeNow: false, table: false });
    const { date, at, from, to } = placeOf('?date=tomorrow&at=25:00&from=2026-02-30&to=2026-11');
    expect({ date, at, from, to }).toEqual({});
  });
});

test.each(['Pacific/Auckland', 'Pacific/Kiritimati', 'Europe/Berlin', 'Pacific/Pago_Pago'])(
  'a clinic in %s reads its board’s date as the date it is',
  async (timeZone) => {
    const words = wordsIn('en', await messagesIn('en'), timeZone);
    expect(words.date('2026-11-30')).toMatch(/^Monday,? 30 November$/);
    expect(words.date('2026-06-30', true)).toMatch(/^Tuesday,? 30 June 2026$/);
  },
);

test.each([
  ['en', 'no Reinigung 14:00–14:15'],
  ['de', 'nicht frei: Reinigung 14:00–14:15'],
] as const)(
  'who is to clean a room is named with the minutes that no one is free (%s)',
  async (language, said) => {
    const named = { 'equipment:cleaner': 'Reinigung' };
    const words = wordsIn(language, await messagesIn(language), 'Europe/Berlin', named);
    const needed = { start: '2026-11-30T13:00:00Z', end: '2026-11-30T13:15:00Z' };
    const refusal = { rejection: 'equipment-in-use', detail: 'cleaner', needed } as const;
    expect(reasonOf(refusal, words, String)).toBe(said);
  },
);

test('hours are by twelve or by twenty-four', async () => {
  const timeIn = async (language: string, clock: '12' | '24'): Promise<string> =>
    wordsIn(language, await messagesIn(language), 'Europe/Berlin', {}, clock).time('2026-11-30T13:05:00Z');
  expect(await timeIn('en', '24')).toBe('14:05');
  expect(await timeIn('de', '24')).toBe('14:05');
  expect(await timeIn('en', '12')).toMatch(/^2:05\s?pm$/i);
});

test('who did something is said in words, a person as they are named at sign-in', async () => {
  const words = wordsIn('en', await messagesIn('en'), 'Europe/Berlin');
  expect(['sweep', '3f2a-9c1e'].map((by) => whoText(by, words))).toEqual(['automatically', 'by 3f2a-9c1e']);
});

describe('what needs attention', () => {
  test('is counted by kind where there is little room: the first three, and how many of all others', async () => {
    const items = (...kinds: AttentionItem['kind'][]) =>
      urgentIn(kinds.map((kind) => ({ kind, others: [], words: '', resolve: [] })));
    expect(
      countedByKind(items('waiting', 'shadow', 'no-show', 'waiting', 'parked', 'drift', 'drift', 'in-doubt')),
    ).toEqual({
      kinds: [
        ['waiting', 2],
        ['no-show', 1],
        ['parked', 1],
      ],
      more: 3,
    });
    expect(countedByKind(items('parked'))).toEqual({ kinds: [['parked', 1]], more: 0 });
    expect(countedByKind(items('shadow'))).toEqual({ kinds: [], more: 0 });
  });

  test('names few rooms for one reason beside the most urgent, of many only how many', async () => {
    const words = wordsIn('en', await messagesIn('en'), 'UTC', {});
    const lacks = { rejection: 'lacks-equipment', detail: 'laser', heldBy: [] } as const;
    const held = { rejection: 'occupied', heldBy: ['b'], detail: '' } as const;
    const reasons = { '1A': lacks, '1B': lacks, '2A': lacks, '4A': held };
    const lines = (named?: number) => reasonLines({ reasons }, words, (uid) => uid, named);
    expect(lines(3)).toEqual(['4A: held by b', '1A, 1B and 2A: without Laser']);
    expect(lines(2)).toEqual(['4A: held by b', '3 rooms: without Laser']);
    expect(lines()).toEqual(lines(3));
  });

  test.each([
    ['drift', 'alive-at-cal-com', 'attention:drift', undefined, 'act:acknowledge-equipment'],
    ['drift', 'gone-at-cal-com', 'attention:gone', 'act:no-show', 'act:acknowledge-equipment'],
    ['parked', 'gone-at-cal-com', 'attention:gone', 'act:no-show', undefined],
    ['parked', 'may-not-change-event-type-3001', 'attention:unchangeable', undefined, undefined],
    ['manual-edit', undefined, 'attention:manual-edit', 'act:adopt-theirs', 'act:re-assert-ours'],
  ] as const)(
    'a %s (%s) is said as it is, and what can be done about it',
    (kind, reason, heading, theirs, ours) => {
      const item = { kind, ...(reason && { reason }) };
      expect(headingOf(item)).toBe(heading);
      if (theirs) expect(resolvingOf('adopt-theirs', item)).toBe(theirs);
      if (ours) expect(resolvingOf('re-assert-ours', item)).toBe(ours);
    },
  );

  test('a better plan says by how much, and by how much it is not', async () => {
    const words = wordsIn('en', await messagesIn('en'), 'Europe/Berlin');
    expect(fewerText({ id: 'b', fewerTold: 12, fewerWaiting: 0 }, words)).toBe('12 fewer patients told');
    expect(fewerText({ id: 'b', fewerTold: -1, fewerWaiting: 2 }, words)).toBe(
      '2 fewer visits wait, 1 more patient told',
    );
  });

  test('who may be missing is here, or does not come', () => {
    const item = { kind: 'no-show' } as const;
    expect(resolvingOf('arrived', item)).toBe('act:here');
    expect(resolvingOf('no-show', item)).toBe('act:no-show');
  });
});

describe('what is done', () => {
  const visit = booking('a/b', '1A', '10:00', '10:30');

  test('is asked about first where it changes the plan of a whole day', () => {
    const act = { do: 'take-better-plan', date: '2026-11-17', plan: 'b-1' } as const;
    expect(questionOf(act, 'north')).toEqual({
      what: 'better-plan',
      date: '2026-11-17',
      plan: 'b-1',
      site: 'north',
    });
    expect(askedFor(act, 'north', true)).toEqual({
      method: 'POST',
      path: '/api/better-plans',
      body: { site: 'north', date: '2026-11-17', plan: 'b-1', agreed: true },
    });
  });

  test('names what it is done to as it was seen', () => {
    expect(askedFor({ do: 'running-late', booking: visit, minutes: 5 }, 'north')).toEqual({
      method: 'POST',
      path: '/api/bookings/a%2Fb/actions',
      ifMatch: 'b1',
      body: { site: 'north', do: 'running-late', minutes: 5 },
    });
    expect(askedFor({ do: 'block', room: room('1A'), reason: 'fault' }, 'north')).toMatchObject({
      path: '/api/rooms/1A/blocks',
      ifMatch: 'r1',
    });
    // On another day's board a closure is the same, and the room's etag is not.
    expect(askedFor({ do: 'unblock', room: room('1A'), blockId: 'x y' }, 'north')).toEqual({
      method: 'DELETE',
      path: '/api/rooms/1A/blocks/x%20y?site=north',
      body: {},
    });
  });

  test('to a visit that is taken to a room that cannot take it says why not, and is asked no other way', async () => {
    const words = wordsIn('en', await messagesIn('en'), 'UTC', {});
    const visit = booking('a', '1A', '09:00', '10:00');
    const said = (choice: Parameters<typeof moveOf>[2]): string =>
      impossibleText(moveOf(visit, '1B', choice), words, (uid) => uid);
    const nothing = words.t('preview.impossible');
    expect(said({ room: '1B', refusal: { rejection: 'blocked', heldBy: [], detail: '' } })).toBe(
      `${nothing} 1B: blocked`,
    );
    const held = moveOf(visit, '1B', {
      room: '1B',
      refusal: { rejection: 'occupied', heldBy: ['b'], detail: '' },
    });
    expect(impossibleText(held, words, (uid) => uid)).toBe(`${nothing} 1B: held by b`);
    expect(askedFor(held, 'north')).toEqual(askedFor(moveOf(visit, '1B', { room: '1B' }), 'north'));
    expect(said({ room: '1B' })).toBe(nothing);
    expect(said(undefined)).toBe(nothing);
  });

  test('is asked about first where it gives someone another room; of all else the API says so', () => {
    expect(questionOf({ do: 'move-to', booking: visit, roomId: '1B' }, 'north')).toEqual({
      what: 'move-to',
      booking: 'a/b',
      room: '1B',
      site: 'north',
    });
    expect(questionOf({ do: 'pin', booking: visit }, 'north')).toBeUndefined();
    const late = { do: 'running-late', booking: visit, minutes: 5 } as const;
    expect(questionOf(late, 'north')).toBeUndefined();
    expect(askedFor(late, 'north').body.agreed).toBeUndefined();
    expect(askedFor(late, 'north', true).body).toMatchObject({ agreed: true });
    expect(askedFor({ do: 'undo', actionId: 'x', text: 'Block' }, 'north', true)).toEqual({
      method: 'POST',
      path: '/api/actions/x/undo',
      body: { site: 'north', agreed: true },
    });
  });
});
