import { calLister } from '../shared/calcom/cal-lister.ts';
import { rebuild } from '../shared/reconciling/rebuild.ts';
import { COMMON_USAGE, countOf, runCommand } from './admin/command.ts';
import { connect } from './admin/connect.ts';
import { dependenciesOf } from './admin/dependencies.ts';

const usage = `Make an empty Ledger anew from what Cal.com shows. Locations that carry a room are taken over, not pinned; everyone
else is assigned. No one is mailed: older bookings are told only once staff adopt them. May be run again at any time. Refused
where the table was wound back: what came since is read from Cal.com by itself (lib/RUNBOOK.md).

  npm run rebuild                       what would be entered; changes nothing
  npm run rebuild -- --yes              enters it

Options
  --yes              enter it
  --days <n>         only so many days ahead; the horizon unless given
${COMMON_USAGE}`;

await runCommand(
  { usage, options: { yes: { type: 'boolean', default: false }, days: { type: 'string' } } },
  async ({ values, out }) => {
    const days = countOf(values, 'days', undefined);
    const dryRun = values.yes !== true;
    const to = connect(values);
    const deps = { ...dependenciesOf(to), lister: calLister(to.cal), progress: out.progress };
    const report = await rebuild(deps)({ dryRun, ...(days === undefined ? {} : { days }) });
    if (report.forgotten > 0) {
      out.result(
        { dryRun, ...report },
        `${report.forgotten} booking(s) were made and told their room since this Ledger knows their site, and it does not know them:
it was wound back. Nothing was entered. What came since is read from Cal.com by itself, within half an hour
(lib/RUNBOOK.md, “Wind the table back”).`,
      );
      return 1;
    }
    out.result(
      { dryRun, ...report },
      `${report.found} booking(s) to come need a room; the Ledger knows ${report.known} already.
${report.takenOver} ${dryRun ? 'would be' : 'were'} taken over with the room that Cal.com shows.
${report.assigned} ${dryRun ? 'would be' : 'were'} assigned like new ones, ${report.waiting} wait for a room, ${report.ignored} need none here.
${dryRun ? 'Nothing was changed: add --yes to enter it.' : `${report.owed} location(s) are owed to Cal.com.`}`,
    );
    return undefined;
  },
);
