import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, METRICS_NAMESPACE } from '../../steps/domain/metrics.ts';

/** A metric that the steps write, of this deployment alone. */
export const ownMetric = (deployment: string, metricName: MetricName, options: MetricOptions): Metric =>
  new Metric({ namespace: METRICS_NAMESPACE, metricName, dimensionsMap: { service: deployment }, ...options });
