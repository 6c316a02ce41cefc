import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { affectedRooms, catalogueDiff } from '../../shared/catalogue/catalogue-diff.ts';
import { diffInWords } from '../../shared/catalogue/catalogue-diff-words.ts';
import { parseClinicFile } from '../../shared/catalogue/clinic-file.ts';
import type { Catalogue, Room } from '../../shared/domain/catalogue.ts';

const TEXT = readFileSync(new URL('../../shared/catalogue/demo-clinic.yaml', import.meta.url), 'utf8');

const catalogueOf = (text: string): Catalogue => {
  const parsed = parseClinicFile(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.catalogue;
};

const demo = catalogueOf(TEXT);

/** The difference that an edit of the demo clinic's file makes. */
const editing = (...edits: [was: string, is: string][]) => {
  const text = edits.reduce((sofar, [was, is]) => {
    if (!sofar.includes(was)) throw new Error(`the demo clinic does not say ${was}`);
    return sofar.replace(was, is);
  }, TEXT);
  return catalogueDiff(demo, catalogueOf(text));
};

const affected = (diff: ReturnType<typeof editing>) => Object.fromEntries(affectedRooms(diff));
const ALL_ROOMS = ['1A', '1B', '2A', '3B', '3C', '4A'];

describe('the difference that an import makes', () => {
  test('the same clinic makes none', () => {
    expect(catalogueDiff(demo, demo).changes).toEqual([]);
  });

  test('on the first import everything is new', () => {
    const diff = catalogueDiff(undefined, demo);
    expect(new Set(diff.changes.map(({ kind }) => kind))).toEqual(new Set(['added']));
    expect(diffInWords(diff)).toContain('room 3B at north is new');
    expect(affected(diff)).toEqual({});
  });

  test('a changed room is told field by field, before and after', () => {
    const diff = editing([
      'equipment: [ultrasound]\n                accessible: true',
      'equipment: [ecg, ultrasound]',
    ]);
    expect(diff.changes).toEqual([
      {
        what: 'room',
        id: '3B',
        site: 'north',
        kind: 'changed',
        fields: [
          { field: 'equipment', before: ['ultrasound'], after: ['ecg', 'ultrasound'] },
          { field: 'accessible', before: true, after: false },
        ],
      },
    ]);
    expect(diffInWords(diff)).toEqual([
      'room 3B at north: equipment ultrasound → ecg, ultrasound; accessible yes → no',
    ]);
    expect(affected(diff)).toEqual({ north: ['3B'] });
  });

  test('a room that is gone is told, and is affected', () => {
    const diff = editing([
      '              - id: 1B\n                kind: consulting\n                equipment: [blood-draw]\n                accessible: true\n',
      '',
    ]);
    expect(diffInWords(diff)).toEqual(['room 1B at north is removed']);
    expect(affected(diff)).toEqual({ north: ['1B'] });
  });

  test('a new room is told, and is not affected', () => {
    const diff = editing([
      '              - id: 1B\n',
      '              - { id: 1C, kind: therapy }\n              - id: 1B\n',
    ]);
    expect(diffInWords(diff)).toEqual(['room 1C at north is new']);
    expect(affected(diff)).toEqual({});
  });

  test('other hours of the site are other hours of the rooms without their own', () => {
    const diff = editing([
      '      mon-fri: 07:00-19:00\n      sat: 08:00-13:00',
      '      mon-thu: [07:00-12:00, 13:00-19:00]\n      fri: 07:00-12:00',
    ]);
    expect(diffInWords(diff)[0]).toBe(
      'room 1A at north: hours mon-fri 07:00-19:00, sat 08:00-13:00 → mon-thu 07:00-12:00 and 13:00-19:00, fri 07:00-12:00',
    );
    expect(affected(diff)).toEqual({ north: ['1A', '1B', '2A', '3B', '3C'] });
  });

  const otherwise: Partial<Room>[] = [
    { kind: 'procedure' },
    { equipment: [] },
    { accessible: false },
    { hours: {} },
    { turnaroundMinutes: 15 },
    { practitioners: [4711] },
    { capacity: 4 },
    {
      blocks: [{ repeats: 'FREQ=WEEKLY;BYDAY=MO', time: { from: '12:00', to: '13:00' }, reason: 'cleaning' }],
    },
  ];
  test.each(otherwise)('a room that is otherwise by %o is affected', (change) => {
    const sites = demo.sites.map((site) => ({
      ...site,
      rooms: site.rooms.map((room) => (room.id === '3B' ? { ...room, ...change } : room)),
    }));
    expect(affected(catalogueDiff(demo, { ...demo, sites }))).toEqual({ north: ['3B'] });
    expect(affected(catalogueDiff({ ...demo, sites }, demo))).toEqual({ north: ['3B'] });
  });

  test('a room that becomes the hall of two others, or is it no more, is affected with them', () => {
    const sites = demo.sites.map((site) => ({
      ...site,
      rooms: site.rooms.map((room) => (room.id === '3B' ? { ...room, parts: ['1A', '1B'] } : room)),
    }));
    expect(affected(catalogueDiff(demo, { ...demo, sites }))).toEqual({ north: ['1A', '1B', '3B'] });
    expect(affected(catalogueDiff({ ...demo, sites }, demo))).toEqual({ north: ['1A', '1B', '3B'] });
  });

  test.each([
    ['another time zone', 'Europe/Berlin', 'Europe/Lisbon'],
    ['another closed date', '2027-01-01', '2027-01-06'],
    ['a portable unit less', '[portable-ecg-1, portable-ecg-2]', '[portable-ecg-1]'],
  ])('%s affects every room of the site', (_, was, is) => {
    expect(affected(editing([was, is]))).toEqual({ north: ALL_ROOMS });
  });

  test.each([
    [
      'another wording of the location',
      'Room {room} —',
      'Raum {room} —',
      'site north: locationFormat "Room {room} — Floor {floor}, {building}" → "Raum {room} — Floor {floor}, {building}"',
    ],
    ['another policy', 'freezeMinutes: 30', 'freezeMinutes: 45', 'site north: policy.freezeMinutes 30 → 45'],
    [
      'another moment to tell patients',
      'announcing: immediately',
      'announcing: { hoursBefore: 24 }',
      'site north: announcing immediately → {"hoursBefore":24}',
    ],
    [
      'no fallback location',
      '    fallbackLocation: please ask at reception\n',
      '',
      'site north: fallbackLocation "please ask at reception" → (not set)',
    ],
    ['another home room', 'homeRoom: 3B', 'homeRoom: 3C', 'practitioner 4711: homeRoom 3B → 3C'],
    [
      'another need of a visit',
      'equipment: [laser]\n    setup',
      'equipment: [ecg, laser]\n    setup',
      'visit type laser-treatment: needs.equipment laser → ecg, laser',
    ],
    ['another tag', '  - laser\n', '  - laser\n  - mri\n', 'equipment tag mri is new'],
    [
      'another name of a wing',
      'name: North wing',
      'name: Old wing',
      'room 1A at north: building "North wing" → "Old wing"',
    ],
  ])('%s is told, and affects no room', (_, was, is, words) => {
    const diff = editing([was, is]);
    expect(diffInWords(diff)).toContain(words);
    expect(affected(diff)).toEqual({});
  });

  test('what was new one way is gone the other way', () => {
    const text = TEXT.replace('  - id: 4713\n    site: north\n    homeRoom: 2A\n', '').replace(
      '[3008]',
      '[3009]',
    );
    const there = catalogueDiff(demo, catalogueOf(text));
    const back = catalogueDiff(catalogueOf(text), demo);
    expect(diffInWords(there)).toEqual([
      'visit type group-class: eventTypeIds 3008 → 3009',
      'practitioner 4713 is removed',
    ]);
    expect(diffInWords(back)).toEqual([
      'practitioner 4713 is new',
      'visit type group-class: eventTypeIds 3009 → 3008',
    ]);
  });
});
