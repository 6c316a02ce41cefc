import { type Instant, MINUTE } from '../../domain/instant.ts';

/** So many look-ups may one person make in any `WINDOW_MS`: enough for a busy desk, too few to copy the clinic's patients. */
export const LOOK_UPS = 30;
export const WINDOW_MS = 10 * MINUTE;

/** Whether there may be one more look-up now, after those made at `made`, and which count from then on. */
export type Allowance =
  | { readonly kind: 'allowed'; readonly made: readonly Instant[] }
  | { readonly kind: 'too-many'; readonly until: Instant };

export const allowanceAfter = (made: readonly Instant[], now: Instant): Allowance => {
  const recent = made.filter((at) => now - WINDOW_MS < at);
  const oldest = Math.min(...recent);
  return recent.length < LOOK_UPS
    ? { kind: 'allowed', made: [...recent, now] }
    : { kind: 'too-many', until: oldest + WINDOW_MS };
};
