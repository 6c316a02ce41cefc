import type { DateKept } from '../shared/domain/utilisation/day-utilised.ts';
import { oneMore } from '../shared/domain/utilisation/one-more.ts';
import { waitingOn } from '../shared/domain/utilisation/past-problem.ts';
import { utilisationCsv } from '../shared/domain/utilisation/utilisation-csv.ts';
import { Clinic } from '../shared/ledger/clinic.ts';
import { DAY_KEPT_DAYS } from '../shared/ledger/time-to-live.ts';
import { readUtilisation } from '../shared/reporting/read-utilisation.ts';
import { loadHighsSolver } from '../shared/solver/highs.ts';
import { BadUsage, COMMON_USAGE, runCommand } from './admin/command.ts';
import { connect } from './admin/connect.ts';
import { datesAsked, datesOfSite } from './admin/dates-of-site.ts';
import { oneMoreText } from './utilisation/one-more-text.ts';
import { utilisationText } from './utilisation/utilisation-text.ts';

const usage = `How the rooms of a site were used: by room, equipment, visit type, weekday and hour, the minutes booked, used, blocked and idle,
who waited, who did not come, what began late. What each column counts: bin/utilisation/utilisation.md. Reads only, and names no one.

  npm run utilisation -- --site north --days 28

Options
  --site <id>        whose rooms are meant
  --days <n>         so many dates, 28 unless given; the Ledger keeps a day for ${DAY_KEPT_DAYS} days
  --until <date>     the last of them, YYYY-MM-DD; yesterday unless given
  --csv              as comma-separated values: each room by weekday and hour
  --one-more         also what one more room of each kind, or unit of portable equipment, would have brought: takes its time
${COMMON_USAGE}`;

await runCommand(
  {
    usage,
    options: {
      site: { type: 'string' },
      days: { type: 'string' },
      until: { type: 'string' },
      csv: { type: 'boolean', default: false },
      'one-more': { type: 'boolean', default: false },
    },
  },
  async ({ values, out }) => {
    if (values.csv && values['one-more']) throw new BadUsage('--one-more: not as --csv, say --json');
    const asked = datesAsked(values, 28);
    if (asked.days > DAY_KEPT_DAYS)
      throw new BadUsage(`--days ${asked.days}: no more than ${DAY_KEPT_DAYS} are kept`);
    const to = connect(values);
    const clinic = new Clinic(to.ledger, Date.now, to.cal.words);
    const span = { kept: DAY_KEPT_DAYS, agoLast: 1, agoFirst: DAY_KEPT_DAYS };
    const { site, from, until, dates } = await datesOfSite(clinic, asked, span);
    const kept: DateKept[] = [];
    const found = await readUtilisation({ ledger: to.ledger, clinic }, site, dates, (each) => {
      if (values['one-more'] && waitingOn(each).length > 0) kept.push(each);
      out.progress(`${each.date} read`);
    });
    const described = (await clinic.site(site)).site;
    const more = values['one-more']
      ? oneMore(described, kept, {
          solver: await loadHighsSolver(),
          progress: (date) => out.progress(`${date} planned anew`),
        })
      : undefined;
    const about = { site: site.id, from, until };
    const words = values.csv ? utilisationCsv(found) : utilisationText(found, about);
    out.result(
      { ...about, ...found, ...(more === undefined ? {} : { oneMore: more }) },
      more === undefined ? words : `${words}\n\n${oneMoreText(more, described.rooms)}`,
    );
    return undefined;
  },
);
