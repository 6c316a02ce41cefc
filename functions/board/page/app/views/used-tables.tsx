import type { ComponentProps, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Figures } from '../../../../../shared/domain/utilisation/figures.ts';
import { takenOf, weekOf } from '../model/used.ts';
import type { Used } from '../used.ts';
import { dayName, WEEKDAYS } from '../weekday-name.ts';
import type { Words } from '../words.ts';
import { UsedBar } from './used-bar.tsx';

/** What is counted of visits, wherever they are counted. */
const COUNTS = ['visits', 'noShows', 'lateStarts', 'waited'] as const;
/** Shares of the time that a place was open. */
const SHARES = ['booked', 'used', 'turnaround', 'blocked', 'idle'] as const;
const OF_PLACES = ['open', ...SHARES, ...COUNTS] as const;
/** A type has no hours of its own: of it there is only what there was. */
const MINUTES = ['booked', 'used', 'turnaround'] as const;
const OF_TYPES = [...MINUTES, ...COUNTS] as const;

const share = (part: number, whole: number, words: Words): string =>
  whole === 0 ? '–' : new Intl.NumberFormat(words.language, { style: 'percent' }).format(part / whole);

const hours = (minutes: number, words: Words): string =>
  words.t('used.hours', {
    hours: new Intl.NumberFormat(words.language, { maximumFractionDigits: 1 }).format(minutes / 60),
  });

type Row = {
  readonly key: string;
  readonly name: string;
  readonly bar: ComponentProps<typeof UsedBar>['figures'];
  /** As many as there are headings. */
  readonly cells: readonly (string | number)[];
};

/** A chart that is a table: a bar in each row, its figures beside it. */
const ChartTable = ({
  caption,
  first,
  headings,
  rows,
  words,
}: {
  caption: string;
  first: string;
  headings: readonly (typeof OF_PLACES)[number][];
  rows: readonly Row[];
  words: Words;
}): JSX.Element => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
  <section class="table-frame used" aria-label={caption} tabIndex={0}>
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{first}</th>
          <td />
          {headings.map((each) => (
            <th key={each} scope="col">
              {words.t(`used.${each}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, bar, cells }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            <td class="used-chart">
              <UsedBar figures={bar} />
            </td>
            {cells.map((cell, at) => (
              <td key={headings[at]} class="figure">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const placeRow = (key: string, name: string, figures: Figures, words: Words): Row => ({
  key,
  name,
  bar: figures,
  cells: [
    hours(figures.open, words),
    ...SHARES.map((each) => share(figures[each], figures.open, words)),
    ...COUNTS.map((each) => figures[each]),
  ],
});

export const RoomsTable = ({ used, words }: { used: Used; words: Words }): JSX.Element => (
  <ChartTable
    caption={words.t('used.by.room')}
    first={words.t('booking.room')}
    headings={OF_PLACES}
    rows={[
      ...used.rooms.map((figures) => placeRow(figures.room, figures.name, figures, words)),
      placeRow('', words.t('used.all'), used.total, words),
    ]}
    words={words}
  />
);

export const EquipmentTable = ({ used, words }: { used: Used; words: Words }): JSX.Element => (
  <ChartTable
    caption={words.t('used.by.equipment')}
    first={words.t('filter.equipment')}
    headings={OF_PLACES}
    rows={used.equipment.map((figures) =>
      placeRow(figures.equipment, words.named('equipment', figures.equipment), figures, words),
    )}
    words={words}
  />
);

export const TypesTable = ({ used, words }: { used: Used; words: Words }): JSX.Element => {
  const most = Math.max(1, ...used.visitTypes.map(({ booked, turnaround }) => booked + turnaround));
  return (
    <ChartTable
      caption={words.t('used.by.type')}
      first={words.t('booking.time')}
      headings={OF_TYPES}
      rows={used.visitTypes.map((type) => ({
        key: type.visitType,
        name: words.named('visit', type.visitType),
        bar: { ...type, open: most, blocked: 0 },
        cells: [...MINUTES.map((each) => hours(type[each], words)), ...COUNTS.map((each) => type[each])],
      }))}
      words={words}
    />
  );
};

/** A week of all rooms, or of one. */
export const WeekTable = ({ used, words }: { used: Used; words: Words }): JSX.Element => {
  const [room, choose] = useState('');
  const { days, rows } = weekOf(used.rooms.find((each) => each.room === room)?.hours ?? used.hours, WEEKDAYS);
  return (
    <>
      <label class="used-room">
        {words.t('used.week.of')}{' '}
        <select value={room} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          <option value="">{words.t('used.all')}</option>
          {used.rooms.map(({ room: id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus */}
      <section class="table-frame used" aria-label={words.t('used.by.hour')} tabIndex={0}>
        <table>
          <caption>{words.t('used.by.hour')}</caption>
          <thead>
            <tr>
              <th scope="col">{words.t('used.hour')}</th>
              {days.map((day) => (
                <th key={day} scope="col">
                  {dayName(day, words, 'short')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ hour, cells }) => (
              <tr key={hour}>
                <th scope="row">{`${String(hour).padStart(2, '0')}:00`}</th>
                {cells.map((cell, index) => (
                  <td key={days[index]} class="used-cell">
                    {cell !== undefined && <Hour figures={cell} words={words} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
};

const Hour = ({ figures, words }: { figures: Figures; words: Words }): JSX.Element => {
  const taken = takenOf(figures);
  return (
    <>
      {taken === undefined ? '–' : share(taken, 1, words)}
      {figures.waited > 0 && ` · ${words.counted('used.waited.count', figures.waited)}`}
      <UsedBar figures={figures} />
    </>
  );
};
