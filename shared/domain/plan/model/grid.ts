import type { Model, Seat } from './model.ts';

/**
 * The Day cut at every moment at which a seat begins or ends: a seat is then a run of whole slots, and whether a room
 * is free is a glance at a few numbers.
 */
export type Grid = {
  readonly slots: number;
  /** Per seat, by its index: the slots `[first, end)` it covers. */
  readonly first: Int32Array;
  readonly end: Int32Array;
  /** What a seat claims besides, and over which slots; of those seats that do. */
  readonly aside: ReadonlyMap<number, readonly Stretch[]>;
  /** The moment at which each slot begins, and the end of the last one. */
  readonly times: Float64Array;
};

/** The slots `[first, end)` of a resource. */
export type Stretch = { readonly resource: number; readonly first: number; readonly end: number };

export const NOTHING_ASIDE: readonly Stretch[] = [];

const grids = new WeakMap<Model, Grid>();

export const gridOf = (model: Model): Grid => {
  let grid = grids.get(model);
  if (grid === undefined) {
    grid = cut(model);
    grids.set(model, grid);
  }
  return grid;
};

const cut = (model: Model): Grid => {
  const taken = model.resources.flatMap((resource) => resource.taken);
  const moments = new Set<number>();
  for (const seat of model.seats) {
    moments.add(seat.from).add(seat.to);
    for (const { from, to } of seat.aside ?? []) moments.add(from).add(to);
  }
  for (const { start, end } of taken) moments.add(start).add(end);
  const times = Float64Array.from(moments).sort();
  const slotAt = new Map<number, number>();
  times.forEach((time, slot) => {
    slotAt.set(time, slot);
  });
  return {
    slots: Math.max(0, times.length - 1),
    first: Int32Array.from(model.seats, (seat) => slotAt.get(seat.from) ?? 0),
    end: Int32Array.from(model.seats, (seat) => slotAt.get(seat.to) ?? 0),
    aside: new Map(
      model.seats.flatMap(({ index, aside }: Seat) =>
        aside === undefined
          ? []
          : [
              [
                index,
                aside.map(({ resource, from, to }) => ({
                  resource,
                  first: slotAt.get(from) ?? 0,
                  end: slotAt.get(to) ?? 0,
                })),
              ] as const,
            ],
      ),
    ),
    times,
  };
};
