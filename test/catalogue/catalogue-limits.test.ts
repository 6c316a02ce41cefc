import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEMO_CLINIC } from '../../bin/read-clinic-file.ts';
import { limitsOf } from '../../shared/catalogue/catalogue-limits.ts';
import { parseClinicFile } from '../../shared/catalogue/clinic-file.ts';
import { MOST_WRITES, mostClaims } from '../../shared/domain/write-count.ts';
import { largeClinic } from './large-clinic.ts';

const hall = (parts: number, portable: number): string => {
  const ids = Array.from({ length: parts }, (_, nth) => `p${nth}`);
  const tags = Array.from({ length: portable }, (_, nth) => `cart-${nth}`);
  return `
equipment: [${tags.join(', ')}]
kinds: [hall]
sites:
  - id: north
    name: North
    timeZone: Europe/Berlin
    publishing: shadow
    hours: { mon-fri: 07:00-19:00 }
    portable: [${tags.map((tag) => `{ tag: ${tag}, units: [${tag}-1] }`).join(', ')}]
    buildings:
      - name: Main
        floors:
          - name: Ground
            rooms:
${[...ids.map((id) => `{ id: ${id}, kind: hall }`), `{ id: hall, kind: hall, parts: [${ids.join(', ')}] }`]
  .map((room) => `              - ${room}`)
  .join('\n')}
visitTypes: [{ id: congress, eventTypeIds: [1], needs: { equipment: [${tags.join(', ')}] } }]
`;
};

const mistakes = (text: string): string[] => {
  const parsed = parseClinicFile(text);
  return parsed.ok ? [] : parsed.mistakes.map(({ message }) => message);
};

test('a combination room of fifty parts is refused, for no visit to it could be written', () => {
  expect(mistakes(hall(50, 0))).toEqual([
    'a room of 50 parts is too large: no transaction could write a visit to it; 11 parts are the most',
  ]);
});

test('a combination room is refused exactly where a visit to it could not be written', () => {
  for (const portable of [0, 2]) {
    const most = mostClaims() - 1 - portable;
    expect(mistakes(hall(most, portable))).toEqual([]);
    expect(mistakes(hall(most + 1, portable))).toEqual([
      expect.stringContaining(`${most} parts are the most`),
    ]);
  }
});

test('of every limit it is told how far the demo clinic is from it', () => {
  const parsed = parseClinicFile(readFileSync(DEMO_CLINIC, 'utf8'));
  if (!parsed.ok) return expect.fail();
  const limits = limitsOf(parsed.catalogue);
  expect(limits.map(({ unit, most }) => [unit, most])).toEqual([
    ['writes', MOST_WRITES],
    ['KB', 4096],
    ['KB', 2048],
  ]);
  for (const { is, most } of limits) expect(is).toBeLessThan(most / 2);
});

// A thousand: `large-import.deep.test.ts`.
test('a hundred sites with forty rooms each are within every limit, twenty thousand sites are not', () => {
  for (const { is, most } of limitsOf(largeClinic(100, 40))) expect(is).toBeLessThanOrEqual(most);
  expect(limitsOf(largeClinic(20_000, 0)).some(({ is, most }) => is > most)).toBe(true);
});
