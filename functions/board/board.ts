import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { accessMode } from '../../shared/access/access.ts';
import { surroundingsOfEnv } from '../../shared/assigning/surroundings-of-env.ts';
import { METRICS } from '../../shared/metrics.ts';
import { boardApi } from './board-api.ts';
import { pageVersion, VERSION_HEADER } from './page/serve-page.ts';

const log = new Logger({ serviceName: METRICS.service });
const around = { ...surroundingsOfEnv(log, { replans: true }), newId: randomUUID };

const answer = boardApi(around, accessMode(process.env), log);

/** Every answer says which page is the newest: one that has been open for days then loads itself again. */
const serve: typeof answer = async (request) => {
  const result = await answer(request);
  const version = pageVersion();
  return version === undefined
    ? result
    : { ...result, headers: { ...result.headers, [VERSION_HEADER]: version } };
};

/** The room board's page and API. */
export const handler = middy(serve).use(injectLambdaContext(log, { logEvent: false }));
