import type { Chance } from '../../shared/domain/chance.ts';
import type { FunctionName } from '../../shared/wiring.ts';

/**
 * What can become of one awaited port call:
 * - `throw`: it fails and nothing has happened;
 * - `apply-throw`: it has happened, and the caller is told that it failed;
 * - `late`: the caller is told that it failed, and it happens some time later all the same;
 * - `slow`: it goes well and takes seconds;
 * - `hang`: no answer ever, nothing happens (a request to Cal.com ends by its own time-out);
 * - `crash-before`, `crash-after`: the process is gone before, or after, it happened.
 */
export const STRIKES = [
  'throw',
  'apply-throw',
  'late',
  'slow',
  'hang',
  'crash-before',
  'crash-after',
] as const;
export type Strike = (typeof STRIKES)[number];

/** One awaited call of a port by one function. */
export type PortCall = {
  /** Counts every port call of the world, from 0. */
  readonly index: number;
  readonly fn: FunctionName;
  /** `ledger.commit`, `cal.PATCH`, `sqs.wake` … */
  readonly port: string;
  /** The first of its invocation. */
  readonly first: boolean;
};

export type Struck = { readonly strike: Strike; readonly delayMs: number };

/** Decides what becomes of each port call; `undefined`: it goes well. */
export type Strikes = (call: PortCall) => Struck | undefined;

export const nothingStrikes: Strikes = () => undefined;

/** Strikes exactly these calls, by index. */
export const strikesAt = (plan: ReadonlyMap<number, Strike>, delayMs = 20_000): Strikes => {
  return ({ index }) => {
    const strike = plan.get(index);
    return strike === undefined ? undefined : { strike, delayMs };
  };
};

/** Strikes any call with this probability; what happens late happens within `latestMs`. */
export const randomStrikes = (chance: Chance, probability: number, latestMs: number): Strikes => {
  return () => {
    if (chance() >= probability) return undefined;
    const strike = STRIKES[Math.floor(chance() * STRIKES.length)] ?? 'throw';
    return { strike, delayMs: Math.round(chance() * latestMs) };
  };
};
