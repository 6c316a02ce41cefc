import { pairsOf } from '../problem/apart.ts';
import type { Model, Seat, Seeker } from './model.ts';

/** A part of a model that shares no room, no pool and no practitioner's session with the rest, with the way back to the whole. */
type Component = {
  readonly model: Model;
  /** For each of its bookings, the position in the whole model. */
  readonly origin: readonly number[];
};

/** Splits a model into independent parts. Where an allowance couples bookings, `together` keeps the model whole. */
export const componentsOf = (model: Model, together: boolean): readonly Component[] => {
  if (together) return [{ model, origin: model.seekers.map((_, at) => at) }];
  const parent = model.resources.map((_, at) => at);
  const root = (at: number): number => {
    let node = at;
    while ((parent[node] ?? node) !== node) node = parent[node] ?? node;
    parent[at] = node;
    return node;
  };
  const join = (rooms: readonly number[]) => {
    for (const room of rooms) parent[root(room)] = root(rooms[0] ?? room);
  };
  for (const { rooms } of model.gaps?.fixed ?? []) join(rooms);
  const ofSession = new Map<number, number>();
  const ofExclusion = new Map<string, number>();
  const { rooms, pools } = model.problem;
  const isOfExclusions = (resource: number) => resource >= rooms.length + pools.length;
  for (const seeker of model.seekers) {
    const first = seeker.seats[0]?.claims[0];
    if (first === undefined) continue;
    for (const seat of seeker.seats) {
      join([first, ...seat.claims]);
      for (const each of seat.aside ?? []) {
        // Exclusions that share a resource have nothing else in common.
        const exclusion = `${each.resource} ${each.from}`;
        const other = isOfExclusions(each.resource) ? ofExclusion.get(exclusion) : each.resource;
        if (other === undefined) ofExclusion.set(exclusion, first);
        else parent[root(other)] = root(first);
      }
    }
    if (seeker.session === undefined) continue;
    const other = ofSession.get(seeker.session);
    if (other === undefined) ofSession.set(seeker.session, first);
    else parent[root(other)] = root(first);
  }
  const firstOf = new Map(model.seekers.map(({ booking, seats }) => [booking, seats[0]?.claims[0]]));
  for (const { visits } of pairsOf(model.problem)) {
    const [one, other] = visits.map((visit) => firstOf.get(visit));
    if (one !== undefined && other !== undefined) parent[root(one)] = root(other);
  }
  const groups = new Map<number, number[]>();
  model.seekers.forEach((seeker, at) => {
    const claim = seeker.seats[0]?.claims[0];
    const key = claim === undefined ? -1 : root(claim);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [at]);
    else group.push(at);
  });
  if (groups.size <= 1) return componentsOf(model, true);
  return [...groups].map(([key, origin], at) => {
    const seated = new Set(
      origin.flatMap((seeker) => {
        const { session, seats } = model.seekers[seeker] ?? { session: undefined, seats: [] };
        return session === undefined || seats.length === 0 ? [] : [session];
      }),
    );
    // Each session is one part's, so that its rooms count once; those in which no one can sit are the first one's. So are
    // the visits that no one may move in rooms that no one else may have.
    const ownsSession = (session: number) => seated.has(session) || (at === 0 && !ofSession.has(session));
    const ownsRoom = (room: number) => root(room) === key || (at === 0 && !groups.has(root(room)));
    return { origin, model: partOf(model, origin, ownsSession, ownsRoom) };
  });
};

const partOf = (
  model: Model,
  origin: readonly number[],
  owns: (session: number) => boolean,
  ownsRoom: (room: number) => boolean,
): Model => {
  const seats: Seat[] = [];
  const seekers = origin.flatMap((at, booking): Seeker[] => {
    const seeker = model.seekers[at];
    if (seeker === undefined) return [];
    const own = seeker.seats.map((seat, i): Seat => ({ ...seat, booking, index: seats.length + i }));
    seats.push(...own);
    return [{ ...seeker, seats: own, keep: own.find((seat) => seat.room === seeker.keep?.room) }];
  });
  const sessions = model.sessions.map((each, at) => (owns(at) ? each : { ...each, heldRooms: [] }));
  const { gaps } = model;
  const fixed = gaps?.fixed.filter(({ rooms }) => rooms.some(ownsRoom)) ?? [];
  return {
    ...model,
    seekers,
    seats,
    sessions,
    allowances: [],
    ...(gaps === undefined ? {} : { gaps: { ...gaps, fixed } }),
  };
};

/** A component's seat as a seat of the whole. */
export const seatInWhole = (whole: Model, component: Component, seat: Seat | undefined): Seat | undefined => {
  if (seat === undefined) return undefined;
  const seeker = whole.seekers[component.origin[seat.booking] ?? -1];
  return seeker?.seats.find((other) => other.room === seat.room);
};
