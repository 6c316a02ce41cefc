import { WEEKDAYS } from '../../shared/domain/local-time.ts';
import type { Figures } from '../../shared/domain/utilisation/figures.ts';
import type { Utilisation } from '../../shared/domain/utilisation/utilisation.ts';

type About = { readonly site: string; readonly from: string; readonly until: string };
type Cell = string | number;

const BAR_WIDTH = 40;
/** Told apart by their shape, in the order in which they stand in a bar. */
const MARKS = [
  ['booked', '#'],
  ['turnaround', '+'],
  ['blocked', 'x'],
] as const satisfies readonly (readonly [keyof Figures, string])[];

/** For people: bars of signs, no colours. */
export const utilisationText = (found: Utilisation, { site, from, until }: About): string =>
  [
    `Site ${site}, ${from} to ${until}, in minutes. A bar is all that a room was open: # booked, + setup and turnaround, x blocked, . idle`,
    '',
    ...table(
      ['room', 'open', 'booked', 'used', 'turnaround', 'blocked', 'idle', ...COUNTS_HEAD],
      [
        ...found.rooms.map((each) => ({ first: each.room, figures: each })),
        { first: 'all', figures: found.total },
      ].map(({ first, figures }) => [first, ...minutesOf(figures), ...countsOf(figures), bar(figures)]),
    ),
    ...ifAny(
      found.equipment,
      ['equipment', 'open', 'booked', 'used', 'turnaround', 'blocked', 'idle', ...COUNTS_HEAD],
      (each) => [each.equipment, ...minutesOf(each), ...countsOf(each), bar(each)],
    ),
    ...ifAny(found.visitTypes, ['visit type', 'booked', 'used', 'turnaround', ...COUNTS_HEAD], (each) => [
      each.visitType,
      each.booked,
      each.used,
      each.turnaround,
      ...countsOf(each),
    ]),
    '',
    'How much of the open minutes was booked, setup or turnaround, by hour and weekday; so many who waited began then',
    '',
    ...week(found.hours),
  ].join('\n');

const COUNTS_HEAD = ['visits', 'no-shows', 'late', 'waited'];
const countsOf = ({
  visits,
  noShows,
  lateStarts,
  waited,
}: Pick<Figures, 'visits' | 'noShows' | 'lateStarts' | 'waited'>): readonly Cell[] => [
  visits,
  noShows,
  lateStarts,
  waited,
];
const minutesOf = ({ open, booked, used, turnaround, blocked, idle }: Figures): readonly Cell[] => [
  open,
  booked,
  used,
  turnaround,
  blocked,
  idle,
];

/** What is rounded is where the parts meet, so that the bar is always as long. */
const bar = (figures: Figures): string => {
  if (figures.open === 0) return '';
  let [minutes, signs] = [0, ''];
  for (const [name, mark] of MARKS) {
    minutes += figures[name];
    signs = signs.padEnd(Math.round((minutes / figures.open) * BAR_WIDTH), mark);
  }
  return signs.padEnd(BAR_WIDTH, '.');
};

const ifAny = <Row>(
  rows: readonly Row[],
  head: readonly string[],
  cells: (row: Row) => readonly Cell[],
): readonly string[] => (rows.length === 0 ? [] : ['', ...table(head, rows.map(cells))]);

/** The first column on the left, numbers on the right, and what has no head as it is. */
const table = (head: readonly string[], rows: readonly (readonly Cell[])[]): readonly string[] => {
  const widths = head.map((word, at) =>
    Math.max(word.length, ...rows.map((cells) => String(cells[at] ?? '').length)),
  );
  return [head, ...rows].map((cells) =>
    cells
      .map((cell, at) =>
        at === 0 ? String(cell).padEnd(widths[0] ?? 0) : String(cell).padStart(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
};

const week = (hours: Utilisation['hours']): readonly string[] => {
  const shown = [...new Set(hours.map(({ hour }) => hour))].sort((a, b) => a - b);
  const days = WEEKDAYS.filter((day) => hours.some(({ weekday }) => weekday === day));
  return table(
    ['', ...days],
    shown.map((hour) => [
      `${String(hour).padStart(2, '0')}:00`,
      ...days.map((day) => {
        const found = hours.find((each) => each.weekday === day && each.hour === hour);
        if (found === undefined) return '';
        const taken =
          found.open === 0 ? '–' : `${Math.round((100 * (found.booked + found.turnaround)) / found.open)} %`;
        return found.waited === 0 ? taken : `${taken}, ${found.waited} waited`;
      }),
    ]),
  );
};
