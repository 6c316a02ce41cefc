import { visitTypeOf } from './catalogue.ts';
import type { Occupancy } from './day.ts';
import type { DayTable } from './day-table.ts';
import type { Candidate } from './hard-rules.ts';
import { type Instant, MINUTE } from './instant.ts';
import { gapPrice } from './overrun.ts';

/**
 * By how much the gaps between visits would cost more with a booking in a room: that behind it, and that behind the visit before
 * it, which it shortens. The planner's price, so that a decision and a re-plan want the same.
 */
export const gapsAdded = ({ booking, room, parts, span }: Candidate, table: DayTable): number => {
  const { catalogue } = table.day;
  const weight = table.gapWeight;
  if (weight === 0) return 0;
  const here = [room, ...parts].map((each) => each.room.id);
  const price = (inputs: Occupancy['inputs'], gap: number): number => {
    const overrun = visitTypeOf(catalogue, inputs)?.overrun;
    return overrun === undefined ? 0 : gapPrice(overrun, Math.floor(gap / MINUTE), weight);
  };
  const before = new Set(here.flatMap((claim) => table.occupanciesOf(claim)));
  let added = price(booking.inputs, nextIn(here, span.end, table) - span.end);
  for (const { roomId, to, inputs, progress } of before) {
    if (to > span.start || progress?.finishedAt !== undefined) continue;
    const next = nextIn([roomId, ...(table.room(roomId)?.room.parts ?? [])], to, table);
    if (next > span.start) added += price(inputs, span.start - to) - price(inputs, next - to);
  }
  return added;
};

/** When someone comes into one of some rooms at the earliest, from an instant on. */
const nextIn = (rooms: readonly string[], at: Instant, table: DayTable): Instant => {
  let next = Number.POSITIVE_INFINITY;
  for (const room of rooms)
    for (const { from } of table.occupanciesOf(room)) if (from >= at && from < next) next = from;
  return next;
};
