import { isTooFar } from '../../ways.ts';
import type { PlanBooking, PlanProblem } from './problem.ts';

/** The visits that one person goes to: a practitioner, or a patient whose visits belong together. */
export const visitsOfOne = (
  bookings: readonly PlanBooking[],
): readonly { readonly who: 'practitioner' | 'patient'; readonly visits: readonly PlanBooking[] }[] => {
  const groups = Map.groupBy(
    bookings.flatMap((booking) => [
      ...(booking.practitioner === undefined
        ? []
        : [{ who: `practitioner ${booking.practitioner}`, booking }]),
      ...(booking.linked === undefined ? [] : [{ who: `patient ${booking.linked}`, booking }]),
    ]),
    ({ who }) => who,
  );
  return [...groups].map(([key, group]) => ({
    who: key.startsWith('patient ') ? 'patient' : 'practitioner',
    visits: group.map(({ booking }) => booking),
  }));
};

/** Whether a booking would be too far in one building from another that is in its own. */
type TooFar = (a: PlanBooking, building: string, b: PlanBooking, other: string) => boolean;

/** What the ways of a problem keep apart; `undefined` where nothing is far. */
export const waysOf = ({
  ways = [],
  bookings,
}: Pick<PlanProblem, 'ways' | 'bookings'>):
  | {
      /** Those that share with a booking the practitioner or the patient. */
      readonly companions: (booking: PlanBooking) => readonly PlanBooking[];
      readonly tooFar: TooFar;
    }
  | undefined => {
  if (ways.every(({ minutes }) => minutes === 0)) return undefined;
  const found = new Map<PlanBooking, Set<PlanBooking>>();
  for (const { visits } of visitsOfOne(bookings))
    for (const booking of visits)
      found.set(booking, (found.get(booking) ?? new Set()).union(new Set(visits)));
  return {
    companions: (booking) => [...(found.get(booking) ?? [])].filter((other) => other !== booking),
    tooFar: ({ start, end }, building, b, other) =>
      isTooFar(ways, { start, end, building }, { start: b.start, end: b.end, building: other }),
  };
};
