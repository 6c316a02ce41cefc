import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { utilisationCsv } from '../../../../../shared/domain/utilisation/utilisation-csv.ts';
import { addDays } from '../dates.ts';
import { queryOf } from '../place.ts';
import { saveAs } from '../save-file.ts';
import type { Used } from '../used.ts';
import { OneMoreSection } from './one-more.tsx';
import { Button, useDesk } from './parts.tsx';
import { UsedLegend, UsedPatterns } from './used-bar.tsx';
import { EquipmentTable, RoomsTable, TypesTable, WeekTable } from './used-tables.tsx';

/** So many dates until yesterday, by one press. */
const PERIODS = [7, 28] as const;
/** As far back as a day is kept, and as many dates as are told at once. */
const OLDEST_DAYS = 40;
const MOST_DATES = 31;

/** How rooms were used, and what one more would have brought. */
export const UsedView = (): JSX.Element => {
  const { board, todayDate, words, place, go, get, say } = useDesk();
  const yesterday = addDays(todayDate, -1);
  const to = place.to ?? yesterday;
  const from = place.from ?? addDays(to, 1 - PERIODS[1]);
  const query = queryOf({ site: board.site, from, to });
  const [answer, setAnswer] = useState<{ readonly query: string; readonly used?: Used } | undefined>();
  useEffect(() => {
    let gone = false;
    get<Used>(`/api/utilisation${query}`).then(
      (used) => !gone && setAnswer({ query, used }),
      () => !gone && setAnswer({ query }),
    );
    return () => {
      gone = true;
    };
  }, [query, get]);
  const used = answer?.query === query ? answer.used : undefined;
  const failed = answer?.query === query && answer.used === undefined;
  const oldest = addDays(todayDate, -OLDEST_DAYS);
  const shown = used && words.t('used.shown', { from: words.date(from, true), to: words.date(to, true) });
  useEffect(() => {
    if (shown !== undefined) say(shown);
  }, [shown, say]);
  return (
    <div class="used-page">
      <h2>{words.t('view:used')}</h2>
      <form class="used-head" onSubmit={(event) => event.preventDefault()}>
        {PERIODS.map((days) => (
          <Button
            key={days}
            aria-pressed={to === yesterday && from === addDays(yesterday, 1 - days)}
            onClick={() => go({ from: addDays(yesterday, 1 - days), to: yesterday })}
          >
            {words.t('used.days', { count: days })}
          </Button>
        ))}
        <label>
          {words.t('used.from')}{' '}
          <input
            type="date"
            required
            min={laterOf(oldest, addDays(to, 1 - MOST_DATES))}
            max={to}
            value={from}
            onChange={({ currentTarget: { value, validity } }) => validity.valid && go({ from: value, to })}
          />
        </label>
        <label>
          {words.t('used.to')}{' '}
          <input
            type="date"
            required
            min={from}
            max={earlierOf(todayDate, addDays(from, MOST_DATES - 1))}
            value={to}
            onChange={({ currentTarget: { value, validity } }) => validity.valid && go({ from, to: value })}
          />
        </label>
        {used && <Button onClick={() => save(used)}>{words.t('used.csv')}</Button>}
      </form>
      {failed && <p class="alarm">{words.t('used.failed')}</p>}
      {used === undefined && !failed && <p class="empty">{words.t('used.asking')}</p>}
      {used && (
        <>
          <UsedPatterns />
          <UsedLegend name={(part) => words.t(`used.${part}`)} />
          <RoomsTable used={used} words={words} />
          {used.equipment.length > 0 && <EquipmentTable used={used} words={words} />}
          {used.visitTypes.length > 0 && <TypesTable used={used} words={words} />}
          {used.hours.length > 0 && <WeekTable used={used} words={words} />}
          <OneMoreSection key={query} from={from} to={to} />
        </>
      )}
    </div>
  );
};

const laterOf = (a: string, b: string): string => (a > b ? a : b);
const earlierOf = (a: string, b: string): string => (a < b ? a : b);

/** The same as the command writes: each room by weekday and hour. */
const save = (used: Used): void =>
  saveAs(
    new Blob([utilisationCsv(used)], { type: 'text/csv' }),
    `utilisation-${used.site}-${used.from}-${used.to}.csv`,
  );
