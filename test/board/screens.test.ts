import { describe, expect, test } from 'vitest';
import { roomsOn, screenOf } from '../../functions/board/page/app/model/screen.ts';
import { screenRoom } from '../../functions/board/page/app/model/screen-room.ts';
import {
  HIDDEN_MS,
  SMALLEST,
  turnMs,
  type WallRoom,
  wallLayout,
} from '../../functions/board/page/app/model/wall.ts';
import { boardQueryOf, placeOf } from '../../functions/board/page/app/place.ts';
import type { RoomView } from '../../shared/board/view/board-view.ts';
import { roomShown as room } from '../support/board-shown.ts';

/** The longest that a clinic calls its rooms, and that is said of one. */
const LONG: readonly WallRoom[] = [
  { name: 'Untersuchungszimmer 12', state: 'In use', detail: 'until 10:25', heading: '' },
  { name: 'Recovery', state: 'Blocked', detail: 'Cleaning · until 10:50 · through Hall', heading: '' },
  { name: '1A', state: 'Getting ready', detail: 'being prepared for 10:30', heading: '' },
  { name: 'Physiotherapieraum', state: 'Frei', detail: 'für den Rest des Tages', heading: '' },
];
const rooms = (count: number, heading = (_index: number): string => ''): WallRoom[] =>
  Array.from({ length: count }, (_, index) => ({
    ...(LONG[index % LONG.length] ?? expect.fail('there is no such room')),
    heading: heading(index),
  }));
/** What a screen of that size has for its rooms. */
const FULL_HD = { width: 1843, height: 860 };
const UPRIGHT = { width: 1037, height: 1560 };
const TABLET = { width: 983, height: 590 };
const PHONE = { width: 374, height: 690 };
const COUNTS = Array.from({ length: 24 }, (_, index) => index + 1);

/** Each room once, in order, over all pages. */
const shown = ({ pages }: ReturnType<typeof wallLayout>): number[] =>
  pages.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index));
/** The width of a column in which a word of so many letters stands whole, in the type of the names. */
const lettersIn = (area: typeof FULL_HD, columns: number, type: number): number =>
  (area.width / columns - 2 * type) / (type * 0.6);

describe('a wall of 1 to 24 rooms', () => {
  test.each([
    ['lying', FULL_HD, 1],
    ['upright', UPRIGHT, 2],
  ] as const)('at 1080p, %s, shows every room whole in letters of 24 px or more', (_how, area, most) => {
    for (const count of COUNTS) {
      const layout = wallLayout(rooms(count), area);
      expect(shown(layout), `${count} rooms`).toEqual([...Array(count).keys()]);
      expect(layout.size, `${count} rooms`).toBeGreaterThanOrEqual(SMALLEST);
      expect(layout.pages.length, `${count} rooms`).toBeLessThanOrEqual(most);
      for (const { columns, from, to } of layout.pages)
        if (to > from)
          expect(
            lettersIn(area, columns, layout.size * layout.name),
            `${count} rooms in ${columns} columns of ${layout.size} px`,
          ).toBeGreaterThanOrEqual('Untersuchungszimmer'.length);
    }
  });

  test('has larger letters the fewer they are', () => {
    const sizes = [1, 4, 12, 24].map((count) => wallLayout(rooms(count), FULL_HD).size);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes[0]).toBeGreaterThanOrEqual(2 * SMALLEST);
  });

  test('on any screen hides none for longer than twenty seconds', () => {
    for (const area of [TABLET, PHONE])
      for (const count of [1, 5, 12, 24, 60]) {
        const layout = wallLayout(rooms(count), area);
        expect(shown(layout), `${count} rooms`).toEqual([...Array(count).keys()]);
        const { length } = layout.pages;
        expect(turnMs(length) * (length - 1), `${count} rooms, ${length} pages`).toBeLessThanOrEqual(
          HIDDEN_MS,
        );
      }
  });

  test('has room for a heading above those of each floor', () => {
    const plain = wallLayout(rooms(24), FULL_HD);
    const headed = wallLayout(
      rooms(24, (index) => `Floor ${Math.floor(index / 4)}`),
      FULL_HD,
    );
    expect(shown(headed)).toEqual(shown(plain));
    const price = ({ size, pages }: typeof plain): number => 1000 * pages.length - size;
    expect(price(headed)).toBeGreaterThanOrEqual(price(plain));
  });

  test('turns its pages where a floor ends, where one ends nearby', () => {
    const { pages } = wallLayout(
      rooms(22, (index) => (index < 7 ? 'Floor 1' : index < 14 ? 'Floor 2' : 'Floor 3')),
      TABLET,
    );
    expect(pages.map(({ to }) => to)).toContain(14);
    expect(pages.length).toBeGreaterThan(1);
  });

  test('has no more on a page than were seen whole there', () => {
    const { pages } = wallLayout(rooms(12), FULL_HD, 5);
    expect(pages.map(({ from, to }) => to - from)).toEqual([4, 4, 4]);
  });
});

