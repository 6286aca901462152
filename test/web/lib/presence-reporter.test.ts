import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Refusal, Unreachable } from '../../../web/lib/api.ts';
import { PresenceTeller } from '../../../web/lib/presence-teller.ts';
import type { PresenceSignal } from '../../../web/lib/wire.ts';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => void jest.useRealTimers());

function tell(answers: readonly (Error | undefined)[] = []) {
  const sent: PresenceSignal[] = [];
  const refused: Refusal[] = [];
  let lastWords = 0;
  const teller = new PresenceTeller({
    send: async (signal) => {
      const answer = answers[sent.length];
      sent.push(signal);
      if (answer) throw answer;
    },
    lastWord: () => lastWords++,
    every: () => 30_000,
    monotonic: () => Date.now(),
    refused: (error) => refused.push(error),
  });
  return { teller, sent, refused, lastWords: () => lastWords };
}

describe('telling presence', () => {
  it('says joined, present, present, left', async () => {
    const { teller, sent } = tell();
    teller.enter();
    await jest.advanceTimersByTimeAsync(65_000);
    teller.exit();
    await jest.advanceTimersByTimeAsync(200_000);
    expect(sent).toEqual(['joined', 'present', 'present', 'left']);
  });

  it('survives a server that is away', async () => {
    const down = new Unreachable('away');
    const { teller, sent, refused } = tell([down, down, undefined]);
    teller.enter();
    await jest.advanceTimersByTimeAsync(3_500);
    expect([sent, teller.current().failures, refused]).toEqual([['joined', 'joined', 'joined'], 0, []]);
  });

  it('hands a refusal on, and is silent once it is told to stop', async () => {
    const { teller, sent, refused } = tell([undefined, new Refusal(410, { outcome: 'COMPLETED' })]);
    teller.subscribe(() => {
      if (refused.length > 0) teller.stop();
    });
    teller.enter();
    await jest.advanceTimersByTimeAsync(30_000);
    teller.stop();
    await jest.advanceTimersByTimeAsync(300_000);
    expect([sent, refused.map(({ status }) => status)]).toEqual([['joined', 'present'], [410]]);
  });

  it('says a last word when the page goes, if somebody was there', async () => {
    const { teller, sent, lastWords } = tell();
    teller.leavePage();
    teller.enter();
    await jest.advanceTimersByTimeAsync(0);
    teller.leavePage();
    await jest.advanceTimersByTimeAsync(100_000);
    expect([sent, lastWords()]).toEqual([['joined'], 1]);
  });

  it('tries at once when the network is back', async () => {
    const { teller, sent } = tell([new Unreachable('away')]);
    teller.enter();
    await jest.advanceTimersByTimeAsync(10);
    teller.awake();
    await jest.advanceTimersByTimeAsync(0);
    expect(sent).toEqual(['joined', 'joined']);
  });
});
