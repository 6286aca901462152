import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Refusal, Unreachable } from '../../../web/lib/api.ts';
import { PresenceReporter } from '../../../web/lib/presence-reporter.ts';
import type { PresenceSignal } from '../../../web/lib/wire.ts';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => void jest.useRealTimers());

function startReporter(answers: readonly (Error | undefined)[] = []) {
  const sent: PresenceSignal[] = [];
  const refused: Refusal[] = [];
  let sentOnClose = 0;
  const reporter = new PresenceReporter({
    send: async (signal) => {
      const answer = answers[sent.length];
      sent.push(signal);
      if (answer) throw answer;
    },
    sendLeftOnClose: () => sentOnClose++,
    every: () => 30_000,
    monotonic: () => Date.now(),
    onRefused: (error) => refused.push(error),
  });
  return { reporter, sent, refused, sentOnClose: () => sentOnClose };
}

describe('the presence reporter', () => {
  it('sends joined, present, present, left', async () => {
    const { reporter, sent } = startReporter();
    reporter.enter();
    await jest.advanceTimersByTimeAsync(65_000);
    reporter.exit();
    await jest.advanceTimersByTimeAsync(200_000);
    expect(sent).toEqual(['joined', 'present', 'present', 'left']);
  });

  it('retries while the server is unreachable', async () => {
    const down = new Unreachable('away');
    const { reporter, sent, refused } = startReporter([down, down, undefined]);
    reporter.enter();
    await jest.advanceTimersByTimeAsync(3_500);
    expect([sent, reporter.current().failures, refused]).toEqual([['joined', 'joined', 'joined'], 0, []]);
  });

  it('waits as long as a throttled call says, and does not pass it on as a refusal', async () => {
    const { reporter, sent, refused } = startReporter([undefined, new Refusal(429, {}, 40_000)]);
    reporter.enter();
    await jest.advanceTimersByTimeAsync(0);
    reporter.exit();
    await jest.advanceTimersByTimeAsync(39_000);
    expect(sent).toEqual(['joined', 'left']);
    await jest.advanceTimersByTimeAsync(1_000);
    expect([sent, refused]).toEqual([['joined', 'left', 'left'], []]);
  });

  it('passes a refusal on, and sends nothing after stop', async () => {
    const { reporter, sent, refused } = startReporter([undefined, new Refusal(410, { outcome: 'COMPLETED' })]);
    reporter.subscribe(() => {
      if (refused.length > 0) reporter.stop();
    });
    reporter.enter();
    await jest.advanceTimersByTimeAsync(30_000);
    reporter.stop();
    await jest.advanceTimersByTimeAsync(300_000);
    expect([sent, refused.map(({ status }) => status)]).toEqual([['joined', 'present'], [410]]);
  });

  it('sends left on close, only if the person is inside', async () => {
    const { reporter, sent, sentOnClose } = startReporter();
    reporter.close();
    reporter.enter();
    await jest.advanceTimersByTimeAsync(0);
    reporter.close();
    await jest.advanceTimersByTimeAsync(100_000);
    expect([sent, sentOnClose()]).toEqual([['joined'], 1]);
  });

  it('retries at once when the network is back', async () => {
    const { reporter, sent } = startReporter([new Unreachable('away')]);
    reporter.enter();
    await jest.advanceTimersByTimeAsync(10);
    reporter.resume();
    await jest.advanceTimersByTimeAsync(0);
    expect(sent).toEqual(['joined', 'joined']);
  });
});
