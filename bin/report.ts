import { BOOKING_KEPT_DAYS } from '../shared/domain/next-record.ts';
import { Clinic } from '../shared/ledger/clinic.ts';
import { readShadowReport } from '../shared/reporting/read-shadow-report.ts';
import { reportCsv } from '../shared/reporting/report-csv.ts';
import { BadUsage, COMMON_USAGE, runCommand } from './admin/command.ts';
import { connect } from './admin/connect.ts';
import { datesAsked, datesOfSite } from './admin/dates-of-site.ts';
import { reportTable } from './report/report-text.ts';

const usage = `What the rooms of a site would have come to, day by day: rooms found, conflicts avoided, who would have waited, mails by how
rooms could be announced, starts without a room, and where staff did otherwise. What each column counts: bin/report/report.md. For a
site in \`shadow\`, or any other. Reads only, and names no one.

  npm run report -- --site north --days 14

Options
  --site <id>        whose rooms are meant
  --days <n>         so many dates, 14 unless given; the Ledger keeps bookings for ${BOOKING_KEPT_DAYS} days after their visits
  --until <date>     the last of them, YYYY-MM-DD; today unless given
  --csv              as comma-separated values
${COMMON_USAGE}`;

await runCommand(
  {
    usage,
    options: {
      site: { type: 'string' },
      days: { type: 'string' },
      until: { type: 'string' },
      csv: { type: 'boolean', default: false },
    },
  },
  async ({ values, out }) => {
    const asked = datesAsked(values, 14);
    const to = connect(values);
    const kept = Math.min(BOOKING_KEPT_DAYS, to.trailKeptDays);
    if (asked.days > kept) throw new BadUsage(`--days ${asked.days}: no more than ${kept} are kept`);
    const clinic = new Clinic(to.ledger, Date.now, to.cal.words);
    const span = { kept, agoLast: 0, agoFirst: kept - 1 };
    const { site, from, until, dates } = await datesOfSite(clinic, asked, span);
    const report = await readShadowReport({ ledger: to.ledger, clinic }, site, dates, {
      settleMs: to.settleMs,
      progress: (date) => out.progress(`${date} read`),
    });
    const { publishing } = await clinic.site(site);
    const about = { site: site.id, publishing, from, until };
    out.result({ ...about, ...report }, values.csv ? reportCsv(report) : reportTable(report, about));
    return undefined;
  },
);
