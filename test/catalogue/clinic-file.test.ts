import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { boundedText } from '../../shared/calcom/location-text.ts';
import { catalogueVersion } from '../../shared/catalogue/catalogue-version.ts';
import { parseClinicFile } from '../../shared/catalogue/clinic-file.ts';
import { FIELDS } from '../../shared/catalogue/clinic-file-schema.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { anyCharacter } from '../support/arbitraries.ts';

const SMALL = `
equipment: [ultrasound, ecg, cart]
kinds: [consulting, therapy]
sites:
  - id: north
    name: Clinic North
    timeZone: Europe/Berlin
    publishing: shadow
    hours: { mon-fri: 07:00-19:00 }
    buildings:
      - name: Main
        floors:
          - name: 1
            rooms:
              - { id: 1A, kind: consulting, equipment: [ultrasound] }
              - { id: 1B, kind: consulting }
              - { id: 1AB, kind: therapy, parts: [1A, 1B] }
    portable: [{ tag: cart, units: [cart-1] }]
  - id: south
    name: Clinic South
    timeZone: Europe/Berlin
    publishing: shadow
    hours: { mon-fri: 07:00-19:00 }
    buildings:
      - { name: Main, floors: [{ name: 1, rooms: [{ id: S1, kind: therapy }] }] }
practitioners:
  - { id: 4711, site: north, homeRoom: 1A }
visitTypes:
  - { id: scan, eventTypeIds: [3001], eventTypeSlugs: [scan], needs: { equipment: [ultrasound] } }
`;

/** The small clinic with one thing written differently. */
const clinicWith = (was: string, is: string): string => {
  if (!SMALL.includes(was)) throw new Error(`the small clinic does not say ${was}`);
  return SMALL.replace(was, is);
};

