import type { DayRecord } from '../shared/domain/ledger-records.ts';
import { addDays, localDateOf } from '../shared/domain/local-time.ts';
import type { Overrun } from '../shared/domain/overrun.ts';
import { Clinic } from '../shared/ledger/clinic.ts';
import { DAY_KEPT_DAYS } from '../shared/ledger/time-to-live.ts';
import { COMMON_USAGE, instantOf, runCommand } from './admin/command.ts';
import { connect } from './admin/connect.ts';
import { FEWEST, type Observed, observedOverruns } from './durations/observed-overruns.ts';

const usage = `How much longer than booked visits last, by their type, as staff said at the board: what to write into the clinic file as
\`overrun\`. Reads only.

  npm run durations -- --since 90d

Counted from the booked end to when staff said that the visit had ended, or that it runs late; patients who never came are left
out. The Ledger keeps a day for ${DAY_KEPT_DAYS} days: what is older is gone.

Options
  --since <when>     an instant, or so long ago: 6h, 90d
${COMMON_USAGE}`;

const inWords = ({ p50, p80, p95 }: Overrun): string => `{ p50: ${p50}, p80: ${p80}, p95: ${p95} }`;

const lineOf = ({ visitTypeId, seen, unsaid, inForce, proposed }: Observed, width: number): string => {
  const what =
    proposed === undefined
      ? `too few, ${FEWEST} are the least`
      : `half at most ${proposed.p50} min, 80 % ${proposed.p80}, 95 % ${proposed.p95}`;
  const now = inForce === undefined ? '' : ` (the file says ${inWords(inForce)})`;
  return `${visitTypeId.padEnd(width)}  ${String(seen).padStart(6)}  ${String(unsaid).padStart(6)}  ${what}${now}`;
};

const wordsOf = (observed: readonly Observed[]): string => {
  const width = Math.max(10, ...observed.map(({ visitTypeId }) => visitTypeId.length));
  const proposals = observed.flatMap(({ visitTypeId, proposed }) =>
    proposed === undefined ? [] : [`  - id: ${visitTypeId}`, `    overrun: ${inWords(proposed)}`],
  );
  return [
    `${'visit type'.padEnd(width)}  ${'seen'.padStart(6)}  ${'unsaid'.padStart(6)}  minutes longer than booked`,
    ...observed.map((each) => lineOf(each, width)),
    ...(proposals.length === 0
      ? ['', 'Nothing to propose yet: let staff press “Finished” at the board.']
      : ['', 'For the clinic file:', '', 'visitTypes:', ...proposals]),
  ].join('\n');
};

await runCommand({ usage, options: { since: { type: 'string' } } }, async ({ values, out }) => {
  const now = Date.now();
  const since = instantOf(values, 'since', now);
  const to = connect(values);
  const catalogue = await new Clinic(to.ledger, Date.now, to.cal.words).catalogue();
  const days: DayRecord[] = [];
  for (const site of catalogue.sites) {
    const oldest = Math.max(since, now - DAY_KEPT_DAYS * 86_400_000);
    const today = localDateOf(now, site.timeZone);
    for (let date = localDateOf(oldest, site.timeZone); date <= today; date = addDays(date, 1))
      days.push(await to.ledger.readDay(site.id, date));
    out.progress(`${days.length} days read, ${site.id} among them`);
  }
  const observed = observedOverruns(days, catalogue, now);
  out.result(
    { since: new Date(since).toISOString(), keptDays: DAY_KEPT_DAYS, visitTypes: observed },
    wordsOf(observed),
  );
  return undefined;
});
