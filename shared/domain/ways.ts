import { type Interval, MINUTE } from './instant.ts';

/** How many minutes it is on foot from one building to another, and back. */
export type Way = { readonly between: readonly [string, string]; readonly minutes: number };

/** A visit, and the building that it is held in. */
export type Whereabouts = Interval & { readonly building: string };

/** What is not written is no way: so a clinic of one house, or of houses that touch, writes nothing. */
const minutesBetween = (ways: readonly Way[], a: string, b: string): number =>
  a === b
    ? 0
    : (ways.find(({ between: [one, other] }) => (one === a && other === b) || (one === b && other === a))
        ?.minutes ?? 0);

/** Whether anyone who is at both visits would be late for one: there is less time between them than the way takes. */
export const isTooFar = (ways: readonly Way[], a: Whereabouts, b: Whereabouts): boolean => {
  const way = minutesBetween(ways, a.building, b.building) * MINUTE;
  return way > 0 && a.start < b.end + way && b.start < a.end + way;
};

/** Whether one person is at both visits: the practitioner, or the patient whose visits belong together. */
export const shareSomeone = (a: Party, b: Party): boolean =>
  (a.practitioner !== undefined && a.practitioner === b.practitioner) ||
  (a.linked !== undefined && a.linked === b.linked);

type Party = { readonly practitioner?: string | number; readonly linked?: string };
