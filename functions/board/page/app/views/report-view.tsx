import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ShadowCounts, ShadowReport } from '../../../../../shared/domain/shadow/shadow-report.ts';
import { addDays } from '../dates.ts';
import { figureOf, GROUPS } from '../model/report-figures.ts';
import { queryOf } from '../place.ts';
import { saveFile } from '../save-file.ts';
import { useAnswer } from '../use-answer.ts';
import { Button, useDesk } from './parts.tsx';

type Report = ShadowReport & { readonly missing: readonly string[] };

/** How many days one may look at. */
const PERIODS = [7, 14, 28, 91] as const;

/** What the days of a site in shadow came to, each as it was counted in its night, and all together. */
export const ReportView = (): JSX.Element => {
  const { board, todayDate, words } = useDesk();
  const [days, setDays] = useState(14);
  const [failed, setFailed] = useState(false);
  const to = addDays(todayDate, -1);
  const asked = { site: board.site, from: addDays(to, 1 - days), to };
  const report = useAnswer<Report>(`/api/report${queryOf(asked)}`);
  const save = (): void => {
    setFailed(false);
    saveFile(`/api/report${queryOf({ ...asked, format: 'csv' })}`).catch(() => setFailed(true));
  };
  return (
    <section class="report" aria-labelledby="report-title">
      <div class="trail-head">
        <h2 id="report-title">{words.t('report')}</h2>
        <select
          aria-label={words.t('report.period')}
          value={days}
          onChange={({ currentTarget }) => setDays(Number(currentTarget.value))}
        >
          {PERIODS.map((each) => (
            <option key={each} value={each}>
              {words.t('report.days', { count: each })}
            </option>
          ))}
        </select>
        {report && report.days.length > 0 && <Button onClick={save}> {words.t('report.save')}</Button>}
      </div>
      {failed && <p role="alert">{words.t('report.unsaved')}</p>}
      {report === undefined && <p class="empty">{words.t('loading')}</p>}
      {report?.days.length === 0 && <p class="empty">{words.t('report.none')}</p>}
      {report && report.days.length > 0 && (
        <>
          {report.missing.length > 0 && (
            <p class="note">{words.counted('report.missing', report.missing.length)}</p>
          )}
          <Sum total={report.total} />
          <Days report={report} />
        </>
      )}
    </section>
  );
};

/** The sentences that a decision is made by. */
const Sum = ({ total }: { total: ShadowCounts }): JSX.Element => {
  const { words } = useDesk();
  const { visits, roomed, conflicts, waited, leftWaiting, messages, starts, hiddenStarts } = total;
  const { staffElsewhere, staffSame } = total;
  return (
    <ul class="lines report-sum">
      <li>{words.t('report.sum.rooms', { roomed, visits, conflicts })}</li>
      <li>{words.t('report.sum.waited', { waited, left: leftWaiting })}</li>
      <li>{words.t('report.sum.mails', messages)}</li>
      <li>{words.t('report.sum.hidden', { hidden: hiddenStarts, starts })}</li>
      <li>{words.t('report.sum.staff', { elsewhere: staffElsewhere, same: staffSame })}</li>
    </ul>
  );
};

const Days = ({ report }: { report: Report }): JSX.Element => {
  const { words } = useDesk();
  const cells = (counts: ShadowCounts): JSX.Element[] =>
    GROUPS.flatMap(({ figures }) =>
      figures.map((name) => (
        <td key={name} class="figure">
          {figureOf(counts, name)}
        </td>
      )),
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
    <section class="table-frame" aria-label={words.t('report.table')} tabIndex={0}>
      <table>
        <caption>{words.t('report.table')}</caption>
        <thead>
          <tr>
            <th rowSpan={2} scope="col">
              {words.t('report.day')}
            </th>
            {GROUPS.map(({ group, figures }) => (
              <th key={group} colSpan={figures.length} scope="colgroup">
                {words.t(`report.group:${group}`)}
              </th>
            ))}
          </tr>
          <tr>
            {GROUPS.flatMap(({ figures }) =>
              figures.map((name) => (
                <th key={name} scope="col">
                  {words.t(`report:${name}`)}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {report.days.map((day) => (
            <tr key={day.date} data-date={day.date}>
              <th scope="row">{words.date(day.date)}</th>
              {cells(day)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.t('report.all')}</th>
            {cells(report.total)}
          </tr>
        </tfoot>
      </table>
    </section>
  );
};
