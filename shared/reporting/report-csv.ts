import type { ShadowCounts, ShadowReport } from '../domain/shadow/shadow-report.ts';

/** The columns in their order: the name in the CSV, the words over the table, what stands there. */
export const REPORT_COLUMNS: readonly (readonly [
  name: string,
  head: string,
  of: (counts: ShadowCounts) => number,
])[] = [
  ['visits', 'visits', ({ visits }) => visits],
  ['rooms_found', 'rooms found', ({ roomed }) => roomed],
  ['conflicts_avoided', 'conflicts avoided', ({ conflicts }) => conflicts],
  ['waited', 'waited', ({ waited }) => waited],
  ['left_waiting', 'left waiting', ({ leftWaiting }) => leftWaiting],
  ['mails_immediately', 'mails: at once', ({ messages }) => messages.immediately],
  ['mails_hours_before', 'hours before', ({ messages }) => messages.hoursBefore],
  ['mails_link', 'link', ({ messages }) => messages.link],
  ['starts', 'starts', ({ starts }) => starts],
  ['starts_hidden', 'hidden', ({ hiddenStarts }) => hiddenStarts],
  ['staff_elsewhere', 'staff elsewhere', ({ staffElsewhere }) => staffElsewhere],
  ['staff_same', 'staff the same', ({ staffSame }) => staffSame],
];

/** One line a date, without a total: what is added up by a spreadsheet is added up there. Nothing in it needs quoting. */
export const reportCsv = ({ days }: ShadowReport): string =>
  [
    ['date', ...REPORT_COLUMNS.map(([name]) => name)],
    ...days.map((day) => [day.date, ...REPORT_COLUMNS.map(([, , of]) => of(day))]),
  ]
    .map((cells) => cells.join(','))
    .join('\n');
