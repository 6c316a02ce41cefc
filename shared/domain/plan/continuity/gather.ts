import { between, type Chance } from '../../chance.ts';
import { Layout } from '../model/layout.ts';
import type { Model, Seat } from '../model/model.ts';
import type { Chosen } from '../model/score.ts';
import type { Work } from '../search/rescue.ts';
import { type Party, type PartyPlace, partyOf } from './party.ts';

/** How often a party must have been in the way or without a place before it is split. */
const PATIENCE = 200;
const SHIFTS = 4;

/**
 * Looks for a plan in which every practitioner stays: each session's visits are one party (as many parties as rooms they
 * work in), and parties take rooms by force as single visits do in the ejection pool. A party that is hard to seat again
 * and again is split in two: so the ones that must be split are found, and few of them. Anyone who waits goes on waiting; a
 * booking takes only `usable` seats. Undefined where not everyone who sat sits in the end.
 */
export const gather = (model: Model, chosen: Chosen, chance: Chance, work: Work): Chosen => {
  return new Gathering(model, partiesOf(model, chosen), chance, work).run();
};

/** Each session's visits in as few parties as their rooms allow, each in time for its turn. */
const partiesOf = (model: Model, chosen: Chosen): readonly Party[] => {
  const ofSession = new Map<number, number[]>();
  const parties: Party[] = [];
  model.seekers.forEach(({ session }, booking) => {
    if (chosen[booking] === undefined) return;
    if (session === undefined) parties.push(partyOf(model, [booking], session));
    else ofSession.set(session, [...(ofSession.get(session) ?? []), booking]);
  });
  for (const [session, members] of ofSession) {
    members.sort((a, b) => startOf(model, a) - startOf(model, b) || a - b);
    const turns = Math.min(model.sessions[session]?.rooms ?? 1, members.length);
    for (let turn = 0; turn < turns; turn++)
      parties.push(
        ...coverable(
          model,
          members.filter((_, at) => at % turns === turn),
          session,
        ),
      );
  }
  return parties.filter(({ places }) => places.length > 0);
};

const startOf = (model: Model, booking: number): number => model.seekers[booking]?.booking.start ?? 0;

/** The members as few parties each of which some room can take: the room that most of them may have first. */
const coverable = (
  model: Model,
  members: readonly number[],
  session: number | undefined,
): readonly Party[] => {
  const parties: Party[] = [];
  for (let left = members; left.length > 0; ) {
    const whole = partyOf(model, left, session);
    if (whole.places.length > 0 || left.length === 1) return [...parties, whole];
    const byRoom = new Map<string, Seat[]>();
    for (const booking of left)
      for (const seat of model.seekers[booking]?.seats ?? []) {
        const seats = byRoom.get(seat.room) ?? [];
        if (seats.every((other) => other.to <= seat.from || seat.to <= other.from)) seats.push(seat);
        byRoom.set(seat.room, seats);
      }
    const most = [...byRoom.values()].reduce((a, b) => (b.length > a.length ? b : a), []);
    if (most.length === 0) return [...parties, whole];
    const taken = most.map(({ booking }) => booking);
    parties.push(partyOf(model, taken, session));
    left = left.filter((booking) => !taken.includes(booking));
  }
  return parties;
};

class Gathering {
  readonly #model: Model;
  readonly #layout: Layout;
  readonly #chance: Chance;
  readonly #work: Work;
  readonly #parties: Party[];
  readonly #trouble: number[];
  readonly #place: (PartyPlace | undefined)[];
  /** The party of each booking. */
  readonly #of: Int32Array;
  readonly #waiting: number[] = [];

  constructor(model: Model, parties: readonly Party[], chance: Chance, work: Work) {
    this.#model = model;
    this.#layout = new Layout(model);
    this.#chance = chance;
    this.#work = work;
    this.#parties = [...parties];
    this.#trouble = parties.map(() => 1);
    this.#place = parties.map(() => undefined);
    this.#of = new Int32Array(model.seekers.length).fill(-1);
    parties.forEach(({ members }, at) => {
      for (const booking of members) this.#of[booking] = at;
      this.#waiting.push(at);
    });
    // The largest and choosiest are hardest to find a room for: they begin.
    this.#waiting.sort((a, b) => this.#ease(a) - this.#ease(b) || a - b);
  }

