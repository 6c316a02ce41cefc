/** A throttle as Cal.com runs it: a fixed window counted from its first hit, then a block. */
export type Pace = { readonly limit: number; readonly windowMs: number; readonly blockMs: number };

export type Admission = {
  readonly admitted: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until the window ends or, when blocked, until the block does. */
  readonly resetMs: number;
};

type Bucket = { hits: number; windowEnds: number; blockEnds: number };

/**
 * Counts like `@nest-lab/throttler-storage-redis` 1.0.0: a blocked call still counts as a hit. It does not
 * lengthen the block, but it can fill the next window, so that the first call after the block trips another one.
 */
export class RateLimiter {
  pace: Pace;
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;

  constructor(pace: Pace, now: () => number) {
    this.pace = pace;
    this.#now = now;
  }

  hit(tracker: string): Admission {
    const now = this.#now();
    const bucket = this.#bucket(tracker);
    if (bucket.windowEnds <= now) {
      bucket.hits = 0;
      bucket.windowEnds = now + this.pace.windowMs;
    }
    bucket.hits += 1;
    const blockedBefore = bucket.blockEnds > now;
    if (!blockedBefore && bucket.hits > this.pace.limit) bucket.blockEnds = now + this.pace.blockMs;
    const blocked = bucket.blockEnds > now;
    return {
      admitted: !blocked,
      limit: this.pace.limit,
      remaining: blocked ? 0 : Math.max(0, this.pace.limit - bucket.hits),
      resetMs: (blocked ? bucket.blockEnds : bucket.windowEnds) - now,
    };
  }

  /** Starts a block now, whatever the count (a fault, or another user of the same key). */
  block(tracker: string): void {
    this.#bucket(tracker).blockEnds = this.#now() + this.pace.blockMs;
  }

  isBlocked(tracker: string): boolean {
    return this.#bucket(tracker).blockEnds > this.#now();
  }

  #bucket(tracker: string): Bucket {
    const bucket = this.#buckets.get(tracker) ?? { hits: 0, windowEnds: 0, blockEnds: 0 };
    this.#buckets.set(tracker, bucket);
    return bucket;
  }
}

/** Cal.com's headers: the bucket's name capitalised on its first letter only, whole seconds, no `Retry-After`. */
export const rateLimitHeaders = (name: string, admission: Admission): Record<string, string> => {
  const suffix = name.charAt(0).toUpperCase() + name.slice(1);
  return {
    [`X-RateLimit-Limit-${suffix}`]: String(admission.limit),
    [`X-RateLimit-Remaining-${suffix}`]: String(admission.remaining),
    [`X-RateLimit-Reset-${suffix}`]: String(Math.ceil(admission.resetMs / 1000)),
  };
};
