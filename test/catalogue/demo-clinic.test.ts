import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseClinicFile } from '../../shared/catalogue/clinic-file.ts';
import { visitTypeOf } from '../../shared/domain/catalogue.ts';
import { locationText } from '../../shared/domain/location-text.ts';
import { siteOfVisit } from '../../shared/domain/site-of-visit.ts';

const text = readFileSync(new URL('../../shared/catalogue/demo-clinic.yaml', import.meta.url), 'utf8');

const demo = () => {
  const parsed = parseClinicFile(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.mistakes, null, 2));
  const [site] = parsed.catalogue.sites;
  if (site === undefined) throw new Error('the demo clinic has no site');
  return { catalogue: parsed.catalogue, site };
};

test('the demo clinic has no mistakes and six rooms on three floors', () => {
  const { site } = demo();
  expect(site.rooms.map(({ id, floor, floorIndex }) => [id, floor, floorIndex])).toEqual([
    ['1A', '1', 0],
    ['1B', '1', 0],
    ['2A', '2', 1],
    ['3B', '2', 1],
    ['3C', '3', 2],
    ['4A', '3', 2],
  ]);
});

test('patients of the demo clinic read the floor and the wing with the room', () => {
  const { site } = demo();
  const room = site.rooms.find(({ id }) => id === '3B');
  expect(room && locationText(site, room)).toBe('Room 3B — Floor 2, North wing');
});

test('every event type of the demo clinic has at least one room that can take it', () => {
  const { catalogue, site } = demo();
  const roomsFor = (eventTypeId: number) => {
    const needs = visitTypeOf(catalogue, { eventTypeId })?.needs;
    return site.rooms
      .filter(
        (room) =>
          needs?.equipment.every((tag) => room.equipment.includes(tag)) &&
          (needs.kinds?.includes(room.kind) ?? true) &&
          (room.accessible || !needs.accessible),
      )
      .map(({ id }) => id);
  };
  expect({
    'abdominal-scan': roomsFor(3001),
    consultation: roomsFor(3002),
    'laser-treatment': roomsFor(3003),
    physiotherapy: roomsFor(3004),
    'blood-test': roomsFor(3006),
    'minor-surgery': roomsFor(3007),
    'group-class': roomsFor(3008),
  }).toEqual({
    'abdominal-scan': ['3B', '3C'],
    consultation: ['1A', '1B', '3B'],
    'laser-treatment': ['4A'],
    physiotherapy: ['2A'],
    'blood-test': ['1A', '1B'],
    'minor-surgery': ['3C', '4A'],
    'group-class': ['2A'],
  });
  expect(visitTypeOf(catalogue, { eventTypeId: 3005 })?.id).toBe('video-consultation');
});

test('the practitioners of the demo clinic work at its site and have a home room there', () => {
  const { catalogue, site } = demo();
  for (const { id, homeRoom } of catalogue.practitioners) {
    const type = visitTypeOf(catalogue, { eventTypeSlug: 'consultation' });
    expect(siteOfVisit(catalogue, { visitType: type, practitionerId: id, start: 0 })).toBe(site);
    expect(site.rooms.map((room) => room.id)).toContain(homeRoom);
  }
  expect(catalogue.practitioners.map(({ id }) => id)).toEqual([4711, 4712, 4713]);
});

test('a room of the demo clinic has the hours of its site unless it has its own', () => {
  const { site } = demo();
  const hours = Object.fromEntries(site.rooms.map((room) => [room.id, room.hours]));
  expect(hours['1A']?.sat).toEqual([{ from: '08:00', to: '13:00' }]);
  expect(hours['4A']?.sat).toBeUndefined();
  expect(hours['4A']?.mon).toEqual([{ from: '09:00', to: '17:00' }]);
});
