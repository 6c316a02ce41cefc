import { gapPrice } from '../../overrun.ts';
import type { Model, Seat, Standing } from '../model/model.ts';

const MINUTE = 60_000;

/** What of the gaps is settled already: that behind a visit, before one that no one may move, is never longer. */
export const leastGapAfter = (
  { gaps }: Pick<Model, 'gaps'>,
  { to, rooms }: Pick<Standing, 'to' | 'rooms'>,
): number => {
  let next = Number.POSITIVE_INFINITY;
  for (const other of gaps?.standing ?? [])
    if (other.from >= to && other.from < next && other.rooms.some((room) => rooms.includes(room)))
      next = other.from;
  return Math.floor((next - to) / MINUTE);
};

/** A bound by counting: each visit with none behind it but those that no one may move. Anyone may wait. */
export const leastGapPrice = (model: Model, isPossible: (seat: Seat) => boolean, waiting = 0): number => {
  const { gaps, seekers } = model;
  if (gaps === undefined) return 0;
  const standing = gaps.standing.reduce(
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
  return standing + paid.reduce((a, b) => a + b, 0);
};
