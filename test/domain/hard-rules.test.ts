import { expect, test } from 'vitest';
import english from '../../functions/board/page/app/language/en.json' with { type: 'json' };
import { DayTable } from '../../shared/domain/day-table.ts';
import { couldDo, FIELDS_OF_LEGALITY, HARD_RULES, refusalOf } from '../../shared/domain/hard-rules.ts';
import { booking, catalogue, dayOf, EARLY, room, visitType } from '../support/builders.ts';

/** A class of twelve in rooms of several sizes; one of them no one has counted. */
const classes = catalogue({
  rooms: [
    room('1A', { capacity: 2 }),
    room('1B', { capacity: 12 }),
    room('hall', { capacity: 40 }),
    room('attic'),
  ],
  visitTypes: [visitType({ people: 12 })],
});

test('a room that is too small for a class is refused, one no one has counted is not', () => {
  const table = new DayTable(dayOf(classes), EARLY);
  const refusals = table.day.rooms.map((each) => {
    const refusal = refusalOf(table.candidate(booking(classes), each));
    return `${each.room.id} ${refusal?.rejection ?? 'will do'} ${refusal?.detail ?? ''}`.trim();
  });
  expect(refusals).toEqual(['1A too-small 2', '1B will do', 'hall will do', 'attic will do']);
});

test('what a rule says of the room as the catalogue has it, the planner heeds without being told of the rule', () => {
  const table = new DayTable(dayOf(classes), EARLY);
  for (const each of table.day.rooms) {
    const candidate = table.candidate(booking(classes), each);
    expect(couldDo(candidate)).toBe(refusalOf(candidate) === undefined);
  }
});

test('every rule says which fields of a room it reads, and has its words on the board', () => {
  for (const [rejection, rule] of Object.entries(HARD_RULES)) {
    expect(rule.reads.length, rejection).toBeGreaterThan(0);
    expect(Object.keys(english), rejection).toContain(`rejection:${rejection}`);
  }
  expect([...FIELDS_OF_LEGALITY].sort()).toEqual([
    'accessible',
    'blocks',
    'building',
    'capacity',
    'equipment',
    'hours',
    'kind',
    'locked',
    'parts',
    'practitioners',
    'sessions',
    'turnaroundMinutes',
  ]);
});
