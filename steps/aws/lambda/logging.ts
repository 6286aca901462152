import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { METRIC_UNITS, METRICS_NAMESPACE } from '../../domain/metrics.ts';
import type { Log } from '../../ports.ts';

const SENSITIVE = /(token|key|secret|jwt|authorization)s?$/i;
const LINK_KEY = /([?&]key=)[^&\s"]+/g;

/** A second line of defense: redacts fields with sensitive names, and the keys of personal links. Code must not log secrets. */
export function redact(name: string, value: unknown): unknown {
  if (value !== undefined && SENSITIVE.test(name)) return '[redacted]';
  return typeof value === 'string' ? value.replaceAll(LINK_KEY, '$1[redacted]') : value;
}

export interface Logging {
  readonly log: Log;
  /** Runs one invocation: adds the request id and the meeting id to each log line, and publishes its metrics at the end. */
  invocation<T>(context: Context, meetingId: string | undefined, run: () => Promise<T>): Promise<T>;
}

/**
 * Logs one JSON object per line. Metrics are log lines too (embedded metric format), so they need no call and no
 * permission. The POWERTOOLS_ variables set the log level.
 * @param deployment the dimension `service` of the metrics, which separates the deployments of an account
 */
export function makeLogging(deployment: string): Logging {
  const logger = new Logger({ serviceName: 'elephant-meetings', jsonReplacerFn: redact });
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: deployment });
  return {
    log: {
      info: (message, fields) => logger.info(message, { ...fields }),
      warn: (message, fields) => logger.warn(message, { ...fields }),
      error: (message, fields) => logger.error(message, { ...fields }),
      count: (metric, value, by) => {
        // The sum of all phases is another metric.
        if (by?.phase === undefined) metrics.addMetric(metric, METRIC_UNITS[metric], value);
        if (by)
          metrics
            .singleMetric()
            .addDimensions({ ...by })
            .addMetric(metric, METRIC_UNITS[metric], value);
      },
    },
    async invocation(context, meetingId, run) {
      logger.addContext(context);
      if (meetingId !== undefined) logger.appendKeys({ meeting_id: meetingId });
      try {
        return await run();
      } catch (error) {
        logger.error('the invocation failed', { error });
        throw error;
      } finally {
        if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
        logger.resetKeys();
      }
    },
  };
}
