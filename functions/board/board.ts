import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { accessMode } from '../../shared/access/access.ts';
import { surroundingsOfEnv } from '../../shared/assigning/surroundings-of-env.ts';
import { METRICS } from '../../shared/metrics.ts';
import { boardApi } from './board-api.ts';

const log = new Logger({ serviceName: METRICS.service });
const around = { ...surroundingsOfEnv(log, { replans: true }), newId: randomUUID };

const serve = boardApi(around, accessMode(process.env), log);

/** The room board's API. */
export const handler = middy(serve).use(injectLambdaContext(log, { logEvent: false }));
