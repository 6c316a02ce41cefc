/** A stream of repeatable chance: numbers in [0, 1). */
export type Chance = () => number;

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are enough to vary a search or a made-up day. */
export const seededChance = (seed: number): Chance => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** An integer in `[low, high]`. */
export const between = (chance: Chance, low: number, high: number): number => {
  return low + Math.floor(chance() * (high - low + 1));
};
