import { type PractitionerId, type VisitType, visitTypeOf } from '../catalogue.ts';
import type { Day, Occupancy, Waiting } from '../day.ts';
import { contains, type Instant, type Interval, MINUTE, overlap } from '../instant.ts';
import { isOpen, type Offered, offerOf } from '../offer/offer.ts';

const QUARTER = 15 * MINUTE;

/** Starts that Cal.com could have offered, and those of them at which one more visit could have had no room. */
type HiddenStarts = { readonly asked: number; readonly hidden: number };

/**
 * What hiding starts without a room would have hidden of one date, as its rooms were taken in the end: each quarter of an hour at which
 * rooms are open and the practitioner is at no visit, for each visit type that they had then, as long as most of those visits. Where
 * no answer is proved in bounded work it counts as offered. `visits`: those of the date; `within`: the date.
 */
export const hiddenStarts = (
  day: Day,
  visits: readonly (Occupancy | Waiting)[],
  within: Interval,
): HiddenStarts => {
  const kinds = new Map<
    string,
    { visitType: VisitType; practitionerId?: PractitionerId; minutes: number[] }
  >();
  for (const { inputs, practitionerId, start, end } of visits) {
    const visitType = visitTypeOf(day.catalogue, inputs);
    // A seat in a class is not one more visit.
    if (visitType === undefined || inputs.seats !== undefined) continue;
    const key = JSON.stringify([visitType.id, practitionerId]);
    const { minutes } = kinds.get(key) ?? { minutes: [] };
    const who = practitionerId === undefined ? {} : { practitionerId };
    kinds.set(key, { visitType, ...who, minutes: [...minutes, Math.round((end - start) / MINUTE)] });
  }
  const open = merged(day.rooms.flatMap((room) => room.open));
  const offered = [...kinds.values()].map(({ minutes, ...kind }): Offered => {
    const usual = mostCommon(minutes);
    const own = visits.filter(
      ({ practitionerId }) => practitionerId !== undefined && practitionerId === kind.practitionerId,
    );
    const starts = quartersIn(within).filter((start) => {
      const visit = { start, end: start + usual * MINUTE };
      return open.some((each) => contains(each, visit)) && !own.some((each) => overlap(each, visit));
    });
    return { ...kind, minutes: usual, starts };
  });
  const { answers } = offerOf({ day, records: [], now: within.start }, offered);
  const all = answers.flat();
  return { asked: all.length, hidden: all.filter((answer) => !isOpen(answer)).length };
};

const quartersIn = ({ start, end }: Interval): readonly Instant[] => {
  const first = Math.ceil(start / QUARTER) * QUARTER;
  return Array.from(
    { length: Math.max(0, Math.ceil((end - first) / QUARTER)) },
    (_, i) => first + i * QUARTER,
  );
};

/** The shortest of the most common. */
const mostCommon = (numbers: readonly number[]): number => {
  const counts = [...Map.groupBy(numbers, (each) => each)].map(([number, all]) => ({
    number,
    count: all.length,
  }));
  return counts.sort((a, b) => b.count - a.count || a.number - b.number)[0]?.number ?? 0;
};

const merged = (stretches: readonly Interval[]): readonly Interval[] => {
  const all: Interval[] = [];
  for (const { start, end } of [...stretches].sort((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last === undefined || last.end < start) all.push({ start, end });
    else all[all.length - 1] = { start: last.start, end: Math.max(last.end, end) };
  }
  return all;
};
