import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { roomNamed } from '../../shared/calcom/room-named.ts';
import { affectedRooms, catalogueDiff } from '../../shared/catalogue/catalogue-diff.ts';
import { diffInWords } from '../../shared/catalogue/catalogue-diff-words.ts';
import { parseClinicFile } from '../../shared/catalogue/clinic-file.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { locationText } from '../../shared/domain/location-text.ts';
import { runs } from '../support/runs.ts';

type Written = Record<string, unknown>;

/** A clinic with these rooms on its one floor. */
const clinicOf = (rooms: readonly Written[], over: Written = {}): string =>
  stringify({
    equipment: ['ultrasound'],
    kinds: ['consulting'],
    sites: [
      {
        id: 'north',
        name: 'Clinic North',
        timeZone: 'Europe/Berlin',
        publishing: 'shadow',
        hours: { 'mon-fri': '07:00-19:00' },
        buildings: [
          {
            name: 'Main',
            floors: [{ name: '1', rooms: rooms.map((each) => ({ kind: 'consulting', ...each })) }],
          },
        ],
      },
    ],
    ...over,
  });

const catalogueOf = (text: string): Catalogue => {
  const parsed = parseClinicFile(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.catalogue;
};

const mistakesIn = (text: string): string[] => {
  const parsed = parseClinicFile(text);
  return parsed.ok ? [] : parsed.mistakes.map(({ path, message }) => `${path}: ${message}`);
};

const ROOM = 'sites[0].buildings[0].floors[0].rooms';

describe('what a clinic calls things', () => {
  test('a patient reads the name of the room, and its id where it has none', () => {
    const [site] = catalogueOf(clinicOf([{ id: 'op1-2', name: 'OP 1/2' }, { id: '1A' }])).sites;
    expect(site?.rooms.map((room) => locationText(site, room))).toEqual([
      'Room OP 1/2 — Floor 1, Main',
      'Room 1A — Floor 1, Main',
    ]);
  });

  test('a file from before there were names is the same catalogue as ever', () => {
    expect(catalogueOf(clinicOf([{ id: '1A' }]))).toEqual(catalogueOf(clinicOf([{ id: '1A', name: '1A' }])));
    expect(catalogueOf(clinicOf([{ id: '1A' }])).sites[0]?.rooms[0]).not.toHaveProperty('name');
  });

  test.each([
    ['Sprechzimmer 1'],
    ['OP 1/2'],
    ['診察室1'],
    ['غرفة ١'],
    ['Zimmer "Alpenblick": Süd'],
    ['x'.repeat(60)],
  ])('a room may be called %s', (name) => {
    expect(catalogueOf(clinicOf([{ id: 'r1', name }])).sites[0]?.rooms[0]?.name).toBe(name);
  });

  test.each([
    ['x'.repeat(61), 'must not be longer than 60 characters'],
    ['two\nlines', 'must be one line without control or invisible characters'],
    ['', 'must not be empty'],
  ])('a room may not be called %j', (name, message) => {
    expect(mistakesIn(clinicOf([{ id: 'r1', name }]))).toEqual([`${ROOM}[0].name: ${message}`]);
  });

  test('two rooms of a floor may not share a name: no one could tell them apart', () => {
    const rooms = [{ id: 'r1', name: 'Labor' }, { id: 'r2', name: 'LABOR' }, { id: 'labor' }];
    expect(mistakesIn(clinicOf(rooms))).toEqual([
      `${ROOM}[1].name: "LABOR" is also the name of room "r1" on this floor`,
      `${ROOM}[2].id: "labor" is also the name of room "r1" on this floor`,
    ]);
  });

  test('rooms of two floors may share a name only where patients read the floor too', () => {
    const site = (locationFormat: string) => ({
      sites: [
        {
          id: 'north',
          name: 'North',
          timeZone: 'Europe/Berlin',
          publishing: 'off',
          hours: {},
          locationFormat,
          buildings: [
            {
              name: 'Main',
              floors: ['1', '2'].map((name) => ({
                name,
                rooms: [{ id: `lab${name}`, name: 'Labor', kind: 'consulting' }],
              })),
            },
          ],
        },
      ],
    });
    expect(mistakesIn(clinicOf([], site('{room}, {floor}')))).toEqual([]);
    expect(mistakesIn(clinicOf([], site('Raum {room}')))[0]).toContain(
      'patients would read the same for this room and room "lab1"',
    );
  });

  test('a tag, a kind and a practitioner may have names, a tag other words for it too', () => {
    const text = clinicOf([{ id: '1A', kind: 'exam', equipment: ['us'] }], {
      equipment: [{ id: 'us', name: 'Ultraschall', aliases: ['Sono', 'échographie'] }, 'ecg'],
      kinds: [{ id: 'exam', name: 'Untersuchung' }],
      practitioners: [{ id: 4711, name: 'Dr. Beispiel', site: 'north' }],
    });
    expect(catalogueOf(text)).toMatchObject({
      equipment: ['ecg', 'us'],
      equipmentNames: [{ tag: 'us', name: 'Ultraschall', aliases: ['Sono', 'échographie'] }],
      kindNames: [{ kind: 'exam', name: 'Untersuchung' }],
      practitioners: [{ id: 4711, name: 'Dr. Beispiel', site: 'north' }],
    });
  });

  test('a word that means two tags is a mistake: an answer with it would mean neither', () => {
    const equipment = [
      { id: 'x-ray', aliases: ['Röntgen'] },
      { id: 'ct', name: 'X Ray', aliases: ['röntgen'] },
    ];
    expect(mistakesIn(clinicOf([], { equipment }))).toEqual([
      'equipment[1]: "X Ray" is also a word for "x-ray"',
      'equipment[1]: "röntgen" is also a word for "x-ray"',
    ]);
  });

  test('a word that asks for nothing is no name of equipment', () => {
    const equipment = [{ id: 'ecg', aliases: ['Keine'] }, 'none'];
    expect(mistakesIn(clinicOf([], { equipment }))).toEqual([
      'equipment[0]: "Keine" is an answer that asks for nothing',
      'equipment[1]: "none" is an answer that asks for nothing',
    ]);
  });

  test('a tag with a name is checked field by field', () => {
    const equipment = [{ id: 'X Ray', nane: 'Röntgen' }];
    expect(mistakesIn(clinicOf([], { equipment }))).toEqual([
      'equipment[0].id: "X Ray" is no tag: write 1 to 32 of a-z, 0-9 and "-"',
      'equipment[0].nane: unknown field "nane"; did you mean "name"?',
    ]);
  });

  test('renaming is told as such, and no booking need be looked at again for it', () => {
    const before = catalogueOf(clinicOf([{ id: '1A' }]));
    const renamed = clinicOf([{ id: '1A', name: 'Sprechzimmer 1' }], {
      equipment: [{ id: 'ultrasound', name: 'Ultraschall' }],
      kinds: [{ id: 'consulting', name: 'Sprechzimmer' }],
    });
    const diff = catalogueDiff(before, catalogueOf(renamed));
    expect(diffInWords(diff)).toEqual([
      'equipment tag ultrasound: name (not set) → Ultraschall',
      'room kind consulting: name (not set) → Sprechzimmer',
      'room 1A at north: name (not set) → "Sprechzimmer 1"',
    ]);
    expect(affectedRooms(diff).size).toBe(0);
  });
});

test('whatever a room is called: it is read as written, and what a patient reads leads back to that room', () => {
  const letter = fc.constantFrom(...'aäßé1/ -診室ع&"\'#:{}[]%@'.split(''));
  const names = fc
    .uniqueArray(
      fc
        .string({ unit: letter, minLength: 1, maxLength: 60 })
        .map((text) => text.replace(/\s+/g, ' ').trim().normalize('NFC'))
        .filter((text) => text !== ''),
      { minLength: 1, maxLength: 4, selector: (text) => text.toLowerCase() },
    )
    // One name within another is looked for, and found, in the text of both.
    .filter((all) => all.every((one) => all.every((other) => one === other || !other.includes(one))));
  fc.assert(
    fc.property(names, (called) => {
      const catalogue = catalogueOf(clinicOf(called.map((name, index) => ({ id: `room-${index}`, name }))));
      const [site] = catalogue.sites;
      if (site === undefined) return;
      expect(site.rooms.map(({ name }) => name)).toEqual(called);
      for (const room of site.rooms) {
        const text = locationText(site, room);
        expect(text).toContain(room.name);
        expect(roomNamed(text, site)?.id).toBe(room.id);
        expect(roomNamed(room.name, site)?.id).toBe(room.id);
      }
    }),
    { numRuns: runs(60) },
  );
});