const catalogueOf = (text: string) => {
  const parsed = parseClinicFile(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.catalogue;
};

const mistakesIn = (text: string): string[] => {
  const parsed = parseClinicFile(text);
  return parsed.ok ? [] : parsed.mistakes.map(({ path, message }) => `${path}: ${message}`);
};

const ROOM = 'sites[0].buildings[0].floors[0].rooms';

describe('what a clinic may write', () => {
  test('a small clinic has no mistakes', () => {
    expect(mistakesIn(SMALL)).toEqual([]);
  });

  test('a room called 1E2 is not the number 100, and a floor may be called 007', () => {
    const text = clinicWith('id: 1B', 'id: 1E2')
      .replace('parts: [1A, 1B]', 'parts: [1A, 1E2]')
      .replace('name: 1\n', 'name: 007\n');
    const rooms = catalogueOf(text).sites[0]?.rooms;
    expect(rooms?.map(({ id }) => id)).toEqual(['1A', '1E2', '1AB']);
    expect(rooms?.[0]?.floor).toBe('007');
  });

  test('publishing "off" is a mode, not the YAML value false', () => {
    expect(catalogueOf(clinicWith('publishing: shadow', 'publishing: off')).sites[0]?.publishing).toBe('off');
  });

  test('patients may be looked up where the site says so, and “off” is what an older clinic file means', () => {
    const withNames = (mode: string) =>
      catalogueOf(clinicWith('publishing: shadow', `publishing: shadow\n    patientNames: ${mode}`));
    expect(withNames('on-request').sites[0]?.patientNames).toBe('on-request');
    expect(withNames('off').version).toBe(catalogueOf(SMALL).version);
  });

  test('a clinic that says nothing about it has the documented defaults', () => {
    const site = catalogueOf(SMALL).sites[0];
    expect(site).toMatchObject({
      credential: 'default',
      locationFormat: 'Room {room} — Floor {floor}, {building}',
      announcing: 'immediately',
      closedDates: [],
      policy: { horizonDays: 60, freezeMinutes: 30, holdMinutes: 1440, maxAnnouncedChanges: 1 },
    });
    expect(site).not.toHaveProperty('fallbackLocation');
    expect(site).not.toHaveProperty('patientNames');
    expect(site?.rooms[1]).toMatchObject({ equipment: [], accessible: false, turnaroundMinutes: 0 });
    expect(catalogueOf(SMALL).visitTypes[0]).toMatchObject({
      setupMinutes: 0,
      turnaroundMinutes: 0,
      priority: 2,
    });
  });

  test('a room has the turnaround of its site unless it has its own', () => {
    const text = clinicWith('hours: {', 'turnaroundMinutes: 5\n    hours: {').replace(
      'id: 1B, kind: consulting',
      'id: 1B, kind: consulting, turnaroundMinutes: 0',
    );
    const turnarounds = catalogueOf(text).sites[0]?.rooms.map((room) => room.turnaroundMinutes);
    expect(turnarounds).toEqual([5, 0, 5]);
  });

  test('hours may have a break, run until midnight, and name a day as closed', () => {
    const text = clinicWith(
      '{ mon-fri: 07:00-19:00 }',
      '{ mon: [13:00-19:00, 07:00-12:00], tue: 18:00–24:00, wed: closed }',
    );
    expect(catalogueOf(text).sites[0]?.rooms[0]?.hours).toEqual({
      mon: [
        { from: '07:00', to: '12:00' },
        { from: '13:00', to: '19:00' },
      ],
      tue: [{ from: '18:00', to: '24:00' }],
    });
  });

  test('patients may be told some hours before the visit', () => {
    const text = clinicWith('publishing: shadow', 'publishing: shadow\n    announcing: { hoursBefore: 24 }');
    expect(catalogueOf(text).sites[0]?.announcing).toEqual({ hoursBefore: 24 });
  });

  test('patients may be told a link in place of the room, and the way to each room', () => {
    const text = clinicWith(
      'publishing: shadow',
      'publishing: shadow\n    announcing: { link: "https://rooms.example/" }\n    checkIn: true',
    ).replace(
      'id: 1B, kind: consulting',
      'id: 1B, kind: consulting, directions: second on the left, plan: "https://rooms.example/1b.png"',
    );
    const [site] = catalogueOf(text).sites;
    expect(site).toMatchObject({
      announcing: { link: 'https://rooms.example' },
      locationFormat: '{site}, {building} — your room: {link}',
      checkIn: true,
    });
    expect(site?.rooms[1]).toMatchObject({
      directions: 'second on the left',
      plan: 'https://rooms.example/1b.png',
    });
  });
});

describe('each mistake is reported with its place', () => {
  const mistakes: [title: string, was: string, is: string, expected: string[]][] = [
    [
      'a misspelt tag is reported with the tag that was meant',
      'equipment: [ultrasound] }\n              -',
      'equipment: [ultrsound] }\n              -',
      [`${ROOM}[0].equipment[0]: unknown tag "ultrsound"; did you mean "ultrasound"?`],
    ],
    [
      'a tag a visit needs must be one that the clinic has listed',
      'needs: { equipment: [ultrasound] }',
      'needs: { equipment: [mri] }',
      ['visitTypes[0].needs.equipment[0]: unknown tag "mri"'],
    ],
    [
      'a misspelt field is reported with the field that was meant',
      'homeRoom: 1A',
      'homeroom: 1A',
      ['practitioners[0].homeroom: unknown field "homeroom"; did you mean "homeRoom"?'],
    ],
    [
      'a field in the wrong place is reported with where it belongs',
      'homeRoom: 1A',
      'homeRoom: 1A, patientNames: on-request, closedDates: [], parts: []',
      [
        'practitioners[0].patientNames: unknown field "patientNames" here; it belongs to a site',
        'practitioners[0].closedDates: unknown field "closedDates" here; it belongs to a site',
        'practitioners[0].parts: unknown field "parts" here; it belongs to a room',
      ],
    ],
    [
      'two rooms cannot have one id, in whatever case',
      'id: 1B',
      'id: 1a',
      [
        `${ROOM}[1].id: room or unit "1a" is given twice`,
        `${ROOM}[2].parts[1]: unknown room "1B"; did you mean "1A"?`,
      ],
    ],
    [
      'a portable unit cannot have the id of a room',
      'units: [cart-1]',
      'units: [1A]',
      ['sites[0].portable[0].units[0]: room or unit "1A" is given twice'],
    ],
    [
      'a portable tag must be one that the clinic has listed',
      'tag: cart,',
      'tag: card,',
      ['sites[0].portable[0].tag: unknown tag "card"; did you mean "cart"?'],
    ],
    [
      'a tag is either portable at a site or installed there',
      'tag: cart,',
      'tag: ultrasound,',
      [
        'sites[0].portable[0].tag: "ultrasound" is also installed in a room of this site; give the portable one a tag of its own',
      ],
    ],
    [
      'portable equipment is there during the visit, or those who clean are during turnarounds',
      'units: [cart-1] }',
      'units: [cart-1], during: cleaning }',
      ['sites[0].portable[0].during: expected turnaround; leave it out where it is there during the visit'],
    ],
    [
      'a way goes from one building of the site to another',
      '    portable: [{ tag: cart',
      '    ways: [{ between: [Main], minutes: 8 }]\n    portable: [{ tag: cart',
      ['sites[0].ways[0].between: name two buildings'],
    ],
    [
      'a way goes between two buildings that there are',
      '    portable: [{ tag: cart',
      '    ways: [{ between: [Main, Mall], minutes: 8 }, { between: [Mall, Main], minutes: 9 }, { between: [Main, Main], minutes: 8 }]\n    portable: [{ tag: cart',
      [
        'sites[0].ways[0].between[1]: unknown building "Mall"',
        'sites[0].ways[1].between[0]: unknown building "Mall"',
        'sites[0].ways[1]: the way between Mall and Main is given twice',
        'sites[0].ways[2].between[1]: building "Main" is given twice',
      ],
    ],
    ['two sites cannot have one id', 'id: south', 'id: north', ['sites[1].id: site "north" is given twice']],
    [
      'a room must be of a kind that the clinic has listed',
      'kind: consulting }',
      'kind: consultng }',
      [`${ROOM}[1].kind: unknown kind "consultng"; did you mean "consulting"?`],
    ],
    [
      'a home room must be at the site where the practitioner works',
      'homeRoom: 1A',
      'homeRoom: S1',
      ['practitioners[0].homeRoom: room "S1" is at site "south", the practitioner at "north"'],
    ],
    [
      'a home room must exist',
      'homeRoom: 1A',
      'homeRoom: 9Z',
      ['practitioners[0].homeRoom: unknown room "9Z"'],
    ],
    [
      'a pod is of rooms at the site where the practitioner works',
      'homeRoom: 1A',
      'pod: [1A, S1]',
      ['practitioners[0].pod[1]: room "S1" is at site "south", the practitioner at "north"'],
    ],
    [
      'no one works in no room',
      'homeRoom: 1A',
      'rooms: 0',
      ['practitioners[0].rooms: expected a whole number of rooms from 1 to 9, not "0"'],
    ],
    [
      'a practitioner works at a site that exists',
      'id: 4711, site: north',
      'id: 4711, site: nrth',
      ['practitioners[0].site: unknown site "nrth"; did you mean "north"?'],
    ],
    [
      'a visit type takes place at a site that exists',
      'eventTypeSlugs: [scan],',
      'eventTypeSlugs: [scan], site: west,',
      ['visitTypes[0].site: unknown site "west"'],
    ],
    [
      'a room is reserved for practitioners who exist',
      'id: 1B, kind: consulting',
      'id: 1B, kind: consulting, practitioners: [4799]',
      [`${ROOM}[1].practitioners[0]: unknown practitioner "4799"`],
    ],
    [
      'a combination room is made of rooms that exist',
      'parts: [1A, 1B]',
      'parts: [1A, S1]',
      [`${ROOM}[2].parts[1]: unknown room "S1"`],
    ],
    [
      'a combination room is not part of itself',
      'parts: [1A, 1B]',
      'parts: [1A, 1AB]',
      [`${ROOM}[2].parts[1]: a room cannot be part of itself`],
    ],
    [
      'a combination room is made of rooms that have no parts themselves',
      'id: 1B, kind: consulting',
      'id: 1B, kind: consulting, parts: [1A, 1AB]',
      [
        `${ROOM}[1].parts[1]: "1AB" has parts itself; name the rooms that it is made of`,
        `${ROOM}[2].parts[1]: "1B" has parts itself; name the rooms that it is made of`,
      ],
    ],
    [
      'an event type is mapped once',
      'visitTypes:',
      'visitTypes:\n  - { id: other, eventTypeIds: [3001], eventTypeSlugs: [scan] }',
      [
        'visitTypes[1].eventTypeIds[0]: event type id "3001" is given twice',
        'visitTypes[1].eventTypeSlugs[0]: event type slug "scan" is given twice',
      ],
    ],
    [
      'a visit type stands for at least one event type',
      'eventTypeIds: [3001], eventTypeSlugs: [scan], ',
      '',
      ['visitTypes[0]: name at least one event type, by eventTypeIds or eventTypeSlugs'],
    ],
    [
      'a visit type that is offered only with a room is of event types that belong to one person each',
      'eventTypeIds: [3001], eventTypeSlugs: [scan],',
      'eventTypeSlugs: [scan], offer: only-with-room,',
      [
        'visitTypes[0].offer: "only-with-room" is about event types of one person each: name them by eventTypeIds, for several people may have one of the same slug',
      ],
    ],
    [
      'a visit type that is offered only with a room is named by ids alone, and is no class',
      'eventTypeSlugs: [scan],',
      'eventTypeSlugs: [scan], offer: only-with-room, tellSeats: always,',
      [
        'visitTypes[0].offer: "only-with-room" is done for eventTypeIds alone; give the event types named by a slug a visit type of their own',
        'visitTypes[0].offer: "only-with-room" is not for classes: a class keeps its room while seats are left, and would be hidden from those who want one',
      ],
    ],
    [
      'what is offered has a name',
      'eventTypeSlugs: [scan],',
      'offer: sometimes,',
      ['visitTypes[0].offer: expected always, only-with-room or feed, not "sometimes"'],
    ],
    [
      'a room opens before it closes',
      '07:00-19:00',
      '19:00-07:00',
      [
        'sites[0].hours.mon-fri: 19:00 is not before 07:00; hours over midnight are written 19:00-24:00 on this day and 00:00-07:00 on the next',
      ],
    ],
    [
      'a room that opens closes later, not at once',
      'mon-fri: 07:00-19:00',
      'mon: 07:00-07:00',
      [
        'sites[0].hours.mon: 07:00 is not before 07:00; hours over midnight are written 07:00-24:00 on this day and 00:00-07:00 on the next',
      ],
    ],
    [
      'nothing opens at 24:00',
      '07:00-19:00',
      '24:00-24:00',
      ['sites[0].hours.mon-fri: "24:00-24:00" is not a stretch of time; write it like 07:00-19:00'],
    ],
    [
      'there is no 25th hour',
      '07:00-19:00',
      '07:00-25:00',
      ['sites[0].hours.mon-fri: "07:00-25:00" is not a stretch of time; write it like 07:00-19:00'],
    ],
    [
      'the stretches of one day do not overlap',
      'mon-fri: 07:00-19:00',
      'mon: [07:00-12:00, 11:00-19:00]',
      ['sites[0].hours.mon[1]: 11:00-19:00 overlaps another stretch of the same day'],
    ],
    [
      'a day has its hours once',
      '{ mon-fri: 07:00-19:00 }',
      '{ mon-fri: 07:00-19:00, wed: 09:00-12:00 }',
      ['sites[0].hours.wed: wed is already given by "mon-fri"'],
    ],
    [
      'days have three letters, and ranges go forward',
      '{ mon-fri: 07:00-19:00 }',
      '{ monday: 07:00-19:00, sat-mon: 09:00-12:00 }',
      [
        'sites[0].hours.monday: unknown day "monday"; write mon, tue, … sun or a range like mon-fri',
        'sites[0].hours.sat-mon: unknown day "sat-mon"; write mon, tue, … sun or a range like mon-fri',
      ],
    ],
    [
      'a time zone is a place, not an offset',
      'Europe/Berlin',
      '"+02:00"',
      ['sites[0].timeZone: "+02:00" is no IANA time zone'],
    ],
    [
      'a misspelt time zone is reported with the one that was meant',
      'Europe/Berlin',
      'Europe/Berlni',
      ['sites[0].timeZone: "Europe/Berlni" is no IANA time zone; did you mean "Europe/Berlin"?'],
    ],
    [
      'a location format has known placeholders only',
      'publishing: shadow',
      'publishing: shadow\n    locationFormat: "{room}, floor {flor}"',
      [
        'sites[0].locationFormat: unknown placeholder "{flor}"; known are {room}, {floor}, {building}, {site}, {link}',
      ],
    ],
    [
      'a location format names the room, and no link that is not announced',
      'publishing: shadow',
      'publishing: shadow\n    locationFormat: "Floor {floor}: {link}"',
      [
        'sites[0].locationFormat: must contain {room}',
        'sites[0].locationFormat: must not contain {link}: there is one only where "announcing" is a link',
      ],
    ],
    [
      'where a link is announced the text has it, and names neither the room nor the floor',
      'publishing: shadow',
      'publishing: shadow\n    announcing: { link: https://rooms.example }\n    locationFormat: "{room}, {floor}"',
      [
        'sites[0].locationFormat: must contain {link}',
        'sites[0].locationFormat: must not contain {room}: the link shows it, and may show another one later',
        'sites[0].locationFormat: must not contain {floor}: the link shows it, and may show another one later',
      ],
    ],
    ...[
      'http://rooms.example',
      'https://rooms.example/?a=b',
      'https://me@rooms.example',
      'rooms.example',
    ].map((link): [string, string, string, string[]] => [
      `a link such as ${link} is nothing to send a patient to`,
      'publishing: shadow',
      `publishing: shadow\n    announcing: { link: "${link}" }`,
      [
        'sites[0].announcing: expected "immediately", "hoursBefore" with a whole number from 1 to 720, or "link" with the https address at which patients reach this system',
      ],
    ]),
    [
      'no one checks in by a link that no one is told',
      'publishing: shadow',
      'publishing: shadow\n    checkIn: true',
      ['sites[0].checkIn: needs "announcing" to be a link: patients check in there'],
    ],
    [
      'a picture of the way has an https address',
      'id: 1B, kind: consulting',
      'id: 1B, kind: consulting, plan: "javascript:alert(1)"',
      [`${ROOM}[1].plan: expected the https address of a picture, not "javascript:alert(1)"`],
    ],
    [
      'a location is one line without control characters',
      'publishing: shadow',
      'publishing: shadow\n    fallbackLocation: "ask at\\nreception"',
      ['sites[0].fallbackLocation: must be one line without control or invisible characters'],
    ],
    [
      'a location is at most 200 characters',
      'publishing: shadow',
      `publishing: shadow\n    fallbackLocation: ${'x'.repeat(201)}`,
      ['sites[0].fallbackLocation: must not be longer than 200 characters'],
    ],
    [
      'a location is at most 200 characters with the names filled in',
      'publishing: shadow',
      `publishing: shadow\n    locationFormat: "{room} {site} ${'x'.repeat(184)}"`,
      [`${ROOM}[2]: its location text is longer than 200 characters: "1AB Clinic North ${'x'.repeat(184)}"`],
    ],
    [
      'a fallback location says something',
      'publishing: shadow',
      'publishing: shadow\n    fallbackLocation: " "',
      ['sites[0].fallbackLocation: must not be empty'],
    ],
    [
      'a closed date is a real date, once',
      'publishing: shadow',
      'publishing: shadow\n    closedDates: [2027-02-29]',
      ['sites[0].closedDates[0]: "2027-02-29" is no date; write it like 2026-12-25'],
    ],
    [
      'publishing is chosen, not defaulted',
      'publishing: shadow\n',
      '\n',
      ['sites[0].publishing: is missing'],
    ],
    [
      'publishing is one of three modes',
      'publishing: shadow',
      'publishing: yes',
      ['sites[0].publishing: expected off, shadow or on, not "yes"'],
    ],
    [
      'minutes are whole',
      'id: 1B, kind: consulting',
      'id: 1B, kind: consulting, turnaroundMinutes: 2.5',
      [`${ROOM}[1].turnaroundMinutes: expected a whole number of minutes from 0 to 240, not "2.5"`],
    ],
    [
      'more visits stay below a larger figure',
      'needs: { equipment: [ultrasound] }',
      'needs: { equipment: [ultrasound] }, overrun: { p50: 5, p80: 4, p95: 6 }',
      ['visitTypes[0].overrun.p80: must not be less than p50, which is 5: more visits stay below it'],
    ],
    [
      'each part of how long visits last is said, or none',
      'needs: { equipment: [ultrasound] }',
      'needs: { equipment: [ultrasound] }, overrun: { p50: 5, p95: 6 }',
      ['visitTypes[0].overrun.p80: is missing'],
    ],
    [
      'accessible is true or false',
      'id: 1B, kind: consulting',
      'id: 1B, kind: consulting, accessible: maybe',
      [`${ROOM}[1].accessible: expected true or false, not "maybe"`],
    ],
    [
      'a room id cannot carry the marks that separate database keys and addresses',
      'id: 1B',
      'id: "1B#/"',
      [
        `${ROOM}[1].id: "1B#/" is no room id: write 1 to 32 of A-Z, a-z, 0-9, ".", "_", "-", beginning with a letter or digit`,
      ],
    ],
    [
      'the tag "unreadable" is what the assigner says of an answer it could not read',
      'equipment: [ultrasound, ecg, cart]',
      'equipment: [ultrasound, ecg, cart, unreadable]',
      ['equipment[3]: "unreadable" is reserved; choose another tag'],
    ],
    [
      'a list left empty is reported as such',
      'practitioners:\n  - { id: 4711, site: north, homeRoom: 1A }',
      'practitioners:',
      ['practitioners: expected a list of practitioners, not nothing'],
    ],
    [
      'building and floor names are given once',
      '- { name: Main, floors: [{ name: 1, rooms: [{ id: S1, kind: therapy }] }] }',
      '- { name: Main, floors: [{ name: 1, rooms: [] }, { name: 1, rooms: [] }] }\n      - { name: main, floors: [] }',
      [
        'sites[1].buildings[1].name: building "main" is given twice',
        'sites[1].buildings[0].floors[1].name: floor "1" is given twice',
      ],
    ],
  ];

  test.each(mistakes)('%s', (_, was, is, expected) => {
    expect(mistakesIn(clinicWith(was, is))).toEqual(expected);
  });

  test('every mistake of a file is reported at once', () => {
    const text = clinicWith('homeRoom: 1A', 'homeRoom: 9Z')
      .replace('kind: consulting }', 'kind: surgery }')
      .replace('eventTypeSlugs: [scan],', 'eventTypeSlugs: [scan], site: west,');
    expect(mistakesIn(text)).toHaveLength(3);
  });

  test('a mistake names the line on which it stands', () => {
    const lineOf = (text: string) => {
      const parsed = parseClinicFile(text);
      return parsed.ok ? undefined : parsed.mistakes[0]?.line;
    };
    expect(lineOf(clinicWith('id: 1B, kind: consulting', 'id: 1B, kind: surgery'))).toBe(16);
    expect(lineOf(clinicWith('timeZone: Europe/Berlin', 'timezone: Europe/Berlin'))).toBe(5);
    expect(lineOf(clinicWith('kinds: [consulting, therapy]', 'kinds: [consulting, therapy'))).toBe(4);
  });

  test('a file that is no clinic is refused', () => {
    expect(mistakesIn('')).toContain('sites: is missing');
    expect(mistakesIn('just words')).toEqual([': expected a group of fields, not "just words"']);
    expect(mistakesIn(`${SMALL}\n---\nsites: []`)[0]).toMatch(/multiple documents/);
    expect(mistakesIn(SMALL.replace('kinds:', 'equipment:'))[0]).toMatch(/unique/);
    expect(mistakesIn(`${SMALL}\n__proto__: { kinds: [] }`)).not.toEqual([]);
  });

  test('aliases of aliases cannot fill the memory', () => {
    const layers = Array.from({ length: 30 }, (_, n) =>
      n === 0 ? 'a0: &a0 [x, x]' : `a${n}: &a${n} [*a${n - 1}, *a${n - 1}]`,
    );
    expect(mistakesIn(layers.join('\n'))).toEqual([
      ': Excessive alias count indicates a resource exhaustion attack',
    ]);
  });

  test('whatever a file says, reading it answers and never throws', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.constantFrom('', 'north', '1A', 'mon-fri', '{room}', '2026-02-30', '__proto__'),
    );
    const key = fc.constantFrom(
      ...[
        'equipment',
        'kinds',
        'sites',
        'id',
        'hours',
        'rooms',
        'buildings',
        'floors',
        'needs',
        '__proto__',
        'constructor',
      ],
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        scalar,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(
        fc.oneof(
          value.map((data) => stringify(data)),
          fc.string(),
        ),
        (text) => {
          const parsed = parseClinicFile(text);
          expect(parsed.ok || parsed.mistakes.length > 0).toBe(true);
        },
      ),
    );
  });
});

