import { describe, expect, test } from 'vitest';
import { affectedRooms, catalogueDiff } from '../../shared/catalogue/catalogue-diff.ts';
import { parseClinicFile } from '../../shared/catalogue/clinic-file.ts';
import type { Catalogue, Room } from '../../shared/domain/catalogue.ts';

/** A clinic with two rooms and their hall, and one more field in the first. */
const clinicWith = (field = ''): string => `
kinds: [consulting]
sites:
  - id: north
    name: North
    timeZone: Europe/Berlin
    publishing: shadow
    hours: { mon-fri: 07:00-19:00 }
    buildings:
      - name: Main
        floors:
          - name: 1
            rooms:
              - id: 1A
                kind: consulting
                ${field}
              - { id: 1B, kind: consulting }
              - { id: 1AB, kind: consulting, parts: [1A, 1B] }
practitioners:
  - { id: 4711, site: north }
`;

const catalogueOf = (text: string): Catalogue => {
  const parsed = parseClinicFile(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.catalogue;
};
const roomWith = (field: string): Room | undefined => catalogueOf(clinicWith(field)).sites[0]?.rooms[0];
const mistakesIn = (field: string): string[] => {
  const parsed = parseClinicFile(clinicWith(field));
  return parsed.ok
    ? []
    : parsed.mistakes.map(({ path, message }) => `${path.replace(/.*rooms\[0\]\./, '')}: ${message}`);
};

describe('a block that comes again is written', () => {
  test.each([
    ['on: fri, time: 12:00-13:00', 'FREQ=WEEKLY;BYDAY=FR', '12:00-13:00'],
    ['on: [mon, wed-fri]', 'FREQ=WEEKLY;BYDAY=MO,WE,TH,FR', '00:00-24:00'],
    ['every: 2 weeks, on: mon, from: 2027-03-01', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO', '00:00-24:00'],
    ['every: month, on: [first mon, last fri]', 'FREQ=MONTHLY;BYDAY=1MO,-1FR', '00:00-24:00'],
    ['every: 3 months, on: second tue, from: 2027-01-01', 'FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU', '00:00-24:00'],
  ])('%s', (written, repeats, time) => {
    const [block] = roomWith(`blocks: [{ ${written} }]`)?.blocks ?? [];
    expect(block).toMatchObject({ repeats, reason: 'reserved' });
    expect(`${block?.time.from}-${block?.time.to}`).toBe(time);
  });

  test('with the reason that staff would give, and its first and last date', () => {
    const text = 'blocks: [{ on: mon, reason: cleaning, from: 2027-03-01, until: 2027-04-30 }]';
    expect(roomWith(text)?.blocks).toEqual([
      {
        repeats: 'FREQ=WEEKLY;BYDAY=MO',
        from: '2027-03-01',
        until: '2027-04-30',
        time: { from: '00:00', to: '24:00' },
        reason: 'cleaning',
      },
    ]);
  });

  test.each([
    ['every: day, on: mon', 'every: "day" is no rhythm'],
    ['every: 2 weeks, on: mon', 'from: which week is the first? Write its date'],
    ['on: monday', 'on: unknown day "monday"'],
    ['every: month, on: mon', 'on: "mon" is no day of a month; write it like first mon or last fri'],
    ['on: mon, time: 13:00-12:00', 'time: 13:00 is not before 12:00'],
    ['on: mon, from: 2027-02-30', 'from: "2027-02-30" is no date'],
    ['on: mon, from: 2027-03-02, until: 2027-03-01', 'until: 2027-03-01 is before 2027-03-02'],
    ['on: mon, from: 2027-03-02, until: 2027-03-05', 'on: no such day comes from 2027-03-02 to 2027-03-05'],
    ['on: mon, reason: lunch', 'reason: expected one of cleaning, fault'],
    ['time: 12:00-13:00', 'on: is missing'],
  ])('and not %s', (written, mistake) => {
    expect(mistakesIn(`blocks: [{ ${written} }]`)[0]).toContain(`blocks[0].${mistake}`);
  });
});

describe('a session is written', () => {
  test('with those who have it', () => {
    expect(roomWith('sessions: [{ on: mon, time: 08:00-12:00, practitioners: [4711] }]')?.sessions).toEqual([
      { repeats: 'FREQ=WEEKLY;BYDAY=MO', time: { from: '08:00', to: '12:00' }, practitioners: [4711] },
    ]);
  });

  test.each([
    ['{ on: mon }', 'practitioners: is missing'],
    ['{ on: mon, practitioners: [] }', 'practitioners: name at least one: those who have the session'],
    ['{ on: mon, practitioners: [4712] }', 'practitioners[0]: unknown practitioner "4712"'],
  ])('and not %s', (written, mistake) => {
    expect(mistakesIn(`sessions: [${written}]`)[0]).toContain(`sessions[0].${mistake}`);
  });
});

test('a new block has the bookings of its room looked at again, and those of the hall it is part of', () => {
  const diff = catalogueDiff(
    catalogueOf(clinicWith()),
    catalogueOf(clinicWith('blocks: [{ on: fri, time: 12:00-13:00 }]')),
  );
  expect(Object.fromEntries(affectedRooms(diff))).toEqual({ north: ['1A', '1AB'] });
});
