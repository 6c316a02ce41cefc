import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS, type MetricName } from '../shared/metrics.ts';
import type { Settings } from './settings/settings-schema.ts';

/** What the functions of a stage count themselves. */
export const countedAt =
  ({ stage }: Settings) =>
  (metricName: MetricName, statistic: string, period = Duration.minutes(5)): Metric =>
    new Metric({
      namespace: METRICS.namespace,
      metricName,
      dimensionsMap: { service: METRICS.service(stage) },
      statistic,
      period,
    });
