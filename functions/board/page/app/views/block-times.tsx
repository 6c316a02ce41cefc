import type { JSX } from 'preact';
import { instantOn } from '../dates.ts';
import { type BlockTimes, quartersWith } from '../model/block-times.ts';
import { useDesk } from './parts.tsx';

/** From when until when: dates and quarters of an hour, each to be typed too. */
export const TimesFields = ({
  times,
  onTimes,
}: {
  times: BlockTimes;
  onTimes: (times: BlockTimes) => void;
}): JSX.Element => {
  const { todayDate, words } = useDesk();
  const { date, from, lastDate, until } = times;
  return (
    <div class="seat-more">
      <DateField
        label={words.t('block.date')}
        least={todayDate}
        chosen={date}
        // What is over on one day is so on another.
        onChoose={(chosen) =>
          onTimes({ ...times, date: chosen, lastDate: date === lastDate ? chosen : lastDate })
        }
      />
      <TimeField
        label={words.t('block.from')}
        date={date}
        times={quartersWith(from)}
        chosen={from}
        onChoose={(chosen = from) => onTimes({ ...times, from: chosen })}
      />
      <TimeField
        label={words.t('block.until')}
        date={lastDate}
        times={quartersWith(until, '24:00').slice(1)}
        never={words.t('block.open')}
        chosen={until}
        onChoose={(chosen) => onTimes({ ...times, until: chosen })}
      />
      {until !== undefined && (
        <DateField
          label={words.t('block.date.last')}
          least={date}
          chosen={lastDate}
          onChoose={(chosen) => onTimes({ ...times, lastDate: chosen })}
        />
      )}
    </div>
  );
};

export const DateField = ({
  label,
  least,
  chosen,
  onChoose,
}: {
  label: string;
  least: string;
  chosen: string;
  onChoose: (date: string) => void;
}): JSX.Element => (
  <label>
    {label}
    <input
      type="date"
      required
      min={least}
      value={chosen}
      onChange={({ currentTarget: { value } }) => onChoose(value)}
    />
  </label>
);

/** A time of the day; `never`: or none at all. */
const TimeField = ({
  label,
  date,
  times,
  never,
  chosen,
  onChoose,
}: {
  label: string;
  date: string;
  times: readonly string[];
  never?: string;
  chosen: string | undefined;
  onChoose: (time: string | undefined) => void;
}): JSX.Element => {
  const { board, words } = useDesk();
  // The day that is over at 24:00 is called so.
  const nameOf = (time: string): string =>
    time === '24:00' || date === '' ? time : words.time(instantOn(date, time, board.timeZone));
  return (
    <label>
      {label}
      <select
        value={chosen ?? ''}
        onChange={({ currentTarget: { value } }) => onChoose(value === '' ? undefined : value)}
      >
        {times.map((each) => (
          <option key={each} value={each}>
            {nameOf(each)}
          </option>
        ))}
        {never !== undefined && <option value="">{never}</option>}
      </select>
    </label>
  );
};
