import type { PlanBooking } from '../problem/problem.ts';
import { waysOf } from '../problem/ways-of.ts';
import type { Exclusion } from './exclusions.ts';
import type { Model } from './model.ts';

/**
 * Two visits of one person, too near in time for the way: the seats of one in a building, with those of the other in any that is
 * too far from it, are an exclusion.
 */
export const waysAsExclusions = (model: Pick<Model, 'problem' | 'seekers'>): readonly Exclusion[] => {
  const ways = waysOf(model.problem);
  if (ways === undefined) return [];
  const buildings = new Map(model.problem.rooms.map(({ id, building }) => [id, building]));
  const buildingOf = (room: string) => buildings.get(room) ?? '';
  const positions = new Map<PlanBooking, number>(model.seekers.map(({ booking }, at) => [booking, at]));
  const exclusions: number[][] = [];
  model.seekers.forEach((one, at) => {
    const inBuilding = Map.groupBy(one.seats, ({ room }) => buildingOf(room));
    for (const companion of ways.companions(one.booking)) {
      const position = positions.get(companion) ?? -1;
      const other = model.seekers[position];
      // Each pair once.
      if (other === undefined || position < at) continue;
      for (const [building, seats] of inBuilding) {
        const far = other.seats.filter(({ room }) =>
          ways.tooFar(one.booking, building, other.booking, buildingOf(room)),
        );
        if (far.length > 0) exclusions.push([...seats, ...far].map(({ index }) => index));
      }
    }
  });
  return exclusions;
};