describe('law: what a clinic writes is what the catalogue says', () => {
  const id = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/),
    fc.constantFrom('1E2', '0x1F', '0o17', '007', 'on', 'no', 'null', 'true', '1.0', '2026-01-01'),
  );
  const words = fc
    .string({ unit: anyCharacter, minLength: 1, maxLength: 30 })
    .map((text) =>
      text
        .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
        .replace(/\s+/gu, ' ')
        .trim()
        .normalize('NFC'),
    )
    .filter((text) => text !== '');
  const clinic = fc.record({
    name: words,
    building: words,
    floor: words,
    fallbackLocation: words,
    rooms: fc.uniqueArray(id, { minLength: 1, maxLength: 5, selector: (each) => each.toLowerCase() }),
    minutes: fc.nat({ max: 240 }),
    accessible: fc.boolean(),
  });

  test.each(['failsafe', 'core', 'json'] as const)('in the %s style of YAML', (schema) => {
    fc.assert(
      fc.property(clinic, ({ name, building, floor, fallbackLocation, rooms, minutes, accessible }) => {
        const room = (roomId: string) => ({
          id: roomId,
          kind: 'any',
          accessible: schema === 'failsafe' ? String(accessible) : accessible,
          turnaroundMinutes: schema === 'failsafe' ? String(minutes) : minutes,
        });
        const site = {
          id: 'north',
          name,
          timeZone: 'Europe/Berlin',
          publishing: 'on',
          fallbackLocation,
          hours: { 'mon-sun': '00:00-24:00' },
          buildings: [{ name: building, floors: [{ name: floor, rooms: rooms.map(room) }] }],
        };
        const read = catalogueOf(stringify({ kinds: ['any'], sites: [site] }, { schema }));
        expect(read.sites[0]).toMatchObject({
          name,
          fallbackLocation,
          rooms: rooms.map((roomId) => ({
            id: roomId,
            building,
            floor,
            floorIndex: 0,
            accessible,
            turnaroundMinutes: minutes,
          })),
        });
        for (const text of [name, building, floor, fallbackLocation]) expect(boundedText(text)).toBe(text);
      }),
    );
  });

  test('text is one line with single spaces, and composed: ü is one letter', () => {
    const text = clinicWith('name: Main', 'name: "  Flu\\u0308gel \\u00a0 Nord "');
    expect(catalogueOf(text).sites[0]?.rooms[0]?.building).toBe('Flügel Nord');
  });
});

