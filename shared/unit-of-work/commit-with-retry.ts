import type { CommitResult, StaleWrite } from '../domain/ledger.ts';

/** How a loser of a race makes way: it waits a while by chance, longer each time. */
export type Backoff = {
  /** Uniform in [0, 1). */
  readonly chance: () => number;
  /** Waits so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
};

/** A lost race, and what stood in its way. */
export type Lost = Extract<CommitResult, { readonly kind: 'stale' }>;

/** Lost too many races: anyone who asked may try again later. */
export type Contended = { readonly kind: 'contended' };

/** Races that one attempt may lose, where its caller does not say otherwise. */
const TRIES = 8;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 800;

/**
 * The one loop in which a lost race is tried again: each attempt reads, decides and commits anew, and is told what stood in the
 * way of the one before, and how many were lost. Without a `Backoff` it does so at once: one item, and few who write it.
 */
export const commitWithRetry = async <T>(
  { chance = () => 0, pause = async () => {} }: Partial<Backoff>,
  attempt: (conflicts: readonly StaleWrite[], losses: number) => Promise<T | Lost>,
  tries = TRIES,
): Promise<T | Contended> => {
  let conflicts: readonly StaleWrite[] = [];
  for (let lost = 0; lost < tries; lost += 1) {
    if (lost > 0) await pause(chance() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (lost - 1)));
    const outcome = await attempt(conflicts, lost);
    if (!isLost(outcome)) return outcome;
    conflicts = outcome.stale;
  }
  return { kind: 'contended' };
};

const isLost = <T>(outcome: T | Lost): outcome is Lost =>
  typeof outcome === 'object' && outcome !== null && 'kind' in outcome && outcome.kind === 'stale';
