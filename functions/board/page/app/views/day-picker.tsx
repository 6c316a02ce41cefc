import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { addDays } from '../dates.ts';
import { placeOf } from '../place.ts';
import { Icon } from './icons.tsx';
import { Button, useDesk } from './parts.tsx';

const DAY_MS = 86_400_000;

/** Which day is shown: the one before or after, any by the calendar, and how it stood earlier. */
export const DayPicker = (): JSX.Element => {
  const { board, todayDate, words, place, go } = useDesk();
  const calendar = useRef<HTMLInputElement>(null);
  const shown = place.date ?? board.date;
  const near = words.nearDay(Math.round((Date.parse(shown) - Date.parse(todayDate)) / DAY_MS));
  const isOfAnotherYear = shown.slice(0, 4) !== todayDate.slice(0, 4);
  const name = words.date(shown, isOfAnotherYear);
  const [days, by] = place.view === 'week' ? ([7, 'week'] as const) : ([1, 'day'] as const);
  const step = (count: number): void => {
    // From where the address is by now: the board of the last press need not be there yet.
    const from = placeOf(location.search).date ?? todayDate;
    go({ date: addDays(from, count) });
  };
  return (
    <div class="top-day">
      {place.date !== undefined && (
        <Button onClick={() => go({ date: undefined })}> {words.t('today')}</Button>
      )}
      <Button class="quiet icon-only" label={words.t(`${by}.before`)} onClick={() => step(-days)}>
        <Icon name="previous" />
      </Button>
      <span class="day-choice">
        <button
          type="button"
          class="day-name"
          aria-label={words.t('day.choose', { date: [near, name].filter(Boolean).join(' ') })}
          onClick={() => calendar.current?.showPicker()}
        >
          {near !== undefined && <b>{near} </b>}
          <span class={isOfAnotherYear ? undefined : 'day-long'}>{name}</span>
          {!isOfAnotherYear && <span class="day-short">{words.shortDate(shown)}</span>}
          <Icon name="calendar" />
        </button>
        {/* The browser's own calendar, under the name of the day: it opens by press and by key. */}
        <input
          ref={calendar}
          type="date"
          tabIndex={-1}
          aria-hidden="true"
          value={shown}
          onChange={({ currentTarget: { value } }) => value !== '' && go({ date: value })}
        />
      </span>
      <Button class="quiet icon-only" label={words.t(`${by}.after`)} onClick={() => step(days)}>
        <Icon name="next" />
      </Button>
      {shown <= todayDate && place.at === undefined && <Earlier isToday={shown === todayDate} />}
    </div>
  );
};

/** Looks back from now on, or into the middle of a day that is past. */
const Earlier = ({ isToday }: { isToday: boolean }): JSX.Element => {
  const { now, words, go } = useDesk();
  return (
    <Button
      class="quiet icon-only"
      label={words.t('past.look')}
      onClick={() => go({ at: isToday ? words.clock(now) : '12:00' })}
    >
      <Icon name="earlier" />
    </Button>
  );
};
