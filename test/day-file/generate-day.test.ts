import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { DayFile, dayFileShape } from '../../bin/day-file/day-file.ts';
import { type DayRecipe, generateDay } from '../../bin/day-file/generate-day.ts';
import { problemOfDay } from '../../bin/day-file/problem-of-day.ts';

const digest = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

describe('a made-up day', () => {
  test('is frozen: published figures depend on it', () => {
    expect(
      digest(generateDay({ family: 'wide', rooms: 60, bookings: 1200, load: 85, seed: 7, lose: 3 })),
    ).toBe('feee82983e35b866');
    expect(digest(generateDay({ family: 'harsh', rooms: 50, bookings: 700, load: 85, seed: 7 }))).toBe(
      '513e800cb37c233b',
    );
  });

  test('is a Day file, and allows 14 to 38 rooms per booking in the wide family', () => {
    const problem = problemOfDay(
      DayFile.parse(generateDay({ family: 'wide', rooms: 60, bookings: 1200, load: 85, seed: 3 })),
    );
    const counts = problem.bookings.map((b) => b.options.length);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(14);
    expect(Math.max(...counts)).toBeLessThanOrEqual(38);
  });

  test('of the harsh family has a cleaning block in 30 % of the rooms and needs in about 55 % of the bookings', () => {
    const day = generateDay({ family: 'harsh', rooms: 60, bookings: 840, load: 85, seed: 3 });
    expect(day.rooms.filter((room) => room.closed?.length).length).toBe(18);
    const needy = day.bookings.filter((b) => b.needs?.equipment !== undefined).length / 840;
    expect(needy).toBeGreaterThan(0.5);
    expect(needy).toBeLessThan(0.6);
  });
});

describe('a made-up day with sessions', () => {
  const recipe = { family: 'harsh', rooms: 20, bookings: 240, load: 85, seed: 3 } as const;
  const startsOf = (more: Partial<DayRecipe>) =>
    generateDay({ ...recipe, ...more }).bookings.map(
      ({ start, end }) => [Date.parse(start), Date.parse(end)] as const,
    );
  const NOON = Date.parse('2026-03-02T11:00:00Z');
  const HOUR = 3_600_000;

  test('has a morning and an afternoon, with no one in the house for two hours between them', () => {
    const visits = startsOf({ sessions: 2 });
    expect(visits).toHaveLength(240);
    expect(visits.filter(([start, end]) => start < NOON + 2 * HOUR && NOON < end)).toEqual([]);
    expect(visits.some(([start]) => start < NOON)).toBe(true);
    expect(visits.some(([start]) => start >= NOON + 2 * HOUR)).toBe(true);
  });

  test('may end with an evening, hours after the day', () => {
    const starts = startsOf({ sessions: 2, evening: true }).map(([start]) => (start - NOON) / HOUR);
    expect(starts.filter((hour) => hour >= 6 && hour < 8)).toEqual([]);
    expect(starts.some((hour) => hour >= 8)).toBe(true);
  });

  test('may be a Saturday, of half the hours', () => {
    const { bookings, now } = generateDay({ ...recipe, bookings: 100, saturday: true });
    expect(new Date(now).getUTCDay()).toBe(6);
    const ends = bookings.map(({ end }) => Date.parse(end));
    expect(Math.max(...ends) - Date.parse(now)).toBeLessThanOrEqual(6 * HOUR);
  });

  test('may have nothing in it, one visit, or one room', () => {
    expect(generateDay({ ...recipe, bookings: 0, sessions: 2 }).bookings).toEqual([]);
    expect(generateDay({ ...recipe, bookings: 1, sessions: 2 }).bookings).toHaveLength(1);
    expect(generateDay({ ...recipe, rooms: 1, bookings: 8, sessions: 2 }).bookings).toHaveLength(8);
  });
});

describe('the Day file', () => {
  test('names the path of each mistake', () => {
    const bad = {
      site: { timeZone: 'Mars/Olympus' },
      now: '2026-03-02T07:00:00Z',
      rooms: [
        { id: 'A', parts: ['B'] },
        { id: 'C', parts: ['C'] },
        { id: 'D', parts: ['E'] },
        { id: 'E', parts: ['F'] },
        { id: 'F', parts: ['D'] },
        { id: 'G', parts: ['E'] },
      ],
      portable: [{ tag: 'scope', units: 1 }],
      bookings: [
        {
          uid: 'u',
          start: '2026-03-02T09:00:00Z',
          end: '2026-03-02T08:00:00Z',
          state: 'announced',
          needs: { rooms: { Z: 0 }, equipment: ['scope', 'lazer'] },
          overrun: { p50: 5, p80: 4, p95: 3 },
        },
      ],
    };
    const paths = DayFile.safeParse(bad).error?.issues.map((issue) => issue.path.join('.'));
    expect(paths).toEqual([
      'site.timeZone',
      'rooms.0.parts.0',
      'rooms.1.parts.0',
      'rooms.2.parts.0',
      'rooms.3.parts.0',
      'rooms.4.parts.0',
      'bookings.0.end',
      'bookings.0.overrun.p80',
      'bookings.0.overrun.p95',
      'bookings.0.needs.rooms.Z',
      'bookings.0.needs.equipment.1',
      'bookings.0.room',
    ]);
  });

  test('has the JSON Schema that is checked in beside it', () => {
    const file = new URL('../../bin/day-file/day-file.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(z.toJSONSchema(dayFileShape, { io: 'input' }));
  });
});

test('where practitioners roam, each still has one visit at a time, and all else of the Day is as it was drawn', () => {
  const recipe = { family: 'harsh', rooms: 10, bookings: 120, load: 80, seed: 3 } as const;
  const [atHome, roaming] = [generateDay(recipe), generateDay({ ...recipe, roaming: 30 })];
  const without = ({ practitioner: _, ...visit }: (typeof atHome.bookings)[number]) => visit;
  expect({ ...roaming, bookings: roaming.bookings.map(without) }).toEqual({
    ...atHome,
    bookings: atHome.bookings.map(without),
  });
  const moved = roaming.bookings.filter((b, at) => b.practitioner !== atHome.bookings[at]?.practitioner);
  expect(moved.length).toBeGreaterThan(5);
  for (const a of roaming.bookings)
    for (const b of roaming.bookings)
      if (a !== b && a.practitioner === b.practitioner)
        expect(Date.parse(a.end) <= Date.parse(b.start) || Date.parse(b.end) <= Date.parse(a.start)).toBe(
          true,
        );
});
