import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { ENV } from '../shared/env.ts';
import { METRICS, type MetricName } from '../shared/metrics.ts';
import { storedDigests } from '../shared/secrets/digests.ts';
import { secretsManager } from '../shared/secrets/read-secret.ts';
import { visitLog } from './visit-log.ts';

/** Reads Secrets Manager: one client, one cache, for all that this function keeps there. */
export const readSecret = secretsManager();

/** What stands for bookings' uids and for people's words. @throws SecretUnavailable */
export const digests = storedDigests(process.env[ENV.digestKeySecretId], readSecret, Date.now);
/** What stands for people's words. @throws SecretUnavailable */
export const words = async () => (await digests()).word;

const { log, ready } = visitLog(digests);

export { log };

void ready(); // so that the first event need not wait for it

export const metrics = new Metrics({ namespace: METRICS.namespace });

/** Writes one value at once: a line of its own, and nothing that two events share. */
export const gauge = (metric: MetricName, value: number): void => {
  metrics.singleMetric().addMetric(metric, unitOf(metric), value);
};

export const count = (metric: MetricName): void => gauge(metric, 1);

/** As a metric's own name says it. */
export const unitOf = (metric: MetricName) =>
  metric.endsWith('Seconds') ? MetricUnit.Seconds : MetricUnit.Count;

/** For `middy`: the log knows its codes and its invocation. No event is logged, whatever the environment says: it may be about a person. */
export const logging = [{ before: ready }, injectLambdaContext(log, { logEvent: false })];
