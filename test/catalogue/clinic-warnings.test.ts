import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readClinicFile } from '../../bin/read-clinic-file.ts';
import { parseClinicFile } from '../../shared/catalogue/clinic-file.ts';
import { clinicWarnings } from '../../shared/catalogue/clinic-warnings.ts';
import { catalogue, room, visitType } from '../support/builders.ts';

const twoRooms = [room('1A'), room('1B')];
const needing = (equipment: string[], over: Parameters<typeof visitType>[0] = {}) =>
  visitType({ needs: { equipment, accessible: false }, ...over });

test('a clinic with rooms to spare is warned of nothing', () => {
  expect(clinicWarnings(catalogue({ rooms: twoRooms }))).toEqual([]);
});

test.each([
  [
    'that no room has the equipment for',
    catalogue({ rooms: twoRooms, visitTypes: [needing(['laser'])] }),
    'visit type consultation: no room can take it: none has laser',
  ],
  [
    'whose class no room is large enough for',
    catalogue({ rooms: [room('1A', { capacity: 4 })], visitTypes: [visitType({ people: 12 })] }),
    'visit type consultation: no room can take it: none has places for 12',
  ],
  [
    'that hangs on a single room',
    catalogue({
      rooms: [room('op1', { name: 'OP 1', equipment: ['laser'] }), room('1B')],
      visitTypes: [needing(['laser'])],
    }),
    'visit type consultation hangs on room OP 1: where that is lost, visits wait',
  ],
  [
    'that hangs on a single room and the hall it is part of',
    catalogue({
      rooms: [
        room('1A', { equipment: ['laser'] }),
        room('1B'),
        room('1AB', { equipment: ['laser'], parts: ['1A', '1B'] }),
      ],
      visitTypes: [needing(['laser'])],
    }),
    'visit type consultation hangs on room 1A (and what shares its walls): where that is lost, visits wait',
  ],
  [
    'that hangs on a single device',
    catalogue({
      rooms: twoRooms,
      visitTypes: [needing(['cart'])],
      portable: [{ tag: 'cart', units: ['cart-1'] }],
    }),
    'visit type consultation hangs on cart-1, the only cart: where that is in use, visits wait',
  ],
])('a clinic is warned of a visit type %s', (_, clinic, warning) => {
  expect(clinicWarnings(clinic)).toEqual([warning]);
});

const cleaners = [{ tag: 'cleaner', units: ['cleaner-1', 'cleaner-2'], during: 'turnaround' }] as const;

test.each([
  [
    'that no visit type needs',
    catalogue({ rooms: twoRooms, portable: cleaners }),
    'site north: cleaner is needed during turnarounds, and no visit type needs it: it is never in use',
  ],
  [
    'who have no minutes to clean',
    catalogue({ rooms: twoRooms, visitTypes: [needing(['cleaner'])], portable: cleaners }),
    'site north: cleaner is needed during turnarounds, and neither consultation nor a room they may have leaves turnaroundMinutes: it is never in use',
  ],
])('a clinic is warned of cleaners %s', (_, clinic, warning) => {
  expect(clinicWarnings(clinic)).toEqual([warning]);
});

test('a clinic whose cleaners have something to do is not warned of them', () => {
  const visitTypes = [{ ...needing(['cleaner']), turnaroundMinutes: 10 }];
  expect(clinicWarnings(catalogue({ rooms: twoRooms, visitTypes, portable: cleaners }))).toEqual([]);
});

test('a clinic is warned of a home room that its doctor may not use, or that will do for no visit', () => {
  const practitioners = [
    { id: 4711, name: 'Dr. Beispiel', site: 'north', homeRoom: '1A' },
    { id: 4712, site: 'north', homeRoom: '2A' },
    { id: 4713, site: 'north', homeRoom: '1B' },
  ];
  const rooms = [
    room('1A', { practitioners: [4712] }),
    room('1B'),
    room('1C'),
    room('2A', { kind: 'store' }),
  ];
  const visitTypes = [visitType({ needs: { equipment: [], kinds: ['consulting'], accessible: false } })];
  expect(clinicWarnings(catalogue({ rooms, visitTypes, practitioners }))).toEqual([
    'practitioner 4711 (Dr. Beispiel): the home room 1A is not open to them: add them to its practitioners',
    'practitioner 4712: the home room 2A will do for no type of visit',
  ]);
});

test.each(['EST', 'Etc/GMT+5', 'UTC', 'GMT', 'MST'])(
  'a clinic in %s is told that it knows no summer time',
  (timeZone) => {
    expect(clinicWarnings(catalogue({ rooms: twoRooms, site: { timeZone } }))).toEqual([
      `site north: the time zone ${timeZone} knows no summer time; where the clinic's clocks change, name its place, such as America/New_York`,
    ]);
  },
);

test.each(['Europe/Berlin', 'Asia/Tokyo', 'America/Phoenix', 'EST5EDT', 'CET'])(
  'a clinic in %s is told nothing of its clocks',
  (timeZone) => {
    expect(clinicWarnings(catalogue({ rooms: twoRooms, site: { timeZone } }))).toEqual([]);
  },
);

/** Wrong in every way at once. */
const WRONG = `
equipment: [ultrasound, X Ray]
kinds: [consulting]
kinds: [consulting]
sites:
  - id: north
    name: Clinic North
    timeZone: Europe/Berlin
    publishing: shadow
    hours: { mon-fry: 07:00-19:00 }
    buildings:
      - name: Main
        floors:
          - name: 1
            rooms:
              - { id: 1A, equipment: [ultrasound] }
              - { id: 1B, kind: consulting, equipment: [ultrsound] }
              - { id: 1B, kind: consulting, colour: red }
practitioners:
  - { id: 4711, site: noth }
  - { id: 4712, site: north, homeRoom: 1A }
`;

const mistakesIn = (text: string): string[] => {
  const parsed = parseClinicFile(text);
  return parsed.ok ? [] : parsed.mistakes.map(({ path, message }) => `${path}: ${message.split(';')[0]}`);
};

test('one mistake does not hide another: of spelling, of form, and of what does not fit together', () => {
  const rooms = 'sites[0].buildings[0].floors[0].rooms';
  const wrong = WRONG.replace('kinds: [consulting]\n', '');
  expect(mistakesIn(wrong)).toEqual([
    'equipment[1]: "X Ray" is no tag: write 1 to 32 of a-z, 0-9 and "-"',
    'sites[0].hours.mon-fry: unknown day "mon-fry"',
    `${rooms}[0].kind: is missing`,
    `${rooms}[2].colour: unknown field "colour"`,
    `${rooms}[2].id: room or unit "1B" is given twice`,
    `${rooms}[1].equipment[0]: unknown tag "ultrsound"`,
    'practitioners[0].site: unknown site "noth"',
  ]);
});

test('what is no YAML does not hide what can be read all the same', () => {
  const mistakes = mistakesIn(WRONG);
  expect(mistakes[0]).toBe(': Map keys must be unique');
  expect(mistakes).toContain('practitioners[0].site: unknown site "noth"');
  expect(mistakes).toContain('sites[0].hours.mon-fry: unknown day "mon-fry"');
});

test('a mistake of the whole file is named by its line, as the others by line and field', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'clinic-file-')), 'clinic.yaml');
  writeFileSync(file, 'equipment: [laser\nsites:\n  - id: a\n    naem: X\n');
  expect(() => readClinicFile(file)).toThrow(
    /2 mistake\(s\):\n {2}line 2: Flow sequence .*\n {2}line 4: sites\[0\]\.naem: unknown field "naem"$/,
  );
});