  #ease(party: number): number {
    const { places, members } = this.#parties[party] ?? { places: [], members: [] };
    return places.length - 1_000 * members.length;
  }

  run(): Chosen {
    let best: Chosen = [];
    let least = Number.POSITIVE_INFINITY;
    const remember = () => {
      const without = this.#waiting.reduce((n, at) => n + (this.#parties[at]?.members.length ?? 0), 0);
      if (without >= least) return;
      [best, least] = [[...this.#layout.chosen], without];
    };
    while (this.#waiting.length > 0 && this.#work.left > 0) {
      const at = this.#waiting.shift() ?? 0;
      const place = this.#easiest(at);
      const leaving = place && this.#holders(place);
      // Those who hold a unit for good leave it no place at all.
      if (place === undefined || leaving === undefined) continue;
      for (const other of leaving) {
        this.#lift(other);
        this.#waiting.push(other);
      }
      this.#put(at, place);
      remember();
      if (leaving.size === 0) continue;
      this.#trouble[at] = (this.#trouble[at] ?? 0) + 1;
      if ((this.#trouble[at] ?? 0) > PATIENCE) this.#split(at);
      for (let k = 0; k < SHIFTS; k++) this.#shift(at);
    }
    return best;
  }

  /** The cheapest free place, else the one whose holders weigh least. */
  #easiest(at: number): PartyPlace | undefined {
    let best: PartyPlace | undefined;
    let [weight, cost] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const place of this.#parties[at]?.places ?? []) {
      this.#work.left -= place.seats.length;
      const holders = this.#holders(place);
      if (holders === undefined) continue;
      const price = 1e6 * place.beyond + place.fit;
      if (holders.size === 0) {
        if (weight === 0 && price >= cost) continue;
        [best, weight, cost] = [place, 0, price];
        continue;
      }
      let own = place.beyond + 1e-3 * this.#chance();
      for (const other of holders) own += this.#trouble[other] ?? 0;
      if (own < weight) [best, weight] = [place, own];
    }
    return best;
  }

  /** The parties that would have to leave; undefined where someone who has no other place would. */
  #holders(place: PartyPlace): Set<number> | undefined {
    const found = new Set<number>();
    for (const seat of place.seats) {
      const conflicts = this.#layout.conflicts(seat);
      if (conflicts === undefined) return undefined;
      for (const booking of conflicts) found.add(this.#of[booking] ?? -1);
    }
    return found;
  }

  #put(at: number, place: PartyPlace): void {
    for (const seat of place.seats) this.#layout.place(seat);
    this.#place[at] = place;
  }

  #lift(at: number): void {
    for (const { booking } of this.#place[at]?.seats ?? []) this.#layout.remove(booking);
    this.#place[at] = undefined;
  }

  /** The later half becomes a party of its own, which may go elsewhere. */
  #split(at: number): void {
    const party = this.#parties[at];
    const place = this.#place[at];
    if (party === undefined || place === undefined || party.members.length < 2) {
      this.#trouble[at] = PATIENCE / 2;
      return;
    }
    const half = between(this.#chance, 1, party.members.length - 1);
    const { session, members } = party;
    const parts = [members.slice(0, half), members.slice(half)].map((part) =>
      partyOf(this.#model, part, session),
    );
    const [first, second] = parts;
    if (first === undefined || second === undefined) return;
    this.#lift(at);
    this.#parties[at] = first;
    this.#trouble[at] = 1;
    const other = this.#parties.push(second) - 1;
    this.#trouble.push(1);
    this.#place.push(undefined);
    for (const booking of second.members) this.#of[booking] = other;
    const here = first.places.find(({ room }) => room === place.room);
    if (here !== undefined) this.#put(at, here);
    this.#waiting.push(other);
  }

  /** Someone moves to another free room, to loosen what is stuck. */
  #shift(near: number): void {
    const at = between(this.#chance, 0, this.#parties.length - 1);
    const present = this.#place[at];
    const places = this.#parties[at]?.places ?? [];
    if (at === near || present === undefined || places.length < 2) return;
    const place = places[between(this.#chance, 0, places.length - 1)];
    this.#work.left -= place?.seats.length ?? 1;
    if (place === undefined || place === present || place.beyond > present.beyond) return;
    this.#lift(at);
    this.#put(at, this.#holders(place)?.size === 0 ? place : present);
  }
}
