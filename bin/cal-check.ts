import { inWords } from './admin/against-catalogue.ts';
import { checkCal } from './admin/check-cal.ts';
import { COMMON_USAGE, runCommand } from './admin/command.ts';
import { connect } from './admin/connect.ts';

const usage = `Check the keys and the clinic's catalogue against Cal.com: changes nothing, mails no one. Exit 1 where something is wrong.

  npm run cal:check

Options
${COMMON_USAGE}`;

await runCommand({ usage }, async ({ values, out }) => {
  const findings = await checkCal(connect(values), out.progress);
  out.result({ findings }, findings.map(inWords).join('\n'));
  return findings.some((each) => each.wrong) ? 1 : 0;
});
