import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { METRIC_UNITS, METRICS_NAMESPACE } from '../../domain/metrics.ts';
import type { Log } from '../../ports.ts';

const SENSITIVE = /(token|key|secret|jwt|authorization)s?$/i;
const LINK_KEY = /([?&]key=)[^&\s"]+/g;

/** A net, not a licence: nobody should log a secret in the first place. By the field's name, and keys in personal links. */
export function redact(name: string, value: unknown): unknown {
  if (value !== undefined && SENSITIVE.test(name)) return '[redacted]';
  return typeof value === 'string' ? value.replaceAll(LINK_KEY, '$1[redacted]') : value;
}

export interface Logging {
  readonly log: Log;
  /** Runs one invocation: each of its lines has the request's id and the meeting's, and its metrics go out with it. */
  invocation<T>(context: Context, meetingId: string | undefined, run: () => Promise<T>): Promise<T>;
}

/**
 * One JSON object a line; level and console come from the POWERTOOLS_ variables. Metrics are
 * lines too (embedded metric format), so that they need no call and no grant.
 * @param deployment the dimension `service` of the metrics: two deployments are never added up
 */
export function makeLogging(deployment: string): Logging {
  const logger = new Logger({ serviceName: 'elephant-meetings', jsonReplacerFn: redact });
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: deployment });
  return {
    log: {
      info: (message, fields) => logger.info(message, { ...fields }),
      warn: (message, fields) => logger.warn(message, { ...fields }),
      error: (message, fields) => logger.error(message, { ...fields }),
      count: (metric, value) => metrics.addMetric(metric, METRIC_UNITS[metric], value),
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
