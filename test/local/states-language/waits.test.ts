import { describe, expect, it } from '@jest/globals';
import { OPENING, Stage } from './stage.ts';

const DAY = 24 * 60 * 60;

function waiting(fields: object): Stage {
  return new Stage({ A: { Type: 'Wait', End: true, ...fields } });
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
  ])('%s ends on time, not before', async (_what, fields, input) => {
    const stage = await waiting(fields).start(input);
    await stage.timers.advanceTo(OPENING + 89_999);
    expect(stage.view).toMatchObject({ status: 'RUNNING', currentState: 'A' });
    await stage.timers.advanceTo(OPENING + 90_000);
    expect(stage.view).toMatchObject({ status: 'SUCCEEDED', stoppedAt: OPENING + 90_000, output: input });
  });

  it('of sixty days does not end early', async () => {
    const stage = await waiting({ Seconds: 60 * DAY }).start();
    await stage.timers.advanceBy((60 * DAY - 1) * 1000);
    expect(stage.view.status).toBe('RUNNING');
    await stage.timers.runAll();
    expect(stage.seconds).toBe(60 * DAY);
  });

  it('until a past instant, or for no time, ends at once', async () => {
    for (const fields of [{ Timestamp: '2020-01-01T00:00:00Z' }, { Seconds: 0 }]) {
      const stage = waiting(fields);
      expect(await stage.play()).toMatchObject({ status: 'SUCCEEDED', stoppedAt: OPENING });
    }
  });

  it.each([
    ['nothing', {}],
    ['text', { s: '90', t: 90 }],
    ['a fraction', { s: 1.5, t: '2026-12-01' }],
    ['less than nothing', { s: -1, t: '2026-13-01T00:00:00Z' }],
  ])('by a path to %s fails the execution', async (_what, input) => {
    for (const fields of [{ SecondsPath: '$.s' }, { TimestampPath: '$.t' }]) {
      expect(await waiting(fields).play(input)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    }
  });
});
