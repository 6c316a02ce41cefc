import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Figures } from '../../../../../shared/domain/utilisation/figures.ts';
import { takenOf, weekOf } from '../model/used.ts';
import type { Used } from '../used.ts';
import { dayName, WEEKDAYS } from '../weekday-name.ts';
import type { Words } from '../words.ts';
import { UsedBar } from './used-bar.tsx';

/** Minutes of a place; then what is counted of visits. */
const MINUTES = ['booked', 'used', 'turnaround', 'blocked', 'idle'] as const;
const COUNTS = ['visits', 'noShows', 'lateStarts', 'waited'] as const;

const share = (part: number, whole: number, words: Words): string =>
  whole === 0 ? '–' : new Intl.NumberFormat(words.language, { style: 'percent' }).format(part / whole);

const hours = (minutes: number, words: Words): string =>
  new Intl.NumberFormat(words.language, { maximumFractionDigits: 1 }).format(minutes / 60);

/** A chart that is a table: a bar in each row, its figures beside it. */
const PlacesTable = ({
  caption,
  first,
  rows,
  words,
}: {
  caption: string;
  first: string;
  rows: readonly { readonly key: string; readonly name: string; readonly figures: Figures }[];
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
          <th scope="col">{words.t('used.open')}</th>
          {[...MINUTES, ...COUNTS].map((each) => (
            <th key={each} scope="col">
              {words.t(`used.${each}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, figures }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            <td class="used-chart">
              <UsedBar figures={figures} />
            </td>
            <td class="figure">{words.t('used.hours', { hours: hours(figures.open, words) })}</td>
            {MINUTES.map((each) => (
              <td key={each} class="figure">
                {share(figures[each], figures.open, words)}
              </td>
            ))}
            {COUNTS.map((each) => (
              <td key={each} class="figure">
                {figures[each]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

export const RoomsTable = ({ used, words }: { used: Used; words: Words }): JSX.Element => (
  <PlacesTable
    caption={words.t('used.by.room')}
    first={words.t('booking.room')}
    rows={[
      ...used.rooms.map((figures) => ({ key: figures.room, name: figures.name, figures })),
      { key: '', name: words.t('used.all'), figures: used.total },
    ]}
    words={words}
  />
);

export const EquipmentTable = ({ used, words }: { used: Used; words: Words }): JSX.Element => (
  <PlacesTable
    caption={words.t('used.by.equipment')}
    first={words.t('filter.equipment')}
    rows={used.equipment.map((figures) => ({
      key: figures.equipment,
      name: words.named('equipment', figures.equipment),
      figures,
    }))}
    words={words}
  />
);

/** Of visit types what there was of them: a type has no hours of its own. */
export const TypesTable = ({ used, words }: { used: Used; words: Words }): JSX.Element => {
  const most = Math.max(1, ...used.visitTypes.map(({ booked, turnaround }) => booked + turnaround));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
    <section class="table-frame used" aria-label={words.t('used.by.type')} tabIndex={0}>
      <table>
        <caption>{words.t('used.by.type')}</caption>
        <thead>
          <tr>
            <th scope="col">{words.t('booking.time')}</th>
            <td />
            {(['booked', 'used', 'turnaround', ...COUNTS] as const).map((each) => (
              <th key={each} scope="col">
                {words.t(`used.${each}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {used.visitTypes.map((type) => (
            <tr key={type.visitType}>
              <th scope="row">{words.named('visit', type.visitType)}</th>
              <td class="used-chart">
                <UsedBar figures={{ ...type, open: most, blocked: 0 }} />
              </td>
              {(['booked', 'used', 'turnaround'] as const).map((each) => (
                <td key={each} class="figure">
                  {words.t('used.hours', { hours: hours(type[each], words) })}
                </td>
              ))}
              {COUNTS.map((each) => (
                <td key={each} class="figure">
                  {type[each]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
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
