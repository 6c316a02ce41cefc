import { randomUUID } from 'node:crypto';
import { constants } from 'node:zlib';
import middy from '@middy/core';
import httpContentEncoding from '@middy/http-content-encoding';
import httpContentNegotiation from '@middy/http-content-negotiation';
import { accessMode } from '../../shared/access/access.ts';
import { dependenciesOfEnv } from '../../shared/assigning/dependencies-of-env.ts';
import { calBooker } from '../../shared/calcom/cal-booker.ts';
import { calPeople } from '../../shared/calcom/cal-people.ts';
import { ENV } from '../../shared/env.ts';
import { required } from '../../shared/environment.ts';
import { CAL_TIMEOUT_MS } from '../../shared/publishing/pace.ts';
import { calOptions } from '../cal-options.ts';
import { count, digests, log, logging, words } from '../runtime.ts';
import { isCheckIn, takeCheckIn } from '../visit-page/take-check-in.ts';
import { boardApi } from './board-api.ts';
import { pageVersion, VERSION_HEADER } from './page/serve-page.ts';

const deps = {
  ...dependenciesOfEnv({ log, words, replans: true, looksAtOnce: true }),
  newId: randomUUID,
  digests,
  calAppUrl: required('calAppUrl'),
  // Without the keys' secret the deployment lets no one be looked up.
  ...(process.env[ENV.calKeysSecretId]
    ? { people: calPeople(calOptions(CAL_TIMEOUT_MS)), booker: calBooker(calOptions(CAL_TIMEOUT_MS)) }
    : {}),
  trailKeptDays: Number(required('trailKeptDays')),
};

const answer = boardApi(deps, accessMode(process.env), {
  log,
  count,
});

const checkIn = takeCheckIn({ ...deps, log });

/** Every answer says which page is the newest: one that has been open for days then loads itself again. */
const serve: typeof answer = async (request) => {
  if (isCheckIn(request)) return checkIn(request);
  const result = await answer(request);
  const version = pageVersion();
  return version === undefined
    ? result
    : { ...result, headers: { ...result.headers, [VERSION_HEADER]: version } };
};

/** Which coding of an answer its reader takes; a reader that takes none of them gets it as it is. */
const coding = httpContentNegotiation({
  availableEncodings: ['br', 'gzip'],
  failOnMismatch: false,
  parseCharsets: false,
  parseLanguages: false,
  parseMediaTypes: false,
});

/** A busy board is a sixth of its size then. Brotli at its best takes longer than it saves on what is asked for once. */
const compressed = httpContentEncoding({
  br: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } },
  overridePreferredEncoding: ['br'],
});

/** The room board's page and API. */
export const handler = middy(serve).use(logging).use(coding).use(compressed);
