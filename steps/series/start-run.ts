import type { Ports } from '../ports.ts';

/** Starts the step that creates and cancels the meetings of a series. When that fails, the daily run does it. */
export async function startRun(
  { seriesRuns, log }: Pick<Ports, 'seriesRuns' | 'log'>,
  seriesId: string,
): Promise<void> {
  try {
    await seriesRuns.start(seriesId);
  } catch (error) {
    log.warn('the meetings of a series are created by the next daily run', { seriesId, error });
  }
}
