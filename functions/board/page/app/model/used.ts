import type { Figures } from '../../../../../shared/domain/utilisation/figures.ts';

/** What a room's open minutes went into, in the order in which it stands in a bar; the rest of it is idle. */
export const BAR_PARTS = ['booked', 'turnaround', 'blocked'] as const;
export type BarPart = (typeof BAR_PARTS)[number];

/** A part of a bar, from 0 to 1 of it. */
export type Part = { readonly part: BarPart; readonly from: number; readonly to: number };

/** All that was open as one bar; none where nothing was. */
export const barOf = (figures: Pick<Figures, 'open' | BarPart>): readonly Part[] => {
  const { open } = figures;
  let minutes = 0;
  return BAR_PARTS.flatMap((part) => {
    const from = minutes;
    minutes += figures[part];
    return open === 0 || figures[part] === 0 ? [] : [{ part, from: from / open, to: minutes / open }];
  });
};

/** How much of what was open was held for visits, setup and turnaround too; unknown where nothing was open. */
export const takenOf = ({
  open,
  booked,
  turnaround,
}: Pick<Figures, 'open' | 'booked' | 'turnaround'>): number | undefined =>
  open === 0 ? undefined : (booked + turnaround) / open;

type HourOfWeek<Weekday> = Figures & { readonly weekday: Weekday; readonly hour: number };

/** A week: its hours as rows, its days as columns, as far as anything is known of either. */
export const weekOf = <Weekday extends string>(
  hours: readonly HourOfWeek<Weekday>[],
  weekdays: readonly Weekday[],
): {
  readonly days: readonly Weekday[];
  readonly rows: readonly {
    readonly hour: number;
    readonly cells: readonly (HourOfWeek<Weekday> | undefined)[];
  }[];
} => {
  const days = weekdays.filter((day) => hours.some(({ weekday }) => weekday === day));
  const shown = [...new Set(hours.map(({ hour }) => hour))].sort((a, b) => a - b);
  return {
    days,
    rows: shown.map((hour) => ({
      hour,
      cells: days.map((day) => hours.find((each) => each.weekday === day && each.hour === hour)),
    })),
  };
};
