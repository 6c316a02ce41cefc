import type { ShadowReport } from '../../shared/domain/shadow/shadow-report.ts';
import { REPORT_COLUMNS } from '../../shared/reporting/report-csv.ts';

/** For people, with the total below. */
export const reportTable = (
  { days, total }: ShadowReport,
  { site, publishing, from, until }: { site: string; publishing: string; from: string; until: string },
): string => {
  const line = (first: string, cells: readonly (string | number)[]): string =>
    [
      first.padEnd('2027-03-01'.length),
      ...cells.map((cell, at) => String(cell).padStart(REPORT_COLUMNS[at]?.[1].length ?? 0)),
    ].join('  ');
  return [
    `Site ${site}, publishing ${publishing}, ${from} to ${until}`,
    '',
    line(
      '',
      REPORT_COLUMNS.map(([, head]) => head),
    ),
    ...days.map((day) =>
      line(
        day.date,
        REPORT_COLUMNS.map(([, , of]) => of(day)),
      ),
    ),
    line(
      'all',
      REPORT_COLUMNS.map(([, , of]) => of(total)),
    ),
  ].join('\n');
};
