import { gapPrice } from '../../overrun.ts';
import type { FixedVisit, Model, ModelGaps, Seat } from '../model/model.ts';

const MINUTE = 60_000;

/** What of the gaps is decided already: that behind a visit, before one that no one may move, is never longer. */
export const leastGapAfter = (
  { gaps }: Pick<Model, 'gaps'>,
  { to, rooms }: Pick<FixedVisit, 'to' | 'rooms'>,
): number => {
  let next = Number.POSITIVE_INFINITY;
  const comings = gaps === undefined ? undefined : comingsOf(gaps);
  for (const room of rooms)
    for (const from of comings?.get(room) ?? []) if (from >= to && from < next) next = from;
  return Math.floor((next - to) / MINUTE);
};

const known = new WeakMap<ModelGaps, ReadonlyMap<number, readonly number[]>>();

/** When the visits that no one may move come into each room. */
const comingsOf = (gaps: ModelGaps): ReadonlyMap<number, readonly number[]> => {
  const before = known.get(gaps);
  if (before !== undefined) return before;
  const found = new Map<number, number[]>();
  for (const { from, rooms } of gaps.fixed)
    for (const room of rooms) {
      const list = found.get(room);
      if (list === undefined) found.set(room, [from]);
      else list.push(from);
    }
  known.set(gaps, found);
  return found;
};

/** A bound by counting: each visit with none behind it but those that no one may move. Anyone may wait. */
export const leastGapPrice = (model: Model, isPossible: (seat: Seat) => boolean, waiting = 0): number => {
  const { gaps, seekers } = model;
  if (gaps === undefined) return 0;
  const fixed = gaps.fixed.reduce(
    (sum, each) =>
      each.overrun === undefined
        ? sum
        : sum + gapPrice(each.overrun, leastGapAfter(model, each), gaps.weight),
    0,
  );
  const least = seekers.flatMap(({ booking: { overrun }, seats }) => {
    const possible = overrun === undefined ? [] : seats.filter(isPossible);
    if (overrun === undefined || possible.length === 0) return [];
    const prices = possible.map(({ to, claims }) =>
      gapPrice(overrun, leastGapAfter(model, { to, rooms: claims }), gaps.weight),
    );
    return [prices.reduce((a, b) => Math.min(a, b))];
  });
  // Those who wait may be the dearest.
  const paid = least.sort((a, b) => a - b).slice(0, Math.max(0, least.length - waiting));
  return fixed + paid.reduce((a, b) => a + b, 0);
};
