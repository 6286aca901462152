import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { makeLogging } from '../../../../steps/aws/lambda/logging.ts';

interface Emf {
  readonly _aws: { readonly CloudWatchMetrics: readonly { readonly Dimensions: readonly (readonly string[])[] }[] };
  readonly [field: string]: unknown;
}

describe('metrics', () => {
  // Otherwise the library has a console of its own.
  beforeEach(() => {
    Object.assign(process.env, { POWERTOOLS_DEV: 'true', POWERTOOLS_METRICS_DISABLED: 'false' });
  });
  afterEach(() => {
    delete process.env['POWERTOOLS_DEV'];
    delete process.env['POWERTOOLS_METRICS_DISABLED'];
    jest.restoreAllMocks();
  });

  it('with dimensions are also recorded without them, for alarms', async () => {
    const lines: Emf[] = [];
    jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(JSON.parse(line) as Emf));
    const { log, invocation } = makeLogging('lessons');
    await invocation({} as Context, undefined, async () => {
      log.count('SecondsToReady', 99, { kind: 'jitsi', image: 'built' });
      log.count('SecondsToSpare', 501);
      log.count('SecondsOfPhase', 12, { kind: 'jitsi', image: 'built', phase: 'network' });
    });
    const recorded = lines.map(({ _aws, ...fields }) => [_aws.CloudWatchMetrics[0]?.Dimensions, fields]);
    expect(recorded).toEqual([
      [[['service', 'kind', 'image']], { service: 'lessons', kind: 'jitsi', image: 'built', SecondsToReady: 99 }],
      // The sum of all phases is no metric.
      [
        [['service', 'kind', 'image', 'phase']],
        { service: 'lessons', kind: 'jitsi', image: 'built', phase: 'network', SecondsOfPhase: 12 },
      ],
      [[['service']], { service: 'lessons', SecondsToReady: 99, SecondsToSpare: 501 }],
    ]);
  });
});
