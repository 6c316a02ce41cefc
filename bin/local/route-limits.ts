import type { RouteWiring } from '../../shared/wiring.ts';

/** How fast each route that is throttled may be asked, as API Gateway counts: tokens that come back with time. */
export class RouteLimits {
  readonly #left = new Map<string, { readonly tokens: number; readonly at: number }>();

  /** Whether the route takes one more request at that instant, in milliseconds. */
  takes({ method, path, throttle }: RouteWiring, now: number): boolean {
    if (throttle === undefined) return true;
    const key = `${method} ${path}`;
    const { tokens, at } = this.#left.get(key) ?? { tokens: throttle.burst, at: now };
    const left = Math.min(throttle.burst, tokens + ((now - at) / 1000) * throttle.ratePerSecond);
    const takes = left >= 1;
    this.#left.set(key, { tokens: takes ? left - 1 : left, at: now });
    return takes;
  }
}