const HOUSE = [
  room('1A'),
  room('1B', { name: 'Recovery' }),
  room('2A', { floor: '2' }),
  room('x1', { name: 'X1', building: 'Annexe' }),
];
const onWall = (search: string) => {
  const screen = screenOf(placeOf(search));
  if (screen === undefined || screen.kind === 'door') return expect.fail(`${search} is no wall's`);
  const { rooms: shown, missing } = roomsOn(screen, HOUSE);
  return [shown.map(({ id }) => id), missing];
};

describe('the address of a wall', () => {
  test.each([
    ['?kiosk=floor-1', ['1A', '1B', 'x1'], []],
    ['?kiosk=1', ['1A', '1B', 'x1'], []],
    ['?kiosk=floor-1&building=Annexe', ['x1'], []],
    ['?kiosk=floor-1&building=north-wing', ['1A', '1B'], []],
    ['?kiosk=building-North+wing', ['1A', '1B', '2A'], []],
    ['?kiosk=house', ['1A', '1B', '2A', 'x1'], []],
    ['?rooms=X1,recovery,1A,1A', ['x1', '1B', '1A'], []],
    ['?rooms=1A,9Z', ['1A'], ['9Z']],
    ['?kiosk=floor-9', [], []],
  ])('%s shows just what it names', (search, ids, missing) => {
    expect(onWall(search)).toEqual([ids, missing]);
  });

  test('asks for what is now, whatever date it has, and for a door’s sign alone', () => {
    expect(boardQueryOf(placeOf('?kiosk=house&date=2026-11-17&site=north'))).toBe('?site=north');
    expect(boardQueryOf(placeOf('?door=1A&date=2026-11-17'))).toBe('?door=1A');
    expect(boardQueryOf(placeOf('?date=2026-11-17'))).toBe('?date=2026-11-17');
  });
});

const at = (time: string): string => `2026-11-17T${time}:00.000Z`;
const NOW = Date.parse(at('10:00'));

describe('a screen says of a room', () => {
  test.each<[string, Partial<RoomView>, unknown]>([
    [
      'free until the next visit',
      { state: 'assigned', from: at('11:00') },
      ['free', 'card.until', at('11:00')],
    ],
    ['whose it is soon', { state: 'assigned', from: at('10:30') }, ['assigned', 'card.from', at('10:30')]],
    [
      'that it is prepared',
      { state: 'assigned', phase: 'setup', from: at('10:10') },
      ['turnaround', 'card.setup', at('10:10')],
    ],
    [
      'when it is ready',
      { state: 'in-use', phase: 'turnaround', until: at('09:55'), readyAt: at('10:05') },
      ['turnaround', 'card.until', at('10:05')],
    ],
    [
      'until when it is used',
      { state: 'in-use', phase: 'visit', until: at('10:20') },
      ['in-use', 'card.until', at('10:20')],
    ],
    [
      'that no one knows until when it is blocked',
      { state: 'blocked' },
      ['blocked', 'card.open.end', undefined],
    ],
    ['that it is closed', { openNow: false }, ['closed', 'card.closed', undefined]],
    [
      'that it is closed, however early the next one comes',
      { openNow: false, state: 'assigned', from: at('12:00') },
      ['closed', 'card.closed', undefined],
    ],
    ['free for the day', {}, ['free', 'card.free.day', undefined]],
    [
      'at its door, when it closes',
      { sign: { freeUntil: at('18:00'), acts: [] } },
      ['free', 'card.until', at('18:00')],
    ],
  ])('%s', (_what, but, said) => {
    const { tone, when } = screenRoom(room('1A', but), NOW);
    expect([tone, when[0], when[1]?.time]).toEqual(said);
  });

  test('the same from minute to minute: electronic paper is drawn anew when it changes', () => {
    const states: Partial<RoomView>[] = [
      { state: 'assigned', from: at('11:00') },
      { state: 'in-use', phase: 'turnaround', readyAt: at('10:05') },
      { state: 'in-use', phase: 'visit', until: at('10:20') },
    ];
    for (const but of states)
      expect(screenRoom(room('1A', but), NOW + 60_000)).toEqual(screenRoom(room('1A', but), NOW));
  });
});
