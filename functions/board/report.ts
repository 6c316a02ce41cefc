import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { REPORT_KEPT_DAYS, readKeptReport } from '../../shared/reporting/kept-report.ts';
import { reportCsv } from '../../shared/reporting/report-csv.ts';
import { datesAsked } from './dates-asked.ts';
import type { Handle } from './dispatch.ts';
import { badField } from './problem.ts';
import { siteAsked } from './request-fields.ts';

/** As long as anyone looks before they decide; each date is one small reading. */
const SPAN = { usual: 14, most: 92, kept: REPORT_KEPT_DAYS } as const;

/** `GET /api/report?site=&from=&to=&format=`: what the days of a site in shadow came to, as each was counted in its night. */
export const getReport =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const site = siteAsked(call, await deps.clinic.catalogue());
    const dates = datesAsked(call, site, deps.now(), SPAN);
    const { format = 'json' } = call.query;
    if (format !== 'json' && format !== 'csv') throw badField('format', 'is neither `json` nor `csv`');
    const [from, to] = [dates[0], dates.at(-1)];
    const report = await readKeptReport(deps.ledger, site.id, dates);
    if (format === 'csv')
      return {
        status: 200,
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="report-${site.id}-${from}-${to}.csv"`,
        },
        body: reportCsv(report),
      };
    const { publishing } = await deps.clinic.site(site);
    return { status: 200, body: { site: site.id, publishing, from, to, ...report } };
  };
