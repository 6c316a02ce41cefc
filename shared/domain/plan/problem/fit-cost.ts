import type { PlanRoom } from './problem.ts';

/** How rare each equipment tag is among the rooms: 1 (everywhere) to 9 (in one room of many). */
export type Scarcity = ReadonlyMap<string, number>;

export const scarcity = (rooms: readonly Pick<PlanRoom, 'equipment'>[]): Scarcity => {
  const count = new Map<string, number>();
  for (const room of rooms)
    for (const tag of new Set(room.equipment)) count.set(tag, (count.get(tag) ?? 0) + 1);
  return new Map(
    [...count].map(([tag, n]) => [tag, 1 + Math.round((8 * (rooms.length - n)) / Math.max(1, rooms.length))]),
  );
};

/** What a room that is not the home room adds. */
const AWAY_FROM_HOME = 4;

/**
 * How badly a room suits a visit, 0 at best: equipment the visit has no use for, weighed by how rare it is; not the
 * home room. Each term depends on this pair alone.
 */
export const fitCost = (pair: {
  readonly needed: readonly string[];
  readonly room: Pick<PlanRoom, 'id' | 'equipment'>;
  readonly rarity: Scarcity;
  readonly homeRoom?: string;
}): number => {
  const { room, needed, rarity, homeRoom } = pair;
  let cost = 0;
  for (const tag of new Set(room.equipment)) if (!needed.includes(tag)) cost += rarity.get(tag) ?? 1;
  if (homeRoom !== undefined && homeRoom !== room.id) cost += AWAY_FROM_HOME;
  return cost;
};
