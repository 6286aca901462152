import type { Log } from '../../steps/ports.ts';
import { programError } from './simulated-errors.ts';
import type { WorldOptions } from './world-options.ts';

const SILENT: Log = { info() {}, warn() {}, error() {}, count() {} };

/** Reports an error that no simulated fault explains, such as a TypeError. */
export function reportDefect(
  { onDefect }: Pick<WorldOptions, 'onDefect'>,
  where: string,
  error: unknown,
  meetingId: string | undefined,
): void {
  const what = programError(error);
  if (what !== undefined) onDefect?.(`${where}: ${what}`, meetingId);
}

/** A log that also reports metrics and defects: functions catch and log most errors of their parts. */
export function watchedLog(options: Pick<WorldOptions, 'log' | 'onMetric' | 'onDefect'>): Log {
  const { log = SILENT, onMetric } = options;
  const watched =
    (level: 'warn' | 'error'): Log['warn'] =>
    (message, fields) => {
      reportDefect(options, message, fields?.['error'], undefined);
      log[level](message, fields);
    };
  return {
    info: (message, fields) => log.info(message, fields),
    warn: watched('warn'),
    error: watched('error'),
    count: (metric, value, by) => {
      onMetric?.(metric, value);
      log.count(metric, value, by);
    },
  };
}
