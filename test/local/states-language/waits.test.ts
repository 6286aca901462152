import { describe, expect, it } from '@jest/globals';
import { START, Harness } from './harness.ts';

const DAY = 24 * 60 * 60;

function waitHarness(fields: object): Harness {
  return new Harness({ A: { Type: 'Wait', End: true, ...fields } });
}

describe('a wait', () => {
  it.each([
    ['for seconds', { Seconds: 90 }, {}],
    ['for seconds from its input', { SecondsPath: '$.s' }, { s: 90 }],
    ['until an instant', { Timestamp: '2026-12-01T15:01:30Z' }, {}],
    [
      'until an instant from its input, in another zone',
      { TimestampPath: '$.t' },
      { t: '2026-12-01T16:01:30.000+01:00' },
    ],
  ])('%s ends on time and not earlier', async (_what, fields, input) => {
    const harness = await waitHarness(fields).start(input);
    await harness.timers.advanceTo(START + 89_999);
    expect(harness.view).toMatchObject({ status: 'RUNNING', currentState: 'A' });
    await harness.timers.advanceTo(START + 90_000);
    expect(harness.view).toMatchObject({ status: 'SUCCEEDED', stoppedAt: START + 90_000, output: input });
  });

  it('of sixty days does not end early', async () => {
    const harness = await waitHarness({ Seconds: 60 * DAY }).start();
    await harness.timers.advanceBy((60 * DAY - 1) * 1000);
    expect(harness.view.status).toBe('RUNNING');
    await harness.timers.runAll();
    expect(harness.seconds).toBe(60 * DAY);
  });

  it('until a past instant, or for zero seconds, ends at once', async () => {
    for (const fields of [{ Timestamp: '2020-01-01T00:00:00Z' }, { Seconds: 0 }]) {
      const harness = waitHarness(fields);
      expect(await harness.runToEnd()).toMatchObject({ status: 'SUCCEEDED', stoppedAt: START });
    }
  });

  it.each([
    ['a missing value', {}],
    ['a value of the wrong type', { s: '90', t: 90 }],
    ['a fraction', { s: 1.5, t: '2026-12-01' }],
    ['a negative or invalid value', { s: -1, t: '2026-13-01T00:00:00Z' }],
  ])('with a path to %s fails the execution', async (_what, input) => {
    for (const fields of [{ SecondsPath: '$.s' }, { TimestampPath: '$.t' }]) {
      expect(await waitHarness(fields).runToEnd(input)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    }
  });
});