test('every field a clinic can write is explained in catalogue.md', () => {
  const manual = readFileSync(new URL('../../shared/catalogue/catalogue.md', import.meta.url), 'utf8');
  const explained = new Set(
    [...manual.matchAll(/[`.]([A-Za-z][A-Za-z\d]*)(?:\[\])?(?=[`:.])/g)].map(([, word]) => word),
  );
  expect(FIELDS.flatMap(([, fields]) => fields).filter((field) => !explained.has(field))).toEqual([]);
});

describe('the version of a catalogue', () => {
  test('comments, layout and the order of tags do not make a new version', () => {
    const same = clinicWith(
      'equipment: [ultrasound, ecg, cart]',
      '# all we have\nequipment:\n  - cart\n  - ecg\n  - ultrasound',
    );
    expect(catalogueOf(same)).toEqual(catalogueOf(SMALL));
    const reordered = clinicWith('id: 4711, site: north', 'site: north, id: 4711');
    expect(catalogueOf(reordered).version).toBe(catalogueOf(SMALL).version);
  });

  test('a catalogue that comes back from a database with its fields in another order has the same version', () => {
    const catalogue = catalogueOf(SMALL);
    const reversed: Catalogue = JSON.parse(JSON.stringify(catalogue), (_, part: unknown) =>
      part !== null && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).reverse())
        : part,
    );
    expect(Object.keys(reversed)[0]).not.toBe(Object.keys(catalogue)[0]);
    expect(catalogueVersion(reversed)).toBe(catalogue.version);
  });

  test('defaults written out do not make a new version', () => {
    const same = clinicWith(
      'publishing: shadow',
      'publishing: shadow\n    credential: default\n    policy: { horizonDays: 60 }',
    );
    expect(catalogueOf(same).version).toBe(catalogueOf(SMALL).version);
  });

  test.each([
    ['another turnaround', 'id: 1B, kind: consulting', 'id: 1B, kind: consulting, turnaroundMinutes: 5'],
    ['another opening hour', '07:00-19:00', '07:00-18:00'],
    ['another home room', 'homeRoom: 1A', 'homeRoom: 1B'],
    ['another policy', 'publishing: shadow', 'publishing: shadow\n    policy: { freezeMinutes: 31 }'],
    ['another tag', 'equipment: [ultrasound, ecg, cart]', 'equipment: [ultrasound, ecg, cart, laser]'],
  ])('%s makes a new version', (_, was, is) => {
    expect(catalogueOf(clinicWith(was, is)).version).not.toBe(catalogueOf(SMALL).version);
    expect(catalogueOf(SMALL).version).toMatch(/^[0-9a-f]{16}$/);
  });
});
