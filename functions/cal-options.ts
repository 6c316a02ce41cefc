import type { CalClientOptions } from '../shared/calcom/cal-http.ts';
import { oauthTokens } from '../shared/calcom/oauth-token.ts';
import { ENV } from '../shared/env.ts';
import { required } from '../shared/environment.ts';
import { METRIC } from '../shared/metrics.ts';
import { calKeys } from '../shared/secrets/cal-keys.ts';
import { traced } from '../shared/traced.ts';
import { count, readSecret, words } from './runtime.ts';

const TROUBLE = { throttled: METRIC.calThrottled, failed: METRIC.calFailed } as const;

const tracedFetch = traced('Cal.com', (...asked: Parameters<typeof fetch>) => fetch(...asked), {
  remote: true,
  statusOf: ({ status }) => status,
});

/** How a function speaks to Cal.com, waiting so many milliseconds for an answer. */
export const calOptions = (timeoutMs: number): CalClientOptions => {
  const origin = required('calApiUrl');
  return {
    origin,
    keyOf: calKeys(
      process.env[ENV.calKeysSecretId],
      readSecret,
      Date.now,
      oauthTokens({ origin, timeoutMs }),
    ),
    timeoutMs,
    now: Date.now,
    words,
    fetch: tracedFetch,
    troubled: (how) => count(TROUBLE[how]),
  };
};
